#pragma once
#include "formats/format.h"

namespace triptych::formats {

/// Formats of traces and OTLP signals: OTLP JSON and protobuf, Jaeger, Zipkin, and the JSON kinds that are refused.
std::vector<Format> jsonFormats();

} // namespace triptych::formats
