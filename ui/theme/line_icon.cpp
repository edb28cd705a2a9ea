#include "ui/theme/line_icon.h"

#include <QFile>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace triptych::ui {

LineIconEngine::LineIconEngine(const Theme &theme, QString name, Role role)
    : m_theme(&theme), m_name(std::move(name)), m_role(role)
{
}

void LineIconEngine::paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State)
{
    if (!m_theme)
        return;
    if (m_svg.isEmpty()) {
        QFile file(QStringLiteral(":/icons/") + m_name + QStringLiteral(".svg"));
        if (file.open(QIODevice::ReadOnly))
            m_svg = file.readAll();
    }
    const QColor ink = m_theme->color(mode == QIcon::Disabled ? Role::TextDisabled : m_role);
    QSvgRenderer renderer(QByteArray(m_svg).replace("currentColor", ink.name().toLatin1()));
    const int side = std::min(rect.width(), rect.height());
    QRectF square(0, 0, side, side);
    square.moveCenter(QRectF(rect).center());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    renderer.render(painter, square);
    painter->restore();
}

QPixmap LineIconEngine::pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state)
{
    if (!m_theme)
        return {};
    const QString key = QStringLiteral("triptych-icon/%1/%2/%3/%4x%5/%6")
                            .arg(m_name)
                            .arg(static_cast<int>(m_role))
                            .arg(m_theme->dark())
                            .arg(size.width())
                            .arg(size.height())
                            .arg(static_cast<int>(mode));
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, QRect(QPoint(0, 0), size), mode, state);
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

} // namespace triptych::ui
