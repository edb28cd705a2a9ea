#include "query/filter.h"

#include "query/parser.h"

namespace triptych::query {

namespace {

bool isOr(const Node &node)
{
    const auto *group = std::get_if<Group>(&node.what);
    return group && group->kind == Group::Kind::Or && !node.parenthesised;
}

} // namespace

base::Result<Filter> Filter::parse(std::string_view text)
{
    Parsed parsed = query::parse(text);
    if (parsed.fault) {
        base::Error error{base::ErrorKind::BadQuery, parsed.fault->what, {}, {}, {}};
        error.where.column = parsed.fault->where.begin + 1;
        return error;
    }
    Filter filter;
    filter.m_text = text;
    if (parsed.root)
        filter.m_root = std::make_shared<const Node>(std::move(*parsed.root));
    return filter;
}

Filter Filter::and_(const Filter &other) const
{
    if (empty())
        return other;
    if (other.empty())
        return *this;
    const auto side = [](const Filter &f) { return isOr(*f.root()) ? "(" + f.text() + ")" : f.text(); };
    const base::Result<Filter> joined = parse(side(*this) + " " + side(other));
    return joined ? *joined : *this; // two filters that parse always join; depth grows by one at most
}

} // namespace triptych::query
