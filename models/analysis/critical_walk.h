#pragma once
#include "analysis/trace_table.h"

namespace triptych::analysis
{

/// The walk of CriticalPath, with buffers that serve trace after trace: of small ones, most of the time would go into
/// making them.
class CriticalWalk
{
public:
    /// Calls segment(span, from, to) for each stretch of the path, in no particular order. False if stopped. O(n log n)
    /// in the children of a span.
    template <typename Segment> bool run(const TraceTable &trace, std::stop_token stop, Segment segment)
    {
        const SpanIndex root = trace.mainRoot();
        m_open.clear();
        if (root != SpanIndex::None)
            m_open.push_back({toInt(root), trace.start(root), trace.end(root)});
        for (std::uint32_t steps = 1; !m_open.empty(); ++steps) {
            if ((steps & 0xfff) == 0 && stop.stop_requested())
                return false;
            const Stretch stretch = m_open.back();
            m_open.pop_back();
            Nanos cursor = stretch.to;
            takeChildren(trace, stretch);
            for (const Stretch &child : m_children) {
                if (child.to > cursor) // ran beside a child that is on the path
                    continue;
                if (child.to < cursor)
                    segment(SpanIndex{stretch.span}, child.to, cursor);
                m_open.push_back(child);
                cursor = child.from;
            }
            if (cursor > stretch.from)
                segment(SpanIndex{stretch.span}, stretch.from, cursor);
        }
        return true;
    }

private:
    /// A span of the path and the part of it that the path may use.
    struct Stretch {
        std::uint32_t span;
        Nanos from, to;
    };
    /// Children that end within `stretch` or reach beyond it (these are cut: they cannot hold their parent up any longer
    /// than it lasted), last end first; of one end, the one that starts first, then the first of the trace.
    void takeChildren(const TraceTable &trace, const Stretch &stretch)
    {
        m_children.clear();
        for (const std::uint32_t child : trace.children(SpanIndex{stretch.span})) {
            const Stretch part{child, std::max(stretch.from, trace.start(SpanIndex{child})),
                               std::min(stretch.to, trace.end(SpanIndex{child}))};
            if (part.from < part.to)
                m_children.push_back(part);
        }
        std::sort(m_children.begin(), m_children.end(), [](const Stretch &a, const Stretch &b) {
            return a.to != b.to ? a.to > b.to : a.from != b.from ? a.from < b.from : a.span < b.span;
        });
    }

    std::vector<Stretch> m_open, m_children;
};

} // namespace triptych::analysis
