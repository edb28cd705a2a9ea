#include "query/compose.h"

#include "query/syntax.h"

#include <vector>

namespace triptych::query {

namespace {

constexpr std::string_view kUnsafeInKey = " \t\n\r\":()\\";
constexpr std::string_view kUnsafeInValue = " \t\n\r\"()*\\[]{}";

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        if (c == '\n' || c == '\t') {
            out += c == '\n' ? "\\n" : "\\t";
            continue;
        }
        out += c;
    }
    return out + '"';
}

bool contains(std::string_view text, std::string_view any) { return text.find_first_of(any) != std::string_view::npos; }

std::string keyText(std::string_view key)
{
    const bool tagOnly = key.starts_with('@');
    const std::string_view bare = tagOnly ? key.substr(1) : key;
    const bool already = bare.starts_with('"') && bare.ends_with('"') && bare.size() > 1;
    const bool scopedQuote = bare.ends_with('"') && bare.find(".\"") != std::string_view::npos;
    if (already || scopedQuote)
        return std::string(key);
    if (bare.empty() || contains(bare, kUnsafeInKey) || bare.starts_with('-') || bare.starts_with('/') || bare.starts_with('@'))
        return quoted(bare);
    return std::string(key);
}

/// A top-level term: the nodes joined by And, or the only one.
std::vector<const Node *> topLevel(const Filter &filter)
{
    std::vector<const Node *> out;
    if (!filter.root())
        return out;
    const auto *group = std::get_if<Group>(&filter.root()->what);
    if (group && group->kind == Group::Kind::And) {
        for (const Node &child : group->children)
            out.push_back(&child);
    } else {
        out.push_back(filter.root());
    }
    return out;
}

const Node *inner(const Node &node)
{
    const auto *group = std::get_if<Group>(&node.what);
    return group && group->kind == Group::Kind::Not ? &group->children.front() : nullptr;
}

bool equal(const Quantity &a, const Quantity &b) { return a.kind == b.kind && a.value == b.value; }

/// Whether both are the same key with the same single value.
bool sameTerm(const Node &node, const Node &wanted)
{
    const auto *a = std::get_if<Term>(&node.what), *b = std::get_if<Term>(&wanted.what);
    if (!a || !b || a->key.text != b->key.text || a->key.exact != b->key.exact || a->key.intrinsic != b->key.intrinsic ||
        a->value.index() != b->value.index())
        return false;
    if (const auto *exact = std::get_if<Exact>(&a->value))
        return exact->text == std::get<Exact>(b->value).text;
    if (const auto *range = std::get_if<Between>(&a->value)) { // duration:250ms became one
        const auto &other = std::get<Between>(b->value);
        return range->low && range->high && other.low && other.high && equal(*range->low, *other.low) &&
               equal(*range->high, *other.high) && equal(*range->low, *range->high);
    }
    return false;
}

std::string_view slice(const Filter &filter, const Node &node)
{
    return std::string_view(filter.text()).substr(node.where.begin, node.where.end - node.where.begin);
}

Filter parsed(const std::string &text, const Filter &otherwise)
{
    const base::Result<Filter> result = Filter::parse(text);
    return result ? *result : otherwise;
}

} // namespace

std::string valueText(std::string_view value)
{
    const bool bare = !value.empty() && !contains(value, kUnsafeInValue) && value.front() != '>' && value.front() != '<' &&
                      value.front() != '=' && !value.starts_with("!=") && !(value.front() == '/' && value.size() > 1 && contains(value.substr(1), "/")) &&
                      value != "/";
    return bare ? std::string(value) : quoted(value);
}

std::string termText(std::string_view key, std::string_view value) { return keyText(key) + ":" + valueText(value); }

std::string keyOfTag(std::string_view tagKey, telemetry::TagScope scope)
{
    using telemetry::TagScope;
    if (contains(tagKey, kUnsafeInKey) || tagKey.empty() || tagKey.starts_with('-') || tagKey.starts_with('/') || tagKey.starts_with('@'))
        return quoted(tagKey);
    if (scope == TagScope::Event)
        return "event." + std::string(tagKey);
    if (intrinsicFromText(tagKey))
        return "@" + std::string(tagKey);
    for (const std::string_view prefix : {"resource.", "span.", "scope.", "event.", "link.", "log."})
        if (tagKey.starts_with(prefix))
            return "@" + std::string(tagKey);
    return std::string(tagKey);
}

Presence presence(const Filter &filter, std::string_view key, std::string_view value)
{
    const base::Result<Filter> wanted = Filter::parse(termText(key, value));
    if (!wanted || wanted->empty())
        return Presence::Absent;
    for (const Node *node : topLevel(filter)) {
        if (sameTerm(*node, *wanted->root()))
            return Presence::Included;
        if (const Node *negated = inner(*node); negated && sameTerm(*negated, *wanted->root()))
            return Presence::Excluded;
    }
    return Presence::Absent;
}

Filter without(const Filter &filter, std::string_view key, std::string_view value)
{
    const base::Result<Filter> wanted = Filter::parse(termText(key, value));
    if (!wanted || wanted->empty() || presence(filter, key, value) == Presence::Absent)
        return filter;
    std::string text;
    for (const Node *node : topLevel(filter)) {
        const Node *negated = inner(*node);
        if (sameTerm(*node, *wanted->root()) || (negated && sameTerm(*negated, *wanted->root())))
            continue;
        text += (text.empty() ? "" : " ") + std::string(slice(filter, *node));
    }
    return parsed(text, filter);
}

Filter combined(const Filter &filter, std::string_view key, std::string_view value, Combine combine)
{
    const std::string positive = termText(key, value);
    const bool negate = combine == Combine::AndNot || combine == Combine::Not;
    const std::string term = (negate ? "-" : "") + positive;
    // A value that an intrinsic does not take (status:unknown from odd data) must not lose the filter.
    const base::Result<Filter> alone = Filter::parse(term);
    if (!alone)
        return filter;
    if (combine == Combine::Replace || combine == Combine::Not || filter.empty())
        return *alone;
    if (combine == Combine::Or)
        return parsed(filter.text() + " OR " + term, filter);
    if (presence(filter, key, value) == (negate ? Presence::Excluded : Presence::Included))
        return filter;
    return without(filter, key, value).and_(*alone);
}

} // namespace triptych::query
