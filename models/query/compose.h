#pragma once
#include "query/filter.h"
#include "telemetry/tag.h"

#include <cstdint>
#include <string>
#include <string_view>

/// Filters made by gestures instead of typing ("Apply as filter").
namespace triptych::query {

/// How a new term joins a filter: in its place, beside it, as an alternative, or its opposite alone.
enum class Combine : std::uint8_t { Replace, And, AndNot, Or, Not };

/// `key:value` with what quoting it needs; `key` is in the language (`service`, `@name`, `resource.host`), or any tag
/// key: one that could not stand bare is quoted. Parses to exactly that value.
std::string termText(std::string_view key, std::string_view value);
/// The key that means this tag even where an intrinsic or a scope prefix has its name: `@name`, `@event.id`.
std::string keyOfTag(std::string_view tagKey, telemetry::TagScope scope = telemetry::TagScope::Any);
/// A value as it must be written after `key:`.
std::string valueText(std::string_view value);

/// The filter with a term joined to it. And and AndNot replace the opposite of the same term, and change nothing
/// where it is there already.
Filter combined(const Filter &filter, std::string_view key, std::string_view value, Combine combine);
/// Without the term (or its negation), where it stands at the top level of the filter; else unchanged.
Filter without(const Filter &filter, std::string_view key, std::string_view value);
/// Whether the term stands at the top level, and how: for the check marks of facets.
enum class Presence : std::uint8_t { Absent, Included, Excluded };
Presence presence(const Filter &filter, std::string_view key, std::string_view value);

} // namespace triptych::query
