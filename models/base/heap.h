#pragma once

namespace triptych::base {

/// For a while of much allocating and freeing (an import): freed memory stays with the process, where the system would
/// have to clear each page again. Measured on a 1 GB log: a fifth fewer page faults, a third less system time.
void keepFreedMemory();
/// Ends that, and gives back what is free. Some tens of milliseconds for a gigabyte; any thread.
void giveBackFreedMemory();

} // namespace triptych::base
