#pragma once
#include "analysis/trace_table.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace triptych::scene
{

using analysis::SpanIndex;
using analysis::TraceTable;

enum class Fold : std::uint8_t { Open, Closed };
/// Runs of siblings of one service and operation, without children, as one row "× 48 SELECT price".
enum class Repeats : std::uint8_t { Separate, Grouped };
inline constexpr std::uint32_t kLeastRepeats = 8;

/// Rows of the waterfall: the nodes of a trace in tree order less what is folded. Copyable; a copy is a snapshot
/// for another thread. Every change costs O(rows shown), 1 M rows about 5 ms.
class RowLayout
{
public:
    RowLayout() = default;
    explicit RowLayout(std::shared_ptr<const TraceTable> trace, Repeats repeats = Repeats::Separate);

    const TraceTable &trace() const { return *m_trace; }
    bool isNull() const { return !m_trace; }
    std::int64_t rowCount() const { return static_cast<std::int64_t>(m_rows.size()); }
    /// The node (span or placeholder) of a row; of a group its first span. None outside.
    SpanIndex at(std::int64_t row) const;
    /// The row of a node; of a hidden one, that of the nearest ancestor (or group) that shows it. -1: not in this
    /// trace, or nothing above it is shown.
    std::int64_t rowOf(SpanIndex node) const;
    bool isShown(SpanIndex node) const; ///< has a row of its own
    /// Spans that a grouped row stands for; 1 for other rows.
    std::uint32_t groupSize(std::int64_t row) const;
    /// The nodes that a row stands for: a closed group's members, else the node alone. Valid as long as the trace.
    std::span<const std::uint32_t> members(std::int64_t row) const;
    bool isFolded(SpanIndex node) const;
    bool hasChildren(SpanIndex node) const { return !m_trace->children(node).empty(); }
    std::int64_t contentHeight(int rowHeight) const { return rowCount() * rowHeight; }

    void setFolded(SpanIndex node, Fold fold);
    void toggle(SpanIndex node);                 ///< a group's head: opens or closes the group
    void foldSubtree(SpanIndex node, Fold fold); ///< the node and all below
    void openAll();
    void foldAll();                           ///< only roots stay
    void foldBelowDepth(std::uint32_t depth); ///< open to `depth` (root 1), closed from there on
    void foldWithinServices();                ///< closes spans under which no other service is reached
    void foldWithoutErrors();                 ///< closes spans that have no error below them
    /// Only nodes with wanted[node], and the ancestors that lead to them; empty: all. A group of repeats of which some
    /// are hidden is shown one by one.
    void showOnly(const std::vector<bool> &wanted);
    bool hidesSome() const { return m_shownSpans != m_trace->spanCount(); }
    /// Whether showOnly() left it, folded or not.
    bool isWanted(SpanIndex node) const { return !isHidden(m_trace->position(node)); }
    /// Spans that showOnly() left, folded ones included; "N of N spans" is told from it.
    std::uint32_t shownSpans() const { return m_shownSpans; }
    void setRepeats(Repeats repeats);
    Repeats repeats() const { return m_repeats; }
    /// Opens what hides `node`, showOnly() included. Returns its row.
    std::int64_t reveal(SpanIndex node);
    /// Rises with every change: part of the scene's cache key.
    std::uint64_t version() const { return m_version; }

private:
    void rebuild();
    void findGroups();
    void splitGroups();
    bool isHidden(std::uint32_t position) const { return !m_hidden.empty() && m_hidden[position]; }
    std::uint32_t closedGroupEnd(std::uint32_t position) const;

    std::shared_ptr<const TraceTable> m_trace;
    std::vector<std::uint32_t> m_rows; // pre-order positions shown, ascending
    std::vector<bool> m_folded;        // per position
    std::vector<bool> m_hidden;        // per position, by showOnly(); empty: none
    std::uint32_t m_shownSpans = 0;
    std::vector<std::uint32_t>
        m_groupEnd;                // per position of a closed group's head: position after the group; empty if none
    std::vector<bool> m_groupOpen;  // per position of a head, opened by the user
    std::vector<bool> m_groupSplit; // per position of a head: some of its members are hidden
    Repeats m_repeats = Repeats::Separate;
    std::uint64_t m_version = 0;
};

} // namespace triptych::scene
