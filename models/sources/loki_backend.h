#pragma once
#include "sources/http_backend.h"

#include <mutex>

namespace triptych::sources {

/// Grafana Loki. Lines come newest first, in pages of what its server allows, each line once.
class LokiBackend final : public HttpBackend
{
public:
    using HttpBackend::HttpBackend;
    BackendKind kind() const override { return BackendKind::Loki; }
    Capabilities capabilities() const override { return {false, true, true}; }
    bool takesNative() const override { return true; }

    base::Result<BackendFacts> test(std::stop_token stop) override;
    base::Result<Fetched> searchLogs(const BackendSearch &search, const SeenLines &seen, std::stop_token stop) override;
    base::Result<Fetched> logsOfTrace(TraceId id, const TimeRange &range, std::size_t limit, const SeenLines &seen, std::stop_token stop) override;
    /// Over a WebSocket. The filter must be one that LogQL can say without reading the line's fields.
    base::Result<void> tail(const BackendSearch &search, const SeenLines &seen, const std::function<base::Result<void>(Fetched)> &take, std::stop_token stop) override;
    void dropSeen(Fetched &fetched, const SeenLines &seen) const override;
    /// Lines by the level that Loki finds in each, counted by a metric query: also those that nobody fetched.
    base::Result<Histogram> histogram(Table table, const BackendSearch &search, Nanos width, std::stop_token stop) override;
    base::Result<std::vector<TagKey>> tagKeys(const TimeRange &range, std::stop_token stop) override;
    base::Result<std::vector<TagValue>> tagValues(const std::string &key, const TimeRange &range, std::stop_token stop) override;
    base::Result<std::string> metrics(const MetricQuery &query, std::stop_token stop) override;

private:
    base::Result<std::vector<std::string>> labels(const TimeRange &range, std::stop_token stop);
    base::Result<query::BackendDialect> dialect(const TimeRange &range, std::stop_token stop);
    base::Result<void> lines(const std::string &logql, const BackendSearch &search, const std::string &what, const SeenLines &seen, Fetched &into, std::stop_token stop);
};

} // namespace triptych::sources
