#pragma once
#include "formats/format.h"
#include "telemetry/record_block.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace triptych::fuzz {

/// Feeds the bytes through the format's cutter, in portions that the first byte decides, and its decoder; every block
/// that comes out must decode, every record must lie in the input.
inline void runFormat(std::string_view name, const std::uint8_t *data, std::size_t size)
{
    using namespace triptych::formats;
    static const Format *format = [name] {
        for (const Format &f : allFormats())
            if (f.name == name)
                return &f;
        std::abort();
    }();
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    const Sample sample{bytes, true, "fuzz"};
    (void)format->sniff(sample);
    std::vector<Piece> pieces;
    const auto keep = [&](Piece piece) { pieces.push_back(std::move(piece)); };
    const auto cutter = format->cutter(sample);
    const std::size_t portion = size ? 1 + data[0] * 16u : 1;
    for (std::size_t i = 0; i < size; i += portion)
        cutter->feed(bytes.substr(i, portion), keep);
    cutter->finish(keep);
    const auto decoder = format->decoder(sample);
    telemetry::BatchBuilder builder;
    for (const Piece &piece : pieces) {
        decoder->decode(piece, builder);
        const telemetry::Batch batch = builder.take();
        std::size_t rows = 0;
        for (const telemetry::RecordBlock &block : batch.logBlocks) {
            const auto decoded = telemetry::DecodedBlock::decode(block.data);
            if (!decoded)
                std::abort();
            for (std::uint32_t i = 0; i < decoded->rows(); ++i)
                (void)decoded->body(i);
            rows += block.rows;
        }
        if (rows != batch.logs.size())
            std::abort();
        for (const telemetry::BadRecord &bad : batch.errors)
            if (bad.byte > size || bad.excerpt.size() > 80)
                std::abort();
    }
}

} // namespace triptych::fuzz
