#include "query/backend_query.h"

#include "query/compilers.h"
#include "query/intrinsic_value.h"
#include "query/pushdown.h"

#include <algorithm>
#include <charconv>

namespace triptych::query {

namespace {

struct Names {
    Backend backend;
    std::string_view name, title;
};
constexpr Names kNames[] = {
    {Backend::TraceQl, "traceql", "TraceQL"},       {Backend::LogQl, "logql", "LogQL"},
    {Backend::PromQl, "promql", "PromQL selectors"}, {Backend::Jaeger, "jaeger", "Jaeger's search"},
    {Backend::Zipkin, "zipkin", "Zipkin's search"}, {Backend::ClickHouse, "clickhouse", "ClickHouse SQL"},
    {Backend::Datadog, "datadog", "Datadog search"}, {Backend::Lucene, "lucene", "Lucene"},
};

} // namespace

std::string_view name(Backend backend) { return kNames[static_cast<std::size_t>(backend)].name; }
std::string_view title(Backend backend) { return kNames[static_cast<std::size_t>(backend)].title; }

std::optional<Backend> backendFromText(std::string_view text)
{
    const auto found = std::find_if(std::begin(kNames), std::end(kNames), [text](const Names &n) { return n.name == text; });
    return found == std::end(kNames) ? std::nullopt : std::optional(found->backend);
}

const std::vector<Backend> &allBackends()
{
    static const std::vector<Backend> all = [] {
        std::vector<Backend> out;
        for (const Names &one : kNames)
            out.push_back(one.backend);
        return out;
    }();
    return all;
}

base::Result<BackendQuery> compileFor(Backend backend, const Filter &filter, const AliasTable &aliases, const BackendDialect &dialect)
{
    BackendQuery out;
    out.backend = backend;
    switch (backend) {
    case Backend::TraceQl:
        compileToTraceQl(filter, aliases, dialect, out);
        break;
    case Backend::LogQl:
        compileToLogQl(filter, aliases, dialect, out);
        break;
    case Backend::PromQl:
        compileToPromQl(filter, aliases, dialect, out);
        break;
    case Backend::Jaeger:
        compileToJaeger(filter, aliases, dialect, out);
        break;
    case Backend::Zipkin:
        compileToZipkin(filter, aliases, dialect, out);
        break;
    case Backend::ClickHouse:
        compileToClickHouse(filter, aliases, dialect, out);
        break;
    case Backend::Datadog:
        compileToDatadog(filter, aliases, dialect, out);
        break;
    case Backend::Lucene:
        compileToLucene(filter, aliases, dialect, out);
        break;
    }
    return out;
}

std::optional<std::vector<telemetry::TraceId>> requiredTraces(const Filter &filter)
{
    for (const Conjunct &conjunct : conjuncts(filter)) {
        const std::optional<Leaf> leaf = leafOf(conjunct);
        if (!leaf || leaf->negated || !leaf->term || leaf->term->key.intrinsic != Intrinsic::Trace)
            continue;
        if (const auto *exact = std::get_if<Exact>(&leaf->term->value))
            return traceIds(exact->text);
    }
    return std::nullopt;
}

std::string inWords(const BackendQuery &query)
{
    if (query.nothing)
        return "Nothing is asked: no record of this source can match.";
    std::string out;
    for (const LocalPart &part : query.localParts)
        out += (out.empty() ? "" : "\n") + part.term + " is evaluated here: " + part.why + ".";
    if (!query.localParts.empty())
        out += "\nThe limit on what is fetched may hide matches.";
    for (const std::string &caveat : query.caveats)
        out += (out.empty() ? "" : "\n") + caveat;
    return out;
}

BackendDialect::Tempo tempoDialect(std::string_view version)
{
    using Tempo = BackendDialect::Tempo;
    if (version.starts_with('v'))
        version.remove_prefix(1);
    int major = 0, minor = 0;
    const char *end = version.data() + version.size();
    const auto [dot, fault] = std::from_chars(version.data(), end, major);
    if (fault != std::errc() || dot == end || *dot != '.' || std::from_chars(dot + 1, end, minor).ec != std::errc())
        return Tempo::V3;
    if (major >= 3)
        return Tempo::V3;
    return major == 2 && minor >= 7 ? Tempo::V2_7 : Tempo::V2_1;
}

} // namespace triptych::query
