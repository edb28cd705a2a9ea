#pragma once
#include "analysis/trace_table.h"
#include "telemetry/answers.h"

namespace triptych::analysis
{

/// Some spans of a trace as a trace of their own; `rows` ascending. A span whose parent is left out becomes a root; one
/// whose parent the trace itself lacks stays an orphan. Marks are left out.
std::shared_ptr<const TraceColumns> subTrace(const TraceColumns &columns, std::span<const std::uint32_t> rows);
/// One row of the columns, in words.
telemetry::SpanRow spanRowOf(const TraceColumns &columns, std::size_t row);

} // namespace triptych::analysis
