#pragma once
#include "telemetry/ids.h"
#include "telemetry/span_kind.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace triptych::formats {

/// What a field of a structured log is, by its usual names.
enum class FieldRole : std::uint8_t {
    None,
    Time,
    Level,          ///< text, or a number of pino, bunyan, GELF
    Severity,       ///< OTLP's number
    SyslogPriority, ///< 0 emergency … 7 debug
    Message,
    TraceId,
    SpanId,
    TraceHeader,    ///< traceparent, b3, uber-trace-id …: trace and span in one
    DatadogTrace,   ///< decimal
    DatadogSpan,
    Service,
};

struct KnownField {
    FieldRole role = FieldRole::None;
    /// Lower is surer, among fields of the same role of one record.
    std::uint8_t rank = 0;
};

/// By the key in any case, `-` and blanks as `_`, with dots between the parts of nested names. O(1).
KnownField knownField(std::string_view key);

/// Ids gathered from the fields of one record; the surest wins.
struct FoundIds {
    telemetry::TraceId trace;
    telemetry::SpanId span;
    std::uint8_t traceRank = 255;
    std::uint8_t spanRank = 255;

    /// Takes the field's value if its role is one of ids. Returns whether it held one.
    bool take(KnownField field, std::string_view value);
};

/// Levels as numbers: pino and bunyan (10 … 60), syslog and GELF (0 … 7).
telemetry::Level levelFromNumber(std::int64_t number);
telemetry::Level levelFromSyslog(std::int64_t priority);
/// Text or number.
telemetry::Level levelFromField(std::string_view value);

/// GET, POST … in upper case.
bool isHttpMethod(std::string_view text);

} // namespace triptych::formats
