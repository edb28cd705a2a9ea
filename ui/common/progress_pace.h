#pragma once

namespace triptych::ui {

/// Milliseconds between two looks of a page at how far its job is.
inline constexpr int kProgressMs = 100;

} // namespace triptych::ui
