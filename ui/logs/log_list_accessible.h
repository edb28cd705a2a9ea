#pragma once

namespace triptych::ui {

/// Lets screen readers see the lines of every LogList as items of a list: time, level, service and text, state, place;
/// pressing makes a line current. Once per process; later calls do nothing.
void installLogListAccessibility();

} // namespace triptych::ui
