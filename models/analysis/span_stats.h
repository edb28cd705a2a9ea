#pragma once
#include "analysis/trace_table.h"

namespace triptych::analysis
{

/// Figures of all spans of one group within one trace. Times ns; negative durations count as 0.
struct SpanGroup {
    std::int32_t service = 0; ///< string index
    std::int32_t name = -1;   ///< string index; -1 when grouped by service alone
    std::uint32_t count = 0, errors = 0;
    Nanos total = 0, self = 0, max = 0, p50 = 0; ///< p50: nearest rank
    SpanIndex longest = SpanIndex::None;
};
enum class GroupBy : std::uint8_t { Service, Operation };

/// Most total time first. `self` from selfTimes(). O(n log n). Empty if stopped.
std::vector<SpanGroup> spanStats(const TraceTable &trace, const std::vector<Nanos> &self, GroupBy by,
                                 std::stop_token stop = {});

/// Durations of spans that stand for each other (a group of repeats); negative durations count as 0.
struct RepeatFigures {
    std::uint32_t count = 0, errors = 0;
    Nanos total = 0, min = 0, median = 0, max = 0; ///< median: nearest rank
    SpanIndex longest = SpanIndex::None;           ///< of equals the first
};
/// O(n).
RepeatFigures repeatFigures(const TraceTable &trace, std::span<const std::uint32_t> nodes);

} // namespace triptych::analysis
