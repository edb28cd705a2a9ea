#pragma once

class QKeyEvent;

namespace triptych::ui {

class Preferences;

/// The key of an event, W S A D being those that stand where a US keyboard has them, so that the hand finds them on any
/// layout; 0 for those letters elsewhere. By letter where the platform tells no place, or the user prefers it.
int placedKey(const QKeyEvent &event, const Preferences *preferences);

} // namespace triptych::ui
