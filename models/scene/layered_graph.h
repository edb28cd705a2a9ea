#pragma once
#include <cstdint>
#include <stop_token>
#include <utility>
#include <vector>

namespace triptych::scene {

/// A directed graph being put into layers: the steps of layoutMap() that know nothing of places. Vertices are the nodes,
/// then a lane for each layer that a long edge passes.
class LayeredGraph
{
public:
    struct Link {
        std::uint32_t from, to;
    };
    /// `weight`: what is greater goes first where order is free.
    LayeredGraph(std::uint32_t nodes, const std::vector<Link> &links, const std::vector<std::uint64_t> &weight);

    /// Fewer crossings, a sweep at a time; the best order found stays. False if stopped.
    bool order(int sweeps, std::stop_token stop);

    std::uint32_t vertexCount() const { return static_cast<std::uint32_t>(m_layer.size()); }
    bool isLane(std::uint32_t vertex) const { return vertex >= m_nodes; }
    std::uint32_t layer(std::uint32_t vertex) const { return m_layer[vertex]; }
    const std::vector<std::vector<std::uint32_t>> &layers() const { return m_order; } ///< vertices from top to bottom
    const std::vector<std::uint32_t> &before(std::uint32_t vertex) const { return m_before[vertex]; }
    const std::vector<std::uint32_t> &after(std::uint32_t vertex) const { return m_after[vertex]; }
    /// Vertices that a link runs through, in the direction of the layers.
    const std::vector<std::uint32_t> &path(std::size_t link) const { return m_paths[link]; }
    bool isBackwards(std::size_t link) const { return m_backwards[link]; }
    std::uint64_t crossings() const;

private:
    void breakCycles(const std::vector<Link> &links);
    void rank(const std::vector<Link> &links);
    void addLanes(const std::vector<Link> &links);
    void sweep(bool rightwards);
    void takePlaces();

    std::uint32_t m_nodes;
    std::vector<std::uint64_t> m_weight;
    std::vector<bool> m_backwards; // per link
    std::vector<std::uint32_t> m_layer, m_place;
    std::vector<std::vector<std::uint32_t>> m_order, m_before, m_after, m_paths;
};

} // namespace triptych::scene
