#pragma once
#include <cstdint>
#include <string_view>

namespace triptych::telemetry {

/// Numbers as in OTLP.
enum class SpanKind : std::uint8_t { Unspecified, Internal, Server, Client, Producer, Consumer };
enum class StatusCode : std::uint8_t { Unset, Ok, Error };
/// OTLP SeverityNumber grouped; numbers are the first of each group, 0 unknown.
enum class Level : std::uint8_t { Unknown = 0, Trace = 1, Debug = 5, Info = 9, Warn = 13, Error = 17, Fatal = 21 };

/// lower-case OpenTelemetry names: `server`, `error`, `warn`; `unspecified`, `unset`, `` (unknown level).
std::string_view name(SpanKind kind);
std::string_view name(StatusCode status);
std::string_view name(Level level);
/// Any usual spelling: `WARNING`, `warn`, `W`, `err`, `crit`, `30` is not read here. Unknown if none.
Level levelFromText(std::string_view text);
/// SeverityNumber 1–24 to its group.
Level levelFromSeverity(int severityNumber);
/// Name in any case, with or without the SPAN_KIND_ prefix; Unspecified if none.
SpanKind spanKindFromText(std::string_view text);

} // namespace triptych::telemetry
