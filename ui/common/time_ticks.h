#pragma once
#include "telemetry/ids.h"

#include <QString>
#include <vector>

namespace triptych::ui {

struct TimeTick {
    telemetry::Nanos time = 0;
    QString label; ///< "13:50", "13:50:07.25", "21 Nov": as fine as the step needs, UTC
};

/// At most `count` (at least one) labelled times inside `range`, on round steps of seconds, minutes, hours or days.
/// Ascending. For axes of absolute time; a trace's own axis starts at zero and has other labels.
std::vector<TimeTick> timeTicks(telemetry::TimeRange range, int count);

} // namespace triptych::ui
