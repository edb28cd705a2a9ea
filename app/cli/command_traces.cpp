#include "app/cli/remote.h"
#include "app/cli/rows.h"
#include "sources/record_stream.h"
#include "telemetry/human_text.h"

#include <optional>

namespace triptych::cli {

using namespace telemetry;

namespace {

std::optional<TraceSort> sortOf(std::string_view text)
{
    if (text == "start")
        return TraceSort::Start;
    if (text == "duration")
        return TraceSort::Duration;
    if (text == "spans")
        return TraceSort::Spans;
    if (text == "errors")
        return TraceSort::Errors;
    return std::nullopt;
}

/// Where an input's trace id was no number, the store has a number made of it; people know it by its own text.
constexpr const char *kOriginalId = "original.trace_id";

std::string traceText(const TraceRow &t)
{
    return t.extra.empty() || t.extra.front().empty() ? hex(t.trace) : t.extra.front();
}

void writeTrace(JsonWriter &json, const TraceRow &t)
{
    json.beginObject().field("traceId", traceText(t)).field("rootService", t.rootService).field("rootName", t.rootName);
    json.time("start", t.start).field("duration", t.duration).field("spans", t.spans).field("errors", t.errors);
    json.field("depth", t.depth).field("orphans", t.orphans).key("services").beginArray();
    for (const std::string &service : t.services)
        json.text(service);
    json.endArray().field("logs", t.logs).endObject();
}

void printTraces(Output &out, const TracePage &page)
{
    using Align = TextTable::Align;
    TextTable table;
    table.column("start (UTC)");
    table.column("duration", Align::Right);
    table.column("service");
    table.column("operation");
    table.column("spans", Align::Right);
    table.column("errors", Align::Right);
    table.column("trace");
    for (const TraceRow &t : page.rows)
        table.row({formatDateTime(t.start), formatDuration(t.duration), t.rootService, t.rootName, formatCount(t.spans), formatCount(t.errors), traceText(t)});
    table.print(out);
    sayMore(out, page.rows.size(), page.total);
}

void writeFoundSpan(JsonWriter &json, const SpanDetails &d)
{
    const SpanRow &s = d.row;
    json.beginObject().field("traceId", idText(s.trace)).field("spanId", idText(s.span)).field("parentId", idText(s.parent));
    json.field("service", s.service).field("name", s.name).field("kind", name(s.kind)).field("status", name(s.status));
    json.time("start", s.start).field("duration", s.duration).key("tags");
    writeTags(json, d.spanTags, d.resourceTags);
    json.field("events", s.events).field("links", s.links).endObject();
}

} // namespace

int runTraces(Context &context)
{
    const auto sort = sortOf(context.arguments.value("sort").value_or("start"));
    if (!sort)
        return context.fail(usageError("--sort is start, duration, spans or errors"));
    const auto limit = rowLimit(context);
    if (!limit)
        return context.fail(limit.error());
    const auto input = openInput(context);
    if (!input)
        return context.fail(input.error());
    TraceQuery query;
    query.sort = *sort;
    query.limit = *limit;
    query.extraTags = {kOriginalId};
    const auto page = input->asked().traces(input->selection, query, context.stop);
    if (!page)
        return context.fail(page.error());
    if (context.json) {
        JsonList list(context.out, "traces", page->rows.size() < page->total, page->total);
        for (const TraceRow &trace : page->rows)
            writeTrace(list.json(), trace);
    } else {
        printTraces(context.out, *page);
    }
    return input->exit();
}

int runSpans(Context &context)
{
    const auto limit = rowLimit(context);
    if (!limit)
        return context.fail(limit.error());
    const auto input = openInput(context);
    if (!input)
        return context.fail(input.error());
    SpanQuery first;
    first.limit = context.json ? 0 : *limit;
    const auto page = input->asked().spans(input->selection, first, context.stop);
    if (!page)
        return context.fail(page.error());
    if (!context.json) {
        using Align = TextTable::Align;
        TextTable table;
        table.column("start (UTC)");
        table.column("duration", Align::Right);
        table.column("service");
        table.column("operation");
        table.column("kind");
        table.column("status");
        table.column("span");
        table.column("trace");
        for (const SpanRow &s : page->rows)
            table.row({formatDateTime(s.start), formatDuration(s.duration), s.service, s.name, std::string(name(s.kind)), std::string(name(s.status)), idText(s.span), idText(s.trace)});
        table.print(context.out);
        sayMore(context.out, page->rows.size(), page->total);
        return input->exit();
    }
    sources::RecordStream stream(*input->source);
    JsonList list(context.out, "spans", *limit < page->total, page->total);
    const auto done = stream.spans(input->selection, SpanSort::Start, std::min(*limit, page->total),
                                   [&](const SpanDetails &span) {
                                       writeFoundSpan(list.json(), span);
                                       return !context.out.failed();
                                   },
                                   context.stop);
    return done ? input->exit() : context.fail(done.error());
}

int runStats(Context &context)
{
    std::vector<std::string> by;
    const std::string keys = context.arguments.value("by").value_or("service,name");
    for (std::size_t at = 0; at <= keys.size();) {
        const std::size_t comma = std::min(keys.find(',', at), keys.size());
        if (comma > at)
            by.push_back(keys.substr(at, comma - at));
        at = comma + 1;
    }
    if (by.empty())
        return context.fail(usageError("--by needs at least one key"));
    const auto limit = rowLimit(context);
    if (!limit)
        return context.fail(limit.error());
    const auto input = openInput(context);
    if (!input)
        return context.fail(input.error());
    const auto stats = input->asked().stats(input->selection, by, context.stop);
    if (!stats)
        return context.fail(stats.error());
    tellNotes(*input, Table::Spans);
    const std::size_t shown = std::min<std::size_t>(stats->size(), *limit);
    if (context.json) {
        JsonList list(context.out, "stats", shown < stats->size(), stats->size());
        JsonWriter &json = list.json();
        for (std::size_t i = 0; i < shown; ++i) {
            const Stats &s = (*stats)[i];
            json.beginObject();
            for (std::size_t k = 0; k < by.size(); ++k)
                json.field(by[k], s.group[k]);
            json.field("count", s.count).field("errors", s.errors).field("rate", s.rate);
            json.field("p50", s.p50).field("p90", s.p90).field("p95", s.p95).field("p99", s.p99);
            json.field("max", s.max).field("selfTime", s.selfTime).endObject();
        }
        return input->exit();
    }
    using Align = TextTable::Align;
    TextTable table;
    for (const std::string &key : by)
        table.column(key);
    for (const char *title : {"count", "errors", "rate/s", "p50", "p90", "p95", "p99", "max", "self time"})
        table.column(title, Align::Right);
    const auto ns = [](double value) { return formatDuration(static_cast<Nanos>(value)); };
    for (std::size_t i = 0; i < shown; ++i) {
        const Stats &s = (*stats)[i];
        std::vector<std::string> cells = s.group;
        char rate[32];
        std::snprintf(rate, sizeof rate, "%.3g", s.rate);
        for (std::string cell : {formatCount(s.count), formatCount(s.errors), std::string(rate), ns(s.p50), ns(s.p90), ns(s.p95), ns(s.p99), formatDuration(s.max), formatDuration(s.selfTime)})
            cells.push_back(std::move(cell));
        table.row(std::move(cells));
    }
    table.print(context.out);
    sayMore(context.out, shown, stats->size());
    return input->exit();
}

} // namespace triptych::cli
