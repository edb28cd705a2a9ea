#include "store/content_set.h"
#include "store/reader_impl.h"
#include "store/text_hash.h"
#include "telemetry/hash.h"

#include <array>

namespace triptych::store {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

/// How often each value of one key occurs in each of two sets; traces that repeat a value count once.
class ValueCounts
{
public:
    explicit ValueCounts(CountOf of) : m_of(of) {}

    /// The value's number, for count().
    std::uint32_t number(std::string_view value)
    {
        if (const auto it = m_numbers.find(value); it != m_numbers.end())
            return it->second;
        const auto fresh = static_cast<std::uint32_t>(m_values.size());
        m_numbers.emplace(value, fresh);
        m_values.emplace_back();
        return fresh;
    }
    void count(int side, std::uint32_t number, std::uint64_t trace)
    {
        const auto s = static_cast<std::size_t>(side);
        Value &value = m_values[number];
        if (m_of == CountOf::Traces) {
            // Spans of a trace mostly lie together: the last one seen answers nearly always.
            if (value.last[s] == trace)
                return;
            value.last[s] = trace;
            if (!m_seen[s].insert((trace ^ (number + 1) * 0x9e3779b97f4a7c15ull) * 0xff51afd7ed558ccdull))
                return;
        }
        ++value.rows[s];
    }
    std::size_t size() const { return m_values.size(); }
    void clear()
    {
        m_numbers.clear();
        m_values.clear();
        m_seen = {};
    }
    void giveTo(TagCounts &out, const std::string &key, TagScope scope) const
    {
        for (const auto &[text, number] : m_numbers)
            if (const Value &v = m_values[number]; v.rows[0] + v.rows[1] > 0)
                out.values.push_back({key, scope, text, v.rows[0], v.rows[1]});
    }

private:
    struct Value {
        std::array<std::uint64_t, 2> rows{}, last{};
    };
    CountOf m_of;
    std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> m_numbers;
    std::vector<Value> m_values;
    std::array<ContentSet, 2> m_seen;
};

/// A column of small numbers (ids of texts, kinds): each number's text is looked up once.
struct ComparedColumn {
    std::string key;
    ValueCounts counts;
    std::vector<std::int64_t> numbers; ///< by id; -1 not met yet
    std::uint32_t numberOf(std::size_t id, const std::function<std::string(std::int32_t)> &text)
    {
        if (id >= numbers.size())
            numbers.resize(id + id / 2 + 16, -1);
        if (numbers[id] < 0)
            numbers[id] = counts.number(text(static_cast<std::int32_t>(id)));
        return static_cast<std::uint32_t>(numbers[id]);
    }
};

/// Rows of one block that are in either set, and their traces.
struct ComparedBlock {
    std::array<std::vector<std::uint64_t>, 2> rows;
    std::vector<std::uint64_t> traces; ///< empty where spans are counted
};

bool has(const std::vector<std::uint64_t> &bits, std::uint32_t row)
{
    return !bits.empty() && (bits[row / 64] >> (row % 64) & 1) != 0;
}

/// Tags that resources or scopes carry: every key of theirs, and the numbers of each one's values.
class SharedTags
{
public:
    SharedTags(CountOf of, TagScope scope) : m_of(of), m_scope(scope) {}
    void count(int side, std::int32_t id, std::uint64_t trace, const std::function<const std::vector<Tag> &(std::int32_t)> &tagsOf)
    {
        const auto at = static_cast<std::size_t>(id);
        if (at >= m_tags.size())
            m_tags.resize(at + at / 2 + 16);
        if (!m_tags[at]) {
            m_tags[at].emplace();
            for (const Tag &tag : tagsOf(id)) {
                const auto it = m_counts.try_emplace(tag.key, m_of).first;
                m_tags[at]->push_back({&it->second, it->second.number(tag.value)});
            }
        }
        for (const auto &[counts, number] : *m_tags[at])
            counts->count(side, number, trace);
    }
    void giveTo(TagCounts &out) const
    {
        for (const auto &[key, counts] : m_counts)
            counts.giveTo(out, key, m_scope);
    }

private:
    CountOf m_of;
    TagScope m_scope;
    std::map<std::string, ValueCounts> m_counts; // its places stay
    std::vector<std::optional<std::vector<std::pair<ValueCounts *, std::uint32_t>>>> m_tags;
};

/// The rows of one side.
std::string rowsOfSide(const Condition &condition, const TagComparisonQuery &query, int side)
{
    if (query.of == CountOf::Spans)
        return " FROM span_rows r" + condition.where();
    std::string traces = "SELECT t.trace_hi AS hi, t.trace_lo AS lo FROM traces t";
    if (!condition.all())
        traces += " SEMI JOIN (SELECT r.trace_hi AS hi, r.trace_lo AS lo FROM span_rows r" + condition.where() + ") y ON t.trace_hi = y.hi AND t.trace_lo = y.lo";
    if (query.box)
        traces += std::string(" WHERE ") + (side == 0 ? "NOT " : "") + "(t.start >= " + std::to_string(query.box->start.from) + " AND t.start < " + std::to_string(query.box->start.to) +
                  " AND t.duration >= " + std::to_string(query.box->shortest) + " AND t.duration <= " + std::to_string(query.box->longest) + ")";
    return " FROM span_rows r SEMI JOIN (" + traces + ") x ON r.trace_hi = x.hi AND r.trace_lo = x.lo";
}

} // namespace

