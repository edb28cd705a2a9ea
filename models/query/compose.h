#pragma once
#include "query/filter.h"
#include "telemetry/tag.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Filters made by gestures instead of typing ("Apply as filter").
namespace triptych::query {

struct Node; // query/syntax.h

/// How a new term joins a filter: in its place, beside it, as an alternative, or its opposite alone.
enum class Combine : std::uint8_t { Replace, And, AndNot, Or, Not };

/// `key:value` with what quoting it needs; `key` is in the language (`service`, `@name`, `resource.host`), or any tag
/// key: one that could not stand bare is quoted. Parses to exactly that value.
std::string termText(std::string_view key, std::string_view value);
/// The key that means this tag even where an intrinsic or a scope prefix has its name: `@name`, `@event.id`.
std::string keyOfTag(std::string_view tagKey, telemetry::TagScope scope = telemetry::TagScope::Any);
/// A value as it must be written after `key:`.
std::string valueText(std::string_view value);

/// A term that wants one of some exact values of a key or, negated, none of them: `a:1`, `-a:(1 OR 2)`,
/// `(a:1 OR a:2)`. Key and values unescaped.
struct ValueTerm {
    std::string key;
    std::vector<std::string> values;
    bool negated = false;
};
/// Nothing where the node says anything else.
std::optional<ValueTerm> valueTermOf(const Node &node);

/// The filter with a term joined to it. And and AndNot replace the opposite of the same term, and change nothing
/// where it is there already. Or widens a term of the same key to `key:(a OR b)`; else the whole filter gets an
/// alternative.
Filter combined(const Filter &filter, std::string_view key, std::string_view value, Combine combine);
/// One value more of those that the filter includes (or leaves out) of this key: `key:(a OR b)`, or a term of its own
/// where it says nothing yet. The opposite of the same value goes.
enum class Sign : std::uint8_t { Include, Exclude };
Filter widened(const Filter &filter, std::string_view key, std::string_view value, Sign sign);
/// Without the term (or its negation), where it stands at the top level of the filter, alone or among the values of its
/// key; else unchanged.
Filter without(const Filter &filter, std::string_view key, std::string_view value);
/// Whether the term stands at the top level, and how: for the check marks of facets.
enum class Presence : std::uint8_t { Absent, Included, Excluded };
Presence presence(const Filter &filter, std::string_view key, std::string_view value);

} // namespace triptych::query
