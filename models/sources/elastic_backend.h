#pragma once
#include "sources/elastic_search.h"
#include "sources/http_backend.h"

#include <map>
#include <mutex>

namespace triptych::sources {

/// Elasticsearch or OpenSearch that holds Jaeger's own indices (`jaeger-span-*`), OpenTelemetry's data streams
/// (`traces-*`, `logs-*`), or both: whatever it has is asked.
class ElasticBackend final : public HttpBackend
{
public:
    using HttpBackend::HttpBackend;
    BackendKind kind() const override { return BackendKind::Elasticsearch; }
    Capabilities capabilities() const override { return {true, true, false}; }

    base::Result<BackendFacts> test(std::stop_token stop) override;
    base::Result<Fetched> searchTraces(const BackendSearch &search, std::stop_token stop) override;
    base::Result<Fetched> trace(TraceId id, std::stop_token stop) override;
    base::Result<Fetched> searchLogs(const BackendSearch &search, const SeenLines &seen, std::stop_token stop) override;
    base::Result<Fetched> logsOfTrace(TraceId id, const TimeRange &range, std::size_t limit, const SeenLines &seen, std::stop_token stop) override;
    base::Result<std::vector<TagKey>> tagKeys(const TimeRange &range, std::stop_token stop) override;
    base::Result<std::vector<TagValue>> tagValues(const std::string &key, const TimeRange &range, std::stop_token stop) override;

private:
    /// What there is: comma lists of indices; empty: none such.
    struct Holdings {
        ElasticSearch::Server server;
        std::string jaeger, traces, logs;
    };
    base::Result<Holdings> holdings(std::stop_token stop); ///< asked once
    base::Result<void> jaegerTraces(const Holdings &holds, const QJsonArray &ids, const std::string &what, Fetched &into, std::stop_token stop) const;
    base::Result<void> otelTraces(const Holdings &holds, const QJsonArray &ids, const std::string &what, Fetched &into, std::stop_token stop) const;
    base::Result<QJsonArray> newest(const std::string &indices, const QJsonObject &query, const char *id, const char *time, std::size_t limit, Fetched &into, std::stop_token stop) const;
    base::Result<void> lines(const Holdings &holds, const QJsonObject &query, const BackendSearch &search, const std::string &what, const SeenLines &seen, Fetched &into, std::stop_token stop) const;
    base::Result<void> addValues(const std::string &indices, const QJsonObject &query, const QJsonObject &terms, bool nested, std::map<std::string, TagValue> &into, std::uint64_t TagValue::*count, std::stop_token stop) const;

    std::mutex m_mutex;
    std::optional<Holdings> m_holdings;
};

} // namespace triptych::sources
