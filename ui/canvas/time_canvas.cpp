#include "ui/canvas/time_canvas.h"

#include "ui/canvas/letter_keys.h"
#include "ui/common/preferences.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <limits>

namespace triptych::ui {

using telemetry::Nanos;
using telemetry::TimeRange;

namespace {
constexpr int kEdgeGrip = 4;                  // px to both sides of a range's edge
constexpr int kSnap = 6;                      // px
constexpr double kZoomPerNotch = 1.25;
constexpr double kPanPerNotch = 0.1; // of the view
} // namespace

TimeCanvas::TimeCanvas(Theme &theme, session::TimeWindow &window, QWidget *parent)
    : QAbstractScrollArea(parent), m_theme(theme), m_window(window), m_motion(window, this),
      m_bar(new RangeBar(theme, viewport()))
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&m_window, &session::TimeWindow::changed, viewport(), qOverload<>(&QWidget::update));
    connect(&m_theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    connect(verticalScrollBar(), &QAbstractSlider::actionTriggered, this, [this] { forgetRevealed(); });
    connect(m_bar, &RangeBar::chosen, this, [this](RangeAction action) {
        m_bar->hide();
        if (!m_range)
            return;
        const TimeRange range = *m_range;
        if (action == RangeAction::Zoom) {
            zoomTo(range);
            setRange(std::nullopt);
            Q_EMIT rangeChanged(std::nullopt);
        }
        Q_EMIT rangeActed(action, range);
    });
}

scene::TimeMap TimeCanvas::timeMap() const
{
    return scene::TimeMap(withGutter(m_window.window()), timeArea().width());
}

void TimeCanvas::setTrailingGutter(double share)
{
    m_gutter = share;
    viewport()->update();
    gutterChanged();
}

TimeRange TimeCanvas::withGutter(TimeRange range) const
{
    const double after = static_cast<double>(range.length()) * m_gutter / (1 - m_gutter);
    return {range.from, range.to + static_cast<Nanos>(after)};
}

Nanos TimeCanvas::timeAt(QPoint at) const
{
    return timeMap().time(at.x() - timeArea().left());
}

double TimeCanvas::xOf(Nanos time) const
{
    return timeArea().left() + timeMap().x(time);
}

void TimeCanvas::revealContent(qint64 top, qint64 bottom)
{
    m_revealed = Revealed{top, bottom, verticalScrollBar()->value()};
    revealAgain();
}

void TimeCanvas::revealAgain()
{
    if (!m_revealed)
        return;
    qint64 scroll = m_revealed->from;
    scroll = std::max(scroll, m_revealed->bottom - viewport()->height());
    scroll = std::min(scroll, m_revealed->top);
    constexpr qint64 most = std::numeric_limits<int>::max();
    verticalScrollBar()->setValue(static_cast<int>(std::clamp<qint64>(scroll, 0, most)));
    viewport()->update();
}

void TimeCanvas::setRange(std::optional<TimeRange> range)
{
    if (m_range == range)
        return;
    m_range = range;
    if (!range)
        m_bar->hide();
    viewport()->update();
}

void TimeCanvas::offerRangeActions(QPoint at)
{
    if (m_range)
        m_bar->offer(*m_range, at);
}

void TimeCanvas::zoomTo(TimeRange range)
{
    m_motion.jumpTo(range);
}

void TimeCanvas::showAll()
{
    m_motion.jumpTo(m_window.extent());
}

void TimeCanvas::zoomBy(TimeMotion::Drive drive)
{
    m_motion.press(drive, TimeMotion::Speed::Normal, [this] { return zoomAnchor(); });
    m_motion.release(drive);
}

void TimeCanvas::fitSelection()
{
    const auto target = fitTarget();
    if (!target)
        return;
    const TimeRange shown = m_window.window();
    const Nanos middle = target->from + target->length() / 2;
    const Nanos off = middle - (shown.from + shown.length() / 2);
    const bool centred = std::abs(static_cast<double>(off)) <= timeMap().nanosPerPixel();
    const Nanos margin = std::max<Nanos>(target->length() / 10, session::TimeWindow::kMinimum / 2);
    if (centred || target->length() > shown.length()) {
        zoomTo({target->from - margin, target->to + margin});
        return;
    }
    // What lies at the edge of the trace cannot be centred: the second press must fit it all the same.
    const TimeRange moved{shown.from + off, shown.to + off};
    const TimeRange extent = m_window.extent();
    const Nanos slack = shown.length() / 10;
    if (shown.length() >= extent.length() || moved.from < extent.from - slack || moved.to > extent.to + slack)
        zoomTo({target->from - margin, target->to + margin});
    else
        zoomTo(moved);
}

