#include "analysis/critical_path.h"

#include "analysis/critical_walk.h"
#include "base/radix_sort.h"

#include <numeric>

namespace triptych::analysis
{

CriticalPath CriticalPath::of(const TraceTable &trace, std::stop_token stop)
{
    CriticalPath path;
    path.m_firstOf.assign(trace.spanCount() + std::size_t{1}, 0);
    CriticalWalk walk;
    const bool done = walk.run(trace, stop, [&](SpanIndex span, Nanos from, Nanos to) { path.m_segments.push_back({span, from, to}); });
    if (!done)
        return {};
    base::radixSort(path.m_segments, [](const CriticalSegment &s) { return base::orderedKey(s.from); });
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
