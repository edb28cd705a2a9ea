#include "store/reader_impl.h"
#include "store/sql_values.h"
#include "store/sql_values.h"

namespace triptych::store {

using base::Result;

Result<void> Reader::exportParquet(Table table, const Selection &selection, const std::string &file, std::stop_token stop)
{
    auto connection = m->open();
    if (!connection)
        return connection.error();
    if (auto made = createViews(m->db, *connection); !made)
        return made.error();
    const bool spans = table == Table::Spans;
    const Condition condition(m->db, table, selection, spans ? "r.start" : "r.time");
    std::string query = std::string("SELECT * FROM ") + (spans ? "spans" : "logs");
    if (!condition.all())
        query += std::string(" WHERE id IN (SELECT r.id FROM ") + (spans ? "span_rows" : "log_rows") + " r" + condition.where() + ")";
    std::string quoted;
    for (const char c : file)
        quoted += c == '\'' ? std::string("''") : std::string(1, c);
    return m->query("COPY (" + query + ") TO '" + quoted + "' (FORMAT parquet, COMPRESSION zstd)", condition.parameters(), [](const duck::Chunk &) {}, stop);
}

} // namespace triptych::store
