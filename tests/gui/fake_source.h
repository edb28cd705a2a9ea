#pragma once
#include "sources/source.h"

#include <atomic>
#include <mutex>

namespace triptych::tests {

using namespace telemetry;

/// A Source of one small checkout trace with its logs, in memory. Members may be changed before the first question;
/// `fail` answers every question with an error, `calls` counts them.
class FakeSource : public sources::Source
{
public:
    FakeSource();

    static constexpr TraceId kTrace{0x4bf92f3577b34da6ull, 0xa3ce929d0e0e4736ull};
    static constexpr Nanos kStart = 1'795'442'551'118'000'000; ///< 2026-11-23 14:02:31.118 UTC
    static constexpr Nanos kMs = 1'000'000;
    /// Span ids of the rows that tests name.
    static constexpr SpanId kRoot{1}, kCheckout{2}, kCart{3}, kPayment{11}, kCharge{14}, kInsert{17};
    static constexpr RecordId recordOf(SpanId span) { return RecordId{static_cast<std::int64_t>(span.value) - 1}; }

    TraceColumns columns;               ///< what trace(kTrace) answers
    std::vector<LogRow> logs;           ///< ascending by time
    std::vector<LogRow> nearby;         ///< answered only as guesses
    std::vector<TraceRow> traceRows;    ///< what traces() answers
    std::optional<base::Error> fail;
    std::atomic<int> calls{0};

    /// Appends a span `afterMs` after kStart; its id is the row's number from 1.
    void addSpan(std::string_view service, std::string_view name, SpanId parent, double afterMs, double durationMs,
                 SpanKind kind = SpanKind::Internal, StatusCode status = StatusCode::Unset);

    std::uint64_t version() const override { return 1; }
    std::string title() const override { return "fake.triptych"; }
    base::Result<StoreInfo> info(std::stop_token) override;
    base::Result<TracePage> traces(const query::Selection &, const TraceQuery &, std::stop_token) override;
    base::Result<SpanPage> spans(const query::Selection &, const SpanQuery &, std::stop_token) override;
    base::Result<TraceColumns> trace(TraceId, std::stop_token) override;
    base::Result<std::vector<TraceId>> findTraces(TraceId, std::stop_token) override;
    base::Result<SpanDetails> span(RecordId, std::stop_token) override;
    base::Result<void> eachTrace(const query::Selection &, const std::function<void(const TraceColumns &)> &,
                                 std::stop_token) override;
    base::Result<Histogram> spanHistogram(const query::Selection &, int bins, std::stop_token) override;
    base::Result<std::vector<ScatterPoint>> scatter(const query::Selection &, std::size_t, std::stop_token) override;
    base::Result<std::vector<Facet>> facets(Table, const query::Selection &, const std::vector<std::string> &keys,
                                            std::size_t top, std::stop_token) override;
    base::Result<std::vector<TagKey>> tagKeys(const query::Selection &, std::stop_token) override;
    base::Result<std::vector<TagValue>> tagValues(const std::string &key, const query::Selection &, std::size_t,
                                                  std::stop_token) override;
    base::Result<std::vector<Stats>> stats(const query::Selection &, const std::vector<std::string> &by,
                                           std::stop_token) override;
    base::Result<std::vector<RecordId>> logIds(const query::Selection &, Order, std::stop_token) override;
    base::Result<std::uint64_t> logCount(const query::Selection &, std::stop_token) override;
    base::Result<std::vector<LogRow>> logRows(const std::vector<RecordId> &, std::stop_token) override;
    base::Result<void> eachLog(const query::Selection &, const std::function<void(const LogLine &)> &, base::Progress *, std::stop_token) override;
    base::Result<LogDetails> log(RecordId, std::stop_token) override;
    base::Result<Histogram> logHistogram(const query::Selection &, int bins, std::stop_token) override;
    base::Result<std::vector<MatchedLog>> logsOf(TraceId, std::optional<SpanId>, Guess, std::size_t,
                                                 std::stop_token) override;
    base::Result<SqlResult> sql(const std::string &, std::size_t, std::stop_token) override;

private:
    std::int32_t intern(std::string_view text);
    SpanRow row(std::size_t index) const;
    Histogram histogram(int bins, bool ofLogs) const;
    void addLog(double afterMs, Level level, LogKind kind, SpanId span, std::string_view service, std::string_view body);
};

} // namespace triptych::tests
