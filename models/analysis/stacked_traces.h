#pragma once
#include "telemetry/trace_columns.h"

namespace triptych::analysis
{

/// Appends the spans of another trace to `columns`, below those that are there and on the same time axis, however far
/// apart: a trace that links to another, or is linked from it, under that other. Ids stay as they are; a parent is
/// looked for in its own trace only as far as ids differ, which those of two traces do.
void stackTrace(telemetry::TraceColumns &columns, const telemetry::TraceColumns &below);

} // namespace triptych::analysis
