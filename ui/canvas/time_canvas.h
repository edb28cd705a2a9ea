#pragma once
#include "scene/time_map.h"
#include "session/time_window.h"
#include "ui/canvas/range_bar.h"
#include "ui/canvas/time_motion.h"
#include "ui/theme/theme.h"

#include <QAbstractScrollArea>
#include <QPoint>
#include <optional>

namespace triptych::ui {

class Preferences;

/// A viewport-sized view on a time axis: turns gestures and keys into intents on the TimeWindow and leaves painting and
/// rows to its subclasses. Wheel: rows; Ctrl: zoom at the cursor; Shift: pan; Ctrl+Shift: row height. Left drag: range,
/// which Alt keeps from snapping whenever it is pressed, its edges adjustable; middle or Shift+left drag: pan; middle or double click: zoom to what is there. W S A D as in the
/// key map, held keys at frame rate; other keys are commands. A touchpad's gesture does one thing until it ends, whichever
/// keys are let go meanwhile. GUI thread.
class TimeCanvas : public QAbstractScrollArea
{
    Q_OBJECT
public:
    TimeCanvas(Theme &theme, session::TimeWindow &window, QWidget *parent = nullptr);

    /// Whose switches for wheel and letters hold here; the usual ways without.
    void setPreferences(const Preferences &preferences) { m_preferences = &preferences; }
    scene::TimeMap timeMap() const;
    /// Leaves a share of the width free after the window's end: room for the durations beside the last bars.
    void setTrailingGutter(double share);
    session::TimeWindow &window() const { return m_window; }
    /// The selected stretch of time, drawn over the content.
    std::optional<telemetry::TimeRange> range() const { return m_range; }
    void setRange(std::optional<telemetry::TimeRange> range);
    void offerRangeActions(QPoint at);
    /// First centres what is selected, a second time fits it.
    void fitSelection();
    void showAll();
    void zoomTo(telemetry::TimeRange range);
    void zoomBy(TimeMotion::Drive drive); ///< one step, for menus

Q_SIGNALS:
    void rangeChanged(std::optional<telemetry::TimeRange> range);
    void rangeActed(triptych::ui::RangeAction action, telemetry::TimeRange range);

protected:
    /// The strip of the viewport that the time axis spans.
    virtual QRect timeArea() const = 0;
    enum class Wheel { Rows, Zoom };
    virtual Wheel plainWheel(QPoint) const { return Wheel::Rows; }
    virtual void changeRowHeight(int) {}
    virtual void gutterChanged() {}
    virtual void clickedAt(QPoint, Qt::KeyboardModifiers) {}
    virtual void doubleClickedAt(QPoint) {}
    virtual void middleClickedAt(QPoint) {}
    virtual void hoveredAt(QPoint) {}
    virtual void hoverLeft() {}
    /// Extent of what is selected, if anything: what F fits and zooming keeps in place.
    virtual std::optional<telemetry::TimeRange> fitTarget() const { return std::nullopt; }
    /// A span's edge within `slack` of `t`, if any: where a range drag snaps.
    virtual std::optional<telemetry::Nanos> edgeNear(QPoint, telemetry::Nanos, telemetry::Nanos) const { return std::nullopt; }
    /// Whether a press here may become a range drag.
    virtual bool dragsRange(QPoint at) const { return timeArea().contains(at); }

    telemetry::Nanos timeAt(QPoint at) const;
    double xOf(telemetry::Nanos time) const; ///< viewport px
    void paintRange(QPainter &painter) const;
    /// `range` and the trailing gutter after it.
    telemetry::TimeRange withGutter(telemetry::TimeRange range) const;
    /// Scrolls the shortest way that shows the content between these pixels. revealAgain() does it anew from where the
    /// view stood before, unless the user has scrolled: what is revealed while a page takes its size stays in view.
    void revealContent(qint64 top, qint64 bottom);
    void revealAgain();
    void forgetRevealed() { m_revealed.reset(); }
    Theme &theme() const { return m_theme; }
    TimeMotion &motion() { return m_motion; }

    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    std::optional<TimeMotion::Drive> drive(const QKeyEvent &event) const;

private:
    enum class Drag { None, Pressed, Range, RangeEdge, Pan };
    enum class Scroll { Rows, Zoom, Pan, RowHeight };
    Scroll scrollOf(const QWheelEvent &event);
    bool wouldDragEdge(QPoint at) const;
    void dragRange(QPoint at, Qt::KeyboardModifiers modifiers);
    void finishRange(QPoint at);
    telemetry::Nanos zoomAnchor() const;
    telemetry::Nanos snapped(QPoint at, Qt::KeyboardModifiers modifiers) const;

    Theme &m_theme;
    const Preferences *m_preferences = nullptr;
    session::TimeWindow &m_window;
    TimeMotion m_motion;
    RangeBar *m_bar;
    std::optional<telemetry::TimeRange> m_range;
    Drag m_drag = Drag::None;
    Qt::MouseButton m_button = Qt::NoButton;
    QPoint m_pressed, m_last;
    telemetry::Nanos m_anchor = 0, m_freeAnchor = 0; ///< where a range drag began, snapped and not
    bool m_moved = false;
    double m_gutter = 0;
    std::optional<Scroll> m_scroll; ///< of the touchpad's gesture
    struct Revealed {
        qint64 top, bottom; ///< content px
        int from;           ///< where the view stood
    };
    std::optional<Revealed> m_revealed;
};

} // namespace triptych::ui
