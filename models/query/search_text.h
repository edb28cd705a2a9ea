#pragma once
#include "query/pushdown.h"
#include "query/syntax.h"

#include <string>
#include <string_view>
#include <vector>

/// What the search texts of Datadog and Lucene share: `key:value` with backslashes, quotes and stars.
namespace triptych::query {

/// A whole value: bare where no character means anything, else quoted.
std::string searchValue(std::string_view text);
/// Text outside quotes with every special character escaped.
std::string searchEscaped(std::string_view text);
/// `eu\-*`; nothing where a part cannot be escaped outside quotes (`<` and `>` in Lucene).
std::optional<std::string> searchWildcard(const std::vector<std::string> &parts, std::string_view cannotStand);
/// Runs of ASCII letters and digits: the words that analysers surely keep together.
std::vector<std::string> searchWords(std::string_view text);
/// Those words that every match of a free text holds, in lower case; empty if none is known.
std::vector<std::string> wordsOf(const Value &value);
/// A wildcard for the longest literal of an expression; empty if it has none, or folds case.
std::string literalWildcard(const Value &value, std::string_view cannotStand);

} // namespace triptych::query
