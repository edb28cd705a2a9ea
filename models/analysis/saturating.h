#pragma once
#include "telemetry/ids.h"

#include <limits>

namespace triptych::analysis
{

/// Recorded times may be anything; sums and differences stop at the ends of int64 instead of wrapping.
inline telemetry::Nanos addSaturated(telemetry::Nanos a, telemetry::Nanos b)
{
    telemetry::Nanos sum;
    if (!__builtin_add_overflow(a, b, &sum))
        return sum;
    return a < 0 ? std::numeric_limits<telemetry::Nanos>::min() : std::numeric_limits<telemetry::Nanos>::max();
}
inline telemetry::Nanos subtractSaturated(telemetry::Nanos a, telemetry::Nanos b)
{
    telemetry::Nanos difference;
    if (!__builtin_sub_overflow(a, b, &difference))
        return difference;
    return a < 0 ? std::numeric_limits<telemetry::Nanos>::min() : std::numeric_limits<telemetry::Nanos>::max();
}

} // namespace triptych::analysis
