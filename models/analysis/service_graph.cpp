#include "analysis/service_graph.h"

#include "analysis/saturating.h"

#include <cmath>

namespace triptych::analysis {

namespace {

/// Linear interpolation between the closest ranks; sorts only as far as needed.
Nanos quantile(std::vector<Nanos> &values, double q)
{
    if (values.empty())
        return 0;
    const double at = q * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::ptrdiff_t>(at);
    std::nth_element(values.begin(), values.begin() + low, values.end());
    const auto below = static_cast<double>(values[static_cast<std::size_t>(low)]);
    if (low + 1 == static_cast<std::ptrdiff_t>(values.size()))
        return static_cast<Nanos>(below);
    const auto above = static_cast<double>(*std::min_element(values.begin() + low + 1, values.end()));
    return static_cast<Nanos>(std::llround(below + (above - below) * (at - static_cast<double>(low))));
}

} // namespace

std::uint32_t ServiceGraphBuilder::nodeOf(std::string_view service)
{
    const auto [it, fresh] = m_byName.try_emplace(std::string(service), static_cast<std::uint32_t>(m_nodes.size()));
    if (fresh)
        m_nodes.push_back({std::string(service), 0, 0, {}});
    return it->second;
}

void ServiceGraphBuilder::add(const TraceTable &trace)
{
    if (trace.spanCount() == 0)
        return;
    constexpr std::uint32_t kUnknown = 0xffffffffu;
    std::vector<std::uint32_t> nodes(trace.columns().strings.size(), kUnknown); // by string index
    const auto node = [&](SpanIndex span) {
        std::uint32_t &known = nodes[static_cast<std::size_t>(trace.service(span))];
        if (known == kUnknown)
            known = nodeOf(trace.serviceText(span));
        return known;
    };
    for (std::uint32_t i = 0; i < trace.spanCount(); ++i) {
        const SpanIndex span{i}, parent = trace.parent(span);
        const std::uint32_t own = node(span);
        const bool error = trace.has(span, NodeFlag::Error);
        ++m_nodes[own].spans;
        m_nodes[own].errors += error;
        const bool hasCaller = parent != SpanIndex::None && trace.isSpan(parent);
        if (hasCaller && trace.service(parent) == trace.service(span))
            continue;
        m_nodes[own].requests.push_back(trace.drawnDuration(span));
        if (!hasCaller)
            continue;
        Calls &calls = m_edges[std::uint64_t{node(parent)} << 32 | own];
        calls.errors += error;
        calls.durations.push_back(trace.drawnDuration(span));
    }
    const telemetry::TimeRange extent = trace.originalExtent();
    m_extent = m_traces == 0 ? extent
                             : telemetry::TimeRange{std::min(m_extent.from, extent.from), std::max(m_extent.to, extent.to)};
    ++m_traces;
}

ServiceGraph ServiceGraphBuilder::graph() const
{
    ServiceGraph graph;
    graph.extent = m_extent;
    graph.traces = m_traces;
    const double seconds = static_cast<double>(subtractSaturated(m_extent.to, m_extent.from)) / 1e9;
    const auto rate = [&](std::uint64_t count) { return seconds > 0 ? static_cast<double>(count) / seconds : 0; };
    std::vector<std::uint32_t> order(m_nodes.size()), placeOf(m_nodes.size());
    for (std::uint32_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::sort(order.begin(), order.end(),
              [this](std::uint32_t a, std::uint32_t b) { return m_nodes[a].service < m_nodes[b].service; });
    for (const std::uint32_t i : order) {
        placeOf[i] = static_cast<std::uint32_t>(graph.nodes.size());
        std::vector<Nanos> requests = m_nodes[i].requests;
        graph.nodes.push_back({m_nodes[i].service, m_nodes[i].spans, m_nodes[i].errors, requests.size(),
                               rate(requests.size()), quantile(requests, 0.95)});
    }
    for (const auto &[key, calls] : m_edges) {
        std::vector<Nanos> durations = calls.durations;
        graph.edges.push_back({placeOf[key >> 32], placeOf[key & 0xffffffffu], durations.size(), calls.errors,
                               rate(durations.size()), quantile(durations, 0.5), quantile(durations, 0.95)});
    }
    std::sort(graph.edges.begin(), graph.edges.end(), [](const ServiceEdge &a, const ServiceEdge &b) {
        return std::pair(a.from, a.to) < std::pair(b.from, b.to);
    });
    return graph;
}

} // namespace triptych::analysis
