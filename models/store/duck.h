#pragma once
#include "base/result.h"
#include "telemetry/row_predicate.h"

#include <duckdb.h>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

/// DuckDB's C API with owners and Result; nothing else in this room calls duckdb_* for these things.
namespace triptych::store::duck {

struct CloseConnection {
    void operator()(duckdb_connection c) const { duckdb_disconnect(&c); }
};
using Connection = std::unique_ptr<std::remove_pointer_t<duckdb_connection>, CloseConnection>;

/// A chunk of a streamed result: columns as DuckDB lays them out. Valid during the visit.
class Chunk
{
public:
    explicit Chunk(duckdb_data_chunk chunk) : m_chunk(chunk), m_size(duckdb_data_chunk_get_size(chunk)) {}
    idx_t size() const { return m_size; }
    template <typename T> const T *column(idx_t i) const
    {
        return static_cast<const T *>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(m_chunk, i)));
    }
    bool valid(idx_t column, idx_t row) const
    {
        std::uint64_t *mask = duckdb_vector_get_validity(duckdb_data_chunk_get_vector(m_chunk, column));
        return mask == nullptr || duckdb_validity_row_is_valid(mask, row);
    }
    std::string_view text(idx_t column, idx_t row) const
    {
        const duckdb_string_t &s = this->column<duckdb_string_t>(column)[row];
        return {duckdb_string_t_data(const_cast<duckdb_string_t *>(&s)), duckdb_string_t_length(s)};
    }
    duckdb_vector vector(idx_t i) const { return duckdb_data_chunk_get_vector(m_chunk, i); }

private:
    duckdb_data_chunk m_chunk;
    idx_t m_size;
};

using Parameters = std::vector<telemetry::SqlValue>;
using Visit = std::function<void(const Chunk &)>;

/// Turns DuckDB's words into an Error: Stopped for an interrupt, DiskFull, BadQuery or Internal else.
base::Error errorOf(const std::string &message);

/// Runs a statement whose result is of no interest.
base::Result<void> run(duckdb_connection connection, const std::string &sql, const Parameters &parameters = {});
/// Runs a statement that the engine expands to several (COPY FROM DATABASE), which cannot be prepared.
base::Result<void> script(duckdb_connection connection, const std::string &sql, std::stop_token stop = {});
/// Runs a query and visits its chunks in order; `stop` interrupts it.
base::Result<void> query(duckdb_connection connection, const std::string &sql, const Parameters &parameters,
                         const Visit &visit, std::stop_token stop = {});
/// The first column of the first row as a number; 0 if there is no row or it is NULL.
base::Result<std::int64_t> number(duckdb_connection connection, const std::string &sql, const Parameters &parameters = {},
                                  std::stop_token stop = {});

/// `"key"` with quotes doubled.
std::string quoted(std::string_view identifier);

} // namespace triptych::store::duck
