#include "ui/overview/figure_card.h"

#include <QPainter>

namespace triptych::ui {

namespace {
constexpr int kFigureCardHeight = 88, kFigureCardWidth = 168, kFigureCardLeastWidth = 112, kName = 16, kFigure = 36;
}

FigureCard::FigureCard(Theme &theme, const QString &name, QWidget *parent) : QAbstractButton(parent), m_theme(theme)
{
    setText(name);
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void FigureCard::setFigure(const QString &figure, const QString &remark, const QString &hint, Role role)
{
    m_figure = figure;
    m_remark = remark;
    m_role = role;
    setToolTip(hint);
    setAccessibleName(QStringLiteral("%1: %2").arg(text(), figure));
    setAccessibleDescription(remark.isEmpty() ? hint : QStringLiteral("%1. %2").arg(remark, hint));
    update();
}

QSize FigureCard::sizeHint() const
{
    return {kFigureCardWidth, kFigureCardHeight};
}

QSize FigureCard::minimumSizeHint() const
{
    return {kFigureCardLeastWidth, kFigureCardHeight};
}

void FigureCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.color(hasFocus() ? Role::Accent : Role::Line));
    painter.setBrush(m_theme.color(underMouse() ? Role::Hover : Role::Surface));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kCardRadius, metrics::kCardRadius);
    const QRect room = rect().adjusted(metrics::kMargin, metrics::kPadding, -metrics::kMargin, -metrics::kPadding);
    const auto draw = [&](const QRect &at, const QFont &font, Role role, const QString &shown) {
        painter.setFont(font);
        painter.setPen(m_theme.color(role));
        painter.drawText(at, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                         QFontMetrics(font).elidedText(shown, Qt::ElideRight, at.width()));
    };
    draw({room.left(), room.top(), room.width(), kName}, m_theme.small(), Role::TextSecondary, text());
    draw({room.left(), room.top() + kName + 2, room.width(), kFigure}, m_theme.figure(), m_role, m_figure);
    draw({room.left(), room.bottom() - kName + 2, room.width(), kName}, m_theme.small(), Role::TextSecondary, m_remark);
}

} // namespace triptych::ui
