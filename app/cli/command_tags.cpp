#include "app/cli/rows.h"
#include "telemetry/human_text.h"

namespace triptych::cli {

using namespace telemetry;

namespace {

std::string_view scopeName(TagScope scope)
{
    switch (scope) {
    case TagScope::Any: return "any";
    case TagScope::Resource: return "resource";
    case TagScope::Scope: return "scope";
    case TagScope::Span: return "span";
    case TagScope::Event: return "event";
    case TagScope::Link: return "link";
    case TagScope::Log: return "log";
    }
    return "any";
}

int listValues(Context &context, const Input &input, const std::string &key, std::uint64_t limit)
{
    const auto values = input.asked().tagValues(key, input.selection, limit + 1, context.stop);
    if (!values)
        return context.fail(values.error());
    const std::size_t shown = std::min<std::size_t>(values->size(), limit);
    if (context.json) {
        JsonList list(context.out, "values", shown < values->size());
        for (std::size_t i = 0; i < shown; ++i)
            list.json().beginObject().field("value", (*values)[i].value).field("spans", (*values)[i].spans).field("logs", (*values)[i].logs).endObject();
        return input.exit();
    }
    TextTable table;
    table.column(terminalText(key));
    table.column("spans", TextTable::Align::Right);
    table.column("logs", TextTable::Align::Right);
    for (std::size_t i = 0; i < shown; ++i)
        table.row({(*values)[i].value, formatCount((*values)[i].spans), formatCount((*values)[i].logs)});
    table.print(context.out);
    if (shown < values->size())
        context.out.write("… more; --limit shows them\n");
    return input.exit();
}

} // namespace

int runTags(Context &context)
{
    const auto limit = rowLimit(context);
    if (!limit)
        return context.fail(limit.error());
    const auto input = openInput(context);
    if (!input)
        return context.fail(input.error());
    if (const auto key = context.arguments.value("key"))
        return listValues(context, *input, *key, *limit);
    const auto keys = input->asked().tagKeys(input->selection, context.stop);
    if (!keys)
        return context.fail(keys.error());
    const std::size_t shown = std::min<std::size_t>(keys->size(), *limit);
    if (context.json) {
        JsonList list(context.out, "keys", shown < keys->size(), keys->size());
        for (std::size_t i = 0; i < shown; ++i) {
            const TagKey &k = (*keys)[i];
            list.json().beginObject().field("key", k.key).field("scope", scopeName(k.scope)).field("spans", k.spans).field("logs", k.logs).field("distinct", k.distinct).endObject();
        }
        return input->exit();
    }
    TextTable table;
    table.column("key");
    table.column("scope");
    for (const char *title : {"spans", "logs", "values"})
        table.column(title, TextTable::Align::Right);
    for (std::size_t i = 0; i < shown; ++i) {
        const TagKey &k = (*keys)[i];
        table.row({k.key, std::string(scopeName(k.scope)), formatCount(k.spans), formatCount(k.logs), formatCount(k.distinct)});
    }
    table.print(context.out);
    sayMore(context.out, shown, keys->size());
    return input->exit();
}

} // namespace triptych::cli
