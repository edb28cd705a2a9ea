#pragma once
#include "telemetry/ids.h"
#include "telemetry/span_kind.h"

#include <optional>
#include <string_view>

namespace triptych::formats {

/// Ids as JSON writes them: hex (OTLP, Jaeger, Zipkin) or base64 (Tempo, protobuf's own JSON). Empty text and zeros
/// are the empty id; nothing if it is neither.
std::optional<telemetry::TraceId> traceIdFromJson(std::string_view text);
std::optional<telemetry::SpanId> spanIdFromJson(std::string_view text);

/// Same, but ids of any other form ("span-1", as fixtures and old systems have them) become numbers made of their text.
/// `original` is set to such a text and left alone otherwise.
telemetry::TraceId traceIdFromText(std::string_view text, std::string_view &original);
telemetry::SpanId spanIdFromText(std::string_view text, std::string_view &original);

/// Ids as protobuf has them: 16 and 8 bytes; other lengths are the empty id.
telemetry::TraceId traceIdFromBytes(std::string_view bytes);
telemetry::SpanId spanIdFromBytes(std::string_view bytes);

/// Number or name, with or without prefix.
telemetry::SpanKind spanKindFromJson(std::string_view text);
telemetry::StatusCode statusFromJson(std::string_view text);
/// SeverityNumber as a number or a name (SEVERITY_NUMBER_INFO2); 0 if neither.
int severityFromJson(std::string_view text);

} // namespace triptych::formats
