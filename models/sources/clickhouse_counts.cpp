#include "sources/clickhouse_backend.h"

#include <QJsonArray>

#include <algorithm>

/// What ClickHouse counts itself, over all that matches: no row is fetched for it.
namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr std::string_view kError = "StatusCode IN ('Error', 'STATUS_CODE_ERROR')";
constexpr std::size_t kMostGroups = 100'000;

std::string at(const char *column)
{
    return std::string("toUnixTimestamp64Nano(") + column + ")";
}

/// One of the names of an enumeration in either of its spellings: `server` of `Server` and `SPAN_KIND_SERVER`.
std::string named(const std::string &column, const std::string &prefix, const std::vector<std::string> &names)
{
    std::string out = "multiIf(";
    for (std::size_t i = 1; i < names.size(); ++i) {
        std::string upper = names[i], first = names[i];
        std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) { return static_cast<char>(c - 32); });
        first.front() = upper.front();
        out += column + " IN ('" + first + "', '" + prefix + upper + "'), '" + names[i] + "', ";
    }
    return out + "'" + names.front() + "')";
}

/// As it is read here: by its number, or, without one, by its text.
std::string level()
{
    std::string out = "multiIf(";
    const std::vector<std::pair<std::string, std::string>> levels{{"trace", "'trace'"}, {"debug", "'debug'"}, {"info", "'info', 'information', 'notice'"}, {"warn", "'warn', 'warning'"}, {"error", "'error', 'err'"}, {"fatal", "'fatal', 'critical', 'crit', 'emerg', 'alert', 'panic'"}};
    int number = 1;
    for (const auto &[name, texts] : levels) {
        out += "(SeverityNumber BETWEEN " + std::to_string(number) + " AND " + std::to_string(number + 3) + ") OR (SeverityNumber = 0 AND lower(SeverityText) IN (" + texts + ")), '" + name + "', ";
        number += 4;
    }
    return out + "'')";
}

std::uint64_t count(const QJsonObject &row, const char *key)
{
    return row.value(QLatin1String(key)).toVariant().toString().toULongLong();
}

} // namespace

/// The matching rows as `FROM … WHERE …`, their parameters bound. NotFound where a part of the filter is decided here.
Result<std::string> ClickHouseBackend::matching(Table table, const BackendSearch &search, ClickHouseQuery &query, std::stop_token stop)
{
    const auto known = schema(stop);
    if (!known)
        return known.error();
    const ClickHouseSchema::Table &own = table == Table::Spans ? known->traces : known->logs;
    const auto compiled = query::compileFor(query::Backend::ClickHouse, search.filter, search.aliases, known->dialect(table));
    if (!compiled)
        return compiled.error();
    if (!compiled->decidesAll() || !own.exists() || own.json)
        return Error{ErrorKind::NotFound, "this is counted here", {address(), {}, {}, {}}, {}, {}};
    query.parameters = compiled->parameters;
    query.parameters.push_back({"from", "Int64", std::to_string(search.range.from)});
    query.parameters.push_back({"to", "Int64", std::to_string(search.range.to)});
    return " FROM " + (table == Table::Spans ? known->traceTable() : known->logTable()) + " WHERE " + known->within(table) + (table == Table::Spans ? " AND TraceId != ''" : "") + " AND (" +
           (compiled->nothing ? std::string("0") : compiled->text) + ")";
}

