#include "ui/canvas/flame_gestures.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>
#include <cmath>

namespace triptych::ui {

namespace {
constexpr double kFlameZoomPerNotch = 1.25, kFlamePanPerNotch = 0.1; // as on every time canvas
constexpr std::uint64_t kOneGestureMs = 700; // notches that follow each other faster are one step back
} // namespace

double FlameGestures::share(double x) const
{
    return (x - m_side) / std::max(1, m_area.viewport()->width() - 2 * m_side);
}

bool FlameGestures::go(const FlameZoom &zoom, FlameZoomSteps::Step step)
{
    if (zoom == m_zoom)
        return false;
    m_steps.leave(m_zoom, step);
    m_zoom = zoom;
    return true;
}

bool FlameGestures::show(const FlameZoom &zoom)
{
    return go(zoom, FlameZoomSteps::Step::New);
}

void FlameGestures::reset(const FlameZoom &zoom)
{
    m_steps.clear();
    m_zoom = zoom;
}

bool FlameGestures::wheel(const QWheelEvent &event, bool &taken)
{
    const double notch = QWheelEvent::DefaultDeltasPerStep;
    const double vertical = event.angleDelta().y() / notch, horizontal = event.angleDelta().x() / notch;
    const bool ctrl = event.modifiers() & Qt::ControlModifier, shift = event.modifiers() & Qt::ShiftModifier;
    taken = ctrl || shift; // what scrolls a touchpad down may scroll it sideways too
    if (!taken && horizontal == 0)
        return false;
    if (const auto now = static_cast<std::uint64_t>(event.timestamp()); now - std::exchange(m_wheeled, now) > kOneGestureMs)
        m_steps.endGesture();
    if (ctrl)
        return go(m_zoom.zoomedAbout(std::clamp(share(event.position().x()), 0.0, 1.0), std::pow(kFlameZoomPerNotch, vertical)),
                  FlameZoomSteps::Step::OfGesture);
    // Some platforms turn the wheel sideways while Shift is down.
    return go(m_zoom.panned(-(horizontal != 0 ? horizontal : vertical) * kFlamePanPerNotch), FlameZoomSteps::Step::OfGesture);
}

void FlameGestures::press(const QMouseEvent &event)
{
    m_pressed = m_last = event.position().toPoint();
    m_moved = false;
    m_down = event.button() == Qt::LeftButton || event.button() == Qt::MiddleButton;
    m_steps.endGesture();
}

bool FlameGestures::drag(const QMouseEvent &event)
{
    if (!m_down)
        return false;
    const QPoint at = event.position().toPoint();
    m_moved |= (at - m_pressed).manhattanLength() >= QApplication::startDragDistance();
    if (!m_moved)
        return false;
    m_area.viewport()->setCursor(Qt::ClosedHandCursor);
    const QPoint by = m_last - at;
    m_last = at;
    m_area.verticalScrollBar()->setValue(m_area.verticalScrollBar()->value() + by.y());
    return go(m_zoom.panned(share(m_side + by.x())), FlameZoomSteps::Step::OfGesture);
}

void FlameGestures::release()
{
    m_down = false;
    m_steps.endGesture();
    m_area.viewport()->unsetCursor();
}

bool FlameGestures::takes(const QKeyEvent &event) const
{
    if (event.modifiers() != Qt::AltModifier)
        return false;
    return (event.key() == Qt::Key_Left && m_steps.canGoBack()) || (event.key() == Qt::Key_Right && m_steps.canGoForward());
}

bool FlameGestures::claims(QEvent &event) const
{
    if (event.type() != QEvent::ShortcutOverride || !takes(static_cast<const QKeyEvent &>(event)))
        return false;
    event.accept();
    return true;
}

bool FlameGestures::travel(const QKeyEvent &event)
{
    if (!takes(event))
        return false;
    const auto zoom = event.key() == Qt::Key_Left ? m_steps.back(m_zoom) : m_steps.forward(m_zoom);
    if (zoom)
        m_zoom = *zoom;
    return zoom.has_value();
}

} // namespace triptych::ui
