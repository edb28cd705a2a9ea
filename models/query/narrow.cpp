#include "query/narrow.h"

#include "query/filter_text.h"
#include "query/syntax.h"
#include "query/value_test.h"

#include <algorithm>
#include <variant>

namespace triptych::query {

namespace {

using telemetry::TagScope;

/// Decided, or what is left to be.
using Folded = std::variant<bool, Node>;

bool isAbout(const Key &key, const AliasTable &aliases, const std::string &tag)
{
    if (key.intrinsic || (key.scope != TagScope::Any && key.scope != TagScope::Resource))
        return false;
    const std::string &base = key.scope == TagScope::Any ? key.text : key.unscoped;
    if (key.exact)
        return base == tag;
    const auto spellings = aliases.spellings(base);
    return std::find(spellings.begin(), spellings.end(), tag) != spellings.end();
}

Folded foldedNode(const Node &node, const AliasTable &aliases, const telemetry::Tag &known)
{
    if (const auto *term = std::get_if<Term>(&node.what))
        return isAbout(term->key, aliases, known.key) ? Folded(textTest(term->value, Where::Whole)(known.value)) : Folded(node);
    const auto *group = std::get_if<Group>(&node.what);
    if (!group)
        return node;
    Group left{group->kind, {}};
    for (const Node &child : group->children) {
        Folded folded = foldedNode(child, aliases, known);
        const bool *decided = std::get_if<bool>(&folded);
        if (!decided)
            left.children.push_back(std::move(std::get<Node>(folded)));
        else if (group->kind == Group::Kind::Not)
            return !*decided;
        else if (*decided == (group->kind == Group::Kind::Or))
            return *decided;
    }
    if (left.children.empty())
        return group->kind == Group::Kind::And;
    if (left.children.size() == 1 && group->kind != Group::Kind::Not)
        return std::move(left.children.front());
    return Node{std::move(left), node.where, node.parenthesised};
}

} // namespace

std::optional<Filter> narrowed(const Filter &filter, const AliasTable &aliases, const telemetry::Tag &known)
{
    if (filter.empty())
        return filter;
    const Folded folded = foldedNode(*filter.root(), aliases, known);
    if (const bool *decided = std::get_if<bool>(&folded))
        return *decided ? std::optional(Filter()) : std::nullopt;
    const std::string text = filterText(std::get<Node>(folded));
    if (text == filterText(*filter.root()))
        return filter; // as it was written: what was asked for it before is known by its text
    const auto rest = Filter::parse(text);
    return rest ? *rest : filter; // written out, it may nest deeper than a filter may
}

} // namespace triptych::query
