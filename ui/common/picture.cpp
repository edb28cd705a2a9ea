#include "ui/common/picture.h"

#include "items/save_file.h"

#include <QBuffer>
#include <QFileInfo>
#include <QPainter>
#include <QSvgGenerator>
#include <QWidget>

namespace triptych::ui {

Picture Picture::of(QWidget &widget, const QString &path, const QColor &background)
{
    constexpr double kScale = 2;
    Picture picture;
    const QSize size = widget.size();
    if (path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) {
        QBuffer buffer(&picture.m_svg);
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setSize(size);
        generator.setViewBox(QRect(QPoint(), size));
        generator.setTitle(widget.accessibleName());
        QPainter painter(&generator);
        widget.render(&painter);
        painter.end();
        return picture;
    }
    picture.m_image = QImage((QSizeF(size) * kScale).toSize(), QImage::Format_RGB32);
    picture.m_image.setDevicePixelRatio(kScale);
    picture.m_image.fill(background);
    QPainter painter(&picture.m_image);
    widget.render(&painter);
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
