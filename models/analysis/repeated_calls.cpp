#include "analysis/repeated_calls.h"

#include "analysis/saturating.h"
#include "telemetry/human_text.h"

#include <cmath>
#include <unordered_map>

namespace triptych::analysis
{

namespace
{

constexpr double kLeastSequential = 0.8; // of the calls; clocks of callees are never quite right

/// Calls of one kind below one parent.
struct Run {
    std::uint32_t count = 0, sequential = 0;
    Nanos end = 0;
};

std::uint64_t keyOf(const TraceTable &trace, const SpanGrouping &calls, std::uint32_t child)
{
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(calls.labelOf[child])) << 32 |
           static_cast<std::uint32_t>(trace.service(SpanIndex{child}));
}

bool counts(const TraceTable &trace, const SpanGrouping &calls, std::uint32_t child)
{
    return trace.isSpan(SpanIndex{child}) && child < calls.labelOf.size() && calls.labelOf[child] >= 0;
}

} // namespace

std::vector<RepeatedCalls> repeatedCalls(const TraceTable &trace, const SpanGrouping &calls, std::stop_token stop)
{
    std::vector<RepeatedCalls> out;
    std::unordered_map<std::uint64_t, Run> runs;
    std::unordered_map<std::uint64_t, std::size_t> found;
    for (std::uint32_t parent = 0; parent < trace.spanCount(); ++parent) {
        if ((parent & 0xfff) == 0 && stop.stop_requested())
            return {};
        const auto children = trace.children(SpanIndex{parent});
        if (children.size() < kLeastRepeatedCalls)
            continue;
        runs.clear();
        for (const std::uint32_t child : children) { // by start
            if (!counts(trace, calls, child))
                continue;
            Run &run = runs[keyOf(trace, calls, child)];
            if (run.count++ == 0 || trace.start(SpanIndex{child}) >= run.end)
                ++run.sequential;
            run.end = std::max(run.end, trace.end(SpanIndex{child}));
        }
        found.clear();
        for (const auto &[key, run] : runs)
            if (run.count >= kLeastRepeatedCalls && run.sequential >= std::ceil(kLeastSequential * run.count)) {
                found.emplace(key, out.size());
                out.push_back({.parent = SpanIndex{parent}, .call = static_cast<std::int32_t>(key >> 32), .spans = {}});
                out.back().spans.reserve(run.count);
            }
        if (found.empty())
            continue;
        for (const std::uint32_t child : children) {
            if (!counts(trace, calls, child))
                continue;
            const auto it = found.find(keyOf(trace, calls, child));
            if (it == found.end())
                continue;
            RepeatedCalls &repeated = out[it->second];
            repeated.spans.push_back(child);
            repeated.errors += trace.has(SpanIndex{child}, NodeFlag::Error);
            repeated.total = addSaturated(repeated.total, trace.drawnDuration(SpanIndex{child}));
        }
    }
    std::sort(out.begin(), out.end(), [&trace](const RepeatedCalls &a, const RepeatedCalls &b) {
        return a.total != b.total ? a.total > b.total : trace.position(a.parent) < trace.position(b.parent);
    });
    if (out.size() > kMostRepeatedCalls)
        out.resize(kMostRepeatedCalls);
    return out;
}

std::string sentenceOf(const TraceTable &trace, const SpanGrouping &calls, const RepeatedCalls &repeated)
{
    const auto who = [&trace](SpanIndex span) {
        const std::string service(trace.serviceText(span));
        return service.empty() ? std::string("an unnamed service") : service;
    };
    const SpanIndex first{repeated.spans.front()};
    const bool itself = trace.service(first) == trace.service(repeated.parent);
    std::string text = who(repeated.parent) + " " + trace.nameText(repeated.parent) +
                       (itself ? " does the same " : " calls " + who(first) + " ") +
                       telemetry::formatCount(repeated.spans.size()) + " times, one after the other: " +
                       calls.labels[static_cast<std::size_t>(repeated.call)] + ". " +
                       telemetry::formatDuration(repeated.total) + " in all";
    const Nanos whole = trace.drawnDuration(repeated.parent);
    if (whole > 0 && repeated.total <= whole)
        text += ", " + std::to_string(std::lround(100.0 * static_cast<double>(repeated.total) / static_cast<double>(whole))) +
                " % of its own " + telemetry::formatDuration(whole);
    if (repeated.errors > 0)
        text += repeated.errors == 1 ? ", 1 of them failed" : ", " + telemetry::formatCount(repeated.errors) + " of them failed";
    return text + ".";
}

} // namespace triptych::analysis
