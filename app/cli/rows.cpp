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

void writeTags(JsonWriter &json, const std::vector<Tag> &own, const std::vector<Tag> &resource)
{
    std::vector<Tag> all = own;
    for (const Tag &tag : resource)
        if (std::none_of(own.begin(), own.end(), [&](const Tag &t) { return t.key == tag.key; }))
            all.push_back(tag);
    json.raw(tagsToJson(all));
}

} // namespace triptych::cli
