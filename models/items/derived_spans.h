#pragma once
#include "sources/source.h"

#include <vector>

namespace triptych::items {

/// Asks for the access-log lines of a trace and appends the spans they stand in for (see analysis/derived_spans.h);
/// blocks. Adds nothing if stopped or the logs fail: the trace itself is worth showing without.
std::vector<telemetry::RecordId> addDerivedSpans(telemetry::TraceColumns &columns, sources::Source &source, std::stop_token stop);

} // namespace triptych::items
