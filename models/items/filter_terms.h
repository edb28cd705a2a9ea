#pragma once
#include "query/filter.h"

#include <string>
#include <vector>

namespace triptych::items {

/// One of the terms that a filter demands together: `service:a`, `-region:ap-*`, `(x:1 OR y:2)`, `"text"`.
struct FilterTerm {
    std::string text;  ///< as written
    std::string key;   ///< empty unless the term is one key and exact values of it, maybe negated
    std::vector<std::string> values; ///< unescaped; any of them will do, or none if negated
    bool negated = false;
};

/// The terms of a filter that are joined by AND at its top; a filter of another shape is one term.
std::vector<FilterTerm> termsOf(const query::Filter &filter);
/// The filter without its term `index` of termsOf().
query::Filter without(const query::Filter &filter, std::size_t index);
/// The filter without the terms about exact values of this key, included or excluded.
query::Filter withoutKey(const query::Filter &filter, const std::string &key);
/// Of those only the ones that include.
query::Filter withoutIncluded(const query::Filter &filter, const std::string &key);

} // namespace triptych::items
