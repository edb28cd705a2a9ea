#include "app/cli/context.h"
#include "telemetry/human_text.h"

namespace triptych::cli {

using namespace telemetry;

namespace {

void writeInfoJson(Output &out, const StoreInfo &info)
{
    JsonWriter json(out);
    json.beginObject();
    json.field("spans", info.spans).field("traces", info.traces).field("rootSpans", info.rootSpans);
    json.field("orphanSpans", info.orphanSpans).field("errorSpans", info.errorSpans);
    json.field("logs", info.logs).field("logsWithTraceId", info.logsWithTraceId);
    json.field("samples", info.samples).field("series", info.series).field("duplicates", info.duplicates);
    json.key("services").beginArray();
    for (const StoreInfo::Service &s : info.services)
        json.beginObject().field("name", s.name).field("spans", s.spans).field("errors", s.errors).endObject();
    json.endArray();
    json.time("from", info.time.from).time("to", info.time.to);
    json.key("imports").beginArray();
    for (const ImportRecord &r : info.imports) {
        json.beginObject().field("path", r.path).field("format", r.format).field("compression", r.compression).field("bytes", r.bytes);
        json.field("spans", r.spans).field("logs", r.logs).field("samples", r.samples).field("duplicates", r.duplicates).field("errorCount", r.errorCount).endObject();
    }
    json.endArray().endObject().end();
}

void writeText(Output &out, const StoreInfo &info)
{
    TextTable counts;
    counts.column("what");
    counts.column("count", TextTable::Align::Right);
    for (const auto &[what, count] : {std::pair<const char *, std::uint64_t>{"spans", info.spans}, {"traces", info.traces}, {"root spans", info.rootSpans},
                                      {"orphan spans", info.orphanSpans}, {"error spans", info.errorSpans}, {"logs", info.logs},
                                      {"logs with a trace id", info.logsWithTraceId}, {"samples", info.samples}, {"series", info.series}})
        counts.row({what, formatCount(count)});
    counts.print(out);
    if (!info.time.empty())
        out.write("\nfrom " + formatDateTime(info.time.from) + " to " + formatDateTime(info.time.to) + " UTC\n");
    if (info.services.empty())
        return;
    out.write("\n");
    TextTable services;
    services.column("service");
    services.column("spans", TextTable::Align::Right);
    services.column("errors", TextTable::Align::Right);
    for (const StoreInfo::Service &s : info.services)
        services.row({s.name, formatCount(s.spans), formatCount(s.errors)});
    services.print(out);
}

} // namespace

int runInfo(Context &context)
{
    const auto input = openInput(context);
    if (!input)
        return context.fail(input.error());
    if (!input->selection.filter.empty() || input->selection.range)
        return context.fail(usageError("info tells of everything: it takes no filter and no time range", "traces, spans and logs do"));
    const auto info = input->source->info(context.stop);
    if (!info)
        return context.fail(info.error());
    if (context.json)
        writeInfoJson(context.out, *info);
    else
        writeText(context.out, *info);
    return input->exit();
}

} // namespace triptych::cli
