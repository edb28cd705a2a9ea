#include "ui/flame/figure_row.h"

#include <QPainter>
#include <algorithm>

namespace triptych::ui {

namespace {
constexpr int kNameHeight = 16, kValueHeight = 20, kFigureRowGap = 24, kLeastCell = 56, kWide = 600;
constexpr int kFigureRowLine = kNameHeight + kValueHeight;
} // namespace

FigureRow::FigureRow(Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void FigureRow::setFigures(const QVector<Figure> &figures)
{
    m_figures = figures;
    QStringList spoken;
    for (const Figure &figure : figures)
        spoken.append(figure.name + u' ' + figure.value);
    setAccessibleName(spoken.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

int FigureRow::layOut(int width, QPainter *painter) const
{
    const QFontMetrics names(m_theme.small()), values(m_theme.strong());
    int x = 0, y = 0;
    for (const Figure &figure : m_figures) {
        const int cell = std::max({kLeastCell, names.horizontalAdvance(figure.name), values.horizontalAdvance(figure.value)});
        if (x > 0 && x + cell > width) {
            x = 0;
            y += kFigureRowLine + metrics::kPadding;
        }
        if (painter) {
            painter->setFont(m_theme.small());
            painter->setPen(m_theme.color(Role::TextSecondary));
            painter->drawText(QRect(x, y, cell, kNameHeight), Qt::AlignLeft | Qt::AlignVCenter, figure.name);
            painter->setFont(m_theme.strong());
            painter->setPen(m_theme.color(figure.role));
            painter->drawText(QRect(x, y + kNameHeight, cell, kValueHeight), Qt::AlignLeft | Qt::AlignVCenter, figure.value);
        }
        x += cell + kFigureRowGap;
    }
    return y + kFigureRowLine;
}

QSize FigureRow::sizeHint() const
{
    return {kLeastCell, layOut(kWide, nullptr)};
}

int FigureRow::heightForWidth(int width) const
{
    return layOut(width, nullptr);
}

void FigureRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    layOut(width(), &painter);
}

} // namespace triptych::ui
