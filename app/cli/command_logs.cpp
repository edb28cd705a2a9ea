#include "app/cli/rows.h"
#include "query/intrinsic_value.h"
#include "sources/record_stream.h"
#include "telemetry/human_text.h"

#include <limits>

namespace triptych::cli {

using namespace telemetry;

namespace {

std::string_view matchName(LogMatch match)
{
    switch (match) {
    case LogMatch::Span: return "span";
    case LogMatch::Trace: return "trace";
    case LogMatch::Access: return "access";
    case LogMatch::Guess: return "guess";
    }
    return "guess";
}

void writeLog(JsonWriter &json, const LogDetails &d, const MatchedLog *matched)
{
    const LogRow &row = d.row;
    json.beginObject().time("time", row.time).field("level", telemetry::name(row.level)).field("body", row.body).field("service", row.service);
    json.field("traceId", idText(row.trace)).field("spanId", idText(row.span)).key("tags");
    writeTags(json, d.logTags, d.resourceTags);
    json.field("source", d.importPath);
    if (row.line > 0)
        json.field("line", row.line);
    if (matched) {
        json.field("match", matchName(matched->match));
        if (!matched->placed.empty())
            json.field("placedOn", hex(matched->placed));
        if (!matched->why.empty())
            json.field("reason", matched->why);
    }
    json.endObject();
}

void printLog(Output &out, const LogRow &row, std::optional<LogMatch> match)
{
    std::string line = row.time != 0 ? formatDateTime(row.time) : std::string("-");
    line += " ";
    std::string level(telemetry::name(row.level));
    level.resize(std::max<std::size_t>(level.size(), 5), ' ');
    line += level;
    if (match)
        line += " [" + std::string(matchName(*match)) + "]";
    if (!row.service.empty())
        line += " " + terminalText(row.service) + ":";
    out.write(line + " " + terminalLines(row.body) + "\n");
}

/// `TRACE:SPAN`; the last colon parts them, as spellings of trace ids may hold colons themselves.
base::Result<std::pair<std::string, SpanId>> spanOf(const std::string &text)
{
    const std::size_t colon = text.rfind(':');
    if (colon != std::string::npos) {
        const auto spans = query::spanIds(std::string_view(text).substr(colon + 1));
        if (!spans.empty())
            return std::pair(text.substr(0, colon), spans.front());
    }
    return usageError("--span needs TRACE:SPAN, two ids with a colon between them, not '" + text + "'");
}

int runCorrelated(Context &context, const Input &input, std::uint64_t limit)
{
    std::string traceText = context.arguments.value("trace").value_or(std::string());
    std::optional<SpanId> span;
    if (const auto text = context.arguments.value("span")) {
        const auto both = spanOf(*text);
        if (!both)
            return context.fail(both.error());
        traceText = both->first;
        span = both->second;
    }
    // The logs may be all there is of a trace: it need not be among the stored ones.
    auto trace = findTrace(input.asked(), traceText, context.stop);
    if (!trace && trace.error().kind == base::ErrorKind::NotFound)
        trace = query::traceIds(traceText).front();
    if (!trace)
        return context.fail(trace.error());
    const Guess guess = context.arguments.has("guess") ? Guess::Always : Guess::No;
    // One more than asked tells whether there are more.
    const auto matched = input.asked().logsOf(*trace, span, guess, limit + 1, context.stop);
    if (!matched)
        return context.fail(matched.error());
    const std::size_t shown = std::min<std::size_t>(matched->size(), limit);
    if (!context.json) {
        for (std::size_t i = 0; i < shown; ++i)
            printLog(context.out, (*matched)[i].row, span ? std::optional((*matched)[i].match) : std::nullopt);
        if (shown < matched->size())
            context.out.write("… more; --limit shows them\n");
        return input.exit();
    }
    sources::RecordStream stream(*input.source);
    JsonList list(context.out, "logs", shown < matched->size());
    for (std::size_t at = 0; at < shown; at += kRowsAtOnce) {
        std::vector<LogRow> rows;
        for (std::size_t i = at; i < std::min(at + kRowsAtOnce, shown); ++i)
            rows.push_back((*matched)[i].row);
        const auto details = stream.details(rows, context.stop);
        if (!details)
            return context.fail(details.error());
        for (std::size_t i = 0; i < details->size(); ++i)
            writeLog(list.json(), (*details)[i], &(*matched)[at + i]);
    }
    return input.exit();
}

} // namespace

int runLogs(Context &context)
{
    const auto limit = rowLimit(context);
    if (!limit)
        return context.fail(limit.error());
    const auto input = openInput(context);
    if (!input)
        return context.fail(input.error());
    if (context.arguments.has("span") || context.arguments.has("trace"))
        return runCorrelated(context, *input, *limit);
    auto records = input->asked().logIds(input->selection, Order::Ascending, context.stop);
    if (!records)
        return context.fail(records.error());
    const std::size_t total = records->size();
    records->resize(std::min<std::size_t>(total, *limit));
    sources::RecordStream stream(*input->source);
    base::Result<void> done;
    if (context.json) {
        JsonList list(context.out, "logs", records->size() < total, total);
        done = stream.logs(*records,
                           [&](const LogDetails &log) {
                               writeLog(list.json(), log, nullptr);
                               return !context.out.failed();
                           },
                           context.stop);
    } else {
        for (std::size_t at = 0; at < records->size() && done && !context.out.failed(); at += kRowsAtOnce) {
            const auto end = std::min(at + kRowsAtOnce, records->size());
            const auto rows = input->source->logRows({records->begin() + static_cast<std::ptrdiff_t>(at), records->begin() + static_cast<std::ptrdiff_t>(end)}, context.stop);
            if (!rows) {
                done = rows.error();
                break;
            }
            for (const LogRow &row : *rows)
                printLog(context.out, row, std::nullopt);
        }
        sayMore(context.out, records->size(), total);
    }
    return done ? input->exit() : context.fail(done.error());
}

} // namespace triptych::cli
