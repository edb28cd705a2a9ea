#include "ui/filter/tag_knowledge.h"

#include "items/facet_model.h"

#include <algorithm>

namespace triptych::ui {

namespace {
constexpr std::size_t kMostValues = 5000; // more cannot be looked through by completion; the rest is typed

/// Of all tags that a key stands for, most frequent first.
std::vector<query::KnownKey> valuesOf(sources::Source &source, const std::vector<std::string> &spellings, std::stop_token stop)
{
    std::map<std::string, std::uint64_t> counts;
    for (const std::string &spelling : spellings)
        if (const auto found = source.tagValues(spelling, {}, kMostValues, stop))
            for (const telemetry::TagValue &value : *found)
                // Records often bear several spellings of a tag: a sum would count them twice.
                counts[value.value] = std::max(counts[value.value], value.spans + value.logs);
    std::vector<query::KnownKey> values;
    for (const auto &[value, count] : counts)
        values.push_back({value, count});
    std::sort(values.begin(), values.end(), [](const auto &a, const auto &b) { return a.count > b.count; });
    return values;
}

/// Of the tags worth a facet, and of the operations.
base::Result<std::vector<query::KnownValue>> tellingValues(sources::Source &source, std::stop_token stop)
{
    constexpr std::size_t kTop = 400;
    const auto tags = source.tagKeys({}, stop);
    if (!tags)
        return tags.error();
    std::map<std::pair<std::string, std::string>, std::uint64_t> counts;
    for (const telemetry::Table table : {telemetry::Table::Spans, telemetry::Table::Logs}) {
        std::vector<std::string> keys;
        for (const QString &key : items::usefulFacets(table, *tags, *source.aliases()))
            keys.push_back(key.toStdString());
        if (table == telemetry::Table::Spans)
            keys.emplace_back("name");
        const auto facets = source.facets(table, {}, keys, kTop, stop);
        if (!facets)
            return facets.error();
        for (const telemetry::Facet &facet : *facets)
            for (const telemetry::FacetValue &value : facet.values)
                if (!value.value.empty())
                    counts[{facet.key, value.value}] += value.count;
    }
    std::vector<query::KnownValue> values;
    for (const auto &[of, count] : counts)
        values.push_back({of.first, of.second, count});
    return values;
}
} // namespace

TagKnowledge::TagKnowledge(Context &context, QObject *parent)
    : QObject(parent), m_context(context), m_keysJob(context.pool), m_valuesJob(context.pool), m_anyJob(context.pool)
{
    connect(&context.workspace, &Workspace::sourceChanged, this, &TagKnowledge::forget);
    connect(&context.workspace, &Workspace::dataChanged, this, &TagKnowledge::forget);
    connect(&context.workspace, &Workspace::dataLanded, this, &TagKnowledge::forget);
}

void TagKnowledge::forget()
{
    m_keysJob.cancel();
    m_valuesJob.cancel();
    m_anyJob.cancel();
    m_asked = m_askedAny = false;
    m_any.clear();
    if (const auto source = m_context.workspace.source())
        m_aliases = source->aliases();
    m_keys.clear();
    m_names.clear();
    m_values.clear();
    m_valuesOf.clear();
    Q_EMIT changed();
}

const std::vector<query::KnownKey> &TagKnowledge::keys()
{
    const auto source = m_context.workspace.source();
    if (m_asked || !source)
        return m_keys;
    m_asked = true;
    m_keysJob.start([source](std::stop_token stop) { return source->tagKeys({}, stop); },
                    [this](base::Result<std::vector<telemetry::TagKey>> found) {
                        if (!found)
                            return; // completion then knows the language only; the views say what failed
                        std::map<std::string, std::uint64_t> counts; // a key may stand in several scopes
                        for (const telemetry::TagKey &key : *found)
                            counts[key.key] += key.spans + key.logs;
                        for (const auto &[key, count] : counts) {
                            m_keys.push_back({key, count});
                            m_names.push_back(key);
                        }
                        Q_EMIT changed();
                    });
    return m_keys;
}

const std::vector<std::string> &TagKnowledge::keyNames()
{
    keys();
    return m_names;
}

const std::vector<query::KnownValue> &TagKnowledge::anyValues()
{
    const auto source = m_context.workspace.source();
    if (std::exchange(m_askedAny, true) || !source) {
        m_askedAny = source != nullptr;
        return m_any;
    }
    m_anyJob.start([source](std::stop_token stop) { return tellingValues(*source, stop); },
                   [this](base::Result<std::vector<query::KnownValue>> found) {
                       if (!found)
                           return; // typing goes on without; the views say what failed
                       m_any = std::move(found).value();
                       Q_EMIT changed();
                   });
    return m_any;
}

const std::vector<query::KnownKey> &TagKnowledge::values(const std::string &key)
{
    static const std::vector<query::KnownKey> kNone;
    if (const auto known = m_values.find(key); known != m_values.end())
        return known->second;
    const auto source = m_context.workspace.source();
    if (!source || m_valuesOf == key)
        return kNone;
    m_valuesOf = key;
    m_valuesJob.start([source, spellings = m_aliases->spellings(key)](
                          std::stop_token stop) { return valuesOf(*source, spellings, stop); },
                      [this, key](std::vector<query::KnownKey> found) {
                          m_valuesOf.clear();
                          m_values[key] = std::move(found);
                          Q_EMIT changed();
                      });
    return kNone;
}

} // namespace triptych::ui
