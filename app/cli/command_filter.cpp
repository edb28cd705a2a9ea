#include "app/cli/context.h"
#include "app/cli/native_query.h"
#include "query/sql_compiler.h"
#include "query/syntax.h"
#include "store/store.h"

namespace triptych::cli {

using namespace telemetry;
using query::Node;

namespace {

std::string quantityText(const query::Quantity &q)
{
    return q.text;
}

std::string_view operatorName(query::Compare::Op op)
{
    switch (op) {
    case query::Compare::Op::Less: return "<";
    case query::Compare::Op::LessOrEqual: return "<=";
    case query::Compare::Op::Greater: return ">";
    case query::Compare::Op::GreaterOrEqual: return ">=";
    }
    return "<";
}

/// The test of a term as a word and its operand.
std::pair<std::string, std::string> describe(const query::Value &value)
{
    if (const auto *exact = std::get_if<query::Exact>(&value))
        return {"is", exact->text};
    if (const auto *wildcard = std::get_if<query::Wildcard>(&value)) {
        std::string text;
        for (std::size_t i = 0; i < wildcard->parts.size(); ++i)
            text += (i > 0 ? "*" : "") + wildcard->parts[i];
        return {"like", text};
    }
    if (const auto *regex = std::get_if<query::Regex>(&value))
        return {"matches", "/" + regex->pattern + "/" + (regex->foldCase ? "i" : "")};
    if (const auto *compare = std::get_if<query::Compare>(&value))
        return {std::string(operatorName(compare->op)), quantityText(compare->operand)};
    if (const auto *between = std::get_if<query::Between>(&value))
        return {"in", std::string(between->lowIncluded ? "[" : "{") + (between->low ? quantityText(*between->low) : "*") + " TO " +
                          (between->high ? quantityText(*between->high) : "*") + (between->highIncluded ? "]" : "}")};
    return {"exists", {}};
}

void printNode(Output &out, const Node &node, std::size_t depth)
{
    out.write(std::string(2 * depth, ' '));
    if (const auto *group = std::get_if<query::Group>(&node.what)) {
        out.write(group->kind == query::Group::Kind::And ? "AND\n" : group->kind == query::Group::Kind::Or ? "OR\n" : "NOT\n");
        for (const Node &child : group->children)
            printNode(out, child, depth + 1);
    } else if (const auto *term = std::get_if<query::Term>(&node.what)) {
        const auto [test, operand] = describe(term->value);
        out.write((term->key.intrinsic ? "intrinsic " : "tag ") + terminalText(term->key.text) + " " + test + (operand.empty() ? "" : " " + terminalText(operand)) + "\n");
    } else {
        const auto [test, operand] = describe(std::get<query::FreeText>(node.what).value);
        out.write("text " + test + " " + terminalText(operand) + "\n");
    }
}

void write(JsonWriter &json, const Node &node)
{
    json.beginObject();
    if (const auto *group = std::get_if<query::Group>(&node.what)) {
        json.field("op", group->kind == query::Group::Kind::And ? "and" : group->kind == query::Group::Kind::Or ? "or" : "not").key("children").beginArray();
        for (const Node &child : group->children)
            write(json, child);
        json.endArray();
    } else if (const auto *term = std::get_if<query::Term>(&node.what)) {
        const auto [test, operand] = describe(term->value);
        json.field("op", "term").field("key", term->key.text).key("intrinsic").boolean(term->key.intrinsic.has_value());
        json.field("test", test).field("value", operand);
    } else {
        const auto [test, operand] = describe(std::get<query::FreeText>(node.what).value);
        json.field("op", "text").field("test", test).field("value", operand);
    }
    json.endObject();
}

std::string parameterText(const SqlValue &value)
{
    if (const auto *text = std::get_if<std::string>(&value))
        return "'" + *text + "'";
    if (const auto *whole = std::get_if<std::int64_t>(&value))
        return std::to_string(*whole);
    return std::to_string(std::get<double>(value));
}

void writeSql(JsonWriter &json, const RowPredicate &predicate)
{
    json.beginObject().field("where", predicate.where).key("parameters").beginArray();
    for (const SqlValue &value : predicate.parameters) {
        if (const auto *text = std::get_if<std::string>(&value))
            json.text(*text);
        else if (const auto *whole = std::get_if<std::int64_t>(&value))
            json.number(*whole);
        else
            json.number(std::get<double>(value));
    }
    json.endArray().field("recordPredicates", std::uint64_t(predicate.records.size())).endObject();
}

void printSql(Output &out, const char *table, const RowPredicate &predicate)
{
    out.write(std::string(table) + ": " + (predicate.all() ? std::string("every row") : terminalText(predicate.where)) + "\n");
    for (std::size_t i = 0; i < predicate.parameters.size(); ++i)
        out.write("  parameter " + std::to_string(i + 1) + ": " + terminalText(parameterText(predicate.parameters[i])) + "\n");
}

void printTree(Output &out, const query::Filter &filter)
{
    if (filter.empty())
        out.write("everything\n");
    else
        printNode(out, *filter.root(), 0);
    out.write("\n");
}

void writeTree(JsonWriter &json, const query::Filter &filter)
{
    json.beginObject().field("text", filter.text()).key("tree");
    if (filter.empty())
        json.null();
    else
        write(json, *filter.root());
}

int runNative(Context &context, query::Backend backend, const query::Filter &filter)
{
    if (!context.json) {
        printTree(context.out, filter);
        printNativeQuery(context.out, backend, filter);
        return kDone;
    }
    JsonWriter json(context.out);
    writeTree(json, filter);
    json.key(query::name(backend));
    writeNativeQuery(json, backend, filter);
    json.endObject().end();
    return kDone;
}

std::string targets()
{
    std::string out = "filters are compiled to sql";
    for (const query::Backend one : query::allBackends())
        out += std::string(one == query::allBackends().back() ? " and " : ", ") + std::string(query::name(one));
    return out;
}

} // namespace

int runFilter(Context &context)
{
    std::string text;
    for (const std::string &word : context.arguments.words())
        text += (text.empty() ? "" : " ") + word;
    const auto to = context.arguments.value("to");
    const auto backend = to ? query::backendFromText(*to) : std::nullopt;
    if (to && !backend && *to != "sql")
        return context.fail(usageError("--to " + *to + " is not known", targets()));
    const auto filter = query::Filter::parse(text);
    if (!filter)
        return context.fail(filter.error());
    if (backend)
        return runNative(context, *backend, *filter);
    // Which columns a condition names depends on the tags there are: those of the store given, or none.
    const auto file = context.arguments.value("store");
    auto store = file ? store::Store::open(*file, store::Store::Mode::ReadOnly) : store::Store::temporary();
    if (!store)
        return context.fail(store.error());
    sources::LocalSource source(std::move(*store));
    const auto spans = source.compiled(Table::Spans, *filter), logs = source.compiled(Table::Logs, *filter);
    if (!spans || !logs)
        return context.fail(!spans ? spans.error() : logs.error());
    if (context.json) {
        JsonWriter json(context.out);
        writeTree(json, *filter);
        json.key("sql").beginObject().key("spans");
        writeSql(json, *spans);
        json.key("logs");
        writeSql(json, *logs);
        json.endObject().endObject().end();
        return kDone;
    }
    printTree(context.out, *filter);
    printSql(context.out, "spans", *spans);
    printSql(context.out, "logs", *logs);
    return kDone;
}

} // namespace triptych::cli