Nanos TimeCanvas::zoomAnchor() const
{
    const QPoint cursor = viewport()->mapFromGlobal(QCursor::pos());
    if (viewport()->underMouse() && timeArea().contains(cursor))
        return timeAt(cursor);
    const TimeRange shown = m_window.window();
    if (const auto target = fitTarget()) {
        const Nanos middle = target->from + target->length() / 2;
        if (shown.contains(middle))
            return middle;
    }
    return shown.from + shown.length() / 2;
}

Nanos TimeCanvas::snapped(QPoint at, Qt::KeyboardModifiers modifiers) const
{
    const Nanos time = timeAt(at);
    if (modifiers & Qt::AltModifier)
        return time;
    return edgeNear(at, time, timeMap().nanos(kSnap)).value_or(time);
}

bool TimeCanvas::wouldDragEdge(QPoint at) const
{
    return m_range && timeArea().contains(at)
        && (std::abs(xOf(m_range->from) - at.x()) <= kEdgeGrip || std::abs(xOf(m_range->to) - at.x()) <= kEdgeGrip);
}

TimeCanvas::Scroll TimeCanvas::scrollOf(const QWheelEvent &event)
{
    const bool gesture = event.phase() != Qt::NoScrollPhase;
    if (gesture && event.phase() != Qt::ScrollBegin && m_scroll)
        return *m_scroll;
    const bool ctrl = event.modifiers() & Qt::ControlModifier, shift = event.modifiers() & Qt::ShiftModifier;
    // Then Ctrl scrolls: rows stay in reach of the wheel.
    const bool always = m_preferences && m_preferences->value(preference::kWheelZooms).toBool();
    Scroll does = Scroll::Rows;
    if (ctrl && shift)
        does = Scroll::RowHeight;
    else if (shift)
        does = Scroll::Pan;
    else if (always ? !ctrl : ctrl || (event.angleDelta().y() != 0 && plainWheel(event.position().toPoint()) == Wheel::Zoom))
        does = Scroll::Zoom;
    if (gesture)
        m_scroll = does;
    return does;
}

void TimeCanvas::wheelEvent(QWheelEvent *event)
{
    const QPoint at = event->position().toPoint();
    const double vertical = event->angleDelta().y() / double(QWheelEvent::DefaultDeltasPerStep);
    const double horizontal = event->angleDelta().x() / double(QWheelEvent::DefaultDeltasPerStep);
    event->accept();
    switch (scrollOf(*event)) {
    case Scroll::RowHeight:
        if (vertical + horizontal != 0)
            changeRowHeight(vertical + horizontal > 0 ? 1 : -1);
        break;
    case Scroll::Pan:
        // Some platforms turn the wheel sideways while Shift is down.
        m_window.pan(-(vertical != 0 ? vertical : horizontal) * kPanPerNotch);
        break;
    case Scroll::Zoom: {
        const QRect area = timeArea();
        const QPoint inside(std::clamp(at.x(), area.left(), area.right()), at.y());
        m_window.zoomAbout(timeAt(inside), std::pow(kZoomPerNotch, vertical));
        break;
    }
    case Scroll::Rows:
        if (horizontal != 0)
            m_window.pan(-horizontal * kPanPerNotch);
        if (vertical != 0) {
            QWheelEvent plain(event->position(), event->globalPosition(), event->pixelDelta(), event->angleDelta(), event->buttons(),
                              Qt::NoModifier, event->phase(), event->inverted());
            QApplication::sendEvent(verticalScrollBar(), &plain);
        }
        break;
    }
}

void TimeCanvas::mousePressEvent(QMouseEvent *event)
{
    m_pressed = m_last = event->position().toPoint();
    m_moved = false;
    m_button = event->button();
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && shift)) {
        m_drag = Drag::Pan;
    } else if (event->button() == Qt::LeftButton && wouldDragEdge(m_pressed)) {
        m_drag = Drag::RangeEdge;
        const bool atStart = std::abs(xOf(m_range->from) - m_pressed.x()) <= std::abs(xOf(m_range->to) - m_pressed.x());
        m_anchor = m_freeAnchor = atStart ? m_range->to : m_range->from;
        m_bar->hide();
    } else if (event->button() == Qt::LeftButton) {
        m_drag = Drag::Pressed;
        // Window managers take a press with Alt for themselves: it counts from when it is pressed, for both ends.
        m_anchor = snapped(m_pressed, Qt::NoModifier);
        m_freeAnchor = timeAt(m_pressed);
    } else {
        QAbstractScrollArea::mousePressEvent(event);
    }
}

