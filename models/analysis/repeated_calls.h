#pragma once
#include "analysis/span_grouping.h"

namespace triptych::analysis
{

/// The N+1 pattern: one span makes the same call again and again, each after the one before has ended, where one call
/// for all of them, or calls side by side, would do.
struct RepeatedCalls {
    SpanIndex parent = SpanIndex::None;
    std::int32_t call = 0;             ///< label of the calls' grouping
    std::vector<std::uint32_t> spans;  ///< the calls, by start
    std::uint32_t errors = 0;
    Nanos total = 0;                   ///< sum of their durations, ns
};

inline constexpr std::uint32_t kLeastRepeatedCalls = 5;
inline constexpr std::size_t kMostRepeatedCalls = 100;

/// Children of one parent and one service that `calls` holds under one label, at least kLeastRepeatedCalls of them, of
/// which four in five start after all before them have ended. Most total time first, at most kMostRepeatedCalls.
/// O(n). Empty if stopped.
std::vector<RepeatedCalls> repeatedCalls(const TraceTable &trace, const SpanGrouping &calls, std::stop_token stop = {});

/// In words: "checkout PlaceOrder calls orders-db 48 times, one after the other: SELECT price WHERE sku = ?. 312 ms in
/// all, 41 % of its own 760 ms."
std::string sentenceOf(const TraceTable &trace, const SpanGrouping &calls, const RepeatedCalls &repeated);

} // namespace triptych::analysis
