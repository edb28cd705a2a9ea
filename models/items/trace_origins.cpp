#include "items/trace_origins.h"

#include <algorithm>
#include <map>

namespace triptych::items {

std::vector<TraceOrigin> traceOrigins(const telemetry::TraceColumns &columns, sources::Source &source, std::stop_token stop)
{
    constexpr std::size_t kMostOrigins = 50;
    std::map<std::int32_t, std::uint32_t> spans;
    for (const std::int32_t import : columns.import)
        ++spans[import];
    for (const auto &repeat : columns.repeats)
        ++spans[repeat.import];
    std::vector<TraceOrigin> out;
    if (spans.size() < 2 || spans.size() > kMostOrigins)
        return out;
    std::string ids;
    for (const auto &[import, count] : spans) {
        out.push_back({import, count, {}});
        ids += (ids.empty() ? "" : ",") + std::to_string(import);
    }
    // Without the paths the inputs are still told apart by number.
    if (const auto paths = source.sql("SELECT id, path FROM imports WHERE id IN (" + ids + ")", kMostOrigins, stop))
        for (const auto &row : paths->rows)
            for (TraceOrigin &origin : out)
                if (row[0] == std::to_string(origin.import))
                    origin.path = row[1].value_or(std::string());
    std::stable_sort(out.begin(), out.end(), [](const auto &a, const auto &b) { return a.spans > b.spans; });
    return out;
}

std::vector<std::int32_t> onlyIn(const telemetry::TraceColumns &columns)
{
    if (columns.repeats.empty())
        return {};
    std::vector<std::int32_t> out = columns.import;
    for (const auto &repeat : columns.repeats)
        out[repeat.row] = 0;
    return out;
}

} // namespace triptych::items
