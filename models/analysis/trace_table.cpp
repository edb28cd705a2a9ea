#include "analysis/trace_table.h"

#include "analysis/saturating.h"
#include "analysis/trace_table_builder.h"

namespace triptych::analysis
{

std::shared_ptr<const TraceTable> TraceTable::build(std::shared_ptr<const TraceColumns> columns, Skew skew,
                                                    std::stop_token stop, std::span<const ClockSetting> clocks)
{
    return TraceTableBuilder(std::move(columns), std::move(stop)).build(skew, clocks);
}

std::uint32_t TraceTable::indent(SpanIndex i) const
{
    const std::uint32_t depth = m_depth[toInt(i)];
    if (depth == 0)
        return 0;
    if (m_missing.empty())
        return depth - 1;
    // Roots are in waterfall order: the last that is not after `i` is its own.
    const auto root = std::upper_bound(m_roots.begin(), m_roots.end(), position(i),
                                       [this](std::uint32_t p, std::uint32_t r) { return p < m_position[r]; });
    return isSpan(SpanIndex{*(root - 1)}) ? depth - 1 : depth;
}

Nanos TraceTable::duration(SpanIndex i) const
{
    const auto n = toInt(i);
    return n < m_spans ? m_columns->duration[n] : subtractSaturated(m_placeholderEnd[n - m_spans], m_start[n]);
}

Nanos TraceTable::end(SpanIndex i) const
{
    const auto n = toInt(i);
    return n < m_spans ? addSaturated(m_start[n], drawnDuration(i)) : m_placeholderEnd[n - m_spans];
}

std::string TraceTable::nameText(SpanIndex i) const
{
    if (isSpan(i))
        return std::string(text(name(i)));
    return "missing parent " + hex(telemetry::SpanId{missingId(i)});
}

TraceSummary traceSummary(const TraceTable &trace)
{
    TraceSummary s;
    s.start = trace.originalExtent().from;
    s.duration = trace.duration();
    s.spans = trace.spanCount();
    s.services = static_cast<std::uint32_t>(trace.services().size());
    s.errors = trace.errorCount();
    s.depth = trace.maxDepth();
    s.roots = trace.rootCount();
    s.orphans = trace.orphanCount();
    if (trace.mainRoot() != SpanIndex::None) {
        s.rootService = trace.serviceText(trace.mainRoot());
        s.rootName = trace.nameText(trace.mainRoot());
    }
    return s;
}

} // namespace triptych::analysis
