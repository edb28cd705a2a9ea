#include "store/call_collector.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace triptych::store {

namespace {

constexpr std::uint32_t kNoCall = CallSpan::kNone;
constexpr std::size_t kStopEvery = 1 << 16;

std::uint64_t keyOf(std::uint64_t trace, std::uint64_t span)
{
    std::uint64_t key = trace * 0x9e3779b97f4a7c15ull ^ span;
    key = (key ^ key >> 32) * 0xd6e8feb86659fd93ull;
    key ^= key >> 32;
    return key == 0 ? 1 : key;
}

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

CallFigures figuresOf(std::vector<Nanos> durations, std::uint64_t errors, double seconds)
{
    CallFigures out;
    out.count = durations.size();
    out.errors = errors;
    out.rate = seconds > 0 ? static_cast<double>(out.count) / seconds : 0;
    out.p50 = quantile(durations, 0.5);
    out.p95 = quantile(durations, 0.95);
    return out;
}

} // namespace

void CallCollector::Calls::add(const Row &row)
{
    errors += row.error;
    durations.push_back(std::max<Nanos>(0, row.duration));
}

std::uint32_t CallCollector::node(std::string_view name)
{
    const auto [it, fresh] = m_numbers.try_emplace(std::string(name), static_cast<std::uint32_t>(m_nodes.size()));
    if (fresh) {
        m_nodes.emplace_back();
        m_nodes.back().name = name;
    }
    return it->second;
}

std::uint32_t CallCollector::callee(std::string_view name, ServiceNode::Kind kind, std::string_view system)
{
    // Two engines may each have a database `orders`; a peer is known by its name alone.
    std::string identity(name);
    if (kind != ServiceNode::Kind::Peer)
        identity.append(1, '\n').append(system);
    const auto [it, fresh] = m_callees.try_emplace(std::move(identity), static_cast<std::uint32_t>(m_nodes.size()));
    if (fresh) {
        ServiceNode &made = m_nodes.emplace_back();
        made.name = name;
        made.kind = kind;
        made.system = system;
    }
    return it->second;
}

void CallCollector::add(const CallSpan &span)
{
    const std::uint64_t parent = span.parent == 0 ? 0 : keyOf(span.traceLo, span.parent);
    m_rows.push_back({keyOf(span.traceLo, span.span), parent, span.duration, span.node, span.callee, span.name, span.error,
                      span.serverHalf, span.consumes, false});
    if (m_rows.size() == 1 || span.traceLo != m_lastTrace) {
        m_traces.insert(span.traceLo);
        m_lastTrace = span.traceLo;
    }
    if (span.start == 0)
        return;
    const Nanos end = span.start + std::max<Nanos>(0, span.duration);
    m_first = m_first == 0 ? span.start : std::min(m_first, span.start);
    m_last = std::max(m_last, end);
}

void CallCollector::index()
{
    std::size_t size = 16;
    while (size < m_rows.size() * 2)
        size *= 2;
    m_slots.assign(size, kNoCall);
    for (std::uint32_t i = 0; i < m_rows.size(); ++i) {
        const Row &row = m_rows[i];
        std::size_t at = row.key & (size - 1);
        while (m_slots[at] != kNoCall &&
               (m_rows[m_slots[at]].key != row.key || m_rows[m_slots[at]].serverHalf != row.serverHalf))
            at = (at + 1) & (size - 1);
        if (m_slots[at] == kNoCall) // of records that share an id the first one stands
            m_slots[at] = i;
    }
}

std::uint32_t CallCollector::find(std::uint64_t key, bool serverHalf) const
{
    std::size_t at = key & (m_slots.size() - 1);
    while (m_slots[at] != kNoCall) {
        const Row &row = m_rows[m_slots[at]];
        if (row.key == key && row.serverHalf == serverHalf)
            return m_slots[at];
        at = (at + 1) & (m_slots.size() - 1);
    }
    return kNoCall;
}

std::uint32_t CallCollector::callerOf(const Row &row) const
{
    if (row.serverHalf)
        if (const std::uint32_t client = find(row.key, false); client != kNoCall)
            return client;
    if (row.parentKey == 0)
        return kNoCall;
    const std::uint32_t half = find(row.parentKey, true);
    return half != kNoCall ? half : find(row.parentKey, false);
}

std::uint32_t CallCollector::resolved(std::uint32_t callee) const
{
    const auto it = m_numbers.find(m_nodes[callee].name);
    return it == m_numbers.end() ? callee : it->second;
}

