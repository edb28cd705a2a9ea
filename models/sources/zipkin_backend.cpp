#include "sources/zipkin_backend.h"

#include "query/service_patterns.h"
#include "sources/clock.h"

#include <algorithm>
#include <set>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr std::size_t kMostServicesListed = 50; // whose span names are listed

} // namespace

Result<std::vector<std::string>> ZipkinBackend::names(std::string path, HttpFields query, std::stop_token stop)
{
    const auto answer = json(std::move(path), std::move(query), stop);
    if (!answer)
        return answer.error();
    if (!answer->isArray())
        return broken("its answer is not Zipkin's");
    return textsOf(answer->array());
}

Result<BackendFacts> ZipkinBackend::test(std::stop_token stop)
{
    const Nanos start = monotonicNow();
    const auto answer = get("/api/v2/services", {}, stop);
    if (!answer)
        return answer.error();
    BackendFacts facts = factsOf(*answer, monotonicNow() - start);
    const auto list = parsed(*answer);
    if (!list)
        return list.error();
    if (!list->isArray())
        return broken("its answer is not Zipkin's");
    facts.services = list->array().size();
    if (const auto info = json("/info", {}, stop))
        facts.version = info->object().value(QStringLiteral("zipkin")).toObject().value(QStringLiteral("version")).toString().toStdString();
    if (const auto config = json("/config.json", {}, stop); config && !config->object().value(QStringLiteral("searchEnabled")).toBool(true))
        facts.remarks.emplace_back("its search is switched off: only traces whose id is known can be opened");
    return facts;
}

Result<Fetched> ZipkinBackend::searchTraces(const BackendSearch &search, std::stop_token stop)
{
    query::BackendDialect dialect;
    if (query::hasServicePatterns(search.filter)) {
        auto services = names("/api/v2/services", {}, stop);
        if (!services)
            return services.error();
        dialect.services = std::move(*services);
    }
    const auto compiled = query::compileFor(query::Backend::Zipkin, search.filter, search.aliases, dialect);
    if (!compiled)
        return compiled.error();
    Fetched out;
    out.asked = askedOf(*compiled);
    if (compiled->nothing)
        return out;
    const Nanos to = (search.range.to + kMilli - 1) / kMilli, from = search.range.from / kMilli;
    for (const query::ZipkinSearch &wanted : compiled->zipkin) {
        HttpFields query{{"endTs", std::to_string(to)}, {"lookback", std::to_string(std::max<Nanos>(1, to - from))}, {"limit", std::to_string(search.limit)}};
        if (!wanted.service.empty())
            query.emplace_back("serviceName", wanted.service);
        if (!wanted.spanName.empty())
            query.emplace_back("spanName", wanted.spanName);
        if (!wanted.annotationQuery.empty())
            query.emplace_back("annotationQuery", wanted.annotationQuery);
        if (wanted.minDuration)
            query.emplace_back("minDuration", std::to_string(*wanted.minDuration));
        if (wanted.maxDuration)
            query.emplace_back("maxDuration", std::to_string(*wanted.maxDuration));
        auto answer = get("/api/v2/traces", std::move(query), stop);
        if (!answer)
            return answer.error();
        const std::size_t traces = distinctIds(answer->body, "traceId");
        if (traces == 0 && !isJson(answer->body))
            return broken("its answer is no JSON");
        if (traces == 0)
            continue;
        out.count += traces;
        out.more = out.more || traces >= search.limit;
        out.answers.push_back({"Zipkin: search", std::move(answer->body)});
    }
    return out;
}

Result<Fetched> ZipkinBackend::trace(TraceId id, std::stop_token stop)
{
    const std::string text = id.hi == 0 ? hex(id).substr(16) : hex(id);
    auto answer = get("/api/v2/trace/" + text, {}, stop);
    if (!answer)
        return answer.error();
    if (distinctIds(answer->body, "traceId") == 0) {
        if (!isJson(answer->body))
            return broken("its answer is no JSON");
        return Error{ErrorKind::NotFound, "no trace has the id " + text, {address(), {}, {}, {}}, {}, {}};
    }
    Fetched out;
    out.count = 1;
    out.answers.push_back({"Zipkin: trace " + text, std::move(answer->body)});
    return out;
}

Result<std::vector<TagKey>> ZipkinBackend::tagKeys(const TimeRange &, std::stop_token stop)
{
    const auto keys = names("/api/v2/autocompleteKeys", {}, stop);
    if (!keys)
        return keys.error();
    std::vector<TagKey> out;
    for (const std::string &key : *keys)
        out.push_back({key, TagScope::Span, 0, 0, 0});
    return out;
}

Result<std::vector<TagValue>> ZipkinBackend::tagValues(const std::string &key, const TimeRange &, std::stop_token stop)
{
    const bool ofServices = key == "service" || key == "name";
    const auto first = ofServices ? names("/api/v2/services", {}, stop) : names("/api/v2/autocompleteValues", {{"key", key}}, stop);
    if (!first)
        return first.error();
    std::set<std::string> values;
    if (key != "name")
        values.insert(first->begin(), first->end());
    for (std::size_t i = 0; key == "name" && i < std::min(kMostServicesListed, first->size()); ++i) {
        const auto spans = names("/api/v2/spans", {{"serviceName", (*first)[i]}}, stop);
        if (!spans)
            return spans.error();
        values.insert(spans->begin(), spans->end());
    }
    std::vector<TagValue> out;
    for (const std::string &value : values)
        out.push_back({value, 0, 0});
    return out;
}

} // namespace triptych::sources
