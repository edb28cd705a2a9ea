#include "analysis/trace_alignment.h"

#include <unordered_map>

namespace triptych::analysis
{

namespace
{

/// Numbers of service and operation that mean the same in both traces; of a placeholder, one for all.
class SharedKeys
{
public:
    explicit SharedKeys(const TraceTable &trace) : m_trace(trace) {}
    std::uint32_t of(SpanIndex node, std::unordered_map<std::string, std::uint32_t> &all)
    {
        if (!m_trace.isSpan(node))
            return 0;
        const auto pair = static_cast<std::uint64_t>(static_cast<std::uint32_t>(m_trace.service(node))) << 32 |
                          static_cast<std::uint32_t>(m_trace.name(node));
        const auto [it, fresh] = m_known.try_emplace(pair, 0u);
        if (fresh) {
            std::string text(m_trace.serviceText(node));
            text += '\0';
            text += m_trace.text(m_trace.name(node));
            it->second = all.try_emplace(text, static_cast<std::uint32_t>(all.size() + 1)).first->second;
        }
        return it->second;
    }

private:
    const TraceTable &m_trace;
    std::unordered_map<std::uint64_t, std::uint32_t> m_known;
};

} // namespace

std::vector<AlignedSpan> alignedTraces(const TraceTable &a, const TraceTable &b, std::stop_token stop)
{
    std::unordered_map<std::string, std::uint32_t> keys;
    SharedKeys keysOfA(a), keysOfB(b);
    std::vector<AlignedSpan> out, open, children;
    out.reserve(std::max(a.nodeCount(), b.nodeCount()));
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> waiting; // by key, those of B that no one of A has taken; last first
    const auto pairUp = [&](std::span<const std::uint32_t> ofA, std::span<const std::uint32_t> ofB, std::uint32_t depth) {
        children.clear();
        waiting.clear();
        for (std::size_t i = ofB.size(); i-- > 0;)
            waiting[keysOfB.of(SpanIndex{ofB[i]}, keys)].push_back(ofB[i]);
        std::size_t next = 0; // of B: what stands before a pair and has no partner goes before it
        std::vector<bool> taken(ofB.size());
        std::unordered_map<std::uint32_t, std::size_t> placeOf;
        for (std::size_t i = 0; i < ofB.size(); ++i)
            placeOf[ofB[i]] = i;
        std::unordered_map<std::uint32_t, std::uint32_t> left; // of A by key: how many are still to come
        for (const std::uint32_t node : ofA)
            ++left[keysOfA.of(SpanIndex{node}, keys)];
        const auto hasPartner = [&](std::uint32_t node) {
            const auto it = left.find(keysOfB.of(SpanIndex{node}, keys));
            return it != left.end() && it->second > 0;
        };
        for (const std::uint32_t node : ofA) {
            const std::uint32_t key = keysOfA.of(SpanIndex{node}, keys);
            auto &like = waiting[key];
            if (like.empty()) {
                --left[key];
                children.push_back({SpanIndex{node}, SpanIndex::None, depth});
                continue;
            }
            const std::uint32_t partner = like.back();
            like.pop_back();
            for (; next < placeOf[partner]; ++next)
                if (!taken[next] && !hasPartner(ofB[next])) {
                    taken[next] = true;
                    children.push_back({SpanIndex::None, SpanIndex{ofB[next]}, depth});
                }
            --left[key];
            taken[placeOf[partner]] = true;
            children.push_back({SpanIndex{node}, SpanIndex{partner}, depth});
        }
        for (std::size_t i = 0; i < ofB.size(); ++i)
            if (!taken[i])
                children.push_back({SpanIndex::None, SpanIndex{ofB[i]}, depth});
        open.insert(open.end(), children.rbegin(), children.rend());
    };
    pairUp(a.roots(), b.roots(), 0);
    while (!open.empty()) {
        if ((out.size() & 0xfff) == 0 && stop.stop_requested())
            return {};
        const AlignedSpan pair = open.back();
        open.pop_back();
        out.push_back(pair);
        const auto below = [](const TraceTable &trace, SpanIndex node) {
            return node == SpanIndex::None ? std::span<const std::uint32_t>() : trace.children(node);
        };
        const auto ofA = below(a, pair.a), ofB = below(b, pair.b);
        if (!ofA.empty() || !ofB.empty())
            pairUp(ofA, ofB, pair.depth + 1);
    }
    return out;
}

} // namespace triptych::analysis
