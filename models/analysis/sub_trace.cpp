#include "analysis/sub_trace.h"

#include <unordered_set>

namespace triptych::analysis
{

std::shared_ptr<const TraceColumns> subTrace(const TraceColumns &columns, std::span<const std::uint32_t> rows)
{
    auto out = std::make_shared<TraceColumns>();
    out->trace = columns.trace;
    out->strings = columns.strings;
    const auto take = [rows](auto &to, const auto &from) {
        to.reserve(rows.size());
        for (const std::uint32_t row : rows)
            to.push_back(from[row]);
    };
    take(out->record, columns.record);
    take(out->span, columns.span);
    take(out->parent, columns.parent);
    take(out->start, columns.start);
    take(out->duration, columns.duration);
    take(out->name, columns.name);
    take(out->service, columns.service);
    take(out->kind, columns.kind);
    take(out->status, columns.status);
    take(out->sharedHalf, columns.sharedHalf);
    take(out->resource, columns.resource);
    take(out->import, columns.import);
    take(out->events, columns.events);
    take(out->links, columns.links);
    if (rows.size() == columns.size())
        return out;
    const std::unordered_set<std::uint64_t> kept(out->span.begin(), out->span.end());
    const std::unordered_set<std::uint64_t> all(columns.span.begin(), columns.span.end());
    for (std::uint64_t &parent : out->parent)
        if (parent != 0 && !kept.contains(parent) && all.contains(parent))
            parent = 0;
    return out;
}

telemetry::SpanRow spanRowOf(const TraceColumns &columns, std::size_t row)
{
    telemetry::SpanRow out;
    out.record = columns.record[row];
    out.trace = columns.trace;
    out.span = telemetry::SpanId{columns.span[row]};
    out.parent = telemetry::SpanId{columns.parent[row]};
    out.service = columns.strings[static_cast<std::size_t>(columns.service[row])];
    out.name = columns.strings[static_cast<std::size_t>(columns.name[row])];
    out.kind = static_cast<telemetry::SpanKind>(columns.kind[row]);
    out.status = static_cast<telemetry::StatusCode>(columns.status[row]);
    out.start = columns.start[row];
    out.duration = columns.duration[row];
    out.events = columns.events[row];
    out.links = columns.links[row];
    return out;
}

} // namespace triptych::analysis
