#pragma once
#include "telemetry/batch.h"
#include "telemetry/ids.h"
#include "telemetry/span_kind.h"
#include "telemetry/tag.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Questions to a store or source and their answers: plain values that cross threads and rooms.
namespace triptych::telemetry {

/// What one input gave, as listed in a store's imports.
struct ImportRecord {
    std::string path, format, compression, hash;
    std::uint64_t bytes = 0, spans = 0, logs = 0, samples = 0, duplicates = 0, errorCount = 0;
    std::vector<BadRecord> errors; ///< the first 100
    Nanos at = 0;
};

struct StoreInfo {
    std::uint64_t spans = 0, traces = 0, rootSpans = 0, orphanSpans = 0, errorSpans = 0;
    std::uint64_t logs = 0, logsWithTraceId = 0, samples = 0, series = 0, duplicates = 0;
    struct Service {
        std::string name;
        std::uint64_t spans = 0, errors = 0;
    };
    std::vector<Service> services; ///< most spans first
    TimeRange time;                ///< of spans and logs; empty if there are none
    std::vector<ImportRecord> imports;
};

struct TraceRow {
    TraceId trace;
    std::string rootService, rootName;
    Nanos start = 0, duration = 0;
    std::uint32_t spans = 0, errors = 0, depth = 0, orphans = 0;
    std::uint64_t logs = 0;
    std::vector<std::string> services; ///< in order of first span
    std::vector<std::string> extra;    ///< values of TraceQuery::extraTags, of the root span (or first that has it)
};
enum class TraceSort : std::uint8_t { Start, Duration, Spans, Errors };
enum class Order : std::uint8_t { Ascending, Descending };
struct TraceQuery {
    TraceSort sort = TraceSort::Start;
    Order order = Order::Descending;
    std::uint64_t offset = 0, limit = 200;
    std::vector<std::string> extraTags; ///< tag keys shown as columns
};
struct TracePage {
    std::vector<TraceRow> rows;
    std::uint64_t total = 0; ///< traces that match
};

struct SpanRow {
    RecordId record = RecordId::None;
    TraceId trace;
    SpanId span, parent;
    std::string service, name;
    telemetry::SpanKind kind{};
    telemetry::StatusCode status{};
    Nanos start = 0, duration = 0;
    std::uint32_t events = 0, links = 0;
};
enum class SpanSort : std::uint8_t { Start, Duration, Service, Name };
struct SpanQuery {
    SpanSort sort = SpanSort::Start;
    Order order = Order::Ascending;
    std::uint64_t offset = 0, limit = 200;
};
struct SpanPage {
    std::vector<SpanRow> rows;
    std::uint64_t total = 0;
};

/// Everything of one span beyond its columns.
struct SpanDetails {
    SpanRow row;
    std::string statusMessage, traceState;
    std::vector<telemetry::Tag> spanTags, resourceTags, scopeTags;
    std::string scopeName, scopeVersion, importPath;
    struct Event {
        Nanos time = 0;
        std::string name, tags; ///< tags: JSON object
    };
    std::vector<Event> events;
    struct Link {
        TraceId trace;
        SpanId span;
        std::string traceState, tags;
    };
    std::vector<Link> links;
    /// Median duration of the same service and operation in the store, ns; 0 if it is the only one.
    Nanos usualDuration = 0;
};

struct LogRow {
    RecordId record = RecordId::None;
    Nanos time = 0;
    Level level{};
    LogKind kind{};
    TraceId trace;
    SpanId span;
    std::string service, body;
    std::uint32_t line = 0;
    int import = 0;
};
/// Which rule tied a line to a span (DESIGN: logs beside the span).
enum class LogMatch : std::uint8_t { Span, Trace, Access, Guess };
/// Whether lines may be matched by service and time alone.
enum class Guess : std::uint8_t { No, WhenNoIds, Always };
struct MatchedLog {
    LogRow row;
    LogMatch match{};
    /// Of an access-log line without a span id: the likeliest span, and by what; empty if none fits.
    SpanId placed{};
    std::string why{}; ///< "service cart, path and time"; of a guess what it rests on
};
struct LogDetails {
    LogRow row;
    std::string eventName, importPath, importFormat;
    int severity = 0;
    Nanos observed = 0;
    std::vector<telemetry::Tag> logTags, resourceTags, scopeTags;
};

/// A series with some of its samples, and its exemplars with the first of them.
struct SeriesDetails {
    SeriesRow series; ///< resource and scope: see the tags here
    std::vector<telemetry::Tag> resourceTags, scopeTags;
    std::string scopeName, scopeVersion;
    std::vector<SampleRow> samples;
    std::vector<ExemplarRow> exemplars;
};

/// A line as it streams by; `body` lives as long as the visit.
struct LogLine {
    RecordId record = RecordId::None;
    Nanos time = 0;
    Level level{};
    TraceId trace;
    /// Of the trace that the line names, where that is known.
    enum class Outcome : std::uint8_t { Unknown, Passing, Failing } outcome = Outcome::Unknown;
    std::string_view body;
};

struct HistogramBin {
    std::uint64_t total = 0, warnings = 0, errors = 0;
};
struct Histogram {
    TimeRange range;
    Nanos width = 1;
    std::vector<HistogramBin> bins;
};

/// Which records a question is about.
enum class Table : std::uint8_t { Spans, Logs };

/// What is written as a Parquet file of its own.
enum class ParquetPart : std::uint8_t { Spans, Events, Links, Logs, Metrics };

struct FacetValue {
    std::string value;
    std::uint64_t count = 0;
};
struct Facet {
    std::string key;
    std::vector<FacetValue> values; ///< most frequent first
    std::uint64_t distinct = 0;     ///< of values, at least values.size()
    std::uint64_t other = 0;        ///< records with a value not listed
};
struct ScatterPoint {
    TraceId trace;
    Nanos start = 0, duration = 0;
    bool error = false;
};

struct TagKey {
    std::string key;
    TagScope scope{};
    std::uint64_t spans = 0, logs = 0, distinct = 0;
};
struct TagValue {
    std::string value;
    std::uint64_t spans = 0, logs = 0;
};

/// What a comparison of tags counts: the spans that have a value, or the traces that have a span with it.
enum class CountOf : std::uint8_t { Spans, Traces };
/// A rectangle of the latency scatter: traces by their own start and duration, both ends included in the durations.
struct TraceBox {
    TimeRange start;
    Nanos shortest = 0, longest = 0;
};
struct TagComparisonQuery {
    CountOf of = CountOf::Spans;
    /// Splits the selections (Traces only): A are the traces outside, B those inside.
    std::optional<TraceBox> box;
};
/// How often two sets hold each value of each tag.
struct TagCounts {
    struct Value {
        std::string key;
        TagScope scope{}; ///< Any: a field of the span itself (service, name, kind, status)
        std::string value;
        std::uint64_t a = 0, b = 0;
    };
    std::uint64_t sizeA = 0, sizeB = 0; ///< spans, or traces
    std::vector<Value> values;
    std::vector<std::string> leftOut; ///< keys with so many values that they name single records
};

/// RED figures of one group. Durations ns; quantiles exact, linear interpolation.
struct Stats {
    std::vector<std::string> group; ///< one per key asked
    std::uint64_t count = 0, errors = 0;
    double rate = 0; ///< per second over the time that the selection spans
    double p50 = 0, p90 = 0, p95 = 0, p99 = 0;
    Nanos max = 0, selfTime = 0;
};

struct SqlResult {
    std::vector<std::string> columns;
    std::vector<bool> numeric;                                    ///< per column
    std::vector<std::vector<std::optional<std::string>>> rows;    ///< nullopt: NULL
    bool truncated = false;
};

} // namespace triptych::telemetry
