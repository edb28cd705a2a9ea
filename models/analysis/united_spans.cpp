#include "analysis/united_spans.h"

#include <algorithm>
#include <unordered_map>

namespace triptych::analysis
{

using telemetry::TraceColumns;

namespace
{

constexpr std::uint32_t kGone = telemetry::toInt(telemetry::SpanIndex::None);

bool sameSpan(const TraceColumns &c, std::uint32_t a, std::uint32_t b)
{
    constexpr auto kUnspecified = static_cast<std::uint8_t>(telemetry::SpanKind::Unspecified);
    return c.import[a] != c.import[b] && c.sharedHalf[a] == c.sharedHalf[b] &&
           (c.kind[a] == c.kind[b] || c.kind[a] == kUnspecified || c.kind[b] == kUnspecified);
}

/// Per row the row that stands for it: itself, or that of the same span from an earlier import.
std::vector<std::uint32_t> standIns(const TraceColumns &c)
{
    std::vector<std::uint32_t> byImport(c.size());
    for (std::uint32_t i = 0; i < byImport.size(); ++i)
        byImport[i] = i;
    std::stable_sort(byImport.begin(), byImport.end(), [&](auto a, auto b) { return c.import[a] < c.import[b]; });
    std::unordered_multimap<std::uint64_t, std::uint32_t> kept;
    kept.reserve(c.size());
    std::vector<std::uint32_t> out(c.size());
    for (const std::uint32_t row : byImport) {
        out[row] = row;
        if (c.span[row] == 0)
            continue;
        const auto [from, to] = kept.equal_range(c.span[row]);
        const auto same = std::find_if(from, to, [&](const auto &k) { return sameSpan(c, k.second, row); });
        if (same != to)
            out[row] = same->second;
        else
            kept.emplace(c.span[row], row);
    }
    return out;
}

} // namespace

std::size_t uniteSpans(TraceColumns &c)
{
    if (std::adjacent_find(c.import.begin(), c.import.end(), std::not_equal_to<>()) == c.import.end())
        return 0;
    const std::vector<std::uint32_t> standIn = standIns(c);
    std::vector<std::uint32_t> newRow(c.size(), kGone), stays;
    for (std::uint32_t i = 0; i < c.size(); ++i)
        if (standIn[i] == i) {
            newRow[i] = static_cast<std::uint32_t>(stays.size());
            stays.push_back(i);
        }
    const std::size_t gone = c.size() - stays.size();
    if (gone == 0)
        return 0;
    std::vector<TraceColumns::Repeat> repeats;
    for (const TraceColumns::Repeat &r : c.repeats)
        repeats.push_back({newRow[standIn[r.row]], r.import});
    for (std::uint32_t i = 0; i < c.size(); ++i)
        if (standIn[i] != i)
            repeats.push_back({newRow[standIn[i]], c.import[i]});
    std::erase_if(c.eventMarks, [&](const auto &mark) { return newRow[mark.row] == kGone; });
    for (auto &mark : c.eventMarks)
        mark.row = newRow[mark.row];
    for (auto &mark : c.logMarks)
        if (mark.row != kGone)
            mark.row = newRow[standIn[mark.row]];
    const auto take = [&stays](auto &column) {
        for (std::size_t i = 0; i < stays.size(); ++i)
            column[i] = column[stays[i]];
        column.resize(stays.size());
    };
    take(c.record), take(c.span), take(c.parent), take(c.start), take(c.duration), take(c.name), take(c.service);
    take(c.kind), take(c.status), take(c.sharedHalf), take(c.resource), take(c.import), take(c.events), take(c.links);
    std::sort(repeats.begin(), repeats.end());
    repeats.erase(std::unique(repeats.begin(), repeats.end()), repeats.end());
    std::erase_if(repeats, [&](const auto &r) { return c.import[r.row] == r.import; });
    c.repeats = std::move(repeats);
    return gone;
}

} // namespace triptych::analysis
