#include "ui/explore/scatter_canvas.h"

#include "items/cell_text.h"
#include "ui/common/preferences.h"
#include "ui/common/tool_tips.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace triptych::ui {

using telemetry::Nanos;
using telemetry::ScatterPoint;
using telemetry::TimeRange;

namespace {
constexpr double kReach = 14; ///< px from which a click still means a point
constexpr double kScatterZoomPerNotch = 1.25, kScatterPanPerNotch = 0.1; // as on every time canvas
}

int ScatterCanvas::nearest(const QPointF &at, double within) const
{
    int found = -1;
    double best = within * within;
    for (std::size_t i = 0; i < m_points->size(); ++i) {
        if (!m_time.contains((*m_points)[i].start))
            continue;
        const QPointF away = positionOf((*m_points)[i]) - at;
        const double distance = QPointF::dotProduct(away, away);
        if (distance < best || (distance == best && (*m_points)[i].error)) {
            best = distance;
            found = int(i);
        }
    }
    return found;
}

void ScatterCanvas::mousePressEvent(QMouseEvent *event)
{
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    m_panning = !m_time.empty() && (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && shift));
    m_panFrom = event->pos();
    if (m_panning || event->button() != Qt::LeftButton)
        return;
    m_down = true;
    m_dragging = false;
    m_pressed = event->pos();
}

void ScatterCanvas::mouseMoveEvent(QMouseEvent *event)
{
    if (m_panning) {
        setCursor(Qt::ClosedHandCursor);
        showTime(panned(m_panFrom.x() - event->pos().x()));
        m_panFrom = event->pos();
        return;
    }
    if (m_down && (event->pos() - m_pressed).manhattanLength() >= QApplication::startDragDistance())
        m_dragging = true;
    if (m_dragging) {
        m_hovered = -1;
        m_band = QRect(m_pressed, event->pos()).normalized().intersected(rect());
        update();
        return;
    }
    const int hovered = nearest(event->position(), kReach);
    if (hovered == m_hovered)
        return;
    m_hovered = hovered;
    setCursor(hovered >= 0 ? Qt::PointingHandCursor : Qt::CrossCursor);
    update();
}

void ScatterCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    if (std::exchange(m_panning, false)) {
        setCursor(Qt::CrossCursor);
        if (m_time != m_axis.value_or(m_ofPoints))
            Q_EMIT axisWanted(m_time); // once: a backend may have to be asked
        return;
    }
    if (event->button() != Qt::LeftButton || !m_down)
        return;
    m_down = false;
    if (m_dragging) {
        m_dragging = false;
        finishBand();
        return;
    }
    if (m_selection) {
        clearSelection();
        return;
    }
    const int found = nearest(event->position(), kReach);
    if (found >= 0)
        Q_EMIT pointOpened((*m_points)[std::size_t(found)].trace);
}

TimeRange ScatterCanvas::panned(double byPixels) const
{
    const auto by = Nanos(byPixels / std::max(1, plot().width()) * double(m_time.length()));
    return {m_time.from + by, m_time.to + by};
}

void ScatterCanvas::wheelEvent(QWheelEvent *event)
{
    const double notch = QWheelEvent::DefaultDeltasPerStep;
    const double vertical = event->angleDelta().y() / notch, horizontal = event->angleDelta().x() / notch;
    const bool always = m_preferences && m_preferences->value(preference::kWheelZooms).toBool();
    const bool ctrl = event->modifiers() & Qt::ControlModifier, shift = event->modifiers() & Qt::ShiftModifier;
    if (m_time.empty())
        return QWidget::wheelEvent(event);
    if (shift || horizontal != 0) { // some platforms turn the wheel sideways while Shift is down
        Q_EMIT axisWanted(panned(-(vertical != 0 ? vertical : horizontal) * kScatterPanPerNotch * plot().width()));
    } else if (ctrl != always && vertical != 0) {
        const Nanos at = std::clamp(toTime(event->position().x()), m_time.from, m_time.to);
        const double by = std::pow(kScatterZoomPerNotch, -vertical);
        Q_EMIT axisWanted({at - Nanos(double(at - m_time.from) * by), at + Nanos(double(m_time.to - at) * by)});
    } else {
        return QWidget::wheelEvent(event);
    }
    event->accept();
}

void ScatterCanvas::contextMenuEvent(QContextMenuEvent *event)
{
    Q_EMIT menuRequested(event->globalPos());
}

std::optional<telemetry::TraceId> ScatterCanvas::hoveredTrace() const
{
    return m_hovered < 0 ? std::nullopt : std::optional((*m_points)[std::size_t(m_hovered)].trace);
}

void ScatterCanvas::finishBand()
{
    ScatterRange range;
    range.time = {toTime(m_band.left()), toTime(m_band.right() + 1)};
    range.shortest = toDuration(m_band.bottom() + 1);
    range.longest = toDuration(m_band.top());
    range.longestOpen = range.shortestOpen = true;
    for (const ScatterPoint &point : *m_points) {
        range.longestOpen = range.longestOpen && point.duration <= range.longest;
        range.shortestOpen = range.shortestOpen && point.duration >= range.shortest;
        range.points += range.time.contains(point.start) && point.duration >= range.shortest &&
                        point.duration <= range.longest;
    }
    m_selection = range;
    update();
    Q_EMIT selected(range);
}

void ScatterCanvas::clearSelection()
{
    const bool had = m_selection.has_value();
    m_selection.reset();
    m_band = {};
    m_dragging = m_down = false;
    update();
    if (had)
        Q_EMIT selectionCleared();
}

void ScatterCanvas::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    m_hovered = -1;
    update();
}

void ScatterCanvas::keyPressEvent(QKeyEvent *event)
{
    const int count = int(m_points->size());
    if (event->key() == Qt::Key_Escape && m_selection)
        return clearSelection();
    if (count == 0)
        return QWidget::keyPressEvent(event);
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
        // The next point in time, whatever the order of the answer.
        const bool later = event->key() == Qt::Key_Right;
        const Nanos now = m_hovered >= 0 ? (*m_points)[std::size_t(m_hovered)].start : (later ? m_time.from : m_time.to);
        int next = -1;
        for (int i = 0; i < count; ++i) {
            const Nanos at = (*m_points)[std::size_t(i)].start;
            const bool beyond = m_time.contains(at) && (later ? at > now : at < now);
            if (beyond && (next < 0 || (later ? at < (*m_points)[std::size_t(next)].start
                                              : at > (*m_points)[std::size_t(next)].start)))
                next = i;
        }
        if (next >= 0)
            m_hovered = next;
        update();
        return;
    }
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_hovered >= 0) {
        Q_EMIT pointOpened((*m_points)[std::size_t(m_hovered)].trace);
        return;
    }
    QWidget::keyPressEvent(event);
}

QString ScatterCanvas::describe(const ScatterPoint &point) const
{
    return tr("%1 at %2%3\n%4")
        .arg(items::durationText(point.duration), items::timeText(point.start, items::Days::Shown),
             point.error ? tr(", with errors") : QString(), items::textOf(telemetry::hex(point.trace)));
}

bool ScatterCanvas::event(QEvent *event)
{
    const auto text = [this](QPoint) { return m_hovered < 0 ? QString() : describe((*m_points)[std::size_t(m_hovered)]); };
    return answerToolTip(event, this, text) || QWidget::event(event);
}

} // namespace triptych::ui
