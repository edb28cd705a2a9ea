#include "sources/datadog_backend.h"

#include "sources/clock.h"
#include "sources/datadog_monitoring.h"
#include "sources/iso_time.h"
#include "telemetry/hash.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <set>
#include <unordered_set>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr std::size_t kMostOfPage = 1000;           // its most
constexpr std::size_t kTracesAtOnce = 40;           // ids in one query
constexpr std::size_t kMostSpansOfSearch = 200'000; // of the traces of one question: 200 of its 300 searches an hour
constexpr Nanos kRetention = 30 * 24 * kHour;       // where a trace is looked for whose time is unknown
constexpr int kFewLeft = 20;

std::string decimal(std::uint64_t value) { return std::to_string(value); }

/// A record's answer with these alone, for the decoder.
std::string answerOf(const QJsonArray &records)
{
    return QJsonDocument(QJsonObject{{QStringLiteral("data"), records}}).toJson(QJsonDocument::Compact).toStdString();
}

/// Every form in which it may be indexed.
std::string idQuery(TraceId id)
{
    const std::string whole = hex(id);
    return whole + " OR " + decimal(id.lo) + (id.hi == 0 ? " OR " + whole.substr(16) : std::string());
}

Nanos timeOf(const QJsonObject &record)
{
    return isoTime(record.value(QStringLiteral("attributes")).toObject().value(QStringLiteral("timestamp")).toString());
}

Endpoint withKeys(Endpoint endpoint)
{
    endpoint.url = DatadogBackend::siteUrl(endpoint.url);
    endpoint = withoutUserInUrl(std::move(endpoint));
    if (endpoint.credentials.kind == Credentials::Kind::Basic) {
        endpoint.headers.emplace_back("DD-APPLICATION-KEY", endpoint.credentials.secret);
        endpoint.credentials = {Credentials::Kind::Header, "DD-API-KEY", endpoint.credentials.name};
    }
    return endpoint;
}

int headerNumber(const HttpResponse &response, std::string_view name)
{
    const std::string_view text = response.header(name);
    int number = -1;
    (void)std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

} // namespace

DatadogBackend::DatadogBackend(Endpoint endpoint, query::AliasTable aliases, std::shared_ptr<NetworkThread> thread) : HttpBackend(withKeys(std::move(endpoint)), std::move(aliases), std::move(thread)) {}

std::string DatadogBackend::siteUrl(const std::string &siteOrUrl)
{
    if (siteOrUrl.find("://") != std::string::npos || siteOrUrl.empty())
        return siteOrUrl;
    const std::size_t at = siteOrUrl.rfind('@');
    const std::string keys = at == std::string::npos ? std::string() : siteOrUrl.substr(0, at + 1), site = at == std::string::npos ? siteOrUrl : siteOrUrl.substr(at + 1);
    return "https://" + keys + (site.starts_with("api.") ? site : "api." + site);
}

Result<QJsonDocument> DatadogBackend::post(std::string path, const QJsonObject &body, Fetched *into, std::stop_token stop) const
{
    HttpRequest request;
    request.method = HttpRequest::Method::Post;
    request.path = std::move(path);
    request.contentType = "application/json";
    request.body = QJsonDocument(body).toJson(QJsonDocument::Compact).toStdString();
    const auto answer = http().send(request, stop);
    if (!answer) {
        Error error = answer.error();
        if (error.kind == ErrorKind::Unauthorised)
            error.advice = "it wants an API key and an application key of this very site";
        return error;
    }
    if (const int left = headerNumber(*answer, "x-ratelimit-remaining"); into && left >= 0 && left < kFewLeft) {
        const std::string limit(answer->header("x-ratelimit-limit")), reset(answer->header("x-ratelimit-reset"));
        std::erase_if(into->remarks, [](const std::string &r) { return r.find(" searches are left") != std::string::npos; });
        into->remarks.push_back(std::to_string(left) + " of " + limit + " searches are left for the next " + reset + " s");
    }
    return parsed(*answer);
}

