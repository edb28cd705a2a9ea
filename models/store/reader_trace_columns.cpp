#include "store/fresh_trace.h"
#include "store/reader_impl.h"

#include <algorithm>
#include <unordered_map>

namespace triptych::store {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

/// Trace columns of spans as they come from the store, strings numbered per trace.
class ColumnsBuilder
{
public:
    explicit ColumnsBuilder(TraceColumns &out, const Database &db) : m_out(out), m_db(db) {}

    std::int32_t text(std::int32_t id)
    {
        const auto [it, fresh] = m_ids.try_emplace(id, static_cast<std::int32_t>(m_out.strings.size()));
        if (fresh)
            m_out.strings.push_back(m_db.strings.text(id));
        return it->second;
    }

private:
    TraceColumns &m_out;
    const Database &m_db;
    std::unordered_map<std::int32_t, std::int32_t> m_ids{{0, 0}};
};

constexpr const char *kTraceSpanColumns = "r.id, r.span, r.parent, r.start, r.duration, r.name, r.service, r.kind, r.status, r.shared, r.resource, r.import, r.events, r.links";

void appendSpan(TraceColumns &out, ColumnsBuilder &builder, const duck::Chunk &c, idx_t first, idx_t i)
{
    out.record.push_back(RecordId(c.column<std::int64_t>(first)[i]));
    out.span.push_back(c.column<std::uint64_t>(first + 1)[i]);
    out.parent.push_back(c.column<std::uint64_t>(first + 2)[i]);
    out.start.push_back(c.column<std::int64_t>(first + 3)[i]);
    out.duration.push_back(c.column<std::int64_t>(first + 4)[i]);
    out.name.push_back(builder.text(c.column<std::int32_t>(first + 5)[i]));
    out.service.push_back(builder.text(c.column<std::int32_t>(first + 6)[i]));
    out.kind.push_back(c.column<std::uint8_t>(first + 7)[i]);
    out.status.push_back(c.column<std::uint8_t>(first + 8)[i]);
    out.sharedHalf.push_back(c.column<std::uint8_t>(first + 9)[i]);
    out.resource.push_back(c.column<std::int32_t>(first + 10)[i]);
    out.import.push_back(c.column<std::int32_t>(first + 11)[i]);
    out.events.push_back(c.column<std::uint16_t>(first + 12)[i]);
    out.links.push_back(c.column<std::uint16_t>(first + 13)[i]);
}

/// Orders and drops what a join gives twice.
void sortRepeats(TraceColumns &c)
{
    std::sort(c.repeats.begin(), c.repeats.end());
    c.repeats.erase(std::unique(c.repeats.begin(), c.repeats.end()), c.repeats.end());
}

} // namespace

std::string traceCondition(const char *alias, TraceId id)
{
    const std::string a = alias;
    std::string sql = a + "trace_lo = " + std::to_string(id.lo) + "::UBIGINT";
    if (id.hi != 0)
        sql += " AND (" + a + "trace_hi = " + std::to_string(id.hi) + "::UBIGINT" + (id.lo != 0 ? " OR " + a + "trace_hi = 0)" : ")");
    return sql;
}

Result<void> Reader::Impl::readSpans(TraceId id, const std::string &which, TraceColumns &out, std::stop_token stop)
{
    out.trace = id;
    ColumnsBuilder builder(out, db);
    auto done = query(std::string("SELECT ") + kTraceSpanColumns + ", r.trace_hi FROM span_rows r WHERE " + which, {},
                      [&](const duck::Chunk &c) {
                          const std::shared_lock lock(db.mutex);
                          for (idx_t i = 0; i < c.size(); ++i) {
                              appendSpan(out, builder, c, 0, i);
                              out.trace.hi = std::max(out.trace.hi, c.column<std::uint64_t>(14)[i]);
                          }
                      },
                      stop);
    if (!done)
        return done;
    if (out.size() == 0)
        return Error{ErrorKind::NotFound, "no span of trace " + telemetry::hex(id) + " is here", {}, {}, {}};
    sortByStart(out);
    return {};
}

