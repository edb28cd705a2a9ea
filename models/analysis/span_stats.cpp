#include "analysis/span_stats.h"

#include "analysis/saturating.h"

#include <numeric>
#include <unordered_map>

namespace triptych::analysis
{

std::vector<SpanGroup> spanStats(const TraceTable &trace, const std::vector<Nanos> &self, GroupBy by,
                                 std::stop_token stop)
{
    std::vector<SpanGroup> groups;
    std::unordered_map<std::uint64_t, std::uint32_t> indexOf;
    std::vector<std::uint32_t> groupOf(trace.spanCount());
    for (std::uint32_t i = 0; i < trace.spanCount(); ++i) {
        if ((i & 0xffff) == 0 && stop.stop_requested())
            return {};
        const SpanIndex span{i};
        const std::int32_t name = by == GroupBy::Service ? -1 : trace.name(span);
        const auto key = static_cast<std::uint64_t>(static_cast<std::uint32_t>(trace.service(span))) << 32 |
                         static_cast<std::uint32_t>(name);
        const auto [it, fresh] = indexOf.try_emplace(key, static_cast<std::uint32_t>(groups.size()));
        if (fresh)
            groups.push_back({.service = trace.service(span), .name = name});
        groupOf[i] = it->second;
        SpanGroup &group = groups[it->second];
        const Nanos duration = trace.drawnDuration(span);
        ++group.count;
        group.errors += trace.has(span, NodeFlag::Error);
        group.total = addSaturated(group.total, duration);
        group.self = addSaturated(group.self, i < self.size() ? self[i] : 0);
        if (group.longest == SpanIndex::None || duration > group.max) {
            group.max = duration;
            group.longest = span;
        }
    }
    std::vector<std::size_t> begin(groups.size() + 1, 0);
    for (std::size_t g = 0; g < groups.size(); ++g)
        begin[g + 1] = begin[g] + groups[g].count;
    std::vector<Nanos> durations(trace.spanCount());
    auto next = begin;
    for (std::uint32_t i = 0; i < trace.spanCount(); ++i)
        durations[next[groupOf[i]]++] = trace.drawnDuration(SpanIndex{i});
    for (std::size_t g = 0; g < groups.size(); ++g) {
        const auto first = durations.begin() + static_cast<std::ptrdiff_t>(begin[g]);
        const auto middle = first + (groups[g].count - 1) / 2; // nearest rank: ceil(n / 2), counted from 1
        std::nth_element(first, middle, durations.begin() + static_cast<std::ptrdiff_t>(begin[g + 1]));
        groups[g].p50 = *middle;
    }
    std::sort(groups.begin(), groups.end(), [&](const SpanGroup &a, const SpanGroup &b) {
        if (a.total != b.total)
            return a.total > b.total;
        const auto texts = [&](const SpanGroup &g) {
            return std::pair(trace.text(g.service), g.name < 0 ? std::string_view() : trace.text(g.name));
        };
        return texts(a) < texts(b);
    });
    return groups;
}

RepeatFigures repeatFigures(const TraceTable &trace, std::span<const std::uint32_t> nodes)
{
    RepeatFigures out;
    out.count = static_cast<std::uint32_t>(nodes.size());
    if (nodes.empty())
        return out;
    std::vector<Nanos> durations;
    durations.reserve(nodes.size());
    for (const std::uint32_t node : nodes) {
        const SpanIndex span{node};
        const Nanos duration = trace.drawnDuration(span);
        durations.push_back(duration);
        out.errors += trace.has(span, NodeFlag::Error);
        out.total = addSaturated(out.total, duration);
        if (out.longest == SpanIndex::None || duration > out.max) {
            out.max = duration;
            out.longest = span;
        }
    }
    out.min = *std::min_element(durations.begin(), durations.end());
    const auto middle = durations.begin() + static_cast<std::ptrdiff_t>((durations.size() - 1) / 2);
    std::nth_element(durations.begin(), middle, durations.end());
    out.median = *middle;
    return out;
}

} // namespace triptych::analysis
