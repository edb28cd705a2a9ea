#include "scene/map_layout.h"

#include "scene/layered_graph.h"

#include <algorithm>
#include <cmath>

namespace triptych::scene {

using telemetry::ServiceGraph;

namespace {

constexpr int kSweeps = 24, kPlacings = 12;

/// Middles of the vertices of one layer as near to `wanted` as their order and distances allow: pools adjacent
/// violators of the isotonic regression of what is left when the distances are taken off.
void placeLayer(const std::vector<double> &wanted, const std::vector<double> &distance, const std::vector<double> &weight,
                std::vector<double> &out)
{
    struct Pool {
        double sum, weight;
        std::size_t count;
        double mean() const { return sum / weight; }
    };
    std::vector<Pool> pools;
    double offset = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        offset += distance[i];
        pools.push_back({(wanted[i] - offset) * weight[i], weight[i], 1});
        while (pools.size() > 1 && pools[pools.size() - 2].mean() >= pools.back().mean()) {
            Pool &into = pools[pools.size() - 2];
            into.sum += pools.back().sum;
            into.weight += pools.back().weight;
            into.count += pools.back().count;
            pools.pop_back();
        }
    }
    out.clear();
    offset = 0;
    for (const Pool &pool : pools)
        for (std::size_t i = 0; i < pool.count; ++i) {
            offset += distance[out.size()];
            out.push_back(pool.mean() + offset);
        }
}

/// Middle of every vertex across the layers.
std::vector<double> placesAcross(const LayeredGraph &graph, const MapMeasures &measures)
{
    const auto half = [&](std::uint32_t v) { return graph.isLane(v) ? 0.0 : measures.boxHeight / 2; };
    const auto distanceOf = [&](std::uint32_t a, std::uint32_t b) {
        return half(a) + half(b) + (graph.isLane(a) || graph.isLane(b) ? measures.laneGap : measures.boxGap);
    };
    std::vector<double> middle(graph.vertexCount(), 0);
    for (const auto &layer : graph.layers())
        for (std::size_t i = 1; i < layer.size(); ++i)
            middle[layer[i]] = middle[layer[i - 1]] + distanceOf(layer[i - 1], layer[i]);
    std::vector<double> wanted, distance, weight, placed;
    const auto layers = graph.layers().size();
    for (int round = 0; round < kPlacings; ++round) {
        for (std::size_t k = 0; k < layers; ++k) {
            const auto &layer = graph.layers()[round % 2 == 0 ? k : layers - 1 - k];
            wanted.clear();
            distance.clear();
            weight.clear();
            for (std::size_t i = 0; i < layer.size(); ++i) {
                const std::uint32_t v = layer[i];
                double sum = 0, n = 0;
                const auto pull = [&](const std::vector<std::uint32_t> &neighbours, double strength) {
                    for (const std::uint32_t other : neighbours) {
                        sum += middle[other] * strength;
                        n += strength;
                    }
                };
                // The side that the sweep comes from leads; the last rounds balance both.
                const bool balance = round + 2 >= kPlacings;
                pull(graph.before(v), balance || round % 2 == 0 ? 1 : 0.2);
                pull(graph.after(v), balance || round % 2 != 0 ? 1 : 0.2);
                wanted.push_back(n > 0 ? sum / n : middle[v]);
                distance.push_back(i == 0 ? 0 : distanceOf(layer[i - 1], v));
                weight.push_back(graph.isLane(v) ? 2 : 1); // lanes would rather be straight
            }
            placeLayer(wanted, distance, weight, placed);
            for (std::size_t i = 0; i < layer.size(); ++i)
                middle[layer[i]] = placed[i];
        }
    }
    return middle;
}

void lineTo(std::vector<MapPoint> &points, MapPoint to)
{
    const MapPoint from = points.back();
    points.push_back({from.x + (to.x - from.x) / 3, from.y + (to.y - from.y) / 3});
    points.push_back({from.x + (to.x - from.x) * 2 / 3, from.y + (to.y - from.y) * 2 / 3});
    points.push_back(to);
}

/// Leaves and arrives level, so that it turns between the layers only.
void bendTo(std::vector<MapPoint> &points, MapPoint to)
{
    const MapPoint from = points.back();
    const double middle = (from.x + to.x) / 2;
    points.push_back({middle, from.y});
    points.push_back({middle, to.y});
    points.push_back(to);
}

/// Nodes without an edge: rows under the rest, as wide as it.
void placeAlone(MapLayout &layout, const std::vector<std::uint32_t> &alone, std::size_t layers)
{
    const MapMeasures &m = layout.measures;
    const double step = m.boxWidth + m.boxGap;
    const double width = std::max<double>(static_cast<double>(layers) * (m.boxWidth + m.layerGap) - m.layerGap, 4 * step - m.boxGap);
    const auto perRow = std::max<std::size_t>(1, static_cast<std::size_t>((width + m.boxGap) / step));
    const double top = layout.height > 0 ? layout.height + m.boxHeight : 0;
    for (std::size_t i = 0; i < alone.size(); ++i) {
        MapBox &box = layout.boxes[alone[i]];
        box.x = static_cast<double>(i % perRow) * step;
        box.y = top + static_cast<double>(i / perRow) * (m.boxHeight + m.boxGap);
        layout.width = std::max(layout.width, box.x + m.boxWidth);
        layout.height = std::max(layout.height, box.y + m.boxHeight);
    }
}

} // namespace

