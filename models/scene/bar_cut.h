#pragma once
#include "scene/style.h"
#include "scene/time_map.h"

#include <algorithm>

namespace triptych::scene
{

/// A stretch of time as px, cut to kBeyondView around the view.
struct CutBar {
    float x = 0, w = 0;
    std::uint8_t marks = 0; ///< MarkCutLeft, MarkCutRight
    bool inView = false;
};
inline CutBar cutBar(const TimeMap &map, Nanos from, Nanos to, double leastWidth)
{
    CutBar bar;
    double left = map.x(from), right = std::max(map.x(to), left + leastWidth);
    bar.inView = right > 0 && left < map.width();
    if (!bar.inView)
        return bar;
    if (left < 0)
        bar.marks |= MarkCutLeft;
    if (right > map.width())
        bar.marks |= MarkCutRight;
    left = std::max(left, -kBeyondView);
    right = std::min(right, map.width() + kBeyondView);
    bar.x = static_cast<float>(left);
    bar.w = static_cast<float>(right - left);
    return bar;
}

} // namespace triptych::scene
