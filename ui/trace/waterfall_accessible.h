#pragma once

namespace triptych::ui {

/// Lets screen readers see the rows of every WaterfallView as items of a tree: names, state, place; pressing selects.
/// Once per process; later calls do nothing.
void installWaterfallAccessibility();

} // namespace triptych::ui
