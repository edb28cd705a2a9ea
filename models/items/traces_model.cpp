#include "items/traces_model.h"

#include "items/cell_text.h"

namespace triptych::items {

using telemetry::TraceSort;

namespace {

std::optional<TraceSort> traceSortOf(int column)
{
    switch (column) {
    case TracesModel::Start: return TraceSort::Start;
    case TracesModel::Duration: return TraceSort::Duration;
    case TracesModel::Spans: return TraceSort::Spans;
    case TracesModel::Errors: return TraceSort::Errors;
    default: return std::nullopt;
    }
}

QString traceColumnText(const telemetry::TraceRow &r, int column, int tags, Days days)
{
    switch (column) {
    case TracesModel::Start: return timeText(r.start, days);
    case TracesModel::Service: return textOf(r.rootService);
    case TracesModel::Operation: return textOf(r.rootName);
    case TracesModel::Duration: return durationText(r.duration);
    case TracesModel::Spans: return countText(r.spans);
    case TracesModel::Errors: return r.errors == 0 ? QString() : countText(r.errors);
    case TracesModel::Logs: return countText(r.logs);
    default: break;
    }
    const int tag = column - TracesModel::FirstTag;
    if (tag == tags)
        return countText(r.services.size());
    return std::size_t(tag) < r.extra.size() ? textOf(r.extra[std::size_t(tag)]) : QString();
}

} // namespace

TracesModel::TracesModel(base::JobPool &pool, QObject *parent) : SortedRows(pool, kPageSize, &sources::Source::traces, parent) {}

bool TracesModel::sortable(int column)
{
    return traceSortOf(column).has_value();
}

void TracesModel::setTagColumns(const QStringList &keys)
{
    if (keys == m_tags)
        return;
    beginResetModel();
    m_tags = keys;
    m_query.extraTags.clear();
    for (const QString &key : keys)
        m_query.extraTags.push_back(key.toStdString());
    endResetModel();
    restart();
}

void TracesModel::sort(int column, Qt::SortOrder order)
{
    sortBy(traceSortOf(column), order);
}

void TracesModel::arrived(const telemetry::TraceRow &row)
{
    m_longest = std::max(m_longest, row.duration);
}

std::optional<telemetry::TraceId> TracesModel::traceAt(int at) const
{
    const auto *found = peek(at);
    return found ? std::optional(found->trace) : std::nullopt;
}

int TracesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : FirstTag + int(m_tags.size()) + 1;
}

QVariant TracesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    static constexpr CellKind kKinds[] = {CellKind::Time,  CellKind::Service, CellKind::Name, CellKind::Duration,
                                          CellKind::Count, CellKind::Errors,  CellKind::Count};
    const bool isTag = section >= FirstTag && section < servicesColumn();
    if (role == KindRole)
        return int(isTag ? CellKind::Tag : section == servicesColumn() ? CellKind::Services : kKinds[section]);
    if (role == TagKeyRole)
        return isTag ? QVariant(m_tags.at(section - FirstTag)) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    if (isTag)
        return titleOf(m_tags.at(section - FirstTag));
    static const char *const kTitles[] = {"Start", "Service", "Operation", "Duration", "Spans", "Errors", "Logs"};
    return section == servicesColumn() ? tr("Services") : tr(kTitles[section]);
}

std::function<QString(const telemetry::TraceRow &)> TracesModel::lineOf() const
{
    return [tags = int(m_tags.size()), days = days()](const telemetry::TraceRow &row) {
        QString line;
        for (int column = 0; column < FirstTag + tags; ++column) // of services their number is shown, here their names count
            line += traceColumnText(row, column, tags, days) + kCellEnd;
        return line + textsOf(row.services).join(kCellEnd);
    };
}

QVariant TracesModel::data(const QModelIndex &index, int role) const
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
    const auto text = [&] { return traceColumnText(*r, column, int(m_tags.size()), days()); };
    switch (role) {
    case Qt::DisplayRole: return text();
    case Qt::ToolTipRole:
        if (column == servicesColumn())
            return plainToolTip(textsOf(r->services).join(QStringLiteral(", ")));
        return column == Start ? plainToolTip(fullTimeText(r->start)) : plainToolTip(text());
    case NanosRole: return qint64(column == Duration ? r->duration : r->start);
    case CountRole:
        return qulonglong(column == Spans    ? r->spans
                          : column == Errors ? r->errors
                          : column == Logs   ? r->logs
                                             : r->services.size());
    case FractionRole: return m_longest > 0 ? double(r->duration) / double(m_longest) : 0.0;
    case ErrorRole: return r->errors > 0;
    case ServiceRole: return textOf(r->rootService);
    case ServicesRole: return textsOf(r->services);
    case TraceRole: return textOf(telemetry::hex(r->trace));
    case TagKeyRole:
        if (column == Service)
            return QStringLiteral("service");
        if (column == Operation)
            return QStringLiteral("name");
        if (column == Errors)
            return r->errors > 0 ? QStringLiteral("status") : QString();
        return column >= FirstTag && column < servicesColumn() ? QVariant(m_tags.at(column - FirstTag)) : QVariant();
    case TagValueRole: return column == Errors ? QStringLiteral("error") : text();
    default: return {};
    }
}

} // namespace triptych::items
