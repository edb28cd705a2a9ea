#include "session/time_window.h"

#include <algorithm>
#include <cmath>

namespace triptych::session {

namespace {

using telemetry::Nanos;
using telemetry::TimeRange;

/// A window of at least kMinimum that lies inside the extent but for a tenth of its own length on either side.
TimeRange fitted(TimeRange window, TimeRange extent)
{
    const Nanos whole = std::max<Nanos>(extent.length(), 0);
    const Nanos longest = std::max<Nanos>(whole + whole / 4, TimeWindow::kMinimum); // 0.8 of it is the extent
    const Nanos length = std::clamp(window.length(), TimeWindow::kMinimum, longest);
    if (length != window.length()) {
        const Nanos middle = window.from + (window.to - window.from) / 2;
        window.from = middle - length / 2;
    }
    const Nanos slack = length / 10;
    const Nanos first = extent.from - slack, last = extent.from + whole + slack - length;
    if (last < first) // longer than the extent and its slack: centred
        window.from = extent.from + whole / 2 - length / 2;
    else
        window.from = std::clamp(window.from, first, last);
    window.to = window.from + length;
    return window;
}

} // namespace

void TimeWindow::setExtent(TimeRange extent)
{
    const TimeRange window = extent.length() < kMinimum ? fitted(extent, extent) : extent;
    if (extent == m_extent && window == m_window)
        return;
    m_extent = extent;
    m_window = window;
    Q_EMIT changed();
}

void TimeWindow::setWindow(TimeRange window)
{
    const TimeRange inside = fitted(window, m_extent);
    if (inside == m_window)
        return;
    m_window = inside;
    Q_EMIT changed();
}

void TimeWindow::zoomAbout(Nanos at, double factor)
{
    if (!(factor > 0) || !std::isfinite(factor))
        return;
    // Differences are small where epoch times are not: only they are scaled in floating point.
    const double before = static_cast<double>(at - m_window.from), after = static_cast<double>(m_window.to - at);
    constexpr double kFar = 4e18;
    const auto scaled = [factor, kFar](double ns) { return static_cast<Nanos>(std::llround(std::clamp(ns / factor, -kFar, kFar))); };
    const Nanos left = scaled(before), right = scaled(after);
    if (left + right < kMinimum) { // the place under the pointer stays where it is at the smallest window too
        const double length = before + after;
        const Nanos from = at - static_cast<Nanos>(std::llround(length > 0 ? before / length * kMinimum : 0));
        setWindow({from, from + kMinimum});
        return;
    }
    setWindow({at - left, at + right});
}

void TimeWindow::pan(double fraction)
{
    if (!std::isfinite(fraction))
        return;
    const auto by = static_cast<Nanos>(std::llround(std::clamp(fraction, -1e3, 1e3) * static_cast<double>(m_window.length())));
    setWindow({m_window.from + by, m_window.to + by});
}

void TimeWindow::showAll()
{
    setWindow(m_extent);
}

} // namespace triptych::session
