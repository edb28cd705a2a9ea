#pragma once
#include "telemetry/clock_text.h"

#include <chrono>

/// Spans of time that questions to backends are made of, and the time at which they are asked.
namespace triptych::sources {

using telemetry::clock_text::kDay;
using telemetry::clock_text::kHour;
using telemetry::clock_text::kSecond;
inline constexpr telemetry::Nanos kMilli = 1'000'000;

inline telemetry::Nanos now()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

} // namespace triptych::sources
