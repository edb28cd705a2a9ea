#include "store/bulk_writer_impl.h"

#include "store/trace_summary.h"

#include <algorithm>
#include <future>

namespace triptych::store {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

/// Rows of the traces and span_tree tables, written a vector at a time.
class SummaryWriter
{
public:
    /// What uses the connection meanwhile, on another thread: it is waited for before rows are handed to the engine, which
    /// takes one statement of a connection at a time.
    void waitFor(std::future<Result<void>> other) { m_other = std::move(other); }

    Result<void> open(duckdb_connection connection)
    {
        if (auto r = m_traces.open(connection, "traces"); !r)
            return r;
        m_traces.begin();
        auto r = m_tree.open(connection, "span_tree");
        if (r)
            m_tree.begin();
        return r;
    }

    Result<void> add(telemetry::TraceId trace, const std::vector<SummarySpan> &spans)
    {
        const TraceSummary s = summarise(spans, m_places);
        for (std::size_t i = 0; i < spans.size(); ++i) {
            m_tree.column<std::int64_t>(0)[m_treeRows] = spans[i].record;
            m_tree.column<std::int32_t>(1)[m_treeRows] = m_places[i].depth;
            m_tree.column<std::int64_t>(2)[m_treeRows] = m_places[i].selfTime;
            m_tree.column<std::uint8_t>(3)[m_treeRows] = m_places[i].root;
            if (++m_treeRows == Appender::kRows)
                if (auto r = flush(m_tree, m_treeRows); !r)
                    return r;
        }
        const idx_t n = m_traceRows++;
        m_traces.column<std::uint64_t>(0)[n] = trace.hi;
        m_traces.column<std::uint64_t>(1)[n] = trace.lo;
        m_traces.column<std::int64_t>(2)[n] = s.start;
        m_traces.column<std::int64_t>(3)[n] = s.duration;
        m_traces.column<std::int32_t>(4)[n] = s.rootService;
        m_traces.column<std::int32_t>(5)[n] = s.rootName;
        m_traces.column<std::int64_t>(6)[n] = s.rootRecord;
        m_traces.column<std::uint32_t>(7)[n] = static_cast<std::uint32_t>(spans.size());
        m_traces.column<std::uint32_t>(8)[n] = s.errors;
        m_traces.column<std::uint32_t>(9)[n] = s.depth;
        m_traces.column<std::uint32_t>(10)[n] = s.orphans;
        m_traces.column<std::uint32_t>(11)[n] = s.roots;
        duckdb_vector list = m_traces.vector(12);
        const idx_t from = duckdb_list_vector_get_size(list);
        duckdb_list_vector_reserve(list, from + s.services.size());
        duckdb_list_vector_set_size(list, from + s.services.size());
        auto *child = static_cast<std::int32_t *>(duckdb_vector_get_data(duckdb_list_vector_get_child(list)));
        std::copy(s.services.begin(), s.services.end(), child + from);
        m_traces.column<duckdb_list_entry>(12)[n] = {from, s.services.size()};
        return m_traceRows == Appender::kRows ? flush(m_traces, m_traceRows) : Result<void>();
    }

    Result<void> close()
    {
        if (auto r = otherEnds(); !r)
            return r;
        if (auto r = flush(m_tree, m_treeRows); !r)
            return r;
        if (auto r = flush(m_traces, m_traceRows); !r)
            return r;
        if (auto r = m_tree.close(); !r)
            return r;
        return m_traces.close();
    }

private:
    Result<void> otherEnds() { return m_other.valid() ? m_other.get() : Result<void>(); }

    Result<void> flush(Appender &out, idx_t &rows)
    {
        if (rows == 0)
            return {};
        if (out.handsOver(rows))
            if (auto ended = otherEnds(); !ended)
                return ended;
        auto r = out.send(rows);
        out.begin();
        rows = 0;
        return r;
    }
    Appender m_traces, m_tree;
    idx_t m_traceRows = 0, m_treeRows = 0;
    std::vector<SpanPlace> m_places;
    std::future<Result<void>> m_other; // last: its end is waited for before the appenders are given up
};

} // namespace

