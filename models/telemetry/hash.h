#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>

namespace triptych::telemetry {

/// Fast non-cryptographic hash of bytes, eight at a time, multiply-and-fold mixing (the idea of wyhash). Stored in
/// span_rows.content for recognising repeats, so a change of this function is a change of the schema. Little-endian.
inline std::uint64_t mix64(std::uint64_t a, std::uint64_t b)
{
    __extension__ using Wide = unsigned __int128;
    const Wide r = static_cast<Wide>(a ^ 0x9e3779b97f4a7c15ull) * (b ^ 0xe7037ed1a0b428dbull);
    return static_cast<std::uint64_t>(r) ^ static_cast<std::uint64_t>(r >> 64);
}

/// Up to eight bytes as a little-endian number: what a memcpy of that many would give, without its call.
inline std::uint64_t fewBytes(const char *p, std::size_t n)
{
    if (n >= 4) {
        std::uint32_t head = 0, tail = 0;
        std::memcpy(&head, p, 4);
        std::memcpy(&tail, p + n - 4, 4);
        return head | static_cast<std::uint64_t>(tail) << ((n - 4) * 8);
    }
    if (n == 0)
        return 0;
    const auto byte = [p](std::size_t i) { return static_cast<std::uint64_t>(static_cast<unsigned char>(p[i])) << (i * 8); };
    return byte(0) | byte(n / 2) | byte(n - 1);
}

inline std::uint64_t hashBytes(std::string_view text, std::uint64_t seed = 0)
{
    const char *p = text.data();
    std::size_t n = text.size();
    std::uint64_t h = seed ^ (n * 0xa0761d6478bd642full);
    std::uint64_t word;
    while (n >= 8) {
        std::memcpy(&word, p, 8);
        h = mix64(h, word);
        p += 8;
        n -= 8;
    }
    if (n > 0)
        h = mix64(h, fewBytes(p, n));
    return mix64(h, 0x8ebc6af09c88c6e3ull);
}

} // namespace triptych::telemetry
