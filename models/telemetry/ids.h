#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace triptych::telemetry {

/// 128-bit trace id. A 64-bit id has hi == 0 and equals any 128-bit id with the same low half (see matches()), but for the
/// low half 0: that alone is no id.
struct TraceId {
    std::uint64_t hi = 0;
    std::uint64_t lo = 0;
    auto operator<=>(const TraceId &) const = default;
    bool empty() const { return hi == 0 && lo == 0; }
    /// Equal, or equal in the low half where one side has only 64 bits.
    bool matches(const TraceId &o) const { return lo == o.lo && (hi == o.hi || (lo != 0 && (hi == 0 || o.hi == 0))); }
};

/// 64-bit span id; 0 is "none".
struct SpanId {
    std::uint64_t value = 0;
    auto operator<=>(const SpanId &) const = default;
    bool empty() const { return value == 0; }
};

/// 32 and 16 lower-case hex digits.
std::string hex(TraceId id);
std::string hex(SpanId id);
/// 1 to 32 (16) hex digits of either case, nothing else; shorter ids are padded on the left. O(n), never throws.
std::optional<TraceId> traceIdFromHex(std::string_view text);
std::optional<SpanId> spanIdFromHex(std::string_view text);

/// Ids as found in one field, of a header or a log line.
struct TraceContext {
    TraceId trace;
    SpanId span;
};
/// Any spelling of contracts: W3C traceparent, B3 single, uber-trace-id, X-Ray Root=…, Cloud Trace, sentry-trace,
/// UUID with dashes, 0x, quotes, plain hex. Decimal is read as Datadog's only if `decimalIsDatadog`.
enum class Decimal : std::uint8_t { IsHex, IsDatadog };
std::optional<TraceContext> parseTraceContext(std::string_view text, Decimal decimal = Decimal::IsHex);

/// Row of a trace's columns (TraceTable); not an id of anything outside that table.
enum class SpanIndex : std::uint32_t { None = 0xffffffffu };
constexpr std::uint32_t toInt(SpanIndex i) { return static_cast<std::uint32_t>(i); }

/// A stored span's or log record's number: block * 4096 + slot. Ascending in the order of the file.
enum class RecordId : std::int64_t { None = -1 };
constexpr std::int64_t toInt(RecordId i) { return static_cast<std::int64_t>(i); }
inline constexpr std::int64_t kRecordsPerBlock = 4096;

/// Text of the store's string pool (names, services, promoted tag values). 0 is the empty text.
enum class StringId : std::int32_t { Empty = 0, None = -1 };
constexpr std::int32_t toInt(StringId i) { return static_cast<std::int32_t>(i); }
/// A stored resource (entity that produced telemetry: its tags), and instrumentation scope. 0 is "none given".
enum class ResourceId : std::int32_t { None = 0 };
constexpr std::int32_t toInt(ResourceId i) { return static_cast<std::int32_t>(i); }
enum class ScopeId : std::int32_t { None = 0 };
constexpr std::int32_t toInt(ScopeId i) { return static_cast<std::int32_t>(i); }

/// Nanoseconds: since the Unix epoch (UTC) for times, plain for durations.
using Nanos = std::int64_t;
/// Half-open [from, to).
struct TimeRange {
    Nanos from = 0;
    Nanos to = 0;
    auto operator<=>(const TimeRange &) const = default;
    bool empty() const { return to <= from; }
    Nanos length() const { return to - from; }
    bool contains(Nanos t) const { return t >= from && t < to; }
};

} // namespace triptych::telemetry

template <> struct std::hash<triptych::telemetry::TraceId> {
    std::size_t operator()(const triptych::telemetry::TraceId &id) const noexcept
    {
        return id.lo ^ (id.hi * 0x9e3779b97f4a7c15ull);
    }
};
template <> struct std::hash<triptych::telemetry::SpanId> {
    std::size_t operator()(const triptych::telemetry::SpanId &id) const noexcept
    {
        return id.value * 0x9e3779b97f4a7c15ull;
    }
};
