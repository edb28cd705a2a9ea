#include "ui/common/segmented_tabs.h"

#include <QPainter>

namespace triptych::ui {

namespace {
constexpr int kSegmentedTabsSide = 12, kUnderline = 2;
}

SegmentedTabs::SegmentedTabs(Theme &theme, QWidget *parent) : QTabBar(parent), m_theme(theme)
{
    setDrawBase(false);
    setExpanding(false);
    setUsesScrollButtons(true);
    setElideMode(Qt::ElideRight);
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setFixedHeight(metrics::kPaneHeader);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void SegmentedTabs::setCount(int tab, const QString &count)
{
    if (tabData(tab).toString() == count)
        return;
    setTabData(tab, count);
    setAccessibleTabName(tab, label(tab));
    // QTabBar measures again only when a text changes; the count is part of what we measure.
    setTabText(tab, tabText(tab) + u' ');
    setTabText(tab, tabText(tab).trimmed());
}

QString SegmentedTabs::label(int index) const
{
    const QString count = tabData(index).toString();
    return count.isEmpty() ? tabText(index) : tabText(index) + u' ' + count;
}

QSize SegmentedTabs::sizeHint() const
{
    int width = 0;
    for (int i = 0; i < count(); ++i)
        if (isTabVisible(i))
            width += tabSizeHint(i).width();
    return {width, metrics::kPaneHeader};
}

QSize SegmentedTabs::tabSizeHint(int index) const
{
    return {QFontMetrics(m_theme.strong()).horizontalAdvance(label(index)) + 2 * kSegmentedTabsSide, metrics::kPaneHeader};
}

void SegmentedTabs::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int hovered = tabAt(mapFromGlobal(QCursor::pos()));
    for (int i = 0; i < count(); ++i) {
        if (!isTabVisible(i))
            continue;
        const QRect tab = tabRect(i);
        const bool current = i == currentIndex();
        const bool lit = current || (i == hovered && underMouse());
        painter.setFont(current ? m_theme.strong() : m_theme.text());
        painter.setPen(m_theme.color(!isTabEnabled(i) ? Role::TextDisabled : lit ? Role::Text : Role::TextSecondary));
        painter.drawText(tab, Qt::AlignCenter, label(i));
        if (current) {
            const QRect line(tab.left() + kSegmentedTabsSide - 2, tab.bottom() - kUnderline, tab.width() - 2 * kSegmentedTabsSide + 4, kUnderline);
            painter.fillRect(line, m_theme.color(Role::Accent));
            if (hasFocus()) {
                painter.setPen(m_theme.color(Role::Accent));
                painter.drawRect(tab.adjusted(2, 3, -3, -5));
            }
        }
    }
}

} // namespace triptych::ui