Result<TagCounts> Reader::compareTags(const Selection &a, const Selection &b, const TagComparisonQuery &query, std::stop_token stop)
{
    // Fields and promoted tags are columns of one scan a side; the rest is read from the blocks of the rows found.
    std::map<std::string, KeyState, std::less<>> keys;
    {
        const std::shared_lock lock(m->db.mutex);
        keys = m->db.keys[static_cast<int>(Table::Spans)];
    }
    std::string select = "SELECT r.id, r.trace_hi, r.trace_lo, r.resource, r.scope, r.kind, r.status, r.service, r.name";
    constexpr idx_t kKind = 5, kStatus = 6, kFirstText = 7;
    std::vector<ComparedColumn> columns;
    for (const char *field : {"service", "name"})
        columns.push_back({field, ValueCounts(query.of), {}});
    std::map<std::string, ValueCounts, std::less<>> records;
    for (const auto &[key, state] : keys) {
        if (!state.column.empty() && state.complete) {
            select += ", r." + state.column;
            columns.push_back({key, ValueCounts(query.of), {}});
        } else {
            records.try_emplace(key, query.of);
        }
    }
    ComparedColumn kinds{"kind", ValueCounts(query.of), {}}, statuses{"status", ValueCounts(query.of), {}};
    SharedTags resources(query.of, TagScope::Resource), scopes(query.of, TagScope::Scope);
    ValueCounts all(query.of);
    const std::uint32_t everyone = all.number("");
    std::map<std::int64_t, ComparedBlock> blocks;
    const bool traces = query.of == CountOf::Traces;
    for (int side = 0; side < 2; ++side) {
        const Condition condition(m->db, Table::Spans, side == 0 ? a : b, "r.start");
        const auto done = m->query(select + rowsOfSide(condition, query, side), condition.parameters(), [&](const duck::Chunk &c) {
            const std::shared_lock lock(m->db.mutex);
            std::vector<std::uint64_t> traceOf(c.size(), 0);
            for (idx_t i = 0; traces && i < c.size(); ++i)
                traceOf[i] = (c.column<std::uint64_t>(1)[i] * 0x9e3779b97f4a7c15ull ^ c.column<std::uint64_t>(2)[i]) | 1;
            ComparedBlock *block = nullptr;
            std::int64_t blockNumber = -1;
            for (idx_t i = 0; i < c.size(); ++i) {
                all.count(side, everyone, traceOf[i]);
                resources.count(side, c.column<std::int32_t>(3)[i], traceOf[i], [&](std::int32_t id) -> const std::vector<Tag> & { return m->db.resources.at(id).tags; });
                scopes.count(side, c.column<std::int32_t>(4)[i], traceOf[i], [&](std::int32_t id) -> const std::vector<Tag> & { return m->db.scopes.at(id).tags; });
                kinds.counts.count(side, kinds.numberOf(c.column<std::uint8_t>(kKind)[i], [](std::int32_t n) { return std::string(name(static_cast<SpanKind>(n))); }), traceOf[i]);
                statuses.counts.count(side, statuses.numberOf(c.column<std::uint8_t>(kStatus)[i], [](std::int32_t n) { return std::string(name(static_cast<StatusCode>(n))); }), traceOf[i]);
                if (records.empty())
                    continue;
                const std::int64_t id = c.column<std::int64_t>(0)[i];
                if (id / telemetry::kRecordsPerBlock != blockNumber) {
                    blockNumber = id / telemetry::kRecordsPerBlock;
                    block = &blocks[blockNumber];
                    auto &bits = block->rows[static_cast<std::size_t>(side)];
                    if (bits.empty())
                        bits.resize(telemetry::kRecordsPerBlock / 64);
                    if (traces && block->traces.empty())
                        block->traces.resize(telemetry::kRecordsPerBlock);
                }
                const auto row = static_cast<std::size_t>(id % telemetry::kRecordsPerBlock);
                block->rows[static_cast<std::size_t>(side)][row / 64] |= std::uint64_t(1) << (row % 64);
                if (traces)
                    block->traces[row] = traceOf[i];
            }
            for (std::size_t k = 0; k < columns.size(); ++k) {
                const idx_t at = kFirstText + k;
                const auto *ids = c.column<std::int32_t>(at);
                for (idx_t i = 0; i < c.size(); ++i)
                    if (c.valid(at, i))
                        columns[k].counts.count(side, columns[k].numberOf(static_cast<std::size_t>(ids[i]), [&](std::int32_t id) { return m->db.strings.text(id); }), traceOf[i]);
            }
        }, stop);
        if (!done)
            return done.error();
    }
    TagCounts out;
    std::map<std::string, bool, std::less<>> leftOut;
    for (const auto &[number, rows] : blocks) {
        if (stop.stop_requested())
            return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
        const auto block = m->db.blocks->get(Table::Spans, number);
        if (!block)
            continue;
        for (const auto &entry : block->keys()) {
            const auto it = records.find(entry.first);
            if (it == records.end() || leftOut.contains(entry.first))
                continue;
            ValueCounts &counts = it->second;
            block->eachTag(entry.first, [&, &rows = rows](std::uint32_t row, std::string_view value) {
                const bool inA = has(rows.rows[0], row), inB = has(rows.rows[1], row);
                if (!inA && !inB)
                    return;
                const std::uint32_t n = counts.number(value);
                const std::uint64_t trace = traces ? rows.traces[row] : 0;
                if (inA)
                    counts.count(0, n, trace);
                if (inB)
                    counts.count(1, n, trace);
            });
            if (counts.size() > kMostComparedValues) {
                counts.clear();
                leftOut.emplace(it->first, true);
                out.leftOut.push_back(it->first);
            }
        }
    }
    TagCounts sizes;
    all.giveTo(sizes, {}, TagScope::Any);
    if (!sizes.values.empty()) {
        out.sizeA = sizes.values.front().a;
        out.sizeB = sizes.values.front().b;
    }
    kinds.counts.giveTo(out, kinds.key, TagScope::Any);
    statuses.counts.giveTo(out, statuses.key, TagScope::Any);
    for (std::size_t k = 0; k < columns.size(); ++k) {
        const bool field = k < 2;
        columns[k].counts.giveTo(out, columns[k].key, field ? TagScope::Any : TagScope::Span);
    }
    resources.giveTo(out);
    scopes.giveTo(out);
    for (const auto &[key, counts] : records)
        counts.giveTo(out, key, TagScope::Span);
    return out;
}

} // namespace triptych::store
