#include "ui/trace/statistics_view.h"

#include "ui/common/matched_text.h"
#include "ui/common/row_background.h"
#include "ui/explore/data_table.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <algorithm>

namespace triptych::ui {

namespace {

constexpr int kLeastGroup = 146, kServiceWidth = 96, kStatisticsViewFigureWidth = 64, kNarrowWidth = 55, kAtOnceWidth = 72, kStatisticsViewSide = 6, kStatisticsViewShareBar = 3;

int widthOf(int column)
{
    switch (column) {
    case StatisticsModel::Service: return kServiceWidth;
    case StatisticsModel::Count:
    case StatisticsModel::Errors:
    case StatisticsModel::Depth: return kNarrowWidth;
    case StatisticsModel::AtOnce: return kAtOnceWidth;
    default: return kStatisticsViewFigureWidth;
    }
}

} // namespace

class StatisticsDelegate : public QStyledItemDelegate
{
public:
    StatisticsDelegate(Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {0, metrics::kTableRow}; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QRect cell = option.rect;
        painter->fillRect(cell, m_theme.color(rowBackground(option, index.row())));
        const QString text = index.data().toString();
        const bool figure = index.column() >= StatisticsModel::Count;
        QRect room = cell.adjusted(kStatisticsViewSide, 0, -kStatisticsViewSide, 0);
        if (index.column() == StatisticsModel::Group) {
            const QString service = index.data(StatisticsModel::ServiceRole).toString();
            painter->fillRect(room.left(), cell.center().y() - metrics::kSwatch / 2, metrics::kSwatch, metrics::kSwatch,
                              service.isEmpty() ? m_theme.color(Role::LineStrong) : m_theme.service(service));
            room.setLeft(room.left() + 2 * metrics::kSwatch);
        }
        if (const QVariant share = index.data(StatisticsModel::ShareRole); share.isValid())
        {
            // On a track, so that a short bar is one of a whole and no stray stroke.
            const QRect track(room.left(), cell.bottom() - kStatisticsViewShareBar, room.width(), kStatisticsViewShareBar - 1);
            painter->fillRect(track, m_theme.color(Role::Line));
            painter->fillRect(QRect(track.topLeft(), QSize(qRound(track.width() * share.toDouble()), track.height())), m_theme.color(Role::Critical));
        }
        painter->setFont(figure ? m_theme.mono() : m_theme.text());
        const bool errors = index.column() == StatisticsModel::Errors && text != QStringLiteral("0");
        const bool aside = index.column() == StatisticsModel::Service;
        painter->setPen(m_theme.color(errors ? Role::Error : aside ? Role::TextSecondary : Role::Text));
        drawMatched(*painter, m_theme, room, text, figure ? Qt::AlignRight : Qt::AlignLeft, m_match);
    }
    void setMatch(const QString &text) { m_match = text; }

private:
    Theme &m_theme;
    QString m_match;
};

StatisticsView::StatisticsView(Theme &theme, StatisticsModel &model, QWidget *parent)
    : QTreeView(parent), m_delegate(new StatisticsDelegate(theme, this))
{
    setAccessibleName(tr("Statistics by group"));
    setHeader(new DataHeader(theme, [](int) { return true; }, this));
    setModel(&model);
    setItemDelegate(m_delegate);
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setFrameShape(QFrame::NoFrame);
    setSortingEnabled(true);
    sortByColumn(StatisticsModel::Total, Qt::DescendingOrder);
    setSelectionBehavior(SelectRows);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setHorizontalScrollMode(ScrollPerPixel);
    header()->setStretchLastSection(false);
    header()->setSectionsMovable(false);
    fit();
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void StatisticsView::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    fit();
}

void StatisticsView::setServiceShown(bool shown)
{
    m_serviceShown = shown;
    fit();
}

void StatisticsView::setMatch(const QString &text)
{
    m_delegate->setMatch(text);
    viewport()->update();
}

void StatisticsView::fit()
{
    int left = viewport()->width();
    for (int column = StatisticsModel::Count; column < StatisticsModel::ColumnCount; ++column) {
        setColumnWidth(column, widthOf(column));
        left -= widthOf(column);
    }
    // In a narrow window the colour of the row stands for its service; the figures matter more.
    const bool service = m_serviceShown && left >= kLeastGroup + kServiceWidth;
    setColumnHidden(StatisticsModel::Service, !service);
    setColumnWidth(StatisticsModel::Service, kServiceWidth);
    setColumnWidth(StatisticsModel::Group, std::max(kLeastGroup, left - (service ? kServiceWidth : 0)));
}

} // namespace triptych::ui
