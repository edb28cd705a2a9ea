#pragma once
#include "analysis/flame_profile.h"

#include <string>
#include <vector>

namespace triptych::tests
{

/// A profile as indented text, left-heavy: `service/operation weight`.
inline std::string flameText(const analysis::FlameProfile &p, analysis::FlameWeight weight)
{
    using analysis::FlameNodeIndex;
    std::string out;
    std::vector<FlameNodeIndex> open{FlameNodeIndex::Root};
    while (!open.empty()) {
        const auto i = open.back();
        open.pop_back();
        const auto &node = p.node(i);
        if (i != FlameNodeIndex::Root)
            out += std::string((node.depth - 1) * 2, ' ') + p.frame(node.frame).service + '/' +
                   p.frame(node.frame).operation + ' ' + std::to_string(p.weight(i, weight)) + '\n';
        const auto children = p.childrenByWeight(i, weight);
        open.insert(open.end(), children.rbegin(), children.rend());
    }
    return out;
}

} // namespace triptych::tests
