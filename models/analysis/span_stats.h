#pragma once
#include "analysis/critical_path.h"
#include "analysis/span_grouping.h"

namespace triptych::analysis
{

/// Figures of all spans of one group within one trace. Times ns; negative durations count as 0.
struct SpanGroup {
    std::int32_t label = 0;    ///< of the grouping
    std::int32_t service = -1; ///< string index, -1: spans of several services
    std::uint32_t count = 0, errors = 0;
    std::uint32_t leastDepth = 0, mostDepth = 0;
    Nanos total = 0, self = 0, critical = 0, max = 0;
    Nanos p50 = 0, p95 = 0;    ///< nearest rank
    Nanos busy = 0;            ///< time during which any span of the group runs
    std::uint32_t peak = 0;    ///< most spans that run at once; an instant counts as 1 ns
    SpanIndex longest = SpanIndex::None; ///< of equals the first

    /// Spans that run at once, over the time in which any does; 0 where all are instants.
    double meanConcurrency() const { return busy > 0 ? static_cast<double>(total) / static_cast<double>(busy) : 0; }
};

/// Most total time first, then by label. `self` from selfTimes(), `critical` of the same trace. Spans in no group, and
/// those beyond the grouping's, are left out. O(n log n) in the spans of a group, without a copy of the trace.
/// Empty if stopped.
std::vector<SpanGroup> spanStats(const TraceTable &trace, const SpanGrouping &grouping, const std::vector<Nanos> &self,
                                 const CriticalPath &critical, std::stop_token stop = {});

/// Durations of spans that stand for each other (a group of repeats); negative durations count as 0.
struct RepeatFigures {
    std::uint32_t count = 0, errors = 0;
    Nanos total = 0, min = 0, median = 0, p95 = 0, max = 0; ///< median, p95: nearest rank
    SpanIndex longest = SpanIndex::None;                    ///< of equals the first
};
/// O(n).
RepeatFigures repeatFigures(const TraceTable &trace, std::span<const std::uint32_t> nodes);

} // namespace triptych::analysis
