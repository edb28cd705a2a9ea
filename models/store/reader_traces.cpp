#include "store/reader_impl.h"

#include <algorithm>
#include <unordered_map>

namespace triptych::store {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr const char *direction(Order order)
{
    return order == Order::Ascending ? "ASC" : "DESC";
}

} // namespace

Result<TracePage> Reader::traces(const Selection &selection, const TraceQuery &query, std::stop_token stop)
{
    const Condition condition(m->db, Table::Spans, selection, "r.start");
    const char *const sorts[] = {"t.start", "t.duration", "t.spans", "t.errors"};
    std::string from = "FROM traces t";
    if (!condition.all())
        from += " SEMI JOIN (SELECT r.trace_hi AS hi, r.trace_lo AS lo FROM span_rows r" + condition.where() + ") x ON t.trace_hi = x.hi AND t.trace_lo = x.lo";
    const std::string order = std::string(sorts[static_cast<int>(query.sort)]) + " " + direction(query.order) + ", t.trace_hi, t.trace_lo";
    TracePage out;
    std::vector<std::int64_t> roots;
    auto done = m->query("SELECT t.trace_hi, t.trace_lo, t.start, t.duration, t.root_service, t.root_name, t.root, t.spans, t.errors, t.depth, t.orphans, t.services, " + std::string(condition.all() ? "(SELECT count(*) FROM traces) " : "count(*) OVER () ") +
                             from + " ORDER BY " + order + " LIMIT " + std::to_string(query.limit) + " OFFSET " + std::to_string(query.offset),
                         condition.parameters(),
                         [&](const duck::Chunk &c) {
                             const std::shared_lock lock(m->db.mutex);
                             duckdb_vector list = c.vector(11);
                             const auto *services = static_cast<const std::int32_t *>(duckdb_vector_get_data(duckdb_list_vector_get_child(list)));
                             for (idx_t i = 0; i < c.size(); ++i) {
                                 TraceRow row;
                                 row.trace = {c.column<std::uint64_t>(0)[i], c.column<std::uint64_t>(1)[i]};
                                 row.start = c.column<std::int64_t>(2)[i];
                                 row.duration = c.column<std::int64_t>(3)[i];
                                 row.rootService = m->db.strings.text(c.column<std::int32_t>(4)[i]);
                                 row.rootName = m->db.strings.text(c.column<std::int32_t>(5)[i]);
                                 roots.push_back(c.column<std::int64_t>(6)[i]);
                                 row.spans = c.column<std::uint32_t>(7)[i];
                                 row.errors = c.column<std::uint32_t>(8)[i];
                                 row.depth = c.column<std::uint32_t>(9)[i];
                                 row.orphans = c.column<std::uint32_t>(10)[i];
                                 const duckdb_list_entry entry = c.column<duckdb_list_entry>(11)[i];
                                 for (idx_t k = 0; k < entry.length; ++k)
                                     row.services.push_back(m->db.strings.text(services[entry.offset + k]));
                                 out.total = static_cast<std::uint64_t>(c.column<std::int64_t>(12)[i]);
                                 out.rows.push_back(std::move(row));
                             }
                         },
                         stop);
    if (!done)
        return done.error();
    if (out.rows.empty() && query.offset > 0) {
        const auto n = m->number("SELECT count(*) " + from, condition.parameters(), stop);
        if (!n)
            return n.error();
        out.total = static_cast<std::uint64_t>(*n);
    }
    if (out.rows.empty())
        return out;
    // Lines of each trace: asked for the page's traces only, unless the page is most of the store.
    std::string which;
    if (out.rows.size() <= 1000) {
        for (const TraceRow &row : out.rows)
            which += (which.empty() ? "" : ",") + std::to_string(row.trace.lo);
        which = " WHERE trace_lo IN (" + which + ")";
    } else {
        which = " WHERE trace_lo <> 0";
    }
    std::unordered_map<std::uint64_t, std::vector<std::pair<std::uint64_t, std::uint64_t>>> logs; // by low half: high half, lines
    done = m->query("SELECT trace_lo, trace_hi, count(*) FROM log_rows" + which + " GROUP BY trace_lo, trace_hi", {},
                    [&](const duck::Chunk &c) {
                        for (idx_t i = 0; i < c.size(); ++i)
                            logs[c.column<std::uint64_t>(0)[i]].emplace_back(c.column<std::uint64_t>(1)[i], static_cast<std::uint64_t>(c.column<std::int64_t>(2)[i]));
                    },
                    stop);
    if (!done)
        return done.error();
    for (TraceRow &row : out.rows)
        if (const auto it = logs.find(row.trace.lo); it != logs.end())
            for (const auto &[high, lines] : it->second)
                if (row.trace.matches({high, row.trace.lo}))
                    row.logs += lines;
    if (auto r = m->addRootTags(out.rows, roots, query.extraTags, stop); !r)
        return r.error();
    return out;
}

