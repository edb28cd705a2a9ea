#include "query/filter_text.h"

#include <string_view>

namespace triptych::query {

namespace {

bool holdsAny(std::string_view text, std::string_view any) { return text.find_first_of(any) != std::string_view::npos; }

/// A bare word in which every character that means something is escaped.
std::string escaped(std::string_view text, std::string_view special)
{
    std::string out;
    for (const char c : text) {
        if (special.find(c) != std::string_view::npos)
            out += '\\';
        out += c;
    }
    return out;
}

std::string keyText(const Key &key)
{
    if (key.intrinsic)
        return key.text;
    const std::string_view prefix = std::string_view(key.text).substr(0, key.text.size() - key.unscoped.size());
    if (key.exact)
        return std::string(key.scope == telemetry::TagScope::Any ? std::string_view() : prefix) + filterQuoted(key.unscoped);
    std::string name = escaped(key.scope == telemetry::TagScope::Any ? key.text : key.unscoped, " \t\n\r\":()\\");
    if (key.scope != telemetry::TagScope::Any)
        return std::string(prefix) + name;
    const bool tagOnly = intrinsicFromText(key.text) || key.text.starts_with("resource.") || key.text.starts_with("span.") ||
                         key.text.starts_with("scope.") || key.text.starts_with("event.") || key.text.starts_with("link.") ||
                         key.text.starts_with("log.") || key.text.starts_with('-') || key.text.starts_with('/') || key.text.starts_with('@') ||
                         key.text.starts_with("NOT") || key.text.starts_with("OR") || key.text.starts_with("AND");
    return (tagOnly ? "@" : "") + name;
}

std::string exactText(std::string_view text)
{
    const bool bare = !text.empty() && !holdsAny(text, " \t\n\r\"()*\\[]{}") && !text.starts_with('>') && !text.starts_with('<') &&
                      !text.starts_with('=') && !text.starts_with("!=") && !text.starts_with('/');
    return bare ? std::string(text) : filterQuoted(text);
}

std::string wildcardText(const Wildcard &wildcard)
{
    std::string out;
    for (std::size_t i = 0; i < wildcard.parts.size(); ++i) {
        if (i > 0)
            out += '*';
        std::string part = escaped(wildcard.parts[i], " \t\n\r\"()*\\[]{}:");
        if (out.empty() && (part.starts_with('>') || part.starts_with('<') || part.starts_with('=') || part.starts_with('!') ||
                            part.starts_with('/') || part.starts_with('-') || part.starts_with('N') || part.starts_with('O') ||
                            part.starts_with('A')))
            part.insert(0, 1, '\\');
        out += part;
    }
    return out;
}

std::string regexText(const Regex &regex)
{
    std::string out = "/";
    for (std::size_t i = 0; i < regex.pattern.size(); ++i) {
        if (regex.pattern[i] == '\\' && i + 1 < regex.pattern.size())
            out += regex.pattern[i++];
        else if (regex.pattern[i] == '/')
            out += '\\';
        out += regex.pattern[i];
    }
    return out + (regex.foldCase ? "/i" : "/");
}

std::string boundText(const std::optional<Quantity> &bound)
{
    if (!bound)
        return "*";
    const std::string &text = bound->text;
    return text.empty() || text == "TO" || text == "*" || holdsAny(text, " \t\n\r\"()\\[]{}") ? filterQuoted(text) : text;
}

std::string writtenValue(const Value &value)
{
    if (const auto *exact = std::get_if<Exact>(&value))
        return exactText(exact->text);
    if (const auto *wildcard = std::get_if<Wildcard>(&value))
        return wildcardText(*wildcard);
    if (const auto *regex = std::get_if<Regex>(&value))
        return regexText(*regex);
    if (const auto *compare = std::get_if<Compare>(&value)) {
        using Op = Compare::Op;
        const std::string sign = compare->op == Op::Less ? "<" : compare->op == Op::LessOrEqual ? "<=" : compare->op == Op::Greater ? ">" : ">=";
        return sign + exactText(compare->operand.text);
    }
    if (const auto *range = std::get_if<Between>(&value))
        return (range->lowIncluded ? "[" : "{") + boundText(range->low) + " TO " + boundText(range->high) + (range->highIncluded ? "]" : "}");
    return "*";
}

bool isGroup(const Node &node, Group::Kind kind)
{
    const auto *group = std::get_if<Group>(&node.what);
    return group && group->kind == kind;
}

} // namespace

std::string filterQuoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '\n' || c == '\t') {
            out += c == '\n' ? "\\n" : "\\t";
            continue;
        }
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

std::string filterText(const Node &node)
{
    if (const auto *term = std::get_if<Term>(&node.what))
        return keyText(term->key) + ":" + writtenValue(term->value);
    if (const auto *text = std::get_if<FreeText>(&node.what)) {
        if (const auto *exact = std::get_if<Exact>(&text->value))
            return filterQuoted(exact->text);
        return writtenValue(text->value);
    }
    const auto &group = std::get<Group>(node.what);
    const auto inner = [](const Node &child, bool wrap) { return wrap ? "(" + filterText(child) + ")" : filterText(child); };
    if (group.kind == Group::Kind::Not) {
        const Node &child = group.children.front();
        return "-" + inner(child, isGroup(child, Group::Kind::And) || isGroup(child, Group::Kind::Or));
    }
    std::string out;
    for (const Node &child : group.children) {
        if (!out.empty())
            out += group.kind == Group::Kind::And ? " " : " OR ";
        // A group of the same kind inside was in parentheses; without them the tree would be flatter.
        out += inner(child, isGroup(child, Group::Kind::And) || isGroup(child, Group::Kind::Or));
    }
    return out;
}

} // namespace triptych::query
