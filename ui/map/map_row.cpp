#include "ui/map/map_row.h"

#include "ui/common/plain_text.h"

#include <QPainter>

namespace triptych::ui {

namespace {
constexpr int kMapRowFigureWidth = 72, kLeastName = 60;
}

MapRow::MapRow(Theme &theme, const QString &name, const QColor &swatch, const QStringList &figures, Leads leads, QWidget *parent)
    : QAbstractButton(parent), m_theme(theme), m_swatch(swatch), m_figures(figures)
{
    setText(name);
    setAccessibleName(name + QStringLiteral(", ") + figures.join(QStringLiteral(", ")));
    setFocusPolicy(leads == Leads::ToItem ? Qt::TabFocus : Qt::NoFocus);
    setEnabled(leads == Leads::ToItem);
    if (leads == Leads::ToItem)
        setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
}

void MapRow::setFailing(bool failing)
{
    m_failing = failing;
    update();
}

QSize MapRow::sizeHint() const
{
    return {kLeastName + kMapRowFigureWidth * int(m_figures.size()), metrics::kTableRow};
}

void MapRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (isEnabled() && (underMouse() || hasFocus()))
        painter.fillRect(rect(), m_theme.color(hasFocus() ? Role::AccentSoft : Role::Hover));
    QRect inner = rect().adjusted(metrics::kMargin, 0, -metrics::kMargin, 0);
    painter.setFont(m_theme.mono());
    for (qsizetype i = m_figures.size() - 1; i >= 0; --i) {
        const QRect cell(inner.right() - kMapRowFigureWidth + 1, inner.top(), kMapRowFigureWidth, inner.height());
        painter.setPen(m_theme.color(m_failing && i == m_figures.size() - 1 ? Role::Error : Role::Text));
        painter.drawText(cell, Qt::AlignRight | Qt::AlignVCenter, m_figures[i]);
        inner.setRight(cell.left() - 1);
    }
    if (m_swatch.isValid()) {
        const QRectF swatch(inner.left(), inner.center().y() - metrics::kSwatch / 2, metrics::kSwatch, metrics::kSwatch);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_swatch);
        painter.drawRoundedRect(swatch, metrics::kBarRadius, metrics::kBarRadius);
        inner.setLeft(inner.left() + metrics::kSwatch + metrics::kPadding);
    }
    painter.setFont(m_theme.text());
    painter.setPen(m_theme.color(Role::Text));
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignVCenter, painter.fontMetrics().elidedText(text(), Qt::ElideMiddle, inner.width()));
}

} // namespace triptych::ui
