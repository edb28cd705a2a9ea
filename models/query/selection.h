#pragma once
#include "query/filter.h"
#include "telemetry/ids.h"

#include <optional>

namespace triptych::query {

/// What the user is looking at: a parsed tag filter and, if set, a time range. A value.
struct Selection {
    Filter filter;
    std::optional<telemetry::TimeRange> range;
};

} // namespace triptych::query
