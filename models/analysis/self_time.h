#pragma once
#include "analysis/trace_table.h"

namespace triptych::analysis
{

/// Self time per span, ns: duration less the union of its children's times, clipped to the span.
/// One value per span of `trace`, never negative; on adjusted times. O(n). Empty if stopped.
std::vector<Nanos> selfTimes(const TraceTable &trace, std::stop_token stop = {});
/// The same into a buffer that serves trace after trace.
void selfTimes(const TraceTable &trace, std::vector<Nanos> &self, std::stop_token stop);

} // namespace triptych::analysis
