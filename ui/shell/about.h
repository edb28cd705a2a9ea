#pragma once

class QWidget;

namespace triptych::ui {

class Theme;

/// Version, licence and what it is built on.
void showAbout(Theme &theme, QWidget *window);

} // namespace triptych::ui
