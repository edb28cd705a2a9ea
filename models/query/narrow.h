#pragma once
#include "query/aliases.h"
#include "query/filter.h"
#include "telemetry/tag.h"

#include <optional>

namespace triptych::query {

/// What is left of a filter for records that all have this tag on their resource: its terms about the tag are decided and
/// gone. Nothing: none of these records can match.
std::optional<Filter> narrowed(const Filter &filter, const AliasTable &aliases, const telemetry::Tag &known);

} // namespace triptych::query
