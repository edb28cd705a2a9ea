#include "analysis/tag_comparison.h"
#include "app/cli/rows.h"
#include "telemetry/human_text.h"

#include <cstdio>

namespace triptych::cli {

using namespace telemetry;

namespace {

std::string shareText(double share)
{
    char text[16];
    std::snprintf(text, sizeof text, "%.1f %%", share * 100);
    return text;
}

std::string scoreText(double score)
{
    char text[16];
    std::snprintf(text, sizeof text, "%.3f", score);
    return text;
}

} // namespace

int runCompare(Context &context)
{
    const auto limit = rowLimit(context);
    if (!limit)
        return context.fail(limit.error());
    const std::string count = context.arguments.value("count").value_or("spans");
    if (count != "spans" && count != "traces")
        return context.fail(usageError("--count is spans or traces"));
    const InputWords words = splitWords(context.arguments);
    if (words.rest.size() != 2)
        return context.fail(usageError("compare takes two filters", "triptych-cli compare version:1 version:2 --store FILE"));
    const auto input = openInput(context, {words.paths, {}});
    if (!input)
        return context.fail(input.error());
    const auto a = selectionOf(context.arguments, words.rest[0], *input->source, context.stop);
    const auto b = selectionOf(context.arguments, words.rest[1], *input->source, context.stop);
    if (!a || !b)
        return context.fail(a ? b.error() : a.error());
    const TagComparisonQuery query{count == "spans" ? CountOf::Spans : CountOf::Traces, {}};
    const auto counts = input->source->compareTags(*a, *b, query, context.stop);
    if (!counts)
        return context.fail(counts.error());
    for (const std::string &key : counts->leftOut)
        complain(key + " has too many values to compare and is left out");
    const auto found = analysis::tagDifferences(*counts);
    const std::size_t shown = std::min<std::size_t>(found.size(), *limit);
    if (context.json) {
        JsonList list(context.out, "differences", shown < found.size(), found.size());
        for (std::size_t i = 0; i < shown; ++i) {
            const analysis::TagDifference &d = found[i];
            list.json().beginObject().field("key", d.key).field("value", d.value).field("a", d.a).field("b", d.b).field("score", d.score).field("p", d.p);
            list.json().field("countA", d.countA).field("countB", d.countB).endObject();
        }
        return input->exit();
    }
    context.out.write("A " + formatCount(counts->sizeA) + " " + count + ", B " + formatCount(counts->sizeB) + " " + count + "\n");
    TextTable table;
    table.column("key");
    table.column("value");
    for (const char *title : {"A", "B", "score"})
        table.column(title, TextTable::Align::Right);
    for (std::size_t i = 0; i < shown; ++i)
        table.row({found[i].key, found[i].value, shareText(found[i].a), shareText(found[i].b), scoreText(found[i].score)});
    table.print(context.out);
    sayMore(context.out, shown, found.size());
    return input->exit();
}

} // namespace triptych::cli
