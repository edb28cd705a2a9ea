#pragma once
#include "sources/backends.h"
#include "sources/remote_source.h"

#include <QTest>
#include <atomic>
#include <functional>

/// Backends of the tests' own making, and what they answer.
namespace made {

using namespace triptych;
using namespace triptych::telemetry;
using namespace triptych::sources;
using base::ErrorKind;

inline constexpr Nanos kSecond = 1'000'000'000;
inline const TimeRange kHour{1'700'000'000 * kSecond, 1'700'003'600 * kSecond};

/// A trace of `spans` spans as OTLP JSON; the first is the root of the service `web`, the others belong to `shop`.
inline std::string otlp(std::uint64_t trace, int spans = 2, bool failed = false)
{
    std::string out = R"({"resourceSpans":[)";
    for (int i = 0; i < spans; ++i) {
        const Nanos start = kHour.from + static_cast<Nanos>(trace) * kSecond + i * 1000;
        out += std::string(i > 0 ? "," : "") + R"({"resource":{"attributes":[{"key":"service.name","value":{"stringValue":")" + (i == 0 ? "web" : "shop") +
               R"("}}]},"scopeSpans":[{"spans":[{"traceId":")" + hex(TraceId{0, trace}) + R"(","spanId":")" + hex(SpanId{static_cast<std::uint64_t>(i + 1)}) +
               R"(","name":"op )" + std::to_string(i) + R"(","startTimeUnixNano":")" + std::to_string(start) + R"(","endTimeUnixNano":")" + std::to_string(start + 5000) + "\"" +
               (i > 0 ? R"(,"parentSpanId":"0000000000000001")" : "") + (failed ? R"(,"status":{"code":2})" : "") + "}]}]}";
    }
    return out + "]}";
}

inline std::string lokiLines(int from, int to)
{
    std::string out = R"({"status":"success","data":{"resultType":"streams","result":[{"stream":{"service_name":"shop"},"values":[)";
    for (int i = from; i < to; ++i)
        out += std::string(i > from ? "," : "") + "[\"" + std::to_string(kHour.from + i * kSecond) + "\",\"line " + std::to_string(i) + R"(",{"structuredMetadata":{"trace_id":")" + hex(TraceId{0, 1}) + R"("}}])";
    return out + "]}]}}";
}

/// A backend of the test's own making.
class MadeBackend final : public Backend
{
public:
    std::function<base::Result<Fetched>(const BackendSearch &, std::stop_token)> onSearch;
    std::function<base::Result<Fetched>(TraceId)> onTrace;
    std::function<base::Result<Fetched>(const SeenLines &)> onLogs;
    std::function<void(const TimeRange &)> onRange;
    std::function<base::Result<Histogram>(const BackendSearch &, Nanos)> onHistogram;
    std::optional<BackendKind> saysKind;
    std::atomic<int> searches = 0, traces = 0, logSearches = 0;

    base::Result<Histogram> histogram(Table table, const BackendSearch &search, Nanos width, std::stop_token stop) override
    {
        return onHistogram ? onHistogram(search, width) : Backend::histogram(table, search, width, stop);
    }
    BackendKind kind() const override { return saysKind ? *saysKind : onLogs ? BackendKind::Loki : BackendKind::Tempo; }
    Capabilities capabilities() const override { return {!onLogs, bool(onLogs), false}; }
    std::string address() const override { return "http://made.example"; }
    base::Result<BackendFacts> test(std::stop_token) override { return BackendFacts(); }
    base::Result<Fetched> searchTraces(const BackendSearch &search, std::stop_token stop) override
    {
        ++searches;
        return onSearch(search, stop);
    }
    base::Result<Fetched> trace(TraceId id, std::stop_token) override
    {
        ++traces;
        return onTrace ? onTrace(id) : base::Result<Fetched>(base::Error{ErrorKind::NotFound, "no", {}, {}, {}});
    }
    base::Result<Fetched> searchLogs(const BackendSearch &, const SeenLines &seen, std::stop_token) override
    {
        ++logSearches;
        return onLogs(seen);
    }
    base::Result<Fetched> logsOfTrace(TraceId, const TimeRange &range, std::size_t, const SeenLines &seen, std::stop_token) override
    {
        if (onRange)
            onRange(range);
        ++logSearches;
        return onLogs(seen);
    }
};

inline Fetched fetched(std::vector<std::string> answers)
{
    Fetched out;
    for (std::string &answer : answers)
        out.answers.push_back({"made", std::move(answer)});
    out.count = out.answers.size();
    return out;
}

inline query::Selection selection(const char *filter, TimeRange range = kHour)
{
    auto parsed = query::Filter::parse(filter);
    return {parsed ? *parsed : query::Filter(), range};
}

/// A source over a backend that finds two traces, one of them failed, anew for each test.
struct SourceFixture {
    std::shared_ptr<MadeBackend> m_backend;
    std::unique_ptr<RemoteSource> m_source;

    void start(std::vector<Server> backends)
    {
        auto store = store::Store::temporary();
        QVERIFY(store);
        m_source = std::make_unique<RemoteSource>("made", std::move(backends), *store, query::AliasTable(), RemoteSource::Limits());
    }
    void startWithTwoTraces()
    {
        m_backend = std::make_shared<MadeBackend>();
        m_backend->onSearch = [](const BackendSearch &, std::stop_token) { return fetched({otlp(1), otlp(2, 3, true)}); };
        start({{m_backend}});
    }
    std::uint64_t traces(const char *filter)
    {
        const auto page = m_source->traces(selection(filter), {}, {});
        return page ? page->total : 999;
    }
};

} // namespace made
