#pragma once
#include "formats/json_reader.h"
#include "telemetry/tag.h"

#include <string>
#include <vector>

namespace triptych::formats {

/// A key as lowerCamelCase: keys in snake_case are rewritten into the arena. The collector reads both.
std::string_view camelCase(std::string_view key, TextArena &arena);

/// Values that lie deeper in lists and maps are refused, in either encoding.
inline constexpr int kMaxValueDepth = 64;

/// Reads OTLP attributes: `[{"key":…,"value":{"stringValue":…}},…]`. Appends; views live as long as text and arena.
void readAttributes(JsonReader &reader, TextArena &arena, std::vector<telemetry::TagView> &out);
/// Reads one AnyValue. Lists and maps become JSON text.
telemetry::TagView readAnyValue(JsonReader &reader, TextArena &arena);
/// Appends an AnyValue as JSON.
void appendAnyValueJson(JsonReader &reader, TextArena &arena, std::string &out);

} // namespace triptych::formats
