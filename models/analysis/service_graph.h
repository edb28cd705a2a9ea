#pragma once
#include "analysis/trace_table.h"

#include <string>
#include <unordered_map>

namespace triptych::analysis
{

/// Who calls whom.
struct ServiceNode {
    std::string service;
    std::uint64_t spans = 0, errors = 0;
    std::uint64_t requests = 0; ///< spans without a parent of the same service: what others asked of it
    double rate = 0;            ///< requests per second over ServiceGraph::extent
    Nanos p95 = 0;              ///< of requests, linear interpolation
};
struct ServiceEdge {
    std::uint32_t from = 0, to = 0; ///< indices into ServiceGraph::nodes
    std::uint64_t count = 0, errors = 0;
    double rate = 0;        ///< calls per second over ServiceGraph::extent
    Nanos p50 = 0, p95 = 0; ///< of the callee's spans, linear interpolation
};
struct ServiceGraph {
    std::vector<ServiceNode> nodes; ///< by name
    std::vector<ServiceEdge> edges; ///< by caller, then callee
    telemetry::TimeRange extent;    ///< of all traces
    std::uint64_t traces = 0;
};

/// Collects traces into a graph. A call is a span whose parent belongs to another service; it is an error if the
/// callee's span is one. Spans without a service are a node without a name. One thread at a time.
class ServiceGraphBuilder
{
public:
    /// O(n).
    void add(const TraceTable &trace);
    ServiceGraph graph() const;

private:
    struct Calls {
        std::uint64_t errors = 0;
        std::vector<Nanos> durations;
    };
    struct Node {
        std::string service;
        std::uint64_t spans = 0, errors = 0;
        std::vector<Nanos> requests;
    };
    std::uint32_t nodeOf(std::string_view service);

    std::unordered_map<std::string, std::uint32_t> m_byName;
    std::vector<Node> m_nodes;
    std::unordered_map<std::uint64_t, Calls> m_edges; // from << 32 | to
    telemetry::TimeRange m_extent;
    std::uint64_t m_traces = 0;
};

} // namespace triptych::analysis
