#include "ui/map/map_canvas.h"

#include "ui/canvas/letter_keys.h"
#include "ui/common/tool_tips.h"
#include "ui/map/map_accessible.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <cmath>
#include <limits>

namespace triptych::ui {

namespace {
constexpr double kMostMargin = 52, kMarginShare = 0.03, kLeast = 0.08, kMapCanvasMost = 4, kLargestFit = 1.25, kMapCanvasStep = 1.25, kNear = 6;
}

MapCanvas::MapCanvas(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_theme(context.theme), m_painter(context.theme)
{
    installMapAccessibility(); // before anything that makes the interface be asked for
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Service map"));
    setMinimumSize(metrics::kRail * 4, metrics::kRail * 3);
    connect(&m_theme, &Theme::changed, this, [this] { update(); });
}

void MapCanvas::setMap(std::shared_ptr<const scene::ServiceMap> map, View view)
{
    // The same node stays chosen where the new map has it.
    std::optional<std::string> chosen;
    if (m_map && m_selected.isNode())
        chosen = m_map->graph.nodes[m_selected.index].name;
    m_map = std::move(map);
    m_painter.setMap(m_map);
    collectMatches();
    m_selected = m_hovered = {};
    if (m_map && chosen)
        for (std::uint32_t i = 0; i < m_map->graph.nodes.size(); ++i)
            if (m_map->graph.nodes[i].name == *chosen)
                m_selected = {MapItem::Kind::Node, i};
    if (view == View::Fit || m_fitted)
        fit();
    update();
    Q_EMIT selectedChanged();
}

void MapCanvas::setEmphasis(MapEmphasis emphasis)
{
    m_painter.setEmphasis(emphasis);
    update();
}

void MapCanvas::setMatch(const QString &text)
{
    m_match = text;
    m_painter.setMatch(text);
    collectMatches();
    update();
}

void MapCanvas::hideMatches()
{
    m_painter.setMatch({});
    update();
}

void MapCanvas::collectMatches()
{
    m_matches = m_painter.matches(m_match);
    std::sort(m_matches.begin(), m_matches.end(), [this](std::uint32_t a, std::uint32_t b) {
        const QRectF left = m_painter.box(a), right = m_painter.box(b);
        return std::pair(left.left(), left.top()) < std::pair(right.left(), right.top());
    });
}

int MapCanvas::matchNumber() const
{
    const auto found = m_selected.isNode() ? std::find(m_matches.begin(), m_matches.end(), m_selected.index) : m_matches.end();
    return found == m_matches.end() ? 0 : int(found - m_matches.begin()) + 1;
}

void MapCanvas::stepMatch(int step)
{
    if (m_matches.empty())
        return;
    const int count = int(m_matches.size()), here = matchNumber();
    const int next = here == 0 ? (step > 0 ? 0 : count - 1) : (here - 1 + step + count) % count;
    reveal({MapItem::Kind::Node, m_matches[std::size_t(next)]});
}

void MapCanvas::select(MapItem item)
{
    if (m_selected == item)
        return;
    m_selected = item;
    update();
    if (item.isNode()) {
        QAccessibleEvent event(this, QAccessible::Focus);
        event.setChild(int(item.index));
        QAccessible::updateAccessibility(&event);
    }
    Q_EMIT selectedChanged();
}

QRectF MapCanvas::itemRect(MapItem item) const
{
    if (!m_map || item.kind == MapItem::Kind::None)
        return {};
    const QRectF rect = item.isNode() ? m_painter.box(item.index) : m_painter.path(item.index).boundingRect();
    return {rect.topLeft() * m_scale + m_offset, rect.size() * m_scale};
}

void MapCanvas::reveal(MapItem item)
{
    select(item);
    const QRectF rect = itemRect(item);
    const QRectF room = QRectF(this->rect()).adjusted(metrics::kMargin, metrics::kMargin, -metrics::kMargin, -metrics::kMargin);
    QPointF by;
    if (rect.left() < room.left() || rect.right() > room.right())
        by.setX(room.center().x() - rect.center().x());
    if (rect.top() < room.top() || rect.bottom() > room.bottom())
        by.setY(room.center().y() - rect.center().y());
    if (!by.isNull())
        pan(by);
}

void MapCanvas::fit()
{
    m_fitted = true;
    if (!m_map || m_map->layout.width <= 0 || width() <= 0)
        return;
    const auto &layout = m_map->layout;
    const double margin = std::min(kMostMargin, kMarginShare * width());
    m_scale = std::clamp(std::min((width() - 2 * margin) / layout.width, (height() - 2 * margin) / layout.height), kLeast, kLargestFit);
    m_offset = {(width() - layout.width * m_scale) / 2, (height() - layout.height * m_scale) / 2};
    update();
}

void MapCanvas::zoom(double factor, QPointF about)
{
    const double scale = std::clamp(m_scale * factor, kLeast, kMapCanvasMost);
    m_offset = about - (about - m_offset) * (scale / m_scale);
    m_scale = scale;
    m_fitted = false;
    update();
}

void MapCanvas::pan(QPointF by)
{
    m_offset += by;
    m_fitted = false;
    update();
}

QPointF MapCanvas::anchor() const
{
    if (underMouse())
        return mapFromGlobal(QCursor::pos());
    const QRectF rect = itemRect(m_selected);
    return rect.isEmpty() ? QRectF(this->rect()).center() : rect.center();
}

MapItem MapCanvas::itemAt(QPointF at) const
{
    if (!m_map)
        return {};
    const QPointF p = toMap(at);
    for (std::uint32_t i = 0; i < m_map->graph.nodes.size(); ++i)
        if (m_painter.box(i).contains(p))
            return {MapItem::Kind::Node, i};
    const double near = kNear / std::min(1.0, m_scale);
    for (std::uint32_t i = 0; i < m_map->graph.edges.size(); ++i)
        if (m_painter.label(i).contains(p))
            return {MapItem::Kind::Edge, i};
    QPainterPathStroker stroker;
    stroker.setWidth(2 * near);
    for (std::uint32_t i = 0; i < m_map->graph.edges.size(); ++i)
        if (m_painter.path(i).boundingRect().adjusted(-near, -near, near, near).contains(p) &&
            stroker.createStroke(m_painter.path(i)).contains(p))
            return {MapItem::Kind::Edge, i};
    return {};
}

void MapCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Window));
    if (!m_map)
        return;
    painter.translate(m_offset);
    painter.scale(m_scale, m_scale);
    m_painter.paint(painter, QRectF(toMap({0, 0}), toMap({double(width()), double(height())})), m_selected, m_hovered, hasFocus());
}

