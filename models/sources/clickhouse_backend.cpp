#include "sources/clickhouse_backend.h"

#include "sources/http_backend.h"
#include "sources/trace_spellings.h"
#include "sources/unseen_rows.h"

#include <QJsonDocument>
#include <QUrl>
#include <QUrlQuery>
#include <algorithm>
#include <map>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr std::size_t kMostKeys = 1000, kMostValues = 1000;
constexpr std::size_t kMostSpansOfTrace = 2'000'000; ///< of one trace
constexpr double kLongEnough = 1.0;           ///< seconds of reading worth a word

std::string integerText(std::int64_t value) { return std::to_string(value); }

void bindValue(ClickHouseQuery &query, std::string name, std::string type, std::string value)
{
    query.parameters.push_back({std::move(name), std::move(type), std::move(value)});
}

void bindRange(ClickHouseQuery &query, const TimeRange &range)
{
    bindValue(query, "from", "Int64", integerText(range.from));
    bindValue(query, "to", "Int64", integerText(range.to));
}

/// The database and the address without it.
std::pair<Endpoint, std::string> parted(Endpoint endpoint)
{
    QUrl url(QString::fromStdString(endpoint.url));
    std::string database = QUrlQuery(url).queryItemValue(QStringLiteral("database"), QUrl::FullyDecoded).toStdString();
    const QString path = url.path(QUrl::FullyDecoded);
    if (database.empty() && path.size() > 1 && path.indexOf(u'/', 1) < 0) {
        database = path.mid(1).toStdString();
        url.setPath({});
    }
    url.setQuery(QString());
    endpoint.url = url.toString().toStdString();
    return {std::move(endpoint), std::move(database)};
}

/// How much was read, where it took long: what a person narrows next time.
void remarkOnReading(const ClickHouseAnswer &answer, Fetched &into)
{
    if (!answer.summary || std::chrono::duration<double>(answer.summary->took).count() < kLongEnough)
        return;
    into.remarks.push_back("it read " + integerText(static_cast<std::int64_t>(answer.summary->readRows)) + " rows (" + integerText(static_cast<std::int64_t>(answer.summary->readBytes >> 20)) + " MiB) in " +
                           integerText(std::chrono::duration_cast<std::chrono::milliseconds>(answer.summary->took).count()) + " ms");
}

/// Of the last of these rows, or a little before, as its JSON may be read as a double; at most 0: there is none.
Nanos lastTime(std::string_view rows)
{
    while (!rows.empty() && rows.back() == '\n')
        rows.remove_suffix(1);
    const std::string_view row = rows.substr(rows.rfind('\n') + 1);
    return QJsonDocument::fromJson(QByteArray(row.data(), static_cast<qsizetype>(row.size()))).object().value(QStringLiteral("TimeUnixNano")).toVariant().toLongLong() - 1000;
}

/// Both forms in which exporters write an id that has 64 bits.
std::string traceIdList(ClickHouseQuery &query, TraceId id)
{
    const std::string all = hex(id), low = all.substr(16);
    bindValue(query, "id", "String", all);
    bindValue(query, "low", "String", low);
    bindValue(query, "padded", "String", std::string(16, '0') + low);
    return "TraceId IN ({id:String}, {low:String}, {padded:String})";
}

} // namespace

ClickHouseBackend::ClickHouseBackend(Endpoint endpoint, query::AliasTable aliases, std::shared_ptr<NetworkThread> thread)
    : m_call(parted(endpoint).first, std::move(thread)), m_aliases(std::move(aliases)), m_database(parted(endpoint).second)
{
}

std::string ClickHouseBackend::address() const
{
    return shownUrl(m_call.endpoint());
}

Result<ClickHouseSchema> ClickHouseBackend::schema(std::stop_token stop)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_schema)
            return *m_schema;
    }
    const auto columns = m_call.ask({std::string(kClickHouseColumns), {}}, "JSONEachRow", stop);
    if (!columns)
        return columns.error();
    const auto tables = m_call.ask({std::string(kClickHouseTables), {}}, "JSONEachRow", stop);
    if (!tables)
        return tables.error();
    auto schema = clickHouseSchema(columns->body, tables->body, m_database);
    if (!schema) {
        Error error = schema.error();
        error.where.file = address();
        return error;
    }
    const std::lock_guard lock(m_mutex);
    m_schema = *schema;
    return schema;
}

