#include "store/trace_summary.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace triptych::store {

namespace {

constexpr std::uint32_t kNone = 0xffffffffu;

/// Rows of one span id: the client half (or only span) and, in Zipkin data, the server half that shares the id.
struct Halves {
    std::uint32_t client = kNone, server = kNone;
};

std::vector<std::uint32_t> parentsOf(const std::vector<SummarySpan> &spans)
{
    std::unordered_map<std::uint64_t, Halves> byId;
    byId.reserve(spans.size());
    for (std::uint32_t i = 0; i < spans.size(); ++i) {
        Halves &h = byId[spans[i].span];
        std::uint32_t &slot = spans[i].shared ? h.server : h.client;
        if (slot == kNone)
            slot = i;
    }
    std::vector<std::uint32_t> parents(spans.size(), kNone);
    for (std::uint32_t i = 0; i < spans.size(); ++i) {
        if (spans[i].shared) {
            const Halves &own = byId[spans[i].span];
            if (own.client != kNone && own.client != i) {
                parents[i] = own.client;
                continue;
            }
        }
        if (spans[i].parent == 0)
            continue;
        const auto it = byId.find(spans[i].parent);
        if (it == byId.end())
            continue;
        const std::uint32_t p = it->second.server != kNone ? it->second.server : it->second.client;
        if (p != i)
            parents[i] = p;
        else if (it->second.client != kNone && it->second.client != i)
            parents[i] = it->second.client;
    }
    return parents;
}

/// Depth of each span; a cycle is cut where the walk first meets itself. No recursion: chains may be a million deep.
void setDepths(const std::vector<std::uint32_t> &parents, std::vector<SpanPlace> &places)
{
    std::vector<char> state(parents.size(), 0); // 1 on the path, 2 done
    std::vector<std::uint32_t> path;
    for (std::uint32_t i = 0; i < parents.size(); ++i) {
        std::uint32_t at = i;
        while (at != kNone && state[at] == 0) {
            state[at] = 1;
            path.push_back(at);
            at = parents[at];
        }
        std::int32_t depth = at == kNone || state[at] == 1 ? 0 : places[at].depth;
        while (!path.empty()) {
            places[path.back()].depth = ++depth;
            state[path.back()] = 2;
            path.pop_back();
        }
    }
}

} // namespace

TraceSummary summarise(const std::vector<SummarySpan> &spans, std::vector<SpanPlace> &places)
{
    TraceSummary out;
    places.assign(spans.size(), SpanPlace());
    const std::vector<std::uint32_t> parents = parentsOf(spans);
    setDepths(parents, places);

    std::vector<std::uint32_t> order(spans.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return spans[a].start != spans[b].start ? spans[a].start < spans[b].start : spans[a].record < spans[b].record;
    });
    std::vector<std::int64_t> covered(spans.size());
    for (std::uint32_t i = 0; i < spans.size(); ++i) {
        covered[i] = spans[i].start;
        places[i].selfTime = std::max<std::int64_t>(0, spans[i].duration);
    }
    bool timed = false, haveRoot = false, haveOrphan = false;
    std::int64_t end = 0;
    for (const std::uint32_t i : order) {
        const SummarySpan &s = spans[i];
        SpanPlace &place = places[i];
        if (s.status == 2)
            ++out.errors;
        out.depth = std::max(out.depth, static_cast<std::uint32_t>(place.depth));
        if (std::find(out.services.begin(), out.services.end(), s.service) == out.services.end())
            out.services.push_back(s.service);
        // Zipkin's server half hangs below its client half, whatever parent it names.
        const bool lacksParent = parents[i] == kNone;
        if (s.parent == 0 && (lacksParent || !s.shared))
            place.root = 1;
        else if (lacksParent)
            place.root = 2;
        const bool isRoot = place.root == 1;
        out.roots += isRoot;
        out.orphans += place.root == 2;
        if ((isRoot && !haveRoot) || (place.root == 2 && !haveRoot && !haveOrphan)) {
            out.rootService = s.service;
            out.rootName = s.name;
            out.rootRecord = s.record;
            haveRoot = haveRoot || isRoot;
            haveOrphan = true;
        }
        if (s.start != 0 || s.duration != 0) { // 0 and 0: the format gave neither
            const std::int64_t spanEnd = s.start + s.duration;
            if (!timed) {
                out.start = s.start;
                end = spanEnd;
                timed = true;
            }
            end = std::max(end, spanEnd);
        }
        if (!lacksParent) {
            const std::uint32_t p = parents[i];
            const std::int64_t parentEnd = spans[p].start + std::max<std::int64_t>(0, spans[p].duration);
            const std::int64_t from = std::max(s.start, covered[p]);
            const std::int64_t to = std::min(s.start + std::max<std::int64_t>(0, s.duration), parentEnd);
            if (to > from) {
                places[p].selfTime -= to - from;
                covered[p] = to;
            }
        }
    }
    if (!haveRoot && !haveOrphan && !spans.empty()) { // a cycle and nothing else
        out.rootService = spans[order.front()].service;
        out.rootName = spans[order.front()].name;
        out.rootRecord = spans[order.front()].record;
    }
    out.duration = timed ? end - out.start : 0;
    return out;
}

} // namespace triptych::store
