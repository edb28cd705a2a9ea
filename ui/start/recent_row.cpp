#include "ui/start/recent_row.h"

#include "ui/common/plain_text.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>
#include <QPainterPath>

namespace triptych::ui {

namespace {
constexpr int kRecentRowHigh = 40, kRecentRowSide = 15;
constexpr double kDetailAt = 0.577;
}

RecentRow::RecentRow(Theme &theme, const RecentItem &item, bool first, QWidget *parent)
    : QAbstractButton(parent), m_theme(theme), m_item(item), m_first(first)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(item.connection ? tr("Connection %1").arg(item.name) : item.path);
    setAccessibleDescription(item.detail);
    setToolTip(tooltipText(item.connection ? item.name : item.path));
    setAttribute(Qt::WA_Hover);
}

QSize RecentRow::sizeHint() const
{
    return {400, kRecentRowHigh};
}

void RecentRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (underMouse() || hasFocus()) {
        painter.setPen(hasFocus() ? QPen(m_theme.color(Role::Accent)) : QPen(Qt::NoPen));
        painter.setBrush(m_theme.color(Role::AccentSoft));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5), metrics::kControlRadius, metrics::kControlRadius);
    }
    if (!m_first)
        painter.fillRect(0, 0, width(), 1, m_theme.color(Role::Line));
    const int detailX = int(width() * kDetailAt);
    QFont name = m_theme.text();
    name.setWeight(QFont::Medium);
    const auto text = [&](int left, int right, const QString &words, const QFont &font, Role role, Qt::Alignment side) {
        painter.setFont(font);
        painter.setPen(m_theme.color(role));
        painter.drawText(QRect(left, 0, right - left, height()), int(side | Qt::AlignVCenter),
                         QFontMetrics(font).elidedText(words, Qt::ElideMiddle, right - left));
    };
    const int whenWide = QFontMetrics(m_theme.text()).horizontalAdvance(m_item.when);
    text(kRecentRowSide, detailX - kRecentRowSide, m_item.name, name, Role::Text, Qt::AlignLeft);
    text(detailX, width() - 2 * kRecentRowSide - whenWide, m_item.detail, m_theme.text(), Role::TextSecondary, Qt::AlignLeft);
    text(width() - kRecentRowSide - whenWide - 1, width() - kRecentRowSide, m_item.when, m_theme.text(), Role::TextSecondary, Qt::AlignRight);
}

void RecentRow::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    connect(menu.addAction(tr("Open")), &QAction::triggered, this, [this] { click(); });
    if (m_item.connection) {
        connect(menu.addAction(tr("Edit Connection…")), &QAction::triggered, this, &RecentRow::editRequested);
        menu.exec(event->globalPos());
        return;
    }
    connect(menu.addAction(tr("Copy Path")), &QAction::triggered, this,
            [this] { QGuiApplication::clipboard()->setText(m_item.path); });
    connect(menu.addAction(tr("Remove from List")), &QAction::triggered, this, &RecentRow::forgetRequested);
    menu.exec(event->globalPos());
}

} // namespace triptych::ui
