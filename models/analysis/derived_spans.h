#pragma once
#include "telemetry/answers.h"
#include "telemetry/trace_columns.h"

#include <string>
#include <vector>

namespace triptych::analysis {

/// An access-log line and how long it says the request took, as it is written; either may be empty.
struct TimedLine {
    telemetry::LogRow row;
    std::string milliseconds, seconds;
};

/// Which of a trace's lines tell of a service that has no span in it; at most 64 of them.
std::vector<std::size_t> derivableLines(const telemetry::TraceColumns &columns, const std::vector<telemetry::LogRow> &lines);

/// Appends to `columns` a span for every service that only an access-log line with a duration tells of, below the
/// client span around that time, else the first root; one per service and caller, the longest. Returns the lines they
/// are made of, in the order of the rows appended.
std::vector<telemetry::RecordId> addDerivedSpans(telemetry::TraceColumns &columns, const std::vector<TimedLine> &lines);

} // namespace triptych::analysis
