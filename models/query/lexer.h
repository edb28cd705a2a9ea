#pragma once
#include "query/syntax.h"

#include <string>
#include <string_view>
#include <vector>

namespace triptych::query {

/// A piece of a filter's text. Tokens never overlap and come in order; white space lies between them.
struct Token {
    enum class Kind : std::uint8_t {
        Key,        ///< with `@`, without the colon
        Colon,
        Operator,   ///< > >= < <= = !=
        Word,       ///< bare value or free text, raw: escapes and stars as written
        Quoted,     ///< with its quotes
        Regex,      ///< with its slashes and flag
        RangeOpen,  ///< [ {
        RangeTo,
        RangeClose, ///< ] }
        Open,
        Close,
        And,
        Or,
        Not,        ///< NOT or -
    };
    Kind kind = Kind::Word;
    TextRange where;
    bool unfinished = false; ///< a quote that does not end
};

/// Splits any text; never fails.
std::vector<Token> tokens(std::string_view text);

/// The text that a quoted, bare or key token stands for: quotes removed, escapes resolved.
std::string unescaped(std::string_view raw);
/// A bare word split at its unescaped stars, each part unescaped; one part if it has none.
std::vector<std::string> starParts(std::string_view raw);

} // namespace triptych::query
