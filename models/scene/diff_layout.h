#pragma once
#include "analysis/flame_profile.h"

#include <memory>
#include <vector>

namespace triptych::scene
{

/// Two merged profiles as one flame graph: a node is as wide as both sides' weights together, so that children fit
/// and what only one side has is seen. Root above. A value; any thread.
class DiffLayout
{
public:
    DiffLayout() = default;
    /// Raw weights of each side are divided by these: 1 for absolute figures, the number of traces for those of a trace.
    DiffLayout(std::shared_ptr<const analysis::FlameDiff> diff, double divisorA, double divisorB);

    struct Rect {
        double x = 0, w = 0; ///< px
        std::uint32_t node = 0, row = 0;
    };
    bool isNull() const { return !m_diff; }
    const analysis::FlameDiff &diff() const { return *m_diff; }
    double a(std::uint32_t node) const { return m_a[node]; }
    double b(std::uint32_t node) const { return m_b[node]; }
    double change(std::uint32_t node) const { return m_b[node] - m_a[node]; }
    /// -1 only in A .. 1 only in B.
    double tone(std::uint32_t node) const;
    std::uint32_t rowCount() const { return m_rows; }
    const std::vector<std::uint32_t> &children(std::uint32_t node) const { return m_children[node]; } ///< widest first

    /// `zoomTo` and its ancestors fill the width; what is under half a pixel is left out. By row, then x.
    std::vector<Rect> rects(std::uint32_t zoomTo, double width) const;

private:
    std::shared_ptr<const analysis::FlameDiff> m_diff;
    std::vector<double> m_a, m_b, m_left;
    std::vector<std::vector<std::uint32_t>> m_children;
    std::uint32_t m_rows = 0;
};

} // namespace triptych::scene
