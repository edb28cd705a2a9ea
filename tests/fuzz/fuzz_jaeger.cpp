#include "small_pieces.h"

#include "formats/jaeger_decoder.h"
#include "formats/jaeger_sequencer.h"

/// Any bytes are cut and decoded as Jaeger JSON: no crash, no endless loop, the same records for every size of portions.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace triptych::formats;
    using namespace triptych::fuzz;
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    const auto decoder = [] { return std::make_unique<JaegerDecoder>(); };
    runInSmallPieces(bytes, smallPieces(jaegerLayout()), decoder, [] { return std::make_unique<JaegerSequencer>(); });
    return runInSmallPieces(bytes, smallPieces(jaegerLayout()), decoder, [bytes] {
        auto order = std::make_unique<JaegerSequencer>();
        order->foresee(bytes);
        return order;
    });
}
