#pragma once
#include "telemetry/batch.h"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace triptych::store {

/// Texts by number and number by text; numbers are dense from 0 (the empty text). Grows only.
class StringPool
{
public:
    StringPool() { add({}); }
    std::int32_t add(std::string_view text)
    {
        const auto it = m_ids.find(text);
        if (it != m_ids.end())
            return it->second;
        m_texts.emplace_back(text);
        const auto id = static_cast<std::int32_t>(m_texts.size() - 1);
        m_ids.emplace(m_texts.back(), id);
        return id;
    }
    std::int32_t find(std::string_view text) const
    {
        const auto it = m_ids.find(text);
        return it == m_ids.end() ? -1 : it->second;
    }
    const std::string &text(std::int32_t id) const
    {
        return id < 0 || static_cast<std::size_t>(id) >= m_texts.size() ? m_texts.front() : m_texts[static_cast<std::size_t>(id)];
    }
    std::size_t size() const { return m_texts.size(); }
    /// Forgets what was added after the first `count`.
    void truncate(std::size_t count)
    {
        while (m_texts.size() > count) {
            m_ids.erase(m_texts.back());
            m_texts.pop_back();
        }
    }

private:
    std::deque<std::string> m_texts; // stable addresses: the map's keys point into them
    std::unordered_map<std::string_view, std::int32_t> m_ids;
};

struct ResourceEntry {
    std::int32_t service = 0;
    std::vector<telemetry::Tag> tags;
    std::string schemaUrl;
    bool operator==(const ResourceEntry &) const = default;
};
struct ScopeEntry {
    std::string name, version;
    std::vector<telemetry::Tag> tags;
    bool operator==(const ScopeEntry &) const = default;
};

/// Distinct entries by number; 0 is the empty one.
template <typename Entry> class EntryPool
{
public:
    EntryPool() { m_entries.emplace_back(); }
    std::int32_t add(Entry entry, std::uint64_t hash)
    {
        const auto [from, to] = m_ids.equal_range(hash);
        for (auto it = from; it != to; ++it)
            if (m_entries[static_cast<std::size_t>(it->second)] == entry)
                return it->second;
        m_entries.push_back(std::move(entry));
        const auto id = static_cast<std::int32_t>(m_entries.size() - 1);
        m_ids.emplace(hash, id);
        return id;
    }
    const Entry &at(std::int32_t id) const
    {
        return id < 0 || static_cast<std::size_t>(id) >= m_entries.size() ? m_entries.front() : m_entries[static_cast<std::size_t>(id)];
    }
    std::size_t size() const { return m_entries.size(); }
    void truncate(std::size_t count)
    {
        if (m_entries.size() <= count)
            return;
        std::erase_if(m_ids, [count](const auto &x) { return static_cast<std::size_t>(x.second) >= count; });
        m_entries.resize(count);
    }

private:
    std::deque<Entry> m_entries;
    std::unordered_multimap<std::uint64_t, std::int32_t> m_ids;
};

std::uint64_t hashOf(const ResourceEntry &entry);
std::uint64_t hashOf(const ScopeEntry &entry);
std::uint64_t hashOf(const telemetry::SeriesRow &series);

/// Tags to and from the JSON of the resources and scopes tables: [["key","value",type],…], which keeps order and types.
std::string packTags(const std::vector<telemetry::Tag> &tags);
std::vector<telemetry::Tag> unpackTags(std::string_view json);

} // namespace triptych::store
