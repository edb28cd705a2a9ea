#include "scene/row_layout.h"

namespace triptych::scene
{

RowLayout::RowLayout(std::shared_ptr<const TraceTable> trace, Repeats repeats)
    : m_trace(std::move(trace)), m_folded(m_trace->nodeCount(), false), m_shownSpans(m_trace->spanCount()),
      m_repeats(repeats)
{
    findGroups();
    rebuild();
}

SpanIndex RowLayout::at(std::int64_t row) const
{
    if (row < 0 || row >= rowCount())
        return SpanIndex::None;
    return SpanIndex{m_trace->order()[m_rows[static_cast<std::size_t>(row)]]};
}

std::int64_t RowLayout::rowOf(SpanIndex node) const
{
    if (!m_trace || toInt(node) >= m_trace->nodeCount())
        return -1;
    // What a row folds away follows it in pre-order, so the last row that is not after the node shows or folds it.
    // What is hidden without being folded stands below the nearest shown ancestor.
    if (!isHidden(m_trace->position(node))) {
        const auto after = std::upper_bound(m_rows.begin(), m_rows.end(), m_trace->position(node));
        return after - m_rows.begin() - 1;
    }
    for (node = m_trace->parent(node); node != SpanIndex::None; node = m_trace->parent(node))
        if (!isHidden(m_trace->position(node)))
            return rowOf(node);
    return -1;
}

bool RowLayout::isShown(SpanIndex node) const
{
    const std::int64_t row = rowOf(node);
    return row >= 0 && at(row) == node;
}

std::uint32_t RowLayout::closedGroupEnd(std::uint32_t position) const
{
    if (m_groupEnd.empty() || m_groupOpen[position] || (!m_groupSplit.empty() && m_groupSplit[position]))
        return 0;
    return m_groupEnd[position];
}

std::uint32_t RowLayout::groupSize(std::int64_t row) const
{
    if (row < 0 || row >= rowCount())
        return 1;
    const std::uint32_t position = m_rows[static_cast<std::size_t>(row)], end = closedGroupEnd(position);
    return end == 0 ? 1 : end - position;
}

std::span<const std::uint32_t> RowLayout::members(std::int64_t row) const
{
    if (row < 0 || row >= rowCount())
        return {};
    return m_trace->order().subspan(m_rows[static_cast<std::size_t>(row)], groupSize(row));
}

bool RowLayout::isFolded(SpanIndex node) const
{
    return m_folded[m_trace->position(node)];
}

void RowLayout::setFolded(SpanIndex node, Fold fold)
{
    m_folded[m_trace->position(node)] = fold == Fold::Closed && hasChildren(node);
    rebuild();
}

void RowLayout::toggle(SpanIndex node)
{
    const std::uint32_t position = m_trace->position(node);
    if (!m_groupEnd.empty() && m_groupEnd[position] != 0 && (m_groupSplit.empty() || !m_groupSplit[position])) {
        m_groupOpen[position] = !m_groupOpen[position];
        rebuild();
        return;
    }
    setFolded(node, m_folded[position] ? Fold::Open : Fold::Closed);
}

void RowLayout::foldSubtree(SpanIndex node, Fold fold)
{
    const std::uint32_t first = m_trace->position(node);
    for (std::uint32_t p = first; p < m_trace->subtreeEnd(first); ++p)
        m_folded[p] = fold == Fold::Closed && m_trace->subtreeEnd(p) > p + 1;
    rebuild();
}

void RowLayout::openAll()
{
    m_folded.assign(m_folded.size(), false);
    rebuild();
}

void RowLayout::foldAll()
{
    for (std::uint32_t p = 0; p < m_folded.size(); ++p)
        m_folded[p] = m_trace->subtreeEnd(p) > p + 1;
    rebuild();
}

void RowLayout::foldBelowDepth(std::uint32_t depth)
{
    for (std::uint32_t p = 0; p < m_folded.size(); ++p)
        m_folded[p] = m_trace->subtreeEnd(p) > p + 1 && m_trace->depth(SpanIndex{m_trace->order()[p]}) >= depth;
    rebuild();
}

void RowLayout::foldWithinServices()
{
    std::vector<bool> mixed(m_folded.size(), false);
    const auto order = m_trace->order();
    for (std::uint32_t p = static_cast<std::uint32_t>(order.size()); p-- > 0;) {
        const SpanIndex node{order[p]}, parent = m_trace->parent(node);
        if (parent != SpanIndex::None && (mixed[p] || m_trace->service(node) != m_trace->service(parent)))
            mixed[m_trace->position(parent)] = true;
        m_folded[p] = m_trace->subtreeEnd(p) > p + 1 && !mixed[p] && m_trace->isSpan(node);
    }
    rebuild();
}

void RowLayout::foldWithoutErrors()
{
    for (std::uint32_t p = 0; p < m_folded.size(); ++p)
        m_folded[p] = m_trace->subtreeEnd(p) > p + 1 &&
                      !m_trace->has(SpanIndex{m_trace->order()[p]}, analysis::NodeFlag::ErrorBelow);
    rebuild();
}

void RowLayout::showOnly(const std::vector<bool> &wanted)
{
    const std::uint32_t end = m_trace->nodeCount();
    m_hidden.clear();
    m_shownSpans = m_trace->spanCount();
    if (!wanted.empty()) {
        m_hidden.assign(end, true);
        m_shownSpans = 0;
        for (std::uint32_t p = end; p-- > 0;) {
            const SpanIndex node{m_trace->order()[p]};
            if (m_hidden[p] && (toInt(node) >= wanted.size() || !wanted[toInt(node)]))
                continue;
            m_hidden[p] = false;
            m_shownSpans += m_trace->isSpan(node);
            if (const SpanIndex parent = m_trace->parent(node); parent != SpanIndex::None)
                m_hidden[m_trace->position(parent)] = false;
        }
    }
    splitGroups();
    rebuild();
}

void RowLayout::splitGroups()
{
    m_groupSplit.clear();
    if (m_hidden.empty() || m_groupEnd.empty())
        return;
    m_groupSplit.assign(m_groupEnd.size(), false);
    for (std::uint32_t p = 0; p < m_groupEnd.size(); ++p)
        for (std::uint32_t member = p; member < m_groupEnd[p]; ++member)
            if (m_hidden[member])
                m_groupSplit[p] = true;
}

void RowLayout::setRepeats(Repeats repeats)
{
    if (repeats == m_repeats)
        return;
    m_repeats = repeats;
    findGroups();
    splitGroups();
    rebuild();
}

std::int64_t RowLayout::reveal(SpanIndex node)
{
    if (!m_trace || toInt(node) >= m_trace->nodeCount())
        return -1;
    if (isShown(node))
        return rowOf(node);
    const auto unhide = [this](SpanIndex hidden) {
        if (const std::uint32_t position = m_trace->position(hidden); isHidden(position)) {
            m_hidden[position] = false;
            m_shownSpans += m_trace->isSpan(hidden);
        }
    };
    unhide(node);
    for (SpanIndex above = m_trace->parent(node); above != SpanIndex::None; above = m_trace->parent(above)) {
        m_folded[m_trace->position(above)] = false;
        unhide(above);
    }
    rebuild();
    if (!isShown(node)) { // within a closed group
        m_groupOpen[m_rows[static_cast<std::size_t>(rowOf(node))]] = true;
        rebuild();
    }
    return rowOf(node);
}

void RowLayout::rebuild()
{
    m_rows.clear();
    const std::uint32_t end = m_trace->nodeCount();
    for (std::uint32_t p = 0; p < end;) {
        if (isHidden(p)) { // with all below it, for what leads to a wanted node is not hidden
            p = m_trace->subtreeEnd(p);
            continue;
        }
        m_rows.push_back(p);
        if (const std::uint32_t groupEnd = closedGroupEnd(p); groupEnd != 0)
            p = groupEnd;
        else
            p = m_folded[p] ? m_trace->subtreeEnd(p) : p + 1;
    }
    ++m_version;
}

void RowLayout::findGroups()
{
    m_groupEnd.clear();
    m_groupOpen.clear();
    if (m_repeats == Repeats::Separate)
        return;
    const TraceTable &trace = *m_trace;
    const std::uint32_t end = trace.nodeCount();
    m_groupEnd.assign(end, 0);
    m_groupOpen.assign(end, false);
    const auto leaf = [&](std::uint32_t p) {
        return trace.subtreeEnd(p) == p + 1 && trace.isSpan(SpanIndex{trace.order()[p]});
    };
    for (std::uint32_t p = 0; p < end;) {
        if (!leaf(p)) {
            ++p;
            continue;
        }
        const SpanIndex head{trace.order()[p]};
        std::uint32_t q = p + 1;
        for (; q < end && leaf(q); ++q) {
            const SpanIndex next{trace.order()[q]};
            if (trace.parent(next) != trace.parent(head) || trace.name(next) != trace.name(head) ||
                trace.service(next) != trace.service(head))
                break;
        }
        if (q - p >= kLeastRepeats)
            m_groupEnd[p] = q;
        p = q;
    }
}

} // namespace triptych::scene
