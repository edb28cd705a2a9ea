#pragma once
#include "telemetry/ids.h"

#include <cmath>
#include <cstdint>

namespace triptych::ingest::demo {

/// SplitMix64: small, and the same everywhere, unlike the distributions of the standard library.
class Random
{
public:
    explicit Random(std::uint64_t seed) : m_state(seed) {}

    std::uint64_t next()
    {
        m_state += 0x9e3779b97f4a7c15ull;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        return z ^ (z >> 31);
    }
    /// [0, 1)
    double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    int below(int n) { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }
    bool chance(double p) { return unit() < p; }
    /// Milliseconds around a median, with a long tail to the right as latencies have.
    telemetry::Nanos ms(double median, double spread = 0.35)
    {
        const double bell = unit() + unit() + unit() + unit() - 2.0; // near enough to normal, deviation 0.58
        return static_cast<telemetry::Nanos>(median * std::exp(bell * spread * 1.7) * 1e6);
    }

private:
    std::uint64_t m_state;
};

} // namespace triptych::ingest::demo
