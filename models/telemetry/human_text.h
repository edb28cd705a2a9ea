#pragma once
#include "telemetry/ids.h"

#include <cstdint>
#include <string>

/// Texts of times, durations, sizes and counts for people; the same everywhere in the product. UTF-8.
namespace triptych::telemetry {

/// Three significant digits, trailing zeros dropped: `1.24 s`, `318 ms`, `42 µs`, `7 ns`; from a minute on two units:
/// `2 min 5 s`, `3 h 12 min`, `4 d 1 h`. Negative with a minus sign.
std::string formatDuration(Nanos duration);
/// `0 B`, `812 B`, `1.5 KiB`, `3.72 GiB`: three significant digits.
std::string formatBytes(std::uint64_t bytes);
/// `1,234,567`.
std::string formatCount(std::uint64_t count);
/// `11:40:00.310` of the day in UTC with 0 to 9 digits of the second, cut, not rounded.
std::string formatTimeOfDay(Nanos time, int digits = 3);
/// `2026-08-20 11:40:00.310` in UTC.
std::string formatDateTime(Nanos time, int digits = 3);

} // namespace triptych::telemetry
