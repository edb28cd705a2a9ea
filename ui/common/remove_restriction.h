#pragma once
#include "session/session.h"
#include "ui/common/state_pane.h"

namespace triptych::ui {

/// The way out of a selection that nothing matches: its words name what is set, the filter, the range or both.
StatePane::Action removeRestriction(session::Session &session);

} // namespace triptych::ui