void TimeCanvas::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (m_drag == Drag::None) {
        viewport()->setCursor(wouldDragEdge(at) ? Qt::SplitHCursor : Qt::ArrowCursor);
        hoveredAt(at);
        return;
    }
    if ((at - m_pressed).manhattanLength() >= QApplication::startDragDistance())
        m_moved = true;
    if (m_drag == Drag::Pressed && m_moved && dragsRange(m_pressed))
        m_drag = Drag::Range;
    if (m_drag == Drag::Range || m_drag == Drag::RangeEdge) {
        dragRange(at, event->modifiers());
    } else if (m_drag == Drag::Pan && m_moved) {
        viewport()->setCursor(Qt::ClosedHandCursor);
        m_window.pan(-static_cast<double>(at.x() - m_last.x()) / std::max(1, timeArea().width()));
        verticalScrollBar()->setValue(verticalScrollBar()->value() - (at.y() - m_last.y()));
        forgetRevealed();
    }
    m_last = at;
}

void TimeCanvas::dragRange(QPoint at, Qt::KeyboardModifiers modifiers)
{
    const Nanos time = snapped(at, modifiers);
    const Nanos anchor = modifiers & Qt::AltModifier ? m_freeAnchor : m_anchor;
    setRange(TimeRange{std::min(anchor, time), std::max(anchor, time)});
    Q_EMIT rangeChanged(m_range);
}

void TimeCanvas::finishRange(QPoint at)
{
    if (m_range && !m_range->empty())
        offerRangeActions(at);
}

void TimeCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    // Alt may have been pressed or let go since the pointer last moved; after Esc there is no range any more.
    if (m_range && (m_drag == Drag::Range || m_drag == Drag::RangeEdge))
        dragRange(at, event->modifiers());
    const Drag drag = std::exchange(m_drag, Drag::None);
    viewport()->setCursor(Qt::ArrowCursor);
    if (drag == Drag::Range || drag == Drag::RangeEdge) {
        finishRange(at);
    } else if (!m_moved && m_button == Qt::MiddleButton) {
        middleClickedAt(at);
    } else if (!m_moved && m_button == Qt::LeftButton) {
        if (m_range) {
            setRange(std::nullopt);
            Q_EMIT rangeChanged(std::nullopt);
        }
        clickedAt(at, event->modifiers());
    }
}

void TimeCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        doubleClickedAt(event->position().toPoint());
}

std::optional<TimeMotion::Drive> TimeCanvas::drive(const QKeyEvent &event) const
{
    using enum TimeMotion::Drive;
    if (event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return std::nullopt;
    switch (placedKey(event, m_preferences)) {
    case Qt::Key_W: return ZoomIn;
    case Qt::Key_S: return ZoomOut;
    case Qt::Key_A: return PanLeft;
    case Qt::Key_D: return PanRight;
    default: return std::nullopt;
    }
}

void TimeCanvas::keyPressEvent(QKeyEvent *event)
{
    if (const auto held = drive(*event)) {
        if (!event->isAutoRepeat()) {
            const bool fast = event->modifiers() & Qt::ShiftModifier;
            m_motion.press(*held, fast ? TimeMotion::Speed::Fast : TimeMotion::Speed::Normal,
                           [this] { return zoomAnchor(); });
        }
        return;
    }
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) {
        event->ignore();
        return;
    }
    if (event->key() == Qt::Key_Escape && m_range) {
        setRange(std::nullopt);
        Q_EMIT rangeChanged(std::nullopt);
        return;
    }
    event->ignore();
}

void TimeCanvas::keyReleaseEvent(QKeyEvent *event)
{
    if (const auto held = drive(*event)) {
        if (!event->isAutoRepeat())
            m_motion.release(*held);
        return;
    }
    QAbstractScrollArea::keyReleaseEvent(event);
}

void TimeCanvas::focusOutEvent(QFocusEvent *event)
{
    m_motion.releaseAll(); // the release of a held key will go elsewhere
    viewport()->update();
    QAbstractScrollArea::focusOutEvent(event);
}

bool TimeCanvas::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave) {
        hoverLeft();
    } else if (event->type() == QEvent::NativeGesture) {
        const auto *gesture = static_cast<QNativeGestureEvent *>(event);
        if (gesture->gestureType() == Qt::ZoomNativeGesture) {
            m_window.zoomAbout(timeAt(gesture->position().toPoint()), 1 + gesture->value());
            return true;
        }
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TimeCanvas::paintRange(QPainter &painter) const
{
    if (!m_range)
        return;
    const QRect area = timeArea();
    const double left = std::max<double>(area.left(), xOf(m_range->from));
    const double right = std::min<double>(area.right() + 1, xOf(m_range->to));
    if (right < area.left() || left > area.right())
        return;
    QColor fill = m_theme.color(Role::Selection);
    fill.setAlphaF(0.12f);
    painter.fillRect(QRectF(left, area.top(), right - left, area.height()), fill);
    painter.fillRect(QRectF(left, area.top(), 1, area.height()), m_theme.color(Role::Selection));
    painter.fillRect(QRectF(right - 1, area.top(), 1, area.height()), m_theme.color(Role::Selection));
}

} // namespace triptych::ui
