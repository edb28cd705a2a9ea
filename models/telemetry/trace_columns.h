#pragma once
#include "telemetry/ids.h"
#include "telemetry/span_kind.h"

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace triptych::telemetry {

/// One trace as read from the store: a column per field, row i of all of them is one span, in order of start then id.
/// Immutable once read; a snapshot that crosses threads.
struct TraceColumns {
    TraceId trace;
    std::vector<RecordId> record;
    std::vector<std::uint64_t> span, parent; ///< parent 0: a root
    std::vector<Nanos> start, duration;      ///< duration may be negative as recorded
    std::vector<std::int32_t> name, service; ///< indices into `strings`
    std::vector<std::uint8_t> kind, status;  ///< SpanKind, StatusCode
    std::vector<std::uint8_t> sharedHalf;    ///< Zipkin's server half
    std::vector<std::int32_t> resource;      ///< ResourceId
    std::vector<std::int32_t> import;        ///< which import brought it (provenance)
    std::vector<std::uint16_t> events, links; ///< counts
    std::vector<std::string> strings{std::string()};

    /// Time marks drawn on spans.
    struct EventMark {
        std::uint32_t row;
        Nanos time;
    };
    std::vector<EventMark> eventMarks;
    struct LogMark {
        std::uint32_t row; ///< toInt(SpanIndex::None) when the line names no span of the trace
        Nanos time;
        Level level;
    };
    std::vector<LogMark> logMarks; ///< by time; Info and below are capped at 100,000
    /// A further import that brought the span of a row.
    struct Repeat {
        std::uint32_t row;
        std::int32_t import;
        auto operator<=>(const Repeat &) const = default;
    };
    std::vector<Repeat> repeats; ///< sorted; none twice, never a row's own import

    std::size_t size() const { return record.size(); }
};

} // namespace triptych::telemetry
