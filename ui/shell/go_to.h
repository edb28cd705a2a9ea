#pragma once
#include "ui/common/context.h"

namespace triptych::session {
class SavedFilters;
}

namespace triptych::ui {

class PageVerbs;

/// Places on the page that is shown or in the data: a line's number, a time, a trace or span id.
void openGoToPlace(Context &context, const telemetry::StoreInfo &info, PageVerbs *page, QWidget *window);
/// Opens "go to": a trace by its id in any spelling, a time, a service, an operation, a saved filter.
void openGoTo(Context &context, const telemetry::StoreInfo &info, const session::SavedFilters &filters, QWidget *window);

} // namespace triptych::ui
