#include "app/cli/trace_statistics.h"

#include "app/cli/rows.h"
#include "items/span_groups.h"
#include "telemetry/human_text.h"

#include <cstdio>

namespace triptych::cli {

using namespace telemetry;
using analysis::SpanGroup;
using analysis::TraceStatistics;
using analysis::TraceTable;

namespace {

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

void writeStatisticsJson(Output &out, const TraceTable &trace, const TraceStatistics &statistics, std::size_t shown)
{
    JsonWriter json(out);
    json.beginObject().field("traceId", hex(trace.columns().trace)).field("by", statistics.title).field("criticalPath", statistics.criticalTotal);
    if (shown < statistics.groups.size())
        json.key("truncated").boolean(true).field("total", std::uint64_t(statistics.groups.size()));
    json.key("groups").beginArray();
    for (std::size_t i = 0; i < shown; ++i) {
        const SpanGroup &g = statistics.groups[i];
        json.beginObject().field("group", statistics.label(g)).field("service", serviceOf(trace, g)).field("count", g.count).field("errors", g.errors);
        json.field("total", g.total).field("selfTime", g.self).field("critical", g.critical).field("criticalShare", statistics.criticalShare(g));
        json.field("p50", g.p50).field("p95", g.p95).field("max", g.max).field("leastDepth", g.leastDepth).field("mostDepth", g.mostDepth);
        json.field("busy", g.busy).field("meanConcurrency", g.meanConcurrency()).field("peakConcurrency", g.peak).endObject();
    }
    json.endArray().key("repeatedCalls").beginArray();
    for (const analysis::RepeatedCalls &repeated : statistics.repeated) {
        const SpanIndex first{repeated.spans.front()};
        json.beginObject().field("parentId", idText(SpanId{trace.columns().span[toInt(repeated.parent)]})).field("service", trace.serviceText(first));
        json.field("call", statistics.calls.labels[static_cast<std::size_t>(repeated.call)]).field("count", std::uint64_t(repeated.spans.size()));
        json.field("errors", repeated.errors).field("total", repeated.total).field("text", sentenceOf(trace, statistics.calls, repeated)).endObject();
    }
    json.endArray().endObject().end();
}

void printTable(Output &out, const TraceTable &trace, const TraceStatistics &statistics, std::size_t shown)
{
    using Align = TextTable::Align;
    TextTable table;
    table.column(statistics.title);
    const bool services = statistics.title != "service";
    if (services)
        table.column("service");
    for (const char *title : {"spans", "errors", "total", "self", "critical", "p50", "p95", "max", "depth", "at once"})
        table.column(title, Align::Right);
    for (std::size_t i = 0; i < shown; ++i) {
        const SpanGroup &g = statistics.groups[i];
        const std::string depth = g.leastDepth == g.mostDepth ? std::to_string(g.leastDepth) : std::to_string(g.leastDepth) + "-" + std::to_string(g.mostDepth);
        std::vector<std::string> cells{statistics.label(g)};
        if (services)
            cells.push_back(serviceOf(trace, g));
        for (std::string cell : {formatCount(g.count), formatCount(g.errors), formatDuration(g.total), formatDuration(g.self),
                   fixed("%.1f %%", 100 * statistics.criticalShare(g)), formatDuration(g.p50), formatDuration(g.p95), formatDuration(g.max), depth,
                   fixed("%.1f", g.meanConcurrency()) + " / " + formatCount(g.peak)})
            cells.push_back(std::move(cell));
        table.row(std::move(cells));
    }
    table.print(out);
    sayMore(out, shown, statistics.groups.size());
    for (const analysis::RepeatedCalls &repeated : statistics.repeated)
        out.write("! " + terminalText(sentenceOf(trace, statistics.calls, repeated)) + "\n");
}

} // namespace

int printTraceStatistics(Context &context, const Input &input, const std::shared_ptr<const TraceTable> &trace, const std::vector<Nanos> &self,
                         const analysis::CriticalPath &critical, std::uint64_t limit)
{
    base::Progress progress;
    const auto key = items::GroupKey::parse(*context.arguments.value("by"));
    const auto statistics = items::traceStatistics(*input.source, {trace, &self, &critical, trace->spanCount(), key, {}}, progress, context.stop);
    if (!statistics)
        return context.fail(statistics.error());
    const std::size_t shown = std::min<std::size_t>(statistics->groups.size(), limit);
    if (context.arguments.has("markdown"))
        context.out.write(statisticsMarkdown(*trace, *statistics));
    else if (context.arguments.has("csv"))
        context.out.write(statisticsCsv(*trace, *statistics));
    else if (context.json)
        writeStatisticsJson(context.out, *trace, *statistics, shown);
    else
        printTable(context.out, *trace, *statistics, shown);
    return input.exit();
}

} // namespace triptych::cli
