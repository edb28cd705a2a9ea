#include "sources/clickhouse_schema.h"

#include "sources/http_backend.h"
#include "sources/json_text.h"

#include <map>
#include <vector>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

std::string quoted(std::string_view identifier)
{
    std::string out = "`";
    for (const char c : identifier)
        out += c == '`' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return out + "`";
}

std::string joined(const std::vector<std::string> &columns)
{
    std::string out;
    for (const std::string &one : columns)
        out += (out.empty() ? "" : ", ") + one;
    return out;
}

} // namespace

Result<ClickHouseSchema> clickHouseSchema(std::string_view columns, std::string_view tables, std::string_view database)
{
    const auto rows = jsonRows(columns), keys = jsonRows(tables);
    if (!rows || !keys)
        return Error{ErrorKind::BadInput, "its answer is not ClickHouse's: a row is no JSON", {}, {}, "check that a ClickHouse answers at this address"};
    std::map<std::string, ClickHouseSchema> found;
    const auto tableOf = [&found](const std::string &in, const std::string &name) -> ClickHouseSchema::Table & {
        ClickHouseSchema &schema = found[in];
        schema.database = in;
        return name == "otel_traces" ? schema.traces : name == "otel_logs" ? schema.logs : schema.times;
    };
    for (const QJsonObject &row : *rows) {
        const std::string column = textAt(row, "name"), in = textAt(row, "database");
        if (column.empty() || (!database.empty() && in != database))
            continue;
        ClickHouseSchema::Table &table = tableOf(in, textAt(row, "table"));
        table.columns.insert(column);
        if (column == "ResourceAttributes" && textAt(row, "type").starts_with("JSON"))
            table.json = true;
    }
    for (const QJsonObject &row : *keys)
        if (found.contains(textAt(row, "database")))
            tableOf(textAt(row, "database"), textAt(row, "name")).sortingKey = textAt(row, "sorting_key");
    std::erase_if(found, [](const auto &one) { return !one.second.traces.exists() && !one.second.logs.exists(); });
    if (found.empty())
        return Error{ErrorKind::NotFound,
                     database.empty() ? "it has no table otel_traces or otel_logs that this user may see" : "its database '" + std::string(database) + "' has no table otel_traces or otel_logs", {}, {},
                     "the OpenTelemetry collector's ClickHouse exporter makes them; name their database behind the address, as in http://host:8123/otel"};
    for (const char *usual : {"otel", "default"})
        if (const auto it = found.find(usual); it != found.end())
            return it->second;
    return found.begin()->second;
}

query::BackendDialect ClickHouseSchema::dialect(telemetry::Table table) const
{
    const Table &own = table == telemetry::Table::Spans ? traces : logs;
    query::BackendDialect out;
    out.table = table;
    out.attributes = own.json ? query::BackendDialect::Attributes::Json : query::BackendDialect::Attributes::Map;
    out.scopeColumns = own.has("ScopeName") && own.has("ScopeVersion");
    out.scopeAttributes = own.has("ScopeAttributes");
    out.eventNameColumn = own.has("EventName");
    return out;
}

std::string ClickHouseSchema::name(std::string_view table) const
{
    return quoted(database) + "." + quoted(table);
}

std::string ClickHouseSchema::traceColumns() const
{
    std::vector<std::string> out{"TraceId", "SpanId", "ParentSpanId", "TraceState", "SpanName", "SpanKind", "ServiceName", "ResourceAttributes", "SpanAttributes",
                                 "toUnixTimestamp64Nano(Timestamp) AS TimeUnixNano", "Duration", "StatusCode", "StatusMessage"};
    for (const char *column : {"ScopeName", "ScopeVersion", "ScopeAttributes"})
        if (traces.has(column))
            out.emplace_back(column);
    if (traces.has("Events.Timestamp")) {
        out.emplace_back("arrayMap(t -> toUnixTimestamp64Nano(t), Events.Timestamp) AS EventTimesUnixNano");
        out.emplace_back("Events.Name");
        out.emplace_back("Events.Attributes");
    }
    if (traces.has("Links.TraceId"))
        for (const char *column : {"Links.TraceId", "Links.SpanId", "Links.TraceState", "Links.Attributes"})
            out.emplace_back(column);
    return joined(out);
}

std::string ClickHouseSchema::logColumns() const
{
    std::vector<std::string> out{"toUnixTimestamp64Nano(Timestamp) AS TimeUnixNano", "TraceId", "SpanId", "SeverityText", "SeverityNumber", "ServiceName", "Body", "ResourceAttributes", "LogAttributes"};
    for (const char *column : {"ScopeName", "ScopeVersion", "ScopeAttributes", "EventName"})
        if (logs.has(column))
            out.emplace_back(column);
    return joined(out);
}

std::string ClickHouseSchema::within(telemetry::Table table) const
{
    std::string out = "Timestamp >= fromUnixTimestamp64Nano({from:Int64}) AND Timestamp < fromUnixTimestamp64Nano({to:Int64})";
    if (table != telemetry::Table::Logs)
        return out;
    if (logs.has("TimestampTime"))
        out += " AND TimestampTime >= toDateTime(fromUnixTimestamp64Nano({from:Int64})) AND TimestampTime <= toDateTime(fromUnixTimestamp64Nano({to:Int64}))";
    if (logs.sortingKey.find("toStartOfFiveMinutes(Timestamp)") != std::string::npos)
        out += " AND toStartOfFiveMinutes(Timestamp) >= toStartOfFiveMinutes(fromUnixTimestamp64Nano({from:Int64})) AND toStartOfFiveMinutes(Timestamp) <= "
               "toStartOfFiveMinutes(fromUnixTimestamp64Nano({to:Int64}))";
    return out;
}

} // namespace triptych::sources
