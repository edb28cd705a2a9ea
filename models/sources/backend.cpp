#include "sources/backend.h"

#include <algorithm>
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

std::string Answer::text() const
{
    if (head.empty())
        return bytes;
    std::string out = head;
    out.reserve(head.size() + bytes.size() + bytes.size() / 64 + tail.size());
    for (std::string_view rows = bytes; !rows.empty();) {
        const std::size_t end = std::min(rows.find('\n'), rows.size());
        out.append(rows.substr(0, end));
        rows.remove_prefix(std::min(end + 1, rows.size()));
        if (!rows.empty())
            out += ",\n";
    }
    return out + tail;
}

Answer recordsAnswer(std::string name, std::string head, std::string records, std::string tail)
{
    return {std::move(name), std::move(records), std::move(head), std::move(tail)};
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

void Backend::dropSeen(Fetched &fetched, const SeenLines &seen) const
{
    std::vector<std::uint64_t> lines;
    std::size_t at = 0;
    for (Answer &answer : fetched.answers) {
        std::string fresh;
        for (std::string_view rows = answer.bytes; !rows.empty() && at < fetched.lines.size();) {
            const std::string_view row = rows.substr(0, std::min(rows.find('\n'), rows.size() - 1) + 1);
            rows.remove_prefix(row.size());
            const std::uint64_t line = fetched.lines[at++];
            if (seen.contains(line))
                continue;
            lines.push_back(line);
            fresh += row;
        }
        answer.bytes = std::move(fresh);
    }
    fetched.lines = std::move(lines);
    std::erase_if(fetched.answers, [](const Answer &answer) { return answer.bytes.empty(); });
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
