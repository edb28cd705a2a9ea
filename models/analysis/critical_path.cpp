#include "analysis/critical_path.h"

#include <numeric>

namespace triptych::analysis
{

namespace
{

/// A span of the path and the part of it that the path may use.
struct Stretch {
    SpanIndex span;
    Nanos from, to;
};

/// Children that end within `stretch` or reach beyond it (these are cut: they cannot hold their parent up any longer
/// than it lasted), last end first; of one end, the one that starts first.
std::vector<Stretch> childrenByEnd(const TraceTable &trace, const Stretch &stretch)
{
    std::vector<Stretch> cut;
    for (const std::uint32_t child : trace.children(stretch.span)) {
        const Stretch part{SpanIndex{child}, std::max(stretch.from, trace.start(SpanIndex{child})),
                           std::min(stretch.to, trace.end(SpanIndex{child}))};
        if (part.from < part.to)
            cut.push_back(part);
    }
    std::stable_sort(cut.begin(), cut.end(),
                     [](const Stretch &a, const Stretch &b) { return a.to != b.to ? a.to > b.to : a.from < b.from; });
    return cut;
}

} // namespace

CriticalPath CriticalPath::of(const TraceTable &trace, std::stop_token stop)
{
    CriticalPath path;
    path.m_firstOf.assign(trace.spanCount() + std::size_t{1}, 0);
    const SpanIndex root = trace.mainRoot();
    if (root == SpanIndex::None)
        return path;
    std::vector<Stretch> open{{root, trace.start(root), trace.end(root)}};
    std::uint32_t steps = 0;
    while (!open.empty()) {
        if ((++steps & 0xfff) == 0 && stop.stop_requested())
            return {};
        const Stretch stretch = open.back();
        open.pop_back();
        Nanos cursor = stretch.to;
        for (const Stretch &child : childrenByEnd(trace, stretch)) {
            if (child.to > cursor) // ran beside a child that is on the path
                continue;
            if (child.to < cursor)
                path.m_segments.push_back({stretch.span, child.to, cursor});
            open.push_back(child);
            cursor = child.from;
        }
        if (cursor > stretch.from)
            path.m_segments.push_back({stretch.span, stretch.from, cursor});
    }
    const auto byTime = [](const CriticalSegment &a, const CriticalSegment &b) { return a.from < b.from; };
    std::sort(path.m_segments.begin(), path.m_segments.end(), byTime);
    for (const CriticalSegment &segment : path.m_segments) {
        ++path.m_firstOf[toInt(segment.span) + std::size_t{1}];
        path.m_total += segment.to - segment.from;
    }
    std::partial_sum(path.m_firstOf.begin(), path.m_firstOf.end(), path.m_firstOf.begin());
    path.m_bySpan.resize(path.m_segments.size());
    auto next = path.m_firstOf;
    for (const CriticalSegment &segment : path.m_segments)
        path.m_bySpan[next[toInt(segment.span)]++] = segment;
    return path;
}

std::span<const CriticalSegment> CriticalPath::segmentsOf(SpanIndex span) const
{
    const std::size_t i = toInt(span);
    if (i + 1 >= m_firstOf.size()) // a placeholder, or none
        return {};
    return {m_bySpan.data() + m_firstOf[i], m_firstOf[i + 1] - m_firstOf[i]};
}

Nanos CriticalPath::time(SpanIndex span) const
{
    Nanos sum = 0;
    for (const CriticalSegment &segment : segmentsOf(span))
        sum += segment.to - segment.from;
    return sum;
}

} // namespace triptych::analysis
