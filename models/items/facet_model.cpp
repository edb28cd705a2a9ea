#include "items/facet_model.h"

#include "items/cell_text.h"
#include "items/filter_terms.h"
#include "query/compose.h"

#include <algorithm>

namespace triptych::items {

namespace {

constexpr std::size_t kTop = 10;
constexpr std::size_t kTopWhileSearching = 1000;

using Facets = std::vector<telemetry::Facet>;

/// One question for the keys that the filter leaves alone, one for each key that it restricts.
base::Result<Facets> askFacets(sources::Source &source, telemetry::Table table, const query::Selection &selection,
                               const std::vector<std::string> &keys, std::size_t top, std::stop_token stop)
{
    const auto terms = termsOf(selection.filter);
    std::vector<std::string> plain;
    std::vector<std::string> restricted;
    for (const auto &key : keys) {
        const bool named = std::any_of(terms.begin(), terms.end(), [&](const auto &t) { return t.key == key; });
        (named ? restricted : plain).push_back(key);
    }
    Facets all;
    if (!plain.empty()) {
        auto answer = source.facets(table, selection, plain, top, stop);
        if (!answer)
            return answer.error();
        all = std::move(answer).value();
    }
    for (const auto &key : restricted) {
        query::Selection wider = selection;
        wider.filter = withoutKey(selection.filter, key);
        auto answer = source.facets(table, wider, {key}, top, stop);
        if (!answer)
            return answer.error();
        all.insert(all.end(), answer->begin(), answer->end());
    }
    Facets ordered;
    for (const auto &key : keys)
        for (auto &facet : all)
            if (facet.key == key)
                ordered.push_back(std::move(facet));
    return ordered;
}

} // namespace

FacetModel::FacetModel(base::JobPool &pool, telemetry::Table table, QObject *parent)
    : QAbstractItemModel(parent), m_job(pool), m_table(table)
{
    connect(&m_job, &base::LatestJob::runningChanged, this, &FacetModel::askingChanged);
}

void FacetModel::setQuery(std::shared_ptr<sources::Source> source, query::Selection selection)
{
    // A new source, more data in it, or other aliases: there may be other keys.
    const std::uint64_t version = source ? source->version() : 0;
    auto aliases = source ? source->aliases() : nullptr;
    if (source != m_source || version != m_version || aliases != m_aliases)
        m_keysKnown = false;
    m_version = version;
    m_aliases = std::move(aliases);
    m_source = std::move(source);
    m_selection = std::move(selection);
    refresh();
}

void FacetModel::refresh()
{
    if (!m_source) {
        m_job.cancel();
        show({});
        return;
    }
    const std::size_t top = m_search.isEmpty() ? kTop : kTopWhileSearching;
    m_job.start(
        [source = m_source, selection = m_selection, table = m_table, top, keys = m_keys, known = m_known, aliases = m_aliases,
         choose = !m_keysChosen, ask = !m_keysKnown](std::stop_token stop) -> base::Result<Answer> {
            Answer answer{keys, known, {}};
            if (ask) {
                auto tags = source->tagKeys({}, stop);
                if (!tags)
                    return tags.error();
                const bool logs = table == telemetry::Table::Logs;
                std::stable_sort(tags->begin(), tags->end(), [&](const auto &a, const auto &b) {
                    return logs ? a.logs > b.logs : a.spans > b.spans;
                });
                answer.known.clear();
                for (const auto &tag : *tags)
                    if ((logs ? tag.logs : tag.spans) > 0 && !answer.known.contains(QString::fromStdString(tag.key)))
                        answer.known.push_back(QString::fromStdString(tag.key));
                for (const std::string &name : aliases->names()) {
                    const QString alias = QString::fromStdString(name);
                    const auto reached = aliases->spellings(name);
                    if (!answer.known.contains(alias) && std::any_of(reached.begin(), reached.end(), [&](const std::string &key) {
                            return answer.known.contains(QString::fromStdString(key));
                        }))
                        answer.known.push_back(alias);
                }
                if (choose)
                    answer.keys = usefulFacets(table, *tags, *aliases);
            }
            std::vector<std::string> names;
            for (const QString &key : answer.keys)
                names.push_back(key.toStdString());
            auto facets = askFacets(*source, table, selection, names, top, stop);
            if (!facets)
                return facets.error();
            answer.facets = std::move(facets).value();
            return answer;
        },
        [this](base::Result<Answer> answer) {
            if (!answer) {
                if (answer.error().kind == base::ErrorKind::Stopped)
                    return;
                m_error = answer.error();
                Q_EMIT queryFailed();
                return;
            }
            m_error.reset();
            m_keysKnown = true;
            m_keys = answer->keys;
            m_known = answer->known;
            show(std::move(answer->facets));
            Q_EMIT queryAnswered();
        });
}

void FacetModel::show(std::vector<telemetry::Facet> facets)
{
    beginResetModel();
    m_groups.clear();
    for (auto &facet : facets) {
        if (facet.values.empty())
            continue;
        Group group;
        for (std::size_t i = 0; i < facet.values.size(); ++i) {
            group.largest = std::max(group.largest, facet.values[i].count);
            if (m_search.isEmpty() || textOf(facet.values[i].value).contains(m_search, Qt::CaseInsensitive))
                group.shown.push_back(i);
        }
        if (group.shown.empty())
            continue;
        group.hasOther = m_search.isEmpty() && facet.other > 0;
        group.facet = std::move(facet);
        m_groups.push_back(std::move(group));
    }
    endResetModel();
}

void FacetModel::addKey(const QString &key)
{
    if (key.isEmpty() || m_keys.contains(key))
        return;
    m_keysChosen = true;
    m_keys.push_back(key);
    refresh();
}

void FacetModel::removeKey(const QString &key)
{
    if (!m_keys.removeOne(key))
        return;
    m_keysChosen = true;
    refresh();
}

void FacetModel::setSearch(const QString &text)
{
    if (text == m_search)
        return;
    m_search = text;
    refresh();
}

FacetModel::State FacetModel::stateOf(const std::string &key, const std::string &value) const
{
    switch (query::presence(m_selection.filter, key, value)) {
    case query::Presence::Included: return State::Included;
    case query::Presence::Excluded: return State::Excluded;
    case query::Presence::Absent: break;
    }
    return State::Free;
}

QModelIndex FacetModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row() + 1) : quintptr(0));
}

