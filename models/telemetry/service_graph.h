#pragma once
#include "telemetry/ids.h"

#include <cstdint>
#include <string>
#include <vector>

namespace triptych::telemetry {

/// Calls of one kind. Durations ns, quantiles with linear interpolation.
struct CallFigures {
    std::uint64_t count = 0, errors = 0;
    double rate = 0; ///< per second over ServiceGraph::extent
    Nanos p50 = 0, p95 = 0;
};
struct ServiceOperation {
    std::string name;
    CallFigures requests;
};
/// A service, a group of services, or what services call that has no spans of its own.
struct ServiceNode {
    enum class Kind : std::uint8_t {
        Service,  ///< has spans
        Database, ///< the rest are known by the tags of their callers' spans alone
        Queue,
        Peer,
    };
    std::string name;
    Kind kind = Kind::Service;
    std::string system;      ///< `postgresql`, `kafka`; empty if unknown
    std::uint64_t spans = 0; ///< 0 of what has none
    CallFigures requests;    ///< its spans whose caller is elsewhere or unknown; else the calls to it
    std::vector<ServiceOperation> operations; ///< of the requests, most frequent first, at most kMostOperations
    static constexpr std::size_t kMostOperations = 30;

    bool hasSpans() const { return kind == Kind::Service; }
};
struct ServiceEdge {
    std::uint32_t from = 0, to = 0; ///< indices into ServiceGraph::nodes
    CallFigures calls;              ///< the callee's spans; the caller's where the callee has none
};
/// Who calls whom in a set of traces. Calls within one node are no edge.
struct ServiceGraph {
    std::vector<ServiceNode> nodes; ///< by name
    std::vector<ServiceEdge> edges; ///< by caller, then callee
    TimeRange extent;               ///< the range asked for, else that of all spans
    std::uint64_t traces = 0, spans = 0;
};

} // namespace triptych::telemetry
