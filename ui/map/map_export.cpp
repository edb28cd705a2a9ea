#include "ui/map/map_export.h"

#include "items/table_csv.h"

#include <QImage>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>

namespace triptych::ui {

namespace {

constexpr double kMargin = 24, kPictureScale = 2;
constexpr double kMostPixels = 30'000; // beyond this no image is made, so the scale gives way

void paintAll(QPainter &target, const scene::ServiceMap &map, const MapPainter &painter)
{
    target.translate(kMargin, kMargin);
    painter.paint(target, QRectF(-kMargin, -kMargin, map.layout.width + 2 * kMargin, map.layout.height + 2 * kMargin), {}, {}, false);
}

QByteArray csvOf(const telemetry::ServiceGraph &graph)
{
    std::string text = "from,to,count,errors,rate,p50_ns,p95_ns\r\n";
    for (const auto &edge : graph.edges) {
        text += items::csvField(graph.nodes[edge.from].name) + ',' + items::csvField(graph.nodes[edge.to].name) + ',';
        text += std::to_string(edge.calls.count) + ',' + std::to_string(edge.calls.errors) + ',' + std::to_string(edge.calls.rate) + ',';
        text += std::to_string(edge.calls.p50) + ',' + std::to_string(edge.calls.p95) + "\r\n";
    }
    return QByteArray::fromStdString(text);
}

} // namespace

bool writeMap(const scene::ServiceMap &map, const MapPainter &painter, const Theme &theme, const QString &path)
{
    const QSizeF size(map.layout.width + 2 * kMargin, map.layout.height + 2 * kMargin);
    if (path.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive)) {
        QSaveFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(csvOf(map.graph)) >= 0 && file.commit();
    }
    if (path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) {
        QSvgGenerator generator;
        generator.setFileName(path);
        generator.setSize(size.toSize());
        generator.setViewBox(QRectF(QPointF(), size));
        QPainter target;
        if (!target.begin(&generator))
            return false;
        target.fillRect(QRectF(QPointF(), size), theme.color(Role::Window));
        paintAll(target, map, painter);
        return target.end();
    }
    const double scale = std::min(kPictureScale, kMostPixels / std::max(size.width(), size.height()));
    QImage image((size * scale).toSize(), QImage::Format_RGB32);
    image.fill(theme.color(Role::Window));
    QPainter target(&image);
    target.scale(scale, scale);
    paintAll(target, map, painter);
    target.end();
    return image.save(path);
}

} // namespace triptych::ui
