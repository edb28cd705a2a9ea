#pragma once
#include "telemetry/ids.h"

#include <string>
#include <vector>

namespace triptych::scene
{

using telemetry::Nanos;
using telemetry::TimeRange;

/// Converts time (ns) to view pixels of a strip `width` wide that shows `window`. The only place that does.
/// Subtracts in int64, then scales in double: epoch nanoseconds do not fit a double's 53 bits. A value.
class TimeMap
{
public:
    TimeMap() = default;
    TimeMap(TimeRange window, double width); ///< an empty window counts as 1 ns, a width below 1 as 1

    TimeRange window() const { return m_window; }
    double width() const { return m_width; }
    double nanosPerPixel() const { return m_nanosPerPixel; }
    double x(Nanos t) const;    ///< pixels from the left edge; outside the window below 0 or above width()
    Nanos time(double x) const; ///< nearest ns, saturating
    double pixels(Nanos duration) const { return static_cast<double>(duration) / m_nanosPerPixel; }
    Nanos nanos(double pixels) const;

private:
    TimeRange m_window{0, 1};
    double m_width = 1;
    double m_nanosPerPixel = 1;
};

struct TimeTick {
    double x = 0;
    Nanos time = 0;
    std::string label; ///< offset from the origin: "0", "200 ms", "1.20 s"
};
/// Ticks at 1, 2 or 5 times a power of ten (minutes and hours: 1, 2, 5, 10, 15, 30) from `origin` (the trace's start),
/// at least `minSpacing` px apart, left to right, inside the window.
std::vector<TimeTick> timeTicks(const TimeMap &map, Nanos origin, double minSpacing = 70);
/// An offset with the digits that ticks `step` ns apart need.
std::string tickText(Nanos offset, Nanos step);

} // namespace triptych::scene
