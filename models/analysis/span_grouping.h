#pragma once
#include "analysis/trace_table.h"

namespace triptych::analysis
{

/// Which group each span of a trace is in. A value.
struct SpanGrouping {
    std::vector<std::string> labels;
    std::vector<std::int32_t> labelOf; ///< per span, into labels; kNoLabel: in no group

    static constexpr std::int32_t kNoLabel = -1;
    /// Takes the spans out that `other` does not hold under `label` (or several of this text). O(n).
    void restrictTo(const SpanGrouping &other, std::string_view label);
};

/// What a span says of itself.
enum class SpanField : std::uint8_t { Service, Operation, Call, Kind, Status };

/// By a field. Operations of one name and several services are groups of their own; Call is normalisedCall() of the
/// operation, whatever the service. O(n), each distinct text is worked on once. Empty if stopped.
SpanGrouping groupedBy(const TraceTable &trace, SpanField field, std::stop_token stop = {});

} // namespace triptych::analysis
