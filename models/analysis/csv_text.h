#pragma once
#include <string>
#include <string_view>

namespace triptych::analysis
{

/// One field of RFC 4180, quoted where it needs to be; a leading character that a spreadsheet would run as a formula is
/// defused.
std::string csvField(std::string_view text);

} // namespace triptych::analysis
