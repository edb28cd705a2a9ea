#include "scene/navigate.h"

#include "analysis/saturating.h"

namespace triptych::scene
{

namespace
{

/// The neighbour of position `at` in a ring of `size`; `at` of -1 is before the first.
std::int64_t neighbour(std::int64_t at, std::int64_t size, Step step)
{
    if (step == Step::Next)
        return at + 1 >= size ? 0 : at + 1;
    return at <= 0 ? size - 1 : at - 1;
}

} // namespace

SpanIndex parentOf(const TraceTable &trace, SpanIndex span)
{
    return span == SpanIndex::None ? span : trace.parent(span);
}

SpanIndex firstChild(const TraceTable &trace, SpanIndex span)
{
    if (span == SpanIndex::None || trace.children(span).empty())
        return SpanIndex::None;
    return SpanIndex{trace.children(span).front()};
}

SpanIndex sibling(const TraceTable &trace, SpanIndex span, Step step)
{
    if (span == SpanIndex::None)
        return span;
    const SpanIndex parent = trace.parent(span);
    const auto all = parent == SpanIndex::None ? trace.roots() : trace.children(parent);
    // Siblings are in waterfall order.
    const auto at =
        std::lower_bound(all.begin(), all.end(), trace.position(span),
                         [&](std::uint32_t node, std::uint32_t p) { return trace.position(SpanIndex{node}) < p; });
    if (step == Step::Next)
        return at + 1 < all.end() ? SpanIndex{*(at + 1)} : SpanIndex::None;
    return at > all.begin() ? SpanIndex{*(at - 1)} : SpanIndex::None;
}

SpanIndex errorSpan(const TraceTable &trace, SpanIndex from, Step step)
{
    const auto order = trace.order();
    if (trace.errorCount() == 0)
        return SpanIndex::None;
    const auto size = static_cast<std::int64_t>(order.size());
    std::int64_t at = from == SpanIndex::None ? -1 : trace.position(from);
    for (std::int64_t tried = 0; tried < size; ++tried) {
        at = neighbour(at, size, step);
        const SpanIndex node{order[static_cast<std::size_t>(at)]};
        if (trace.has(node, analysis::NodeFlag::Error))
            return node;
    }
    return SpanIndex::None;
}

SpanIndex hit(const TraceTable &trace, const std::vector<std::uint32_t> &hits, SpanIndex from, Step step)
{
    if (hits.empty())
        return SpanIndex::None;
    if (from == SpanIndex::None)
        return SpanIndex{step == Step::Next ? hits.front() : hits.back()};
    const auto before = [&](std::uint32_t node, std::uint32_t p) { return trace.position(SpanIndex{node}) < p; };
    auto at = std::lower_bound(hits.begin(), hits.end(), trace.position(from), before);
    if (step == Step::Previous)
        return SpanIndex{at == hits.begin() ? hits.back() : *(at - 1)};
    if (at != hits.end() && *at == toInt(from))
        ++at;
    return SpanIndex{at == hits.end() ? hits.front() : *at};
}

SpanIndex row(const RowLayout &rows, SpanIndex from, std::int64_t by)
{
    if (rows.isNull() || rows.rowCount() == 0)
        return SpanIndex::None;
    const std::int64_t last = rows.rowCount() - 1;
    if (from == SpanIndex::None)
        return rows.at(by < 0 ? last : 0);
    return rows.at(std::clamp<std::int64_t>(rows.rowOf(from) + by, 0, last));
}

TimeRange windowAround(const TraceTable &trace, SpanIndex span)
{
    const Nanos from = trace.start(span), to = trace.end(span);
    const Nanos margin = std::max<Nanos>(5, analysis::subtractSaturated(to, from) / 10);
    return {analysis::subtractSaturated(from, margin), analysis::addSaturated(to, margin)};
}

} // namespace triptych::scene