Result<Histogram> ClickHouseBackend::histogram(Table table, const BackendSearch &search, Nanos width, std::stop_token stop)
{
    ClickHouseQuery query;
    const auto from = matching(table, search, query, stop);
    if (!from)
        return from.error();
    query.parameters.push_back({"width", "Int64", std::to_string(width)});
    const std::string bin = "intDiv(at - {from:Int64}, {width:Int64}) AS bin";
    if (table == Table::Logs)
        query.sql = "SELECT " + bin + ", count() AS records, countIf(level = 'warn') AS warnings, countIf(level IN ('error', 'fatal')) AS errors FROM (SELECT " + at("Timestamp") + " AS at, " + level() + " AS level" + *from +
                    ") GROUP BY bin";
    else if (search.filter.empty()) // traces, where they start
        query.sql = "SELECT " + bin + ", count() AS records, 0 AS warnings, countIf(failed) AS errors FROM (SELECT min(" + at("Timestamp") + ") AS at, max(" + std::string(kError) + ") AS failed" + *from +
                    " GROUP BY TraceId) GROUP BY bin";
    else
        query.sql = "SELECT " + bin + ", count() AS records, 0 AS warnings, countIf(failed) AS errors FROM (SELECT " + at("Timestamp") + " AS at, " + std::string(kError) + " AS failed" + *from + ") GROUP BY bin";
    const auto counted = rows(query, stop, search.progress);
    if (!counted)
        return counted.error();
    Histogram out;
    out.range = search.range;
    out.width = width;
    out.bins.resize(static_cast<std::size_t>(std::max<Nanos>(0, (search.range.length() + width - 1) / width)));
    for (const QJsonObject &row : *counted) {
        const std::uint64_t i = count(row, "bin");
        if (i < out.bins.size())
            out.bins[i] = {count(row, "records"), count(row, "warnings"), count(row, "errors")};
    }
    return out;
}

/// What a record has for a key, as an array of texts.
std::string ClickHouseBackend::valuesOf(Table table, const std::string &key, const BackendSearch &search, ClickHouseQuery &query) const
{
    const auto bound = [&query](const std::string &value) {
        const std::string name = "v" + std::to_string(query.parameters.size());
        query.parameters.push_back({name, "String", value});
        return "{" + name + ":String}";
    };
    if (key == "service")
        return "[toString(ServiceName)]";
    if (table == Table::Spans && key == "name")
        return "[toString(SpanName)]";
    if (table == Table::Spans && key == "status")
        return "[" + named("StatusCode", "STATUS_CODE_", {"unset", "ok", "error"}) + "]";
    if (table == Table::Spans && key == "kind")
        return "[" + named("SpanKind", "SPAN_KIND_", {"unspecified", "internal", "server", "client", "producer", "consumer"}) + "]";
    if (table == Table::Logs && key == "level")
        return "[" + level() + "]";
    std::string list;
    for (const std::string &spelling : search.aliases.spellings(key)) {
        if (spelling == query::kProfileTag && !search.profile.empty()) {
            list += (list.empty() ? "" : ", ") + bound(search.profile);
            continue;
        }
        const std::string name = bound(spelling);
        for (const char *column : {table == Table::Spans ? "SpanAttributes" : "LogAttributes", "ResourceAttributes"})
            list += (list.empty() ? "" : ", ") + std::string(column) + "[" + name + "]";
    }
    return "[" + list + "]";
}

Result<std::vector<Facet>> ClickHouseBackend::facets(Table table, const BackendSearch &search, const std::vector<std::string> &keys, std::size_t top, std::stop_token stop)
{
    ClickHouseQuery query;
    const auto from = matching(table, search, query, stop);
    if (!from)
        return from.error();
    for (std::size_t k = 0; k < keys.size(); ++k)
        query.sql += (k > 0 ? " UNION ALL " : "") + ("SELECT " + std::to_string(k) + " AS place, value, records, count() OVER () AS kinds, sum(records) OVER () AS whole FROM (SELECT arrayJoin(arrayDistinct(" +
                                                      valuesOf(table, keys[k], search, query) + ")) AS value, count() AS records" + *from + " GROUP BY value HAVING value != '') ORDER BY records DESC, value LIMIT " + std::to_string(top));
    std::vector<Facet> out;
    for (const std::string &key : keys)
        out.push_back({key, {}, 0, 0});
    if (keys.empty())
        return out;
    const auto counted = rows(query, stop, search.progress);
    if (!counted)
        return counted.error();
    for (const QJsonObject &row : *counted) {
        Facet &facet = out.at(std::min<std::size_t>(count(row, "place"), out.size() - 1));
        facet.values.push_back({row.value(QStringLiteral("value")).toString().toStdString(), count(row, "records")});
        facet.distinct = count(row, "kinds");
        facet.other = count(row, "whole");
    }
    for (Facet &facet : out) {
        std::stable_sort(facet.values.begin(), facet.values.end(), [](const FacetValue &a, const FacetValue &b) { return a.count > b.count; });
        for (const FacetValue &value : facet.values)
            facet.other -= std::min(facet.other, value.count);
    }
    return out;
}

