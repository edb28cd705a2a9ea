#include "ingest/resource_tag.h"

#include "telemetry/hash.h"

#include <algorithm>
#include <map>

namespace triptych::ingest {

void tagResources(telemetry::Batch &batch, const telemetry::Tag &tag)
{
    const std::size_t before = batch.resources.size();
    for (std::size_t i = 1; i < before; ++i) {
        auto &tags = batch.resources[i].tags;
        std::erase_if(tags, [&](const telemetry::Tag &other) { return other.key == tag.key; });
        tags.push_back(tag);
    }
    // Of records without a resource, those of one service get one of their own.
    std::map<telemetry::BatchString, telemetry::BatchResource> made;
    const auto resourceOf = [&](telemetry::BatchString service) {
        const auto [place, fresh] = made.try_emplace(service, static_cast<telemetry::BatchResource>(batch.resources.size()));
        if (fresh)
            batch.resources.push_back({service, {tag}, {}});
        return place->second;
    };
    for (auto &span : batch.spans)
        if (span.resource == 0)
            span.resource = resourceOf(span.service);
    for (auto &log : batch.logs)
        if (log.resource == 0)
            log.resource = resourceOf(log.service);
    for (auto &series : batch.series)
        if (series.resource == 0)
            series.resource = resourceOf(0);
    const std::uint64_t mark = telemetry::hashBytes(tag.value, telemetry::hashBytes(tag.key));
    for (std::uint64_t &content : batch.spanContent)
        content = telemetry::mix64(content, mark);
}

} // namespace triptych::ingest