Result<bool> DatadogBackend::pages(const Pages &of, const std::string &query, const TimeRange &range, std::size_t limit, const std::function<bool(QJsonArray)> &visit, Fetched &into, std::stop_token stop) const
{
    // A cursor holds for one query and absolute times only.
    const QJsonObject filter{{QStringLiteral("query"), QString::fromStdString(query)}, {QStringLiteral("from"), QString::number(range.from / kMilli)}, {QStringLiteral("to"), QString::number(range.to / kMilli + 1)}};
    QString cursor;
    for (std::size_t received = 0; received < limit;) {
        QJsonObject page{{QStringLiteral("limit"), static_cast<qint64>(std::min(kMostOfPage, limit - received))}};
        if (!cursor.isEmpty())
            page.insert(QStringLiteral("cursor"), cursor);
        QJsonObject body{{QStringLiteral("filter"), filter}, {QStringLiteral("page"), page}, {QStringLiteral("sort"), of.oldestFirst ? QStringLiteral("timestamp") : QStringLiteral("-timestamp")}};
        if (of.what == What::Spans)
            body = {{QStringLiteral("data"), QJsonObject{{QStringLiteral("type"), QStringLiteral("search_request")}, {QStringLiteral("attributes"), body}}}};
        const auto answer = post(of.what == What::Spans ? "/api/v2/spans/events/search" : "/api/v2/logs/events/search", body, &into, stop);
        if (!answer)
            return answer.error();
        if (!answer->object().value(QStringLiteral("data")).isArray())
            return broken("its answer is not Datadog's");
        const QJsonArray records = answer->object().value(QStringLiteral("data")).toArray();
        const QJsonObject meta = answer->object().value(QStringLiteral("meta")).toObject();
        if (meta.value(QStringLiteral("status")).toString() == QStringLiteral("timeout"))
            into.remarks.emplace_back("its time for the search ran out; what it had found by then is shown");
        for (const QJsonValue &warning : meta.value(QStringLiteral("warnings")).toArray()) {
            const QString detail = warning.toObject().value(QStringLiteral("detail")).toString();
            into.remarks.push_back((detail.isEmpty() ? warning.toObject().value(QStringLiteral("title")).toString() : detail).toStdString());
        }
        received += static_cast<std::size_t>(records.size());
        if (!visit(records))
            return true;
        cursor = meta.value(QStringLiteral("page")).toObject().value(QStringLiteral("after")).toString();
        if (cursor.isEmpty() || records.isEmpty())
            return false;
    }
    return true;
}

Result<BackendFacts> DatadogBackend::test(std::stop_token stop)
{
    const Nanos start = monotonicNow();
    const auto answer = get("/api/v1/validate", {}, stop);
    if (!answer) {
        Error error = answer.error();
        if (error.kind == ErrorKind::Unauthorised)
            error.advice = "check the API key, and that it is of this very site";
        return error;
    }
    BackendFacts facts = factsOf(*answer, monotonicNow() - start);
    const auto valid = parsed(*answer);
    if (!valid)
        return valid.error();
    if (!valid->object().value(QStringLiteral("valid")).toBool())
        return broken("its answer is not Datadog's");
    const Nanos now = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    const auto services = tagValues("service", {now - kHour, now}, stop); // tells whether the application key holds
    if (!services)
        return services.error();
    facts.services = services->size();
    facts.remarks.emplace_back("services of the last hour's spans");
    return facts;
}

Result<void> DatadogBackend::wholeTraces(const std::vector<std::string> &ids, const TimeRange &range, const std::string &what, Fetched &into, std::stop_token stop) const
{
    std::size_t left = kMostSpansOfSearch;
    for (std::size_t at = 0; at < ids.size() && left > 0; at += kTracesAtOnce) {
        std::string query;
        for (std::size_t i = at; i < std::min(ids.size(), at + kTracesAtOnce); ++i)
            query += (query.empty() ? "trace_id:(" : " OR ") + ids[i];
        const auto cut = pages({What::Spans}, query + ")", {range.from - kHour, range.to + kHour}, left, [&](QJsonArray records) {
            left -= std::min(left, static_cast<std::size_t>(records.size()));
            if (!records.isEmpty())
                into.answers.push_back({"Datadog: " + what, answerOf(records)});
            return left > 0;
        }, into, stop);
        if (!cut)
            return cut.error();
    }
    if (left == 0)
        into.remarks.push_back("only the first " + std::to_string(kMostSpansOfSearch) + " spans were fetched");
    return {};
}

Result<Fetched> DatadogBackend::searchTraces(const BackendSearch &search, std::stop_token stop)
{
    const auto compiled = query::compileFor(query::Backend::Datadog, search.filter, search.aliases, {});
    if (!compiled)
        return compiled.error();
    Fetched out;
    out.asked = askedOf(*compiled);
    if (compiled->nothing)
        return out;
    std::vector<std::string> ids; // newest first
    std::set<std::string> known;
    const auto more = pages({What::Spans}, compiled->text, search.range, kMostSpansOfSearch, [&](const QJsonArray &records) {
        for (const QJsonValue &record : records) {
            std::string id = record.toObject().value(QStringLiteral("attributes")).toObject().value(QStringLiteral("trace_id")).toString().toStdString();
            if (!id.empty() && ids.size() < search.limit && known.insert(id).second)
                ids.push_back(std::move(id));
        }
        return ids.size() < search.limit;
    }, out, stop);
    if (!more)
        return more.error();
    out.more = *more;
    out.count = ids.size();
    if (auto done = wholeTraces(ids, search.range, "search", out, stop); !done)
        return done.error();
    return out;
}

