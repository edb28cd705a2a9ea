#include "ui/common/chip.h"

#include <QPainter>

namespace triptych::ui {

namespace {
constexpr int kChipHeight = 20, kChipSide = 8, kChipIcon = 12, kChipGap = 4;
}

Chip::Chip(Theme &theme, const QString &text, Tone tone, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_text(text), m_tone(tone)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(text);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void Chip::setText(const QString &text)
{
    if (m_text == text)
        return;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void Chip::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void Chip::setIconName(const QString &icon)
{
    m_icon = icon;
    updateGeometry();
    update();
}

Role Chip::ink() const
{
    switch (m_tone) {
    case Tone::Accent:
        return Role::Accent;
    case Tone::Error:
        return Role::Error;
    case Tone::Warning:
        return Role::Warning;
    case Tone::Ok:
        return Role::Ok;
    case Tone::Neutral:
        break;
    }
    return Role::Text;
}

Role Chip::ground() const
{
    switch (m_tone) {
    case Tone::Accent:
        return Role::AccentSoft;
    case Tone::Error:
        return Role::ErrorSoft;
    case Tone::Warning:
        return Role::WarningSoft;
    case Tone::Ok:
    case Tone::Neutral:
        break;
    }
    return Role::Sunken;
}

QSize Chip::sizeHint() const
{
    const QFontMetrics fm(m_theme.small());
    return {2 * kChipSide + fm.horizontalAdvance(m_text) + (m_icon.isEmpty() ? 0 : kChipIcon + kChipGap), kChipHeight};
}

void Chip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(ground()));
    painter.drawRoundedRect(rect(), height() / 2.0, height() / 2.0);
    int x = kChipSide;
    if (!m_icon.isEmpty()) {
        m_theme.icon(m_icon, ink()).paint(&painter, QRect(x, (height() - kChipIcon) / 2, kChipIcon, kChipIcon));
        x += kChipIcon + kChipGap;
    }
    painter.setFont(m_theme.small());
    painter.setPen(m_theme.color(ink()));
    painter.drawText(QRect(x, 0, width() - x - kChipSide + 1, height()), Qt::AlignVCenter | Qt::AlignLeft, m_text);
}

} // namespace triptych::ui
