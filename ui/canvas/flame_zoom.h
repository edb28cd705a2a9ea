#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace triptych::ui {

/// What is shown of a flame graph that has no time axis: the frame that fills the width, and the part of it in view.
struct FlameZoom {
    static constexpr double kMostScale = 256; ///< beyond it a frame is zoomed to, which has no limit

    std::uint32_t node = 0;
    double scale = 1; ///< widths of the view that the frame has
    double left = 0;  ///< share of the frame that lies left of the view

    bool operator==(const FlameZoom &) const = default;
    /// `at`: share of the view that keeps its place; factor > 1 zooms in.
    FlameZoom zoomedAbout(double at, double factor) const
    {
        const double kept = left + at / scale, next = std::clamp(scale * factor, 1.0, kMostScale);
        return {node, next, std::clamp(kept - at / next, 0.0, 1 - 1 / next)};
    }
    /// `by`: share of the view; positive shows what lies further right.
    FlameZoom panned(double by) const { return {node, scale, std::clamp(left + by / scale, 0.0, 1 - 1 / scale)}; }
};

/// The way back through what was shown (Alt+Left/Right); one gesture is one step.
class FlameZoomSteps
{
public:
    enum class Step { New, OfGesture };
    void leave(const FlameZoom &before, Step step)
    {
        if (step == Step::New || !m_inGesture)
            m_past.push_back(before);
        m_inGesture = step == Step::OfGesture;
        m_future.clear();
    }
    void endGesture() { m_inGesture = false; }
    bool canGoBack() const { return !m_past.empty(); }
    bool canGoForward() const { return !m_future.empty(); }
    std::optional<FlameZoom> back(const FlameZoom &now) { return go(m_past, m_future, now); }
    std::optional<FlameZoom> forward(const FlameZoom &now) { return go(m_future, m_past, now); }
    void clear() { *this = {}; }

private:
    std::optional<FlameZoom> go(std::vector<FlameZoom> &from, std::vector<FlameZoom> &to, const FlameZoom &now)
    {
        m_inGesture = false;
        if (from.empty())
            return std::nullopt;
        to.push_back(now);
        const FlameZoom found = from.back();
        from.pop_back();
        return found;
    }
    std::vector<FlameZoom> m_past, m_future;
    bool m_inGesture = false;
};

} // namespace triptych::ui
