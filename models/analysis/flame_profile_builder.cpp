#include "analysis/critical_walk.h"
#include "analysis/flame_tree.h"
#include "analysis/self_time.h"

#include <string>
#include <unordered_map>

namespace triptych::analysis
{

struct FlameProfileBuilder::Impl {
    Recursion recursion{};
    FlameTree tree;
    std::vector<FlameSample> samples{FlameSample{}}; // by node
    std::vector<Frame> frames;
    std::unordered_map<std::string, FrameIndex> byText; // service, a zero byte, operation
    std::uint64_t traces = 0, spans = 0;

    // Of the trace that is being added; kept because small traces would take longer to make them than to merge.
    CriticalWalk walk;
    std::vector<Nanos> self, critical;
    std::vector<std::uint32_t> nodeOf;
    std::vector<std::pair<std::int32_t, FrameIndex>> frameOfName; // by name: the last service that had it, and its frame
    std::string key;

    FrameIndex frame(std::string_view service, std::string_view operation)
    {
        key = service;
        key += '\0';
        key += operation;
        const auto [it, fresh] = byText.try_emplace(key, FrameIndex{static_cast<std::uint32_t>(frames.size())});
        if (fresh)
            frames.push_back({std::string(service), std::string(operation)});
        return it->second;
    }
    std::uint32_t child(std::uint32_t parent, FrameIndex frame)
    {
        const std::uint32_t node = tree.child(parent, frame);
        if (node == samples.size())
            samples.emplace_back();
        return node;
    }
};

FlameProfileBuilder::FlameProfileBuilder(Recursion recursion) : m(std::make_unique<Impl>())
{
    m->recursion = recursion;
}
FlameProfileBuilder::~FlameProfileBuilder() = default;
FlameProfileBuilder::FlameProfileBuilder(FlameProfileBuilder &&) noexcept = default;

bool FlameProfileBuilder::add(const TraceTable &trace, std::stop_token stop, SpanIndex root)
{
    selfTimes(trace, m->self, stop);
    m->critical.assign(trace.nodeCount(), 0);
    const bool walked = m->walk.run(trace, stop, [this](SpanIndex span, Nanos from, Nanos to) { m->critical[toInt(span)] += to - from; });
    if (!walked || m->self.size() != trace.spanCount())
        return false;
    const auto &columns = trace.columns();
    m->nodeOf.assign(trace.nodeCount(), 0);
    m->frameOfName.assign(columns.strings.size(), {-1, FrameIndex::None});
    const std::uint32_t first = root == SpanIndex::None ? 0 : trace.position(root);
    const std::uint32_t last = root == SpanIndex::None ? trace.nodeCount() : trace.subtreeEnd(first);
    ++m->traces;
    for (std::uint32_t position = first; position < last; ++position) {
        if ((position & 0xffff) == 0 && stop.stop_requested())
            return false;
        const std::uint32_t i = trace.order()[position];
        const SpanIndex span{i};
        if (!trace.isSpan(span))
            continue;
        auto &[service, frame] = m->frameOfName[static_cast<std::size_t>(columns.name[i])];
        if (service != columns.service[i]) { // an operation is nearly always of one service
            service = columns.service[i];
            frame = m->frame(trace.serviceText(span), trace.text(columns.name[i]));
        }
        const SpanIndex parent = position == first ? SpanIndex::None : trace.parent(span);
        const std::uint32_t at = m->child(parent == SpanIndex::None ? 0 : m->nodeOf[toInt(parent)], frame);
        m->nodeOf[i] = at;
        FlameNode &node = m->tree.nodes[at];
        ++node.count;
        node.errors += trace.has(span, NodeFlag::Error);
        node.total = addSaturated(node.total, trace.drawnDuration(span));
        node.self = addSaturated(node.self, m->self[i]);
        node.critical = addSaturated(node.critical, m->critical[i]);
        ++m->spans;
        m->samples[at].offer({columns.trace, columns.span[i], columns.record[i], trace.drawnDuration(span)});
    }
    return true;
}

void FlameProfileBuilder::unite(const FlameProfileBuilder &other)
{
    std::vector<FrameIndex> frameOf;
    for (const Frame &frame : other.m->frames)
        frameOf.push_back(m->frame(frame.service, frame.operation));
    std::vector<std::uint32_t> nodeOf(other.m->tree.nodes.size(), 0);
    for (std::size_t i = 1; i < nodeOf.size(); ++i) {
        const FlameNode &node = other.m->tree.nodes[i];
        nodeOf[i] = m->child(nodeOf[toInt(node.parent)], frameOf[toInt(node.frame)]);
        addOwn(m->tree.nodes[nodeOf[i]], node);
        addTotal(m->tree.nodes[nodeOf[i]], node);
        m->samples[nodeOf[i]].unite(other.m->samples[i]);
    }
    m->traces += other.m->traces;
    m->spans += other.m->spans;
}

std::uint64_t FlameProfileBuilder::traceCount() const
{
    return m->traces;
}

FlameProfile FlameProfileBuilder::profile() const
{
    FlameProfile profile = FlameProfile::make(m->tree.nodes, m->frames, FlameProfile::Sums::Own);
    profile.m_traces = m->traces;
    profile.m_spans = m->spans;
    profile.m_samples = std::make_shared<const std::vector<FlameSample>>(m->samples);
    return m->recursion == Recursion::Collapse ? profile.collapsed() : profile;
}

} // namespace triptych::analysis
