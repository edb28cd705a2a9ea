#include "ui/compare/compared_sets.h"

#include <algorithm>
#include <thread>

namespace triptych::ui {

namespace {

using analysis::TraceTable;

base::Error stopped()
{
    return {base::ErrorKind::Stopped, "stopped", {}, {}, {}};
}

struct SideAnswer {
    base::Result<analysis::TraceSet> set = stopped();
    std::shared_ptr<const TraceTable> only; ///< the trace, where it is one alone
    std::vector<std::uint64_t> traces;      ///< low halves of their ids, ascending at the end
};

SideAnswer mergeSide(sources::Source &source, const query::Selection &selection, MergeProgress &progress, std::stop_token stop)
{
    SideAnswer side;
    analysis::TraceSetBuilder builder;
    std::size_t count = 0;
    const auto done = source.eachTrace(
        selection,
        [&](const telemetry::TraceColumns &columns) {
            // A copy: the visit lends its columns, a table keeps them.
            const auto table = TraceTable::build(std::make_shared<const telemetry::TraceColumns>(columns), analysis::Skew::Adjust, stop);
            if (table)
                builder.add(*table, stop);
            side.only = ++count == 1 ? table : nullptr;
            side.traces.push_back(columns.trace.lo);
            ++progress.traces;
        },
        stop);
    std::sort(side.traces.begin(), side.traces.end());
    if (!done)
        side.set = done.error();
    else if (!stop.stop_requested())
        side.set = builder.take();
    return side;
}

std::shared_ptr<const items::AlignedTraces> aligned(std::shared_ptr<const TraceTable> a, std::shared_ptr<const TraceTable> b, std::stop_token stop)
{
    auto out = std::make_shared<items::AlignedTraces>();
    out->rows = analysis::alignedTraces(*a, *b, stop);
    for (const analysis::AlignedSpan &row : out->rows) {
        out->onlyA += row.b == telemetry::SpanIndex::None;
        out->onlyB += row.a == telemetry::SpanIndex::None;
    }
    out->a = std::move(a);
    out->b = std::move(b);
    return out;
}

} // namespace

base::Result<std::shared_ptr<const ComparedSets>> comparedSets(sources::Source &source, const query::Selection &common,
                                                               const session::Comparison &sides, MergeProgress &progress, std::stop_token stop)
{
    const query::Selection a = session::sideSelection(common, sides.a), b = session::sideSelection(common, sides.b);
    telemetry::TraceQuery one;
    one.limit = 1;
    std::uint64_t total = 0;
    for (const query::Selection *side : {&a, &b}) {
        const auto page = source.traces(*side, one, stop);
        if (!page)
            return page.error();
        total += page->total;
    }
    progress.total = total;
    SideAnswer ofA, ofB;
    {
        const std::jthread other([&] { ofB = mergeSide(source, b, progress, stop); });
        ofA = mergeSide(source, a, progress, stop);
    }
    if (!ofA.set || !ofB.set)
        return ofA.set ? ofB.set.error() : ofA.set.error();
    auto sets = std::make_shared<ComparedSets>();
    sets->a = std::move(*ofA.set);
    sets->b = std::move(*ofB.set);
    sets->traces = std::make_shared<const items::ComparedTraces>(items::ComparedTraces{std::move(ofA.traces), std::move(ofB.traces)});
    sets->changes = analysis::operationChanges(sets->a, sets->b);
    if (ofA.only && ofB.only)
        sets->aligned = aligned(std::move(ofA.only), std::move(ofB.only), stop);
    if (stop.stop_requested())
        return stopped();
    return std::shared_ptr<const ComparedSets>(std::move(sets));
}

} // namespace triptych::ui
