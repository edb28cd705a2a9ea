#pragma once
#include "sources/source.h"

#include <vector>

namespace triptych::ui {

/// Appends to `columns` a span for every service that only an access-log line with a duration tells of, below the client
/// span around that time, else the first root; one per service and caller, the longest. Returns the lines they are made of, in the order of the rows appended.
/// Blocks; adds nothing if stopped or the logs fail: the trace itself is worth showing without.
std::vector<telemetry::RecordId> addDerivedSpans(telemetry::TraceColumns &columns, sources::Source &source,
                                                 std::stop_token stop);

} // namespace triptych::ui
