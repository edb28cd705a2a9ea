#pragma once
#include "query/syntax.h"

#include <string>
#include <string_view>

namespace triptych::query {

/// A syntax tree written out as a filter that parses to the same tree; for trees that a filter's parser made, or parts
/// of such. Parentheses only where they are needed.
std::string filterText(const Node &node);

/// A text between quotes, as the filter's language writes it.
std::string filterQuoted(std::string_view text);

} // namespace triptych::query
