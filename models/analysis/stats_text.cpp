#include "analysis/stats_text.h"

#include "analysis/csv_text.h"
#include "analysis/trace_markdown.h"
#include "telemetry/human_text.h"

#include <cstdio>

namespace triptych::analysis
{

namespace
{

using telemetry::formatCount;
using telemetry::formatDuration;

std::string fixed(const char *format, double value)
{
    char text[32];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

std::string serviceOf(const TraceTable &trace, const SpanGroup &group)
{
    return group.service < 0 ? std::string() : std::string(trace.text(group.service));
}

std::string depthText(const SpanGroup &group)
{
    const std::string least = std::to_string(group.leastDepth);
    return group.leastDepth == group.mostDepth ? least : least + "–" + std::to_string(group.mostDepth);
}

} // namespace

double TraceStatistics::criticalShare(const SpanGroup &group) const
{
    return criticalTotal > 0 ? static_cast<double>(group.critical) / static_cast<double>(criticalTotal) : 0;
}

std::string statisticsMarkdown(const TraceTable &trace, const TraceStatistics &statistics)
{
    std::string out = "| " + markdownText(statistics.title) +
                      " | service | spans | errors | total | self | critical path | p50 | p95 | longest | depth | at once (mean, peak) |\n"
                      "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n";
    for (const SpanGroup &g : statistics.groups)
        out += "| " + markdownText(statistics.label(g)) + " | " + markdownText(serviceOf(trace, g)) + " | " +
               formatCount(g.count) + " | " + formatCount(g.errors) + " | " + formatDuration(g.total) + " | " +
               formatDuration(g.self) + " | " + fixed("%.1f %%", 100 * statistics.criticalShare(g)) + " | " +
               formatDuration(g.p50) + " | " + formatDuration(g.p95) + " | " + formatDuration(g.max) + " | " +
               depthText(g) + " | " + fixed("%.2f", g.meanConcurrency()) + ", " + formatCount(g.peak) + " |\n";
    if (!statistics.repeated.empty())
        out += "\nRepeated calls:\n\n";
    for (const RepeatedCalls &repeated : statistics.repeated)
        out += "- " + markdownText(sentenceOf(trace, statistics.calls, repeated)) + "\n";
    return out;
}

std::string statisticsCsv(const TraceTable &trace, const TraceStatistics &statistics)
{
    std::string out = csvField(statistics.title) +
                      ",service,spans,errors,total_ns,self_ns,critical_ns,critical_share,p50_ns,p95_ns,max_ns,least_depth,most_depth,busy_ns,"
                      "mean_at_once,peak_at_once\r\n";
    for (const SpanGroup &g : statistics.groups) {
        out += csvField(statistics.label(g)) + "," + csvField(serviceOf(trace, g));
        for (const std::int64_t n : {std::int64_t(g.count), std::int64_t(g.errors), g.total, g.self, g.critical})
            out += "," + std::to_string(n);
        out += "," + fixed("%.6f", statistics.criticalShare(g));
        for (const std::int64_t n : {g.p50, g.p95, g.max, std::int64_t(g.leastDepth), std::int64_t(g.mostDepth), g.busy})
            out += "," + std::to_string(n);
        out += "," + fixed("%.6f", g.meanConcurrency()) + "," + std::to_string(g.peak) + "\r\n";
    }
    return out;
}

} // namespace triptych::analysis
