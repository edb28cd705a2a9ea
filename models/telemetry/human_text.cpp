#include "telemetry/human_text.h"

#include "telemetry/clock_text.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace triptych::telemetry {

using clock_text::kDay;
using clock_text::kHour;
using clock_text::kMinute;
using clock_text::kSecond;

namespace {

/// `value` with three significant digits. 0 <= value < 1e15.
std::string allThreeDigits(double value)
{
    const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    std::array<char, 32> text;
    const int n = std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    return std::string(text.data(), static_cast<std::size_t>(n));
}

/// The same without trailing zeros.
std::string threeDigits(double value)
{
    std::string out = allThreeDigits(value);
    if (out.find('.') != std::string::npos) {
        while (out.back() == '0')
            out.pop_back();
        if (out.back() == '.')
            out.pop_back();
    }
    return out;
}

std::string twoUnits(std::uint64_t value, Nanos large, const char *largeName, Nanos small, const char *smallName)
{
    // Rounded to the small unit first: 119.9 s is 2 min, not 1 min 60 s.
    const std::uint64_t smalls = (value + static_cast<std::uint64_t>(small) / 2) / static_cast<std::uint64_t>(small);
    const auto ratio = static_cast<std::uint64_t>(large / small);
    std::string out = formatCount(smalls / ratio) + ' ' + largeName;
    if (smalls % ratio)
        out += ' ' + std::to_string(smalls % ratio) + ' ' + smallName;
    return out;
}

void appendTwo(std::string &out, std::int64_t n)
{
    out += static_cast<char>('0' + n / 10 % 10);
    out += static_cast<char>('0' + n % 10);
}

} // namespace

std::string formatDuration(Nanos duration)
{
    const std::uint64_t n =
        duration < 0 ? 0 - static_cast<std::uint64_t>(duration) : static_cast<std::uint64_t>(duration);
    const std::string sign = duration < 0 ? "-" : "";
    const auto d = static_cast<double>(n);
    // Bounds half a digit below the next unit: 999.6 µs reads 1 ms, never 1000 µs.
    if (n < 1000)
        return sign + std::to_string(n) + " ns";
    if (d < 999.5e3)
        return sign + threeDigits(d / 1e3) + " \xC2\xB5s";
    if (d < 999.5e6)
        return sign + threeDigits(d / 1e6) + " ms";
    if (d < 59.95e9)
        return sign + allThreeDigits(d / 1e9) + " s"; // 2.60 s under 2.64 s: columns of seconds line up
    if (d < static_cast<double>(kHour) - 0.5e9)
        return sign + twoUnits(n, kMinute, "min", kSecond, "s");
    if (d < static_cast<double>(kDay) - 30e9)
        return sign + twoUnits(n, kHour, "h", kMinute, "min");
    return sign + twoUnits(n, kDay, "d", kHour, "h");
}

std::string formatBytes(std::uint64_t bytes)
{
    static constexpr std::array kUnits{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    std::size_t unit = 0;
    auto value = static_cast<double>(bytes);
    while (value >= (unit ? 999.5 : 1024.0) && unit + 1 < kUnits.size()) {
        value /= 1024;
        ++unit;
    }
    return (unit ? threeDigits(value) : std::to_string(bytes)) + ' ' + kUnits[unit];
}

std::string formatCount(std::uint64_t count)
{
    std::string out = std::to_string(count);
    for (auto i = static_cast<std::ptrdiff_t>(out.size()) - 3; i > 0; i -= 3)
        out.insert(static_cast<std::size_t>(i), 1, ',');
    return out;
}

std::string formatTimeOfDay(Nanos time, int digits)
{
    Nanos inDay = time % kDay;
    if (inDay < 0)
        inDay += kDay;
    std::string out;
    appendTwo(out, inDay / kHour);
    out += ':';
    appendTwo(out, inDay / kMinute % 60);
    out += ':';
    appendTwo(out, inDay / kSecond % 60);
    digits = std::clamp(digits, 0, 9);
    if (digits > 0) {
        std::array<char, 16> fraction;
        std::snprintf(fraction.data(), fraction.size(), ".%09d", static_cast<int>(inDay % kSecond));
        out.append(fraction.data(), static_cast<std::size_t>(digits) + 1);
    }
    return out;
}

std::string formatDateTime(Nanos time, int digits)
{
    const auto days = std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::nanoseconds>(
        std::chrono::nanoseconds(time)));
    const std::chrono::year_month_day date(days);
    std::array<char, 32> text;
    const int n = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u ", static_cast<int>(date.year()),
                                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return std::string(text.data(), static_cast<std::size_t>(n)) + formatTimeOfDay(time, digits);
}

} // namespace triptych::telemetry
