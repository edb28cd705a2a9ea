#pragma once
#include "analysis/flame_profile.h"
#include "analysis/saturating.h"

#include <vector>

namespace triptych::analysis
{

/// Children of flame nodes by their frame: open addressing in one array, since merging asks it once a span. A node-based
/// map takes twice the time of the whole merge.
class FlameChildren
{
public:
    FlameChildren() : m_slots(kLeast) {}
    /// The entry of a parent and a frame; 0 if it was absent: to be set by the caller.
    std::uint32_t &at(std::uint32_t parent, FrameIndex frame)
    {
        if (2 * (m_used + 1) > m_slots.size())
            grow();
        const std::uint64_t key = std::uint64_t{parent} << 32 | toInt(frame);
        Slot &slot = find(key);
        if (slot.node == 0 && slot.key != key) {
            slot.key = key;
            ++m_used;
        }
        return slot.node;
    }

private:
    static constexpr std::size_t kLeast = 64; // a power of two
    struct Slot {
        std::uint64_t key = ~std::uint64_t{0};
        std::uint32_t node = 0; // 0: free, as the root is nobody's child
    };
    Slot &find(std::uint64_t key)
    {
        std::size_t at = (key * 0x9e3779b97f4a7c15ull ^ key >> 29) & (m_slots.size() - 1);
        while (m_slots[at].node != 0 && m_slots[at].key != key)
            at = (at + 1) & (m_slots.size() - 1);
        return m_slots[at];
    }
    void grow()
    {
        std::vector<Slot> old(2 * m_slots.size());
        old.swap(m_slots);
        for (const Slot &slot : old)
            if (slot.node != 0)
                find(slot.key) = slot;
    }
    std::vector<Slot> m_slots;
    std::size_t m_used = 0;
};

/// A growing tree of flame nodes in which a path exists once. Node 0 is the root of all.
struct FlameTree {
    std::vector<FlameNode> nodes{FlameNode{}};
    FlameChildren children;

    /// The child of `parent` with `frame`, made if absent.
    std::uint32_t child(std::uint32_t parent, FrameIndex frame)
    {
        std::uint32_t &node = children.at(parent, frame);
        if (node == 0) {
            node = static_cast<std::uint32_t>(nodes.size());
            nodes.push_back({.frame = frame, .parent = FlameNodeIndex{parent}, .depth = nodes[parent].depth + 1});
        }
        return node;
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
