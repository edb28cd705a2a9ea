#include "analysis/clock_offsets.h"

#include "analysis/saturating.h"
#include "telemetry/human_text.h"

#include <cstdlib>
#include <unordered_map>

namespace triptych::analysis
{

namespace
{

Nanos size(Nanos offset)
{
    return offset < 0 ? subtractSaturated(0, offset) : offset;
}

} // namespace

std::vector<ClockOffset> clockOffsets(const TraceTable &trace)
{
    const auto &columns = trace.columns();
    const auto clockOf = [&columns](std::uint32_t row) {
        const auto resource = static_cast<std::uint32_t>(columns.resource[row]);
        return resource != 0 ? std::uint64_t{1} << 32 | resource : static_cast<std::uint32_t>(columns.service[row]);
    };
    std::vector<ClockOffset> clocks;
    std::unordered_map<std::uint64_t, std::size_t> indexOf;
    for (std::uint32_t row = 0; row < trace.spanCount(); ++row) {
        const SpanIndex span{row};
        const auto [it, fresh] = indexOf.try_emplace(clockOf(row), clocks.size());
        if (fresh)
            clocks.push_back({.service = columns.service[row], .resource = columns.resource[row], .first = span});
        ClockOffset &clock = clocks[it->second];
        ++clock.spans;
        const Nanos delta = subtractSaturated(trace.start(span), trace.originalStart(span));
        if (delta == 0)
            continue;
        clock.least = clock.moved == 0 ? delta : std::min(clock.least, delta);
        clock.most = clock.moved == 0 ? delta : std::max(clock.most, delta);
        ++clock.moved;
        const SpanIndex parent = trace.parent(span);
        if (parent == SpanIndex::None || !trace.isSpan(parent) || clockOf(toInt(parent)) == clockOf(row))
            continue;
        if (clock.evidence != SpanIndex::None) {
            const Nanos known = subtractSaturated(trace.start(clock.evidence), trace.originalStart(clock.evidence));
            if (size(delta) <= size(known))
                continue;
        }
        clock.evidence = span;
        const Nanos end = addSaturated(trace.originalStart(span), trace.drawnDuration(span));
        clock.early = std::max<Nanos>(0, subtractSaturated(trace.start(parent), trace.originalStart(span)));
        clock.late = std::max<Nanos>(0, subtractSaturated(end, trace.end(parent)));
    }
    std::stable_sort(clocks.begin(), clocks.end(), [](const ClockOffset &a, const ClockOffset &b) {
        const Nanos most[] = {std::max(size(a.least), size(a.most)), std::max(size(b.least), size(b.most))};
        return most[0] != most[1] ? most[0] > most[1] : a.spans > b.spans;
    });
    return clocks;
}

std::string evidenceText(const TraceTable &trace, const ClockOffset &clock)
{
    if (clock.evidence == SpanIndex::None)
        return {};
    const SpanIndex parent = trace.parent(clock.evidence);
    std::string text = trace.nameText(clock.evidence);
    if (clock.early > 0)
        text += " starts " + telemetry::formatDuration(clock.early) + " before";
    if (clock.late > 0)
        text += (clock.early > 0 ? " and ends " : " ends ") + telemetry::formatDuration(clock.late) + " after";
    if (clock.early == 0 && clock.late == 0)
        text += " lies within";
    return text + " the call to it (" + trace.nameText(parent) + " of " + std::string(trace.serviceText(parent)) + ")";
}

} // namespace triptych::analysis
