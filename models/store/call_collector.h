#pragma once
#include "telemetry/service_graph.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace triptych::store {

using namespace telemetry;

/// One span as a service graph needs it.
struct CallSpan {
    static constexpr std::uint32_t kNone = 0xffffffffu;
    std::uint64_t traceLo = 0, span = 0, parent = 0;
    Nanos start = 0, duration = 0;
    std::uint32_t node = 0;       ///< number of its service or group: CallCollector::node()
    std::uint32_t callee = kNone; ///< what its tags say it talks to: CallCollector::callee()
    std::int32_t name = 0;        ///< of the store's pool
    bool error = false, serverHalf = false;
    bool consumes = false; ///< its callee is where it takes messages from
};

/// Makes a service graph of spans that come in any order; parents are found when all are there. A call is a span whose
/// parent belongs to another node. A client's or producer's span that nobody answered is a call to what its tags name,
/// a consumer's span without a sender one from there. Trace ids count by their low half. About 80 bytes a span. One
/// thread.
class CallCollector
{
public:
    /// Number of a service or group.
    std::uint32_t node(std::string_view name);
    /// Number of a callee. It is the service of that name if that has spans.
    std::uint32_t callee(std::string_view name, ServiceNode::Kind kind, std::string_view system);
    void add(const CallSpan &span);

    /// `nameOf` gives an operation's text. Nothing if stopped.
    std::optional<ServiceGraph> graph(std::optional<TimeRange> range, const std::function<std::string(std::int32_t)> &nameOf,
                                      std::stop_token stop);

private:
    struct Row {
        std::uint64_t key, parentKey; // 0: no parent
        Nanos duration;
        std::uint32_t node, callee;
        std::int32_t name;
        bool error, serverHalf, consumes, answered;
    };
    struct Calls {
        std::uint64_t errors = 0;
        std::vector<Nanos> durations;
        void add(const Row &row);
    };
    void index();
    std::uint32_t find(std::uint64_t key, bool serverHalf) const;
    std::uint32_t callerOf(const Row &row) const;
    std::uint32_t resolved(std::uint32_t callee) const;
    void countSpan(std::uint32_t caller, Row &row);
    void countUnanswered(const Row &row);

    std::vector<ServiceNode> m_nodes;
    std::unordered_map<std::string, std::uint32_t> m_numbers, m_callees;
    std::vector<Row> m_rows;
    std::vector<std::uint32_t> m_slots;
    std::unordered_set<std::uint64_t> m_traces;
    std::uint64_t m_lastTrace = 0;
    Nanos m_first = 0, m_last = 0;
    std::unordered_map<std::uint64_t, Calls> m_edges;      // from << 32 | to
    std::unordered_map<std::uint64_t, Calls> m_operations; // node << 32 | name
};

} // namespace triptych::store
