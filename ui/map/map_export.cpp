#include "ui/map/map_export.h"

#include "items/table_csv.h"

#include <QPainter>

namespace triptych::ui {

Picture mapPicture(const scene::ServiceMap &map, const MapPainter &painter, const Theme &theme, const QString &path)
{
    constexpr double kMargin = 24;
    const QSizeF size(map.layout.width + 2 * kMargin, map.layout.height + 2 * kMargin);
    const auto draw = [&](QPainter &target) {
        target.translate(kMargin, kMargin);
        painter.paint(target, QRectF(QPointF(-kMargin, -kMargin), size), {}, {}, false);
    };
    return Picture::drawn({size, theme.color(Role::Window), {}, draw}, path);
}

std::string mapTable(const telemetry::ServiceGraph &graph)
{
    std::string text = "from,to,count,errors,rate,p50_ns,p95_ns\r\n";
    for (const auto &edge : graph.edges) {
        text += items::csvField(graph.nodes[edge.from].name) + ',' + items::csvField(graph.nodes[edge.to].name) + ',';
        text += std::to_string(edge.calls.count) + ',' + std::to_string(edge.calls.errors) + ',' + std::to_string(edge.calls.rate) + ',';
        text += std::to_string(edge.calls.p50) + ',' + std::to_string(edge.calls.p95) + "\r\n";
    }
    return text;
}

} // namespace triptych::ui
