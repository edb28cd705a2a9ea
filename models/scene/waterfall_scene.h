#pragma once
#include "analysis/critical_path.h"
#include "scene/row_layout.h"
#include "scene/style.h"
#include "scene/time_map.h"

#include <vector>

namespace triptych::scene
{

/// Flat rectangles of the waterfall, x and w in view px of the map given, rows as in the RowLayout. The painter adds
/// row height, colours and fonts. A value; any thread.
struct WaterfallScene {
    struct Bar {
        float x = 0, w = 0; ///< cut to kBeyondView outside the view; w at least 1 (a zero-length span is still seen)
        std::int64_t row = 0;
        SpanIndex span = SpanIndex::None; ///< of a group, its first
        std::uint8_t slot = 0;            ///< service slot
        std::uint8_t marks = 0;           ///< Mark bits
    };
    struct Strip { ///< critical path: drawn along the foot of the bar
        float x = 0, w = 0;
        std::int64_t row = 0;
    };
    enum class TickKind : std::uint8_t { Event, LogInfo, LogWarning, LogError };
    struct Tick { ///< drawn at the top of the bar; ticks of one kind that share a pixel are one
        float x = 0;
        std::int64_t row = 0;
        TickKind kind{};
        std::uint32_t count = 1;
    };
    struct Label { ///< the tree column, and the duration beside the bar
        std::int64_t row = 0;
        SpanIndex span = SpanIndex::None;
        std::uint32_t indent = 0;
        std::int32_t service = 0, name = 0; ///< string indices; 0 of a placeholder (text: TraceTable::nameText)
        std::uint8_t slot = 0, marks = 0;
        bool hasChildren = false, folded = false;
        std::uint32_t groupCount = 1; ///< > 1: "× N name"
        std::uint32_t childCount = 0; ///< direct children
        float durationX = -1; ///< where the duration's text begins (or, right-aligned, ends)
        bool durationRightAligned = false; ///< no room to the right of the bar
        enum class Beyond : std::uint8_t { No, Before, After } beyond = Beyond::No; ///< the bar lies out of the view
        telemetry::Nanos duration = 0;     ///< as recorded; of a group, its extent
    };
    std::vector<Bar> bars; ///< those that touch the view, by row
    std::vector<Strip> critical;
    std::vector<Tick> ticks;
    std::vector<Label> labels; ///< one per row
    std::int64_t firstRow = 0, lastRow = 0;
    TimeMap map;
};

/// Marks (events, logs) of a trace sorted by span, so that a row finds its own in O(log n). Build once per trace.
class MarkIndex
{
public:
    explicit MarkIndex(const telemetry::TraceColumns &columns);
    struct Entry {
        std::uint32_t span;
        telemetry::Nanos time;
        WaterfallScene::TickKind kind;
    };
    std::span<const Entry> of(SpanIndex span) const; ///< by time; as recorded (the scene adds the skew's move)
    std::span<const Entry> withoutSpan() const;      ///< logs of the trace that name none of its spans

private:
    std::vector<Entry> m_entries;
};

struct WaterfallInput {
    const RowLayout *rows = nullptr;
    std::int64_t firstRow = 0, lastRow = 0; ///< [first, last), cut to the rows there are
    TimeMap map;
    StyleInput style;
    const analysis::CriticalPath *critical = nullptr; ///< may be absent
    const MarkIndex *marks = nullptr;                 ///< may be absent
    float durationTextWidth = 56;                     ///< room that the longest duration's text needs, px
};
/// O(rows asked · log n + marks of these rows); groups and folded rows cost the same as others.
WaterfallScene waterfallScene(const WaterfallInput &input);

/// The node of the row at content height `y`; None between or after rows.
SpanIndex rowAt(const RowLayout &rows, std::int64_t y, int rowHeight);
/// Whether `x` is on the bar of `span`, widened to at least kLeastHitWidth so that thin bars can be hit.
bool barContains(const TraceTable &trace, const TimeMap &map, SpanIndex span, double x);

} // namespace triptych::scene