Result<TraceColumns> Reader::trace(TraceId id, std::stop_token stop)
{
    TraceColumns out;
    const std::string which = traceCondition("r.", id);
    const auto fresh = m->db.takeFresh(id);
    if (fresh)
        out = std::move(*fresh).columns(m->db);
    else if (auto read = m->readSpans(id, which, out, stop); !read)
        return read.error();
    std::unordered_map<std::int64_t, std::uint32_t> rowOfRecord;
    std::unordered_map<std::uint64_t, std::uint32_t> rowOfSpan;
    const auto repeats = m->db.knowsRepeats ? m->number("SELECT count(*) FROM span_repeats", {}, stop) : Result<std::int64_t>(0);
    if (!repeats)
        return repeats.error();
    if (*repeats > 0) {
        std::unordered_map<std::int64_t, std::uint32_t> rows;
        rows.reserve(out.size());
        for (std::uint32_t i = 0; i < out.size(); ++i)
            rows.emplace(toInt(out.record[i]), i);
        auto done = m->query("SELECT r.id, p.import FROM span_rows r JOIN span_repeats p ON p.content = r.content WHERE " + which + " AND p.import <> r.import", {},
                        [&](const duck::Chunk &c) {
                            for (idx_t i = 0; i < c.size(); ++i)
                                if (const auto it = rows.find(c.column<std::int64_t>(0)[i]); it != rows.end())
                                    out.repeats.push_back({it->second, c.column<std::int32_t>(1)[i]});
                        },
                        stop);
        if (!done)
            return done.error();
        sortRepeats(out);
    }
    if (!fresh && std::any_of(out.events.begin(), out.events.end(), [](std::uint16_t n) { return n != 0; })) {
        rowOfRecord.reserve(out.size());
        for (std::uint32_t i = 0; i < out.size(); ++i)
            if (out.events[i] != 0)
                rowOfRecord.emplace(toInt(out.record[i]), i);
        auto done = m->query("SELECT e.id, e.time FROM span_events e WHERE e.id IN (SELECT r.id FROM span_rows r WHERE " + which + " AND r.events > 0)", {},
                        [&](const duck::Chunk &c) {
                            for (idx_t i = 0; i < c.size(); ++i)
                                if (const auto it = rowOfRecord.find(c.column<std::int64_t>(0)[i]); it != rowOfRecord.end())
                                    out.eventMarks.push_back({it->second, c.column<std::int64_t>(1)[i]});
                        },
                        stop);
        if (!done)
            return done.error();
    }
    std::vector<std::pair<std::uint64_t, TraceColumns::LogMark>> marks;
    auto done = m->query("SELECT r.time, r.level, r.span FROM log_rows r WHERE " + which + " ORDER BY r.time", {},
                    [&](const duck::Chunk &c) {
                        for (idx_t i = 0; i < c.size(); ++i)
                            marks.push_back({c.column<std::uint64_t>(2)[i], {0, c.column<std::int64_t>(0)[i], static_cast<Level>(c.column<std::uint8_t>(1)[i])}});
                    },
                    stop);
    if (!done)
        return done.error();
    constexpr std::size_t kMostQuietMarks = 100'000;
    if (!marks.empty()) {
        rowOfSpan.reserve(out.size());
        for (std::uint32_t i = 0; i < out.size(); ++i)
            rowOfSpan.emplace(out.span[i], i);
    }
    std::size_t quiet = 0;
    for (auto &[span, mark] : marks) {
        if (mark.level < Level::Warn && ++quiet > kMostQuietMarks)
            continue;
        const auto it = rowOfSpan.find(span);
        mark.row = it == rowOfSpan.end() ? telemetry::toInt(telemetry::SpanIndex::None) : it->second;
        out.logMarks.push_back(mark);
    }
    return out;
}

Result<void> Reader::eachTrace(const Selection &selection, const std::function<void(const TraceColumns &)> &visit, std::stop_token stop)
{
    const Condition condition(m->db, Table::Spans, selection, "r.start");
    std::string from = " FROM span_rows r";
    if (!condition.all()) {
        std::string inner = condition.where();
        from += " SEMI JOIN (SELECT r.trace_hi AS hi, r.trace_lo AS lo FROM span_rows r" + inner + ") x ON r.trace_hi = x.hi AND r.trace_lo = x.lo";
    }
    TraceColumns trace;
    std::unique_ptr<ColumnsBuilder> builder;
    const auto flush = [&] {
        if (trace.size() > 0) {
            sortByStart(trace);
            visit(trace);
        }
    };
    const auto done = m->query(std::string("SELECT r.trace_hi, r.trace_lo, ") + kTraceSpanColumns + from + " ORDER BY r.trace_hi, r.trace_lo", condition.parameters(),
                               [&](const duck::Chunk &c) {
                                   for (idx_t i = 0; i < c.size(); ++i) {
                                       const TraceId id{c.column<std::uint64_t>(0)[i], c.column<std::uint64_t>(1)[i]};
                                       if (!builder || id != trace.trace) {
                                           flush();
                                           trace = TraceColumns();
                                           trace.trace = id;
                                           builder = std::make_unique<ColumnsBuilder>(trace, m->db);
                                       }
                                       const std::shared_lock lock(m->db.mutex);
                                       appendSpan(trace, *builder, c, 2, i);
                                   }
                               },
                               stop);
    if (!done)
        return done;
    flush();
    return {};
}

} // namespace triptych::store
