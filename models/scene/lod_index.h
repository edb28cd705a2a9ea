#pragma once
#include "analysis/trace_table.h"
#include "scene/time_map.h"

#include <memory>
#include <stop_token>
#include <vector>

namespace triptych::scene
{

using analysis::SpanIndex;
using analysis::TraceTable;

/// How spans are put on rows. Packed: the first row below the parent's that is free at that time, so that concurrent
/// siblings never cover each other; without concurrency the same as ByDepth.
enum class FlameRows : std::uint8_t { Packed, ByDepth };
/// Row per span, from 0. O(n log n).
std::vector<std::uint32_t> flameRows(const TraceTable &trace, FlameRows rows, std::stop_token stop = {});

/// What is drawn on one row: one span exactly (count 1), or spans narrower than a pixel that begin in one pixel.
struct LodRun {
    SpanIndex span; ///< the longest (of equals the first)
    std::uint32_t count = 1;
    bool error = false;     ///< of any
    Nanos from = 0, to = 0; ///< exact; of several: earliest start to latest end
};

/// Level of detail of a trace's flame rows: spans by row and start, with longest, latest end and errors per block of
/// 16, of 16 blocks, and so on (implicit segment forest). Immutable; any thread. 1 M spans: about 40 MB.
class LodIndex
{
public:
    /// Null if stopped.
    static std::shared_ptr<const LodIndex> build(std::shared_ptr<const TraceTable> trace,
                                                 FlameRows rows = FlameRows::Packed, std::stop_token stop = {});

    const TraceTable &trace() const { return *m_trace; }
    std::uint32_t rowCount() const { return static_cast<std::uint32_t>(m_rowBegin.size() - 1); }
    std::uint32_t rowOf(SpanIndex span) const { return m_rowOf[toInt(span)]; }
    std::uint32_t countIn(std::uint32_t row) const { return m_rowBegin[row + 1] - m_rowBegin[row]; }

    /// Appends what row `row` shows in the map's window, left to right by start. Spans at least 1 px wide are given
    /// exactly; cost follows pixels plus such spans, O((width + k) log n).
    void runs(std::uint32_t row, const TimeMap &map, std::vector<LodRun> &out) const;
    /// The span under time `t` (widened by `slack` ns to both sides) on a row: the shortest that holds t, else the
    /// nearest.
    SpanIndex spanAt(std::uint32_t row, Nanos t, Nanos slack) const;

private:
    struct Summary {
        Nanos longest, latestEnd;
        std::uint32_t longestItem;
        bool error;
    };
    static Summary merged(const Summary &a, const Summary &b);
    bool buildLevels(std::stop_token stop);
    Nanos durationOf(std::uint32_t item) const;
    Summary summaryOfItem(std::uint32_t item) const;
    Summary summarise(std::uint32_t first, std::uint32_t last) const;
    std::uint32_t firstAtLeast(std::uint32_t first, std::uint32_t last, double duration) const;
    std::uint32_t firstReaching(std::uint32_t first, std::uint32_t last, Nanos t) const;
    template <typename OfItem, typename OfBlock>
    std::uint32_t firstWhere(std::uint32_t first, std::uint32_t last, OfItem ofItem, OfBlock ofBlock) const;
    LodRun exact(std::uint32_t item) const;
    void mergeRun(std::uint32_t first, std::uint32_t last, std::vector<LodRun> &out) const;
    void runsFromBefore(std::uint32_t first, std::uint32_t last, const TimeMap &map, std::vector<LodRun> &out) const;

    std::shared_ptr<const TraceTable> m_trace;
    std::vector<std::uint32_t> m_rowOf, m_rowBegin{0};
    std::vector<std::uint32_t> m_items;         // spans by row, then start
    std::vector<Nanos> m_starts, m_ends;        // of m_items
    std::vector<std::uint8_t> m_errors;         // of m_items
    std::vector<std::vector<Summary>> m_levels; // level k: blocks of 16^(k+1) items
};

} // namespace triptych::scene
