#pragma once
#include "ui/common/context.h"

namespace triptych::ui {

/// Opens the palette of every command, fuzzy, each with its key. Pane commands of views that are not shown are left out.
void openCommandPalette(Context &context, QWidget *window);

} // namespace triptych::ui
