#pragma once
#include "analysis/trace_table.h"

namespace triptych::analysis
{

/// A stretch of time in which `span` itself, not one of its children, held the trace up. Half-open.
struct CriticalSegment {
    SpanIndex span;
    Nanos from = 0, to = 0;
};

/// Last-finishing-child walk from the end of a trace's main root, on adjusted times. Segments do not overlap, lie
/// within the root and add up to its duration. Source: Z. Zhang et al., "CRISP: Critical Path Analysis of Large-Scale
/// Microservice Architectures", USENIX ATC 2022.
class CriticalPath
{
public:
    /// O(n). Empty if stopped.
    static CriticalPath of(const TraceTable &trace, std::stop_token stop = {});

    const std::vector<CriticalSegment> &segments() const { return m_segments; } ///< by time
    /// A span's segments, by time.
    std::span<const CriticalSegment> segmentsOf(SpanIndex span) const;
    /// Time on the path, ns; 0 if the span is not on it.
    Nanos time(SpanIndex span) const;
    bool contains(SpanIndex span) const { return !segmentsOf(span).empty(); }
    Nanos total() const { return m_total; }

private:
    std::vector<CriticalSegment> m_segments;
    std::vector<CriticalSegment> m_bySpan; // sorted by span, then time
    std::vector<std::uint32_t> m_firstOf;  // per span, into m_bySpan
    Nanos m_total = 0;
};

} // namespace triptych::analysis