Result<std::vector<WrittenSpan>> BulkWriter::Impl::touchedSpans(std::stop_token stop)
{
    if (auto r = uniteShortIds(); !r)
        return r.error();
    std::string touched;
    if (memory.spans > 0) {
        // Traces that grew are summarised anew, whole.
        const std::string which = "(SELECT DISTINCT trace_hi, trace_lo FROM span_rows WHERE import >= " + std::to_string(firstImport) + ")";
        if (auto r = duck::run(connection.get(), "DELETE FROM span_tree WHERE id IN (SELECT s.id FROM span_rows s SEMI JOIN " + which + " t ON s.trace_hi = t.trace_hi AND s.trace_lo = t.trace_lo)"); !r)
            return r.error();
        if (auto r = duck::run(connection.get(), "DELETE FROM traces WHERE (trace_hi, trace_lo) IN (SELECT (trace_hi, trace_lo) FROM " + which + ")"); !r)
            return r.error();
        touched = " SEMI JOIN " + which + " t ON s.trace_hi = t.trace_hi AND s.trace_lo = t.trace_lo";
    }
    std::vector<WrittenSpan> all;
    all.reserve(total.spans);
    auto read = duck::query(
        connection.get(),
        "SELECT s.trace_hi, s.trace_lo, s.id, s.span, s.parent, s.start, s.duration, s.service, s.name, s.status, s.shared FROM span_rows s" + touched,
        {},
        [&](const duck::Chunk &c) {
            for (idx_t i = 0; i < c.size(); ++i)
                all.push_back({{c.column<std::uint64_t>(0)[i], c.column<std::uint64_t>(1)[i]},
                               {c.column<std::int64_t>(2)[i], c.column<std::uint64_t>(3)[i], c.column<std::uint64_t>(4)[i], c.column<std::int64_t>(5)[i], c.column<std::int64_t>(6)[i],
                                c.column<std::int32_t>(7)[i], c.column<std::int32_t>(8)[i], c.column<std::uint8_t>(9)[i], c.column<std::uint8_t>(10)[i]}});
        },
        stop);
    if (!read)
        return read.error();
    return all;
}

Result<void> BulkWriter::Impl::summariseTraces(std::stop_token stop)
{
    const bool inHand = tracesInHand();
    std::vector<WrittenSpan> all;
    SummaryWriter out;
    if (auto r = out.open(connection.get()); !r)
        return r;
    if (inHand) {
        all = std::move(written);
        // The engine takes the last rows meanwhile.
        out.waitFor(std::async(std::launch::async, [this] { return closeAppenders(); }));
    } else {
        if (auto r = closeAppenders(); !r)
            return r;
        auto read = touchedSpans(stop);
        if (!read)
            return read.error();
        all = std::move(*read);
    }
    // Files keep a trace's spans near each other or in any order; a sort of numbers is cheaper than the engine's of rows.
    struct Key {
        telemetry::TraceId trace;
        std::uint32_t span;
        bool operator<(const Key &other) const { return trace != other.trace ? trace < other.trace : span < other.span; }
    };
    std::vector<Key> order(all.size());
    for (std::uint32_t i = 0; i < order.size(); ++i)
        order[i] = {all[i].trace, i};
    if (!std::is_sorted(order.begin(), order.end()))
        std::sort(order.begin(), order.end());
    std::vector<SummarySpan> spans;
    Result<void> done;
    for (std::size_t i = 0; i < order.size() && done; ++i) {
        spans.push_back(all[order[i].span].span);
        if (i + 1 < order.size() && order[i + 1].trace == order[i].trace)
            continue;
        memory.traces.insert(traceKey(order[i].trace));
        done = stop.stop_requested() ? Result<void>(Error{ErrorKind::Stopped, "stopped", {}, {}, {}}) : out.add(order[i].trace, spans);
        spans.clear();
    }
    return done ? out.close() : done;
}

} // namespace triptych::store
