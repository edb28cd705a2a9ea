#include "analysis/flame_table.h"

#include "analysis/csv_text.h"

#include <cstdio>
#include <tuple>

namespace triptych::analysis
{

namespace
{

std::uint64_t weightOf(const FlameProfile::FrameSums &sums, FlameWeight weight)
{
    const auto time = [](Nanos ns) { return static_cast<std::uint64_t>(std::max<Nanos>(0, ns)); };
    switch (weight) {
    case FlameWeight::Total: return time(sums.total);
    case FlameWeight::Self: return time(sums.self);
    case FlameWeight::Count: return sums.count;
    case FlameWeight::Errors: return sums.errors;
    case FlameWeight::Critical: return time(sums.critical);
    }
    return 0;
}

} // namespace

std::vector<FrameRow> frameTable(const FlameProfile &profile, FlameWeight weight)
{
    const auto sums = profile.frameSums();
    const auto whole = static_cast<double>(profile.weight(FlameNodeIndex::Root, weight));
    std::vector<FrameRow> rows;
    for (std::uint32_t i = 0; i < sums.size(); ++i)
        if (const std::uint64_t own = weightOf(sums[i], weight); own > 0)
            rows.push_back({FrameIndex{i}, sums[i], own, whole > 0 ? static_cast<double>(own) / whole : 0});
    std::sort(rows.begin(), rows.end(), [&](const FrameRow &a, const FrameRow &b) {
        if (a.weight != b.weight)
            return a.weight > b.weight;
        const Frame &fa = profile.frame(a.frame), &fb = profile.frame(b.frame);
        return std::tie(fa.service, fa.operation) < std::tie(fb.service, fb.operation);
    });
    return rows;
}

std::string frameCsv(const FlameProfile &profile, FlameWeight weight)
{
    std::string out = "service,operation,spans,errors,total_ns,self_ns,critical_ns,share\r\n";
    for (const FrameRow &row : frameTable(profile, weight)) {
        const Frame &frame = profile.frame(row.frame);
        char share[32];
        std::snprintf(share, sizeof share, "%.6f", row.share);
        out += csvField(frame.service) + ',' + csvField(frame.operation) + ',' + std::to_string(row.sums.count) + ',' +
               std::to_string(row.sums.errors) + ',' + std::to_string(row.sums.total) + ',' + std::to_string(row.sums.self) + ',' +
               std::to_string(row.sums.critical) + ',' + share + "\r\n";
    }
    return out;
}

} // namespace triptych::analysis
