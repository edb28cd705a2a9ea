#include "sources/jaeger_backend.h"

#include "query/service_patterns.h"

#include <algorithm>
#include <regex>
#include <set>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr std::size_t kMostServicesAsked = 50; // of a search without a service, asked one by one
constexpr Nanos kMicro = 1000;

// As recorded: times are set right here, and the server's own adjusters add a warning to the span at every reading, so
// that a trace read twice would differ from itself.
const std::pair<std::string, std::string> kRawSearch{"query.raw_traces", "true"}, kRawTrace{"raw_traces", "true"}, kRawLegacy{"raw", "true"};

std::string tagsJson(const query::JaegerSearch &search)
{
    QJsonObject tags;
    for (const auto &[key, value] : search.tags)
        tags.insert(QString::fromStdString(key), QString::fromStdString(value));
    return QJsonDocument(tags).toJson(QJsonDocument::Compact).toStdString();
}

/// The API gateway's own "nothing found", as against a path that it does not have.
bool saysNothingFound(const Error &error)
{
    return error.kind == ErrorKind::NotFound && error.what.find("404 page not found") == std::string::npos;
}

} // namespace

Result<std::vector<std::string>> JaegerBackend::services(std::stop_token stop)
{
    const auto which = api(stop);
    if (!which)
        return which.error();
    const auto answer = json(*which == Api::V3 ? "/api/v3/services" : "/api/services", {}, stop);
    if (!answer)
        return answer.error();
    return textsOf(answer->object().value(*which == Api::V3 ? QStringLiteral("services") : QStringLiteral("data")).toArray());
}

Result<JaegerBackend::Api> JaegerBackend::api(std::stop_token stop)
{
    if (m_api != Api::Unknown)
        return m_api.load();
    const auto modern = json("/api/v3/services", {}, stop);
    // Anything but an object is the page that every unknown path shows, or a server of before v3.
    if (modern && modern->isObject()) {
        m_api = Api::V3;
        return Api::V3;
    }
    if (!modern && modern.error().kind != ErrorKind::NotFound && modern.error().kind != ErrorKind::Rejected && modern.error().kind != ErrorKind::BadInput)
        return modern.error();
    const auto older = json("/api/services", {}, stop);
    if (!older)
        return older.error();
    if (!older->object().contains(QStringLiteral("data")))
        return broken("its answer is not Jaeger's");
    m_api = Api::Legacy;
    return Api::Legacy;
}

Result<BackendFacts> JaegerBackend::test(std::stop_token stop)
{
    m_api = Api::Unknown;
    const auto which = api(stop);
    if (!which)
        return which.error();
    const Nanos start = monotonicNow();
    const auto answer = get(*which == Api::V3 ? "/api/v3/services" : "/api/services", {}, stop);
    if (!answer)
        return answer.error();
    BackendFacts facts = factsOf(*answer, monotonicNow() - start);
    const auto document = parsed(*answer);
    if (!document)
        return document.error();
    facts.services = document->object().value(*which == Api::V3 ? QStringLiteral("services") : QStringLiteral("data")).toArray().size();
    facts.remarks.emplace_back(*which == Api::V3 ? "API v3" : "the older API");
    // Only its page tells the version.
    HttpRequest page;
    page.path = "/";
    page.accept = "text/html";
    if (const auto html = http().send(page, stop)) {
        static const std::regex kVersion("\"gitVersion\":\\s*\"v?([0-9][^\"]*)\"");
        if (std::smatch found; std::regex_search(html->body, found, kVersion))
            facts.version = found[1];
    }
    return facts;
}

Result<void> JaegerBackend::take(HttpResponse response, const std::string &what, Fetched &into) const
{
    std::size_t traces = distinctIds(response.body, "traceId");
    if (traces == 0)
        traces = distinctIds(response.body, "traceID"); // of the older API
    if (traces == 0) {
        if (!isJson(response.body))
            return broken("its answer is no JSON");
        return {};
    }
    into.count += traces;
    into.answers.push_back({"Jaeger: " + what, std::move(response.body)});
    return {};
}

Result<HttpResponse> JaegerBackend::legacySearch(const query::JaegerSearch &search, const BackendSearch &asked, std::stop_token stop)
{
    HttpFields query{{"start", std::to_string(asked.range.from / kMicro)}, {"end", std::to_string((asked.range.to + kMicro - 1) / kMicro)}, {"limit", std::to_string(asked.limit)}, kRawLegacy};
    if (!search.service.empty())
        query.emplace_back("service", search.service);
    if (!search.operation.empty())
        query.emplace_back("operation", search.operation);
    if (search.minDuration)
        query.emplace_back("minDuration", goDuration(*search.minDuration));
    if (search.maxDuration)
        query.emplace_back("maxDuration", goDuration(*search.maxDuration));
    if (!search.tags.empty())
        query.emplace_back("tags", tagsJson(search));
    return get("/api/traces", std::move(query), stop);
}

Result<void> JaegerBackend::oneV3(const query::JaegerSearch &search, const BackendSearch &asked, Fetched &into, std::stop_token stop)
{
    HttpFields query{{"query.start_time_min", rfc3339(asked.range.from)}, {"query.start_time_max", rfc3339(asked.range.to)}, kRawSearch};
    for (const char *depth : {"query.num_traces", "query.search_depth"})
        query.emplace_back(depth, std::to_string(asked.limit));
    if (!search.service.empty())
        query.emplace_back("query.service_name", search.service);
    if (!search.operation.empty())
        query.emplace_back("query.operation_name", search.operation);
    if (search.minDuration)
        query.emplace_back("query.duration_min", goDuration(*search.minDuration));
    if (search.maxDuration)
        query.emplace_back("query.duration_max", goDuration(*search.maxDuration));
    if (!search.tags.empty())
        query.emplace_back("query.attributes", tagsJson(search));
    auto answer = get("/api/v3/traces", std::move(query), stop);
    if (!answer)
        return saysNothingFound(answer.error()) ? Result<void>() : Result<void>(answer.error());
    return take(std::move(*answer), "search", into);
}

