#pragma once
#include "base/error.h"
#include "telemetry/ids.h"
#include "telemetry/record_block.h"
#include "telemetry/span_kind.h"
#include "telemetry/tag.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::telemetry {

/// Index into Batch::strings; 0 is the empty text. Index into Batch::resources and Batch::scopes; 0 is "none".
using BatchString = std::int32_t;
using BatchResource = std::int32_t;
using BatchScope = std::int32_t;

struct BatchResourceRow {
    BatchString service = 0;       ///< service.name, also when a format names it elsewhere
    std::vector<Tag> tags;         ///< service.name included
    std::string schemaUrl;
    bool operator==(const BatchResourceRow &) const = default;
};
struct BatchScopeRow {
    std::string name, version;
    std::vector<Tag> tags;
    bool operator==(const BatchScopeRow &) const = default;
};

/// What a decoder knows of one span; absent things keep their defaults.
struct SpanFields {
    TraceId trace;
    SpanId span;
    SpanId parent;              ///< empty: a root
    Nanos start = 0;            ///< since the epoch; 0 unknown
    Nanos duration = 0;         ///< end < start is given as it is (negative); views clamp and warn
    BatchString name = 0;
    BatchString service = 0;    ///< usually the resource's
    SpanKind kind = SpanKind::Unspecified;
    StatusCode status = StatusCode::Unset;
    bool sharedHalf = false;    ///< Zipkin: the server half of an id that a client half shares
    std::uint32_t flags = 0;
    BatchString statusMessage = 0;
    BatchString traceState = 0;
    BatchResource resource = 0;
    BatchScope scope = 0;
};

/// Which rule tied a log record to its trace; decides the tier in which the logs pane shows it.
enum class LogKind : std::uint8_t {
    Application, ///< an application's or plain log
    Access,      ///< an access-log line of a gateway, mesh proxy or web server
};

struct LogFields {
    Nanos time = 0;         ///< event time; observed time where the event has none; 0 unknown
    Nanos observed = 0;
    Level level = Level::Unknown;
    int severity = 0;       ///< OTLP number if the format has one
    LogKind kind = LogKind::Application;
    TraceId trace;
    SpanId span;
    BatchString service = 0;
    BatchString eventName = 0;
    BatchResource resource = 0;
    BatchScope scope = 0;
    std::uint32_t line = 0; ///< in the file, from 1; 0 where lines mean nothing
};

struct EventRow {
    std::uint32_t span = 0; ///< row of Batch::spans
    Nanos time = 0;
    BatchString name = 0;
    std::string tags;       ///< JSON object
};
struct LinkRow {
    std::uint32_t span = 0;
    TraceId trace;
    SpanId spanId;
    std::string traceState;
    std::string tags;       ///< JSON object
};

enum class MetricType : std::uint8_t { Unknown, Gauge, Sum, Histogram, ExponentialHistogram, Summary };
enum class Temporality : std::uint8_t { Unspecified, Delta, Cumulative };
/// A time series: metric name plus resource plus labels.
struct SeriesRow {
    std::string name, unit, description;
    MetricType type = MetricType::Unknown;
    Temporality temporality = Temporality::Unspecified;
    bool monotonic = false;
    BatchResource resource = 0;
    BatchScope scope = 0;
    std::vector<Tag> tags; ///< sorted by key
    bool operator==(const SeriesRow &) const = default;
};
struct SampleRow {
    std::uint32_t series = 0; ///< row of Batch::series
    Nanos time = 0, start = 0;
    double value = 0;         ///< sum for histograms and summaries
    std::uint64_t count = 0;  ///< histograms and summaries
    std::string detail;       ///< buckets or quantiles as JSON; empty for plain numbers
};
struct ExemplarRow {
    std::uint32_t series = 0;
    Nanos time = 0;
    double value = 0;
    TraceId trace;
    SpanId span;
    std::string tags; ///< JSON object
};