QModelIndex FacetModel::parent(const QModelIndex &child) const
{
    return child.isValid() && child.internalId() > 0 ? createIndex(int(child.internalId()) - 1, 0, quintptr(0))
                                                     : QModelIndex();
}

int FacetModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_groups.size());
    if (parent.internalId() > 0 || parent.column() > 0)
        return 0;
    const auto &group = m_groups[std::size_t(parent.row())];
    return int(group.shown.size()) + (group.hasOther ? 1 : 0);
}

int FacetModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant FacetModel::groupData(const Group &group, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case TagKeyRole: return textOf(group.facet.key);
    case Qt::ToolTipRole: return plainToolTip(textOf(group.facet.key));
    case RowRole: return int(RowKind::Group);
    case DistinctRole: return qulonglong(group.facet.distinct);
    case Qt::AccessibleTextRole:
        return tr("%1, %2 values").arg(textOf(group.facet.key), countText(group.facet.distinct));
    default: return {};
    }
}

QVariant FacetModel::otherData(const Group &group, int role) const
{
    const auto listed = group.facet.values.size();
    const auto values = group.facet.distinct > listed ? group.facet.distinct - listed : 0;
    switch (role) {
    case Qt::DisplayRole: return values > 0 ? tr("%1 other values").arg(countText(values)) : tr("other values");
    case RowRole: return int(RowKind::Other);
    case CountRole: return qulonglong(group.facet.other);
    case TagKeyRole: return textOf(group.facet.key);
    default: return {};
    }
}

QVariant FacetModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (index.internalId() == 0)
        return groupData(m_groups[std::size_t(index.row())], role);
    const auto &group = m_groups[std::size_t(index.internalId() - 1)];
    const auto at = std::size_t(index.row());
    if (at >= group.shown.size())
        return otherData(group, role);
    const auto &value = group.facet.values[group.shown[at]];
    switch (role) {
    case Qt::DisplayRole: return value.value.empty() ? tr("(empty)") : textOf(value.value);
    case Qt::ToolTipRole: return plainToolTip(textOf(value.value));
    case RowRole: return int(RowKind::Value);
    case StateRole: return int(stateOf(group.facet.key, value.value));
    case CountRole: return qulonglong(value.count);
    case FractionRole: return group.largest > 0 ? double(value.count) / double(group.largest) : 0.0;
    case ServiceRole: return group.facet.key == "service" ? QVariant(textOf(value.value)) : QVariant();
    case ErrorRole: return group.facet.key == "status" && value.value == "error";
    case TagKeyRole: return QString::fromStdString(group.facet.key);
    case TagValueRole: return QString::fromStdString(value.value);
    case Qt::AccessibleTextRole: return tr("%1, %2").arg(textOf(value.value), countText(value.count));
    default: return {};
    }
}

} // namespace triptych::items
