#include "ui/common/elided_label.h"

#include "ui/common/plain_text.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace triptych::ui {

ElidedLabel::ElidedLabel(Theme &theme, const QString &text, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setFont(theme.text());
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    setText(text);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void ElidedLabel::setText(const QString &text)
{
    if (m_text == text)
        return;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void ElidedLabel::setRole(Role role)
{
    m_role = role;
    update();
}

void ElidedLabel::setElideMode(Qt::TextElideMode mode)
{
    m_elide = mode;
    update();
}

void ElidedLabel::setAlignment(Qt::Alignment alignment)
{
    m_alignment = alignment;
    update();
}

QSize ElidedLabel::sizeHint() const
{
    const QFontMetrics fm(font());
    return {fm.horizontalAdvance(m_text) + 1, fm.height()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    const QFontMetrics fm(font());
    // Room for the ellipsis and a letter at each end: less would say nothing.
    return {std::min(sizeHint().width(), fm.horizontalAdvance(QStringLiteral("m…m"))), fm.height()};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(m_theme.color(isEnabled() ? m_role : Role::TextDisabled));
    painter.drawText(rect(), static_cast<int>(m_alignment) | Qt::TextSingleLine,
                     fontMetrics().elidedText(m_text, m_elide, width()));
}

bool ElidedLabel::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty()) {
        if (fontMetrics().horizontalAdvance(m_text) > width()) {
            QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), tooltipText(m_text), this);
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QWidget::event(event);
}

} // namespace triptych::ui
