#pragma once
#include <atomic>
#include <cstdint>

namespace triptych::base {

/// Counters that long work raises and anyone may read, from any thread.
struct Progress {
    std::atomic<std::uint64_t> done{0};  ///< bytes, rows: the job says which
    std::atomic<std::uint64_t> total{0}; ///< 0 while unknown
};

} // namespace triptych::base
