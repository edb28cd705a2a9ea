#pragma once
#include "base/result.h"
#include "sources/seen_lines.h"
#include "telemetry/ids.h"

#include <string>
#include <unordered_set>
#include <vector>

namespace triptych::sources {

/// One page of Loki's lines without those that are known already.
struct LokiPage {
    std::string bytes;        ///< the answer, or what is new of it; empty: nothing is
    std::size_t received = 0; ///< lines in the answer
    std::vector<std::uint64_t> lines; ///< hashes of the new ones
    telemetry::Nanos oldest = 0, newest = 0; ///< of all received
    std::vector<std::string> warnings;
};
/// `taken`: lines of this very question. Errors: BadInput where the answer is not one of log lines.
base::Result<LokiPage> lokiPage(std::string answer, const SeenLines &seen, const std::unordered_set<std::uint64_t> &taken);

} // namespace triptych::sources