Result<Fetched> DatadogBackend::trace(TraceId id, std::stop_token stop)
{
    Fetched out;
    const Nanos now = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    if (auto done = wholeTraces({idQuery(id)}, {now - kRetention, now}, "trace " + hex(id), out, stop); !done)
        return done.error();
    if (out.answers.empty())
        return Error{ErrorKind::NotFound, "no indexed span has the trace id " + hex(id), {address(), {}, {}, {}}, {}, {}};
    out.count = 1;
    return out;
}

Result<void> DatadogBackend::lines(const std::string &query, const BackendSearch &search, const std::string &what, const SeenLines &seen, Fetched &into, std::stop_token stop) const
{
    std::unordered_set<std::uint64_t> taken(into.lines.begin(), into.lines.end());
    const auto more = pages({What::Logs, search.oldestFirst}, query, search.range, search.limit, [&](const QJsonArray &records) {
        std::string fresh;
        for (const QJsonValue &record : records) {
            const std::uint64_t line = telemetry::hashBytes(record.toObject().value(QStringLiteral("id")).toString().toStdString());
            if (seen.contains(line) || !taken.insert(line).second)
                continue;
            into.lines.push_back(line);
            fresh += QJsonDocument(record.toObject()).toJson(QJsonDocument::Compact).toStdString() + '\n';
        }
        into.count += static_cast<std::uint64_t>(records.size());
        if (!records.isEmpty())
            into.reached = timeOf(records.last().toObject());
        if (!fresh.empty())
            into.answers.push_back(recordsAnswer("Datadog: " + what, R"({"data":[)", std::move(fresh), "]}"));
        return true;
    }, into, stop);
    if (!more)
        return more.error();
    into.more = *more;
    return {};
}

Result<Fetched> DatadogBackend::searchLogs(const BackendSearch &search, const SeenLines &seen, std::stop_token stop)
{
    query::BackendDialect dialect;
    dialect.table = Table::Logs;
    const auto compiled = query::compileFor(query::Backend::Datadog, search.filter, search.aliases, dialect);
    if (!compiled)
        return compiled.error();
    Fetched out;
    out.asked = askedOf(*compiled);
    if (compiled->nothing)
        return out;
    if (auto done = lines(compiled->text, search, "search", seen, out, stop); !done)
        return done.error();
    return out;
}

Result<Fetched> DatadogBackend::logsOfTrace(TraceId id, const TimeRange &range, std::size_t limit, const SeenLines &seen, std::stop_token stop)
{
    Fetched out;
    const std::string ids = "(" + idQuery(id) + ")", whole = hex(id);
    const std::string own = traceField().empty() ? std::string() : "@" + traceField() + ":" + ids + " OR ";
    const std::string query = own + "trace_id:" + ids + " OR @dd.trace_id:" + ids + " OR @trace_id:" + ids + " OR \"" + whole + "\" OR \"" + decimal(id.lo) + "\"";
    if (auto done = lines(query, BackendSearch{{}, range, limit}, "trace " + whole, seen, out, stop); !done)
        return done.error();
    return out;
}

Result<std::vector<TagValue>> DatadogBackend::tagValues(const std::string &key, const TimeRange &range, std::stop_token stop)
{
    const Nanos now = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    const TimeRange within = range.empty() ? TimeRange{now - kHour, now} : range;
    std::map<std::string, TagValue> values;
    std::vector<std::string> facets{key == "name" ? "resource_name" : key};
    if (key != "service" && key != "name" && key != "env")
        facets = {key, "@" + key};
    for (const std::string &facet : facets) {
        const QJsonObject attributes{{QStringLiteral("filter"), QJsonObject{{QStringLiteral("query"), QStringLiteral("*")}, {QStringLiteral("from"), QString::number(within.from / kMilli)}, {QStringLiteral("to"), QString::number(within.to / kMilli + 1)}}},
                                     {QStringLiteral("compute"), QJsonArray{QJsonObject{{QStringLiteral("aggregation"), QStringLiteral("count")}, {QStringLiteral("type"), QStringLiteral("total")}}}},
                                     {QStringLiteral("group_by"), QJsonArray{QJsonObject{{QStringLiteral("facet"), QString::fromStdString(facet)}, {QStringLiteral("limit"), 100}}}}};
        const auto answer = post("/api/v2/spans/analytics/aggregate", {{QStringLiteral("data"), QJsonObject{{QStringLiteral("type"), QStringLiteral("aggregate_request")}, {QStringLiteral("attributes"), attributes}}}}, nullptr, stop);
        if (!answer)
            return answer.error();
        for (const QJsonValue &bucket : answer->object().value(QStringLiteral("data")).toArray()) {
            const QJsonObject about = bucket.toObject().value(QStringLiteral("attributes")).toObject();
            const std::string value = about.value(QStringLiteral("by")).toObject().value(QString::fromStdString(facet)).toString().toStdString();
            if (value.empty())
                continue;
            values[value].value = value;
            values[value].spans += static_cast<std::uint64_t>(about.value(QStringLiteral("compute")).toObject().value(QStringLiteral("c0")).toDouble());
        }
    }
    std::vector<TagValue> out;
    for (auto &[value, counts] : values)
        out.push_back(std::move(counts));
    std::stable_sort(out.begin(), out.end(), [](const TagValue &a, const TagValue &b) { return a.spans > b.spans; });
    return out;
}

