#include "scene/waterfall_scene.h"

#include "analysis/saturating.h"
#include "scene/bar_cut.h"

#include <array>
#include <cmath>

namespace triptych::scene
{

namespace
{

using analysis::NodeFlag;
using telemetry::TimeRange;

/// Builds one scene, row by row.
class Builder
{
public:
    explicit Builder(const WaterfallInput &input) : m_in(input), m_rows(*input.rows), m_trace(input.rows->trace())
    {
        m_scene.map = input.map;
        m_scene.firstRow = std::clamp<std::int64_t>(input.firstRow, 0, m_rows.rowCount());
        m_scene.lastRow = std::clamp<std::int64_t>(input.lastRow, m_scene.firstRow, m_rows.rowCount());
    }
    WaterfallScene build()
    {
        for (std::int64_t row = m_scene.firstRow; row < m_scene.lastRow; ++row)
            addRow(row);
        return std::move(m_scene);
    }

private:
    struct Row {
        std::int64_t row;
        SpanIndex span;
        TimeRange time;
        std::uint8_t marks;
        std::uint32_t groupCount;
        bool folded;
    };

    Row describe(std::int64_t row) const
    {
        const SpanIndex span = m_rows.at(row);
        Row r{row,
              span,
              {m_trace.start(span), m_trace.end(span)},
              marksOf(span),
              m_rows.groupSize(row),
              m_rows.isFolded(span)};
        if (r.folded && m_trace.has(span, NodeFlag::ErrorBelow))
            r.marks |= MarkErrorBelow;
        const std::uint32_t first = m_trace.position(span);
        for (std::uint32_t i = 1; i < r.groupCount; ++i) {
            const SpanIndex member{m_trace.order()[first + i]};
            r.time.to = std::max(r.time.to, m_trace.end(member));
            r.marks |= marksOf(member);
        }
        if (r.groupCount > 1)
            r.marks |= MarkMerged;
        return r;
    }

    std::uint8_t marksOf(SpanIndex span) const
    {
        std::uint8_t marks = 0;
        if (m_trace.has(span, NodeFlag::Error))
            marks |= MarkError;
        const bool derived = toInt(span) < m_in.style.derived.size() && m_in.style.derived[toInt(span)] != 0;
        if (!m_trace.isSpan(span) || derived)
            marks |= MarkDashed;
        if (m_trace.has(span, NodeFlag::Moved))
            marks |= MarkMoved;
        if (m_in.critical && m_in.critical->contains(span))
            marks |= MarkCritical;
        return marks;
    }

    void addRow(std::int64_t row)
    {
        const Row r = describe(row);
        const CutBar bar = cutBar(m_in.map, r.time.from, r.time.to, 1);
        const std::uint8_t slot = m_in.style.slot(m_trace.service(r.span));
        if (bar.inView) {
            m_scene.bars.push_back({bar.x, bar.w, row, r.span, slot, static_cast<std::uint8_t>(r.marks | bar.marks)});
            addCritical(r);
            addTicks(r);
        }
        WaterfallScene::Label label;
        label.row = row;
        label.span = r.span;
        label.indent = m_trace.indent(r.span);
        label.service = m_trace.service(r.span);
        label.name = m_trace.name(r.span);
        label.slot = slot;
        label.marks = r.marks;
        label.childCount = static_cast<std::uint32_t>(m_trace.children(r.span).size());
        label.hasChildren = label.childCount > 0 || r.groupCount > 1;
        label.folded = r.folded || r.groupCount > 1;
        label.groupCount = r.groupCount;
        label.duration =
            r.groupCount > 1 ? analysis::subtractSaturated(r.time.to, r.time.from) : m_trace.duration(r.span);
        if (bar.inView)
            placeDuration(label, bar);
        else
            placeBeyond(label, r.time);
        m_scene.labels.push_back(label);
    }

    void placeDuration(WaterfallScene::Label &label, const CutBar &bar) const
    {
        const auto width = static_cast<float>(m_in.map.width()), gap = static_cast<float>(kTextGap);
        const float left = std::max(0.f, bar.x), right = std::min(bar.x + bar.w, width);
        if (right + gap + m_in.durationTextWidth <= width) {
            label.durationX = right + gap;
            return;
        }
        label.durationRightAligned = true; // left of the bar, or inside it at its end
        label.durationX = left - gap - m_in.durationTextWidth >= 0 ? left - gap : right - gap;
    }

