#include "sources/elastic_backend.h"

#include "sources/elastic_query.h"
#include "telemetry/hash.h"

#include <algorithm>
#include <map>
#include <set>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;
namespace es = elastic;

namespace {

constexpr std::size_t kMostSpans = 2'000'000; ///< of the traces of one question
constexpr int kMostValuesAsked = 1000;

std::string compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

QString qt(const std::string &text) { return QString::fromStdString(text); }

} // namespace

Result<ElasticBackend::Holdings> ElasticBackend::holdings(std::stop_token stop)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_holdings)
            return *m_holdings;
    }
    const ElasticSearch search(http());
    auto server = search.server(stop);
    if (!server)
        return server.error();
    Holdings out;
    out.server = std::move(*server);
    // Patterns, not the names found: the index of a new day counts too.
    for (const auto &[pattern, field, to] : {std::tuple("*jaeger-span-*,*jaeger.spans*", "traceID", &Holdings::jaeger), {"traces-*", "trace_id", &Holdings::traces}, {"logs-*", "resource.attributes.*,severity_number", &Holdings::logs}}) {
        const auto found = search.fields(pattern, field, stop);
        if (!found)
            return found.error();
        if (!found->names.empty())
            out.*to = pattern;
    }
    if (out.jaeger.empty() && out.traces.empty() && out.logs.empty())
        return out; // may come
    const std::lock_guard lock(m_mutex);
    m_holdings = out;
    return out;
}

Result<BackendFacts> ElasticBackend::test(std::stop_token stop)
{
    {
        const std::lock_guard lock(m_mutex);
        m_holdings.reset();
    }
    const Nanos start = monotonicNow();
    const auto server = ElasticSearch(http()).server(stop);
    if (!server)
        return server.error();
    BackendFacts facts = factsOf(server->head, monotonicNow() - start);
    facts.version = (server->kind == ElasticSearch::Kind::OpenSearch ? "OpenSearch " : "Elasticsearch ") + server->version;
    const auto holds = holdings(stop);
    if (!holds)
        return holds.error();
    if (!holds->jaeger.empty())
        facts.remarks.emplace_back("Jaeger's indices");
    if (!holds->traces.empty() || !holds->logs.empty())
        facts.remarks.emplace_back("OpenTelemetry's data streams");
    if (facts.remarks.empty())
        facts.remarks.emplace_back("it holds neither Jaeger's indices (jaeger-span-*) nor OpenTelemetry's data streams (traces-*, logs-*) that this user may see");
    const auto services = tagValues("service", {}, stop);
    if (!services)
        return services.error();
    facts.services = services->size();
    return facts;
}

Result<QJsonArray> ElasticBackend::newest(const std::string &indices, const QJsonObject &query, const char *id, const char *time, std::size_t limit, Fetched &into, std::stop_token stop) const
{
    constexpr std::size_t kMostBuckets = 10'000; // it refuses many more
    const QJsonObject terms{{QStringLiteral("field"), QLatin1String(id)}, {QStringLiteral("size"), static_cast<qint64>(std::min(limit, kMostBuckets))}, {QStringLiteral("order"), QJsonObject{{QStringLiteral("last"), QStringLiteral("desc")}}}};
    const QJsonObject body{{QStringLiteral("size"), 0},
                           {QStringLiteral("query"), query},
                           {QStringLiteral("aggs"), QJsonObject{{QStringLiteral("traces"), QJsonObject{{QStringLiteral("terms"), terms}, {QStringLiteral("aggs"), QJsonObject{{QStringLiteral("last"), es::max(time)}}}}}}}};
    const auto answer = ElasticSearch(http()).once(indices, body, into.remarks, stop);
    if (!answer)
        return answer.error();
    QJsonArray out;
    for (const QJsonValue &bucket : es::buckets(*answer, "traces"))
        out.append(bucket.toObject().value(QStringLiteral("key")));
    into.count += static_cast<std::uint64_t>(out.size());
    into.more = into.more || static_cast<std::size_t>(out.size()) >= std::min(limit, kMostBuckets);
    return out;
}

Result<void> ElasticBackend::jaegerTraces(const Holdings &holds, const QJsonArray &ids, const std::string &what, Fetched &into, std::stop_token stop) const
{
    if (ids.isEmpty())
        return {};
    ElasticSearch::Query query{holds.jaeger, es::terms("traceID", ids), es::sort("startTime", "asc")};
    query.limit = kMostSpans;
    std::string spans;
    const auto done = ElasticSearch(http()).each(query, holds.server.kind, [&spans](const QJsonObject &hit) { spans += (spans.empty() ? "" : ",\n") + compact(hit.value(QStringLiteral("_source")).toObject()); }, into.remarks, stop);
    if (!done)
        return done.error();
    if (done->more)
        into.remarks.push_back("only the first " + std::to_string(kMostSpans) + " spans were fetched");
    if (!spans.empty())
        into.answers.push_back({"Elasticsearch: " + what, R"({"data":[{"processes":{},"spans":[)" + spans + "]}]}"}); // each span brings its own process
    return {};
}