/// A bad record: what, where, and a bounded excerpt of it.
struct BadRecord {
    std::string what;
    std::uint64_t line = 0; ///< from 1; 0 unknown
    std::uint64_t byte = 0; ///< from the start of the (unpacked) file
    std::string excerpt;    ///< at most 80 bytes
    bool warning = false;   ///< the record was kept, with this remark
};


/// What a decoder makes of one piece of input. Moved through the import; never shared between threads.
struct Batch {
    std::vector<std::string> strings{std::string()};
    std::vector<BatchResourceRow> resources{BatchResourceRow()};
    std::vector<BatchScopeRow> scopes{BatchScopeRow()};

    std::vector<SpanFields> spans;
    std::vector<std::uint64_t> spanContent;
    std::vector<RecordBlock> spanBlocks;  ///< rows in the order of `spans`
    std::vector<EventRow> events;
    std::vector<LinkRow> links;

    std::vector<LogFields> logs;
    std::vector<RecordBlock> logBlocks;   ///< rows in the order of `logs`

    std::vector<SeriesRow> series;
    std::vector<SampleRow> samples;
    std::vector<ExemplarRow> exemplars;

    std::vector<BadRecord> errors;        ///< the first 100; errorCount has all
    std::uint64_t errorCount = 0;         ///< bad records, warnings not counted
    std::uint64_t duplicates = 0;         ///< records dropped by the decoder as exact repeats
    std::uint64_t bytes = 0;              ///< input bytes this batch was made of
    std::uint64_t lines = 0;              ///< lines in them, for line formats
};

/// Fills a Batch. One thread. Everything given is copied; strings, resources and scopes are interned.
class BatchBuilder
{
public:
    BatchBuilder();
    ~BatchBuilder();
    BatchBuilder(BatchBuilder &&) noexcept;

    BatchString string(std::string_view text);
    /// `tags` in any order; the service name is taken from service.name unless `service` is given.
    BatchResource resource(std::span<const TagView> tags, std::string_view schemaUrl = {}, std::string_view service = {});
    BatchString serviceOf(BatchResource resource) const;
    BatchScope scope(std::string_view name, std::string_view version, std::span<const TagView> tags = {});

    /// Adds a span with its span-scoped tags. Events and links that follow belong to it.
    void addSpan(const SpanFields &fields, std::span<const TagView> tags);
    void addEvent(Nanos time, std::string_view name, std::span<const TagView> tags);
    void addLink(TraceId trace, SpanId span, std::string_view traceState, std::span<const TagView> tags);

    /// Adds a log record with a body and log-scoped tags beside it.
    void addLog(const LogFields &fields, std::string_view body, std::span<const TagView> tags);
    /// Adds a log record whose body is made of fields (access logs): shape from logShape(), one value per Tag/Text part.
    /// The fastest way in: values that are slices of the line cost no allocation.
    void addLogLine(const LogFields &fields, ShapeIndex shape, std::span<const std::string_view> values);
    ShapeIndex logShape(std::span<const ShapePart> parts);

    std::uint32_t series(const SeriesRow &series);
    void addSample(SampleRow sample);
    void addExemplar(ExemplarRow exemplar);

    /// A record that could not be read; keeps the first 100, counts all. The excerpt is cut to 80 bytes.
    void addError(std::string what, std::uint64_t line, std::uint64_t byte, std::string_view excerpt = {});
    /// A remark on a record that was kept.
    void addWarning(std::string what, std::uint64_t line, std::uint64_t byte, std::string_view excerpt = {});
    void countDuplicate();

    std::size_t spanCount() const;
    std::size_t logCount() const;
    /// Rough bytes held, so that decoders cut batches (about 4 MB of input each).
    std::size_t bytes() const;
    /// The span added last: fields that later input decides (Jaeger's processes) may be set until take().
    std::vector<SpanFields> &spans();

    /// Hands the batch over and starts the next one; strings, resources and shape indices start anew: ask for them
    /// again after each take().
    Batch take();

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace triptych::telemetry
