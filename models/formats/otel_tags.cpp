#include "formats/otel_tags.h"

#include "formats/otlp_ids.h"

namespace triptych::formats {

using telemetry::StatusCode;

bool OtelTags::lift(const telemetry::TagView &tag, telemetry::SpanFields &span, telemetry::BatchBuilder &out)
{
    if (!tag.key.starts_with("otel."))
        return false;
    if (tag.key == "otel.status_code") {
        const StatusCode status = statusFromJson(tag.value);
        if (status != StatusCode::Unset && span.status != StatusCode::Error)
            span.status = status;
    } else if (tag.key == "otel.status_description") {
        span.statusMessage = out.string(tag.value);
    } else if (tag.key == "otel.scope.name" || tag.key == "otel.library.name") {
        scopeName = tag.value;
    } else if (tag.key == "otel.scope.version" || tag.key == "otel.library.version") {
        scopeVersion = tag.value;
    } else {
        return false;
    }
    return true;
}

} // namespace triptych::formats
