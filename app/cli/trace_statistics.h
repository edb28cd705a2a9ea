#pragma once
#include "analysis/critical_path.h"
#include "app/cli/context.h"

#include <memory>

namespace triptych::cli {

/// `trace ID --by KEY`: the trace's spans summed up, as a table, JSON, Markdown or CSV. The exit code.
int printTraceStatistics(Context &context, const Input &input, const std::shared_ptr<const analysis::TraceTable> &trace,
                         const std::vector<telemetry::Nanos> &self, const analysis::CriticalPath &critical, std::uint64_t limit);

} // namespace triptych::cli
