#include "analysis/trace_table.h"
#include "scene/lod_index.h"

#include <bit>
#include <limits>

namespace triptych::scene
{

namespace
{

/// When each row is free again; finds the first free one from a row on in O(log rows).
class Lanes
{
public:
    explicit Lanes(std::uint32_t rows)
        : m_size(std::bit_ceil(std::max(rows, 1u))),
          m_freeFrom(std::size_t{2} * m_size, std::numeric_limits<Nanos>::min())
    {
    }
    std::uint32_t take(std::uint32_t least, Nanos start, Nanos end)
    {
        const std::uint32_t row = m_freeFrom[m_size + least] <= start ? least : firstFree(least, start);
        std::size_t node = m_size + row;
        m_freeFrom[node] = end;
        for (node /= 2; node > 0; node /= 2) {
            const Nanos earliest = std::min(m_freeFrom[2 * node], m_freeFrom[2 * node + 1]);
            if (m_freeFrom[node] == earliest)
                break;
            m_freeFrom[node] = earliest;
        }
        return row;
    }

private:
    std::uint32_t firstFree(std::uint32_t least, Nanos start) const
    {
        // Up until a right neighbour holds a free row, then down to its first.
        std::size_t node = m_size + least;
        while (m_freeFrom[node] > start) {
            while (node % 2 == 1)
                node /= 2;
            ++node;
        }
        while (node < m_size)
            node = m_freeFrom[2 * node] <= start ? 2 * node : 2 * node + 1;
        return static_cast<std::uint32_t>(node - m_size);
    }
    std::size_t m_size;
    std::vector<Nanos> m_freeFrom; // a complete binary tree of minima, root at 1
};

} // namespace

std::vector<std::uint32_t> flameRows(const TraceTable &trace, FlameRows rows, std::stop_token stop)
{
    const std::uint32_t n = trace.spanCount();
    std::vector<std::uint32_t> rowOf(n);
    if (rows == FlameRows::ByDepth) {
        for (std::uint32_t i = 0; i < n; ++i)
            rowOf[i] = trace.depth(SpanIndex{i}) - 1;
        return rowOf;
    }
    // In order of time, parents before their children even where a clock says otherwise.
    struct Turn {
        Nanos time;
        std::uint32_t position;
    };
    std::vector<Turn> turns;
    turns.reserve(n);
    std::vector<Nanos> turnOf(trace.nodeCount(), std::numeric_limits<Nanos>::min());
    for (std::uint32_t position = 0; position < trace.nodeCount(); ++position) {
        const SpanIndex node{trace.order()[position]}, parent = trace.parent(node);
        if (!trace.isSpan(node))
            continue;
        turnOf[toInt(node)] =
            std::max(trace.start(node), parent == SpanIndex::None ? trace.start(node) : turnOf[toInt(parent)]);
        turns.push_back({turnOf[toInt(node)], position});
    }
    std::sort(turns.begin(), turns.end(), [](const Turn &a, const Turn &b) {
        return a.time != b.time ? a.time < b.time : a.position < b.position;
    });
    Lanes lanes(n + 1); // one more than can be taken: a free row always exists
    std::uint32_t count = 0;
    for (const Turn &turn : turns) {
        if ((++count & 0xffff) == 0 && stop.stop_requested())
            return {};
        const SpanIndex span{trace.order()[turn.position]}, parent = trace.parent(span);
        const std::uint32_t least = parent == SpanIndex::None || !trace.isSpan(parent) ? 0 : rowOf[toInt(parent)] + 1;
        rowOf[toInt(span)] = lanes.take(least, trace.start(span), trace.end(span));
    }
    return rowOf;
}

} // namespace triptych::scene
