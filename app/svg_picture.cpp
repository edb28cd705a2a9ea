#include "app/svg_picture.h"

#include <QImage>
#include <QPainter>
#include <QSvgRenderer>
#include <algorithm>
#include <cstdio>

namespace triptych::app {

namespace {
constexpr double kScale = 2, kMostPixels = 30'000; // beyond this no image is made, so the scale gives way
} // namespace

int drawSvg(const QString &svg, const QString &png)
{
    QSvgRenderer renderer(svg);
    const QSizeF size = renderer.defaultSize();
    if (!renderer.isValid() || size.isEmpty() || png.isEmpty()) {
        std::fprintf(stderr, "triptych: %s is no picture that can be drawn\n", qPrintable(svg));
        return kPictureFailed;
    }
    const double scale = std::min(kScale, kMostPixels / std::max(size.width(), size.height()));
    QImage image((size * scale).toSize(), QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    renderer.render(&painter);
    painter.end();
    if (image.save(png, "PNG"))
        return 0;
    std::fprintf(stderr, "triptych: %s could not be written\n", qPrintable(png));
    return kPictureFailed;
}

} // namespace triptych::app
