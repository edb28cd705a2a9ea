#pragma once
#include "telemetry/service_graph.h"

#include <optional>
#include <stop_token>
#include <vector>

namespace triptych::scene {

struct MapPoint {
    double x = 0, y = 0;
    bool operator==(const MapPoint &) const = default;
};
struct MapBox {
    double x = 0, y = 0; ///< top left
    std::uint32_t layer = 0;
};
/// An edge as cubic Bézier pieces: the caller's side, then three points a piece, the last at the callee's side.
struct MapCurve {
    std::vector<MapPoint> points;
    bool backwards = false; ///< against the layers: part of a cycle
};
struct MapMeasures {
    double boxWidth = 0, boxHeight = 0;
    double layerGap = 0; ///< between the boxes of neighbouring layers: where edges turn
    double boxGap = 0;   ///< between boxes of a layer
    double laneGap = 0;  ///< between an edge that passes a layer and its neighbours
};
/// Where everything stands, top left at 0; boxes and curves are those of the graph's nodes and edges.
struct MapLayout {
    MapMeasures measures;
    std::vector<MapBox> boxes;
    std::vector<MapCurve> curves;
    double width = 0, height = 0;
};

/// Layers from the entrance: nodes without callers at the left, each other one right of its callers. After K. Sugiyama,
/// S. Tagawa, M. Toda, "Methods for Visual Understanding of Hierarchical System Structures", 1981: edges that close a
/// cycle run backwards, long ones get a lane in each layer they pass (so none runs under a box), barycentre sweeps take
/// crossings out, and places follow the neighbours by isotonic regression. Nodes without any edge stand in rows below.
/// Same graph, same layout. 300 nodes and 1,000 edges: tens of ms. Nothing if stopped.
std::optional<MapLayout> layoutMap(const telemetry::ServiceGraph &graph, const MapMeasures &measures, std::stop_token stop = {});

} // namespace triptych::scene
