#include "scene/lod_index.h"

#include "analysis/saturating.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace triptych::scene
{

namespace
{

constexpr std::uint32_t kFanOut = 16; // a block's summaries fill six cache lines; 1/15 of the items in extra memory
constexpr std::uint32_t kFanOutBits = 4;

} // namespace

LodIndex::Summary LodIndex::merged(const Summary &a, const Summary &b)
{
    const Summary &longer = b.longest > a.longest ? b : a; // of equals the first
    return {longer.longest, std::max(a.latestEnd, b.latestEnd), longer.longestItem, a.error || b.error};
}

std::shared_ptr<const LodIndex> LodIndex::build(std::shared_ptr<const TraceTable> trace, FlameRows rows,
                                                std::stop_token stop)
{
    auto index = std::make_shared<LodIndex>();
    const std::uint32_t n = trace->spanCount();
    index->m_trace = std::move(trace);
    const TraceTable &table = *index->m_trace;
    index->m_rowOf = flameRows(table, rows, stop);
    if (index->m_rowOf.size() != n)
        return {};
    // Rows are filled in waterfall order, then put in order of start where that differs.
    auto &begin = index->m_rowBegin;
    begin.assign(2, 0);
    for (const std::uint32_t row : index->m_rowOf) {
        if (row + std::size_t{2} > begin.size())
            begin.resize(row + std::size_t{2}, 0);
        ++begin[row + std::size_t{1}];
    }
    if (n == 0)
        begin.resize(1);
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    index->m_items.resize(n);
    std::vector<std::uint32_t> next(begin.begin(), begin.end() - 1);
    for (const std::uint32_t node : table.order())
        if (table.isSpan(SpanIndex{node}))
            index->m_items[next[index->m_rowOf[node]]++] = node;
    const auto earlier = [&](std::uint32_t a, std::uint32_t b) {
        const Nanos from = table.start(SpanIndex{a}), other = table.start(SpanIndex{b});
        return from != other ? from < other : table.position(SpanIndex{a}) < table.position(SpanIndex{b});
    };
    for (std::size_t row = 0; row + 1 < begin.size(); ++row) {
        if ((row & 0xfff) == 0 && stop.stop_requested())
            return {};
        const auto first = index->m_items.begin() + begin[row], last = index->m_items.begin() + begin[row + 1];
        if (!std::is_sorted(first, last, earlier))
            std::sort(first, last, earlier);
    }
    return index->buildLevels(stop) ? index : nullptr;
}

bool LodIndex::buildLevels(std::stop_token stop)
{
    const auto n = static_cast<std::uint32_t>(m_items.size());
    m_starts.resize(n);
    m_ends.resize(n);
    m_errors.resize(n);
    for (std::uint32_t item = 0; item < n; ++item) {
        if ((item & 0xffff) == 0 && stop.stop_requested())
            return false;
        const SpanIndex span{m_items[item]};
        m_starts[item] = m_trace->start(span);
        m_ends[item] = m_trace->end(span);
        m_errors[item] = m_trace->has(span, analysis::NodeFlag::Error);
    }
    // Blocks cross rows; questions are about ranges within one row and use only blocks that lie in them.
    for (std::uint32_t count = n / kFanOut; count > 0; count /= kFanOut) {
        std::vector<Summary> level(count);
        const std::vector<Summary> *below = m_levels.empty() ? nullptr : &m_levels.back();
        for (std::uint32_t block = 0; block < count; ++block) {
            const std::uint32_t first = block * kFanOut;
            Summary sum = below ? (*below)[first] : summaryOfItem(first);
            for (std::uint32_t i = first + 1; i < first + kFanOut; ++i)
                sum = merged(sum, below ? (*below)[i] : summaryOfItem(i));
            level[block] = sum;
        }
        m_levels.push_back(std::move(level));
    }
    return true;
}

Nanos LodIndex::durationOf(std::uint32_t item) const
{
    return analysis::subtractSaturated(m_ends[item], m_starts[item]);
}

LodIndex::Summary LodIndex::summaryOfItem(std::uint32_t item) const
{
    return {durationOf(item), m_ends[item], item, m_errors[item] != 0};
}

LodIndex::Summary LodIndex::summarise(std::uint32_t first, std::uint32_t last) const
{
    Summary sum = summaryOfItem(first);
    for (std::uint32_t i = first + 1; i < last;) {
        std::size_t level = 0; // the largest block that begins here and fits
        std::uint32_t size = kFanOut;
        if (i % size != 0 || last - i < size) {
            sum = merged(sum, summaryOfItem(i++));
            continue;
        }
        while (level + 1 < m_levels.size() && i % (size * kFanOut) == 0 && last - i >= size * kFanOut) {
            size *= kFanOut;
            ++level;
        }
        sum = merged(sum, m_levels[level][i / size]);
        i += size;
    }
    return sum;
}

template <typename OfItem, typename OfBlock>
std::uint32_t LodIndex::firstWhere(std::uint32_t first, std::uint32_t last, OfItem ofItem, OfBlock ofBlock) const
{
    std::uint32_t i = first;
    while (i < last) {
        std::size_t levels = 0; // blocks of so many levels begin here and fit
        while (levels < m_levels.size()) {
            const std::uint64_t size = std::uint64_t{1} << (kFanOutBits * (levels + 1));
            if (i % size != 0 || last - i < size)
                break;
            ++levels;
        }
        bool skipped = false;
        for (; levels > 0 && !skipped; --levels) {
            const std::uint32_t shift = kFanOutBits * static_cast<std::uint32_t>(levels);
            if (!ofBlock(m_levels[levels - 1][i >> shift])) {
                i += 1u << shift;
                skipped = true;
            }
        }
        if (skipped)
            continue;
        if (ofItem(i))
            return i;
        ++i;
    }
    return last;
}

std::uint32_t LodIndex::firstAtLeast(std::uint32_t first, std::uint32_t last, double duration) const
{
    return firstWhere(
        first, last, [&](std::uint32_t i) { return static_cast<double>(durationOf(i)) >= duration; },
        [&](const Summary &s) { return static_cast<double>(s.longest) >= duration; });
}

std::uint32_t LodIndex::firstReaching(std::uint32_t first, std::uint32_t last, Nanos t) const
{
    return firstWhere(
        first, last, [&](std::uint32_t i) { return m_ends[i] > t; }, [&](const Summary &s) { return s.latestEnd > t; });
}

LodRun LodIndex::exact(std::uint32_t item) const
{
    return {SpanIndex{m_items[item]}, 1, m_errors[item] != 0, m_starts[item], m_ends[item]};
}

void LodIndex::mergeRun(std::uint32_t first, std::uint32_t last, std::vector<LodRun> &out) const
{
    if (last - first == 1) {
        out.push_back(exact(first));
    } else if (last > first) {
        const Summary sum = summarise(first, last);
        out.push_back({SpanIndex{m_items[sum.longestItem]}, last - first, sum.error, m_starts[first], sum.latestEnd});
    }
}

void LodIndex::runsFromBefore(std::uint32_t first, std::uint32_t last, const TimeMap &map,
                              std::vector<LodRun> &out) const
{
    // Spans that begin before the window: narrow ones that reach in begin in the pixel before it and make one run.
    LodRun narrow{SpanIndex::None, 0, false, 0, 0};
    for (std::uint32_t i = firstReaching(first, last, map.window().from); i < last;
         i = firstReaching(i + 1, last, map.window().from)) {
        const LodRun run = exact(i);
        if (map.pixels(durationOf(i)) >= 1) {
            out.push_back(run);
            continue;
        }
        if (narrow.count == 0)
            narrow = run;
        else
            narrow = {run.to - run.from > m_trace->drawnDuration(narrow.span) ? run.span : narrow.span,
                      narrow.count + 1, narrow.error || run.error, narrow.from, std::max(narrow.to, run.to)};
    }
    if (narrow.count > 0)
        out.push_back(narrow);
}

void LodIndex::runs(std::uint32_t row, const TimeMap &map, std::vector<LodRun> &out) const
{
    const TimeRange window = map.window();
    const auto at = [this](std::uint32_t i) { return m_starts.begin() + i; };
    const auto indexOf = [this](auto it) { return static_cast<std::uint32_t>(it - m_starts.begin()); };
    const std::uint32_t rowFirst = m_rowBegin[row], rowLast = m_rowBegin[row + 1];
    const std::uint32_t first = indexOf(std::lower_bound(at(rowFirst), at(rowLast), window.from));
    const std::uint32_t last = indexOf(std::lower_bound(at(first), at(rowLast), window.to));
    runsFromBefore(rowFirst, first, map, out);
    for (std::uint32_t i = first; i < last;) {
        if (map.pixels(durationOf(i)) >= 1) {
            out.push_back(exact(i++));
            continue;
        }
        const Nanos pixelEnd = map.time(std::floor(map.x(m_starts[i])) + 1);
        // Dense rows have the end of a pixel near: doubling steps find it in less than a search over the whole row.
        std::uint32_t reach = 1;
        while (i + reach < last && m_starts[i + reach] < pixelEnd)
            reach *= 2;
        std::uint32_t end = indexOf(std::lower_bound(at(i + reach / 2), at(std::min(last, i + reach)), pixelEnd));
        end = std::max(end, i + 1);
        end = firstAtLeast(i + 1, end, map.nanosPerPixel());
        mergeRun(i, end, out);
        i = end;
    }
}

SpanIndex LodIndex::spanAt(std::uint32_t row, Nanos t, Nanos slack) const
{
    if (row >= rowCount())
        return SpanIndex::None;
    constexpr int kMostTried = 10'000; // of spans that cover each other; a hand's aim is no finer
    SpanIndex best = SpanIndex::None;
    // Holding t beats being near; then the shorter, or the nearer.
    std::pair<int, Nanos> bestKey{2, std::numeric_limits<Nanos>::max()};
    const std::uint32_t last = m_rowBegin[row + 1];
    const Nanos before = analysis::subtractSaturated(t, analysis::addSaturated(slack, 1)),
                after = analysis::addSaturated(t, slack);
    std::uint32_t i = firstReaching(m_rowBegin[row], last, before);
    for (int tried = 0; i < last && m_starts[i] <= after && tried < kMostTried;
         i = firstReaching(i + 1, last, before), ++tried) {
        const bool holds = m_starts[i] <= t && (t < m_ends[i] || t == m_starts[i]);
        const Nanos away = t < m_starts[i] ? m_starts[i] - t : t - m_ends[i];
        const std::pair<int, Nanos> key = holds ? std::pair(0, durationOf(i)) : std::pair(1, away);
        if (key < bestKey) {
            bestKey = key;
            best = SpanIndex{m_items[i]};
        }
    }
    return best;
}

} // namespace triptych::scene