void MapCanvas::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (m_fitted)
        fit();
}

void MapCanvas::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return QWidget::mousePressEvent(event);
    m_pressed = true;
    m_dragging = false;
    m_pressedAt = event->position();
    m_draggedFrom = m_offset;
}

void MapCanvas::mouseMoveEvent(QMouseEvent *event)
{
    if (m_pressed) {
        const QPointF by = event->position() - m_pressedAt;
        m_dragging = m_dragging || by.manhattanLength() > kNear;
        if (m_dragging) {
            m_fitted = false;
            m_offset = m_draggedFrom + by;
            setCursor(Qt::ClosedHandCursor);
            update();
        }
        return;
    }
    const MapItem item = itemAt(event->position());
    if (item == m_hovered)
        return;
    m_hovered = item;
    setCursor(item.kind == MapItem::Kind::None ? Qt::ArrowCursor : Qt::PointingHandCursor);
    update();
}

void MapCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_pressed && !m_dragging && event->button() == Qt::LeftButton)
        select(itemAt(event->position()));
    m_pressed = m_dragging = false;
    unsetCursor();
}

void MapCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && itemAt(event->position()).kind != MapItem::Kind::None)
        Q_EMIT activated();
}

void MapCanvas::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    m_hovered = {};
    update();
}

