#pragma once
#include "query/filter.h"

#include <string>

namespace triptych::query {

/// The syntax tree as indented text, two spaces a level, a line a node; empty for an empty filter.
std::string treeText(const Filter &filter);
/// The same as one JSON value: `{"and":[…]}`, `{"or":[…]}`, `{"not":…}`, `{"key":…,"op":…,"value":…}`,
/// `{"text":…}`; `null` for an empty filter.
std::string treeJson(const Filter &filter);

} // namespace triptych::query
