#pragma once
#include "sources/http_backend.h"

namespace triptych::sources {

/// Prometheus and what speaks its API (Mimir, Thanos, VictoriaMetrics …). The endpoint's address is without `/api/v1`.
class PrometheusBackend final : public HttpBackend
{
public:
    using HttpBackend::HttpBackend;
    BackendKind kind() const override { return BackendKind::Prometheus; }
    Capabilities capabilities() const override { return {false, false, true}; }

    base::Result<BackendFacts> test(std::stop_token stop) override;
    base::Result<std::vector<TagKey>> tagKeys(const TimeRange &range, std::stop_token stop) override;
    base::Result<std::vector<TagValue>> tagValues(const std::string &key, const TimeRange &range, std::stop_token stop) override;
    base::Result<std::string> metrics(const MetricQuery &query, std::stop_token stop) override;
    base::Result<std::vector<MetricInfo>> metricInfos(const TimeRange &range, std::stop_token stop) override;
    base::Result<std::vector<TracedSample>> exemplars(const std::string &expression, const TimeRange &range, std::stop_token stop) override;
    base::Result<std::vector<AlertRule>> alertRules(std::stop_token stop) override;

private:
    /// The `data` of its envelope.
    base::Result<QJsonValue> data(const HttpResponse &response) const;
};

} // namespace triptych::sources
