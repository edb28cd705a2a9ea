#include "ui/flame/flame_merge.h"

#include "analysis/flame_set.h"

namespace triptych::ui {

base::Result<std::shared_ptr<const analysis::FlameProfile>> mergedTraces(sources::Source &source, const query::Selection &selection,
                                                                         MergeProgress &progress, std::stop_token stop)
{
    telemetry::TraceQuery one;
    one.limit = 1;
    const auto page = source.traces(selection, one, stop);
    if (!page)
        return page.error();
    progress.total = page->total;
    analysis::FlameSetBuilder builder(stop);
    const auto done = source.eachTrace(
        selection,
        [&](const telemetry::TraceColumns &trace) {
            builder.add(trace);
            ++progress.traces;
        },
        stop);
    if (!done)
        return done.error();
    auto profile = builder.profile();
    if (!profile)
        return base::Error{base::ErrorKind::Stopped, "stopped", {}, {}, {}};
    return profile;
}

FlameShape flameShape(const analysis::FlameProfile &whole, const analysis::FlameFilter &filter, const analysis::Frame &frame)
{
    FlameShape shape;
    shape.shown = std::make_shared<const analysis::FlameProfile>(filter.apply(whole));
    const auto index = shape.shown->findFrame(frame.service, frame.operation);
    if (index == analysis::FrameIndex::None)
        return shape;
    shape.callers = std::make_shared<const analysis::FlameProfile>(shape.shown->callers(index));
    shape.callees = std::make_shared<const analysis::FlameProfile>(shape.shown->callees(index));
    return shape;
}

} // namespace triptych::ui
