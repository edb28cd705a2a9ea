#pragma once
#include "telemetry/answers.h"

#include <string>
#include <vector>

namespace triptych::analysis
{

/// A value that two sets hold differently.
struct TagDifference {
    std::string key, value;       ///< key in the filter's language, ready for query::termText
    double a = 0, b = 0;          ///< share of each set that has it, 0..1
    std::uint64_t countA = 0, countB = 0;
    double score = 0;             ///< 0 alike .. 1 all of one set and none of the other
    double p = 1;                 ///< of a difference like this by chance, corrected for the number of values tried
};

inline constexpr double kTagSignificance = 0.01;

/// Values ranked by how differently the sets hold them: score is the Jensen-Shannon divergence in bits of "has the
/// value" in A and in B (J. Lin, Divergence Measures Based on the Shannon Entropy, 1991). p comes from the G-test of
/// the 2×2 table (R. Sokal and F. Rohlf, Biometry), Bonferroni-corrected; what may be chance (p >= kTagSignificance)
/// is left out. A value that a resource and a span of it both carry counts where it occurs most. Best first, then by
/// key and value. Any thread.
std::vector<TagDifference> tagDifferences(const telemetry::TagCounts &counts);

} // namespace triptych::analysis
