#include "items/trace_origins.h"

#include "telemetry/import_origin.h"

#include <algorithm>
#include <map>

namespace triptych::items {

namespace {

using telemetry::TraceColumns;

/// Of the imports in the columns: import to origin; without the paths they are still told apart by number.
std::map<std::int32_t, std::string> pathsOf(const TraceColumns &columns, sources::Source &source, std::stop_token stop)
{
    std::map<std::int32_t, std::string> out;
    for (const std::int32_t import : columns.import)
        out.try_emplace(import);
    for (const auto &repeat : columns.repeats)
        out.try_emplace(repeat.import);
    if (out.size() < 2)
        return out;
    std::string ids;
    for (const auto &[import, none] : out)
        ids += (ids.empty() ? "" : ",") + std::to_string(import);
    if (const auto paths = source.sql("SELECT id, path FROM imports WHERE id IN (" + ids + ")", out.size(), stop))
        for (const auto &row : paths->rows)
            for (auto &[import, path] : out)
                if (row[0] == std::to_string(import))
                    path = telemetry::importOrigin(row[1].value_or(std::string()));
    return out;
}

/// Puts the first import of each origin in the place of the others.
void joinImports(TraceColumns &columns, const std::map<std::int32_t, std::string> &paths)
{
    std::map<std::string_view, std::int32_t> firstOf;
    std::map<std::int32_t, std::int32_t> standsFor;
    for (const auto &[import, path] : paths)
        standsFor[import] = path.empty() ? import : firstOf.try_emplace(path, import).first->second;
    for (std::int32_t &import : columns.import)
        import = standsFor[import];
    for (auto &repeat : columns.repeats)
        repeat.import = standsFor[repeat.import];
    std::sort(columns.repeats.begin(), columns.repeats.end());
    columns.repeats.erase(std::unique(columns.repeats.begin(), columns.repeats.end()), columns.repeats.end());
    std::erase_if(columns.repeats, [&](const auto &r) { return columns.import[r.row] == r.import; });
}

} // namespace

std::vector<TraceOrigin> traceOrigins(TraceColumns &columns, sources::Source &source, std::stop_token stop)
{
    constexpr std::size_t kMostOrigins = 50;
    auto paths = pathsOf(columns, source, stop);
    if (paths.size() < 2)
        return {};
    joinImports(columns, paths);
    std::map<std::int32_t, std::uint32_t> spans;
    for (const std::int32_t import : columns.import)
        ++spans[import];
    for (const auto &repeat : columns.repeats)
        ++spans[repeat.import];
    std::vector<TraceOrigin> out;
    if (spans.size() < 2 || spans.size() > kMostOrigins)
        return out;
    for (const auto &[import, count] : spans)
        out.push_back({import, count, paths[import]});
    std::stable_sort(out.begin(), out.end(), [](const auto &a, const auto &b) { return a.spans > b.spans; });
    return out;
}

std::vector<std::int32_t> onlyIn(const TraceColumns &columns)
{
    if (columns.repeats.empty())
        return {};
    std::vector<std::int32_t> out = columns.import;
    for (const auto &repeat : columns.repeats)
        out[repeat.row] = 0;
    return out;
}

} // namespace triptych::items
