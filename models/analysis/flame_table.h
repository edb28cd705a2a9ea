#pragma once
#include "analysis/flame_profile.h"

#include <string>

namespace triptych::analysis
{

/// One operation of one service wherever it is called, recursion counted once in its total.
struct FrameRow {
    FrameIndex frame = FrameIndex::None;
    FlameProfile::FrameSums sums;
    std::uint64_t weight = 0; ///< ns or spans, by the weight asked for
    double share = 0;         ///< of the whole profile's; totals of nested operations add up to more than 1
};

/// All operations of a profile, heaviest first, then by service and operation; what weighs nothing is left out. With
/// FlameWeight::Critical: which operations held the traces of the set up. O(nodes).
std::vector<FrameRow> frameTable(const FlameProfile &profile, FlameWeight weight);
/// The same as CSV with a header line, times in ns.
std::string frameCsv(const FlameProfile &profile, FlameWeight weight);

} // namespace triptych::analysis
