#pragma once
#include "formats/text_arena.h"
#include "telemetry/batch.h"

#include <string_view>

namespace triptych::formats {

/// Reads one OTLP Metric message; rows as otlp_json_metrics.h writes them. Throws protozero's exceptions.
void readProtoMetric(std::string_view message, TextArena &arena, telemetry::BatchBuilder &out, telemetry::BatchResource resource,
                     telemetry::BatchScope scope);

} // namespace triptych::formats
