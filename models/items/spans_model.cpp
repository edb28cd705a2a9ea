#include "items/spans_model.h"

#include "items/cell_text.h"

namespace triptych::items {

using telemetry::SpanSort;

namespace {

std::optional<SpanSort> spanSortOf(int column)
{
    switch (column) {
    case SpansModel::Start: return SpanSort::Start;
    case SpansModel::Duration: return SpanSort::Duration;
    case SpansModel::Service: return SpanSort::Service;
    case SpansModel::Operation: return SpanSort::Name;
    default: return std::nullopt;
    }
}

QString spanColumnText(const telemetry::SpanRow &r, int column, Days days)
{
    switch (column) {
    case SpansModel::Start: return timeText(r.start, days);
    case SpansModel::Service: return textOf(r.service);
    case SpansModel::Operation: return textOf(r.name);
    case SpansModel::Duration: return durationText(r.duration);
    case SpansModel::Kind: return textOf(telemetry::name(r.kind));
    case SpansModel::Status: return textOf(telemetry::name(r.status));
    case SpansModel::Events: return r.events == 0 ? QString() : countText(r.events);
    case SpansModel::Links: return r.links == 0 ? QString() : countText(r.links);
    case SpansModel::Trace: return textOf(telemetry::hex(r.trace));
    default: return {};
    }
}

QString tagKeyOf(int column)
{
    switch (column) {
    case SpansModel::Service: return QStringLiteral("service");
    case SpansModel::Operation: return QStringLiteral("name");
    case SpansModel::Kind: return QStringLiteral("kind");
    case SpansModel::Status: return QStringLiteral("status");
    case SpansModel::Trace: return QStringLiteral("trace");
    default: return {};
    }
}

} // namespace

SpansModel::SpansModel(base::JobPool &pool, QObject *parent) : SortedRows(pool, kPageSize, &sources::Source::spans, parent)
{
    m_query.sort = SpanSort::Duration;
    m_query.order = telemetry::Order::Descending;
}

bool SpansModel::sortable(int column)
{
    return spanSortOf(column).has_value();
}

void SpansModel::sort(int column, Qt::SortOrder order)
{
    sortBy(spanSortOf(column), order);
}

void SpansModel::arrived(const telemetry::SpanRow &row)
{
    m_longest = std::max(m_longest, row.duration);
}

std::function<QString(const telemetry::SpanRow &)> SpansModel::lineOf() const
{
    return [days = days()](const telemetry::SpanRow &row) {
        QString line;
        for (int column = 0; column < ColumnCount; ++column)
            line += spanColumnText(row, column, days) + kCellEnd;
        return line;
    };
}

int SpansModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SpansModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    static constexpr CellKind kKinds[] = {CellKind::Time, CellKind::Service, CellKind::Name,
                                          CellKind::Duration, CellKind::Text, CellKind::Text,
                                          CellKind::Count, CellKind::Count, CellKind::Id};
    static const char *const kTitles[] = {"Start",  "Service", "Operation", "Duration", "Kind",
                                          "Status", "Events",  "Links",     "Trace"};
    if (role == KindRole)
        return int(kKinds[section]);
    return role == Qt::DisplayRole ? QVariant(tr(kTitles[section])) : QVariant();
}

QVariant SpansModel::data(const QModelIndex &index, int role) const
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
    const auto *r = row(index.row());
    if (!r)
        return {};
    switch (role) {
    case Qt::DisplayRole: return spanColumnText(*r, column, days());
    case Qt::ToolTipRole:
        return plainToolTip(column == Start ? fullTimeText(r->start) : spanColumnText(*r, column, days()));
    case NanosRole: return qint64(column == Duration ? r->duration : r->start);
    case CountRole: return qulonglong(column == Events ? r->events : r->links);
    case FractionRole: return m_longest > 0 ? double(r->duration) / double(m_longest) : 0.0;
    case ErrorRole: return r->status == telemetry::StatusCode::Error;
    case ServiceRole: return textOf(r->service);
    case TraceRole: return textOf(telemetry::hex(r->trace));
    case TagKeyRole: return tagKeyOf(column);
    case TagValueRole: return spanColumnText(*r, column, days());
    default: return {};
    }
}

} // namespace triptych::items
