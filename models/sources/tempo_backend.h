#pragma once
#include "sources/http_backend.h"

#include <mutex>

namespace triptych::sources {

/// Grafana Tempo. A search answers with summaries; the traces are then fetched whole, as protobuf, some at a time.
class TempoBackend final : public HttpBackend
{
public:
    using HttpBackend::HttpBackend;
    BackendKind kind() const override { return BackendKind::Tempo; }
    Capabilities capabilities() const override { return {true, false, true}; }
    bool takesNative() const override { return true; }

    base::Result<BackendFacts> test(std::stop_token stop) override;
    base::Result<Fetched> searchTraces(const BackendSearch &search, std::stop_token stop) override;
    base::Result<Fetched> trace(TraceId id, std::stop_token stop) override;
    base::Result<std::vector<TagKey>> tagKeys(const TimeRange &range, std::stop_token stop) override;
    base::Result<std::vector<TagValue>> tagValues(const std::string &key, const TimeRange &range, std::stop_token stop) override;
    /// TraceQL's metrics: `{ status = error } | rate() by (resource.service.name)`. Releases before 2.7 know only ranges, those
    /// before 2.4 none.
    base::Result<std::string> metrics(const MetricQuery &query, std::stop_token stop) override;

private:
    /// What its TraceQL can say; asked once, the current release's where it does not tell.
    query::BackendDialect dialect(std::stop_token stop);
    /// The time range of a question for tags, where its release is known to take one.
    HttpFields tagTimes(const TimeRange &range, std::stop_token stop);
    /// Where its release is a guess and it does not understand a query of that release: guesses an older one. False: there is none.
    bool guessOlder(const base::Error &error, query::BackendDialect::Tempo refused);
    std::mutex m_mutex;
    std::optional<query::BackendDialect> m_dialect;
    bool m_guessed = false;
};

} // namespace triptych::sources
