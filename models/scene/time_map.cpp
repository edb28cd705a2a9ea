#include "scene/time_map.h"

#include "analysis/saturating.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace triptych::scene
{

namespace
{

using analysis::addSaturated;
using analysis::subtractSaturated;

constexpr Nanos kSecond = 1'000'000'000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr double kCharacterWidth = 7, kLabelGap = 12; // of the ruler's 11 px figures, generous

Nanos rounded(double nanos)
{
    constexpr double kBound = 9.2e18; // a little inside int64
    return std::isnan(nanos) ? 0 : static_cast<Nanos>(std::llround(std::clamp(nanos, -kBound, kBound)));
}

/// The least step of the series that is not below `least`.
Nanos stepOfAtLeast(double least)
{
    for (Nanos power = 1; power <= 10 * kSecond; power *= 10)
        for (const Nanos factor : {1, 2, 5})
            if (static_cast<double>(power * factor) >= least && power * factor < kMinute)
                return power * factor;
    constexpr std::array<Nanos, 12> kClock{kMinute, 2 * kMinute, 5 * kMinute, 10 * kMinute, 15 * kMinute, 30 * kMinute,
                                           kHour,   2 * kHour,   3 * kHour,   6 * kHour,    12 * kHour,   kDay};
    for (const Nanos step : kClock)
        if (static_cast<double>(step) >= least)
            return step;
    for (Nanos power = kDay; power < std::numeric_limits<Nanos>::max() / 50; power *= 10)
        for (const Nanos factor : {2, 5, 10})
            if (static_cast<double>(power * factor) >= least)
                return power * factor;
    return std::numeric_limits<Nanos>::max() / 4;
}

} // namespace

TimeMap::TimeMap(TimeRange window, double width)
    : m_window(window.empty() ? TimeRange{window.from, addSaturated(window.from, 1)} : window),
      m_width(std::max(1.0, width))
{
    m_nanosPerPixel = static_cast<double>(subtractSaturated(m_window.to, m_window.from)) / m_width;
}

double TimeMap::x(Nanos t) const
{
    return static_cast<double>(subtractSaturated(t, m_window.from)) / m_nanosPerPixel;
}

Nanos TimeMap::time(double x) const
{
    return addSaturated(m_window.from, nanos(x));
}

Nanos TimeMap::nanos(double pixels) const
{
    return rounded(pixels * m_nanosPerPixel);
}

std::string tickText(Nanos offset, Nanos step)
{
    if (offset == 0)
        return "0";
    const Nanos size =
        offset == std::numeric_limits<Nanos>::min() ? std::numeric_limits<Nanos>::max() : std::abs(offset);
    const std::string sign = offset < 0 ? "-" : "";
    const auto two = [&](Nanos big, Nanos bigUnit, const char *bigName, Nanos smallUnit, const char *smallName) {
        const Nanos rest = big % bigUnit / smallUnit;
        return sign + std::to_string(big / bigUnit) + ' ' + bigName +
               (rest == 0 ? std::string() : ' ' + std::to_string(rest) + ' ' + smallName);
    };
    if (size >= kDay && step % kHour == 0)
        return two(size, kDay, "d", kHour, "h");
    if (size >= kHour && step % kMinute == 0)
        return two(size, kHour, "h", kMinute, "min");
    if (size >= kMinute && size < kHour && step % kSecond == 0)
        return two(size, kMinute, "min", kSecond, "s");
    struct Unit {
        Nanos nanos;
        const char *name;
    };
    constexpr std::array<Unit, 4> kUnits{{{kSecond, "s"}, {1'000'000, "ms"}, {1'000, "\u00b5s"}, {1, "ns"}}};
    for (const Unit &unit : kUnits) {
        if (size < unit.nanos)
            continue;
        int digits = 0; // so many that neighbouring ticks differ
        for (Nanos least = unit.nanos; digits < 9 && least > 1 && step % least != 0; least /= 10)
            ++digits;
        std::string text = sign + std::to_string(size / unit.nanos);
        if (digits > 0) {
            std::string fraction = std::to_string(unit.nanos + size % unit.nanos).substr(1);
            text += '.' + fraction.substr(0, static_cast<std::size_t>(digits));
        }
        return text + ' ' + unit.name;
    }
    return "0";
}

std::vector<TimeTick> timeTicks(const TimeMap &map, Nanos origin, double minSpacing)
{
    const TimeRange window = map.window();
    const Nanos first = subtractSaturated(window.from, origin), last = subtractSaturated(window.to, origin);
    Nanos step = stepOfAtLeast(std::max(1.0, minSpacing) * map.nanosPerPixel());
    // Digits grow as one zooms in far from the origin: the labels decide then.
    for (int round = 0; round < 2; ++round) {
        const Nanos farthest = std::abs(first / 2) > std::abs(last / 2) ? first : last;
        const std::size_t characters = tickText(farthest / step * step, step).size();
        step = stepOfAtLeast(std::max(minSpacing, static_cast<double>(characters) * kCharacterWidth + kLabelGap) *
                             map.nanosPerPixel());
    }
    std::vector<TimeTick> ticks;
    Nanos k = first / step;
    if (k * step < first)
        ++k;
    constexpr std::size_t kMostTicks = 1000;
    for (; ticks.size() < kMostTicks; ++k) {
        Nanos offset;
        if (__builtin_mul_overflow(k, step, &offset) || offset > last)
            break;
        const Nanos time = addSaturated(origin, offset);
        ticks.push_back({map.x(time), time, tickText(offset, step)});
    }
    return ticks;
}

} // namespace triptych::scene
