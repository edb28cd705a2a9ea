#pragma once
#include "base/result.h"
#include "query/selection.h"
#include "sources/source.h"

#include <optional>
#include <string>
#include <vector>

namespace triptych::items {

/// What a search that found nothing would find with less demanded.
struct WaysOut {
    struct Term {
        std::string term; ///< as written
        query::Filter filter;  ///< without it
        std::uint64_t count = 0;
    };
    std::vector<Term> terms;                     ///< whose removal finds something, most first
    std::optional<std::uint64_t> withoutFilter;  ///< in the range, whatever the filter
    std::optional<std::uint64_t> withoutRange;   ///< at any time; absent if no range was set
};

/// Counts traces (Table::Spans) or lines (Table::Logs). Runs in the pool; asks once for each of at most eight terms.
base::Result<WaysOut> findWaysOut(sources::Source &source, telemetry::Table table, const query::Selection &selection,
                                  std::stop_token stop);

} // namespace triptych::items
