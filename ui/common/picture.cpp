#include "ui/common/picture.h"

#include "items/save_file.h"

#include <QBuffer>
#include <QFileInfo>
#include <QPainter>
#include <QSvgGenerator>
#include <QWidget>
#include <algorithm>

namespace triptych::ui {

Picture Picture::of(QWidget &widget, const QString &path, const QColor &background)
{
    return drawn({widget.size(), background, widget.accessibleName(), [&widget](QPainter &painter) { widget.render(&painter); }}, path);
}

Picture Picture::drawn(const Sheet &sheet, const QString &path)
{
    constexpr double kScale = 2, kMostPixels = 30'000; // beyond this no image is made
    Picture picture;
    if (path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) {
        QBuffer buffer(&picture.m_svg);
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setSize(sheet.size.toSize());
        generator.setViewBox(QRectF(QPointF(), sheet.size));
        generator.setTitle(sheet.title);
        QPainter painter(&generator);
        painter.fillRect(QRectF(QPointF(), sheet.size), sheet.background);
        sheet.draw(painter);
        painter.end();
        return picture;
    }
    const double scale = std::min(kScale, kMostPixels / std::max({sheet.size.width(), sheet.size.height(), 1.0}));
    picture.m_image = QImage((sheet.size * scale).toSize(), QImage::Format_RGB32);
    picture.m_image.setDevicePixelRatio(scale);
    picture.m_image.fill(sheet.background);
    QPainter painter(&picture.m_image);
    sheet.draw(painter);
    return picture;
}

base::Result<void> Picture::write(const QString &path) const
{
    if (!m_svg.isEmpty())
        return items::saveFile(path, std::string_view(m_svg.constData(), static_cast<std::size_t>(m_svg.size())));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    const QByteArray format = QFileInfo(path).suffix().toLatin1();
    if (!m_image.save(&buffer, format.isEmpty() ? "PNG" : format.constData()) && !m_image.save(&buffer, "PNG"))
        return base::Error{base::ErrorKind::Unreadable, "this picture cannot be written as " + path.toStdString(), {}, {}, "choose .png or .svg"};
    return items::saveFile(path, std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

} // namespace triptych::ui
