#include "analysis/trace_table_builder.h"

#include "analysis/saturating.h"
#include "analysis/span_id_map.h"
#include "telemetry/human_text.h"

#include <numeric>
#include <unordered_map>

namespace triptych::analysis
{

namespace
{

constexpr std::uint32_t kNoSpan = toInt(SpanIndex::None);
constexpr Nanos kEpochTimes = 1'000'000'000'000'000; // 12 days of 1970: below, times count from some start of their own
constexpr std::uint32_t kStopEvery = 0xffff;         // rows between tests of the stop token, as a mask

std::uint8_t bit(NodeFlag flag)
{
    return static_cast<std::uint8_t>(flag);
}

/// How far a child recorded by another clock is moved so that it lies within its parent. The rule is that of Jaeger's
/// clock skew adjuster (github.com/jaegertracing/jaeger, clock skew adjuster of the query service): a longer child is
/// only kept from starting before its parent; a shorter one that sticks out is centred, as if the network took as long
/// there as back. Ours: a message's consumer rightly runs later than what sent it, so it too is only kept from starting
/// before.
Nanos skewOf(Nanos parentStart, Nanos parentDuration, Nanos childStart, Nanos childDuration, bool consumer)
{
    if (consumer || childDuration > parentDuration)
        return childStart < parentStart ? subtractSaturated(parentStart, childStart) : 0;
    if (childStart >= parentStart &&
        addSaturated(childStart, childDuration) <= addSaturated(parentStart, parentDuration))
        return 0;
    return addSaturated(subtractSaturated(parentStart, childStart), (parentDuration - childDuration) / 2);
}

} // namespace

TraceTableBuilder::TraceTableBuilder(std::shared_ptr<const TraceColumns> columns, std::stop_token stop)
    : m_table(new TraceTable), t(*m_table), m_columns(*columns), m_stop(std::move(stop))
{
    t.m_columns = std::move(columns);
    t.m_spans = t.m_nodes = static_cast<std::uint32_t>(m_columns.size());
}

std::shared_ptr<const TraceTable> TraceTableBuilder::build(Skew skew, std::span<const ClockSetting> clocks)
{
    takeSettings(clocks);
    for (const Nanos start : m_columns.start)
        m_epochTimes |= start > kEpochTimes;
    if (!resolveParents() || !breakCycles())
        return {};
    addPlaceholders();
    collectChildren();
    if (!walkTopDown(skew))
        return {};
    finishPlaceholders();
    if (!sortSiblings() || !numberPreOrder())
        return {};
    measure();
    warn();
    return m_table;
}

bool TraceTableBuilder::resolveParents()
{
    const std::uint32_t n = t.m_spans;
    t.m_parent.assign(n, kNoSpan);
    t.m_flags.assign(n, 0);
    SpanIdMap ids(n);
    for (std::uint32_t i = 0; i < n; ++i) {
        if ((i & kStopEvery) == 0 && stopped())
            return false;
        if (m_columns.span[i] == 0) {
            ++m_zeroIds;
            continue;
        }
        auto &entry = ids.at(m_columns.span[i]);
        auto &row = m_columns.sharedHalf[i] ? entry.serverHalf : entry.ordinary;
        if (row == kNoSpan) {
            row = i;
        } else {
            t.m_flags[i] |= bit(NodeFlag::DuplicateId);
            ++m_duplicates;
        }
    }
    for (std::uint32_t i = 0; i < n; ++i) {
        if ((i & kStopEvery) == 0 && stopped())
            return false;
        const std::uint64_t named = m_columns.parent[i];
        const auto *holder = ids.find(named);
        if (named != 0 && !holder) {
            t.m_flags[i] |= bit(NodeFlag::Orphan);
            ++t.m_orphans;
        }
        const auto *own = m_columns.sharedHalf[i] ? ids.find(m_columns.span[i]) : nullptr;
        if (own && own->ordinary != kNoSpan) {
            t.m_parent[i] = own->ordinary;
            continue;
        }
        if (named == 0)
            ++t.m_realRoots;
        if (holder)
            t.m_parent[i] = holder->serverHalf != kNoSpan ? holder->serverHalf : holder->ordinary;
    }
    return true;
}

bool TraceTableBuilder::breakCycles()
{
    // Every node has one parent at most, so a walk upwards that meets itself has found a whole cycle.
    enum : std::uint8_t { Unseen, OnWalk, Done };
    std::vector<std::uint8_t> state(t.m_spans, Unseen);
    std::vector<std::uint32_t> walk;
    for (std::uint32_t i = 0; i < t.m_spans; ++i) {
        if ((i & kStopEvery) == 0 && stopped())
            return false;
        walk.clear();
        std::uint32_t node = i;
        while (node != kNoSpan && state[node] == Unseen) {
            state[node] = OnWalk;
            walk.push_back(node);
            node = t.m_parent[node];
        }
        if (node != kNoSpan && state[node] == OnWalk)
            breakCycleAt(node);
        for (const std::uint32_t seen : walk)
            state[seen] = Done;
    }
    return true;
}

void TraceTableBuilder::breakCycleAt(std::uint32_t node)
{
    std::uint32_t first = node, length = 0, walker = node;
    do {
        const auto key = [this](std::uint32_t i) { return std::pair(m_columns.start[i], i); };
        if (key(walker) < key(first))
            first = walker;
        ++length;
        walker = t.m_parent[walker];
    } while (walker != node);
    t.m_parent[first] = kNoSpan;
    t.m_flags[first] |= bit(NodeFlag::CycleBroken);
    constexpr std::uint32_t kMostCycleTexts = 10;
    if (++m_cycles > kMostCycleTexts)
        return;
    const std::string at =
        "\"" + t.nameText(SpanIndex{first}) + "\" (" + hex(telemetry::SpanId{m_columns.span[first]}) + ")";
    m_cycleTexts.push_back(length == 1
                               ? "Span " + at + " names itself as its parent; it is shown as a root."
                               : std::to_string(length) + " spans name each other as parents; the cycle is broken at " +
                                     at + ", which starts first.");
}

void TraceTableBuilder::addPlaceholders()
{
    std::unordered_map<std::uint64_t, std::uint32_t> byId;
    for (std::uint32_t i = 0; i < t.m_spans; ++i) {
        if (!(t.m_flags[i] & bit(NodeFlag::Orphan)) || t.m_parent[i] != kNoSpan)
            continue;
        const std::uint64_t missing = m_columns.parent[i];
        const auto [it, fresh] = byId.try_emplace(missing, t.m_spans + static_cast<std::uint32_t>(t.m_missing.size()));
        if (fresh)
            t.m_missing.push_back(missing);
        t.m_parent[i] = it->second;
    }
    t.m_nodes = t.m_spans + static_cast<std::uint32_t>(t.m_missing.size());
    t.m_parent.resize(t.m_nodes, kNoSpan);
    t.m_flags.resize(t.m_nodes, bit(NodeFlag::Placeholder));
}

void TraceTableBuilder::collectChildren()
{
    t.m_firstChild.assign(t.m_nodes + std::size_t{1}, 0);
    std::uint32_t childCount = 0;
    for (const std::uint32_t parent : t.m_parent)
        if (parent != kNoSpan) {
            ++t.m_firstChild[parent + std::size_t{1}];
            ++childCount;
        }
    std::partial_sum(t.m_firstChild.begin(), t.m_firstChild.end(), t.m_firstChild.begin());
    t.m_children.resize(childCount);
    std::vector<std::uint32_t> next(t.m_firstChild.begin(), t.m_firstChild.end() - 1);
    for (std::uint32_t i = 0; i < t.m_nodes; ++i) {
        if (t.m_parent[i] != kNoSpan)
            t.m_children[next[t.m_parent[i]]++] = i;
        else
            t.m_roots.push_back(i);
    }
}

std::uint64_t TraceTableBuilder::clockOf(std::uint32_t node) const
{
    // A resource names the host and process where it is known; a service name alone is the next best.
    const auto resource = static_cast<std::uint32_t>(m_columns.resource[node]);
    return resource != 0 ? std::uint64_t{1} << 32 | resource : static_cast<std::uint32_t>(m_columns.service[node]);
}

void TraceTableBuilder::takeSettings(std::span<const ClockSetting> clocks)
{
    for (const ClockSetting &setting : clocks) {
        if (setting.resource != 0) {
            m_settings[std::uint64_t{1} << 32 | static_cast<std::uint32_t>(setting.resource)] = setting.offset;
            continue;
        }
        const auto service = std::find(m_columns.strings.begin(), m_columns.strings.end(), setting.service);
        if (service != m_columns.strings.end())
            m_settings[static_cast<std::uint32_t>(service - m_columns.strings.begin())] = setting.offset;
    }
}

void TraceTableBuilder::place(std::uint32_t node, std::uint32_t parent, Skew skew)
{
    const bool hasParent = parent != kNoSpan && parent < t.m_spans;
    t.m_depth[node] = parent == kNoSpan ? 1 : t.m_depth[parent] + 1;
    if (!timed(node)) {
        // Drawn where its parent begins, for want of anything better.
        t.m_start[node] = hasParent ? t.m_start[parent] : t.m_extent.from;
        m_clock[node] = hasParent ? m_clock[parent] : clockOf(node);
        m_delta[node] = hasParent ? m_delta[parent] : 0;
        return;
    }
    m_clock[node] = clockOf(node);
    if (const auto set = m_settings.find(m_clock[node]); set != m_settings.end()) {
        m_delta[node] = set->second;
    } else if (skew == Skew::Adjust && hasParent) {
        if (m_clock[node] == m_clock[parent])
            m_delta[node] = m_delta[parent];
        else if (timed(parent))
            m_delta[node] = skewOf(t.m_start[parent], std::max<Nanos>(0, m_columns.duration[parent]),
                                   m_columns.start[node], std::max<Nanos>(0, m_columns.duration[node]),
                                   m_columns.kind[node] == static_cast<std::uint8_t>(telemetry::SpanKind::Consumer));
    }
    t.m_start[node] = addSaturated(m_columns.start[node], m_delta[node]);
    if (m_delta[node] == 0)
        return;
    t.m_flags[node] |= bit(NodeFlag::Moved);
    auto [it, fresh] = m_moved.try_emplace({m_columns.service[node], m_columns.resource[node]});
    SkewAdjustment &adjustment = it->second;
    if (fresh)
        adjustment = {m_columns.service[node], m_columns.resource[node], 0, m_delta[node], m_delta[node]};
    ++adjustment.spans;
    adjustment.least = std::min(adjustment.least, m_delta[node]);
    adjustment.most = std::max(adjustment.most, m_delta[node]);
}

bool TraceTableBuilder::walkTopDown(Skew skew)
{
    t.m_depth.assign(t.m_nodes, 0);
    t.m_start.assign(t.m_nodes, 0);
    m_delta.assign(t.m_nodes, 0);
    m_clock.assign(t.m_nodes, 0);
    for (std::uint32_t i = 0; i < t.m_spans; ++i)
        if (timed(i)) { // rows are in order of start
            t.m_extent.from = m_columns.start[i];
            break;
        }
    std::vector<std::uint32_t> queue(t.m_roots);
    queue.reserve(t.m_nodes);
    for (std::size_t next = 0; next < queue.size(); ++next) {
        if ((next & kStopEvery) == 0 && stopped())
            return false;
        const std::uint32_t node = queue[next];
        if (node < t.m_spans)
            place(node, t.m_parent[node], skew);
        const auto children = t.children(SpanIndex{node});
        queue.insert(queue.end(), children.begin(), children.end());
    }
    for (const auto &[key, adjustment] : m_moved)
        t.m_adjustments.push_back(adjustment);
    return true;
}

void TraceTableBuilder::finishPlaceholders()
{
    t.m_placeholderEnd.resize(t.m_missing.size());
    for (std::uint32_t node = t.m_spans; node < t.m_nodes; ++node) {
        Nanos from = std::numeric_limits<Nanos>::max(), to = std::numeric_limits<Nanos>::min();
        for (const std::uint32_t child : t.children(SpanIndex{node})) {
            from = std::min(from, t.m_start[child]);
            to = std::max(to, t.end(SpanIndex{child}));
        }
        t.m_start[node] = from;
        t.m_placeholderEnd[node - t.m_spans] = to;
    }
}

bool TraceTableBuilder::sortSiblings()
{
    const auto earlier = [this](std::uint32_t a, std::uint32_t b) {
        return t.m_start[a] != t.m_start[b] ? t.m_start[a] < t.m_start[b] : a < b;
    };
    for (std::uint32_t node = 0; node < t.m_nodes; ++node) {
        if ((node & kStopEvery) == 0 && stopped())
            return false;
        const auto first = t.m_children.begin() + t.m_firstChild[node],
                   last = t.m_children.begin() + t.m_firstChild[node + std::size_t{1}];
        if (!std::is_sorted(first, last, earlier)) // only where a clock was adjusted
            std::sort(first, last, earlier);
    }
    std::sort(t.m_roots.begin(), t.m_roots.end(), earlier);
    return true;
}

bool TraceTableBuilder::numberPreOrder()
{
    t.m_order.reserve(t.m_nodes);
    t.m_position.assign(t.m_nodes, 0);
    std::vector<std::uint32_t> stack(t.m_roots.rbegin(), t.m_roots.rend());
    while (!stack.empty()) {
        if ((t.m_order.size() & kStopEvery) == 0 && stopped())
            return false;
        const std::uint32_t node = stack.back();
        stack.pop_back();
        t.m_position[node] = static_cast<std::uint32_t>(t.m_order.size());
        t.m_order.push_back(node);
        const auto children = t.children(SpanIndex{node});
        stack.insert(stack.end(), children.rbegin(), children.rend());
    }
    t.m_subtreeEnd.assign(t.m_nodes, 0);
    for (std::uint32_t position = t.m_nodes; position-- > 0;) {
        const std::uint32_t node = t.m_order[position], parent = t.m_parent[node];
        t.m_subtreeEnd[position] = std::max(t.m_subtreeEnd[position], position + 1);
        if (parent == kNoSpan)
            continue;
        auto &end = t.m_subtreeEnd[t.m_position[parent]];
        end = std::max(end, t.m_subtreeEnd[position]);
        const bool error =
            node < t.m_spans && m_columns.status[node] == static_cast<std::uint8_t>(telemetry::StatusCode::Error);
        if (error || t.m_flags[node] & bit(NodeFlag::ErrorBelow))
            t.m_flags[parent] |= bit(NodeFlag::ErrorBelow);
    }
    return true;
}

void TraceTableBuilder::measure()
{
    constexpr Nanos kFirst = std::numeric_limits<Nanos>::max(), kLast = std::numeric_limits<Nanos>::min();
    Nanos from = kFirst, to = kLast, originalFrom = kFirst, originalTo = kLast;
    std::vector<bool> serviceSeen(m_columns.strings.size());
    // Best of: timed root, timed orphan, root, orphan, anything at all; rows are in order of start.
    int bestRank = 5;
    for (std::uint32_t i = 0; i < t.m_spans; ++i) {
        const SpanIndex span{i};
        from = std::min(from, t.m_start[i]);
        to = std::max(to, t.end(span));
        if (timed(i)) {
            originalFrom = std::min(originalFrom, m_columns.start[i]);
            originalTo = std::max(originalTo, addSaturated(m_columns.start[i], m_columns.duration[i]));
        } else {
            ++m_untimed;
        }
        if (m_columns.duration[i] < 0) {
            t.m_flags[i] |= bit(NodeFlag::Negative);
            ++m_negative;
        }
        if (m_columns.status[i] == static_cast<std::uint8_t>(telemetry::StatusCode::Error)) {
            t.m_flags[i] |= bit(NodeFlag::Error);
            ++t.m_errors;
        }
        t.m_maxDepth = std::max(t.m_maxDepth, t.m_depth[i]);
        const std::int32_t service = m_columns.service[i];
        if (service != 0 && !serviceSeen[static_cast<std::size_t>(service)]) {
            serviceSeen[static_cast<std::size_t>(service)] = true;
            t.m_services.push_back(service);
        }
        const bool root = m_columns.parent[i] == 0 && t.m_parent[i] == kNoSpan;
        const bool orphan = t.has(span, NodeFlag::Orphan);
        const int rank = root && timed(i) ? 0 : root ? 1 : orphan && timed(i) ? 2 : orphan ? 3 : 4;
        if (rank < bestRank) {
            bestRank = rank;
            t.m_mainRoot = span;
        }
    }
    if (t.m_spans == 0)
        return;
    t.m_extent = {from, to};
    t.m_original = {originalFrom, originalTo};
}

void TraceTableBuilder::warn()
{
    const auto spans = [](std::size_t n) { return std::to_string(n) + (n == 1 ? " span" : " spans"); };
    auto &out = t.m_warnings;
    if (!t.m_missing.empty())
        out.push_back(spans(t.m_orphans) + " of this trace name a parent that it does not hold (" +
                      std::to_string(t.m_missing.size()) + " missing); they are shown under a placeholder.");
    if (t.m_realRoots > 1)
        out.push_back("The trace has " + std::to_string(t.m_realRoots) + " roots.");
    out.insert(out.end(), m_cycleTexts.begin(), m_cycleTexts.end());
    if (m_cycles > m_cycleTexts.size())
        out.push_back(std::to_string(m_cycles - m_cycleTexts.size()) + " more cycles were broken.");
    for (const SkewAdjustment &a : t.m_adjustments) {
        const auto service = t.text(a.service);
        out.push_back("Clock of " + (service.empty() ? std::string("an unnamed service") : std::string(service)) +
                      " adjusted: " + spans(a.spans) + " moved by " + telemetry::formatDuration(a.least) +
                      (a.least == a.most ? std::string() : " to " + telemetry::formatDuration(a.most)) + ".");
    }
    if (m_duplicates > 0)
        out.push_back(spans(m_duplicates) + " repeat the id of another; children hang below the earliest.");
    if (m_zeroIds > 0)
        out.push_back(spans(m_zeroIds) + " have no id.");
    if (m_negative > 0)
        out.push_back(spans(m_negative) + " end before they start; they are drawn as instants.");
    if (m_untimed > 0)
        out.push_back(spans(m_untimed) + " have no start; they are drawn where their parent begins.");
}

} // namespace triptych::analysis
