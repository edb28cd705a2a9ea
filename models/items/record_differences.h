#pragma once
#include "sources/source.h"

#include <optional>
#include <string>
#include <vector>

namespace triptych::items {

/// One thing that the records of a span tell, side by side.
struct RecordFact {
    std::string key;       ///< a tag's, or "duration", "events" …
    std::string filterKey; ///< by which the filter finds it; empty: by none
    std::vector<std::optional<std::string>> values; ///< one a record, in their order; nothing: it does not tell
    bool differs = false;
    bool operator==(const RecordFact &) const = default;
};

/// One span as several inputs brought it. A finished value that crosses threads.
struct SpanRecords {
    std::vector<std::string> inputs; ///< file or server of each record, the earliest first
    std::vector<RecordFact> facts;   ///< those that differ first, else as the records tell them
    std::size_t differing() const;
};

/// The records of one span held against each other: `records` must not be empty.
SpanRecords heldTogether(const std::vector<telemetry::SpanDetails> &records);
/// Every record of the span that was united into this one: the same trace and span id, the same kind or none. Blocks; asks
/// what is stored, no server.
base::Result<SpanRecords> recordsOfSpan(sources::Source &source, const telemetry::SpanRow &span, std::stop_token stop);

} // namespace triptych::items
