#include "ui/map/map_painter.h"

#include "items/cell_text.h"
#include "ui/common/matched_text.h"

#include <QCoreApplication>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace triptych::ui {

using telemetry::CallFigures;
using telemetry::ServiceNode;

namespace {

constexpr scene::MapMeasures kRoomy{160, 62, 96, 34, 18}, kClose{132, 50, 58, 12, 9};
constexpr double kMapPainterTextLeft = 17, kTextRight = 11, kNameMiddle = 0.34, kFiguresMiddle = 0.69; // of the box's height
constexpr double kThinnest = 1.5, kThickest = 4.5, kArrow = 8;
constexpr double kMapPainterBack = 0.4; // opacity of what does not match
constexpr double kLabelHeight = 20, kLabelPadding = 9;

struct MapText {
    Q_DECLARE_TR_FUNCTIONS(map)
};

QPainterPath pathOf(const scene::MapCurve &curve)
{
    QPainterPath path;
    const auto &p = curve.points;
    if (p.empty())
        return path;
    path.moveTo(p[0].x, p[0].y);
    for (std::size_t i = 1; i + 2 < p.size(); i += 3)
        path.cubicTo(p[i].x, p[i].y, p[i + 1].x, p[i + 1].y, p[i + 2].x, p[i + 2].y);
    return path;
}

QString figuresText(const CallFigures &calls)
{
    return MapText::tr("%1, %2 errors (%3), p50 %4, p95 %5")
        .arg(items::rateText(calls.rate), items::countText(calls.errors), items::percentText(errorShare(calls)),
             items::durationText(calls.p50), items::durationText(calls.p95));
}

} // namespace

scene::MapMeasures MapPainter::measures(Density density)
{
    return density == Density::Roomy ? kRoomy : kClose;
}

void MapPainter::setMap(std::shared_ptr<const scene::ServiceMap> map)
{
    m_map = std::move(map);
    m_paths.clear();
    if (m_map)
        for (const auto &curve : m_map->layout.curves)
            m_paths.push_back(pathOf(curve));
    placeLabels();
}

void MapPainter::setEmphasis(MapEmphasis emphasis)
{
    m_emphasis = emphasis;
    placeLabels();
}

bool MapPainter::isMatch(std::uint32_t node, const QString &text) const
{
    const ServiceNode &n = m_map->graph.nodes[node];
    return items::textOf(n.name).contains(text, Qt::CaseInsensitive) || items::textOf(n.system).contains(text, Qt::CaseInsensitive);
}

std::vector<std::uint32_t> MapPainter::matches(const QString &text) const
{
    std::vector<std::uint32_t> found;
    if (m_map && !text.isEmpty())
        for (std::uint32_t node = 0; node < m_map->graph.nodes.size(); ++node)
            if (isMatch(node, text))
                found.push_back(node);
    return found;
}

bool MapPainter::isLabelled(std::uint32_t edge) const
{
    return m_map->failing[edge] || m_map->slow[edge];
}

void MapPainter::placeLabels()
{
    m_labels.assign(m_paths.size(), {});
    if (!m_map)
        return;
    const QFontMetricsF measure(m_theme.small());
    std::vector<QRectF> taken;
    for (std::uint32_t node = 0; node < m_map->graph.nodes.size(); ++node)
        taken.push_back(box(node));
    for (std::uint32_t e = 0; e < m_paths.size(); ++e) {
        if (!isLabelled(e))
            continue;
        const double width = measure.horizontalAdvance(items::durationText(m_map->graph.edges[e].calls.p95)) + 2 * kLabelPadding;
        // Along the gap before the callee, where edges to different callees have parted already.
        const double length = std::max(1.0, m_paths[e].length());
        const scene::MapMeasures &measures = m_map->layout.measures;
        QRectF best;
        for (const double before : {0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.82}) {
            const double at = std::clamp(1 - before * (measures.layerGap + measures.boxHeight / 2) / length, 0.05, 0.95);
            const QPointF middle = m_paths[e].pointAtPercent(at);
            const QRectF rect(middle.x() - width / 2, middle.y() - kLabelHeight / 2, width, kLabelHeight);
            if (best.isEmpty())
                best = rect;
            const auto covers = [&](const QRectF &other) { return other.intersects(rect); };
            if (std::any_of(taken.begin(), taken.end(), covers))
                continue;
            best = rect;
            break;
        }
        m_labels[e] = best;
        taken.push_back(best);
    }
}