Result<void> Reader::Impl::addRootTags(std::vector<TraceRow> &rows, const std::vector<std::int64_t> &roots, const std::vector<std::string> &keys, std::stop_token stop)
{
    for (TraceRow &row : rows)
        row.extra.resize(keys.size());
    bool anyResource = false;
    for (std::size_t k = 0; k < keys.size(); ++k) {
        const Catalogued::Ways ways = Catalogued(db).waysTo(Table::Spans, keys[k]);
        anyResource = anyResource || ways.resources;
        if (ways.column.empty() && !ways.records)
            continue;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if ((i & 1023) == 0 && stop.stop_requested())
                return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
            const auto block = db.blocks->get(Table::Spans, roots[i] / telemetry::kRecordsPerBlock);
            if (const auto value = block ? block->tag(static_cast<std::uint32_t>(roots[i] % telemetry::kRecordsPerBlock), keys[k]) : std::nullopt)
                rows[i].extra[k] = *value;
        }
    }
    if (!anyResource)
        return {};
    // What the root's record lacks may be a tag of its resource.
    std::string ids;
    for (const std::int64_t id : roots)
        ids += (ids.empty() ? "" : ",") + std::to_string(id);
    std::unordered_map<std::int64_t, std::int32_t> resourceOf;
    const auto done = query("SELECT id, resource FROM span_rows WHERE id IN (" + ids + ")", {},
                            [&](const duck::Chunk &c) {
                                for (idx_t i = 0; i < c.size(); ++i)
                                    resourceOf[c.column<std::int64_t>(0)[i]] = c.column<std::int32_t>(1)[i];
                            },
                            stop);
    if (!done)
        return done;
    const std::shared_lock lock(db.mutex);
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t k = 0; k < keys.size(); ++k)
            if (rows[i].extra[k].empty())
                for (const Tag &t : db.resources.at(resourceOf[roots[i]]).tags)
                    if (t.key == keys[k])
                        rows[i].extra[k] = t.value;
    return {};
}

const char *Reader::Impl::spanColumns()
{
    return "r.id, r.trace_hi, r.trace_lo, r.span, r.parent, r.service, r.name, r.kind, r.status, r.start, r.duration, r.events, r.links";
}

void Reader::Impl::fillSpanRow(const duck::Chunk &c, idx_t i, SpanRow &out) const
{
    const std::shared_lock lock(db.mutex);
    out.record = RecordId(c.column<std::int64_t>(0)[i]);
    out.trace = {c.column<std::uint64_t>(1)[i], c.column<std::uint64_t>(2)[i]};
    out.span = {c.column<std::uint64_t>(3)[i]};
    out.parent = {c.column<std::uint64_t>(4)[i]};
    out.service = db.strings.text(c.column<std::int32_t>(5)[i]);
    out.name = db.strings.text(c.column<std::int32_t>(6)[i]);
    out.kind = static_cast<SpanKind>(c.column<std::uint8_t>(7)[i]);
    out.status = static_cast<StatusCode>(c.column<std::uint8_t>(8)[i]);
    out.start = c.column<std::int64_t>(9)[i];
    out.duration = c.column<std::int64_t>(10)[i];
    out.events = c.column<std::uint16_t>(11)[i];
    out.links = c.column<std::uint16_t>(12)[i];
}

