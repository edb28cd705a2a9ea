#pragma once
#include "telemetry/batch.h"

#include <string_view>

namespace triptych::formats {

/// What OpenTelemetry's exporters write as tags into formats that have no field for it: status and scope.
/// https://opentelemetry.io/docs/specs/otel/common/mapping-to-non-otlp/
struct OtelTags {
    std::string_view scopeName, scopeVersion;

    /// Whether the tag is one of these; it is then in the span's fields, or here.
    bool lift(const telemetry::TagView &tag, telemetry::SpanFields &span, telemetry::BatchBuilder &out);
};

} // namespace triptych::formats
