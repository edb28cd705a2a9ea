#pragma once
#include "ui/theme/theme.h"

#include <QIconEngine>
#include <QPointer>

namespace triptych::ui {

/// Draws resources/icons/<name>.svg in the colour that a role has in the theme of now: an icon made once follows the
/// theme. The file is read at the first paint, not before.
class LineIconEngine final : public QIconEngine
{
public:
    LineIconEngine(const Theme &theme, QString name, Role role);

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    QIconEngine *clone() const override { return new LineIconEngine(*this); }

private:
    QPointer<const Theme> m_theme;
    QString m_name;
    Role m_role;
    QByteArray m_svg;
};

} // namespace triptych::ui
