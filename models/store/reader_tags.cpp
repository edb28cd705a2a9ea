#include "store/reader_impl.h"

#include "store/content_set.h"
#include "store/text_hash.h"
#include "telemetry/hash.h"

#include <algorithm>
#include <array>

namespace triptych::store {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

using Counts = std::unordered_map<std::string, std::uint64_t, TextHash, std::equal_to<>>;

void count(Counts &counts, std::string_view value, std::uint64_t n)
{
    const auto it = counts.find(value);
    if (it != counts.end())
        it->second += n;
    else
        counts.emplace(value, n);
}

Facet topOf(const std::string &key, const Counts &counts, std::size_t top)
{
    Facet out;
    out.key = key;
    out.distinct = counts.size();
    for (const auto &[value, n] : counts)
        out.values.push_back({value, n});
    const auto more = [](const FacetValue &a, const FacetValue &b) { return a.count != b.count ? a.count > b.count : a.value < b.value; };
    const std::size_t kept = std::min(top, out.values.size());
    std::partial_sort(out.values.begin(), out.values.begin() + static_cast<std::ptrdiff_t>(kept), out.values.end(), more);
    for (std::size_t i = kept; i < out.values.size(); ++i)
        out.other += out.values[i].count;
    out.values.resize(kept);
    return out;
}

const char *rowsOf(Table table)
{
    return table == Table::Spans ? "span_rows" : "log_rows";
}

/// Which values of a block were seen a moment ago. A block keeps a repeated value once, so its place tells it.
class SeenLately
{
public:
    bool isNew(std::string_view value)
    {
        if (value.empty()) // it lies where another begins
            return true;
        const char *&slot = m_places[(reinterpret_cast<std::uintptr_t>(value.data()) * 0x9e3779b97f4a7c15ull) >> 56];
        if (slot == value.data())
            return false;
        slot = value.data();
        return true;
    }

private:
    std::array<const char *, 256> m_places{};
};

/// The column behind an intrinsic key, and how its numbers read.
struct Intrinsic {
    const char *column = nullptr;
    std::function<std::string(std::int64_t, const Database &)> text;
};
Intrinsic intrinsic(Table table, std::string_view key)
{
    const auto pooled = [](std::int64_t n, const Database &db) { return db.strings.text(static_cast<std::int32_t>(n)); };
    if (key == "service")
        return {"r.service", pooled};
    if (table == Table::Spans) {
        if (key == "name")
            return {"r.name", pooled};
        if (key == "kind")
            return {"r.kind", [](std::int64_t n, const Database &) { return std::string(name(static_cast<SpanKind>(n))); }};
        if (key == "status")
            return {"r.status", [](std::int64_t n, const Database &) { return std::string(name(static_cast<StatusCode>(n))); }};
    } else if (key == "level") {
        return {"r.level", [](std::int64_t n, const Database &) { return std::string(name(static_cast<Level>(n))); }};
    }
    return {};
}

} // namespace

Catalogued::Ways Catalogued::waysTo(Table table, std::string_view key) const
{
    Ways out;
    const std::shared_lock lock(m_db.mutex);
    const auto &keys = m_db.keys[static_cast<int>(table)];
    if (const auto it = keys.find(key); it != keys.end()) {
        if (!it->second.column.empty())
            out.column = "r." + it->second.column;
        out.records = !it->second.complete;
    }
    for (std::size_t i = 0; i < m_db.resources.size() && !out.resources; ++i)
        for (const Tag &t : m_db.resources.at(static_cast<std::int32_t>(i)).tags)
            out.resources = out.resources || t.key == key;
    out.events = table == Table::Spans && m_db.eventKeys.contains(key);
    return out;
}