std::optional<MapLayout> layoutMap(const ServiceGraph &graph, const MapMeasures &measures, std::stop_token stop)
{
    MapLayout layout;
    layout.measures = measures;
    layout.boxes.resize(graph.nodes.size());
    layout.curves.resize(graph.edges.size());

    // Only nodes with edges are layered; `number` is a node's vertex.
    constexpr std::uint32_t kAlone = 0xffffffffu;
    std::vector<std::uint32_t> number(graph.nodes.size(), kAlone), nodeOf, alone;
    std::vector<bool> linked(graph.nodes.size(), false);
    for (const auto &edge : graph.edges)
        if (edge.from != edge.to)
            linked[edge.from] = linked[edge.to] = true;
    std::vector<std::uint64_t> weight;
    for (std::uint32_t i = 0; i < graph.nodes.size(); ++i) {
        if (!linked[i]) {
            alone.push_back(i);
            continue;
        }
        number[i] = static_cast<std::uint32_t>(nodeOf.size());
        nodeOf.push_back(i);
        weight.push_back(graph.nodes[i].requests.count);
    }
    std::vector<LayeredGraph::Link> links;
    std::vector<std::size_t> edgeOf;
    for (std::size_t i = 0; i < graph.edges.size(); ++i) {
        if (graph.edges[i].from == graph.edges[i].to)
            continue;
        links.push_back({number[graph.edges[i].from], number[graph.edges[i].to]});
        edgeOf.push_back(i);
    }
    LayeredGraph layered(static_cast<std::uint32_t>(nodeOf.size()), links, weight);
    if (!layered.order(kSweeps, stop))
        return std::nullopt;
    const std::vector<double> middle = placesAcross(layered, measures);
    if (stop.stop_requested())
        return std::nullopt;

    double top = 0, bottom = 0;
    for (std::uint32_t v = 0; v < layered.vertexCount(); ++v) {
        const double half = layered.isLane(v) ? measures.laneGap / 2 : measures.boxHeight / 2;
        top = v == 0 ? middle[v] - half : std::min(top, middle[v] - half);
        bottom = v == 0 ? middle[v] + half : std::max(bottom, middle[v] + half);
    }
    const auto leftOf = [&](std::uint32_t v) { return layered.layer(v) * (measures.boxWidth + measures.layerGap); };
    for (std::uint32_t v = 0; v < nodeOf.size(); ++v)
        layout.boxes[nodeOf[v]] = {leftOf(v), middle[v] - top - measures.boxHeight / 2, layered.layer(v)};
    layout.height = bottom - top;
    layout.width = layered.layers().empty() ? 0 : static_cast<double>(layered.layers().size()) * (measures.boxWidth + measures.layerGap) - measures.layerGap;

    for (std::size_t i = 0; i < links.size(); ++i) {
        const auto &path = layered.path(i);
        MapCurve &curve = layout.curves[edgeOf[i]];
        curve.backwards = layered.isBackwards(i);
        // What runs back leaves and arrives a little lower than what runs forth, so that a pair of both shows two.
        const double shift = curve.backwards ? measures.boxHeight / 5 : 0;
        curve.points.push_back({leftOf(path.front()) + measures.boxWidth, middle[path.front()] - top + shift});
        for (std::size_t k = 1; k < path.size(); ++k) {
            const double end = k + 1 == path.size() ? shift : 0;
            bendTo(curve.points, {leftOf(path[k]), middle[path[k]] - top + end});
            if (layered.isLane(path[k]))
                lineTo(curve.points, {leftOf(path[k]) + measures.boxWidth, middle[path[k]] - top});
        }
        if (curve.backwards)
            std::reverse(curve.points.begin(), curve.points.end());
    }
    placeAlone(layout, alone, layered.layers().size());
    return layout;
}

} // namespace triptych::scene