Result<SpanPage> Reader::spans(const Selection &selection, const SpanQuery &query, std::stop_token stop)
{
    const Condition condition(m->db, Table::Spans, selection, "r.start");
    const char *const sorts[] = {"r.start", "r.duration", "pool_text(r.service)", "pool_text(r.name)"};
    SpanPage out;
    const auto total = m->number("SELECT count(*) FROM span_rows r" + condition.where(), condition.parameters(), stop);
    if (!total)
        return total.error();
    out.total = static_cast<std::uint64_t>(*total);
    const auto done = m->query(std::string("SELECT ") + Impl::spanColumns() + " FROM span_rows r" + condition.where() + " ORDER BY " + sorts[static_cast<int>(query.sort)] + " " +
                                   direction(query.order) + ", r.id LIMIT " + std::to_string(query.limit) + " OFFSET " + std::to_string(query.offset),
                               condition.parameters(),
                               [&](const duck::Chunk &c) {
                                   for (idx_t i = 0; i < c.size(); ++i)
                                       m->fillSpanRow(c, i, out.rows.emplace_back());
                               },
                               stop);
    if (!done)
        return done.error();
    return out;
}

Result<std::vector<TraceId>> Reader::findTraces(TraceId id, std::stop_token stop)
{
    std::vector<TraceId> out;
    const auto done = m->query("SELECT t.trace_hi, t.trace_lo FROM traces t WHERE " + traceCondition("t.", id) + " ORDER BY t.start", {},
                               [&](const duck::Chunk &c) {
                                   for (idx_t i = 0; i < c.size(); ++i)
                                       out.push_back({c.column<std::uint64_t>(0)[i], c.column<std::uint64_t>(1)[i]});
                               },
                               stop);
    if (!done)
        return done.error();
    return out;
}

Result<SpanDetails> Reader::span(RecordId record, std::stop_token stop)
{
    SpanDetails out;
    std::int32_t resource = 0, scope = 0, import = 0, service = 0, name = 0;
    bool found = false;
    auto done = m->query(std::string("SELECT ") + Impl::spanColumns() + ", r.status_message, r.trace_state, r.resource, r.scope, r.import, r.service, r.name FROM span_rows r WHERE r.id = ?",
                         {toInt(record)},
                         [&](const duck::Chunk &c) {
                             for (idx_t i = 0; i < c.size(); ++i) {
                                 m->fillSpanRow(c, i, out.row);
                                 out.statusMessage = m->text(c.column<std::int32_t>(13)[i]);
                                 out.traceState = m->text(c.column<std::int32_t>(14)[i]);
                                 resource = c.column<std::int32_t>(15)[i];
                                 scope = c.column<std::int32_t>(16)[i];
                                 import = c.column<std::int32_t>(17)[i];
                                 service = c.column<std::int32_t>(18)[i];
                                 name = c.column<std::int32_t>(19)[i];
                                 found = true;
                             }
                         },
                         stop);
    if (!done)
        return done.error();
    if (!found)
        return Error{ErrorKind::NotFound, "this span is no longer in the store", {}, {}, {}};
    if (const auto block = m->db.blocks->get(Table::Spans, toInt(record) / telemetry::kRecordsPerBlock))
        for (const TagView &t : block->tags(static_cast<std::uint32_t>(toInt(record) % telemetry::kRecordsPerBlock)))
            out.spanTags.push_back({std::string(t.key), std::string(t.value), t.type});
    {
        const std::shared_lock lock(m->db.mutex);
        out.resourceTags = m->db.resources.at(resource).tags;
        const ScopeEntry &s = m->db.scopes.at(scope);
        out.scopeTags = s.tags;
        out.scopeName = s.name;
        out.scopeVersion = s.version;
    }
    done = m->query("SELECT time, name, tags FROM span_events WHERE id = ? ORDER BY time", {toInt(record)},
                    [&](const duck::Chunk &c) {
                        for (idx_t i = 0; i < c.size(); ++i)
                            out.events.push_back({c.column<std::int64_t>(0)[i], m->text(c.column<std::int32_t>(1)[i]), std::string(c.text(2, i))});
                    },
                    stop);
    if (done)
        done = m->query("SELECT trace_hi, trace_lo, span, trace_state, tags FROM span_links WHERE id = ?", {toInt(record)},
                        [&](const duck::Chunk &c) {
                            for (idx_t i = 0; i < c.size(); ++i)
                                out.links.push_back({{c.column<std::uint64_t>(0)[i], c.column<std::uint64_t>(1)[i]}, {c.column<std::uint64_t>(2)[i]}, std::string(c.text(3, i)), std::string(c.text(4, i))});
                        },
                        stop);
    if (done)
        done = m->query("SELECT path FROM imports WHERE id = ?", {std::int64_t(import)},
                        [&](const duck::Chunk &c) {
                            if (c.size() > 0)
                                out.importPath = c.text(0, 0);
                        },
                        stop);
    if (done)
        done = m->query("SELECT count(*), CAST(median(duration) AS BIGINT) FROM span_rows WHERE service = ? AND name = ?", {std::int64_t(service), std::int64_t(name)},
                        [&](const duck::Chunk &c) {
                            if (c.size() > 0 && c.column<std::int64_t>(0)[0] > 1 && c.valid(1, 0))
                                out.usualDuration = c.column<std::int64_t>(1)[0];
                        },
                        stop);
    if (!done)
        return done.error();
    return out;
}

