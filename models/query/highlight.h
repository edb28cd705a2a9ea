#pragma once
#include "query/syntax.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace triptych::query {

/// What a part of the filter's text is; the editor gives each a style.
enum class TextKind : std::uint8_t { Key, Punctuation, TagValue, Quoted, Regex, Number, Keyword, FreeText };
struct Highlight {
    TextRange where; ///< bytes of the UTF-8 text
    TextKind kind;
};

/// In order, not overlapping. Works on any text, right or wrong.
std::vector<Highlight> highlights(std::string_view text);

} // namespace triptych::query
