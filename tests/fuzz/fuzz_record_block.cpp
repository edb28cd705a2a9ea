#include "telemetry/record_block.h"
#include "telemetry/record_block_format.h"

#include <zstd.h>

using namespace triptych::telemetry;

// The input is the number of rows (two bytes) and the plain body of a block, as a damaged store may hold it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2)
        return 0;
    const std::string_view plain(reinterpret_cast<const char *>(data) + 2, size - 2);
    std::string block(block_format::kHeader + ZSTD_compressBound(plain.size()), '\0');
    block_format::writeHeader(block.data(), data[0] | static_cast<std::uint32_t>(data[1]) << 8, plain.size());
    const std::size_t n = ZSTD_compress(block.data() + block_format::kHeader, block.size() - block_format::kHeader, plain.data(), plain.size(), 1);
    block.resize(block_format::kHeader + n);
    const auto decoded = DecodedBlock::decode(block);
    if (!decoded)
        return 0;
    for (std::uint32_t row = 0; row < decoded->rows(); ++row) {
        decoded->body(row);
        decoded->tags(row);
    }
    RecordPredicate predicate;
    predicate.needle = "1";
    decoded->matches(predicate);
    for (const auto &[key, rows] : decoded->keys())
        decoded->eachTag(key, [](std::uint32_t, std::string_view) {});
    return 0;
}
