#pragma once
#include "sources/http_backend.h"

#include <atomic>

namespace triptych::sources {

/// Jaeger's query service: the v3 API where there is one (its traces are OTLP, exact to the nanosecond), else the older
/// one that its page uses. Conditions on tags go to the older one as long as the server has it: only from 2.19 on does v3
/// take them, and before that it ignores them without a word.
class JaegerBackend final : public HttpBackend
{
public:
    using HttpBackend::HttpBackend;
    BackendKind kind() const override { return BackendKind::Jaeger; }
    Capabilities capabilities() const override { return {true, false, false}; }

    base::Result<BackendFacts> test(std::stop_token stop) override;
    base::Result<Fetched> searchTraces(const BackendSearch &search, std::stop_token stop) override;
    base::Result<Fetched> trace(TraceId id, std::stop_token stop) override;
    base::Result<std::vector<TagValue>> tagValues(const std::string &key, const TimeRange &range, std::stop_token stop) override;

private:
    enum class Api : std::uint8_t { Unknown, Legacy, V3 };
    base::Result<Api> api(std::stop_token stop);
    base::Result<std::vector<std::string>> services(std::stop_token stop);
    base::Result<void> one(const query::JaegerSearch &search, const BackendSearch &asked, Fetched &into, std::stop_token stop);
    base::Result<void> oneV3(const query::JaegerSearch &search, const BackendSearch &asked, Fetched &into, std::stop_token stop);
    /// Ids that the older search finds; NotFound where the server has it no more.
    base::Result<HttpResponse> legacySearch(const query::JaegerSearch &search, const BackendSearch &asked, std::stop_token stop);
    base::Result<void> wholeTraces(const std::vector<std::string> &ids, Fetched &into, std::stop_token stop);
    base::Result<void> take(HttpResponse response, const std::string &what, Fetched &into) const;

    std::atomic<Api> m_api = Api::Unknown;
};

} // namespace triptych::sources
