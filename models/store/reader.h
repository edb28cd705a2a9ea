#pragma once
#include "base/progress.h"
#include "store/store.h"
#include "telemetry/answers.h"
#include "telemetry/row_predicate.h"
#include "telemetry/service_graph.h"
#include "telemetry/trace_columns.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace triptych::store {

using namespace telemetry; // this room speaks of little else

/// Compiled filter plus optional time range. Rows of time 0 (unknown) match only an absent range.
struct Selection {
    RowPredicate filter;
    std::optional<TimeRange> range;
};

inline constexpr std::size_t kMostComparedValues = 50'000;

/// Queries over a store. Each runs to the end on the calling thread unless `stop` is requested, which interrupts it
/// within milliseconds (ErrorKind::Stopped). Never call on the GUI thread. Not thread-safe: one query at a time.
class Reader
{
public:
    explicit Reader(Database &database);
    ~Reader();
    Reader(const Reader &) = delete;

    /// For the filter's compiler: what tags there are. A snapshot of the reader's state.
    std::shared_ptr<const telemetry::TagCatalog> catalog() const;

    base::Result<StoreInfo> info(std::stop_token stop = {});

    // traces and spans
    base::Result<TracePage> traces(const Selection &selection, const TraceQuery &query, std::stop_token stop = {});
    base::Result<SpanPage> spans(const Selection &selection, const SpanQuery &query, std::stop_token stop = {});
    base::Result<telemetry::TraceColumns> trace(TraceId id, std::stop_token stop = {});
    /// All traces whose id matches (a 64-bit id on the low half).
    base::Result<std::vector<TraceId>> findTraces(TraceId id, std::stop_token stop = {});
    base::Result<SpanDetails> span(RecordId record, std::stop_token stop = {});
    /// Tags of many records at once, in the order asked; WithResource: then those of their resources.
    enum class TagsOf : std::uint8_t { Record, WithResource };
    base::Result<std::vector<std::vector<telemetry::Tag>>> tags(Table table, const std::vector<RecordId> &records, TagsOf of, std::stop_token stop = {});
    /// Spans of the selection, trace by trace, for merged flame graphs and analysis: `visit` gets one trace at a time.
    /// Whole traces: every span of each trace that has a span in the selection.
    base::Result<void> eachTrace(const Selection &selection, const std::function<void(const telemetry::TraceColumns &)> &visit, std::stop_token stop = {});

    /// Who calls whom in the whole traces that have a span in the selection. `groupBy`: a tag whose values stand in place
    /// of services (a span without it keeps its service); empty for services. `progress`, if given, counts spans.
    base::Result<ServiceGraph> serviceGraph(const Selection &selection, const std::string &groupBy, base::Progress *progress = nullptr, std::stop_token stop = {});

    base::Result<Histogram> spanHistogram(const Selection &selection, int bins, std::stop_token stop = {});
    base::Result<std::vector<ScatterPoint>> scatter(const Selection &selection, std::size_t limit, std::stop_token stop = {});
    base::Result<std::vector<Facet>> facets(Table table, const Selection &selection, const std::vector<std::string> &keys, std::size_t top, std::stop_token stop = {});
    /// A selection for each table: one filter compiles to different conditions.
    base::Result<std::vector<TagKey>> tagKeys(const Selection &spans, const Selection &logs, std::stop_token stop = {});
    base::Result<std::vector<TagKey>> tagKeys(const Selection &both, std::stop_token stop = {}) { return tagKeys(both, both, std::move(stop)); }
    base::Result<std::vector<TagValue>> tagValues(const std::string &key, const Selection &spans, const Selection &logs, std::size_t limit, std::stop_token stop = {});
    base::Result<std::vector<TagValue>> tagValues(const std::string &key, const Selection &both, std::size_t limit, std::stop_token stop = {})
    {
        return tagValues(key, both, both, limit, std::move(stop));
    }
    /// How often two sets hold each value of every tag of spans, resources and scopes, and of the spans' own fields.
    /// Keys with more than kMostComparedValues values outside the promoted columns are left out, and named.
    base::Result<TagCounts> compareTags(const Selection &a, const Selection &b, const TagComparisonQuery &query, std::stop_token stop = {});
    base::Result<std::vector<Stats>> stats(const Selection &selection, const std::vector<std::string> &by, std::stop_token stop = {});

    // logs
    /// Ids of all matching records in order of time (then file). 8 bytes a line.
    base::Result<std::vector<RecordId>> logIds(const Selection &selection, Order order, std::stop_token stop = {});
    base::Result<std::uint64_t> logCount(const Selection &selection, std::stop_token stop = {});
    base::Result<std::vector<LogRow>> logRows(const std::vector<RecordId> &records, std::stop_token stop = {});
    /// Every matching line in the order of the store. About a microsecond a line.
    base::Result<void> eachLog(const Selection &selection, const std::function<void(const LogLine &)> &visit, base::Progress *progress = nullptr, std::stop_token stop = {});
    base::Result<LogDetails> log(RecordId record, std::stop_token stop = {});
    base::Result<Histogram> logHistogram(const Selection &selection, int bins, std::stop_token stop = {});
    /// The logs of a trace by rule: Span (ids of `span`), Trace, Access, Guess, each in order of time. Access-log lines
    /// without a span id are placed on the likeliest span; those placed on `span` lead their rule.
    base::Result<std::vector<MatchedLog>> logsOf(TraceId trace, std::optional<SpanId> span, Guess guess, std::size_t limit, std::stop_token stop = {});

    /// Writes the matching records, texts in place of ids, as one Parquet file: the columns of the views spans, logs and
    /// metrics, all tags included; events and links with the ids of their span. A filter is of spans or logs; metrics
    /// know its time range only.
    base::Result<void> exportParquet(ParquetPart part, const Selection &selection, const std::string &file, std::stop_token stop = {});
    /// Read-only SQL over the store; at most `limit` rows.
    base::Result<SqlResult> sql(const std::string &query, std::size_t limit, std::stop_token stop = {});

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace triptych::store
