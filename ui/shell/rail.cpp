#include "ui/shell/rail.h"

#include <QPainter>
#include <QVBoxLayout>

namespace triptych::ui {

namespace {
constexpr int kRailInset = 3, kRailHigh = 48, kRailStep = 4, kRailIcon = 16, kRailTextPixels = 11;
}

RailButton::RailButton(Theme &theme, const QString &text, const QString &icon, QWidget *parent)
    : QAbstractButton(parent), m_theme(theme), m_icon(icon)
{
    setText(text);
    setAccessibleName(text);
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
}

QSize RailButton::sizeHint() const
{
    return {metrics::kRail - 2 * kRailInset - 1, kRailHigh};
}

void RailButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool on = isChecked();
    if (on || underMouse() || hasFocus()) {
        painter.setPen(hasFocus() ? QPen(m_theme.color(Role::Accent)) : QPen(Qt::NoPen));
        painter.setBrush(m_theme.color(on ? Role::AccentSoft : Role::Hover));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kControlRadius, metrics::kControlRadius);
    }
    const Role ink = !isEnabled() ? Role::TextDisabled : on ? Role::Accent : Role::TextSecondary;
    m_theme.icon(m_icon, ink).paint(&painter, QRect((width() - kRailIcon) / 2, 8, kRailIcon, kRailIcon));
    const bool fits = QFontMetrics(m_theme.smallStrong()).horizontalAdvance(text()) <= width();
    painter.setFont(on && fits ? m_theme.smallStrong() : m_theme.small());
    painter.setPen(m_theme.color(ink));
    painter.drawText(QRect(-kRailInset, 25, width() + 2 * kRailInset, kRailTextPixels + 4), Qt::AlignCenter, text());
}

Rail::Rail(Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme), m_column(new QVBoxLayout(this))
{
    setFixedWidth(metrics::kRail);
    setAccessibleName(tr("Pages"));
    m_column->setContentsMargins(kRailInset, metrics::kPadding, kRailInset + 1, metrics::kPadding);
    m_column->setSpacing(kRailStep);
    m_column->addStretch();
    m_group.setExclusive(true);
    connect(&m_group, &QButtonGroup::idClicked, this, [this](int id) { Q_EMIT chosen(static_cast<session::Page>(id)); });
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void Rail::addPage(session::Page page, const QString &title, const QString &icon)
{
    auto *button = new RailButton(m_theme, title, icon, this);
    m_group.addButton(button, static_cast<int>(page));
    m_column->insertWidget(m_column->count() - 1, button);
}

void Rail::setCurrent(session::Page page)
{
    // Flame graphs of sets have no place of their own in the rail: they are ways to see traces.
    if (page == session::Page::Flame || page == session::Page::Compare)
        page = session::Page::Trace;
    if (QAbstractButton *button = m_group.button(static_cast<int>(page)))
        button->setChecked(true);
}

void Rail::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Window));
    painter.fillRect(width() - 1, 0, 1, height(), m_theme.color(Role::Line));
}

} // namespace triptych::ui