    /// At the edge towards the bar, so that a row without one says where it went.
    void placeBeyond(WaterfallScene::Label &label, TimeRange time) const
    {
        const bool before = m_in.map.x(time.to) <= 0;
        const auto gap = static_cast<float>(kTextGap);
        label.beyond = before ? WaterfallScene::Label::Beyond::Before : WaterfallScene::Label::Beyond::After;
        label.durationRightAligned = !before;
        label.durationX = before ? gap : static_cast<float>(m_in.map.width()) - gap;
    }

    void addCritical(const Row &r)
    {
        if (!m_in.critical)
            return;
        if (!r.folded) {
            for (std::uint32_t i = 0; i < r.groupCount; ++i)
                for (const auto &segment :
                     m_in.critical->segmentsOf(SpanIndex{m_trace.order()[m_trace.position(r.span) + i]}))
                    addStrip(r.row, segment.from, segment.to);
            return;
        }
        // A folded row stands for all below it: their segments follow each other in time.
        const std::uint32_t first = m_trace.position(r.span), last = m_trace.subtreeEnd(first);
        const auto &all = m_in.critical->segments();
        auto it = std::lower_bound(all.begin(), all.end(), r.time.from,
                                   [](const auto &segment, Nanos t) { return segment.from < t; });
        TimeRange strip;
        for (; it != all.end() && it->from < r.time.to; ++it) {
            const std::uint32_t position = m_trace.position(it->span);
            if (position < first || position >= last)
                continue;
            if (!strip.empty() && strip.to == it->from) {
                strip.to = it->to;
                continue;
            }
            addStrip(r.row, strip.from, strip.to);
            strip = {it->from, it->to};
        }
        addStrip(r.row, strip.from, strip.to);
    }

    void addStrip(std::int64_t row, Nanos from, Nanos to)
    {
        if (to <= from)
            return;
        const CutBar cut = cutBar(m_in.map, from, to, 1);
        if (!cut.inView)
            return;
        auto &strips = m_scene.critical;
        if (!strips.empty() && strips.back().row == row && cut.x <= strips.back().x + strips.back().w)
            strips.back().w = std::max(strips.back().w, cut.x + cut.w - strips.back().x); // touch on the screen
        else
            strips.push_back({cut.x, cut.w, row});
    }

    void addTicks(const Row &r)
    {
        if (!m_in.marks || !m_trace.isSpan(r.span))
            return;
        constexpr std::size_t kKinds = 4;
        for (std::uint32_t i = 0; i < r.groupCount; ++i) {
            const SpanIndex span{m_trace.order()[m_trace.position(r.span) + i]};
            const Nanos moved = analysis::subtractSaturated(m_trace.start(span), m_trace.originalStart(span));
            std::array<std::size_t, kKinds> last; // of each kind, in ticks; marks come by time
            last.fill(m_scene.ticks.size());
            for (const MarkIndex::Entry &entry : m_in.marks->of(span)) {
                const double x = m_in.map.x(analysis::addSaturated(entry.time, moved));
                if (x < -kBeyondView || x > m_in.map.width() + kBeyondView)
                    continue;
                std::size_t &previous = last[static_cast<std::size_t>(entry.kind)];
                auto &ticks = m_scene.ticks;
                if (previous < ticks.size() && ticks[previous].kind == entry.kind &&
                    std::floor(x) == std::floor(ticks[previous].x)) {
                    ++ticks[previous].count;
                    continue;
                }
                previous = ticks.size();
                ticks.push_back({static_cast<float>(x), r.row, entry.kind, 1});
            }
        }
    }

    const WaterfallInput &m_in;
    const RowLayout &m_rows;
    const TraceTable &m_trace;
    WaterfallScene m_scene;
};

} // namespace

WaterfallScene waterfallScene(const WaterfallInput &input)
{
    if (!input.rows || input.rows->isNull())
        return {};
    return Builder(input).build();
}

SpanIndex rowAt(const RowLayout &rows, std::int64_t y, int rowHeight)
{
    return y < 0 || rowHeight <= 0 ? SpanIndex::None : rows.at(y / rowHeight);
}

bool barContains(const TraceTable &trace, const TimeMap &map, SpanIndex span, double x)
{
    const double left = map.x(trace.start(span)), right = map.x(trace.end(span));
    const double widen = std::max(0.0, kLeastHitWidth - (right - left)) / 2;
    return x >= left - widen && x <= right + widen;
}

} // namespace triptych::scene
