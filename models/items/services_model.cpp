#include "items/services_model.h"

#include "items/cell_text.h"

#include <algorithm>

namespace triptych::items {

namespace {

double errorShare(const telemetry::Stats &s)
{
    return s.count == 0 ? 0.0 : double(s.errors) / double(s.count);
}

double figure(const telemetry::Stats &s, int column)
{
    switch (column) {
    case ServicesModel::Spans: return double(s.count);
    case ServicesModel::Rate: return s.rate;
    case ServicesModel::Errors: return double(s.errors);
    case ServicesModel::ErrorShare: return errorShare(s);
    case ServicesModel::P50: return s.p50;
    case ServicesModel::P95: return s.p95;
    case ServicesModel::P99: return s.p99;
    case ServicesModel::Longest: return double(s.max);
    case ServicesModel::SelfTime: return double(s.selfTime);
    default: return 0;
    }
}

std::string groupText(const telemetry::Stats &s, int column)
{
    const auto at = std::size_t(column);
    return at < s.group.size() ? s.group[at] : std::string();
}

QString serviceColumnText(const telemetry::Stats &s, int column)
{
    switch (column) {
    case ServicesModel::Service:
    case ServicesModel::Operation: {
        const std::string text = groupText(s, column);
        return text.empty() ? ServicesModel::tr("(none)") : textOf(text);
    }
    case ServicesModel::Spans: return countText(s.count);
    case ServicesModel::Rate: return rateText(s.rate);
    case ServicesModel::Errors: return s.errors == 0 ? QString() : countText(s.errors);
    case ServicesModel::ErrorShare: return s.errors == 0 ? QString() : percentText(errorShare(s));
    default: return durationText(telemetry::Nanos(figure(s, column)));
    }
}

} // namespace

ServicesModel::ServicesModel(base::JobPool &pool, QObject *parent) : QAbstractTableModel(parent), m_job(pool)
{
    connect(&m_job, &base::LatestJob::runningChanged, this, &ServicesModel::askingChanged);
}

void ServicesModel::setQuery(std::shared_ptr<sources::Source> source, query::Selection selection)
{
    m_source = std::move(source);
    m_selection = std::move(selection);
    refresh();
}

void ServicesModel::setBy(By by)
{
    if (m_by == by)
        return;
    m_by = by;
    refresh();
}

void ServicesModel::setTag(const QString &key)
{
    if (m_tag == key)
        return;
    m_tag = key;
    Q_EMIT headerDataChanged(Qt::Horizontal, Service, Service);
    refresh();
}

void ServicesModel::refresh()
{
    if (!m_source) {
        m_job.cancel();
        beginResetModel();
        m_rows.clear();
        m_answered = false;
        endResetModel();
        return;
    }
    std::vector<std::string> keys{m_tag.isEmpty() ? "service" : m_tag.toStdString()};
    if (m_by == By::Operation)
        keys.push_back("name");
    m_job.start(
        [source = m_source, selection = m_selection, keys](std::stop_token stop) {
            return source->stats(selection, keys, stop);
        },
        [this](base::Result<std::vector<telemetry::Stats>> answer) {
            if (!answer) {
                if (answer.error().kind == base::ErrorKind::Stopped)
                    return;
                m_error = answer.error();
                Q_EMIT queryFailed();
                return;
            }
            beginResetModel();
            m_rows = std::move(answer).value();
            arrange();
            m_answered = true;
            m_error.reset();
            endResetModel();
            Q_EMIT queryAnswered();
        });
}

void ServicesModel::arrange()
{
    const bool ascending = m_order == Qt::AscendingOrder;
    const int column = m_sortColumn;
    std::stable_sort(m_rows.begin(), m_rows.end(), [&](const auto &a, const auto &b) {
        if (column == Service || column == Operation)
            return ascending ? groupText(a, column) < groupText(b, column) : groupText(b, column) < groupText(a, column);
        return ascending ? figure(a, column) < figure(b, column) : figure(b, column) < figure(a, column);
    });
}

void ServicesModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= ColumnCount)
        return;
    Q_EMIT layoutAboutToBeChanged();
    m_sortColumn = column;
    m_order = order;
    arrange();
    Q_EMIT layoutChanged();
}

int ServicesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ServicesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ServicesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    static const char *const kTitles[] = {"Service", "Operation", "Spans", "Rate",    "Errors", "Error %",
                                          "p50",     "p95",       "p99",   "Longest", "Self time"};
    if (role == KindRole) {
        switch (section) {
        case Service: return int(m_tag.isEmpty() ? CellKind::Service : CellKind::Tag);
        case Operation: return int(CellKind::Name);
        case Errors:
        case ErrorShare: return int(CellKind::Errors);
        default: return int(CellKind::Count);
        }
    }
    if (role == Qt::DisplayRole && section == Service && !m_tag.isEmpty())
        return titleOf(m_tag);
    return role == Qt::DisplayRole ? QVariant(tr(kTitles[section])) : QVariant();
}

QVariant ServicesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto &s = m_rows[std::size_t(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: return serviceColumnText(s, column);
    case Qt::ToolTipRole: return plainToolTip(serviceColumnText(s, column));
    case KindRole: return headerData(column, Qt::Horizontal, KindRole);
    case LoadingRole: return false;
    case NanosRole: return column >= P50 ? QVariant(qint64(figure(s, column))) : QVariant();
    case CountRole: return qulonglong(column == Errors ? s.errors : s.count);
    case ErrorRole: return s.errors > 0;
    case ServiceRole: return m_tag.isEmpty() ? QVariant(textOf(groupText(s, Service))) : QVariant();
    case TagKeyRole:
        return column == Service     ? QVariant(m_tag.isEmpty() ? QStringLiteral("service") : m_tag)
               : column == Operation ? QVariant(QStringLiteral("name"))
                                     : QVariant();
    case TagValueRole: return column <= Operation ? QVariant(textOf(groupText(s, column))) : QVariant();
    default: return {};
    }
}

} // namespace triptych::items
