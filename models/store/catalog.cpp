#include "store/catalog.h"

#include <set>

namespace triptych::store {

using telemetry::Table;
using telemetry::TagScope;

namespace {

template <typename Pool>
std::vector<std::int32_t> withTag(const Pool &pool, std::string_view key, const std::function<bool(std::string_view)> &test)
{
    std::vector<std::int32_t> out;
    for (std::size_t i = 0; i < pool.size(); ++i)
        for (const telemetry::Tag &t : pool.at(static_cast<std::int32_t>(i)).tags)
            if (t.key == key && test(t.value)) {
                out.push_back(static_cast<std::int32_t>(i));
                break;
            }
    return out;
}

} // namespace

telemetry::TagCatalog::Column Catalog::column(Table table, std::string_view key) const
{
    const std::shared_lock lock(m_db.mutex);
    const auto &keys = m_db.keys[static_cast<int>(table)];
    const auto it = keys.find(key);
    if (it == keys.end() || it->second.column.empty())
        return {};
    return {"r." + it->second.column, it->second.complete};
}

bool Catalog::inRecords(Table table, std::string_view key) const
{
    const std::shared_lock lock(m_db.mutex);
    const auto &keys = m_db.keys[static_cast<int>(table)];
    const auto it = keys.find(key);
    return it != keys.end() && !it->second.complete;
}

std::vector<std::int32_t> Catalog::strings(const std::function<bool(std::string_view)> &test) const
{
    const std::shared_lock lock(m_db.mutex);
    std::vector<std::int32_t> out;
    for (std::size_t i = 0; i < m_db.strings.size(); ++i)
        if (test(m_db.strings.text(static_cast<std::int32_t>(i))))
            out.push_back(static_cast<std::int32_t>(i));
    return out;
}

std::int32_t Catalog::string(std::string_view text) const
{
    const std::shared_lock lock(m_db.mutex);
    return m_db.strings.find(text);
}

std::vector<std::int32_t> Catalog::resources(std::string_view key, const std::function<bool(std::string_view)> &test) const
{
    const std::shared_lock lock(m_db.mutex);
    return withTag(m_db.resources, key, test);
}

std::vector<std::int32_t> Catalog::scopes(std::string_view key, const std::function<bool(std::string_view)> &test) const
{
    const std::shared_lock lock(m_db.mutex);
    return withTag(m_db.scopes, key, test);
}

std::vector<telemetry::TagCatalog::Key> Catalog::keys() const
{
    const std::shared_lock lock(m_db.mutex);
    std::set<std::pair<std::string, TagScope>> all;
    for (const auto &[key, state] : m_db.keys[0])
        all.emplace(key, TagScope::Span);
    for (const auto &[key, state] : m_db.keys[1])
        all.emplace(key, TagScope::Log);
    for (std::size_t i = 0; i < m_db.resources.size(); ++i)
        for (const telemetry::Tag &t : m_db.resources.at(static_cast<std::int32_t>(i)).tags)
            all.emplace(t.key, TagScope::Resource);
    for (std::size_t i = 0; i < m_db.scopes.size(); ++i)
        for (const telemetry::Tag &t : m_db.scopes.at(static_cast<std::int32_t>(i)).tags)
            all.emplace(t.key, TagScope::Scope);
    for (const std::string &key : m_db.eventKeys)
        all.emplace(key, TagScope::Event);
    std::vector<Key> out;
    for (const auto &[key, scope] : all)
        out.push_back({key, scope});
    return out;
}

} // namespace triptych::store