void CallCollector::countSpan(std::uint32_t caller, Row &row)
{
    ++m_nodes[row.node].spans;
    const bool called = caller != kNoCall && m_rows[caller].node != row.node;
    if (called) {
        m_rows[caller].answered = true;
        m_edges[std::uint64_t{m_rows[caller].node} << 32 | row.node].add(row);
        // Where a client's span is what another node asked for, it stands for the callee itself: a database that was
        // given a service of its own calls nothing further.
        row.answered = true;
    } else if (caller != kNoCall) {
        // A wrapper around a client of the same callee: the inner one is the call.
        if (row.callee != kNoCall && m_rows[caller].callee == row.callee && !row.consumes)
            m_rows[caller].answered = true;
        return;
    }
    m_operations[std::uint64_t{row.node} << 32 | static_cast<std::uint32_t>(row.name)].add(row);
}

void CallCollector::countUnanswered(const Row &row)
{
    const std::uint32_t other = resolved(row.callee);
    if (other == row.node)
        return;
    const std::uint64_t from = row.consumes ? other : row.node, to = row.consumes ? row.node : other;
    m_edges[from << 32 | to].add(row);
    if (!row.consumes && !m_nodes[other].hasSpans())
        m_operations[std::uint64_t{other} << 32 | static_cast<std::uint32_t>(row.name)].add(row);
}

std::optional<ServiceGraph> CallCollector::graph(std::optional<TimeRange> range,
                                                 const std::function<std::string(std::int32_t)> &nameOf, std::stop_token stop)
{
    index();
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (i % kStopEvery == 0 && stop.stop_requested())
            return std::nullopt;
        countSpan(callerOf(m_rows[i]), m_rows[i]);
    }
    for (const Row &row : m_rows)
        if (row.callee != kNoCall && !row.answered)
            countUnanswered(row);
    if (stop.stop_requested())
        return std::nullopt;

    ServiceGraph graph;
    graph.spans = m_rows.size();
    graph.traces = m_traces.size();
    graph.extent = range ? *range : TimeRange{m_first, std::max(m_first, m_last)};
    const double seconds = static_cast<double>(graph.extent.length()) / 1e9;

    // Only what took part: a callee that turned out to be a service is no node of its own.
    std::vector<bool> takesPart(m_nodes.size(), false);
    for (std::uint32_t i = 0; i < m_nodes.size(); ++i)
        takesPart[i] = m_nodes[i].spans > 0;
    for (const auto &[key, calls] : m_edges)
        takesPart[key >> 32] = takesPart[key & kNoCall] = true;
    std::vector<std::uint32_t> order, placeOf(m_nodes.size(), kNoCall);
    for (std::uint32_t i = 0; i < m_nodes.size(); ++i)
        if (takesPart[i])
            order.push_back(i);
    std::sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
        return std::tie(m_nodes[a].name, m_nodes[a].kind, m_nodes[a].system) <
               std::tie(m_nodes[b].name, m_nodes[b].kind, m_nodes[b].system);
    });
    for (const std::uint32_t i : order) {
        placeOf[i] = static_cast<std::uint32_t>(graph.nodes.size());
        graph.nodes.push_back(m_nodes[i]);
    }
    std::vector<Calls> requests(graph.nodes.size());
    for (const auto &[key, calls] : m_operations) {
        const std::uint32_t place = placeOf[key >> 32];
        Calls &all = requests[place];
        all.errors += calls.errors;
        all.durations.insert(all.durations.end(), calls.durations.begin(), calls.durations.end());
        graph.nodes[place].operations.push_back(
            {nameOf(static_cast<std::int32_t>(key & kNoCall)), figuresOf(calls.durations, calls.errors, seconds)});
    }
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        ServiceNode &node = graph.nodes[i];
        node.requests = figuresOf(std::move(requests[i].durations), requests[i].errors, seconds);
        std::sort(node.operations.begin(), node.operations.end(), [](const ServiceOperation &a, const ServiceOperation &b) {
            return a.requests.count != b.requests.count ? a.requests.count > b.requests.count : a.name < b.name;
        });
        if (node.operations.size() > ServiceNode::kMostOperations)
            node.operations.resize(ServiceNode::kMostOperations);
    }
    for (auto &[key, calls] : m_edges)
        graph.edges.push_back({placeOf[key >> 32], placeOf[key & kNoCall], figuresOf(std::move(calls.durations), calls.errors, seconds)});
    std::sort(graph.edges.begin(), graph.edges.end(), [](const ServiceEdge &a, const ServiceEdge &b) {
        return std::pair(a.from, a.to) < std::pair(b.from, b.to);
    });
    return graph;
}

} // namespace triptych::store