QRectF MapPainter::box(std::uint32_t node) const
{
    const auto &box = m_map->layout.boxes[node];
    return {box.x, box.y, m_map->layout.measures.boxWidth, m_map->layout.measures.boxHeight};
}

QString MapPainter::nodeText(std::uint32_t node) const
{
    const ServiceNode &n = m_map->graph.nodes[node];
    const QString kind = n.hasSpans() ? QString() : MapText::tr(", no spans of its own");
    return items::textOf(n.name) + kind + QStringLiteral(": ") + figuresText(n.requests);
}

QString MapPainter::edgeText(std::uint32_t edge) const
{
    const auto &e = m_map->graph.edges[edge];
    return MapText::tr("%1 calls %2: %3").arg(items::textOf(m_map->graph.nodes[e.from].name), items::textOf(m_map->graph.nodes[e.to].name),
                                     figuresText(e.calls));
}

QColor MapPainter::edgeColour(std::uint32_t edge) const
{
    if (m_emphasis == MapEmphasis::Errors ? m_map->failing[edge] : false)
        return m_theme.color(Role::Error);
    if (m_emphasis == MapEmphasis::Latency && m_map->slow[edge])
        return m_theme.color(Role::Warning);
    return m_theme.color(Role::LineStrong);
}

void MapPainter::paintEdge(QPainter &painter, std::uint32_t edge, bool strong) const
{
    const auto &e = m_map->graph.edges[edge];
    const QPainterPath &path = m_paths[edge];
    if (path.isEmpty())
        return;
    const double width = std::clamp(kThinnest + std::log10(1 + double(e.calls.count)) * 0.6, kThinnest, kThickest);
    QColor colour = edgeColour(edge);
    if (strong)
        colour = m_theme.color(Role::Accent);
    QPen pen(colour, width + (strong ? 1 : 0), Qt::SolidLine, Qt::FlatCap);
    if (!m_map->graph.nodes[e.to].hasSpans() || !m_map->graph.nodes[e.from].hasSpans())
        pen.setDashPattern({4, 2});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    // Edges arrive level: the arrow's direction is the side they arrive at.
    const QPointF tip = path.pointAtPercent(1);
    const double back = m_map->layout.curves[edge].backwards ? kArrow : -kArrow;
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(QPolygonF({tip, tip + QPointF(back, -kArrow * 0.6), tip + QPointF(back, kArrow * 0.6)}));
}

void MapPainter::paintLabel(QPainter &painter, std::uint32_t edge) const
{
    const QRectF rect = m_labels[edge];
    if (rect.isEmpty())
        return;
    const QColor colour = edgeColour(edge);
    const bool plain = colour == m_theme.color(Role::LineStrong);
    painter.setPen(QPen(plain ? m_theme.color(Role::Line) : colour, 1));
    painter.setBrush(m_theme.color(Role::Surface));
    painter.drawRoundedRect(rect, kLabelHeight / 2, kLabelHeight / 2);
    painter.setPen(plain ? m_theme.color(Role::TextSecondary) : colour);
    painter.setFont(m_theme.small());
    painter.drawText(rect, Qt::AlignCenter, items::durationText(m_map->graph.edges[edge].calls.p95));
}

