#include "scene/minimap.h"

#include <cmath>

namespace triptych::scene
{

namespace
{

struct Column {
    Nanos longest = -1; ///< of the spans that touch it; < 0: empty
    std::uint8_t slot = 0, marks = 0;
    bool sameAs(const Column &o) const
    {
        return (longest < 0) == (o.longest < 0) && slot == o.slot && marks == o.marks;
    }
};

} // namespace

Minimap minimap(const LodIndex &index, double width, std::uint32_t lanes, const StyleInput &style, std::stop_token stop)
{
    Minimap out;
    const TraceTable &trace = index.trace();
    out.map = TimeMap(trace.extent(), width);
    out.lanes = std::min(lanes, index.rowCount());
    const auto columnCount = static_cast<std::size_t>(std::ceil(out.map.width()));
    std::vector<Column> columns(columnCount);
    std::vector<LodRun> runs;
    std::uint32_t row = 0;
    for (std::uint32_t lane = 0; lane < out.lanes; ++lane) {
        columns.assign(columnCount, {});
        const auto rowsEnd = static_cast<std::uint32_t>(std::uint64_t{index.rowCount()} * (lane + 1) / out.lanes);
        for (; row < rowsEnd; ++row) {
            if ((row & 0x3ff) == 0 && stop.stop_requested())
                return out;
            runs.clear();
            index.runs(row, out.map, runs);
            for (const LodRun &run : runs) {
                const double last = static_cast<double>(columnCount - 1);
                const auto from = static_cast<std::size_t>(std::clamp(std::floor(out.map.x(run.from)), 0.0, last));
                const auto to = static_cast<std::size_t>(
                    std::clamp(std::ceil(out.map.x(run.to)) - 1, static_cast<double>(from), last));
                const Nanos duration = trace.drawnDuration(run.span);
                const std::uint8_t slot = style.slot(trace.service(run.span));
                for (std::size_t i = from; i <= to; ++i) {
                    if (duration > columns[i].longest) {
                        columns[i].longest = duration;
                        columns[i].slot = slot;
                    }
                    if (run.error)
                        columns[i].marks |= MarkError;
                }
            }
        }
        for (std::size_t i = 0; i < columnCount;) {
            std::size_t end = i + 1;
            while (end < columnCount && columns[end].sameAs(columns[i]))
                ++end;
            if (columns[i].longest >= 0)
                out.pieces.push_back({static_cast<float>(i), static_cast<float>(end - i),
                                      static_cast<std::uint16_t>(lane), columns[i].slot, columns[i].marks});
            i = end;
        }
    }
    return out;
}

} // namespace triptych::scene