Result<std::vector<QJsonObject>> ClickHouseBackend::rows(const ClickHouseQuery &query, std::stop_token stop, const Progress &progress)
{
    const auto answer = m_call.ask(query, "JSONEachRow", stop, progress);
    if (!answer)
        return answer.error();
    auto rows = jsonRows(answer->body);
    if (!rows)
        return Error{ErrorKind::BadInput, "its answer is not ClickHouse's: a row is no JSON", {address(), {}, {}, {}}, {}, "check that a ClickHouse answers at this address"};
    return std::move(*rows);
}

Result<BackendFacts> ClickHouseBackend::test(std::stop_token stop)
{
    {
        const std::lock_guard lock(m_mutex);
        m_schema.reset();
    }
    const Nanos start = monotonicNow();
    const auto answer = m_call.ask({"SELECT version() AS version", {}}, "JSONEachRow", stop);
    if (!answer)
        return answer.error();
    BackendFacts facts = factsOf(answer->head, m_call.endpoint(), monotonicNow() - start);
    const auto version = jsonRows(answer->body);
    if (!version || version->size() != 1)
        return Error{ErrorKind::BadInput, "its answer is not ClickHouse's", {address(), {}, {}, {}}, {}, "check that a ClickHouse answers at this address"};
    facts.version = version->front().value(QStringLiteral("version")).toString().toStdString();
    const auto known = schema(stop);
    if (!known)
        return known.error();
    facts.remarks.push_back("database " + known->database);
    if (!known->traces.exists())
        facts.remarks.emplace_back("it has no otel_traces");
    if (!known->logs.exists())
        facts.remarks.emplace_back("it has no otel_logs");
    const auto counted = rows({"SELECT uniq(ServiceName) AS services, toString(toUnixTimestamp64Nano(min(Timestamp))) AS oldest, count() > 0 AS some FROM " +
                                   (known->traces.exists() ? known->traceTable() : known->logTable()),
                               {}},
                              stop);
    if (!counted)
        return counted.error();
    if (counted->size() == 1 && counted->front().value(QStringLiteral("some")).toInt() != 0) {
        facts.services = counted->front().value(QStringLiteral("services")).toVariant().toString().toULongLong();
        facts.oldest = counted->front().value(QStringLiteral("oldest")).toString().toLongLong();
    } else {
        facts.services = 0;
    }
    return facts;
}

Result<Fetched> ClickHouseBackend::searchTraces(const BackendSearch &search, std::stop_token stop)
{
    const auto known = schema(stop);
    if (!known)
        return known.error();
    const auto compiled = query::compileFor(query::Backend::ClickHouse, search.filter, search.aliases, known->dialect(Table::Spans));
    if (!compiled)
        return compiled.error();
    Fetched out;
    out.asked = askedOf(*compiled);
    if (compiled->nothing || !known->traces.exists())
        return out;
    const std::string found = "SELECT TraceId FROM " + known->traceTable() + " WHERE " + known->within(Table::Spans) + " AND TraceId != '' AND (" + compiled->text +
                              ") GROUP BY TraceId ORDER BY max(Timestamp) DESC, TraceId LIMIT {limit:UInt64}";
    ClickHouseQuery query{"WITH found AS (" + found + ") SELECT " + known->traceColumns() + " FROM " + known->traceTable() + " WHERE TraceId IN (SELECT TraceId FROM found)", compiled->parameters};
    if (known->times.exists()) // parts of the table that hold none of them are passed over
        query.sql += " AND Timestamp >= (SELECT min(Start) FROM " + known->timeTable() + " WHERE TraceId IN (SELECT TraceId FROM found)) AND Timestamp <= (SELECT max(End) + 1 FROM " + known->timeTable() +
                     " WHERE TraceId IN (SELECT TraceId FROM found))";
    bindRange(query, search.range);
    bindValue(query, "limit", "UInt64", std::to_string(search.limit));
    auto answer = m_call.ask(query, "JSONEachRow", stop, search.progress);
    if (!answer)
        return answer.error();
    remarkOnReading(*answer, out);
    out.count = distinctIds(answer->body, "TraceId");
    out.more = out.count >= search.limit;
    if (!answer->body.empty())
        out.answers.push_back({"ClickHouse: search", std::move(answer->body)});
    return out;
}

