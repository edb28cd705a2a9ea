#include "analysis/failing_patterns.h"
#include "app/cli/rows.h"
#include "telemetry/human_text.h"

#include <cstdio>

namespace triptych::cli {

using namespace telemetry;
using analysis::FailingPattern;
using analysis::FailingPatterns;
using analysis::LogPattern;

namespace {

void writePattern(JsonWriter &json, const LogPattern &pattern)
{
    json.field("pattern", pattern.text).field("count", pattern.count).field("level", name(pattern.level));
    json.time("first", pattern.first).time("last", pattern.last).field("example", pattern.example);
}

int listPatterns(Context &context, const Input &input, std::uint64_t limit)
{
    analysis::LogPatterns patterns;
    const auto done = input.source->eachLog(input.selection, [&](const LogLine &line) { patterns.add(line.body, line.level, line.time); }, nullptr, context.stop);
    if (!done)
        return context.fail(done.error());
    const std::vector<LogPattern> all = patterns.patterns();
    const std::size_t shown = std::min<std::size_t>(all.size(), limit);
    if (context.json) {
        JsonList list(context.out, "patterns", shown < all.size(), all.size());
        for (std::size_t i = 0; i < shown; ++i) {
            list.json().beginObject();
            writePattern(list.json(), all[i]);
            list.json().endObject();
        }
        return input.exit();
    }
    TextTable table;
    table.column("count", TextTable::Align::Right);
    table.column("level");
    table.column("first seen");
    table.column("pattern", TextTable::Align::Left, 120);
    for (std::size_t i = 0; i < shown; ++i)
        table.row({formatCount(all[i].count), std::string(name(all[i].level)), all[i].first == 0 ? std::string() : formatDateTime(all[i].first), all[i].text});
    table.print(context.out);
    sayMore(context.out, shown, all.size());
    return input.exit();
}

int listFailing(Context &context, const Input &input, std::uint64_t limit)
{
    analysis::FailingPatternsBuilder builder;
    const auto done = input.source->eachLog(input.selection, [&](const LogLine &line) { builder.add(line); }, nullptr, context.stop);
    if (!done)
        return context.fail(done.error());
    const FailingPatterns found = builder.result();
    const std::size_t shown = std::min<std::size_t>(found.patterns.size(), limit);
    if (context.json) {
        JsonList list(context.out, "patterns", shown < found.patterns.size(), found.patterns.size());
        for (std::size_t i = 0; i < shown; ++i) {
            const FailingPattern &p = found.patterns[i];
            list.json().beginObject();
            writePattern(list.json(), p.pattern);
            list.json().field("failing", p.failing).field("failingTraces", found.failingTraces).field("passing", p.passing);
            list.json().field("passingTraces", found.passingTraces).field("score", p.score).field("exampleTrace", idText(p.exampleTrace)).endObject();
        }
        return input.exit();
    }
    TextTable table;
    for (const char *title : {"failing", "passing", "G2"})
        table.column(title, TextTable::Align::Right);
    table.column("pattern", TextTable::Align::Left, 120);
    for (std::size_t i = 0; i < shown; ++i) {
        const FailingPattern &p = found.patterns[i];
        char score[32];
        std::snprintf(score, sizeof score, "%.1f", p.score);
        table.row({formatCount(p.failing), formatCount(p.passing), score, p.pattern.text});
    }
    table.print(context.out);
    sayMore(context.out, shown, found.patterns.size());
    context.out.write("of " + formatCount(found.failingTraces) + " failing and " + formatCount(found.passingTraces) + " passing traces with log lines\n");
    return input.exit();
}

} // namespace

int runPatterns(Context &context)
{
    const auto limit = rowLimit(context);
    if (!limit)
        return context.fail(limit.error());
    auto input = openInput(context);
    if (!input)
        return context.fail(input.error());
    if (const auto text = context.arguments.value("trace")) {
        const auto trace = findTrace(input->asked(), *text, context.stop);
        if (!trace)
            return context.fail(trace.error());
        if (input->remote)
            if (const auto brought = input->remote->fetchLogsOf(*trace, context.stop); !brought)
                return context.fail(brought.error());
        const auto filter = query::Filter::parse("trace:" + telemetry::hex(*trace));
        if (!filter)
            return context.fail(filter.error());
        input->selection.filter = input->selection.filter.and_(*filter);
    }
    return context.arguments.has("failing") ? listFailing(context, *input, *limit) : listPatterns(context, *input, *limit);
}

} // namespace triptych::cli