void MapPainter::paintNode(QPainter &painter, std::uint32_t node, MapItem selected, MapItem hovered, bool focused) const
{
    const ServiceNode &n = m_map->graph.nodes[node];
    const QRectF rect = box(node);
    const bool isSelected = selected == MapItem{MapItem::Kind::Node, node};
    const bool isHovered = hovered == MapItem{MapItem::Kind::Node, node};
    const bool failing = m_map->failingNode[node];
    QPen pen(m_theme.color(isSelected ? Role::Accent : failing ? Role::Error : isHovered ? Role::TextSecondary : Role::LineStrong),
             isSelected ? (focused ? 3 : 2) : failing ? 1.5 : 1);
    if (!n.hasSpans())
        pen.setDashPattern({4 / pen.widthF(), 3 / pen.widthF()});
    painter.setPen(pen);
    painter.setBrush(m_theme.color(Role::Surface));
    painter.drawRoundedRect(rect, metrics::kCardRadius, metrics::kCardRadius);
    painter.setPen(Qt::NoPen);
    const QString name = items::textOf(n.name);
    painter.setBrush(n.hasSpans() ? m_theme.service(name) : m_theme.color(Role::LineStrong));
    painter.drawRoundedRect(QRectF(rect.left(), rect.top() + rect.height() * 0.22, metrics::kServiceStripe + 1, rect.height() * 0.56),
                            metrics::kBarRadius, metrics::kBarRadius);

    const QRectF inner = rect.adjusted(kMapPainterTextLeft, 0, -kTextRight, 0);
    painter.setPen(m_theme.color(Role::Text));
    painter.setFont(m_theme.strong());
    drawMatched(painter, m_theme, QRectF(inner.left(), rect.top() + rect.height() * kNameMiddle - 10, inner.width(), 20).toRect(),
                name.isEmpty() ? MapText::tr("(no name)") : name, Qt::AlignLeft, m_match);
    const QRectF figures(inner.left(), rect.top() + rect.height() * kFiguresMiddle - 10, inner.width(), 20);
    painter.setFont(m_theme.text());
    painter.setPen(m_theme.color(Role::TextSecondary));
    painter.drawText(figures, Qt::AlignLeft | Qt::AlignVCenter, items::rateText(n.requests.rate));
    const bool latency = m_emphasis == MapEmphasis::Latency;
    if (!latency && failing)
        painter.setPen(m_theme.color(Role::Error));
    painter.drawText(figures, Qt::AlignRight | Qt::AlignVCenter,
                     latency ? items::durationText(n.requests.p95) : items::percentText(errorShare(n.requests)));
}

void MapPainter::paint(QPainter &painter, const QRectF &visible, MapItem selected, MapItem hovered, bool focused) const
{
    if (!m_map)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    const auto &edges = m_map->graph.edges;
    const auto touches = [&](std::uint32_t e) {
        return selected.isNode() && (edges[e].from == selected.index || edges[e].to == selected.index);
    };
    // What stands out lies on top of what does not.
    const auto rank = [&](std::uint32_t e) {
        if (selected == MapItem{MapItem::Kind::Edge, e} || hovered == MapItem{MapItem::Kind::Edge, e})
            return 3;
        return edgeColour(e) != m_theme.color(Role::LineStrong) ? 2 : touches(e) ? 1 : 0;
    };
    for (int layer = 0; layer <= 3; ++layer)
        for (std::uint32_t e = 0; e < m_paths.size(); ++e)
            if (rank(e) == layer && m_paths[e].boundingRect().adjusted(-kArrow, -kArrow, kArrow, kArrow).intersects(visible))
                paintEdge(painter, e, layer == 3 || layer == 1);
    for (std::uint32_t n = 0; n < m_map->graph.nodes.size(); ++n)
        if (box(n).adjusted(-2, -2, 2, 2).intersects(visible)) {
            // The edges must not shine through a box that stands back.
            painter.setOpacity(1);
            painter.setPen(Qt::NoPen);
            painter.setBrush(m_theme.color(Role::Surface));
            painter.drawRoundedRect(box(n), metrics::kCardRadius, metrics::kCardRadius);
            painter.setOpacity(m_match.isEmpty() || isMatch(n, m_match) ? 1 : kMapPainterBack);
            paintNode(painter, n, selected, hovered, focused);
        }
    painter.setOpacity(1);
    for (std::uint32_t e = 0; e < m_paths.size(); ++e)
        if (m_labels[e].intersects(visible))
            paintLabel(painter, e);
}

} // namespace triptych::ui
