#include "ui/common/card.h"

#include <QPainter>

namespace triptych::ui {

Card::Card(Theme &theme, QWidget *parent) : QFrame(parent), m_theme(theme)
{
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void Card::setDashed(bool dashed)
{
    m_dashed = dashed;
    update();
}

void Card::setHighlighted(bool highlighted)
{
    m_highlighted = highlighted;
    update();
}

void Card::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPen pen(m_theme.color(m_highlighted ? Role::Accent : m_dashed ? Role::LineStrong : Role::Line));
    if (m_dashed) {
        constexpr double kDash = 3;
        pen.setDashPattern({kDash, kDash});
    }
    painter.setPen(pen);
    painter.setBrush(m_theme.color(m_highlighted ? Role::AccentSoft : Role::Surface));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kCardRadius, metrics::kCardRadius);
}

} // namespace triptych::ui
