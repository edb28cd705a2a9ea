#include "small_pieces.h"

#include "formats/elastic_decoder.h"

/// Any bytes are cut and decoded as Elasticsearch's documents: no crash, no endless loop, the same records for every size of portions.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace triptych::formats;
    using namespace triptych::fuzz;
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    return runInSmallPieces(bytes, smallPieces(elasticLayout()), [] { return std::make_unique<ElasticDecoder>(); });
}
