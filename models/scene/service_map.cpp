#include "scene/service_map.h"

#include <algorithm>
#include <numeric>

namespace triptych::scene {

using telemetry::CallFigures;
using telemetry::ServiceEdge;
using telemetry::ServiceGraph;

namespace {

bool fails(const CallFigures &calls)
{
    return calls.count > 0 && static_cast<double>(calls.errors) >= ServiceMap::kFailingShare * static_cast<double>(calls.count);
}

std::size_t thin(ServiceGraph &graph, std::size_t most)
{
    if (most == 0 || graph.edges.size() <= most)
        return 0;
    std::vector<std::uint32_t> order(graph.edges.size());
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return graph.edges[a].calls.count > graph.edges[b].calls.count; });
    std::vector<bool> kept(graph.edges.size(), false), reached(graph.nodes.size(), false);
    std::size_t count = 0;
    for (const std::uint32_t i : order) {
        const ServiceEdge &edge = graph.edges[i];
        kept[i] = fails(edge.calls) || !reached[edge.to];
        reached[edge.to] = true;
        count += kept[i];
    }
    for (const std::uint32_t i : order)
        if (!kept[i] && count < most) {
            kept[i] = true;
            ++count;
        }
    const std::size_t before = graph.edges.size();
    std::size_t i = 0;
    std::erase_if(graph.edges, [&](const ServiceEdge &) { return !kept[i++]; });
    return before - graph.edges.size();
}

std::vector<bool> slowEdges(const ServiceGraph &graph)
{
    std::vector<bool> slow(graph.edges.size(), false);
    std::vector<telemetry::Nanos> all;
    for (const ServiceEdge &edge : graph.edges)
        all.push_back(edge.calls.p95);
    std::sort(all.begin(), all.end());
    if (all.size() < 2)
        return slow;
    const telemetry::Nanos median = all[all.size() / 2], longest = all[all.size() - std::max<std::size_t>(1, all.size() / 8)];
    for (std::size_t i = 0; i < slow.size(); ++i)
        slow[i] = graph.edges[i].calls.p95 >= longest && graph.edges[i].calls.p95 / 2 > median;
    return slow;
}

} // namespace

std::optional<ServiceMap> makeServiceMap(ServiceGraph graph, const MapMeasures &measures, std::size_t mostEdges, std::stop_token stop)
{
    ServiceMap map;
    map.hiddenEdges = thin(graph, mostEdges);
    auto layout = layoutMap(graph, measures, stop);
    if (!layout)
        return std::nullopt;
    map.layout = std::move(*layout);
    map.slow = slowEdges(graph);
    for (const ServiceEdge &edge : graph.edges)
        map.failing.push_back(fails(edge.calls));
    for (const auto &node : graph.nodes)
        map.failingNode.push_back(fails(node.requests));
    map.graph = std::move(graph);
    return map;
}

} // namespace triptych::scene
