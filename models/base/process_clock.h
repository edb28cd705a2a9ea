#pragma once

namespace triptych::base {

/// Milliseconds since this process was started, loading included, to the system's tick (10 ms); -1 where the system does
/// not tell. proc(5): field 22 of /proc/self/stat, in ticks since boot.
long long sinceProcessStart();

/// Milliseconds of processor time that this process has used, all threads together.
long long processorTime();

} // namespace triptych::base
