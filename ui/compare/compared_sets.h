#pragma once
#include "analysis/trace_set.h"
#include "items/aligned_model.h"
#include "items/new_patterns.h"
#include "session/comparison.h"
#include "sources/source.h"
#include "ui/flame/flame_merge.h"

#include <memory>

namespace triptych::ui {

/// Both sides of a comparison, merged; shared with the job that lays them out.
struct ComparedSets {
    analysis::TraceSet a, b;
    std::vector<analysis::OperationChange> changes;
    std::shared_ptr<const items::AlignedTraces> aligned; ///< where either side is one trace
    std::shared_ptr<const items::ComparedTraces> traces;
};

/// Merges both sides at the same time; blocks. Errors: of the source; Stopped.
base::Result<std::shared_ptr<const ComparedSets>> comparedSets(sources::Source &source, const query::Selection &common,
                                                               const session::Comparison &sides, MergeProgress &progress, std::stop_token stop);

} // namespace triptych::ui
