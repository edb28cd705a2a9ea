#include "sources/tempo_backend.h"

#include "sources/clock.h"
#include "sources/tempo_metrics.h"

#include <algorithm>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr Nanos kInstantReach = 300 * kSecond;

HttpFields inSeconds(const TimeRange &range)
{
    return {{"start", std::to_string(range.from / kSecond)}, {"end", std::to_string((range.to + kSecond - 1) / kSecond)}};
}

TagScope scopeOf(const QString &name)
{
    if (name == QStringLiteral("resource"))
        return TagScope::Resource;
    if (name == QStringLiteral("event"))
        return TagScope::Event;
    if (name == QStringLiteral("link"))
        return TagScope::Link;
    return name == QStringLiteral("instrumentation") ? TagScope::Scope : TagScope::Span;
}

/// As TraceQL names it, for the path of a request for values.
std::string identifier(const std::string &key)
{
    if (key == "name" || key == "status" || key == "kind")
        return key;
    if (key == "service")
        return "resource.service.name";
    for (const char *scope : {"resource.", "span.", "event.", "link."})
        if (key.starts_with(scope))
            return key;
    const bool plain = std::all_of(key.begin(), key.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '/'; });
    return plain ? "." + key : ".\"" + key + "\"";
}

} // namespace

query::BackendDialect TempoBackend::dialect(std::stop_token stop)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_dialect)
            return *m_dialect;
    }
    query::BackendDialect out;
    const auto info = json("/api/status/buildinfo", {}, stop);
    if (!info && info.error().kind != ErrorKind::NotFound && info.error().kind != ErrorKind::Unauthorised && info.error().kind != ErrorKind::Rejected)
        return out;
    const std::string version = info ? info->object().value(QStringLiteral("version")).toString().toStdString() : std::string();
    out.tempo = query::tempoDialect(version);
    const std::lock_guard lock(m_mutex);
    m_dialect = out;
    m_guessed = version.find('.') == std::string::npos; // gateways may hide it, and builds of one's own have none
    return out;
}

/// Older ones take such a request for a search, and the whole server falls over.
HttpFields TempoBackend::tagTimes(const TimeRange &range, std::stop_token stop)
{
    (void)dialect(stop);
    const std::lock_guard lock(m_mutex);
    const bool known = m_dialect && !m_guessed && m_dialect->tempo != query::BackendDialect::Tempo::V2_1;
    return known && !range.empty() ? inSeconds(range) : HttpFields();
}

bool TempoBackend::guessOlder(const Error &error, query::BackendDialect::Tempo refused)
{
    using Level = query::BackendDialect::Tempo;
    const std::lock_guard lock(m_mutex);
    if (error.kind != ErrorKind::Rejected || error.what.find("parse error") == std::string::npos || !m_guessed || !m_dialect || refused == Level::V2_1)
        return false;
    if (m_dialect->tempo == refused)
        m_dialect->tempo = refused == Level::V3 ? Level::V2_7 : Level::V2_1;
    return true;
}

Result<BackendFacts> TempoBackend::test(std::stop_token stop)
{
    HttpRequest echo;
    echo.path = "/api/echo";
    echo.accept = "text/plain";
    const Nanos start = monotonicNow();
    const auto answer = http().send(echo, stop);
    if (!answer)
        return answer.error();
    if (answer->body.find("echo") == std::string::npos)
        return broken("its answer is not Tempo's");
    BackendFacts facts = factsOf(*answer, monotonicNow() - start);
    if (const auto info = json("/api/status/buildinfo", {}, stop))
        facts.version = info->object().value(QStringLiteral("version")).toString().toStdString();
    const auto services = tagValues("service", {}, stop);
    if (!services)
        return services.error();
    facts.services = services->size();
    return facts;
}

Result<Fetched> TempoBackend::searchTraces(const BackendSearch &search, std::stop_token stop)
{
    const query::BackendDialect known = dialect(stop);
    const auto compiled = query::compileFor(query::Backend::TraceQl, search.filter, search.aliases, known);
    if (!compiled)
        return compiled.error();
    Fetched out;
    out.asked = askedFor(*compiled, search);
    if (compiled->nothing && search.native.empty())
        return out;
    HttpFields query = inSeconds(search.range);
    query.emplace_back("q", out.asked.native);
    query.emplace_back("limit", std::to_string(search.limit));
    query.emplace_back("spss", "1");
    const auto answer = json("/api/search", std::move(query), stop);
    if (!answer)
        return guessOlder(answer.error(), known.tempo) ? searchTraces(search, stop) : answer.error();
    const QJsonArray found = answer->object().value(QStringLiteral("traces")).toArray();
    std::vector<HttpRequest> requests;
    for (const QJsonValue &value : found) {
        const auto id = traceIdFromHex(value.toObject().value(QStringLiteral("traceID")).toString().toStdString());
        if (!id)
            return broken("a trace in its answer has no id");
        HttpRequest request;
        request.path = "/api/traces/" + hex(*id);
        request.accept = "application/protobuf";
        request.alsoGood = {422};
        requests.push_back(std::move(request));
    }
    out.more = requests.size() >= search.limit;
    auto traces = getAll(requests, ErrorKind::NotFound, stop);
    if (!traces)
        return traces.error();
    std::size_t missing = 0;
    for (std::size_t i = 0; i < traces->size(); ++i) {
        auto &trace = (*traces)[i];
        if (!trace || trace->status == 422) {
            ++missing;
            continue;
        }
        ++out.count;
        out.answers.push_back({"Tempo: trace " + requests[i].path.substr(sizeof "/api/traces/" - 1), std::move(trace->body)});
    }
    if (missing > 0)
        out.remarks.push_back(std::to_string(missing) + " of the traces found could not be had whole");
    return out;
}