Result<std::vector<Stats>> ClickHouseBackend::stats(const BackendSearch &search, const std::vector<std::string> &by, std::stop_token stop)
{
    ClickHouseQuery query;
    const auto from = matching(Table::Spans, search, query, stop);
    if (!from)
        return from.error();
    std::string columns, groups;
    for (std::size_t i = 0; i < by.size(); ++i) {
        const std::string name = "g" + std::to_string(i);
        columns += "arrayFirst(x -> x != '', " + valuesOf(Table::Spans, by[i], search, query) + ") AS " + name + ", ";
        groups += (i > 0 ? ", " : "") + name;
    }
    // Self time: what of a span no child of it covers. Children of the matching spans are looked for in their traces.
    const std::string whole = from->substr(0, from->find(" WHERE "));
    const std::string start = at("Timestamp"), end = start + " + toInt64(Duration)";
    query.sql = "WITH matching AS (SELECT " + columns + "TraceId, SpanId, " + start + " AS t0, toInt64(Duration) AS duration, " + std::string(kError) + " AS failed" + *from +
                "), covered AS (SELECT parent.TraceId AS TraceId, parent.SpanId AS SpanId, intervalLengthSum(greatest(child.t0, parent.t0), least(child.t1, parent.t0 + parent.duration)) AS length FROM (SELECT TraceId, "
                "ParentSpanId, " + start + " AS t0, " + end + " AS t1" + whole + " WHERE TraceId IN (SELECT TraceId FROM matching) AND ParentSpanId != '') AS child INNER JOIN matching AS parent ON parent.TraceId = child.TraceId AND "
                "parent.SpanId = child.ParentSpanId WHERE child.t1 > parent.t0 AND child.t0 < parent.t0 + parent.duration GROUP BY TraceId, SpanId) SELECT " +
                (groups.empty() ? "" : groups + ", ") +
                "count() AS spans, countIf(failed) AS errors, quantilesExactInclusive(0.5, 0.9, 0.95, 0.99)(duration) AS q, max(duration) AS longest, sum(duration - ifNull(covered.length, 0)) AS self FROM matching LEFT JOIN covered ON "
                "covered.TraceId = matching.TraceId AND covered.SpanId = matching.SpanId" +
                (groups.empty() ? "" : " GROUP BY " + groups + " ORDER BY spans DESC, " + groups) + " LIMIT " + std::to_string(kMostGroups);
    const auto counted = rows(query, stop, search.progress);
    if (!counted)
        return counted.error();
    const double seconds = static_cast<double>(std::max<Nanos>(search.range.length(), 1'000'000'000)) / 1e9;
    std::vector<Stats> out;
    for (const QJsonObject &row : *counted) {
        Stats one;
        for (std::size_t i = 0; i < by.size(); ++i)
            one.group.push_back(row.value(QStringLiteral("g%1").arg(i)).toString().toStdString());
        one.count = count(row, "spans");
        if (one.count == 0)
            continue; // of no group at all, an aggregate has one row
        one.errors = count(row, "errors");
        const QJsonArray quantiles = row.value(QStringLiteral("q")).toArray();
        one.p50 = quantiles.at(0).toVariant().toDouble();
        one.p90 = quantiles.at(1).toVariant().toDouble();
        one.p95 = quantiles.at(2).toVariant().toDouble();
        one.p99 = quantiles.at(3).toVariant().toDouble();
        one.max = row.value(QStringLiteral("longest")).toVariant().toLongLong();
        one.selfTime = row.value(QStringLiteral("self")).toVariant().toLongLong();
        one.rate = static_cast<double>(one.count) / seconds;
        out.push_back(std::move(one));
    }
    return out;
}

} // namespace triptych::sources
