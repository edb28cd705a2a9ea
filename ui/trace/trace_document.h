#pragma once
#include "analysis/critical_path.h"
#include "analysis/span_stats.h"
#include "items/trace_origins.h"
#include "scene/lod_index.h"
#include "scene/row_layout.h"
#include "scene/waterfall_scene.h"

#include <memory>
#include <vector>

namespace triptych::ui {

using telemetry::Nanos;
using telemetry::SpanIndex;
using telemetry::TimeRange;

/// Everything the trace page draws of one trace, made once in the pool. Immutable; crosses threads.
struct TraceDocument {
    std::shared_ptr<const analysis::TraceTable> table;
    std::shared_ptr<const scene::LodIndex> flame;
    analysis::CriticalPath critical;         ///< of recorded spans alone, as self times
    std::vector<Nanos> selfTime;             ///< per span
    std::unique_ptr<scene::MarkIndex> marks;
    std::vector<std::uint8_t> slotOfString;  ///< service colour per string index
    std::vector<std::uint8_t> derived;       ///< per span: derived from an access log; empty if none is
    std::vector<telemetry::RecordId> derivedLogs; ///< the lines behind the last spans, which are derived
    analysis::TraceSummary summary;
    analysis::Skew skew = analysis::Skew::Adjust;
    std::vector<analysis::ClockSetting> clocks; ///< offsets that were set by hand
    std::vector<std::pair<std::uint64_t, std::uint32_t>> bySpanId; ///< (id, row), sorted
    /// Linked traces that stand under this one: their ids, and the row that each begins at.
    std::vector<std::pair<telemetry::TraceId, std::uint32_t>> stacked;

    const telemetry::TraceColumns &columns() const { return table->columns(); }
    /// The row of a span: the exact stored one if `record` is given and here, else the first of that id. None if absent.
    SpanIndex find(telemetry::SpanId span, telemetry::RecordId record = telemetry::RecordId::None) const;
    /// Which inputs brought the spans, most first; empty where all came from one.
    std::vector<items::TraceOrigin> origins;
    std::vector<std::int32_t> onlyIn; ///< per recorded span, as items::onlyIn() says
    /// The input that alone has a span which others lack; null where there is no such thing to say.
    const items::TraceOrigin *onlyOrigin(SpanIndex span) const;
    /// The inputs that have a span, the one it was read from first; empty where all spans came from one input.
    std::vector<const items::TraceOrigin *> originsOf(SpanIndex span) const;

    /// The trace that a span is of: this one, or one that is stacked under it.
    telemetry::TraceId traceOf(SpanIndex span) const;
    std::uint32_t recordedCount() const { return table->spanCount() - static_cast<std::uint32_t>(derivedLogs.size()); }
    bool isDerived(SpanIndex span) const { return table->isSpan(span) && toInt(span) >= recordedCount(); }
    /// The access-log line that a derived span is made of.
    telemetry::RecordId derivedLog(SpanIndex span) const { return derivedLogs[toInt(span) - recordedCount()]; }
    /// Half-open, at least 1 ns long.
    TimeRange extentOf(SpanIndex span) const;
};

/// How a trace is to be laid out: what is assumed about its clocks, and which linked traces stand under it.
struct TraceRule {
    analysis::Skew skew = analysis::Skew::Adjust;
    std::vector<analysis::ClockSetting> clocks;
    std::vector<telemetry::TraceId> stacked;
};

/// Reads and prepares a trace; blocks. Stopped where `stop` was asked for, NotFound for a trace without spans.
base::Result<std::shared_ptr<const TraceDocument>> loadTrace(sources::Source &source, telemetry::TraceId trace,
                                                             const TraceRule &rule, std::stop_token stop);
/// From columns at hand; the last `derivedLogs.size()` spans are derived from these lines. Null if stopped.
std::shared_ptr<const TraceDocument> traceDocument(std::shared_ptr<const telemetry::TraceColumns> columns, const TraceRule &rule,
                                                   std::vector<telemetry::RecordId> derivedLogs = {},
                                                   std::vector<std::pair<telemetry::TraceId, std::uint32_t>> stacked = {},
                                                   std::vector<items::TraceOrigin> origins = {},
                                                   std::stop_token stop = {});

} // namespace triptych::ui
