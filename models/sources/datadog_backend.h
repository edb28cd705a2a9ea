#pragma once
#include "sources/http_backend.h"

#include <functional>

namespace triptych::sources {

/// Datadog: spans, logs, metrics, monitors and objectives through its public API. The address is a site (`datadoghq.eu`) or
/// a URL. Keys: user and password of the address are the API key and the application key; or headers, or a bearer token.
class DatadogBackend final : public HttpBackend
{
public:
    DatadogBackend(Endpoint endpoint, query::AliasTable aliases, std::shared_ptr<NetworkThread> thread);
    BackendKind kind() const override { return BackendKind::Datadog; }
    Capabilities capabilities() const override { return {true, true, true}; }

    base::Result<BackendFacts> test(std::stop_token stop) override;
    base::Result<Fetched> searchTraces(const BackendSearch &search, std::stop_token stop) override;
    base::Result<Fetched> trace(TraceId id, std::stop_token stop) override;
    base::Result<Fetched> searchLogs(const BackendSearch &search, const SeenLines &seen, std::stop_token stop) override;
    base::Result<Fetched> logsOfTrace(TraceId id, const TimeRange &range, std::size_t limit, const SeenLines &seen, std::stop_token stop) override;
    base::Result<std::vector<TagValue>> tagValues(const std::string &key, const TimeRange &range, std::stop_token stop) override;
    base::Result<std::string> metrics(const MetricQuery &query, std::stop_token stop) override;
    base::Result<std::vector<AlertRule>> alertRules(std::stop_token stop) override;
    base::Result<std::vector<Objective>> objectives(std::stop_token stop) override;

    /// `datadoghq.eu` → `https://api.datadoghq.eu`; a URL stays.
    static std::string siteUrl(const std::string &siteOrUrl);

private:
    enum class What : std::uint8_t { Spans, Logs };
    struct Pages {
        What what;
        bool oldestFirst = false;
    };
    /// Pages of the answer, until `visit` says false or `limit` records came.
    base::Result<bool> pages(const Pages &of, const std::string &query, const TimeRange &range, std::size_t limit, const std::function<bool(QJsonArray records)> &visit, Fetched &into, std::stop_token stop) const;
    base::Result<QJsonDocument> post(std::string path, const QJsonObject &body, Fetched *into, std::stop_token stop) const;
    base::Result<void> wholeTraces(const std::vector<std::string> &ids, const TimeRange &range, const std::string &what, Fetched &into, std::stop_token stop) const;
    base::Result<void> lines(const std::string &query, const BackendSearch &search, const std::string &what, const SeenLines &seen, Fetched &into, std::stop_token stop) const;
};

} // namespace triptych::sources
