#include "analysis/stacked_traces.h"

#include <algorithm>
#include <unordered_map>

namespace triptych::analysis
{

void stackTrace(telemetry::TraceColumns &columns, const telemetry::TraceColumns &below)
{
    const auto rows = static_cast<std::uint32_t>(columns.size());
    std::unordered_map<std::string, std::int32_t> pool;
    for (std::size_t i = 0; i < columns.strings.size(); ++i)
        pool.emplace(columns.strings[i], static_cast<std::int32_t>(i));
    std::vector<std::int32_t> stringOf;
    stringOf.reserve(below.strings.size());
    for (const std::string &text : below.strings) {
        const auto [it, fresh] = pool.try_emplace(text, static_cast<std::int32_t>(columns.strings.size()));
        if (fresh)
            columns.strings.push_back(text);
        stringOf.push_back(it->second);
    }
    const auto add = [](auto &to, const auto &from) { to.insert(to.end(), from.begin(), from.end()); };
    add(columns.record, below.record);
    add(columns.span, below.span);
    add(columns.parent, below.parent);
    add(columns.start, below.start);
    add(columns.duration, below.duration);
    add(columns.kind, below.kind);
    add(columns.status, below.status);
    add(columns.sharedHalf, below.sharedHalf);
    add(columns.resource, below.resource);
    add(columns.import, below.import);
    add(columns.events, below.events);
    add(columns.links, below.links);
    for (const auto &[to, from] : {std::pair(&columns.name, &below.name), {&columns.service, &below.service}})
        for (const std::int32_t string : *from)
            to->push_back(stringOf[static_cast<std::size_t>(string)]);
    for (telemetry::TraceColumns::EventMark mark : below.eventMarks) {
        mark.row += rows;
        columns.eventMarks.push_back(mark);
    }
    for (telemetry::TraceColumns::Repeat repeat : below.repeats) {
        repeat.row += rows;
        columns.repeats.push_back(repeat);
    }
    for (telemetry::TraceColumns::LogMark mark : below.logMarks) {
        if (mark.row != toInt(telemetry::SpanIndex::None))
            mark.row += rows;
        columns.logMarks.push_back(mark);
    }
    std::stable_sort(columns.logMarks.begin(), columns.logMarks.end(), [](const auto &a, const auto &b) { return a.time < b.time; });
}

} // namespace triptych::analysis