Result<void> ElasticBackend::otelTraces(const Holdings &holds, const QJsonArray &ids, const std::string &what, Fetched &into, std::stop_token stop) const
{
    if (ids.isEmpty())
        return {};
    ElasticSearch::Query query{holds.traces, es::terms("trace_id", ids), es::sort("@timestamp", "asc")};
    query.limit = kMostSpans;
    query.fields = es::exactTime();
    // Events are documents of their own, among the logs.
    std::map<std::pair<QString, QString>, QJsonArray> events;
    if (!holds.logs.empty()) {
        ElasticSearch::Query wanted{holds.logs, es::allOf({es::terms("trace_id", ids), es::isSpanEvent()}), es::sort("@timestamp", "asc")};
        wanted.limit = kMostSpans;
        wanted.fields = es::exactTime();
        const auto done = ElasticSearch(http()).each(wanted, holds.server.kind, [&events](const QJsonObject &hit) {
            QJsonObject source = hit.value(QStringLiteral("_source")).toObject();
            const QJsonValue exact = hit.value(QStringLiteral("fields")).toObject().value(QStringLiteral("@timestamp")).toArray().first();
            QJsonObject event{{QStringLiteral("timestamp"), exact.isString() ? exact : source.value(QStringLiteral("@timestamp"))}, {QStringLiteral("name"), source.value(QStringLiteral("event_name"))}, {QStringLiteral("attributes"), source.value(QStringLiteral("attributes"))}};
            events[{source.value(QStringLiteral("trace_id")).toString(), source.value(QStringLiteral("span_id")).toString()}].append(event);
        }, into.remarks, stop);
        if (!done)
            return done.error();
    }
    std::string hits;
    const auto done = ElasticSearch(http()).each(query, holds.server.kind, [&](const QJsonObject &hit) {
        QJsonObject source = hit.value(QStringLiteral("_source")).toObject();
        if (const auto own = events.find({source.value(QStringLiteral("trace_id")).toString(), source.value(QStringLiteral("span_id")).toString()}); own != events.end())
            source.insert(QStringLiteral("events"), own->second);
        hits += (hits.empty() ? "" : ",\n") + compact({{QStringLiteral("_source"), source}, {QStringLiteral("fields"), hit.value(QStringLiteral("fields"))}});
    }, into.remarks, stop);
    if (!done)
        return done.error();
    if (!hits.empty())
        into.answers.push_back({"Elasticsearch: " + what, R"({"hits":{"hits":[)" + hits + "]}}"});
    return {};
}

Result<Fetched> ElasticBackend::searchTraces(const BackendSearch &search, std::stop_token stop)
{
    const auto holds = holdings(stop);
    if (!holds)
        return holds.error();
    Fetched out;
    for (const bool jaeger : {true, false}) {
        const std::string &indices = jaeger ? holds->jaeger : holds->traces;
        if (indices.empty())
            continue;
        query::BackendDialect dialect;
        dialect.documents = jaeger ? query::BackendDialect::Documents::Jaeger : query::BackendDialect::Documents::Otel;
        const auto compiled = query::compileFor(query::Backend::Lucene, search.filter, search.aliases, dialect);
        if (!compiled)
            return compiled.error();
        const Asked asked = askedOf(*compiled);
        if (out.asked.native.empty()) {
            out.asked = asked;
        } else { // both kinds are there
            out.asked.native += "\n" + asked.native;
            out.asked.here = asked.here;
            out.asked.caveats = asked.caveats;
            out.asked.decidesAll = out.asked.decidesAll && asked.decidesAll;
        }
        if (compiled->nothing)
            continue;
        const QJsonObject query = es::allOf({jaeger ? es::range("startTimeMillis", search.range) : es::range("@timestamp", search.range), jaeger ? es::parsed(compiled->text) : es::text(compiled->text)});
        const auto ids = newest(indices, query, jaeger ? "traceID" : "trace_id", jaeger ? "startTime" : "@timestamp", search.limit, out, stop);
        if (!ids)
            return ids.error();
        if (auto done = jaeger ? jaegerTraces(*holds, *ids, "search", out, stop) : otelTraces(*holds, *ids, "search", out, stop); !done)
            return done.error();
    }
    return out;
}