Result<Fetched> ClickHouseBackend::trace(TraceId id, std::stop_token stop)
{
    const auto known = schema(stop);
    if (!known)
        return known.error();
    const Error none{ErrorKind::NotFound, "no trace has the id " + hex(id), {address(), {}, {}, {}}, {}, {}};
    if (!known->traces.exists())
        return none;
    ClickHouseQuery query;
    const std::string ids = traceIdList(query, id);
    const std::string all = "SELECT " + known->traceColumns() + " FROM " + known->traceTable() + " WHERE " + ids;
    const std::string end = " ORDER BY Timestamp LIMIT " + std::to_string(kMostSpansOfTrace);
    query.sql = all;
    if (known->times.exists())
        query.sql += " AND Timestamp >= (SELECT min(Start) FROM " + known->timeTable() + " WHERE " + ids + ") AND Timestamp <= (SELECT max(End) + 1 FROM " + known->timeTable() + " WHERE " + ids + ")";
    query.sql += end;
    auto answer = m_call.ask(query, "JSONEachRow", stop);
    if (answer && answer->body.empty() && known->times.exists()) { // older than the helper's view
        query.sql = all + end;
        answer = m_call.ask(query, "JSONEachRow", stop);
    }
    if (!answer)
        return answer.error();
    if (answer->body.empty())
        return none;
    Fetched out;
    out.count = 1;
    remarkOnReading(*answer, out);
    out.answers.push_back({"ClickHouse: trace " + hex(id), std::move(answer->body)});
    return out;
}

Result<Fetched> ClickHouseBackend::lines(const ClickHouseQuery &query, std::size_t limit, const std::string &what, const SeenLines &seen, std::stop_token stop, const Progress &progress)
{
    auto answer = m_call.ask(query, "JSONEachRow", stop, progress);
    if (!answer)
        return answer.error();
    Fetched out;
    remarkOnReading(*answer, out);
    std::size_t received = 0;
    std::string fresh = unseenRows(answer->body, seen, out.lines, received);
    out.count = received;
    out.more = received >= limit;
    out.reached = lastTime(answer->body);
    if (!fresh.empty())
        out.answers.push_back({"ClickHouse: " + what, std::move(fresh)});
    return out;
}

Result<Fetched> ClickHouseBackend::searchLogs(const BackendSearch &search, const SeenLines &seen, std::stop_token stop)
{
    const auto known = schema(stop);
    if (!known)
        return known.error();
    const auto compiled = query::compileFor(query::Backend::ClickHouse, search.filter, search.aliases, known->dialect(Table::Logs));
    if (!compiled)
        return compiled.error();
    Fetched out;
    if (!compiled->nothing && known->logs.exists()) {
        ClickHouseQuery query{"SELECT " + known->logColumns() + " FROM " + known->logTable() + " WHERE " + known->within(Table::Logs) + " AND (" + compiled->text +
                                  ") ORDER BY Timestamp " + (search.oldestFirst ? "ASC" : "DESC") + " LIMIT {limit:UInt64}",
                              compiled->parameters};
        bindRange(query, search.range);
        bindValue(query, "limit", "UInt64", std::to_string(search.limit));
        auto fetched = lines(query, search.limit, "search", seen, stop, search.progress);
        if (!fetched)
            return fetched;
        out = std::move(*fetched);
    }
    out.asked = askedOf(*compiled);
    return out;
}

Result<Fetched> ClickHouseBackend::logsOfTrace(TraceId id, const TimeRange &range, std::size_t limit, const SeenLines &seen, std::stop_token stop)
{
    const auto known = schema(stop);
    if (!known)
        return known.error();
    if (!known->logs.exists())
        return Fetched{};
    ClickHouseQuery query;
    const std::string ids = traceIdList(query, id);
    std::string named = ids + " OR match(Body, {spelled:String})";
    named += known->logs.json ? " OR match(toJSONString(LogAttributes), {spelled:String})" : " OR arrayExists(x -> match(x, {spelled:String}), mapValues(LogAttributes))";
    if (!traceField().empty()) { // those of the line are looked through already
        bindValue(query, "field", "String", traceField());
        named += known->logs.json ? " OR match(ifNull(JSONExtractString(toJSONString(ResourceAttributes), {field:String}), ''), {spelled:String})" : " OR match(ResourceAttributes[{field:String}], {spelled:String})";
    }
    query.sql = "SELECT " + known->logColumns() + " FROM " + known->logTable() + " WHERE " + known->within(Table::Logs) + " AND (" + named + ") ORDER BY Timestamp DESC LIMIT {limit:UInt64}";
    bindValue(query, "spelled", "String", spellingsRegex(id));
    bindRange(query, range);
    bindValue(query, "limit", "UInt64", std::to_string(limit));
    return lines(query, limit, "trace " + hex(id), seen, stop);
}

