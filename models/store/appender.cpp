#include "store/appender.h"

namespace triptych::store {

using base::Result;

Result<void> Appender::open(duckdb_connection connection, const std::string &table)
{
    discard();
    if (duckdb_appender_create(connection, nullptr, table.c_str(), &m_appender) != DuckDBSuccess) {
        const char *text = duckdb_appender_error(m_appender);
        const base::Error e = duck::errorOf(text ? text : "the table " + table + " takes no rows");
        duckdb_appender_destroy(&m_appender);
        m_appender = nullptr;
        return e;
    }
    m_columns = duckdb_appender_column_count(m_appender);
    std::vector<duckdb_logical_type> types;
    for (idx_t i = 0; i < m_columns; ++i)
        types.push_back(duckdb_appender_column_type(m_appender, i));
    m_chunk = duckdb_create_data_chunk(types.data(), m_columns);
    for (duckdb_logical_type &t : types)
        duckdb_destroy_logical_type(&t);
    return {};
}

void Appender::begin()
{
    duckdb_data_chunk_reset(m_chunk);
}

Result<void> Appender::send(idx_t rows)
{
    duckdb_data_chunk_set_size(m_chunk, rows);
    if (duckdb_append_data_chunk(m_appender, m_chunk) != DuckDBSuccess) {
        const char *text = duckdb_appender_error(m_appender);
        return duck::errorOf(text ? text : "rows could not be written");
    }
    const bool enough = handsOver(rows);
    m_held += rows;
    return enough ? flush() : Result<void>();
}

Result<void> Appender::flush()
{
    m_held = 0;
    if (duckdb_appender_flush(m_appender) != DuckDBSuccess) {
        const char *text = duckdb_appender_error(m_appender);
        return duck::errorOf(text ? text : "rows could not be written");
    }
    return {};
}

Result<void> Appender::close()
{
    if (!m_appender)
        return {};
    Result<void> out;
    if (duckdb_appender_close(m_appender) != DuckDBSuccess) {
        const char *text = duckdb_appender_error(m_appender);
        out = duck::errorOf(text ? text : "rows could not be written");
    }
    discard();
    return out;
}

void Appender::discard()
{
    if (m_chunk)
        duckdb_destroy_data_chunk(&m_chunk);
    if (m_appender)
        duckdb_appender_destroy(&m_appender);
    m_chunk = nullptr;
    m_appender = nullptr;
}

} // namespace triptych::store
