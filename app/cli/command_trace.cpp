#include "analysis/critical_path.h"
#include "analysis/self_time.h"
#include "analysis/trace_markdown.h"
#include "analysis/trace_table.h"
#include "analysis/united_spans.h"
#include "app/cli/rows.h"
#include "app/cli/trace_statistics.h"
#include "items/trace_origins.h"
#include "sources/record_stream.h"
#include "telemetry/human_text.h"

#include <algorithm>

namespace triptych::cli {

using namespace telemetry;
using analysis::CriticalPath;
using analysis::NodeFlag;
using analysis::TraceTable;

namespace {

struct Waterfall {
    std::shared_ptr<const TraceTable> table;
    std::vector<Nanos> self;
    CriticalPath critical;
    std::vector<items::TraceOrigin> origins; ///< empty where there is one
};

/// `,"sources":["a.json",…]`: the inputs that have a span.
void writeSources(JsonWriter &json, const Waterfall &w, std::uint32_t row)
{
    const auto &columns = w.table->columns();
    const auto write = [&](std::int32_t import) {
        for (const items::TraceOrigin &origin : w.origins)
            if (origin.import == import)
                json.text(origin.path);
    };
    json.key("sources").beginArray();
    write(columns.import[row]);
    for (auto it = std::lower_bound(columns.repeats.begin(), columns.repeats.end(), TraceColumns::Repeat{row, 0});
         it != columns.repeats.end() && it->row == row; ++it)
        write(it->import);
    json.endArray();
}

void writeTraceSpan(JsonWriter &json, const Waterfall &w, SpanIndex i, const SpanDetails &d)
{
    const TraceTable &t = *w.table;
    const auto n = toInt(i);
    json.beginObject().field("spanId", idText(d.row.span)).field("parentId", idText(d.row.parent));
    json.field("service", t.serviceText(i)).field("name", t.nameText(i));
    json.field("kind", name(static_cast<SpanKind>(t.columns().kind[n]))).field("status", name(static_cast<StatusCode>(t.columns().status[n])));
    if (!d.statusMessage.empty())
        json.field("statusMessage", d.statusMessage);
    json.time("start", t.originalStart(i)).time("adjustedStart", t.start(i)).field("duration", t.duration(i)).field("selfTime", w.self[n]);
    json.field("depth", t.depth(i)).key("orphan").boolean(t.has(i, NodeFlag::Orphan)).key("critical").boolean(w.critical.contains(i));
    json.key("tags");
    writeTags(json, d.spanTags, d.resourceTags);
    json.key("events").beginArray();
    for (const SpanDetails::Event &e : d.events)
        json.beginObject().time("time", e.time).field("name", e.name).key("tags").raw(e.tags.empty() ? "{}" : e.tags).endObject();
    json.endArray().key("links").beginArray();
    for (const SpanDetails::Link &l : d.links)
        json.beginObject().field("traceId", idText(l.trace)).field("spanId", idText(l.span)).key("tags").raw(l.tags.empty() ? "{}" : l.tags).endObject();
    json.endArray();
    if (!w.origins.empty())
        writeSources(json, w, n);
    json.endObject();
}

/// The spans in waterfall order; placeholders of missing parents are no spans.
std::vector<SpanIndex> spanOrder(const TraceTable &table)
{
    std::vector<SpanIndex> order;
    order.reserve(table.spanCount());
    for (const std::uint32_t node : table.order())
        if (table.isSpan(SpanIndex{node}))
            order.push_back(SpanIndex{node});
    return order;
}

base::Result<void> writeTraceJson(Context &context, sources::LocalSource &source, const Waterfall &w)
{
    const TraceTable &t = *w.table;
    JsonWriter json(context.out);
    json.beginObject().field("traceId", hex(t.columns().trace)).time("start", t.originalExtent().from).field("duration", t.duration());
    json.field("depth", t.maxDepth()).key("warnings").beginArray();
    for (const std::string &warning : t.warnings())
        json.text(warning);
    json.endArray().key("spans").beginArray();
    sources::RecordStream stream(source);
    const std::vector<SpanIndex> order = spanOrder(t);
    for (std::size_t at = 0; at < order.size(); at += kRowsAtOnce) {
        const std::size_t end = std::min(at + kRowsAtOnce, order.size());
        std::vector<SpanRow> rows;
        for (std::size_t i = at; i < end; ++i)
            rows.push_back(spanRowOf(t.columns(), toInt(order[i])));
        const auto details = stream.details(rows, context.stop);
        if (!details)
            return details.error();
        for (std::size_t i = at; i < end; ++i)
            writeTraceSpan(json, w, order[i], (*details)[i - at]);
    }
    json.endArray().endObject().end();
    return {};
}

void printText(Context &context, const Waterfall &w, std::uint64_t limit)
{
    const TraceTable &t = *w.table;
    const analysis::TraceSummary summary = analysis::traceSummary(t);
    context.out.write(hex(t.columns().trace) + "  " + formatDateTime(summary.start) + " UTC  " + formatDuration(summary.duration) + "  " +
                      formatCount(summary.spans) + " spans, " + formatCount(summary.services) + " services, " + formatCount(summary.errors) + " errors, depth " +
                      std::to_string(summary.depth) + "\n");
    for (const std::string &warning : t.warnings())
        context.out.write("! " + terminalText(warning) + "\n");
    using Align = TextTable::Align;
    TextTable table;
    table.column("at", Align::Right);
    table.column("duration", Align::Right);
    table.column("self", Align::Right);
    table.column("", Align::Left);
    table.column("span", Align::Left, 120);
    std::uint64_t shown = 0;
    for (const std::uint32_t node : t.order()) {
        if (shown++ == limit)
            break;
        const SpanIndex i{node};
        const std::string indent(2 * static_cast<std::size_t>(t.indent(i)), ' ');
        const bool span = t.isSpan(i);
        std::string marks = t.has(i, NodeFlag::Error) ? "E" : " ";
        marks += span && w.critical.contains(i) ? "*" : " ";
        const std::string service(t.serviceText(i));
        table.row({formatDuration(t.start(i) - t.extent().from), formatDuration(t.duration(i)), span ? formatDuration(w.self[node]) : std::string(), marks,
                   indent + (service.empty() ? "" : service + ": ") + t.nameText(i)});
    }
    table.print(context.out);
    sayMore(context.out, std::min<std::uint64_t>(limit, t.order().size()), t.order().size());
}

} // namespace

int runTrace(Context &context)
{
    const auto limit = rowLimit(context);
    if (!limit)
        return context.fail(limit.error());
    InputWords words = splitWords(context.arguments);
    if (words.rest.size() != 1)
        return context.fail(usageError("trace needs one trace id"));
    const std::string id = words.rest[0];
    words.rest.clear();
    const auto input = openInput(context, words);
    if (!input)
        return context.fail(input.error());
    const auto trace = findTrace(input->asked(), id, context.stop);
    if (!trace)
        return context.fail(trace.error());
    auto columns = input->source->trace(*trace, context.stop);
    if (!columns)
        return context.fail(columns.error());
    analysis::uniteSpans(*columns);
    const auto origins = items::traceOrigins(*columns, *input->source, context.stop);
    Waterfall w;
    w.origins = origins;
    const auto skew = context.arguments.has("no-adjust") ? analysis::Skew::Keep : analysis::Skew::Adjust;
    w.table = TraceTable::build(std::make_shared<const TraceColumns>(std::move(*columns)), skew, context.stop);
    if (w.table) {
        w.self = analysis::selfTimes(*w.table, context.stop);
        w.critical = CriticalPath::of(*w.table, context.stop);
    }
    if (context.stop.stop_requested())
        return context.fail({base::ErrorKind::Stopped, "stopped", {}, {}, {}});
    if (context.arguments.has("by"))
        return printTraceStatistics(context, *input, w.table, w.self, w.critical, *limit);
    if (context.arguments.has("markdown")) {
        context.out.write(analysis::traceMarkdown(*w.table, w.critical));
        return input->exit();
    }
    if (!context.json) {
        printText(context, w, *limit);
        return input->exit();
    }
    const auto written = writeTraceJson(context, *input->source, w);
    return written ? input->exit() : context.fail(written.error());
}

} // namespace triptych::cli
