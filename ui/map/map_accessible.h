#pragma once

namespace triptych::ui {

/// Lets screen readers see the nodes of every MapCanvas as items of a list: name with figures, state, place; pressing
/// selects. Once per process; later calls do nothing.
void installMapAccessibility();

} // namespace triptych::ui
