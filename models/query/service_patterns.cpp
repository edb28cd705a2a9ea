#include "query/service_patterns.h"

#include "query/syntax.h"

#include <algorithm>

namespace triptych::query {

namespace {

bool hasPatterns(const Node &node, bool negated)
{
    if (const auto *group = std::get_if<Group>(&node.what)) {
        const bool inside = negated || group->kind == Group::Kind::Not;
        return std::any_of(group->children.begin(), group->children.end(), [inside](const Node &child) { return hasPatterns(child, inside); });
    }
    const auto *term = std::get_if<Term>(&node.what);
    return term && term->key.intrinsic == Intrinsic::Service && (negated || !std::holds_alternative<Exact>(term->value));
}

} // namespace

bool hasServicePatterns(const Filter &filter)
{
    return filter.root() && hasPatterns(*filter.root(), false);
}

} // namespace triptych::query
