#include "ui/trace/statistics_view.h"

#include "items/cell_text.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <algorithm>

namespace triptych::ui {

using analysis::SpanGroup;

namespace {
constexpr int kServiceWidth = 160, kOperationWidth = 320, kFigureWidth = 84, kSwatch = 8;

class StatisticsDelegate : public QStyledItemDelegate
{
public:
    StatisticsDelegate(Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {0, metrics::kTableRow}; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QRect cell = option.rect;
        if (option.state & QStyle::State_Selected)
            painter->fillRect(cell, m_theme.color(Role::AccentSoft));
        else if (index.row() % 2)
            painter->fillRect(cell, m_theme.color(Role::Window));
        const QString text = index.data().toString();
        const bool figure = index.column() >= StatisticsModel::Count;
        QRect room = cell.adjusted(metrics::kPadding, 0, -metrics::kPadding, 0);
        if (index.column() == StatisticsModel::Service) {
            painter->fillRect(room.left(), cell.center().y() - kSwatch / 2, kSwatch, kSwatch, m_theme.service(text));
            room.setLeft(room.left() + 2 * kSwatch);
        }
        painter->setFont(figure ? m_theme.mono() : m_theme.text());
        const bool errors = index.column() == StatisticsModel::Errors && text != QStringLiteral("0");
        painter->setPen(m_theme.color(errors ? Role::Error : Role::Text));
        const QString shown = QFontMetrics(painter->font()).elidedText(text, Qt::ElideMiddle, room.width());
        painter->drawText(room, (figure ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter, shown);
    }

private:
    Theme &m_theme;
};
} // namespace

void StatisticsModel::setGroups(std::shared_ptr<const TraceDocument> document, std::vector<SpanGroup> groups)
{
    beginResetModel();
    m_document = std::move(document);
    m_groups = std::move(groups);
    endResetModel();
    sort(m_column, m_order);
}

int StatisticsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_groups.size());
}

QString StatisticsModel::text(int row, Column column) const
{
    const SpanGroup &of = group(row);
    const auto string = [this](std::int32_t index) { return items::textOf(m_document->table->text(index)); };
    switch (column) {
    case Service: return string(of.service);
    case Operation: return of.name < 0 ? QString() : string(of.name);
    case Count: return items::countText(of.count);
    case Errors: return items::countText(of.errors);
    case Total: return items::durationText(of.total);
    case Self: return items::durationText(of.self);
    case Median: return items::durationText(of.p50);
    case Longest: return items::durationText(of.max);
    case ColumnCount: break;
    }
    return {};
}

QVariant StatisticsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const QString shown = text(index.row(), static_cast<Column>(index.column()));
    if (role == Qt::DisplayRole)
        return shown;
    if (role == Qt::ToolTipRole)
        return items::plainToolTip(shown);
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((index.column() >= Count ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

QVariant StatisticsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section >= Count ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Service: return tr("Service");
    case Operation: return tr("Operation");
    case Count: return tr("Spans");
    case Errors: return tr("Errors");
    case Total: return tr("Total");
    case Self: return tr("Self");
    case Median: return tr("p50");
    case Longest: return tr("Longest");
    default: return {};
    }
}

void StatisticsModel::sort(int column, Qt::SortOrder order)
{
    m_column = column;
    m_order = order;
    if (m_groups.empty())
        return;
    const auto figure = [column](const SpanGroup &g) -> Nanos {
        switch (column) {
        case Count: return g.count;
        case Errors: return g.errors;
        case Self: return g.self;
        case Median: return g.p50;
        case Longest: return g.max;
        default: return g.total;
        }
    };
    const auto string = [&](const SpanGroup &g) {
        const std::int32_t index = column == Service ? g.service : g.name;
        return index < 0 ? std::string_view() : m_document->table->text(index);
    };
    Q_EMIT layoutAboutToBeChanged();
    std::stable_sort(m_groups.begin(), m_groups.end(), [&](const SpanGroup &a, const SpanGroup &b) {
        const SpanGroup &less = order == Qt::AscendingOrder ? a : b, &more = order == Qt::AscendingOrder ? b : a;
        return column <= Operation ? string(less) < string(more) : figure(less) < figure(more);
    });
    changePersistentIndexList(persistentIndexList(), QModelIndexList(persistentIndexList().size()));
    Q_EMIT layoutChanged();
}

StatisticsView::StatisticsView(TraceState &state, QWidget *parent) : QTreeView(parent), m_state(state), m_model(new StatisticsModel(this))
{
    setAccessibleName(tr("Statistics by service and operation"));
    setModel(m_model);
    setItemDelegate(new StatisticsDelegate(state.context().theme, this));
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setFrameShape(QFrame::NoFrame);
    setSortingEnabled(true);
    sortByColumn(StatisticsModel::Total, Qt::DescendingOrder);
    setSelectionBehavior(SelectRows);
    header()->setStretchLastSection(false);
    for (int column = 0; column < StatisticsModel::ColumnCount; ++column)
        setColumnWidth(column, column == StatisticsModel::Service ? kServiceWidth
                                   : column == StatisticsModel::Operation ? kOperationWidth : kFigureWidth);
    header()->setSectionResizeMode(StatisticsModel::Operation, QHeaderView::Stretch);
    connect(this, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        m_state.select(m_model->group(index.row()).longest, TraceState::Reveal::Yes);
    });
    connect(this, &QTreeView::activated, this, [this](const QModelIndex &index) {
        Q_EMIT frameActivated(m_model->text(index.row(), StatisticsModel::Service), m_model->text(index.row(), StatisticsModel::Operation));
    });
    connect(&state, &TraceState::documentChanged, this, [this] {
        const auto &document = m_state.document();
        m_model->setGroups(document, document ? analysis::spanStats(*document->table, document->selfTime, analysis::GroupBy::Operation)
                                              : std::vector<SpanGroup>());
    });
    connect(&state.context().theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

} // namespace triptych::ui
