#include "scene/flame_scene.h"

#include <limits>

namespace triptych::scene
{

using analysis::FlameNodeIndex;

FlameLayout::FlameLayout(std::shared_ptr<const analysis::FlameProfile> profile, analysis::FlameWeight weight)
    : m_profile(std::move(profile)), m_weight(weight)
{
    const std::size_t n = m_profile->nodes().size();
    const auto whole = static_cast<double>(m_profile->weight(FlameNodeIndex::Root, weight));
    m_left.assign(n, 0);
    m_share.assign(n, 0);
    m_firstChild.assign(n + 1, 0);
    m_share[0] = 1;
    // Breadth first with the widest child first is the order by depth, then left.
    m_byRow.reserve(n);
    m_byRow.push_back(0);
    for (std::size_t i = 0; i < m_byRow.size(); ++i) {
        const std::uint32_t node = m_byRow[i];
        if (m_profile->nodes()[node].depth == m_rowBegin.size())
            m_rowBegin.push_back(static_cast<std::uint32_t>(i));
        m_firstChild[node] = static_cast<std::uint32_t>(m_byRow.size());
        double left = m_left[node];
        for (const FlameNodeIndex child : m_profile->childrenByWeight(FlameNodeIndex{node}, weight)) {
            m_left[toInt(child)] = left;
            m_share[toInt(child)] = whole > 0 ? static_cast<double>(m_profile->weight(child, weight)) / whole : 0;
            left += m_share[toInt(child)];
            m_byRow.push_back(toInt(child));
        }
    }
    m_rowBegin.push_back(static_cast<std::uint32_t>(m_byRow.size()));
}

FlameScene FlameLayout::scene(FlameNodeIndex zoomTo, double width, std::uint32_t firstRow, std::uint32_t lastRow,
                              std::span<const std::uint8_t> slotOfFrame, float characterWidth) const
{
    constexpr double kLeastWidth = 0.5; // px
    FlameScene scene;
    scene.rowCount = rowCount();
    const double from = left(zoomTo), scale = share(zoomTo) > 0 ? width / share(zoomTo) : 0;
    const auto add = [&](std::uint32_t node, double x, double w) {
        const analysis::FlameNode &flame = m_profile->nodes()[node];
        if (flame.depth < firstRow || flame.depth >= lastRow)
            return;
        FlameRect rect;
        rect.x = static_cast<float>(x);
        rect.w = static_cast<float>(w);
        rect.row = flame.depth;
        rect.index = node;
        rect.count =
            static_cast<std::uint32_t>(std::min<std::uint64_t>(flame.count, std::numeric_limits<std::uint32_t>::max()));
        rect.slot = toInt(flame.frame) < slotOfFrame.size() ? slotOfFrame[toInt(flame.frame)] : 0;
        rect.marks = flame.errors > 0 ? MarkError : 0;
        rect.label = w >= kLeastCharacters * static_cast<double>(characterWidth);
        scene.rects.push_back(rect);
    };
    std::vector<std::uint32_t> above;
    for (FlameNodeIndex node = zoomTo; node != FlameNodeIndex::Root;) {
        node = m_profile->node(node).parent;
        above.push_back(toInt(node));
    }
    for (auto node = above.rbegin(); node != above.rend(); ++node)
        add(*node, 0, width);
    // Row by row from the node zoomed to: only what is seen is visited, the first narrow child ends its family.
    std::vector<std::uint32_t> row{toInt(zoomTo)}, next;
    while (!row.empty() && m_profile->nodes()[row.front()].depth < lastRow) {
        next.clear();
        for (const std::uint32_t node : row) {
            add(node, (m_left[node] - from) * scale, m_share[node] * scale);
            const auto children = m_profile->children(FlameNodeIndex{node}).size();
            for (std::size_t i = 0; i < children; ++i) {
                const std::uint32_t child = m_byRow[m_firstChild[node] + i];
                if (m_share[child] * scale < kLeastWidth)
                    break;
                next.push_back(child);
            }
        }
        row.swap(next);
    }
    return scene;
}

FlameNodeIndex FlameLayout::nodeAt(FlameNodeIndex zoomTo, double width, std::uint32_t row, double x) const
{
    if (isNull() || row >= rowCount() || x < 0 || x >= width)
        return FlameNodeIndex::None;
    if (row <= m_profile->node(zoomTo).depth) {
        FlameNodeIndex node = zoomTo;
        while (m_profile->node(node).depth > row)
            node = m_profile->node(node).parent;
        return node;
    }
    const double at = left(zoomTo) + x / width * share(zoomTo);
    const auto first = m_byRow.begin() + m_rowBegin[row], last = m_byRow.begin() + m_rowBegin[row + 1];
    const auto after = std::upper_bound(
        first, last, at, [this](double position, std::uint32_t node) { return position < m_left[node]; });
    // Nodes without width share their left edge with the next: go back to one that reaches the place.
    for (auto it = after; it != first && after - it < 64;) {
        --it;
        if (m_left[*it] + m_share[*it] > at)
            return FlameNodeIndex{*it};
    }
    return FlameNodeIndex::None;
}

} // namespace triptych::scene
