#pragma once
#include "base/result.h"
#include "query/backend_query.h"

#include <set>
#include <string>
#include <string_view>

namespace triptych::sources {

/// The collector's tables as one server has them: columns differ by version of the exporter.
struct ClickHouseSchema {
    struct Table {
        std::set<std::string> columns; ///< empty: there is no such table
        bool json = false;             ///< attributes are of type JSON, not maps
        std::string sortingKey;
        bool exists() const { return !columns.empty(); }
        bool has(std::string_view column) const { return columns.contains(std::string(column)); }
    };
    std::string database;
    Table traces, logs, times; ///< otel_traces, otel_logs, otel_traces_trace_id_ts

    query::BackendDialect dialect(telemetry::Table table) const;
    /// `db`.`otel_traces`, quoted.
    std::string traceTable() const { return name("otel_traces"); }
    std::string logTable() const { return name("otel_logs"); }
    std::string timeTable() const { return name("otel_traces_trace_id_ts"); }
    /// What formats::ClickHouseDecoder reads, for SELECT.
    std::string traceColumns() const;
    std::string logColumns() const;
    /// The condition on the time, of the columns that this schema sorts by too. Parameters `from` and `to`, Int64 ns.
    std::string within(telemetry::Table table) const;

private:
    std::string name(std::string_view table) const;
};

/// Answers of the two statements below, FORMAT JSONEachRow. Of several databases that have the tables the one asked for, or
/// otel, or default, or the first. Errors: NotFound without any of them; BadInput.
base::Result<ClickHouseSchema> clickHouseSchema(std::string_view columns, std::string_view tables, std::string_view database);
inline constexpr std::string_view kClickHouseColumns =
    "SELECT database, table, name, type FROM system.columns WHERE table IN ('otel_traces', 'otel_logs', 'otel_traces_trace_id_ts')";
inline constexpr std::string_view kClickHouseTables =
    "SELECT database, name, sorting_key FROM system.tables WHERE name IN ('otel_traces', 'otel_logs', 'otel_traces_trace_id_ts')";

} // namespace triptych::sources
