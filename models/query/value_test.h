#pragma once
#include "query/syntax.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace triptych::query {

/// Decides on one value of a tag or one body. Copies share a compiled expression; any thread.
using TextTest = std::function<bool(std::string_view)>;

enum class Where : std::uint8_t {
    Whole,    ///< the whole value, letters as they are: tags
    Anywhere, ///< somewhere in the text, ASCII letters in any case: free text
};

/// The test that a value stands for. A comparison with a number matches values that are numbers of the same kind
/// (a plain number counts as bytes beside a size); a comparison with anything else uses natural order.
TextTest textTest(const Value &value, Where where);

/// A literal that every match holds, for skipping blocks unread; empty if none is known.
struct Needle {
    std::string text;
    bool foldCase = false;
    bool decides = false; ///< holding the literal is all there is to it: no test needed
};
Needle needle(const Value &value, Where where);

/// What RE2 says is wrong with the pattern; nothing if it compiles.
std::optional<std::string> regexFault(const Regex &regex);

/// Whether a number lies in a Compare or Between over plain values.
bool numberMatches(const Value &value, double number);

/// The value as an RE2 expression over the whole text, for engines that speak RE2; only Exact, Wildcard and Regex.
std::string asRegex(const Value &value, Where where);

} // namespace triptych::query
