#include "store/trace_summary.h"

#include "base/radix_sort.h"
#include "telemetry/hash.h"

#include <algorithm>
#include <bit>

namespace triptych::store {

namespace {

constexpr std::uint32_t kNoSpan = 0xffffffffu;

/// Rows of one span id: the client half (or only span) and, in Zipkin data, the server half that shares the id.
struct Halves {
    std::uint64_t id = 0;
    std::uint32_t client = kNoSpan, server = kNoSpan;
    bool used() const { return client != kNoSpan || server != kNoSpan; }
};

/// Halves by span id, by open addressing: a trace may have a million.
class HalvesById
{
public:
    explicit HalvesById(std::size_t spans) : m_slots(std::bit_ceil(spans * 2 + 2)) {}
    /// The place of the id, which stays unused until a half is set.
    Halves &at(std::uint64_t id)
    {
        std::size_t slot = static_cast<std::size_t>(telemetry::mix64(id, 0)) & (m_slots.size() - 1);
        while (m_slots[slot].used() && m_slots[slot].id != id)
            slot = (slot + 1) & (m_slots.size() - 1);
        m_slots[slot].id = id;
        return m_slots[slot];
    }

private:
    std::vector<Halves> m_slots;
};

std::vector<std::uint32_t> parentsOf(const std::vector<SummarySpan> &spans)
{
    HalvesById byId(spans.size());
    for (std::uint32_t i = 0; i < spans.size(); ++i) {
        Halves &h = byId.at(spans[i].span);
        std::uint32_t &slot = spans[i].shared ? h.server : h.client;
        if (slot == kNoSpan)
            slot = i;
    }
    std::vector<std::uint32_t> parents(spans.size(), kNoSpan);
    for (std::uint32_t i = 0; i < spans.size(); ++i) {
        if (spans[i].shared) {
            const Halves &own = byId.at(spans[i].span);
            if (own.client != kNoSpan && own.client != i) {
                parents[i] = own.client;
                continue;
            }
        }
        if (spans[i].parent == 0)
            continue;
        const Halves &parent = byId.at(spans[i].parent);
        if (!parent.used())
            continue;
        const std::uint32_t p = parent.server != kNoSpan ? parent.server : parent.client;
        if (p != i)
            parents[i] = p;
        else if (parent.client != kNoSpan && parent.client != i)
            parents[i] = parent.client;
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
        while (at != kNoSpan && state[at] == 0) {
            state[at] = 1;
            path.push_back(at);
            at = parents[at];
        }
        std::int32_t depth = at == kNoSpan || state[at] == 1 ? 0 : places[at].depth;
        while (!path.empty()) {
            places[path.back()].depth = ++depth;
            state[path.back()] = 2;
            path.pop_back();
        }
    }
}

/// Numbers of the spans by start, then by record. Keys that lie beside their numbers sort several times as fast.
std::vector<std::uint32_t> byStart(const std::vector<SummarySpan> &spans)
{
    struct Key {
        std::int64_t start, record;
        std::uint32_t span;
    };
    std::vector<Key> keys(spans.size());
    for (std::uint32_t i = 0; i < spans.size(); ++i)
        keys[i] = {spans[i].start, spans[i].record, i};
    const auto less = [](const Key &a, const Key &b) { return a.start != b.start ? a.start < b.start : a.record < b.record; };
    constexpr std::size_t kMany = 1000; // most traces are small, and there are many of them
    if (std::is_sorted(keys.begin(), keys.end(), less)) {
    } else if (keys.size() < kMany) {
        std::sort(keys.begin(), keys.end(), less);
    } else {
        base::radixSort(keys, [](const Key &k) { return base::orderedKey(k.record); });
        base::radixSort(keys, [](const Key &k) { return base::orderedKey(k.start); });
    }
    std::vector<std::uint32_t> order(spans.size());
    for (std::size_t i = 0; i < keys.size(); ++i)
        order[i] = keys[i].span;
    return order;
}

} // namespace

TraceSummary summarise(const std::vector<SummarySpan> &spans, std::vector<SpanPlace> &places)
{
    TraceSummary out;
    places.assign(spans.size(), SpanPlace());
    const std::vector<std::uint32_t> parents = parentsOf(spans);
    setDepths(parents, places);

    const std::vector<std::uint32_t> order = byStart(spans);
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
        const bool lacksParent = parents[i] == kNoSpan;
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
