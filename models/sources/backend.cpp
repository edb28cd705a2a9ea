#include "sources/backend.h"

#include <array>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

struct KindName {
    BackendKind kind;
    std::string_view name, title;
};
constexpr std::array<KindName, 8> kKinds{{{BackendKind::Jaeger, "jaeger", "Jaeger"},
                                          {BackendKind::Tempo, "tempo", "Tempo"},
                                          {BackendKind::Loki, "loki", "Loki"},
                                          {BackendKind::Prometheus, "prometheus", "Prometheus"},
                                          {BackendKind::Zipkin, "zipkin", "Zipkin"},
                                          {BackendKind::ClickHouse, "clickhouse", "ClickHouse"},
                                          {BackendKind::Datadog, "datadog", "Datadog"},
                                          {BackendKind::Elasticsearch, "elasticsearch", "Elasticsearch"}}};

} // namespace

std::string_view name(BackendKind kind)
{
    return kKinds[static_cast<std::size_t>(kind)].name;
}

std::string_view title(BackendKind kind)
{
    return kKinds[static_cast<std::size_t>(kind)].title;
}

std::optional<BackendKind> backendKindFromText(std::string_view text)
{
    for (const KindName &k : kKinds)
        if (k.name == text)
            return k.kind;
    return std::nullopt;
}

Error Backend::holdsNo(std::string_view what) const
{
    return {ErrorKind::NotFound, std::string(title(kind())) + " holds no " + std::string(what), {address(), {}, {}, {}}, {}, {}};
}

Result<Fetched> Backend::searchTraces(const BackendSearch &, std::stop_token)
{
    return holdsNo("traces");
}

Result<Fetched> Backend::trace(TraceId, std::stop_token)
{
    return holdsNo("traces");
}

Result<Fetched> Backend::searchLogs(const BackendSearch &, const SeenLines &, std::stop_token)
{
    return holdsNo("logs");
}

Result<Fetched> Backend::logsOfTrace(TraceId, const TimeRange &, std::size_t, const SeenLines &, std::stop_token)
{
    return holdsNo("logs");
}

Result<void> Backend::tail(const BackendSearch &, const SeenLines &, const std::function<Result<void>(Fetched)> &, std::stop_token)
{
    return holdsNo("way to follow lines");
}

Result<Histogram> Backend::histogram(Table, const BackendSearch &, Nanos, std::stop_token)
{
    return holdsNo("counts");
}

Result<std::vector<Facet>> Backend::facets(Table, const BackendSearch &, const std::vector<std::string> &, std::size_t, std::stop_token)
{
    return holdsNo("counts");
}

Result<std::vector<Stats>> Backend::stats(const BackendSearch &, const std::vector<std::string> &, std::stop_token)
{
    return holdsNo("counts");
}

Result<std::vector<TagKey>> Backend::tagKeys(const TimeRange &, std::stop_token)
{
    return std::vector<TagKey>();
}

Result<std::vector<TagValue>> Backend::tagValues(const std::string &, const TimeRange &, std::stop_token)
{
    return std::vector<TagValue>();
}

Result<std::string> Backend::metrics(const MetricQuery &, std::stop_token)
{
    return holdsNo("metrics");
}

Result<std::vector<MetricInfo>> Backend::metricInfos(const TimeRange &, std::stop_token)
{
    return holdsNo("metrics");
}

Result<std::vector<TracedSample>> Backend::exemplars(const std::string &, const TimeRange &, std::stop_token)
{
    return holdsNo("exemplars");
}

Result<std::vector<AlertRule>> Backend::alertRules(std::stop_token)
{
    return holdsNo("alert rules");
}

Result<std::vector<Objective>> Backend::objectives(std::stop_token)
{
    return holdsNo("objectives");
}

std::string_view name(AlertRule::State state)
{
    switch (state) {
    case AlertRule::State::Inactive: return "inactive";
    case AlertRule::State::Pending: return "pending";
    case AlertRule::State::Firing: return "firing";
    case AlertRule::State::NoData: return "no data";
    case AlertRule::State::Unknown: break;
    }
    return "unknown";
}

} // namespace triptych::sources
