#include "query/describe.h"

#include "query/syntax.h"
#include "query/value_forms.h"
#include "telemetry/tag.h"

namespace triptych::query {

namespace {

using telemetry::appendJsonString;

std::string_view scopeName(telemetry::TagScope scope)
{
    using telemetry::TagScope;
    switch (scope) {
    case TagScope::Any:
        return "any";
    case TagScope::Resource:
        return "resource";
    case TagScope::Scope:
        return "scope";
    case TagScope::Span:
        return "span";
    case TagScope::Event:
        return "event";
    case TagScope::Link:
        return "link";
    case TagScope::Log:
        return "log";
    }
    return "any";
}

std::string sign(Compare::Op op)
{
    switch (op) {
    case Compare::Op::Less:
        return "<";
    case Compare::Op::LessOrEqual:
        return "<=";
    case Compare::Op::Greater:
        return ">";
    case Compare::Op::GreaterOrEqual:
        return ">=";
    }
    return "?";
}

std::string starredParts(const Wildcard &wildcard)
{
    std::string out;
    for (std::size_t i = 0; i < wildcard.parts.size(); ++i)
        out += (i == 0 ? "" : "*") + wildcard.parts[i];
    return out;
}

/// Operator and operand of a value, in wordsOfValue of the language.
struct Words {
    std::string op, operand;
};

Words wordsOfValue(const Value &value)
{
    if (const auto *exact = std::get_if<Exact>(&value))
        return {"=", exact->text};
    if (const auto *wildcard = std::get_if<Wildcard>(&value))
        return {"like", starredParts(*wildcard)};
    if (const auto *regex = std::get_if<Regex>(&value))
        return {regex->foldCase ? "matches-any-case" : "matches", regex->pattern};
    if (const auto *compare = std::get_if<Compare>(&value))
        return {sign(compare->op), compare->operand.text};
    if (const auto *range = std::get_if<Between>(&value)) {
        const std::string low = range->low ? range->low->text : "*", high = range->high ? range->high->text : "*";
        return {"in", (range->lowIncluded ? "[" : "{") + low + " TO " + high + (range->highIncluded ? "]" : "}")};
    }
    return {"exists", {}};
}

void text(const Node &node, int depth, std::string &out)
{
    out.append(static_cast<std::size_t>(depth) * 2, ' ');
    if (const auto *group = std::get_if<Group>(&node.what)) {
        out += group->kind == Group::Kind::And ? "and\n" : group->kind == Group::Kind::Or ? "or\n" : "not\n";
        for (const Node &child : group->children)
            text(child, depth + 1, out);
    } else if (const auto *term = std::get_if<Term>(&node.what)) {
        const Words w = wordsOfValue(term->value);
        if (term->key.intrinsic)
            out += "field " + term->key.text;
        else
            out += std::string(term->key.scope == telemetry::TagScope::Any ? "" : scopeName(term->key.scope)) +
                   (term->key.scope == telemetry::TagScope::Any ? "tag " : " tag ") + jsonQuoted(term->key.unscoped) +
                   (term->key.exact ? " exactly" : "");
        out += " " + w.op;
        if (w.op == "in")
            out += " " + w.operand;
        else if (w.op != "exists")
            out += " " + jsonQuoted(w.operand);
        out += '\n';
    } else {
        const Words w = wordsOfValue(std::get<FreeText>(node.what).value);
        out += "text " + (w.op == "=" ? std::string("contains") : w.op) + " " + jsonQuoted(w.operand) + "\n";
    }
}

void appendNodeJson(const Node &node, std::string &out)
{
    if (const auto *group = std::get_if<Group>(&node.what)) {
        if (group->kind == Group::Kind::Not) {
            out += "{\"not\":";
            appendNodeJson(group->children.front(), out);
            out += '}';
            return;
        }
        out += group->kind == Group::Kind::And ? "{\"and\":[" : "{\"or\":[";
        for (std::size_t i = 0; i < group->children.size(); ++i) {
            if (i > 0)
                out += ',';
            appendNodeJson(group->children[i], out);
        }
        out += "]}";
    } else if (const auto *term = std::get_if<Term>(&node.what)) {
        const Words w = wordsOfValue(term->value);
        out += "{\"key\":" + jsonQuoted(term->key.unscoped) + ",\"scope\":" + jsonQuoted(scopeName(term->key.scope)) +
               ",\"intrinsic\":" + (term->key.intrinsic ? "true" : "false") + ",\"op\":" + jsonQuoted(w.op);
        if (w.op != "exists")
            out += ",\"value\":" + jsonQuoted(w.operand);
        out += '}';
    } else {
        const Words w = wordsOfValue(std::get<FreeText>(node.what).value);
        out += "{\"text\":" + jsonQuoted(w.operand) + ",\"op\":" + jsonQuoted(w.op == "=" ? "contains" : w.op) + "}";
    }
}

} // namespace

std::string treeText(const Filter &filter)
{
    std::string out;
    if (filter.root())
        text(*filter.root(), 0, out);
    return out;
}

std::string treeJson(const Filter &filter)
{
    std::string out;
    if (!filter.root())
        return "null";
    appendNodeJson(*filter.root(), out);
    return out;
}

} // namespace triptych::query
