#include "items/new_patterns.h"

#include <algorithm>

namespace triptych::items {

namespace {

struct Seen {
    bool inA = false;
    telemetry::RecordId first = telemetry::RecordId::None; ///< of B's lines
    telemetry::TraceId trace;
};

bool holdsId(const std::vector<std::uint64_t> &sorted, std::uint64_t id)
{
    return std::binary_search(sorted.begin(), sorted.end(), id);
}

} // namespace

base::Result<PatternAnswer> patternsNewInB(sources::Source &source, std::optional<telemetry::TimeRange> range,
                                           const ComparedTraces &traces, base::Progress *progress, std::stop_token stop)
{
    analysis::LogPatterns patterns;
    std::vector<Seen> seen; // by group
    const auto done = source.eachLog(
        {query::Filter(), range},
        [&](const telemetry::LogLine &line) {
            if (line.trace.empty())
                return;
            const bool inA = holdsId(traces.a, line.trace.lo);
            if (!inA && !holdsId(traces.b, line.trace.lo))
                return;
            const std::uint32_t group = patterns.add(line.body, line.level, line.time);
            if (group >= seen.size())
                seen.resize(group + 1);
            Seen &of = seen[group];
            of.inA = of.inA || inA;
            if (!inA && (of.first == telemetry::RecordId::None || line.record < of.first)) {
                of.first = line.record;
                of.trace = line.trace;
            }
        },
        progress, stop);
    if (!done)
        return done.error();
    PatternAnswer answer;
    answer.lines = patterns.lineCount();
    answer.binsFrom = patterns.binsFrom();
    answer.binWidth = patterns.binWidth();
    for (analysis::LogPattern &pattern : patterns.patterns()) {
        const auto inA = [&seen](std::uint32_t group) { return seen[group].inA; };
        if (std::any_of(pattern.groups.begin(), pattern.groups.end(), inA))
            continue;
        analysis::FailingPattern found;
        for (const std::uint32_t group : pattern.groups)
            if (found.example == telemetry::RecordId::None || seen[group].first < found.example) {
                found.example = seen[group].first;
                found.exampleTrace = seen[group].trace;
            }
        found.pattern = std::move(pattern);
        answer.patterns.push_back(std::move(found));
    }
    return answer;
}

} // namespace triptych::items
