#pragma once
#include "analysis/flame_profile.h"
#include "analysis/saturating.h"

#include <unordered_map>

namespace triptych::analysis
{

/// A growing tree of flame nodes in which a path exists once. Node 0 is the root of all.
struct FlameTree {
    std::vector<FlameNode> nodes{FlameNode{}};
    std::unordered_map<std::uint64_t, std::uint32_t> byParentAndFrame;

    /// The child of `parent` with `frame`, made if absent.
    std::uint32_t child(std::uint32_t parent, FrameIndex frame)
    {
        const std::uint64_t key = std::uint64_t{parent} << 32 | toInt(frame);
        const auto [it, fresh] = byParentAndFrame.try_emplace(key, static_cast<std::uint32_t>(nodes.size()));
        if (fresh)
            nodes.push_back({.frame = frame, .parent = FlameNodeIndex{parent}, .depth = nodes[parent].depth + 1});
        return it->second;
    }
};

inline void addOwn(FlameNode &to, const FlameNode &from)
{
    to.count += from.count;
    to.errors += from.errors;
    to.self = addSaturated(to.self, from.self);
    to.critical = addSaturated(to.critical, from.critical);
}
inline void addTotal(FlameNode &to, const FlameNode &from)
{
    to.total = addSaturated(to.total, from.total);
}

/// Calls enter(node) and leave(node) of every node but the root, parents around their children. No recursion.
template <typename Enter, typename Leave> void walk(const FlameProfile &profile, Enter enter, Leave leave)
{
    struct Open {
        std::uint32_t node, next = 0;
    };
    std::vector<Open> path{{0}};
    while (!path.empty()) {
        Open &top = path.back();
        const auto children = profile.children(FlameNodeIndex{top.node});
        if (top.next < children.size()) {
            const std::uint32_t child = children[top.next++];
            enter(child);
            path.push_back({child});
        } else {
            if (top.node != 0)
                leave(top.node);
            path.pop_back();
        }
    }
}

} // namespace triptych::analysis
