#include "store/database.h"
#include "store/reader.h"
#include "store/store.h"

#include <mutex>

namespace triptych::store {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

bool isSelect(duckdb_connection connection, const std::string &statement)
{
    duckdb_prepared_statement prepared = nullptr;
    const bool select = duckdb_prepare(connection, statement.c_str(), &prepared) == DuckDBSuccess &&
                        duckdb_prepared_statement_type(prepared) == DUCKDB_STATEMENT_TYPE_SELECT;
    duckdb_destroy_prepare(&prepared);
    return select;
}

} // namespace

Result<telemetry::SqlResult> Store::change(const std::string &statement, std::size_t limit, std::stop_token stop)
{
    if (m->readOnly)
        return Error{ErrorKind::Unreadable, "the store is open for reading only", {m->file.string(), {}, {}, {}}, {}, {}};
    auto connection = m->connect();
    if (!connection)
        return connection.error();
    if (isSelect(connection->get(), statement)) {
        auto reader = read();
        return reader ? (*reader)->sql(statement, limit, stop) : reader.error();
    }
    const std::unique_lock writing(m->writing, std::try_to_lock);
    if (!writing)
        return Error{ErrorKind::Busy, "an import is running into this store", {m->file.string(), {}, {}, {}}, {}, {}};
    duckdb_result result;
    const std::stop_callback interrupt(stop, [c = connection->get()] { duckdb_interrupt(c); });
    const bool ok = duckdb_query(connection->get(), statement.c_str(), &result) == DuckDBSuccess;
    const char *said = duckdb_result_error(&result);
    const std::string failure = said ? said : "the statement failed";
    const auto changed = ok ? duckdb_rows_changed(&result) : 0;
    duckdb_destroy_result(&result);
    if (stop.stop_requested())
        return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
    if (!ok)
        return duck::errorOf(failure);
    m->writerMemory.reset(); // it may have been about what is there no more
    m->keepFresh(nullptr);
    {
        const std::unique_lock lock(m->mutex);
        if (auto known = m->loadImported(connection->get()); !known)
            return known.error();
    }
    telemetry::SqlResult out;
    out.columns = {"changed"};
    out.numeric = {true};
    out.rows.push_back({std::to_string(changed)});
    return out;
}

} // namespace triptych::store
