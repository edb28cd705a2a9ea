#include "store/sql_values.h"

#include <charconv>
#include <cmath>

namespace triptych::store {

namespace {

std::string floating(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "Infinity" : "-Infinity";
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    return std::string(buffer, end);
}

std::string hugeint(duckdb_hugeint value)
{
    __extension__ using Wide = __int128;
    Wide v = (static_cast<Wide>(value.upper) << 64) | value.lower;
    if (v == 0)
        return "0";
    const bool negative = v < 0;
    std::string out;
    while (v != 0) {
        const int digit = static_cast<int>(v % 10);
        out.insert(out.begin(), static_cast<char>('0' + (digit < 0 ? -digit : digit)));
        v /= 10;
    }
    return negative ? "-" + out : out;
}

std::string valueText(duckdb_vector vector, idx_t row)
{
    duckdb_logical_type type = duckdb_vector_get_column_type(vector);
    const duckdb_type id = duckdb_get_type_id(type);
    void *data = duckdb_vector_get_data(vector);
    const auto at = [&]<typename T>(T *) { return static_cast<T *>(data)[row]; };
    std::string out;
    switch (id) {
    case DUCKDB_TYPE_BOOLEAN: out = at(static_cast<bool *>(nullptr)) ? "true" : "false"; break;
    case DUCKDB_TYPE_TINYINT: out = std::to_string(at(static_cast<std::int8_t *>(nullptr))); break;
    case DUCKDB_TYPE_SMALLINT: out = std::to_string(at(static_cast<std::int16_t *>(nullptr))); break;
    case DUCKDB_TYPE_INTEGER: out = std::to_string(at(static_cast<std::int32_t *>(nullptr))); break;
    case DUCKDB_TYPE_BIGINT: out = std::to_string(at(static_cast<std::int64_t *>(nullptr))); break;
    case DUCKDB_TYPE_UTINYINT: out = std::to_string(at(static_cast<std::uint8_t *>(nullptr))); break;
    case DUCKDB_TYPE_USMALLINT: out = std::to_string(at(static_cast<std::uint16_t *>(nullptr))); break;
    case DUCKDB_TYPE_UINTEGER: out = std::to_string(at(static_cast<std::uint32_t *>(nullptr))); break;
    case DUCKDB_TYPE_UBIGINT: out = std::to_string(at(static_cast<std::uint64_t *>(nullptr))); break;
    case DUCKDB_TYPE_HUGEINT: out = hugeint(at(static_cast<duckdb_hugeint *>(nullptr))); break;
    case DUCKDB_TYPE_FLOAT: out = floating(static_cast<double>(at(static_cast<float *>(nullptr)))); break;
    case DUCKDB_TYPE_DOUBLE: out = floating(at(static_cast<double *>(nullptr))); break;
    case DUCKDB_TYPE_VARCHAR:
    case DUCKDB_TYPE_BLOB: {
        duckdb_string_t &s = static_cast<duckdb_string_t *>(data)[row];
        out = id == DUCKDB_TYPE_BLOB ? "(" + std::to_string(duckdb_string_t_length(s)) + " bytes)"
                                     : std::string(duckdb_string_t_data(&s), duckdb_string_t_length(s));
        break;
    }
    case DUCKDB_TYPE_LIST: {
        const duckdb_list_entry entry = static_cast<duckdb_list_entry *>(data)[row];
        duckdb_vector child = duckdb_list_vector_get_child(vector);
        out = "[";
        for (idx_t i = 0; i < entry.length; ++i)
            out += (i ? ", " : "") + valueText(child, entry.offset + i);
        out += "]";
        break;
    }
    default:
        out = "(cast this column to VARCHAR to see it)";
    }
    duckdb_destroy_logical_type(&type);
    return out;
}

} // namespace

std::vector<std::optional<std::string>> rowTexts(duckdb_data_chunk chunk, idx_t row)
{
    std::vector<std::optional<std::string>> out;
    const idx_t columns = duckdb_data_chunk_get_column_count(chunk);
    for (idx_t i = 0; i < columns; ++i) {
        duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, i);
        std::uint64_t *mask = duckdb_vector_get_validity(vector);
        if (mask && !duckdb_validity_row_is_valid(mask, row))
            out.emplace_back(std::nullopt);
        else
            out.emplace_back(valueText(vector, row));
    }
    return out;
}

base::Result<void> createViews(const Database &database, duckdb_connection connection)
{
    const auto tags = [&](int table) {
        std::string out;
        for (const auto &[key, state] : database.keys[table])
            if (!state.column.empty())
                out += ", pool_text(r." + state.column + ") AS " + duck::quoted("@" + key);
        return out;
    };
    std::string spans, logs;
    {
        const std::shared_lock lock(database.mutex);
        spans = tags(0);
        logs = tags(1);
    }
    const std::string trace = "lower(format('{:016x}{:016x}', r.trace_hi, r.trace_lo)) AS trace_id, lower(format('{:016x}', r.span)) AS span_id";
    if (auto r = duck::run(connection, "CREATE OR REPLACE TEMP VIEW spans AS SELECT r.id, " + trace +
                                           ", CASE WHEN r.parent = 0 THEN '' ELSE lower(format('{:016x}', r.parent)) END AS parent_id, "
                                           "pool_text(r.service) AS service, pool_text(r.name) AS name, "
                                           "(['unspecified','internal','server','client','producer','consumer'])[r.kind + 1] AS kind, "
                                           "(['unset','ok','error'])[r.status + 1] AS status, r.start, make_timestamp_ns(r.start)::VARCHAR AS start_time, "
                                           "r.duration, r.events, r.links, r.resource, r.import, span_tags(r.id) AS tags, resource_tags(r.resource) AS resource_tags" + spans + " FROM span_rows r");
        !r)
        return r;
    if (auto r = duck::run(connection, "CREATE OR REPLACE TEMP VIEW logs AS SELECT r.id, r.time, make_timestamp_ns(r.time)::VARCHAR AS time_text, "
                                 "CASE WHEN r.level = 0 THEN '' ELSE (['trace','debug','info','warn','error','fatal'])[r.level // 4 + 1] END AS level, "
                                 "pool_text(r.service) AS service, " + trace + ", r.kind, r.line, r.resource, r.import, log_body(r.id) AS body, log_tags(r.id) AS tags, resource_tags(r.resource) AS resource_tags" + logs + " FROM log_rows r");
        !r)
        return r;
    return duck::run(connection, "CREATE OR REPLACE TEMP VIEW metrics AS SELECT q.name, (["
                                 "'unknown','gauge','sum','histogram','exponential_histogram','summary'])[q.type + 1] AS type, q.unit, x.time, "
                                 "make_timestamp_ns(x.time)::VARCHAR AS time_text, x.value, x.count, x.detail, tag_object(q.tags) AS tags, "
                                 "resource_tags(q.resource) AS resource_tags, x.import FROM samples x JOIN series q ON q.id = x.series");
}

} // namespace triptych::store
