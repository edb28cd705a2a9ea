#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::telemetry {

/// OpenTelemetry's attribute value types. Text form of a value: Int decimal; Double shortest that reads back
/// (NaN, Infinity, -Infinity); Bool true/false; Bytes base64; Array and Map JSON; Null empty.
enum class ValueType : std::uint8_t { String, Int, Double, Bool, Bytes, Array, Map, Null };

/// Where a tag stands. Any is for filters only.
enum class TagScope : std::uint8_t { Any, Resource, Scope, Span, Event, Link, Log };

/// A tag that points into somebody else's bytes; valid as long as those.
struct TagView {
    std::string_view key;
    std::string_view value;
    ValueType type = ValueType::String;
};

struct Tag {
    std::string key;
    std::string value;
    ValueType type = ValueType::String;
    bool operator==(const Tag &) const = default;
};

/// `[{"key":…}]` is not used anywhere inside: tags as one JSON object, types kept (ints and doubles as JSON numbers,
/// 64-bit ints included). Hostile text is escaped; invalid UTF-8 becomes U+FFFD.
std::string tagsToJson(const std::vector<Tag> &tags);
/// Tags of a JSON object as tagsToJson() writes it, types kept as far as JSON tells them; empty if it is none.
std::vector<Tag> tagsFromJson(std::string_view json);
/// Appends `text` as a JSON string with its quotes.
void appendJsonString(std::string &out, std::string_view text);

} // namespace triptych::telemetry
