#pragma once
#include "telemetry/batch.h"

#include <string>

namespace triptych::ingest {

/// Reads trace and span of log lines that have none from tags of these names, in any spelling of an id: the line's own tags
/// first, then those of its resource. An empty name reads nothing.
void nameLogs(telemetry::Batch &batch, const std::string &traceField, const std::string &spanField);

} // namespace triptych::ingest