Result<Fetched> TempoBackend::trace(TraceId id, std::stop_token stop)
{
    HttpRequest request;
    request.path = "/api/traces/" + hex(id);
    request.accept = "application/protobuf";
    request.alsoGood = {404, 422};
    auto answer = http().send(request, stop);
    if (!answer)
        return answer.error();
    Fetched out;
    out.count = 1;
    if (answer->status == 422) { // larger than its limit: the newer route gives what there is room for
        auto part = get("/api/v2/traces/" + hex(id), {}, stop);
        if (!part)
            return part.error();
        const auto document = parsed(*part);
        if (!document)
            return document.error();
        if (const QString message = document->object().value(QStringLiteral("message")).toString(); !message.isEmpty())
            out.remarks.push_back(message.toStdString());
        answer = std::move(part);
    }
    if (answer->status == 404 || answer->body.empty())
        return Error{ErrorKind::NotFound, "no trace has the id " + hex(id), {address(), {}, {}, {}}, {}, {}};
    out.answers.push_back({"Tempo: trace " + hex(id), std::move(answer->body)});
    return out;
}

Result<std::vector<TagKey>> TempoBackend::tagKeys(const TimeRange &range, std::stop_token stop)
{
    const auto answer = json("/api/v2/search/tags", tagTimes(range, stop), stop);
    if (!answer)
        return answer.error();
    std::vector<TagKey> out;
    for (const QJsonValue &value : answer->object().value(QStringLiteral("scopes")).toArray()) {
        const QJsonObject scope = value.toObject();
        const QString name = scope.value(QStringLiteral("name")).toString();
        if (name == QStringLiteral("intrinsic"))
            continue;
        for (const std::string &key : textsOf(scope.value(QStringLiteral("tags")).toArray()))
            out.push_back({key, scopeOf(name), 0, 0, 0});
    }
    return out;
}

Result<std::vector<TagValue>> TempoBackend::tagValues(const std::string &key, const TimeRange &range, std::stop_token stop)
{
    std::vector<TagValue> out;
    // The first spelling of an alias that has values.
    for (const std::string &spelling : key == "service" ? std::vector<std::string>{key} : aliases().spellings(key)) {
        const auto answer = json("/api/v2/search/tag/" + percentEncoded(identifier(spelling)) + "/values", tagTimes(range, stop), stop);
        if (!answer)
            return answer.error();
        for (const QJsonValue &value : answer->object().value(QStringLiteral("tagValues")).toArray())
            out.push_back({value.toObject().value(QStringLiteral("value")).toString().toStdString(), 0, 0});
        if (!out.empty())
            break;
    }
    return out;
}

Result<std::string> TempoBackend::metrics(const MetricQuery &query, std::stop_token stop)
{
    const bool instant = query.range.from == query.range.to;
    // One value is one of the time before it, as far as it looks back unless told.
    const TimeRange range = instant ? TimeRange{query.range.to - kInstantReach, query.range.to} : query.range;
    HttpFields fields{{"q", query.expression}, {"start", std::to_string(range.from)}, {"end", std::to_string(range.to)}};
    if (!instant)
        fields.emplace_back("step", std::to_string(static_cast<double>(query.step) / kSecond));
    const auto answer = json(instant ? "/api/metrics/query" : "/api/metrics/query_range", std::move(fields), stop);
    if (!answer) {
        Error error = answer.error();
        if (error.kind == ErrorKind::NotFound)
            error = {ErrorKind::NotFound, "this Tempo computes no metrics: it is older than 2.4, or they are switched off", {address(), {}, {}, {}}, {}, {}};
        return error;
    }
    if (!answer->object().value(QStringLiteral("series")).isArray() && !answer->object().contains(QStringLiteral("metrics")))
        return broken("its answer is not one of Tempo's metrics");
    return tempoSeriesAsPrometheus(answer->object(), instant, static_cast<double>(query.range.to / 1'000'000) / 1000);
}

} // namespace triptych::sources