Result<std::vector<std::vector<Tag>>> Reader::tags(Table table, const std::vector<RecordId> &records, TagsOf of, std::stop_token stop)
{
    std::vector<std::vector<Tag>> out(records.size());
    std::unordered_map<std::int64_t, std::int32_t> resources;
    if (of == TagsOf::WithResource && !records.empty()) {
        std::string ids;
        for (const RecordId record : records)
            ids += (ids.empty() ? "" : ",") + std::to_string(toInt(record));
        // The bounds leave most of the table unread, which a list alone does not.
        const auto [least, most] = std::minmax_element(records.begin(), records.end());
        const auto done = m->query(std::string("SELECT id, resource FROM ") + (table == Table::Spans ? "span_rows" : "log_rows") +
                                       " WHERE id BETWEEN ? AND ? AND id IN (" + ids + ")",
                                   {toInt(*least), toInt(*most)},
                                   [&](const duck::Chunk &c) {
                                       for (idx_t i = 0; i < c.size(); ++i)
                                           resources.emplace(c.column<std::int64_t>(0)[i], c.column<std::int32_t>(1)[i]);
                                   },
                                   stop);
        if (!done)
            return done.error();
    }
    for (std::size_t i = 0; i < records.size(); ++i) {
        if ((i & 1023) == 0 && stop.stop_requested())
            return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
        const auto resource = resources.find(toInt(records[i]));
        out[i] = m->allTags(table, toInt(records[i]), resource == resources.end() ? 0 : resource->second);
    }
    return out;
}

Result<std::vector<ScatterPoint>> Reader::scatter(const Selection &selection, std::size_t limit, std::stop_token stop)
{
    const Condition condition(m->db, Table::Spans, selection, "r.start");
    std::string from = "FROM traces t";
    if (!condition.all())
        from += " SEMI JOIN (SELECT r.trace_hi AS hi, r.trace_lo AS lo FROM span_rows r" + condition.where() + ") x ON t.trace_hi = x.hi AND t.trace_lo = x.lo";
    std::vector<ScatterPoint> out;
    // Errors and the slowest come first, so that a limit drops the plainest dots.
    const auto done = m->query("SELECT t.trace_hi, t.trace_lo, t.start, t.duration, t.errors > 0 " + from + " WHERE t.start <> 0 ORDER BY t.errors > 0 DESC, t.duration DESC LIMIT " + std::to_string(limit),
                               condition.parameters(),
                               [&](const duck::Chunk &c) {
                                   for (idx_t i = 0; i < c.size(); ++i)
                                       out.push_back({{c.column<std::uint64_t>(0)[i], c.column<std::uint64_t>(1)[i]}, c.column<std::int64_t>(2)[i], c.column<std::int64_t>(3)[i], c.column<bool>(4)[i]});
                               },
                               stop);
    if (!done)
        return done.error();
    return out;
}

} // namespace triptych::store