Result<Reader::Impl::BlockRows> Reader::Impl::matchingRows(Table table, const Condition &condition, std::stop_token stop)
{
    // Even an unfiltered question looks at the rows that exist: repeats leave holes in the blocks.
    BlockRows out;
    const auto done = query(std::string("SELECT r.id FROM ") + rowsOf(table) + " r" + condition.where(), condition.parameters(),
                            [&](const duck::Chunk &c) {
                                const auto *ids = c.column<std::int64_t>(0);
                                for (idx_t i = 0; i < c.size(); ++i) {
                                    auto &bits = out[ids[i] / telemetry::kRecordsPerBlock];
                                    if (bits.empty())
                                        bits.resize(telemetry::kRecordsPerBlock / 64);
                                    const std::int64_t row = ids[i] % telemetry::kRecordsPerBlock;
                                    bits[static_cast<std::size_t>(row / 64)] |= std::uint64_t(1) << (row % 64);
                                }
                            },
                            stop);
    if (!done)
        return done.error();
    return out;
}

Result<void> Reader::Impl::eachRecordTag(Table table, const std::string &key, const BlockRows &rows,
                                         const std::function<void(std::string_view)> &visit, std::stop_token stop)
{
    for (const auto &[number, bits] : rows) {
        if (stop.stop_requested())
            return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
        if (const auto block = db.blocks->get(table, number))
            block->eachTag(key, [&](std::uint32_t row, std::string_view value) {
                if (bits[row / 64] >> (row % 64) & 1)
                    visit(value);
            });
    }
    return {};
}

Result<std::vector<Facet>> Reader::facets(Table table, const Selection &selection, const std::vector<std::string> &keys, std::size_t top, std::stop_token stop)
{
    const Condition condition(m->db, table, selection, table == Table::Spans ? "r.start" : "r.time");
    const std::string from = std::string(" FROM ") + rowsOf(table) + " r";
    std::vector<Facet> out;
    std::optional<std::vector<std::pair<std::int32_t, std::uint64_t>>> perResource;
    std::optional<Impl::BlockRows> rows;
    const Catalogued catalogued(m->db);
    for (const std::string &key : keys) {
        Counts counts;
        if (const Intrinsic in = intrinsic(table, key); in.column) {
            const auto done = m->query(std::string("SELECT ") + in.column + "::BIGINT, count(*)" + from + condition.where() + " GROUP BY 1", condition.parameters(),
                                       [&](const duck::Chunk &c) {
                                           const std::shared_lock lock(m->db.mutex);
                                           for (idx_t i = 0; i < c.size(); ++i)
                                               count(counts, in.text(c.column<std::int64_t>(0)[i], m->db), static_cast<std::uint64_t>(c.column<std::int64_t>(1)[i]));
                                       },
                                       stop);
            if (!done)
                return done.error();
            if (key == "service" || key == "level")
                counts.erase(std::string());
            out.push_back(topOf(key, counts, top));
            continue;
        }
        const Catalogued::Ways ways = catalogued.waysTo(table, key);
        if (!ways.column.empty() && !ways.records) {
            const auto done = m->query("SELECT " + ways.column + ", count(*)" + from + condition.with(ways.column + " IS NOT NULL") + " GROUP BY 1", condition.parameters(),
                                       [&](const duck::Chunk &c) {
                                           const std::shared_lock lock(m->db.mutex);
                                           for (idx_t i = 0; i < c.size(); ++i)
                                               count(counts, m->db.strings.text(c.column<std::int32_t>(0)[i]), static_cast<std::uint64_t>(c.column<std::int64_t>(1)[i]));
                                       },
                                       stop);
            if (!done)
                return done.error();
        } else if (ways.records) {
            if (!rows) {
                auto matched = m->matchingRows(table, condition, stop);
                if (!matched)
                    return matched.error();
                rows = std::move(*matched);
            }
            if (auto done = m->eachRecordTag(table, key, *rows, [&](std::string_view value) { count(counts, value, 1); }, stop); !done)
                return done.error();
        }
        if (ways.resources) {
            if (!perResource) {
                perResource.emplace();
                const auto done = m->query("SELECT r.resource, count(*)" + from + condition.where() + " GROUP BY 1", condition.parameters(),
                                           [&](const duck::Chunk &c) {
                                               for (idx_t i = 0; i < c.size(); ++i)
                                                   perResource->emplace_back(c.column<std::int32_t>(0)[i], static_cast<std::uint64_t>(c.column<std::int64_t>(1)[i]));
                                           },
                                           stop);
                if (!done)
                    return done.error();
            }
            const std::shared_lock lock(m->db.mutex);
            for (const auto &[resource, n] : *perResource)
                for (const Tag &t : m->db.resources.at(resource).tags)
                    if (t.key == key)
                        count(counts, t.value, n);
        }
        if (ways.events)
            if (auto done = m->eachEventTag(condition, [&](std::string_view of, std::string_view value) {
                    if (of == key)
                        count(counts, value, 1);
                }, stop); !done)
                return done.error();
        out.push_back(topOf(key, counts, top));
    }
    return out;
}