Result<std::vector<TagKey>> ClickHouseBackend::tagKeys(const TimeRange &range, std::stop_token stop)
{
    const auto known = schema(stop);
    if (!known)
        return known.error();
    std::map<std::pair<std::string, TagScope>, TagKey> keys;
    for (const Table table : {Table::Spans, Table::Logs}) {
        const ClickHouseSchema::Table &own = table == Table::Spans ? known->traces : known->logs;
        if (!own.exists())
            continue;
        std::string sql;
        for (const char *column : {table == Table::Spans ? "SpanAttributes" : "LogAttributes", "ResourceAttributes"})
            sql += (sql.empty() ? "" : " UNION ALL ") + ("SELECT '" + std::string(column) + "' AS kept, arrayJoin(" + (own.json ? "JSONAllPaths(" : "mapKeys(") + column + ")) AS key, count() AS records FROM " +
                                                           (table == Table::Spans ? known->traceTable() : known->logTable()) + " WHERE " + known->within(table) + " GROUP BY key ORDER BY records DESC LIMIT " +
                                                           std::to_string(kMostKeys));
        ClickHouseQuery query{std::move(sql), {}};
        bindRange(query, range);
        const auto found = rows(query, stop);
        if (!found)
            return found.error();
        for (const QJsonObject &row : *found) {
            const std::string key = row.value(QStringLiteral("key")).toString().toStdString();
            const TagScope scope = row.value(QStringLiteral("kept")).toString() == QStringLiteral("ResourceAttributes") ? TagScope::Resource : table == Table::Spans ? TagScope::Span : TagScope::Log;
            TagKey &into = keys.try_emplace({key, scope}, TagKey{key, scope, 0, 0, 0}).first->second;
            (table == Table::Spans ? into.spans : into.logs) += row.value(QStringLiteral("records")).toVariant().toString().toULongLong();
        }
    }
    std::vector<TagKey> out;
    for (auto &[place, key] : keys)
        out.push_back(std::move(key));
    return out;
}

Result<std::vector<TagValue>> ClickHouseBackend::tagValues(const std::string &key, const TimeRange &range, std::stop_token stop)
{
    const auto known = schema(stop);
    if (!known)
        return known.error();
    std::map<std::string, TagValue> values;
    for (const Table table : {Table::Spans, Table::Logs}) {
        const ClickHouseSchema::Table &own = table == Table::Spans ? known->traces : known->logs;
        if (!own.exists() || (key == "name" && table == Table::Logs))
            continue;
        ClickHouseQuery query;
        std::string list;
        if (key == "service" || key == "name") {
            list = key == "service" ? "[toString(ServiceName)]" : "[toString(SpanName)]";
        } else {
            int i = 0;
            for (const std::string &spelling : m_aliases.spellings(key)) {
                const std::string name = "k" + std::to_string(i++);
                bindValue(query, name, "String", spelling);
                for (const char *column : {table == Table::Spans ? "SpanAttributes" : "LogAttributes", "ResourceAttributes"})
                    list += (list.empty() ? "[" : ", ") + (own.json ? "ifNull(JSONExtractString(toJSONString(" + std::string(column) + "), {" + name + ":String}), '')" : std::string(column) + "[{" + name + ":String}]");
            }
            list += "]";
        }
        query.sql = "SELECT arrayJoin(arrayDistinct(" + list + ")) AS value, count() AS records FROM " + (table == Table::Spans ? known->traceTable() : known->logTable()) + " WHERE " + known->within(table) +
                    " GROUP BY value HAVING value != '' ORDER BY records DESC LIMIT " + std::to_string(kMostValues);
        bindRange(query, range);
        const auto found = rows(query, stop);
        if (!found)
            return found.error();
        for (const QJsonObject &row : *found) {
            TagValue &into = values[row.value(QStringLiteral("value")).toString().toStdString()];
            (table == Table::Spans ? into.spans : into.logs) += row.value(QStringLiteral("records")).toVariant().toString().toULongLong();
        }
    }
    std::vector<TagValue> out;
    for (auto &[value, counts] : values)
        out.push_back({value, counts.spans, counts.logs});
    std::sort(out.begin(), out.end(), [](const TagValue &a, const TagValue &b) { return a.spans + a.logs > b.spans + b.logs; });
    return out;
}

} // namespace triptych::sources
