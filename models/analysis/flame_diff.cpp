#include "analysis/flame_tree.h"

#include <unordered_map>

namespace triptych::analysis
{

namespace
{

/// Paths of several profiles, united by the texts of their frames.
class Union
{
public:
    /// The node of the union for every node of `profile`.
    std::vector<std::uint32_t> add(const FlameProfile &profile)
    {
        std::vector<FrameIndex> frameOf;
        frameOf.reserve(profile.frames().size());
        for (const Frame &frame : profile.frames())
            frameOf.push_back(this->frame(frame));
        std::vector<std::uint32_t> nodeOf(profile.nodes().size(), 0);
        for (std::size_t i = 1; i < nodeOf.size(); ++i) {
            const FlameNode &node = profile.nodes()[i];
            nodeOf[i] = tree.child(nodeOf[toInt(node.parent)], frameOf[toInt(node.frame)]);
        }
        return nodeOf;
    }

    FlameTree tree;
    std::vector<Frame> frames;

private:
    FrameIndex frame(const Frame &frame)
    {
        const auto [it, fresh] = m_byText.try_emplace(frame.service + '\0' + frame.operation,
                                                      FrameIndex{static_cast<std::uint32_t>(frames.size())});
        if (fresh)
            frames.push_back(frame);
        return it->second;
    }
    std::unordered_map<std::string, FrameIndex> m_byText;
};

double share(std::uint64_t part, std::uint64_t whole)
{
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

} // namespace

FlameDiff flameDiff(const FlameProfile &a, const FlameProfile &b, FlameWeight weight)
{
    Union both;
    const auto nodeOfA = both.add(a), nodeOfB = both.add(b);
    FlameDiff diff;
    diff.frames = std::move(both.frames);
    diff.nodes.reserve(both.tree.nodes.size());
    for (const FlameNode &node : both.tree.nodes)
        diff.nodes.push_back({.frame = node.frame, .parent = node.parent, .depth = node.depth});
    const std::uint64_t wholeA = a.weight(FlameNodeIndex::Root, weight),
                        wholeB = b.weight(FlameNodeIndex::Root, weight);
    for (std::uint32_t i = 0; i < nodeOfA.size(); ++i) {
        diff.nodes[nodeOfA[i]].rawA = a.weight(FlameNodeIndex{i}, weight);
        diff.nodes[nodeOfA[i]].a = share(diff.nodes[nodeOfA[i]].rawA, wholeA);
    }
    for (std::uint32_t i = 0; i < nodeOfB.size(); ++i) {
        diff.nodes[nodeOfB[i]].rawB = b.weight(FlameNodeIndex{i}, weight);
        diff.nodes[nodeOfB[i]].b = share(diff.nodes[nodeOfB[i]].rawB, wholeB);
    }
    return diff;
}

} // namespace triptych::analysis