Result<void> Reader::Impl::eachEventTag(const Condition &condition, const std::function<void(std::string_view, std::string_view)> &visit, std::stop_token stop)
{
    const std::string of = condition.all() ? std::string() : " WHERE e.id IN (SELECT r.id FROM span_rows r" + condition.where() + ")";
    // A span that has the tag in several events counts once for each value.
    std::int64_t span = -1;
    std::vector<std::pair<std::string, std::string>> seen;
    return query("SELECT e.id, e.tags FROM span_events e" + of + " ORDER BY e.id", condition.parameters(),
                 [&](const duck::Chunk &c) {
                     for (idx_t i = 0; i < c.size(); ++i) {
                         if (const std::int64_t id = c.column<std::int64_t>(0)[i]; id != span) {
                             span = id;
                             seen.clear();
                         }
                         for (Tag &tag : telemetry::tagsFromJson(c.text(1, i))) {
                             std::pair<std::string, std::string> both{std::move(tag.key), std::move(tag.value)};
                             if (std::find(seen.begin(), seen.end(), both) != seen.end())
                                 continue;
                             visit(both.first, both.second);
                             seen.push_back(std::move(both));
                         }
                     }
                 },
                 stop);
}

Result<std::vector<TagValue>> Reader::tagValues(const std::string &key, const Selection &spans, const Selection &logs, std::size_t limit, std::stop_token stop)
{
    std::map<std::string, TagValue> merged;
    for (const Table table : {Table::Spans, Table::Logs}) {
        const auto found = facets(table, table == Table::Spans ? spans : logs, {key}, 1'000'000, stop);
        if (!found)
            return found.error();
        for (const FacetValue &v : found->front().values) {
            TagValue &to = merged[v.value];
            to.value = v.value;
            (table == Table::Spans ? to.spans : to.logs) += v.count;
        }
    }
    std::vector<TagValue> out;
    for (auto &[value, v] : merged)
        out.push_back(std::move(v));
    std::stable_sort(out.begin(), out.end(), [](const TagValue &a, const TagValue &b) { return a.spans + a.logs > b.spans + b.logs; });
    if (out.size() > limit)
        out.resize(limit);
    return out;
}

