#pragma once
#include "telemetry/batch.h"

#include <string>

namespace triptych::ingest {

/// Moves every time of a batch by `by` ns; times that are not known (0) stay so.
void moveTimes(telemetry::Batch &batch, telemetry::Nanos by);
/// The remark that an import keeps of it: "every time was moved by +2 s, as asked".
std::string offsetRemark(telemetry::Nanos by);

} // namespace triptych::ingest
