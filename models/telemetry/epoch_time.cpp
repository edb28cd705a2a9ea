#include "telemetry/clock_text.h"
#include "telemetry/timestamp.h"

#include <cmath>
#include <limits>

namespace triptych::telemetry {

using clock_text::isDigit;
using clock_text::kSecond;

Nanos timeFromEpoch(std::int64_t number)
{
    const std::uint64_t size = number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
    if (size < 100'000'000'000ull) {
        if (size > 9'223'372'035ull)
            return 0;
        return number * kSecond;
    }
    if (size < 100'000'000'000'000ull)
        return size > 9'223'372'036'854ull ? 0 : number * 1'000'000;
    return size < 100'000'000'000'000'000ull ? (size > 9'223'372'036'854'775ull ? 0 : number * 1000) : number;
}

Nanos timeFromEpoch(double number)
{
    const double size = std::fabs(number);
    const double unit = size < 1e11 ? 1e9 : size < 1e14 ? 1e6 : size < 1e17 ? 1e3 : 1;
    if (!(size * unit < 9.2e18))
        return 0;
    // The whole part apart: a double of 1.7e9 keeps about 200 ns of a second's fraction, its product with 1e9 less.
    const double whole = std::floor(number);
    return static_cast<Nanos>(whole) * static_cast<Nanos>(unit) + static_cast<Nanos>(std::llround((number - whole) * unit));
}

std::optional<Nanos> clock_text::scaled(std::string_view digits, std::string_view decimals)
{
    // Unit by the count of digits before the point: up to 11 seconds, up to 14 ms, up to 17 µs, else ns.
    const std::size_t n = digits.size();
    if (n == 0 || n > 19)
        return std::nullopt;
    const std::size_t shift = n <= 11 ? 9 : n <= 14 ? 6 : n <= 17 ? 3 : 0;
    std::uint64_t v = 0;
    for (const char c : digits)
        v = v * 10 + static_cast<std::uint64_t>(c - '0');
    for (std::size_t i = 0; i < shift; ++i) {
        const auto d = static_cast<std::uint64_t>(i < decimals.size() ? decimals[i] - '0' : 0);
        if (v > (std::numeric_limits<std::uint64_t>::max() - d) / 10)
            return std::nullopt;
        v = v * 10 + d;
    }
    if (v > static_cast<std::uint64_t>(std::numeric_limits<Nanos>::max()))
        return std::nullopt;
    return static_cast<Nanos>(v);
}

std::optional<Nanos> timeFromEpochText(std::string_view text)
{
    const std::size_t point = text.find('.');
    const std::string_view digits = text.substr(0, point);
    const std::string_view decimals = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
    for (const char c : digits)
        if (!isDigit(c))
            return std::nullopt;
    for (const char c : decimals)
        if (!isDigit(c))
            return std::nullopt;
    return clock_text::scaled(digits, decimals);
}

} // namespace triptych::telemetry
