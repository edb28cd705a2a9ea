#pragma once
#include "analysis/trace_table.h"

namespace triptych::analysis
{

/// One span in two traces: by its path of service and operation, and which of its like siblings it is.
struct AlignedSpan {
    SpanIndex a = SpanIndex::None, b = SpanIndex::None; ///< None: missing in that trace
    std::uint32_t depth = 0;                            ///< root 0
};

/// Two traces span by span in waterfall order of A, what only B has after the siblings it follows there. Children of a
/// pair are paired by service and operation in the order of their starts: the third `SELECT price` of one parent with
/// the third of the other. Below a span that only one trace has everything is only in it. O(n), no recursion.
std::vector<AlignedSpan> alignedTraces(const TraceTable &a, const TraceTable &b, std::stop_token stop = {});

} // namespace triptych::analysis
