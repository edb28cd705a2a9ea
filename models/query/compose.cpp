#include "query/compose.h"

#include "query/filter_text.h"
#include "query/syntax.h"

#include <algorithm>
#include <span>
#include <vector>

namespace triptych::query {

namespace {

constexpr std::string_view kUnsafeInKey = " \t\n\r\":()\\";
constexpr std::string_view kUnsafeInValue = " \t\n\r\"()*\\[]{}";

bool contains(std::string_view text, std::string_view any) { return text.find_first_of(any) != std::string_view::npos; }

std::string composedKey(std::string_view key)
{
    const bool tagOnly = key.starts_with('@');
    const std::string_view bare = tagOnly ? key.substr(1) : key;
    const bool already = bare.starts_with('"') && bare.ends_with('"') && bare.size() > 1;
    const bool scopedQuote = bare.ends_with('"') && bare.find(".\"") != std::string_view::npos;
    if (already || scopedQuote)
        return std::string(key);
    if (bare.empty() || contains(bare, kUnsafeInKey) || bare.starts_with('-') || bare.starts_with('/') || bare.starts_with('@'))
        return filterQuoted(bare);
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

/// The terms of which a node wants one: its own, or those of a group of one key. Empty for anything else.
std::span<const Node> alternativeTerms(const Node &node)
{
    if (std::holds_alternative<Term>(node.what))
        return {&node, 1};
    const auto *group = std::get_if<Group>(&node.what);
    if (!group || group->kind != Group::Kind::Or)
        return {};
    const auto *first = std::get_if<Term>(&group->children.front().what);
    for (const Node &child : group->children) {
        const auto *term = std::get_if<Term>(&child.what);
        if (!term || term->key.text != first->key.text || term->key.exact != first->key.exact || term->key.intrinsic != first->key.intrinsic)
            return {};
    }
    return group->children;
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

std::string_view slice(const Filter &filter, TextRange where)
{
    return std::string_view(filter.text()).substr(where.begin, where.end - where.begin);
}

bool sameKey(const Node &a, const Node &b)
{
    const Key &one = std::get<Term>(a.what).key, &other = std::get<Term>(b.what).key;
    return one.text == other.text && one.exact == other.exact && one.intrinsic == other.intrinsic;
}

/// A value between the parentheses of `key:( … )`, where operators and other keys could stand.
std::string groupedText(const Filter &filter, const Node &node)
{
    const Term &term = std::get<Term>(node.what);
    const auto *exact = std::get_if<Exact>(&term.value);
    if (!exact)
        return std::string(slice(filter, term.valueWhere));
    const std::string &text = exact->text;
    const auto plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<signed char>(c) < 0; };
    const bool bare = !text.empty() && plain(text.front()) && text != "OR" && text != "AND" && text != "NOT" && text != "TO" &&
                      std::all_of(text.begin(), text.end(), [&](char c) { return plain(c) || c == '.' || c == '-' || c == '/'; });
    return bare ? text : filterQuoted(text);
}

/// `key:value` or `key:(one OR other)`, negated as told; each node is a term of the key as `filters` write it.
struct FilterPart {
    const Filter *filter;
    const Node *node;
};
std::string termOf(const std::vector<FilterPart> &pieces, bool negated)
{
    const auto &[filter, node] = pieces.front();
    std::string text = negated ? "-" : "";
    text += std::string(slice(*filter, std::get<Term>(node->what).key.where)) + ":";
    if (pieces.size() == 1) {
        const Term &term = std::get<Term>(node->what);
        const auto *exact = std::get_if<Exact>(&term.value);
        return text + (exact ? valueText(exact->text) : std::string(slice(*filter, term.valueWhere)));
    }
    text += '(';
    for (std::size_t i = 0; i < pieces.size(); ++i)
        text += (i == 0 ? "" : " OR ") + groupedText(*pieces[i].filter, *pieces[i].node);
    return text + ')';
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
    return bare ? std::string(value) : filterQuoted(value);
}

std::string termText(std::string_view key, std::string_view value) { return composedKey(key) + ":" + valueText(value); }

std::string keyOfTag(std::string_view tagKey, telemetry::TagScope scope)
{
    using telemetry::TagScope;
    if (contains(tagKey, kUnsafeInKey) || tagKey.empty() || tagKey.starts_with('-') || tagKey.starts_with('/') || tagKey.starts_with('@'))
        return filterQuoted(tagKey);
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
        const Node *negated = inner(*node);
        for (const Node &one : alternativeTerms(negated ? *negated : *node))
            if (sameTerm(one, *wanted->root()))
                return negated ? Presence::Excluded : Presence::Included;
    }
    return Presence::Absent;
}

std::optional<ValueTerm> valueTermOf(const Node &node)
{
    const Node *negated = inner(node);
    ValueTerm out;
    out.negated = negated != nullptr;
    for (const Node &one : alternativeTerms(negated ? *negated : node)) {
        const Term &term = std::get<Term>(one.what);
        const auto *exact = std::get_if<Exact>(&term.value);
        if (!exact)
            return std::nullopt;
        out.key = term.key.text;
        out.values.push_back(exact->text);
    }
    return out.values.empty() ? std::nullopt : std::optional(std::move(out));
}

Filter widened(const Filter &filter, std::string_view key, std::string_view value, Sign sign)
{
    const base::Result<Filter> wanted = Filter::parse(termText(key, value));
    if (!wanted || wanted->empty() || !std::holds_alternative<Term>(wanted->root()->what))
        return filter;
    const Presence there = presence(filter, key, value);
    if (there == (sign == Sign::Include ? Presence::Included : Presence::Excluded))
        return filter;
    const Filter bare = without(filter, key, value);
    std::string text;
    bool joined = false;
    for (const Node *node : topLevel(bare)) {
        const Node *negated = inner(*node);
        const auto ones = alternativeTerms(negated ? *negated : *node);
        const bool fits = !joined && (negated != nullptr) == (sign == Sign::Exclude) && !ones.empty() && sameKey(ones.front(), *wanted->root());
        std::string term(slice(bare, node->where));
        if (fits) {
            std::vector<FilterPart> pieces;
            for (const Node &one : ones)
                pieces.push_back({&bare, &one});
            pieces.push_back({&*wanted, wanted->root()});
            term = termOf(pieces, negated != nullptr);
            joined = true;
        }
        text += (text.empty() ? "" : " ") + term;
    }
    if (joined)
        return parsed(text, filter);
    const base::Result<Filter> alone = Filter::parse((sign == Sign::Exclude ? "-" : "") + wanted->text());
    return alone ? bare.and_(*alone) : filter;
}

Filter without(const Filter &filter, std::string_view key, std::string_view value)
{
    const base::Result<Filter> wanted = Filter::parse(termText(key, value));
    if (!wanted || wanted->empty() || presence(filter, key, value) == Presence::Absent)
        return filter;
    std::string text;
    for (const Node *node : topLevel(filter)) {
        const Node *negated = inner(*node);
        const auto ones = alternativeTerms(negated ? *negated : *node);
        std::vector<FilterPart> left;
        for (const Node &one : ones)
            if (!sameTerm(one, *wanted->root()))
                left.push_back({&filter, &one});
        if (!ones.empty() && left.empty())
            continue;
        text += (text.empty() ? "" : " ") +
                (left.size() == ones.size() ? std::string(slice(filter, node->where)) : termOf(left, negated != nullptr));
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
    if (combine == Combine::Or) {
        if (presence(filter, key, value) == Presence::Included)
            return filter;
        for (const Node *node : topLevel(filter))
            if (const auto ones = alternativeTerms(*node); !ones.empty() && alone->root() && std::holds_alternative<Term>(alone->root()->what) && sameKey(ones.front(), *alone->root()))
                return widened(filter, key, value, Sign::Include);
        return parsed(filter.text() + " OR " + term, filter);
    }
    if (presence(filter, key, value) == (negate ? Presence::Excluded : Presence::Included))
        return filter;
    return without(filter, key, value).and_(*alone);
}

} // namespace triptych::query
