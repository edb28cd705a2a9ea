#pragma once
#include "telemetry/ids.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace triptych::analysis
{

/// A span that shows what a path is about.
struct FlameExample {
    telemetry::TraceId trace;
    std::uint64_t span = 0;
    telemetry::RecordId record = telemetry::RecordId::None;
    telemetry::Nanos duration = 0;
};

/// Spans of one path by their duration. Shortest and longest are exact; median and p95 too where the path has at most
/// FlameSample::kMost spans, else they are the nearest of a sample of so many.
struct FlameExamples {
    FlameExample shortest, median, p95, longest;
};

/// A uniform sample of spans in bounded memory: those whose ids hash lowest. It depends on the spans alone, not on
/// their order, so samples that were taken apart unite into the one that would have been taken of all.
/// Source: bottom-k sketches, E. Cohen and H. Kaplan, "Summarizing data using bottom-k sketches", PODC 2007.
class FlameSample
{
public:
    static constexpr std::size_t kMost = 48; // p95 of a sample of 48 lies within p92 to p98 two times of three

    void offer(const FlameExample &example);
    void unite(const FlameSample &other);
    std::optional<FlameExamples> examples() const; ///< none of an empty sample

private:
    struct Entry {
        std::uint64_t hash;
        FlameExample example;
    };
    void offer(const Entry &entry);

    std::uint64_t m_highest = ~std::uint64_t(0); // hash of the first entry of a full heap: told without a look into it
    std::vector<Entry> m_entries; // a heap, highest hash first
    FlameExample m_shortest, m_longest;
};

} // namespace triptych::analysis
