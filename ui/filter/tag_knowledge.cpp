#include "ui/filter/tag_knowledge.h"

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
}

TagKnowledge::TagKnowledge(Context &context, QObject *parent)
    : QObject(parent), m_context(context), m_keysJob(context.pool), m_valuesJob(context.pool)
{
    connect(&context.workspace, &Workspace::sourceChanged, this, &TagKnowledge::forget);
    connect(&context.workspace, &Workspace::dataChanged, this, &TagKnowledge::forget);
}

void TagKnowledge::forget()
{
    m_keysJob.cancel();
    m_valuesJob.cancel();
    m_asked = false;
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

const std::vector<query::KnownKey> &TagKnowledge::values(const std::string &key)
{
    static const std::vector<query::KnownKey> kNone;
    if (const auto known = m_values.find(key); known != m_values.end())
        return known->second;
    const auto source = m_context.workspace.source();
    if (!source || m_valuesOf == key)
        return kNone;
    m_valuesOf = key;
    m_valuesJob.start([source, spellings = m_aliases.spellings(key)](
                          std::stop_token stop) { return valuesOf(*source, spellings, stop); },
                      [this, key](std::vector<query::KnownKey> found) {
                          m_valuesOf.clear();
                          m_values[key] = std::move(found);
                          Q_EMIT changed();
                      });
    return kNone;
}

} // namespace triptych::ui
