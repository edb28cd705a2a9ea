#pragma once
#include "base/result.h"

#include <stop_token>
#include <string>
#include <string_view>

namespace triptych::cli {

/// Draws an SVG as a PNG file, by the explorer beside this program (which has fonts and needs no display for it).
/// Errors: Unreadable where that program is absent or cannot write; Stopped.
base::Result<void> writePng(std::string_view svg, const std::string &path, std::stop_token stop);

} // namespace triptych::cli
