#include "store/reader_impl.h"
#include "store/sql_values.h"

namespace triptych::store {

using base::Result;

namespace {

std::string listing(ParquetPart part, const Condition &condition)
{
    const auto of = [&condition](const char *rows) {
        return condition.all() ? std::string() : std::string(" WHERE id IN (SELECT r.id FROM ") + rows + " r" + condition.where() + ")";
    };
    const std::string ids = "lower(format('{:016x}{:016x}', s.trace_hi, s.trace_lo)) AS trace_id, lower(format('{:016x}', s.span)) AS span_id";
    switch (part) {
    case ParquetPart::Spans: return "SELECT * FROM spans" + of("span_rows");
    case ParquetPart::Logs: return "SELECT * FROM logs" + of("log_rows");
    case ParquetPart::Events:
        return "SELECT " + ids + ", e.time, pool_text(e.name) AS name, e.tags FROM (SELECT * FROM span_events" + of("span_rows") + ") e JOIN span_rows s ON s.id = e.id";
    case ParquetPart::Links:
        return "SELECT " + ids + ", lower(format('{:016x}{:016x}', l.trace_hi, l.trace_lo)) AS linked_trace_id, lower(format('{:016x}', l.span)) AS linked_span_id, "
               "l.trace_state, l.tags FROM (SELECT * FROM span_links" + of("span_rows") + ") l JOIN span_rows s ON s.id = l.id";
    case ParquetPart::Metrics: break;
    }
    return "SELECT * FROM metrics r" + condition.where();
}

} // namespace

Result<void> Reader::exportParquet(ParquetPart part, const Selection &selection, const std::string &file, std::stop_token stop)
{
    auto connection = m->open();
    if (!connection)
        return connection.error();
    if (auto made = createViews(m->db, *connection); !made)
        return made.error();
    const bool logs = part == ParquetPart::Logs, metrics = part == ParquetPart::Metrics;
    Selection of = selection;
    if (metrics)
        of.filter = {};
    const Condition condition(m->db, logs ? Table::Logs : Table::Spans, of, logs || metrics ? "r.time" : "r.start");
    std::string quoted;
    for (const char c : file)
        quoted += c == '\'' ? std::string("''") : std::string(1, c);
    return m->query("COPY (" + listing(part, condition) + ") TO '" + quoted + "' (FORMAT parquet, COMPRESSION zstd)", condition.parameters(), [](const duck::Chunk &) {}, stop);
}

} // namespace triptych::store
