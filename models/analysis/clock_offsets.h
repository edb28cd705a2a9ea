#pragma once
#include "analysis/trace_table.h"

#include <string>

namespace triptych::analysis
{

/// One clock of a trace (that of a resource, else of a service), how far its spans are moved, and why.
struct ClockOffset {
    std::int32_t service = 0; ///< string index, of its first span
    std::int32_t resource = 0;
    std::uint32_t spans = 0, moved = 0;
    Nanos least = 0, most = 0;             ///< of the moved ones
    SpanIndex first = SpanIndex::None;     ///< one of its spans
    SpanIndex evidence = SpanIndex::None;  ///< the span of it, called by another clock, that was moved farthest
    Nanos early = 0, late = 0;             ///< as recorded: how long `evidence` starts before, ends after its parent
};

/// All clocks, those that were moved most first, then by spans. O(n).
std::vector<ClockOffset> clockOffsets(const TraceTable &trace);
/// "reserve starts 12 ms before the call to it (GET /stock of checkout)"; empty where nothing was moved.
std::string evidenceText(const TraceTable &trace, const ClockOffset &clock);

} // namespace triptych::analysis