Result<Fetched> ElasticBackend::trace(TraceId id, std::stop_token stop)
{
    const auto holds = holdings(stop);
    if (!holds)
        return holds.error();
    Fetched out;
    const QJsonArray ids = es::spellings(id);
    if (!holds->jaeger.empty())
        if (auto done = jaegerTraces(*holds, ids, "trace " + hex(id), out, stop); !done)
            return done.error();
    if (!holds->traces.empty())
        if (auto done = otelTraces(*holds, ids, "trace " + hex(id), out, stop); !done)
            return done.error();
    if (out.answers.empty())
        return Error{ErrorKind::NotFound, "no trace has the id " + hex(id), {address(), {}, {}, {}}, {}, {}};
    out.count = 1;
    return out;
}

Result<void> ElasticBackend::lines(const Holdings &holds, const QJsonObject &query, const BackendSearch &search, const std::string &what, const SeenLines &seen, Fetched &into, std::stop_token stop) const
{
    ElasticSearch::Query wanted{holds.logs, query, es::sort("@timestamp", search.oldestFirst ? "asc" : "desc")};
    wanted.limit = search.limit;
    wanted.fields = es::exactTime();
    std::string hits;
    Nanos last = 0;
    const auto done = ElasticSearch(http()).each(wanted, holds.server.kind, [&](const QJsonObject &hit) {
        last = es::timeOf(hit);
        const std::uint64_t line = telemetry::mix64(telemetry::hashBytes(hit.value(QStringLiteral("_index")).toString().toStdString()), telemetry::hashBytes(hit.value(QStringLiteral("_id")).toString().toStdString()));
        if (seen.contains(line))
            return;
        into.lines.push_back(line);
        hits += compact({{QStringLiteral("_source"), hit.value(QStringLiteral("_source"))}, {QStringLiteral("fields"), hit.value(QStringLiteral("fields"))}}) + '\n';
    }, into.remarks, stop);
    if (!done)
        return done.error();
    into.count += done->hits;
    into.more = done->more;
    into.reached = last;
    if (!hits.empty())
        into.answers.push_back(recordsAnswer("Elasticsearch: " + what, R"({"hits":{"hits":[)", std::move(hits), "]}}"));
    return {};
}

Result<Fetched> ElasticBackend::searchLogs(const BackendSearch &search, const SeenLines &seen, std::stop_token stop)
{
    const auto holds = holdings(stop);
    if (!holds)
        return holds.error();
    query::BackendDialect dialect;
    dialect.table = Table::Logs;
    const auto compiled = query::compileFor(query::Backend::Lucene, search.filter, search.aliases, dialect);
    if (!compiled)
        return compiled.error();
    Fetched out;
    out.asked = askedOf(*compiled);
    if (compiled->nothing || holds->logs.empty())
        return out;
    if (auto done = lines(*holds, es::butNot(es::allOf({es::range("@timestamp", search.range), es::text(compiled->text)}), es::isSpanEvent()), search, "search", seen, out, stop); !done)
        return done.error();
    return out;
}

Result<Fetched> ElasticBackend::logsOfTrace(TraceId id, const TimeRange &range, std::size_t limit, const SeenLines &seen, std::stop_token stop)
{
    const auto holds = holdings(stop);
    if (!holds)
        return holds.error();
    Fetched out;
    if (holds->logs.empty())
        return out;
    const QJsonObject named = es::anyOf({es::terms("trace_id", es::spellings(id)), es::mentions(id, traceField())});
    if (auto done = lines(*holds, es::butNot(es::allOf({es::range("@timestamp", range), named}), es::isSpanEvent()), BackendSearch{{}, range, limit}, "trace " + hex(id), seen, out, stop); !done)
        return done.error();
    return out;
}

