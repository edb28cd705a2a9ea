#include "scene/flame_scene.h"

#include "scene/bar_cut.h"

namespace triptych::scene
{

using analysis::NodeFlag;

FlameScene flameScene(const LodIndex &index, const TimeMap &map, std::uint32_t firstRow, std::uint32_t lastRow,
                      const StyleInput &style, float characterWidth, const analysis::CriticalPath *critical)
{
    constexpr float kTouching = 0.01f; // px
    FlameScene scene;
    scene.rowCount = index.rowCount();
    const TraceTable &trace = index.trace();
    const double labelWidth = kLeastCharacters * static_cast<double>(characterWidth);
    std::vector<LodRun> runs;
    for (std::uint32_t row = firstRow; row < std::min(lastRow, index.rowCount()); ++row) {
        runs.clear();
        index.runs(row, map, runs);
        const std::size_t rowBegins = scene.rects.size();
        for (const LodRun &run : runs) {
            const CutBar cut = cutBar(map, run.from, run.to, 1);
            if (!cut.inView)
                continue;
            FlameRect rect{cut.x, cut.w, row, toInt(run.span), run.count, style.slot(trace.service(run.span)),
                           0,     false};
            if (run.error)
                rect.marks |= MarkError;
            const bool narrow = run.count > 1 || map.pixels(trace.drawnDuration(run.span)) < 1;
            if (run.count > 1)
                rect.marks |= MarkMerged;
            if (!narrow) {
                rect.marks |= cut.marks;
                if (trace.has(run.span, NodeFlag::Moved))
                    rect.marks |= MarkMoved;
                if (toInt(run.span) < style.derived.size() && style.derived[toInt(run.span)] != 0)
                    rect.marks |= MarkDashed;
                const double seen = std::min<double>(cut.x + cut.w, map.width()) - std::max<double>(cut.x, 0);
                rect.label = seen >= labelWidth;
            }
            if (critical && critical->contains(run.span))
                rect.marks |= MarkCritical;
            FlameRect *left = scene.rects.size() > rowBegins ? &scene.rects.back() : nullptr;
            constexpr std::uint8_t kSameStyle = MarkError | MarkDashed;
            const bool joins = narrow && left && left->marks & MarkMerged && left->slot == rect.slot &&
                               (left->marks & kSameStyle) == (rect.marks & kSameStyle) &&
                               rect.x <= left->x + left->w + kTouching;
            if (joins) {
                left->w = std::max(left->w, rect.x + rect.w - left->x);
                left->count += rect.count;
                left->marks |= rect.marks;
                continue;
            }
            if (narrow)
                rect.marks |= MarkMerged; // the next narrow one may join it
            scene.rects.push_back(rect);
        }
        for (std::size_t i = rowBegins; i < scene.rects.size(); ++i)
            if (scene.rects[i].count == 1)
                scene.rects[i].marks &= static_cast<std::uint8_t>(~MarkMerged);
    }
    return scene;
}

SpanIndex spanAt(const LodIndex &index, const TimeMap &map, std::uint32_t row, double x)
{
    constexpr double kSlack = 3; // px
    return index.spanAt(row, map.time(x), map.nanos(kSlack));
}

} // namespace triptych::scene
