#pragma once
#include "telemetry/ids.h"
#include "telemetry/trace_columns.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::analysis
{

using telemetry::Nanos;
using telemetry::SpanIndex;
using telemetry::toInt;
using telemetry::TraceColumns;

/// Whether children recorded outside their parent by another machine's clock are moved.
enum class Skew : std::uint8_t { Adjust, Keep };

/// How far the spans of one clock are moved whatever their parents say; 0: they stay as recorded.
struct ClockSetting {
    std::string service;
    std::int32_t resource = 0; ///< of the columns; 0: spans of the service that name no resource
    Nanos offset = 0;
    bool operator==(const ClockSetting &) const = default;
};

/// What is unusual about one node of the tree; bits.
enum class NodeFlag : std::uint8_t {
    Orphan = 1,       ///< names a parent that the trace does not hold
    Placeholder = 2,  ///< stands for a missing parent; not a span
    CycleBroken = 4,  ///< the parent it names is among its descendants; made a root
    Moved = 8,        ///< its start was adjusted for clock skew
    ErrorBelow = 16,  ///< some descendant (not itself) is an error
    Error = 32,       ///< status Error
    DuplicateId = 64, ///< an earlier span has the same id (and half)
    Negative = 128    ///< duration below zero as recorded
};

/// How far one service (on one resource) was moved.
struct SkewAdjustment {
    std::int32_t service = 0; ///< index into strings()
    std::int32_t resource = 0;
    std::uint32_t spans = 0; ///< moved
    Nanos least = 0, most = 0;
};

/// One trace as a forest over its columns: immutable, any size or depth (no recursion), any thread.
/// Nodes 0..spanCount() are the columns' rows; spanCount()..nodeCount() are placeholders, one per missing parent,
/// whose children are the orphans that name it. Depth of a root or orphan is 1, of a placeholder 0.
/// Rules. Parent: Zipkin's server half hangs below the client half of its id; any other child of that id below the
/// server half. Several spans of one id: the earliest is the parent. A cycle is broken at its earliest start (then the
/// smallest row), which becomes a root. A span that names itself, or id 0, is a root.
/// Siblings and roots are ordered by adjusted start, then by row.
class TraceTable
{
public:
    /// Null if `stop` was asked for. O(n log n). `columns` is shared, never copied. `clocks` stand above `skew`.
    static std::shared_ptr<const TraceTable> build(std::shared_ptr<const TraceColumns> columns,
                                                   Skew skew = Skew::Adjust, std::stop_token stop = {},
                                                   std::span<const ClockSetting> clocks = {});

    const TraceColumns &columns() const { return *m_columns; }
    std::shared_ptr<const TraceColumns> sharedColumns() const { return m_columns; }
    std::uint32_t spanCount() const { return m_spans; }
    std::uint32_t nodeCount() const { return m_nodes; }
    bool isSpan(SpanIndex i) const { return toInt(i) < m_spans; }

    SpanIndex parent(SpanIndex i) const { return SpanIndex{m_parent[toInt(i)]}; } ///< None for a root
    std::span<const std::uint32_t> children(SpanIndex i) const
    {
        const auto n = toInt(i);
        return {m_children.data() + m_firstChild[n], m_firstChild[n + 1] - m_firstChild[n]};
    }
    std::span<const std::uint32_t> roots() const { return m_roots; } ///< real roots and placeholders, by start
    std::uint32_t depth(SpanIndex i) const { return m_depth[toInt(i)]; }
    std::uint32_t maxDepth() const { return m_maxDepth; }
    /// Levels of indentation in the waterfall: 0 for a root or placeholder, 1 for an orphan under its placeholder.
    std::uint32_t indent(SpanIndex i) const;

    /// Pre-order (waterfall order) of all nodes; position p's subtree is [p, subtreeEnd(p)).
    std::span<const std::uint32_t> order() const { return m_order; }
    std::uint32_t position(SpanIndex i) const { return m_position[toInt(i)]; }
    std::uint32_t subtreeEnd(std::uint32_t position) const { return m_subtreeEnd[position]; }

    Nanos start(SpanIndex i) const { return m_start[toInt(i)]; } ///< adjusted; of a placeholder, its earliest child's
    Nanos originalStart(SpanIndex i) const { return isSpan(i) ? m_columns->start[toInt(i)] : m_start[toInt(i)]; }
    Nanos duration(SpanIndex i) const; ///< as recorded, may be negative; of a placeholder, its children's extent
    Nanos drawnDuration(SpanIndex i) const { return std::max<Nanos>(0, duration(i)); }
    Nanos end(SpanIndex i) const;                            ///< start + drawnDuration, saturating
    telemetry::TimeRange extent() const { return m_extent; } ///< adjusted; earliest start to latest end
    telemetry::TimeRange originalExtent() const { return m_original; }
    /// Latest end less earliest start over spans that have a time, as recorded (negative durations included).
    Nanos duration() const { return m_original.length(); }

    bool has(SpanIndex i, NodeFlag flag) const { return m_flags[toInt(i)] & static_cast<std::uint8_t>(flag); }
    std::int32_t service(SpanIndex i) const { return isSpan(i) ? m_columns->service[toInt(i)] : 0; } ///< string index
    std::int32_t name(SpanIndex i) const { return isSpan(i) ? m_columns->name[toInt(i)] : 0; }
    std::string_view text(std::int32_t string) const { return m_columns->strings[static_cast<std::size_t>(string)]; }
    std::string_view serviceText(SpanIndex i) const { return text(service(i)); }
    /// "missing parent 00f067aa0ba902b7" for a placeholder.
    std::string nameText(SpanIndex i) const;
    /// The absent id that a placeholder stands for.
    std::uint64_t missingId(SpanIndex placeholder) const { return m_missing[toInt(placeholder) - m_spans]; }

    std::uint32_t errorCount() const { return m_errors; }
    std::uint32_t orphanCount() const { return m_orphans; }
    std::uint32_t rootCount() const { return m_realRoots; }                  ///< spans without parent
    const std::vector<std::int32_t> &services() const { return m_services; } ///< string indices, in order of first span
    /// The root that starts first; without a root, the orphan that starts first; None of an empty trace.
    SpanIndex mainRoot() const { return m_mainRoot; }
    const std::vector<SkewAdjustment> &adjustments() const { return m_adjustments; }
    /// One sentence each, for people: missing parents, cycles, skew, negative durations, duplicate ids.
    const std::vector<std::string> &warnings() const { return m_warnings; }

private:
    friend class TraceTableBuilder;
    TraceTable() = default;

    std::shared_ptr<const TraceColumns> m_columns;
    std::uint32_t m_spans = 0, m_nodes = 0, m_maxDepth = 0, m_errors = 0, m_orphans = 0, m_realRoots = 0;
    std::vector<std::uint32_t> m_parent, m_firstChild, m_children, m_roots, m_depth, m_order, m_position, m_subtreeEnd;
    std::vector<Nanos> m_start;
    std::vector<Nanos> m_placeholderEnd;
    std::vector<std::uint64_t> m_missing;
    std::vector<std::uint8_t> m_flags;
    std::vector<std::int32_t> m_services;
    std::vector<SkewAdjustment> m_adjustments;
    std::vector<std::string> m_warnings;
    telemetry::TimeRange m_extent, m_original;
    SpanIndex m_mainRoot = SpanIndex::None;
};

/// Figures of a trace's header line.
struct TraceSummary {
    Nanos start = 0, duration = 0;
    std::uint32_t spans = 0, services = 0, errors = 0, depth = 0, roots = 0, orphans = 0;
    std::string rootService, rootName;
};
TraceSummary traceSummary(const TraceTable &trace);

} // namespace triptych::analysis
