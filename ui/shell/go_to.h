#pragma once
#include "ui/common/context.h"

namespace triptych::session {
class SavedFilters;
}

namespace triptych::ui {

/// Opens "go to": a trace by its id in any spelling, a time, a service, an operation, a saved filter.
void openGoTo(Context &context, const telemetry::StoreInfo &info, const session::SavedFilters &filters, QWidget *window);

} // namespace triptych::ui
