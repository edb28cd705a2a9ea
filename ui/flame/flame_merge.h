#pragma once
#include "analysis/flame_filter.h"
#include "sources/source.h"

#include <atomic>
#include <memory>

namespace triptych::ui {

/// How far a merge is; written in the pool, read anywhere. total 0: not known yet.
struct MergeProgress {
    std::atomic<std::uint64_t> traces{0}, total{0};
};

/// All traces that match, merged; blocks. Stopped where `stop` was asked for.
base::Result<std::shared_ptr<const analysis::FlameProfile>> mergedTraces(sources::Source &source, const query::Selection &selection,
                                                                         MergeProgress &progress, std::stop_token stop);

/// A profile as it is shown: filtered, and taken apart at one frame where one is chosen.
struct FlameShape {
    std::shared_ptr<const analysis::FlameProfile> shown, callers, callees; ///< the latter null without that frame
};
FlameShape flameShape(const analysis::FlameProfile &whole, const analysis::FlameFilter &filter, const analysis::Frame &frame);

} // namespace triptych::ui