Result<std::vector<TagKey>> ElasticBackend::tagKeys(const TimeRange &range, std::stop_token stop)
{
    const auto holds = holdings(stop);
    if (!holds)
        return holds.error();
    const ElasticSearch search(http());
    std::vector<TagKey> out;
    std::vector<std::string> remarks;
    if (!holds->jaeger.empty()) {
        for (const auto &[path, scope] : {std::pair("tags", TagScope::Span), {"process.tags", TagScope::Resource}}) {
            const std::string key = std::string(path) + ".key";
            const QJsonObject body{{QStringLiteral("size"), 0}, {QStringLiteral("query"), range.empty() ? es::all() : es::range("startTimeMillis", range)}, {QStringLiteral("aggs"), es::nestedAggregation(path, es::termsOf(key, kMostValuesAsked))}};
            const auto answer = search.once(holds->jaeger, body, remarks, stop);
            if (!answer)
                return answer.error();
            for (const QJsonValue &bucket : es::nestedBuckets(*answer))
                out.push_back({bucket.toObject().value(QStringLiteral("key")).toString().toStdString(), scope, static_cast<std::uint64_t>(bucket.toObject().value(QStringLiteral("doc_count")).toInteger()), 0, 0});
        }
    }
    std::set<std::pair<std::string, TagScope>> known;
    for (const bool spans : {true, false}) {
        const std::string &indices = spans ? holds->traces : holds->logs;
        if (indices.empty())
            continue;
        for (const auto &[prefix, scope] : {std::pair<std::string, TagScope>("attributes.", spans ? TagScope::Span : TagScope::Log), {"resource.attributes.", TagScope::Resource}}) {
            const auto found = search.fields(indices, prefix + "*", stop);
            if (!found)
                return found.error();
            for (const std::string &name : found->names)
                if (name.starts_with(prefix) && known.emplace(name.substr(prefix.size()), scope).second)
                    out.push_back({name.substr(prefix.size()), scope, 0, 0, 0});
        }
    }
    return out;
}

Result<void> ElasticBackend::addValues(const std::string &indices, const QJsonObject &query, const QJsonObject &terms, bool nested, std::map<std::string, TagValue> &into, std::uint64_t TagValue::*count, std::stop_token stop) const
{
    std::vector<std::string> remarks;
    const auto answer = ElasticSearch(http()).once(indices, {{QStringLiteral("size"), 0}, {QStringLiteral("query"), query}, {QStringLiteral("aggs"), terms}}, remarks, stop);
    if (!answer && answer.error().kind == ErrorKind::Rejected)
        return {}; // a text whose values it cannot list
    if (!answer)
        return answer.error();
    for (const QJsonValue &one : nested ? es::nestedBuckets(*answer) : es::buckets(*answer, "values")) {
        const QJsonObject bucket = one.toObject();
        const QJsonValue text = bucket.contains(QStringLiteral("key_as_string")) ? bucket.value(QStringLiteral("key_as_string")) : bucket.value(QStringLiteral("key"));
        const std::string value = text.toVariant().toString().toStdString();
        TagValue &to = into[value];
        to.value = value;
        to.*count += static_cast<std::uint64_t>(bucket.value(QStringLiteral("doc_count")).toInteger());
    }
    return {};
}

Result<std::vector<TagValue>> ElasticBackend::tagValues(const std::string &key, const TimeRange &range, std::stop_token stop)
{
    const auto holds = holdings(stop);
    if (!holds)
        return holds.error();
    std::map<std::string, TagValue> values;
    const bool ofRecord = key == "service" || key == "name";
    if (!holds->jaeger.empty()) {
        const QJsonObject query = range.empty() ? es::all() : es::range("startTimeMillis", range);
        if (ofRecord) {
            if (auto done = addValues(holds->jaeger, query, {{QStringLiteral("values"), es::termsOf(key == "service" ? "process.serviceName" : "operationName", kMostValuesAsked)}}, false, values, &TagValue::spans, stop); !done)
                return done.error();
        } else {
            for (const char *path : {"tags", "process.tags"}) {
                QJsonArray spelled;
                for (const std::string &one : aliases().spellings(key))
                    spelled.append(qt(one));
                if (auto done = addValues(holds->jaeger, query, es::nestedAggregation(path, es::termsOf(std::string(path) + ".value", kMostValuesAsked), es::terms(std::string(path) + ".key", spelled)), true, values, &TagValue::spans, stop); !done)
                    return done.error();
            }
        }
    }
    for (const bool spans : {true, false}) {
        const std::string &indices = spans ? holds->traces : holds->logs;
        if (indices.empty() || (key == "name" && !spans))
            continue;
        std::vector<std::string> fields;
        if (ofRecord)
            fields = {key == "service" ? "resource.attributes.service.name" : "name"};
        else
            for (const std::string &one : aliases().spellings(key))
                for (const char *prefix : {"attributes.", "resource.attributes."})
                    fields.push_back(prefix + one);
        for (const std::string &field : fields)
            if (auto done = addValues(indices, range.empty() ? es::all() : es::range("@timestamp", range), {{QStringLiteral("values"), es::termsOf(field, kMostValuesAsked)}}, false, values, spans ? &TagValue::spans : &TagValue::logs, stop); !done)
                return done.error();
    }
    std::vector<TagValue> out;
    for (auto &[value, counts] : values)
        out.push_back(std::move(counts));
    std::stable_sort(out.begin(), out.end(), [](const TagValue &a, const TagValue &b) { return a.spans + a.logs > b.spans + b.logs; });
    return out;
}

} // namespace triptych::sources
