#pragma once
#include "sources/http_backend.h"

namespace triptych::sources {

/// Zipkin's v2 API. The endpoint's address is without `/api/v2`.
class ZipkinBackend final : public HttpBackend
{
public:
    using HttpBackend::HttpBackend;
    BackendKind kind() const override { return BackendKind::Zipkin; }
    Capabilities capabilities() const override { return {true, false, false}; }

    base::Result<BackendFacts> test(std::stop_token stop) override;
    base::Result<Fetched> searchTraces(const BackendSearch &search, std::stop_token stop) override;
    base::Result<Fetched> trace(TraceId id, std::stop_token stop) override;
    base::Result<std::vector<TagKey>> tagKeys(const TimeRange &range, std::stop_token stop) override;
    base::Result<std::vector<TagValue>> tagValues(const std::string &key, const TimeRange &range, std::stop_token stop) override;

private:
    base::Result<std::vector<std::string>> names(std::string path, HttpFields query, std::stop_token stop);
};

} // namespace triptych::sources