Result<void> JaegerBackend::wholeTraces(const std::vector<std::string> &ids, Fetched &into, std::stop_token stop)
{
    std::vector<HttpRequest> requests;
    for (const std::string &id : ids) {
        HttpRequest request;
        request.path = "/api/v3/traces/" + percentEncoded(id);
        request.query = {kRawTrace};
        requests.push_back(std::move(request));
    }
    auto answers = getAll(requests, ErrorKind::NotFound, stop);
    if (!answers)
        return answers.error();
    for (std::size_t i = 0; i < ids.size(); ++i)
        if ((*answers)[i])
            if (auto taken = take(std::move(*(*answers)[i]), "trace " + ids[i], into); !taken)
                return taken;
    return {};
}

Result<void> JaegerBackend::one(const query::JaegerSearch &search, const BackendSearch &asked, Fetched &into, std::stop_token stop)
{
    const auto which = api(stop);
    if (!which)
        return which.error();
    if (*which == Api::V3 && search.tags.empty())
        return oneV3(search, asked, into, stop);
    auto found = legacySearch(search, asked, stop);
    if (!found && found.error().kind == ErrorKind::NotFound && *which == Api::V3)
        return oneV3(search, asked, into, stop); // a server whose v3 takes conditions on tags
    if (!found)
        return found.error();
    if (*which == Api::Legacy)
        return take(std::move(*found), "search", into);
    const auto document = parsed(*found);
    if (!document)
        return document.error();
    std::vector<std::string> ids;
    for (const QJsonValue &trace : document->object().value(QStringLiteral("data")).toArray())
        ids.push_back(trace.toObject().value(QStringLiteral("traceID")).toString().toStdString());
    return wholeTraces(ids, into, stop);
}

Result<Fetched> JaegerBackend::searchTraces(const BackendSearch &search, std::stop_token stop)
{
    query::BackendDialect dialect;
    if (query::hasServicePatterns(search.filter)) {
        auto known = services(stop);
        if (!known)
            return known.error();
        dialect.services = std::move(*known);
    }
    const auto compiled = query::compileFor(query::Backend::Jaeger, search.filter, search.aliases, dialect);
    if (!compiled)
        return compiled.error();
    Fetched out;
    out.asked = askedOf(*compiled);
    if (compiled->nothing)
        return out;
    for (const query::JaegerSearch &wanted : compiled->jaeger) {
        const std::uint64_t before = out.count;
        auto done = one(wanted, search, out, stop);
        // Many storages search one service at a time.
        if (!done && done.error().kind == ErrorKind::Rejected && wanted.service.empty()) {
            const auto known = services(stop);
            if (!known)
                return known.error();
            done = {};
            if (known->size() > kMostServicesAsked)
                out.remarks.push_back("of " + std::to_string(known->size()) + " services the first " + std::to_string(kMostServicesAsked) + " were asked; name one in the filter");
            for (std::size_t i = 0; done && i < std::min(kMostServicesAsked, known->size()); ++i) {
                query::JaegerSearch each = wanted;
                each.service = (*known)[i];
                const std::uint64_t count = out.count;
                done = one(each, search, out, stop);
                out.more = out.more || out.count - count >= search.limit;
            }
        }
        if (!done)
            return done.error();
        out.more = out.more || out.count - before >= search.limit;
    }
    return out;
}

Result<Fetched> JaegerBackend::trace(TraceId id, std::stop_token stop)
{
    const auto which = api(stop);
    if (!which)
        return which.error();
    auto answer = get((*which == Api::V3 ? "/api/v3/traces/" : "/api/traces/") + hex(id), {*which == Api::V3 ? kRawTrace : kRawLegacy}, stop);
    if (!answer)
        return answer.error();
    Fetched out;
    if (auto taken = take(std::move(*answer), "trace " + hex(id), out); !taken)
        return taken.error();
    if (out.answers.empty())
        return Error{ErrorKind::NotFound, "no trace has the id " + hex(id), {address(), {}, {}, {}}, {}, {}};
    return out;
}

Result<std::vector<TagValue>> JaegerBackend::tagValues(const std::string &key, const TimeRange &, std::stop_token stop)
{
    std::vector<TagValue> out;
    if (key != "service" && key != "name")
        return out;
    const auto known = services(stop);
    if (!known)
        return known.error();
    std::set<std::string> values(known->begin(), known->end());
    if (key == "name") {
        values.clear();
        for (std::size_t i = 0; i < std::min(kMostServicesAsked, known->size()); ++i) {
            const bool modern = m_api == Api::V3;
            const auto answer = json(modern ? "/api/v3/operations" : "/api/operations", {{"service", (*known)[i]}}, stop);
            if (!answer)
                return answer.error();
            for (const QJsonValue &operation : answer->object().value(modern ? QStringLiteral("operations") : QStringLiteral("data")).toArray())
                values.insert(operation.toObject().value(QStringLiteral("name")).toString().toStdString());
        }
    }
    for (const std::string &value : values)
        out.push_back({value, 0, 0});
    return out;
}

} // namespace triptych::sources
