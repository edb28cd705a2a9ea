#pragma once

namespace triptych::base {

/// For programs that stand for hours: as many heaps as there are cores instead of eight for each. What many threads allocate
/// and free in turn lies in fewer pieces, so that more of it can be given back: a window that followed 5,000 lines a second
/// for five minutes took 330 MiB instead of 550. To be called before there are threads.
void keepFewHeaps();
/// For a while of much allocating and freeing (an import): freed memory stays with the process, where the system would
/// have to clear each page again. Measured on a 1 GB log: a fifth fewer page faults, a third less system time.
void keepFreedMemory();
/// Ends that, and gives back what is free. Some tens of milliseconds for a gigabyte; any thread.
void giveBackFreedMemory();

} // namespace triptych::base