Result<std::string> DatadogBackend::metrics(const MetricQuery &query, std::stop_token stop)
{
    const bool instant = query.range.from == query.range.to;
    const TimeRange range = instant ? TimeRange{query.range.to - kHour / 12, query.range.to} : query.range;
    QJsonObject attributes{{QStringLiteral("from"), static_cast<qint64>(range.from / kMilli)},
                           {QStringLiteral("to"), static_cast<qint64>(range.to / kMilli)},
                           {QStringLiteral("queries"), QJsonArray{QJsonObject{{QStringLiteral("data_source"), QStringLiteral("metrics")}, {QStringLiteral("name"), QStringLiteral("a")}, {QStringLiteral("query"), QString::fromStdString(query.expression)}}}},
                           {QStringLiteral("formulas"), QJsonArray{QJsonObject{{QStringLiteral("formula"), QStringLiteral("a")}}}}};
    if (!instant)
        attributes.insert(QStringLiteral("interval"), static_cast<qint64>(std::max<Nanos>(1, query.step / kMilli)));
    const auto answer = post("/api/v2/query/timeseries", {{QStringLiteral("data"), QJsonObject{{QStringLiteral("type"), QStringLiteral("timeseries_request")}, {QStringLiteral("attributes"), attributes}}}}, nullptr, stop);
    if (!answer)
        return answer.error();
    return datadogSeriesAsPrometheus(answer->object(), instant);
}

Result<std::vector<AlertRule>> DatadogBackend::alertRules(std::stop_token stop)
{
    constexpr int kMonitorsAtOnce = 100;
    std::vector<AlertRule> out;
    for (int page = 0;; ++page) {
        const auto answer = json("/api/v1/monitor", {{"group_states", "all"}, {"page", std::to_string(page)}, {"page_size", std::to_string(kMonitorsAtOnce)}}, stop);
        if (!answer)
            return answer.error();
        if (!answer->isArray())
            return broken("its answer is not Datadog's");
        for (const QJsonValue &monitor : answer->array())
            out.push_back(ruleOfMonitor(monitor.toObject()));
        if (answer->array().size() < kMonitorsAtOnce)
            return out;
    }
}

Result<std::vector<Objective>> DatadogBackend::objectives(std::stop_token stop)
{
    constexpr int kAtOnce = 100;
    std::vector<Objective> out;
    for (int offset = 0;; offset += kAtOnce) {
        const auto answer = json("/api/v1/slo", {{"limit", std::to_string(kAtOnce)}, {"offset", std::to_string(offset)}}, stop);
        if (!answer)
            return answer.error();
        const QJsonArray slos = answer->object().value(QStringLiteral("data")).toArray();
        if (!answer->object().value(QStringLiteral("data")).isArray())
            return broken("its answer is not Datadog's");
        for (const QJsonValue &slo : slos)
            for (Objective &one : objectivesOf(slo.toObject()))
                out.push_back(std::move(one));
        if (slos.size() < kAtOnce)
            break;
    }
    const std::int64_t now = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    std::vector<HttpRequest> requests;
    for (const Objective &one : out) {
        HttpRequest request;
        request.path = "/api/v1/slo/" + percentEncoded(one.id) + "/history";
        request.query = {{"from_ts", std::to_string(now - daysOf(one.timeframe) * 86'400)}, {"to_ts", std::to_string(now)}, {"target", std::to_string(one.target)}};
        requests.push_back(std::move(request));
    }
    auto histories = getAll(requests, ErrorKind::NotFound, stop);
    if (!histories)
        return histories.error();
    for (std::size_t i = 0; i < out.size(); ++i)
        if ((*histories)[i])
            if (const auto history = parsed(*(*histories)[i]))
                addHistory(history->object(), out[i]);
    return out;
}

} // namespace triptych::sources
