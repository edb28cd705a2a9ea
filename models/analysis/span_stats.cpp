#include "analysis/span_stats.h"

#include "analysis/saturating.h"

#include <cmath>
#include <limits>

namespace triptych::analysis
{

namespace
{

/// The value of which at least a share of q of [first, last) is not above; the range is reordered.
template <typename Iterator> Nanos nearestRank(Iterator first, Iterator last, double q)
{
    const auto n = static_cast<double>(last - first);
    const auto rank = std::max<std::ptrdiff_t>(1, static_cast<std::ptrdiff_t>(std::ceil(q * n - 1e-9)));
    std::nth_element(first, first + (rank - 1), last);
    return first[rank - 1];
}

/// Counts how many of a group's spans run at once.
void measureConcurrency(SpanGroup &group, std::span<Nanos> starts, std::span<Nanos> ends)
{
    if (!std::is_sorted(starts.begin(), starts.end())) // only where a clock was adjusted
        std::sort(starts.begin(), starts.end());
    std::sort(ends.begin(), ends.end());
    std::size_t ended = 0;
    std::uint32_t running = 0;
    Nanos since = 0;
    const auto endBefore = [&](Nanos time) {
        for (; ended < ends.size() && ends[ended] <= time; ++ended)
            if (--running == 0)
                group.busy = addSaturated(group.busy, subtractSaturated(ends[ended], since));
    };
    for (const Nanos start : starts) {
        endBefore(start);
        if (running++ == 0)
            since = start;
        group.peak = std::max(group.peak, running);
    }
    endBefore(std::numeric_limits<Nanos>::max());
}

} // namespace

std::vector<SpanGroup> spanStats(const TraceTable &trace, const SpanGrouping &grouping, const std::vector<Nanos> &self,
                                 const CriticalPath &critical, std::stop_token stop)
{
    std::vector<SpanGroup> groups(grouping.labels.size());
    const auto spans = static_cast<std::uint32_t>(std::min<std::size_t>(trace.spanCount(), grouping.labelOf.size()));
    for (std::uint32_t i = 0; i < spans; ++i) {
        if ((i & 0xffff) == 0 && stop.stop_requested())
            return {};
        const std::int32_t label = grouping.labelOf[i];
        if (label < 0)
            continue;
        const SpanIndex span{i};
        SpanGroup &group = groups[static_cast<std::size_t>(label)];
        const Nanos duration = trace.drawnDuration(span);
        if (group.count++ == 0) {
            group.service = trace.service(span);
            group.leastDepth = trace.depth(span);
        } else if (group.service != trace.service(span)) {
            group.service = -1;
        }
        group.label = label;
        group.leastDepth = std::min(group.leastDepth, trace.depth(span));
        group.mostDepth = std::max(group.mostDepth, trace.depth(span));
        group.errors += trace.has(span, NodeFlag::Error);
        group.total = addSaturated(group.total, duration);
        group.self = addSaturated(group.self, i < self.size() ? self[i] : 0);
        group.critical = addSaturated(group.critical, critical.time(span));
        if (group.longest == SpanIndex::None || duration > group.max) {
            group.max = duration;
            group.longest = span;
        }
    }
    // Times of a group side by side, in the order of rows: that of starts, but for adjusted clocks.
    std::vector<std::size_t> begin(groups.size() + 1, 0);
    for (std::size_t g = 0; g < groups.size(); ++g)
        begin[g + 1] = begin[g] + groups[g].count;
    std::vector<Nanos> starts(begin.back()), ends(begin.back()), durations(begin.back());
    auto next = begin;
    for (std::uint32_t i = 0; i < spans; ++i) {
        if (grouping.labelOf[i] < 0)
            continue;
        const SpanIndex span{i};
        const std::size_t at = next[static_cast<std::size_t>(grouping.labelOf[i])]++;
        starts[at] = trace.start(span);
        durations[at] = trace.drawnDuration(span);
        ends[at] = addSaturated(starts[at], std::max<Nanos>(1, durations[at]));
    }
    for (std::size_t g = 0; g < groups.size(); ++g) {
        if (stop.stop_requested())
            return {};
        if (groups[g].count == 0)
            continue;
        const auto first = durations.begin() + static_cast<std::ptrdiff_t>(begin[g]),
                   last = durations.begin() + static_cast<std::ptrdiff_t>(begin[g + 1]);
        groups[g].p50 = nearestRank(first, last, 0.5);
        groups[g].p95 = nearestRank(first, last, 0.95);
        measureConcurrency(groups[g], std::span(starts).subspan(begin[g], groups[g].count),
                           std::span(ends).subspan(begin[g], groups[g].count));
    }
    std::erase_if(groups, [](const SpanGroup &g) { return g.count == 0; });
    std::sort(groups.begin(), groups.end(), [&](const SpanGroup &a, const SpanGroup &b) {
        if (a.total != b.total)
            return a.total > b.total;
        return grouping.labels[static_cast<std::size_t>(a.label)] < grouping.labels[static_cast<std::size_t>(b.label)];
    });
    return groups;
}

RepeatFigures repeatFigures(const TraceTable &trace, std::span<const std::uint32_t> nodes)
{
    RepeatFigures out;
    out.count = static_cast<std::uint32_t>(nodes.size());
    if (nodes.empty())
        return out;
    std::vector<Nanos> durations;
    durations.reserve(nodes.size());
    for (const std::uint32_t node : nodes) {
        const SpanIndex span{node};
        const Nanos duration = trace.drawnDuration(span);
        durations.push_back(duration);
        out.errors += trace.has(span, NodeFlag::Error);
        out.total = addSaturated(out.total, duration);
        if (out.longest == SpanIndex::None || duration > out.max) {
            out.max = duration;
            out.longest = span;
        }
    }
    out.min = *std::min_element(durations.begin(), durations.end());
    out.median = nearestRank(durations.begin(), durations.end(), 0.5);
    out.p95 = nearestRank(durations.begin(), durations.end(), 0.95);
    return out;
}

} // namespace triptych::analysis
