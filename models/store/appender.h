#pragma once
#include "store/duck.h"

#include <cstring>
#include <string>
#include <vector>

namespace triptych::store {

/// Appends whole columns to a table, a vector at a time. One thread.
class Appender
{
public:
    Appender() = default;
    ~Appender() { discard(); }
    Appender(const Appender &) = delete;
    Appender &operator=(const Appender &) = delete;

    base::Result<void> open(duckdb_connection connection, const std::string &table);
    bool isOpen() const { return m_appender != nullptr; }
    idx_t columns() const { return m_columns; }

    /// Rows are handed over as soon as this many are held. DuckDB would hold 204,800: 25 MB of log rows, which leave the
    /// processor's cache before they are read again.
    static constexpr idx_t kHeld = 40'960;
    /// Starts a chunk; fill its columns, then send(rows). At most kRows rows.
    static constexpr idx_t kRows = 2048;
    void begin();
    template <typename T> T *column(idx_t i)
    {
        return static_cast<T *>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(m_chunk, i)));
    }
    void setText(idx_t column, idx_t row, std::string_view text)
    {
        duckdb_vector_assign_string_element_len(duckdb_data_chunk_get_vector(m_chunk, column), row, text.data(), text.size());
    }
    /// Validity of a column, all valid at first.
    std::uint64_t *validity(idx_t column)
    {
        duckdb_vector v = duckdb_data_chunk_get_vector(m_chunk, column);
        duckdb_vector_ensure_validity_writable(v);
        return duckdb_vector_get_validity(v);
    }
    duckdb_vector vector(idx_t column) { return duckdb_data_chunk_get_vector(m_chunk, column); }
    base::Result<void> send(idx_t rows);
    /// Whether sending so many rows hands over what is held; until then other threads may use the connection.
    bool handsOver(idx_t rows) const { return m_held + rows >= kHeld; }
    /// Hands over what was sent, which else waits for kHeld rows.
    base::Result<void> flush();
    base::Result<void> close(); ///< flushes
    void discard();

private:
    duckdb_appender m_appender = nullptr;
    duckdb_data_chunk m_chunk = nullptr;
    idx_t m_columns = 0;
    idx_t m_held = 0; ///< rows since the last flush
};

} // namespace triptych::store
