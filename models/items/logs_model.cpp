#include "items/logs_model.h"

#include "items/cell_text.h"

#include <algorithm>

namespace triptych::items {

namespace {

using Ids = LogsModel::Ids;
using Show = LogsModel::Narrowing::Show;

/// Of all matching lines those that are shown, in their order.
base::Result<Ids> narrowed(sources::Source &source, const query::Selection &selection, telemetry::Order order,
                           const LogsModel::Narrowing &narrowing, std::stop_token stop)
{
    auto all = source.logIds(selection, order, stop);
    if (!all || narrowing.show == Show::All)
        return all;
    std::vector<bool> keep(all->size(), false);
    if (narrowing.show != Show::Marks && !narrowing.demand.empty()) {
        auto demand = query::Filter::parse(narrowing.demand);
        if (!demand)
            return demand.error();
        auto found = source.logIds({selection.filter.and_(*demand), selection.range}, order, stop);
        if (!found)
            return found.error();
        for (const qint64 row : positionsOf(*found, *all))
            keep[std::size_t(row)] = true;
    }
    Ids kept;
    for (std::size_t i = 0; i < all->size(); ++i)
        if (keep[i] || (narrowing.show != Show::Matches && narrowing.marks.contains((*all)[i])))
            kept.push_back((*all)[i]);
    return kept;
}

} // namespace

LogsModel::LogsModel(base::JobPool &pool, QObject *parent) : PagedRows(pool, kPageSize, parent) {}

void LogsModel::setQuery(std::shared_ptr<sources::Source> source, query::Selection selection)
{
    m_source = std::move(source);
    m_selection = std::move(selection);
    restart();
}

void LogsModel::setOrder(telemetry::Order order)
{
    if (m_order == order)
        return;
    m_order = order;
    restart();
}

void LogsModel::setNarrowing(Narrowing narrowing)
{
    if (m_narrowing == narrowing)
        return;
    const bool same = m_narrowing.show == Show::All && narrowing.show == Show::All;
    m_narrowing = std::move(narrowing);
    if (!same)
        restart();
}

void LogsModel::setTagColumns(const QStringList &keys)
{
    if (keys == m_tags)
        return;
    beginResetModel();
    m_tags = keys;
    endResetModel();
    restart();
}

void LogsModel::sort(int column, Qt::SortOrder order)
{
    if (column == Time)
        setOrder(order == Qt::AscendingOrder ? telemetry::Order::Ascending : telemetry::Order::Descending);
}

void LogsModel::restart()
{
    m_pending = std::make_shared<Ids>();
    if (!m_source) {
        clear();
        return;
    }
    std::vector<std::string> keys;
    for (const QString &key : m_tags)
        keys.push_back(key.toStdString());
    // Only the first page's job writes the ids; later pages start after its answer was taken.
    ask([source = m_source, selection = m_selection, order = m_order, ids = m_pending, narrowing = m_narrowing,
         keys](qint64 offset, qint64 count, std::stop_token stop) -> base::Result<Answer> {
        if (offset == 0 && ids->empty()) {
            auto all = narrowed(*source, selection, order, narrowing, stop);
            if (!all)
                return all.error();
            *ids = std::move(all).value();
        }
        const auto total = qint64(ids->size());
        const auto from = std::min(offset, total), to = std::min(offset + count, total);
        const Ids page(ids->begin() + from, ids->begin() + to);
        auto rows = source->logRows(page, stop);
        if (!rows)
            return rows.error();
        Answer answer;
        answer.total = total;
        for (auto &row : *rows)
            answer.rows.push_back({std::move(row), {}});
        if (keys.empty())
            return answer;
        auto tags = source->tagValuesOf(telemetry::Table::Logs, page, keys, stop);
        if (!tags)
            return tags.error();
        for (std::size_t i = 0; i < answer.rows.size() && i < tags->size(); ++i)
            answer.rows[i].tags = std::move((*tags)[i]);
        return answer;
    });
}

telemetry::RecordId LogsModel::recordAt(qint64 row) const
{
    return m_ids && row >= 0 && row < qint64(m_ids->size()) ? (*m_ids)[std::size_t(row)] : telemetry::RecordId::None;
}

int LogsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : traceColumn() + 1;
}

QVariant LogsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const bool isTag = section >= FirstTag && section < messageColumn();
    if (role == KindRole) {
        if (isTag)
            return int(CellKind::Tag);
        return int(section == Time      ? CellKind::Time
                   : section == Service ? CellKind::Service
                   : section == traceColumn() ? CellKind::Id
                                              : CellKind::Text);
    }
    if (role == TagKeyRole)
        return isTag ? QVariant(m_tags.at(section - FirstTag)) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    if (isTag)
        return titleOf(m_tags.at(section - FirstTag));
    static const char *const kTitles[] = {"Time", "Level", "Service"};
    return section < FirstTag ? tr(kTitles[section]) : section == messageColumn() ? tr("Message") : tr("Trace");
}

QString LogsModel::text(const LogLine &line, int column) const
{
    const auto &r = line.row;
    switch (column) {
    case Time: return timeText(r.time, days());
    case Level: return textOf(telemetry::name(r.level)).toUpper();
    case Service: return textOf(r.service);
    default: break;
    }
    if (column == messageColumn())
        return textOf(r.body);
    if (column == traceColumn())
        return r.trace.empty() ? QString() : textOf(telemetry::hex(r.trace));
    const auto tag = std::size_t(column - FirstTag);
    return tag < line.tags.size() ? textOf(line.tags[tag]) : QString();
}

QVariant LogsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const int column = index.column();
    if (role == KindRole)
        return headerData(column, Qt::Horizontal, KindRole);
    if (role == LoadingRole)
        return peek(index.row()) == nullptr;
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role < Qt::UserRole)
        return {};
    const auto *line = row(index.row());
    if (!line)
        return {};
    const auto &r = line->row;
    switch (role) {
    case Qt::DisplayRole: return text(*line, column);
    case Qt::ToolTipRole: return plainToolTip(column == Time ? fullTimeText(r.time) : text(*line, column));
    case NanosRole: return qint64(r.time);
    case ErrorRole: return r.level >= telemetry::Level::Error;
    case ServiceRole: return textOf(r.service);
    case TraceRole: return r.trace.empty() ? QVariant() : QVariant(textOf(telemetry::hex(r.trace)));
    case TagKeyRole:
        if (column == Level)
            return QStringLiteral("level");
        if (column == Service)
            return QStringLiteral("service");
        if (column == traceColumn())
            return QStringLiteral("trace");
        return column >= FirstTag && column < messageColumn() ? QVariant(m_tags.at(column - FirstTag)) : QVariant();
    case TagValueRole: return column == Level ? textOf(telemetry::name(r.level)) : text(*line, column);
    default: return {};
    }
}

std::vector<qint64> positionsOf(const LogsModel::Ids &subset, const LogsModel::Ids &ids)
{
    std::vector<qint64> positions;
    positions.reserve(subset.size());
    std::size_t next = 0;
    for (std::size_t i = 0; i < ids.size() && next < subset.size(); ++i)
        if (ids[i] == subset[next]) {
            positions.push_back(qint64(i));
            ++next;
        }
    return positions;
}

} // namespace triptych::items
