#include "base/heap.h"

#include <algorithm>
#include <cstdlib> // defines __GLIBC__
#include <thread>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace triptych::base {

#ifdef __GLIBC__

void keepFewHeaps()
{
    mallopt(M_ARENA_MAX, static_cast<int>(std::max(2u, std::thread::hardware_concurrency())));
}

void keepFreedMemory()
{
    mallopt(M_MMAP_THRESHOLD, 32 << 20); // the most that glibc takes
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    mallopt(M_TOP_PAD, 4 << 20);
}

void giveBackFreedMemory()
{
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
    mallopt(M_TOP_PAD, 128 << 10);
    malloc_trim(0);
}

#else

void keepFewHeaps() {}
void keepFreedMemory() {}
void giveBackFreedMemory() {}

#endif

} // namespace triptych::base
