#include "scene/layered_graph.h"

#include <algorithm>
#include <numeric>

namespace triptych::scene {

LayeredGraph::LayeredGraph(std::uint32_t nodes, const std::vector<Link> &links, const std::vector<std::uint64_t> &weight)
    : m_nodes(nodes), m_weight(weight), m_backwards(links.size(), false), m_layer(nodes, 0)
{
    breakCycles(links);
    rank(links);
    addLanes(links);
}

/// Depth first from the entrances, the busiest first; an edge back to a node of the walk closes a cycle.
void LayeredGraph::breakCycles(const std::vector<Link> &links)
{
    std::vector<std::vector<std::size_t>> out(m_nodes);
    std::vector<std::uint32_t> callers(m_nodes, 0), roots(m_nodes);
    for (std::size_t i = 0; i < links.size(); ++i) {
        out[links[i].from].push_back(i);
        ++callers[links[i].to];
    }
    std::iota(roots.begin(), roots.end(), 0u);
    std::stable_sort(roots.begin(), roots.end(), [&](std::uint32_t a, std::uint32_t b) {
        const bool entranceA = callers[a] == 0, entranceB = callers[b] == 0;
        return entranceA != entranceB ? entranceA : m_weight[a] > m_weight[b];
    });
    enum : std::uint8_t { Unseen, OnWalk, Done };
    std::vector<std::uint8_t> state(m_nodes, Unseen);
    std::vector<std::pair<std::uint32_t, std::size_t>> walk; // node, next of its links
    for (const std::uint32_t root : roots) {
        if (state[root] != Unseen)
            continue;
        state[root] = OnWalk;
        walk.emplace_back(root, 0);
        while (!walk.empty()) {
            auto &[node, next] = walk.back();
            if (next == out[node].size()) {
                state[node] = Done;
                walk.pop_back();
                continue;
            }
            const std::size_t link = out[node][next++];
            const std::uint32_t to = links[link].to;
            if (state[to] == OnWalk)
                m_backwards[link] = true;
            else if (state[to] == Unseen) {
                state[to] = OnWalk;
                walk.emplace_back(to, 0);
            }
        }
    }
}

/// Longest path from the entrances; an entrance then moves up to what it calls.
void LayeredGraph::rank(const std::vector<Link> &links)
{
    std::vector<std::vector<std::uint32_t>> out(m_nodes);
    std::vector<std::uint32_t> waiting(m_nodes, 0), ready;
    for (std::size_t i = 0; i < links.size(); ++i) {
        const auto [from, to] = m_backwards[i] ? Link{links[i].to, links[i].from} : links[i];
        out[from].push_back(to);
        ++waiting[to];
    }
    const std::vector<std::uint32_t> callers = waiting;
    for (std::uint32_t node = 0; node < m_nodes; ++node)
        if (waiting[node] == 0)
            ready.push_back(node);
    for (std::size_t i = 0; i < ready.size(); ++i)
        for (const std::uint32_t to : out[ready[i]]) {
            m_layer[to] = std::max(m_layer[to], m_layer[ready[i]] + 1);
            if (--waiting[to] == 0)
                ready.push_back(to);
        }
    for (std::uint32_t node = 0; node < m_nodes; ++node) {
        if (callers[node] != 0 || out[node].empty())
            continue;
        std::uint32_t nearest = m_layer[out[node].front()];
        for (const std::uint32_t to : out[node])
            nearest = std::min(nearest, m_layer[to]);
        m_layer[node] = nearest - 1;
    }
}

void LayeredGraph::addLanes(const std::vector<Link> &links)
{
    m_before.resize(m_nodes);
    m_after.resize(m_nodes);
    for (std::size_t i = 0; i < links.size(); ++i) {
        const auto [from, to] = m_backwards[i] ? Link{links[i].to, links[i].from} : links[i];
        std::vector<std::uint32_t> &path = m_paths.emplace_back();
        path.push_back(from);
        for (std::uint32_t layer = m_layer[from] + 1; layer < m_layer[to]; ++layer) {
            path.push_back(vertexCount());
            m_layer.push_back(layer);
            m_before.emplace_back();
            m_after.emplace_back();
        }
        path.push_back(to);
        for (std::size_t k = 0; k + 1 < path.size(); ++k) {
            m_after[path[k]].push_back(path[k + 1]);
            m_before[path[k + 1]].push_back(path[k]);
        }
    }
    const std::uint32_t layers = m_layer.empty() ? 0 : *std::max_element(m_layer.begin(), m_layer.end()) + 1;
    m_order.resize(layers);
    std::vector<std::uint32_t> all(vertexCount());
    std::iota(all.begin(), all.end(), 0u);
    const auto weight = [this](std::uint32_t v) { return v < m_nodes ? m_weight[v] : 0; };
    std::stable_sort(all.begin(), all.end(), [&](std::uint32_t a, std::uint32_t b) { return weight(a) > weight(b); });
    for (const std::uint32_t v : all)
        m_order[m_layer[v]].push_back(v);
    m_place.resize(vertexCount());
    takePlaces();
}

void LayeredGraph::takePlaces()
{
    for (const auto &layer : m_order)
        for (std::uint32_t i = 0; i < layer.size(); ++i)
            m_place[layer[i]] = i;
}

/// Each layer by the mean place of its neighbours in the layer before (or after); a vertex without any keeps its own.
void LayeredGraph::sweep(bool rightwards)
{
    std::vector<double> wanted(vertexCount());
    for (std::size_t k = 1; k < m_order.size(); ++k) {
        auto &layer = m_order[rightwards ? k : m_order.size() - 1 - k];
        for (const std::uint32_t v : layer) {
            const auto &neighbours = rightwards ? m_before[v] : m_after[v];
            double sum = 0;
            for (const std::uint32_t n : neighbours)
                sum += m_place[n];
            wanted[v] = neighbours.empty() ? m_place[v] : sum / static_cast<double>(neighbours.size());
        }
        std::stable_sort(layer.begin(), layer.end(), [&](std::uint32_t a, std::uint32_t b) { return wanted[a] < wanted[b]; });
        for (std::uint32_t i = 0; i < layer.size(); ++i)
            m_place[layer[i]] = i;
    }
}

/// Inversions between neighbouring layers, counted with a Fenwick tree.
std::uint64_t LayeredGraph::crossings() const
{
    std::uint64_t sum = 0;
    std::vector<std::uint32_t> tree;
    for (std::size_t k = 0; k + 1 < m_order.size(); ++k) {
        tree.assign(m_order[k + 1].size() + 1, 0);
        std::uint32_t inserted = 0;
        std::vector<std::uint32_t> ends;
        for (const std::uint32_t v : m_order[k]) {
            ends.clear();
            for (const std::uint32_t to : m_after[v])
                ends.push_back(m_place[to]);
            std::sort(ends.begin(), ends.end());
            for (const std::uint32_t end : ends) {
                std::uint32_t notAfter = 0;
                for (std::uint32_t i = end + 1; i > 0; i &= i - 1)
                    notAfter += tree[i];
                sum += inserted - notAfter;
            }
            for (const std::uint32_t end : ends) {
                for (std::size_t i = end + 1; i < tree.size(); i += i & (~i + 1))
                    ++tree[i];
                ++inserted;
            }
        }
    }
    return sum;
}

bool LayeredGraph::order(int sweeps, std::stop_token stop)
{
    auto best = m_order;
    std::uint64_t least = crossings();
    for (int i = 0; i < sweeps && least > 0; ++i) {
        if (stop.stop_requested())
            return false;
        sweep(i % 2 == 0);
        if (const std::uint64_t now = crossings(); now < least) {
            least = now;
            best = m_order;
        }
    }
    m_order = std::move(best);
    takePlaces();
    return true;
}

} // namespace triptych::scene
