#include "items/filter_terms.h"

#include "query/compose.h"
#include "query/syntax.h"

namespace triptych::items {

namespace {

using query::Group;
using query::Node;

std::vector<const Node *> nodesOf(const query::Filter &filter)
{
    std::vector<const Node *> nodes;
    if (!filter.root())
        return nodes;
    const auto *group = std::get_if<Group>(&filter.root()->what);
    if (!group || group->kind != Group::Kind::And || filter.root()->parenthesised)
        return {filter.root()};
    for (const Node &child : group->children)
        nodes.push_back(&child);
    return nodes;
}

FilterTerm termOf(const Node &node, const std::string &text)
{
    FilterTerm term;
    term.text = text.substr(node.where.begin, node.where.end - node.where.begin);
    if (const auto *group = std::get_if<Group>(&node.what); group && group->kind == Group::Kind::Not)
        term.negated = true;
    if (auto values = query::valueTermOf(node)) {
        term.key = std::move(values->key);
        term.values = std::move(values->values);
    }
    return term;
}

query::Filter joined(const std::vector<FilterTerm> &terms)
{
    std::string text;
    for (const auto &term : terms) {
        if (!text.empty())
            text += ' ';
        text += term.text;
    }
    auto filter = query::Filter::parse(text);
    return filter ? std::move(filter).value() : query::Filter();
}

} // namespace

std::vector<FilterTerm> termsOf(const query::Filter &filter)
{
    std::vector<FilterTerm> terms;
    for (const Node *node : nodesOf(filter))
        terms.push_back(termOf(*node, filter.text()));
    return terms;
}

query::Filter without(const query::Filter &filter, std::size_t index)
{
    auto terms = termsOf(filter);
    if (index < terms.size())
        terms.erase(terms.begin() + std::ptrdiff_t(index));
    return joined(terms);
}

query::Filter withoutKey(const query::Filter &filter, const std::string &key)
{
    auto terms = termsOf(filter);
    std::erase_if(terms, [&](const FilterTerm &term) { return term.key == key; });
    return joined(terms);
}

query::Filter withoutIncluded(const query::Filter &filter, const std::string &key)
{
    auto terms = termsOf(filter);
    std::erase_if(terms, [&](const FilterTerm &term) { return term.key == key && !term.negated; });
    return joined(terms);
}

} // namespace triptych::items
