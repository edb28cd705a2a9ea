#pragma once
#include "scene/row_layout.h"
#include "scene/time_map.h"

namespace triptych::scene
{

/// Steps from span to span; None where there is none. `from` None: from before the first.
enum class Step : std::uint8_t { Previous, Next };

SpanIndex parentOf(const TraceTable &trace, SpanIndex span);
SpanIndex firstChild(const TraceTable &trace, SpanIndex span);
SpanIndex sibling(const TraceTable &trace, SpanIndex span, Step step);   ///< roots are siblings
SpanIndex errorSpan(const TraceTable &trace, SpanIndex from, Step step); ///< in waterfall order, wraps around
SpanIndex hit(const TraceTable &trace, const std::vector<std::uint32_t> &hits, SpanIndex from,
              Step step); ///< of find(); wraps
SpanIndex row(const RowLayout &rows, SpanIndex from,
              std::int64_t by); ///< arrows, page keys: cut to the first and last row
/// Window that shows `span` with a tenth of its length on both sides, at least 10 ns wide.
TimeRange windowAround(const TraceTable &trace, SpanIndex span);

} // namespace triptych::scene
