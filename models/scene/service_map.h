#pragma once
#include "scene/map_layout.h"

#include <vector>

namespace triptych::scene {

/// A service graph with its places and what stands out in it. Immutable once made; a snapshot that crosses threads.
struct ServiceMap {
    telemetry::ServiceGraph graph;
    MapLayout layout;
    std::vector<bool> failing;     ///< per edge: at least kFailingShare of its calls fail
    std::vector<bool> failingNode; ///< per node, of its requests
    std::vector<bool> slow;        ///< per edge: its p95 is among the longest eighth, and over twice the median
    std::size_t hiddenEdges = 0;   ///< the rarest, beyond the limit asked

    static constexpr double kFailingShare = 0.05;
};

/// Keeps at most `mostEdges` edges (0: all), the rarest left out first; those that fail and the busiest one to each node
/// stay. Nothing if stopped.
std::optional<ServiceMap> makeServiceMap(telemetry::ServiceGraph graph, const MapMeasures &measures, std::size_t mostEdges,
                                         std::stop_token stop = {});

} // namespace triptych::scene
