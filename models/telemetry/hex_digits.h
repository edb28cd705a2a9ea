#pragma once
#include <array>
#include <cstdint>
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

/// 1 to 16 hex digits and nothing else.
inline bool hexNumber(std::string_view text, std::uint64_t &value)
{
    if (text.empty() || text.size() > 16)
        return false;
    std::uint64_t v = 0;
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
