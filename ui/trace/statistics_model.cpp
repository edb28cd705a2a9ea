#include "ui/trace/statistics_model.h"

#include "items/cell_text.h"
#include "items/roles.h"

#include <algorithm>

namespace triptych::ui {

using analysis::SpanGroup;

namespace {

QString cellText(const analysis::TraceTable &trace, const analysis::TraceStatistics &statistics, const SpanGroup &of, int column)
{
    using Model = StatisticsModel;
    switch (column) {
    case Model::Group: return items::textOf(statistics.label(of));
    case Model::Service: return of.service < 0 ? Model::tr("several") : items::serviceText(items::textOf(trace.text(of.service)));
    case Model::Count: return items::countText(of.count);
    case Model::Errors: return items::countText(of.errors);
    case Model::Total: return items::durationText(of.total);
    case Model::Self: return items::durationText(of.self);
    case Model::Critical: return items::percentText(statistics.criticalShare(of));
    case Model::Median: return items::durationText(of.p50);
    case Model::P95: return items::durationText(of.p95);
    case Model::Longest: return items::durationText(of.max);
    case Model::Depth:
        return of.leastDepth == of.mostDepth ? QString::number(of.leastDepth)
                                             : QStringLiteral("%1–%2").arg(of.leastDepth).arg(of.mostDepth);
    case Model::AtOnce: return QStringLiteral("%1 / %2").arg(of.meanConcurrency(), 0, 'f', 1).arg(items::countText(of.peak));
    default: return {};
    }
}

} // namespace

void StatisticsModel::setStatistics(std::shared_ptr<const analysis::TraceTable> trace,
                                    std::shared_ptr<const analysis::TraceStatistics> statistics)
{
    beginResetModel();
    m_trace = std::move(trace);
    m_statistics = std::move(statistics);
    m_groups = m_statistics ? m_statistics->groups : std::vector<SpanGroup>();
    endResetModel();
    sort(m_column, m_order);
}

void StatisticsModel::setGroupTitle(const QString &title)
{
    m_groupTitle = title;
    Q_EMIT headerDataChanged(Qt::Horizontal, Group, Group);
}

analysis::TraceStatistics StatisticsModel::shown() const
{
    analysis::TraceStatistics out = *m_statistics;
    out.groups = m_groups;
    return out;
}

int StatisticsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_groups.size());
}

items::RowSearch StatisticsModel::search() const
{
    if (!m_statistics)
        return {};
    return [trace = m_trace, statistics = m_statistics, groups = m_groups](const QString &text, std::stop_token stop) -> base::Result<items::RowHits> {
        items::RowHits hits;
        hits.looked = hits.total = static_cast<qint64>(groups.size());
        for (std::size_t row = 0; row < groups.size() && !stop.stop_requested(); ++row)
            for (int column = 0; column < ColumnCount; ++column)
                if (items::holds(cellText(*trace, *statistics, groups[row], column), text)) {
                    hits.rows.push_back(static_cast<qint64>(row));
                    break;
                }
        return hits;
    };
}

QVariant StatisticsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const SpanGroup &of = group(index.row());
    const QString shown = cellText(*m_trace, *m_statistics, of, index.column());
    switch (role) {
    case Qt::DisplayRole: return shown;
    case Qt::ToolTipRole:
        if (index.column() == AtOnce)
            return items::plainToolTip(tr("%1 of these spans run at once on average over the %2 in which any runs; at most %3")
                                           .arg(of.meanConcurrency(), 0, 'f', 2).arg(items::durationText(of.busy), items::countText(of.peak)));
        if (index.column() == Critical)
            return items::plainToolTip(tr("%1 of the trace's critical path of %2")
                                           .arg(items::durationText(of.critical), items::durationText(m_statistics->criticalTotal)));
        return items::plainToolTip(shown);
    case Qt::TextAlignmentRole: return static_cast<int>((index.column() >= Count ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case ServiceRole: return of.service < 0 ? QString() : items::textOf(m_trace->text(of.service));
    case ShareRole: return index.column() == Critical ? QVariant(m_statistics->criticalShare(of)) : QVariant();
    default: return {};
    }
}

QVariant StatisticsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == items::KindRole)
        return static_cast<int>(section >= Count ? items::CellKind::Count : items::CellKind::Name);
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section >= Count ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case Self: return tr("Time that no child of the span covers");
        case Critical: return tr("Share of the critical path: what held the whole trace up");
        case Depth: return tr("Levels below the root at which the spans lie");
        case AtOnce: return tr("Spans of the group that run at once: mean / peak");
        default: return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Group: return m_groupTitle;
    case Service: return tr("Service");
    case Count: return tr("Spans");
    case Errors: return tr("Errors");
    case Total: return tr("Total");
    case Self: return tr("Self");
    case Critical: return tr("Critical");
    case Median: return tr("p50");
    case P95: return tr("p95");
    case Longest: return tr("Longest");
    case Depth: return tr("Depth");
    case AtOnce: return tr("At once");
    default: return {};
    }
}

void StatisticsModel::sort(int column, Qt::SortOrder order)
{
    m_column = column;
    m_order = order;
    if (m_groups.empty())
        return;
    const auto figure = [column](const SpanGroup &g) -> double {
        switch (column) {
        case Count: return g.count;
        case Errors: return g.errors;
        case Self: return static_cast<double>(g.self);
        case Critical: return static_cast<double>(g.critical);
        case Median: return static_cast<double>(g.p50);
        case P95: return static_cast<double>(g.p95);
        case Longest: return static_cast<double>(g.max);
        case Depth: return g.mostDepth;
        case AtOnce: return g.meanConcurrency();
        default: return static_cast<double>(g.total);
        }
    };
    const auto string = [&](const SpanGroup &g) {
        return column == Group ? std::string_view(m_statistics->label(g)) : g.service < 0 ? std::string_view() : m_trace->text(g.service);
    };
    Q_EMIT layoutAboutToBeChanged();
    // A row that is current stays current: it is found again by its label.
    std::vector<std::pair<std::int32_t, int>> before;
    for (const QModelIndex &index : persistentIndexList())
        before.emplace_back(group(index.row()).label, index.column());
    std::stable_sort(m_groups.begin(), m_groups.end(), [&](const SpanGroup &a, const SpanGroup &b) {
        const SpanGroup &less = order == Qt::AscendingOrder ? a : b, &more = order == Qt::AscendingOrder ? b : a;
        return column <= Service ? string(less) < string(more) : figure(less) < figure(more);
    });
    QModelIndexList after;
    for (const auto &[of, at] : before) {
        const auto row = std::find_if(m_groups.begin(), m_groups.end(), [of = of](const SpanGroup &g) { return g.label == of; });
        after.append(index(static_cast<int>(row - m_groups.begin()), at));
    }
    changePersistentIndexList(persistentIndexList(), after);
    Q_EMIT layoutChanged();
}

} // namespace triptych::ui
