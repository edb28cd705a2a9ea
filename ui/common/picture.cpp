#include "ui/common/picture.h"

#include <QImage>
#include <QPainter>
#include <QSvgGenerator>
#include <QWidget>

namespace triptych::ui {

bool renderPicture(QWidget &widget, const QString &path, const QColor &background)
{
    constexpr double kScale = 2;
    const QSize size = widget.size();
    if (path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) {
        QSvgGenerator generator;
        generator.setFileName(path);
        generator.setSize(size);
        generator.setViewBox(QRect(QPoint(), size));
        generator.setTitle(widget.accessibleName());
        QPainter painter;
        if (!painter.begin(&generator))
            return false;
        widget.render(&painter);
        return painter.end();
    }
    QImage image((QSizeF(size) * kScale).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(kScale);
    image.fill(background);
    QPainter painter(&image);
    widget.render(&painter);
    painter.end();
    return image.save(path);
}

} // namespace triptych::ui
