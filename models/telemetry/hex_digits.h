#pragma once
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace triptych::telemetry {

/// Value of each byte as a hex digit of either case; 0xff for others.
inline constexpr std::array<std::uint8_t, 256> kHexValue = [] {
    std::array<std::uint8_t, 256> t{};
    for (auto &v : t)
        v = 0xff;
    for (int i = 0; i < 10; ++i)
        t[static_cast<std::size_t>('0' + i)] = static_cast<std::uint8_t>(i);
    for (int i = 0; i < 6; ++i) {
        t[static_cast<std::size_t>('a' + i)] = static_cast<std::uint8_t>(10 + i);
        t[static_cast<std::size_t>('A' + i)] = static_cast<std::uint8_t>(10 + i);
    }
    return t;
}();

inline bool isHexDigit(char c)
{
    return kHexValue[static_cast<unsigned char>(c)] != 0xff;
}

/// Eight lower-case hex digits, the first in the lowest byte, as the four bytes that they spell, the first lowest; false
/// if they are not such digits.
inline bool eightLowerHexDigits(std::uint64_t digits, std::uint32_t &bytes)
{
    constexpr std::uint64_t kOnes = 0x0101010101010101ull;
    const std::uint64_t letters = (digits >> 6) & kOnes;
    const std::uint64_t values = (digits & (kOnes * 0x0f)) + letters * 9;
    const std::uint64_t overNine = ((values + kOnes * 0x76) >> 7) & kOnes;
    if (overNine != letters || (values & (kOnes * 0xf0)) != 0 || values + kOnes * '0' + letters * ('a' - '0' - 10) != digits)
        return false;
    std::uint64_t pairs = (values << 4 | values >> 8) & 0x00ff00ff00ff00ffull;
    pairs = (pairs | pairs >> 8) & 0x0000ffff0000ffffull;
    bytes = static_cast<std::uint32_t>(pairs | pairs >> 16);
    return true;
}

/// 1 to 16 hex digits of either case and nothing else.
inline bool hexNumber(std::string_view text, std::uint64_t &value)
{
    if (text.empty() || text.size() > 16)
        return false;
    std::uint64_t v = 0;
    if (text.size() == 16) { // that of nearly all ids
        for (std::size_t at = 0; at < 16; at += 8) {
            std::uint64_t digits = 0;
            std::uint32_t bytes = 0;
            std::memcpy(&digits, text.data() + at, 8);
            // Capital letters as small ones; nothing that is no letter becomes a hex digit by it.
            if (!eightLowerHexDigits(digits | (digits & 0x4040404040404040ull) >> 1, bytes))
                return false;
            v = v << 32 | __builtin_bswap32(bytes);
        }
        value = v;
        return true;
    }
    std::uint8_t bad = 0;
    for (const char c : text) {
        const std::uint8_t d = kHexValue[static_cast<unsigned char>(c)];
        bad |= d;
        v = v << 4 | (d & 15u);
    }
    value = v;
    return bad < 16;
}

} // namespace triptych::telemetry
