#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace triptych::items {

/// A JSON object or array set over indented lines, every number and key as written and in its order; short ones stay
/// on one line. Nothing if `text` is not one complete value. Output is bounded; deeper or longer input is cut with "…".
std::optional<std::string> prettyJson(std::string_view text);

} // namespace triptych::items
