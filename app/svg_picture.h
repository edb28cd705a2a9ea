#pragma once
#include <QString>

namespace triptych::app {

/// The exit code where a picture could not be made or written.
inline constexpr int kPictureFailed = 3;

/// Draws an SVG file as a PNG at twice its size; the program's exit code, with a line on standard error if it failed.
/// For triptych-cli, which has no fonts.
int drawSvg(const QString &svg, const QString &png);

} // namespace triptych::app
