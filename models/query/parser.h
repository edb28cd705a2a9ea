#pragma once
#include "query/syntax.h"

#include <optional>
#include <string>
#include <string_view>

namespace triptych::query {

/// Why a text is no filter.
struct ParseFault {
    TextRange where;         ///< bytes of the text; at its end where something is missing
    std::string what;        ///< what was expected, one sentence without a full stop
    bool incomplete = false; ///< more text could mend it: somebody is still typing
};

/// A tree, nothing (an empty text), or a fault. Nesting deeper than kMaxDepth is a fault, so recursion is bounded.
struct Parsed {
    static constexpr int kMaxDepth = 200;
    std::optional<Node> root;
    std::optional<ParseFault> fault;
};
Parsed parse(std::string_view text);

} // namespace triptych::query
