#pragma once
#include "telemetry/batch.h"

namespace triptych::ingest {

/// Puts a tag on the resource of every record of a batch, in place of one of its key; records without a resource get one.
/// Spans that differ in nothing but this tag are not taken for repeats of one another.
void tagResources(telemetry::Batch &batch, const telemetry::Tag &tag);

} // namespace triptych::ingest
