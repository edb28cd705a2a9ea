#pragma once
#include "items/pattern_list.h"

#include <optional>
#include <vector>

namespace triptych::items {

/// The traces of the two sides of a comparison by the low half of their ids, ascending.
struct ComparedTraces {
    std::vector<std::uint64_t> a, b;
};

/// The patterns (analysis::LogPatterns) of lines of B's traces that no line of A's traces shows, most lines first, each
/// with its first line's trace as example. Lines outside `range` are not read. A trace of both sides counts as A's.
base::Result<PatternAnswer> patternsNewInB(sources::Source &source, std::optional<telemetry::TimeRange> range,
                                           const ComparedTraces &traces, base::Progress *progress, std::stop_token stop);

} // namespace triptych::items