void MapCanvas::wheelEvent(QWheelEvent *event)
{
    const QPointF turn = event->pixelDelta().isNull() ? QPointF(event->angleDelta()) / 2 : QPointF(event->pixelDelta());
    const bool ctrl = event->modifiers() & Qt::ControlModifier;
    if (ctrl != m_context.preferences.value(preference::kWheelZooms).toBool())
        zoom(std::pow(kMapCanvasStep, event->angleDelta().y() / double(QWheelEvent::DefaultDeltasPerStep)), event->position());
    else if (event->modifiers() & Qt::ShiftModifier)
        pan({turn.x() + turn.y(), 0});
    else
        pan(turn);
    event->accept();
}

/// To the nearest node in that direction: the callees right, the callers left where it has any.
void MapCanvas::walk(int key)
{
    if (!m_map || m_map->graph.nodes.empty())
        return;
    const auto &graph = m_map->graph;
    if (!m_selected.isNode()) {
        std::uint32_t first = m_selected.isEdge() ? graph.edges[m_selected.index].to : 0;
        if (!m_selected.isEdge())
            for (std::uint32_t i = 1; i < graph.nodes.size(); ++i)
                if (std::pair(m_painter.box(i).left(), m_painter.box(i).top()) < std::pair(m_painter.box(first).left(), m_painter.box(first).top()))
                    first = i;
        return reveal({MapItem::Kind::Node, first});
    }
    const QPointF from = m_painter.box(m_selected.index).center();
    const bool across = key == Qt::Key_Left || key == Qt::Key_Right;
    const double sign = key == Qt::Key_Right || key == Qt::Key_Down ? 1 : -1;
    std::vector<bool> linked(graph.nodes.size(), false);
    for (const auto &edge : graph.edges)
        if (edge.from == m_selected.index || edge.to == m_selected.index)
            linked[edge.from] = linked[edge.to] = true;
    double least = std::numeric_limits<double>::max();
    std::uint32_t best = m_selected.index;
    for (std::uint32_t i = 0; i < graph.nodes.size(); ++i) {
        const QPointF by = m_painter.box(i).center() - from;
        const double along = (across ? by.x() : by.y()) * sign, beside = std::abs(across ? by.y() : by.x());
        if (i == m_selected.index || along < 1)
            continue;
        // Up and Down stay in the column; Left and Right follow edges first.
        const double cost = along + beside * (across ? 1 : 8) + (across && !linked[i] ? 1e6 : 0);
        if (cost < least) {
            least = cost;
            best = i;
        }
    }
    reveal({MapItem::Kind::Node, best});
}

void MapCanvas::keyPressEvent(QKeyEvent *event)
{
    const double step = event->modifiers() & Qt::ShiftModifier ? kMapCanvasStep * kMapCanvasStep : kMapCanvasStep;
    switch (const int key = placedKey(*event, &m_context.preferences)) {
    case Qt::Key_W:
    case Qt::Key_Plus:
    case Qt::Key_Equal: return zoom(step, anchor());
    case Qt::Key_S:
    case Qt::Key_Minus: return zoom(1 / step, anchor());
    case Qt::Key_A: return pan({width() / 4.0, 0});
    case Qt::Key_D: return pan({-width() / 4.0, 0});
    case Qt::Key_0: return fit();
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down: return walk(key);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_selected.kind != MapItem::Kind::None)
            Q_EMIT activated();
        return;
    case Qt::Key_Escape:
        if (m_selected.kind != MapItem::Kind::None)
            return select({});
        break;
    default: break;
    }
    QWidget::keyPressEvent(event);
}

void MapCanvas::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Mouse)
        select(itemAt(event->pos()));
    if (m_selected.kind == MapItem::Kind::None)
        return;
    const QPoint at = event->reason() == QContextMenuEvent::Mouse ? event->pos() : itemRect(m_selected).center().toPoint();
    Q_EMIT menuRequested(mapToGlobal(at));
}

void MapCanvas::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void MapCanvas::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

bool MapCanvas::event(QEvent *event)
{
    const auto textAt = [this](QPoint at) {
        const MapItem item = itemAt(at);
        return item.isNode() ? m_painter.nodeText(item.index) : item.isEdge() ? m_painter.edgeText(item.index) : QString();
    };
    return answerToolTip(event, this, textAt) || QWidget::event(event);
}

} // namespace triptych::ui
