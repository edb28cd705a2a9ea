#include "ui/common/time_ticks.h"

#include "telemetry/clock_text.h"
#include "telemetry/human_text.h"

#include <QDateTime>
#include <QLocale>
#include <algorithm>

namespace triptych::ui {

using telemetry::clock_text::kDay;
using telemetry::clock_text::kHour;
using telemetry::clock_text::kMinute;
using telemetry::clock_text::kSecond;
using telemetry::Nanos;

namespace {

constexpr Nanos kSteps[] = {kSecond,      2 * kSecond,  5 * kSecond,  10 * kSecond, 15 * kSecond, 30 * kSecond, kMinute,
                            2 * kMinute,  5 * kMinute,  10 * kMinute, 15 * kMinute, 30 * kMinute, kHour,        2 * kHour,
                            3 * kHour,    6 * kHour,    12 * kHour,   kDay,         2 * kDay,     7 * kDay,     14 * kDay,
                            28 * kDay,    91 * kDay,    182 * kDay,   365 * kDay};

Nanos roundStep(Nanos least)
{
    if (least <= kSecond / 2) {
        for (Nanos power = 1; power <= kSecond / 10; power *= 10)
            for (const Nanos digit : {1, 2, 5})
                if (power * digit >= least)
                    return power * digit;
        return kSecond / 2;
    }
    const auto at = std::lower_bound(std::begin(kSteps), std::end(kSteps), least);
    if (at != std::end(kSteps))
        return *at;
    return (least / (365 * kDay) + 1) * (365 * kDay);
}

QString label(Nanos time, Nanos step)
{
    if (step >= kDay) {
        const QDateTime date = QDateTime::fromSecsSinceEpoch(time / kSecond, Qt::UTC);
        return QLocale::c().toString(date, step >= 365 * kDay ? QStringLiteral("yyyy") : QStringLiteral("d MMM"));
    }
    if (step >= kMinute) {
        // Cut to the minute: the seconds are zero on every tick.
        return QString::fromStdString(telemetry::formatTimeOfDay(time, 0)).left(5);
    }
    int digits = 0;
    for (Nanos unit = kSecond; unit > step; unit /= 10)
        ++digits;
    return QString::fromStdString(telemetry::formatTimeOfDay(time, digits));
}

} // namespace

std::vector<TimeTick> timeTicks(telemetry::TimeRange range, int count)
{
    std::vector<TimeTick> ticks;
    if (range.empty())
        return ticks;
    const Nanos step = roundStep(std::max<Nanos>(1, range.length() / std::max(1, count)));
    Nanos first = range.from - range.from % step;
    if (first < range.from)
        first += step;
    for (Nanos t = first; t < range.to && int(ticks.size()) <= count; t += step)
        ticks.push_back({t, label(t, step)});
    return ticks;
}

} // namespace triptych::ui
