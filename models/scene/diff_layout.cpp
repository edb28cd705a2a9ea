#include "scene/diff_layout.h"

#include <algorithm>

namespace triptych::scene
{

DiffLayout::DiffLayout(std::shared_ptr<const analysis::FlameDiff> diff, double divisorA, double divisorB)
    : m_diff(std::move(diff))
{
    const auto &nodes = m_diff->nodes;
    m_a.resize(nodes.size());
    m_b.resize(nodes.size());
    m_left.assign(nodes.size(), 0);
    m_children.resize(nodes.size());
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
        m_a[i] = divisorA > 0 ? static_cast<double>(nodes[i].rawA) / divisorA : 0;
        m_b[i] = divisorB > 0 ? static_cast<double>(nodes[i].rawB) / divisorB : 0;
        m_rows = std::max(m_rows, nodes[i].depth + 1);
        if (i > 0)
            m_children[toInt(nodes[i].parent)].push_back(i);
    }
    for (std::uint32_t i = 0; i < nodes.size(); ++i) { // parents stand before their children
        auto &children = m_children[i];
        std::stable_sort(children.begin(), children.end(),
                         [this](std::uint32_t x, std::uint32_t y) { return m_a[x] + m_b[x] > m_a[y] + m_b[y]; });
        double left = m_left[i];
        for (const std::uint32_t child : children) {
            m_left[child] = left;
            left += m_a[child] + m_b[child];
        }
    }
}

double DiffLayout::tone(std::uint32_t node) const
{
    const double most = std::max(m_a[node], m_b[node]);
    return most > 0 ? (m_b[node] - m_a[node]) / most : 0;
}

std::vector<DiffLayout::Rect> DiffLayout::rects(std::uint32_t zoomTo, double width) const
{
    constexpr double kLeastWidth = 0.5; // px
    std::vector<Rect> out;
    const double whole = m_a[zoomTo] + m_b[zoomTo];
    if (whole <= 0)
        return out;
    for (std::uint32_t node = zoomTo; node != 0;) {
        node = toInt(m_diff->nodes[node].parent);
        out.push_back({0, width, node, m_diff->nodes[node].depth});
    }
    std::reverse(out.begin(), out.end());
    std::vector<std::uint32_t> row{zoomTo}, next;
    while (!row.empty()) {
        next.clear();
        for (const std::uint32_t node : row) {
            out.push_back({(m_left[node] - m_left[zoomTo]) / whole * width, (m_a[node] + m_b[node]) / whole * width, node,
                           m_diff->nodes[node].depth});
            for (const std::uint32_t child : m_children[node]) {
                if ((m_a[child] + m_b[child]) / whole * width < kLeastWidth)
                    break;
                next.push_back(child);
            }
        }
        row.swap(next);
    }
    return out;
}

} // namespace triptych::scene
