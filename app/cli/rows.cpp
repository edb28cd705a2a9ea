#include "app/cli/rows.h"

#include "query/intrinsic_value.h"

#include <algorithm>

namespace triptych::cli {

using namespace telemetry;

base::Result<TraceId> findTrace(sources::Source &source, std::string_view text, std::stop_token stop)
{
    std::vector<TraceId> candidates = query::traceIds(text);
    if (const auto context = parseTraceContext(text))
        candidates.push_back(context->trace);
    if (candidates.empty())
        return usageError("'" + std::string(text) + "' is no trace id");
    for (const TraceId candidate : candidates) {
        const auto found = source.findTraces(candidate, stop);
        if (!found)
            return found.error();
        if (found->size() > 1)
            complain(std::to_string(found->size()) + " traces end in " + std::string(text) + "; this is " + hex(found->front()));
        if (!found->empty())
            return found->front();
    }
    return base::Error{base::ErrorKind::NotFound, "there is no trace " + std::string(text), {}, {}, {}};
}

SpanRow spanRowOf(const TraceColumns &columns, std::size_t i)
{
    SpanRow row;
    row.record = columns.record[i];
    row.trace = columns.trace;
    row.span = SpanId{columns.span[i]};
    row.parent = SpanId{columns.parent[i]};
    row.service = columns.strings[static_cast<std::size_t>(columns.service[i])];
    row.name = columns.strings[static_cast<std::size_t>(columns.name[i])];
    row.kind = static_cast<SpanKind>(columns.kind[i]);
    row.status = static_cast<StatusCode>(columns.status[i]);
    row.start = columns.start[i];
    row.duration = columns.duration[i];
    row.events = columns.events[i];
    row.links = columns.links[i];
    return row;
}

void writeTags(JsonWriter &json, const std::vector<Tag> &own, const std::vector<Tag> &resource)
{
    std::vector<Tag> all = own;
    for (const Tag &tag : resource)
        if (std::none_of(own.begin(), own.end(), [&](const Tag &t) { return t.key == tag.key; }))
            all.push_back(tag);
    json.raw(tagsToJson(all));
}

} // namespace triptych::cli