Result<std::vector<TagKey>> Reader::tagKeys(const Selection &spans, const Selection &logs, std::stop_token stop)
{
    struct Sum {
        std::uint64_t rows[2] = {0, 0};
        ContentSet values;
    };
    std::map<std::pair<std::string, TagScope>, Sum> sums;
    for (const Table table : {Table::Spans, Table::Logs}) {
        const int t = static_cast<int>(table);
        const TagScope scope = table == Table::Spans ? TagScope::Span : TagScope::Log;
        const Condition condition(m->db, table, table == Table::Spans ? spans : logs, table == Table::Spans ? "r.start" : "r.time");
        const std::string from = std::string(" FROM ") + rowsOf(table) + " r";
        std::map<std::string, KeyState, std::less<>> keys;
        {
            const std::shared_lock lock(m->db.mutex);
            keys = m->db.keys[t];
        }
        // Columns by group, records key by key.
        std::optional<Impl::BlockRows> rows;
        for (const auto &[key, state] : keys) {
            Sum &sum = sums[{key, scope}];
            if (!state.column.empty() && state.complete) {
                const auto done = m->query("SELECT r." + state.column + ", count(*)" + from + condition.with("r." + state.column + " IS NOT NULL") + " GROUP BY 1", condition.parameters(),
                                           [&](const duck::Chunk &c) {
                                               for (idx_t i = 0; i < c.size(); ++i) {
                                                   sum.rows[t] += static_cast<std::uint64_t>(c.column<std::int64_t>(1)[i]);
                                                   sum.values.insert(telemetry::hashBytes(m->text(c.column<std::int32_t>(0)[i])));
                                               }
                                           },
                                           stop);
                if (!done)
                    return done.error();
            } else if (!rows) {
                auto matched = m->matchingRows(table, condition, stop);
                if (!matched)
                    return matched.error();
                rows = std::move(*matched);
            }
        }
        if (rows)
            for (const auto &[number, bits] : *rows) { // one pass over the blocks for all keys that are in records
                if (stop.stop_requested())
                    return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
                const auto block = m->db.blocks->get(table, number);
                if (!block)
                    continue;
                for (const auto &[key, count] : block->keys()) {
                    const auto it = keys.find(key);
                    if (it != keys.end() && it->second.complete)
                        continue;
                    Sum &sum = sums[{std::string(key), scope}];
                    SeenLately seen;
                    block->eachTag(key, [&, &mask = bits](std::uint32_t row, std::string_view value) {
                        if (mask[row / 64] >> (row % 64) & 1) {
                            ++sum.rows[t];
                            if (seen.isNew(value))
                                sum.values.insert(telemetry::hashBytes(value));
                        }
                    });
                }
            }
        const auto entries = [&](const char *column, TagScope of, const auto &tagsOf) {
            return m->query(std::string("SELECT ") + column + ", count(*)" + from + condition.where() + " GROUP BY 1", condition.parameters(),
                            [&](const duck::Chunk &c) {
                                const std::shared_lock lock(m->db.mutex);
                                for (idx_t i = 0; i < c.size(); ++i)
                                    for (const Tag &tag : tagsOf(c.column<std::int32_t>(0)[i])) {
                                        Sum &sum = sums[{tag.key, of}];
                                        sum.rows[t] += static_cast<std::uint64_t>(c.column<std::int64_t>(1)[i]);
                                        sum.values.insert(telemetry::hashBytes(tag.value));
                                    }
                            },
                            stop);
        };
        if (auto r = entries("r.resource", TagScope::Resource, [&](std::int32_t id) -> const std::vector<Tag> & { return m->db.resources.at(id).tags; }); !r)
            return r.error();
        if (table == Table::Spans) {
            bool any = false;
            {
                const std::shared_lock lock(m->db.mutex);
                any = !m->db.eventKeys.empty();
            }
            if (any)
                if (auto r = m->eachEventTag(condition, [&](std::string_view key, std::string_view value) {
                        Sum &sum = sums[{std::string(key), TagScope::Event}];
                        ++sum.rows[t];
                        sum.values.insert(telemetry::hashBytes(value));
                    }, stop); !r)
                    return r.error();
        }
        if (auto r = entries("r.scope", TagScope::Scope, [&](std::int32_t id) -> const std::vector<Tag> & { return m->db.scopes.at(id).tags; }); !r)
            return r.error();
    }
    std::vector<TagKey> out;
    for (const auto &[key, sum] : sums)
        if (sum.rows[0] + sum.rows[1] > 0)
            out.push_back({key.first, key.second, sum.rows[0], sum.rows[1], sum.values.size()});
    std::stable_sort(out.begin(), out.end(), [](const TagKey &a, const TagKey &b) { return a.spans + a.logs > b.spans + b.logs; });
    return out;
}

} // namespace triptych::store
