#include "analysis/flame_profile.h"

#include "analysis/flame_tree.h"

#include <limits>
#include <numeric>
#include <tuple>
#include <unordered_map>

namespace triptych::analysis
{

namespace
{

constexpr std::uint32_t kNoNode = toInt(FlameNodeIndex::None);

std::uint64_t unsignedTime(Nanos time)
{
    return time > 0 ? static_cast<std::uint64_t>(time) : 0;
}

} // namespace

FlameProfile FlameProfile::make(std::vector<FlameNode> nodes, std::vector<Frame> frames, Sums sums)
{
    FlameProfile profile;
    profile.m_nodes = std::move(nodes);
    profile.m_frames = std::move(frames);
    const auto &all = profile.m_nodes;
    auto &first = profile.m_firstChild;
    first.assign(all.size() + 1, 0);
    for (std::size_t i = 1; i < all.size(); ++i) {
        ++first[toInt(all[i].parent) + std::size_t{1}];
        profile.m_maxDepth = std::max(profile.m_maxDepth, all[i].depth);
    }
    std::partial_sum(first.begin(), first.end(), first.begin());
    profile.m_children.resize(all.size() - 1);
    std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
    for (std::uint32_t i = 1; i < all.size(); ++i)
        profile.m_children[next[toInt(all[i].parent)]++] = i;
    profile.weigh(sums);
    return profile;
}

void FlameProfile::weigh(Sums sums)
{
    const auto column = [this](FlameWeight w) -> std::vector<std::uint64_t> & {
        return m_weights[static_cast<std::size_t>(w)];
    };
    for (auto &weights : m_weights)
        weights.assign(m_nodes.size(), 0);
    auto &total = column(FlameWeight::Total), &self = column(FlameWeight::Self);
    auto &count = column(FlameWeight::Count), &errors = column(FlameWeight::Errors);
    auto &critical = column(FlameWeight::Critical);
    for (std::size_t i = m_nodes.size(); i-- > 0;) { // children come after their parents
        const FlameNode &node = m_nodes[i];
        if (sums == Sums::Own || i == 0) {
            self[i] += unsignedTime(node.self);
            critical[i] += unsignedTime(node.critical);
            count[i] += node.count;
            errors[i] += node.errors;
        } else {
            self[i] = std::max(self[i], unsignedTime(node.self));
            critical[i] = std::max(critical[i], unsignedTime(node.critical));
            count[i] = std::max(count[i], node.count);
            errors[i] = std::max(errors[i], node.errors);
        }
        total[i] = std::max(total[i], unsignedTime(node.total));
        if (i == 0)
            continue;
        for (auto &weights : m_weights)
            weights[toInt(node.parent)] += weights[i];
    }
}

std::uint64_t FlameProfile::ownWeight(FlameNodeIndex i, FlameWeight weight) const
{
    std::uint64_t below = 0;
    for (const std::uint32_t child : children(i))
        below += this->weight(FlameNodeIndex{child}, weight);
    return this->weight(i, weight) - below;
}

std::vector<FlameNodeIndex> FlameProfile::childrenByWeight(FlameNodeIndex i, FlameWeight weight) const
{
    std::vector<FlameNodeIndex> sorted;
    for (const std::uint32_t child : children(i))
        sorted.push_back(FlameNodeIndex{child});
    std::sort(sorted.begin(), sorted.end(), [&](FlameNodeIndex a, FlameNodeIndex b) {
        const std::uint64_t wa = this->weight(a, weight), wb = this->weight(b, weight);
        if (wa != wb)
            return wa > wb;
        const Frame &fa = frame(node(a).frame), &fb = frame(node(b).frame);
        return std::tie(fa.service, fa.operation) < std::tie(fb.service, fb.operation);
    });
    return sorted;
}

FrameIndex FlameProfile::findFrame(std::string_view service, std::string_view operation) const
{
    for (std::uint32_t i = 0; i < m_frames.size(); ++i)
        if (m_frames[i].service == service && m_frames[i].operation == operation)
            return FrameIndex{i};
    return FrameIndex::None;
}

std::vector<FlameProfile::FrameSums> FlameProfile::frameSums() const
{
    std::vector<FrameSums> sums(m_frames.size());
    std::vector<std::uint32_t> onPath(m_frames.size(), 0);
    const auto enter = [&](std::uint32_t i) {
        const FlameNode &node = m_nodes[i];
        FrameSums &sum = sums[toInt(node.frame)];
        sum.count += node.count;
        sum.errors += node.errors;
        sum.self = addSaturated(sum.self, node.self);
        sum.critical = addSaturated(sum.critical, node.critical);
        if (onPath[toInt(node.frame)]++ == 0)
            sum.total = addSaturated(sum.total, node.total);
    };
    walk(*this, enter, [&](std::uint32_t i) { --onPath[toInt(m_nodes[i].frame)]; });
    return sums;
}

FlameProfile FlameProfile::callees(FrameIndex frame) const
{
    FlameTree tree;
    std::vector<std::uint32_t> to(m_nodes.size(), kNoNode);
    std::vector<Origin> origins;
    for (std::uint32_t i = 1; i < m_nodes.size(); ++i) {
        const FlameNode &node = m_nodes[i];
        const std::uint32_t above = to[toInt(node.parent)];
        if (above == kNoNode && node.frame != frame)
            continue;
        to[i] = tree.child(above == kNoNode ? 0 : above, node.frame);
        addOwn(tree.nodes[to[i]], node);
        addTotal(tree.nodes[to[i]], node);
        origins.push_back({to[i], i});
    }
    return derived(std::move(tree.nodes), Sums::Own, origins);
}

FlameProfile FlameProfile::callers(FrameIndex frame) const
{
    // What each outermost node of the frame holds, recursive calls included.
    std::vector<std::uint32_t> outermost(m_nodes.size(), kNoNode);
    std::unordered_map<std::uint32_t, FlameNode> sums;
    for (std::uint32_t i = 1; i < m_nodes.size(); ++i) {
        const FlameNode &node = m_nodes[i];
        outermost[i] = outermost[toInt(node.parent)];
        if (node.frame != frame)
            continue;
        if (outermost[i] == kNoNode) {
            outermost[i] = i;
            addTotal(sums[i], node);
        }
        addOwn(sums[outermost[i]], node);
    }
    FlameTree tree;
    std::vector<Origin> origins;
    for (std::uint32_t i = 1; i < m_nodes.size(); ++i) {
        if (outermost[i] != i)
            continue;
        std::uint32_t at = 0, caller = i;
        for (std::uint32_t level = 0; caller != 0 && level <= kMostCallerLevels; ++level) {
            at = tree.child(at, m_nodes[caller].frame);
            addOwn(tree.nodes[at], sums[i]);
            addTotal(tree.nodes[at], sums[i]);
            origins.push_back({at, i});
            caller = toInt(m_nodes[caller].parent);
        }
    }
    return derived(std::move(tree.nodes), Sums::Inclusive, origins);
}

FlameProfile FlameProfile::collapsed() const
{
    FlameTree tree;
    std::vector<std::uint32_t> to(m_nodes.size(), 0);
    std::vector<std::uint32_t> onPath(m_frames.size(), kNoNode); // node of `tree`
    std::vector<bool> outer(m_nodes.size(), false);
    std::vector<Origin> origins;
    const auto enter = [&](std::uint32_t i) {
        const FlameNode &node = m_nodes[i];
        std::uint32_t &active = onPath[toInt(node.frame)];
        outer[i] = active == kNoNode;
        if (outer[i])
            active = tree.child(to[toInt(node.parent)], node.frame);
        to[i] = active;
        addOwn(tree.nodes[to[i]], node);
        origins.push_back({to[i], i});
        if (outer[i])
            addTotal(tree.nodes[to[i]], node);
    };
    walk(*this, enter, [&](std::uint32_t i) {
        if (outer[i])
            onPath[toInt(m_nodes[i].frame)] = kNoNode;
    });
    return derived(std::move(tree.nodes), Sums::Own, origins);
}

FlameProfile FlameProfile::hiding(const std::vector<bool> &hidden) const
{
    FlameTree tree;
    std::vector<std::uint32_t> to(m_nodes.size(), 0);
    // What no frame is left for still takes its share of the whole.
    std::vector<Origin> origins;
    tree.nodes[0].self = m_nodes[0].self;
    tree.nodes[0].critical = m_nodes[0].critical;
    tree.nodes[0].total = static_cast<Nanos>(
        std::min<std::uint64_t>(weight(FlameNodeIndex::Root, FlameWeight::Total), std::numeric_limits<Nanos>::max()));
    for (std::uint32_t i = 1; i < m_nodes.size(); ++i) {
        const FlameNode &node = m_nodes[i];
        const std::uint32_t caller = to[toInt(node.parent)];
        if (hidden[toInt(node.frame)]) {
            to[i] = caller;
            tree.nodes[caller].self = addSaturated(tree.nodes[caller].self, node.self);
            tree.nodes[caller].critical = addSaturated(tree.nodes[caller].critical, node.critical);
            continue;
        }
        to[i] = tree.child(caller, node.frame);
        addOwn(tree.nodes[to[i]], node);
        addTotal(tree.nodes[to[i]], node);
        origins.push_back({to[i], i});
    }
    return derived(std::move(tree.nodes), Sums::Own, origins);
}

FlameProfile FlameProfile::keeping(const std::vector<bool> &kept) const
{
    const std::size_t n = m_nodes.size();
    std::vector<bool> within(n, false), above(n, false); // a kept frame is on the path down to it; or below it
    for (std::size_t i = 1; i < n; ++i)
        within[i] = within[toInt(m_nodes[i].parent)] || kept[toInt(m_nodes[i].frame)];
    for (std::size_t i = n; i-- > 1;)
        if (within[i] || above[i])
            above[toInt(m_nodes[i].parent)] = true;
    std::vector<FlameNode> nodes{FlameNode{}};
    std::vector<Origin> origins;
    std::vector<std::uint32_t> to(n, 0);
    for (std::uint32_t i = 1; i < n; ++i) {
        if (!within[i] && !above[i])
            continue;
        to[i] = static_cast<std::uint32_t>(nodes.size());
        FlameNode node = m_nodes[i];
        node.parent = FlameNodeIndex{to[toInt(node.parent)]};
        if (within[i]) {
            origins.push_back({to[i], i});
        } else {
            node.count = node.errors = 0;
            node.total = node.self = node.critical = 0;
        }
        nodes.push_back(node);
    }
    return derived(std::move(nodes), Sums::Own, origins);
}

FlameProfile FlameProfile::derived(std::vector<FlameNode> nodes, Sums sums, const std::vector<Origin> &origins) const
{
    FlameProfile profile = make(std::move(nodes), m_frames, sums);
    profile.m_traces = m_traces;
    profile.m_spans = m_spans;
    profile.m_samples = m_samples;
    if (!m_samples)
        return profile;
    const auto samplesOf = [this](std::uint32_t node) {
        if (m_firstSample.empty())
            return std::pair{node, node + 1};
        return std::pair{m_firstSample[node], m_firstSample[node + 1]};
    };
    auto &first = profile.m_firstSample;
    first.assign(profile.m_nodes.size() + 1, 0);
    for (const Origin &origin : origins) {
        const auto [from, to] = samplesOf(origin.of);
        first[origin.node + std::size_t{1}] += to - from;
    }
    std::partial_sum(first.begin(), first.end(), first.begin());
    profile.m_sampleOf.resize(first.back());
    std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
    for (const Origin &origin : origins) {
        const auto [from, to] = samplesOf(origin.of);
        for (std::uint32_t i = from; i < to; ++i)
            profile.m_sampleOf[next[origin.node]++] = m_firstSample.empty() ? i : m_sampleOf[i];
    }
    return profile;
}

std::optional<FlameExamples> FlameProfile::examples(FlameNodeIndex i) const
{
    if (!m_samples)
        return std::nullopt;
    if (m_firstSample.empty())
        return (*m_samples)[toInt(i)].examples();
    FlameSample all;
    for (std::uint32_t s = m_firstSample[toInt(i)]; s < m_firstSample[toInt(i) + std::size_t{1}]; ++s)
        all.unite((*m_samples)[m_sampleOf[s]]);
    return all.examples();
}

} // namespace triptych::analysis
