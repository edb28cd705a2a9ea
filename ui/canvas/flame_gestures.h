#pragma once
#include "ui/canvas/flame_zoom.h"

#include <QPoint>
#include <Qt>

class QAbstractScrollArea;
class QEvent;
class QKeyEvent;
class QMouseEvent;
class QWheelEvent;

namespace triptych::ui {

/// Wheel, drag and the keys of the way back for a flame graph without a time axis: Ctrl+wheel zooms about the pointer,
/// Shift+wheel pans, a drag pans both ways, Alt+Left and Alt+Right go through what was shown. GUI thread.
class FlameGestures
{
public:
    /// `side`: px left and right of the graph.
    FlameGestures(QAbstractScrollArea &area, int side) : m_area(area), m_side(side) {}

    const FlameZoom &zoom() const { return m_zoom; }
    /// A step that can be undone. True if anything changes, here and below: the graph is to be laid out again.
    bool show(const FlameZoom &zoom);
    /// Another graph: there is no way back to what was shown of the one before.
    void reset(const FlameZoom &zoom);

    /// False in `taken`: the event is to scroll rows too.
    bool wheel(const QWheelEvent &event, bool &taken);
    void press(const QMouseEvent &event);
    bool drag(const QMouseEvent &event);
    bool moved() const { return m_moved; } ///< since the press: it was no click
    void release();
    /// Accepts a shortcut's key that is one of the way back here: what was shown here comes before the session's.
    bool claims(QEvent &event) const;
    /// Goes back or forward by such a key.
    bool travel(const QKeyEvent &event);

private:
    bool takes(const QKeyEvent &event) const;
    double share(double x) const;
    bool go(const FlameZoom &zoom, FlameZoomSteps::Step step);

    QAbstractScrollArea &m_area;
    int m_side;
    FlameZoom m_zoom;
    FlameZoomSteps m_steps;
    QPoint m_pressed, m_last;
    bool m_down = false, m_moved = false;
    std::uint64_t m_wheeled = 0; ///< ms
};

} // namespace triptych::ui
