#pragma once
#include "telemetry/ids.h"

#include <cstdint>
#include <vector>

namespace triptych::store {

/// What a trace summary needs of each span of one trace.
struct SummarySpan {
    std::int64_t record = 0;
    std::uint64_t span = 0, parent = 0;
    std::int64_t start = 0, duration = 0;
    std::int32_t service = 0, name = 0;
    std::uint8_t status = 0, shared = 0;
};

/// Figures of one trace, by the definitions of CLI.md: a root or an orphan is at depth 1; the duration is the latest
/// end less the earliest start over spans that have times.
struct TraceSummary {
    std::int64_t start = 0, duration = 0;
    std::int32_t rootService = 0, rootName = 0;
    std::int64_t rootRecord = 0;
    std::uint32_t errors = 0, depth = 0, orphans = 0, roots = 0;
    std::vector<std::int32_t> services; ///< in order of first start
};
struct SpanPlace {
    std::int32_t depth = 1;
    std::int64_t selfTime = 0;   ///< duration less the union of its children's, clipped to it
    std::uint8_t root = 0;       ///< 1 root, 2 orphan
};

/// Summary of the spans of one trace; `places[i]` belongs to spans[i]. Cycles are cut; O(n log n).
TraceSummary summarise(const std::vector<SummarySpan> &spans, std::vector<SpanPlace> &places);

} // namespace triptych::store
