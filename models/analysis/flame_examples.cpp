#include "analysis/flame_examples.h"

#include "telemetry/hash.h"

#include <algorithm>
#include <tuple>

namespace triptych::analysis
{

namespace
{

/// One order for spans of the same duration too, so that the same spans give the same examples.
auto rank(const FlameExample &e)
{
    return std::tuple(e.duration, e.trace.hi, e.trace.lo, e.span, toInt(e.record));
}

bool shorter(const FlameExample &a, const FlameExample &b)
{
    return rank(a) < rank(b);
}

constexpr auto kByHash = [](const auto &a, const auto &b) {
    return std::tuple(a.hash, rank(a.example)) < std::tuple(b.hash, rank(b.example));
};

} // namespace

void FlameSample::offer(const FlameExample &example)
{
    if (m_entries.empty() || example.duration < m_shortest.duration ||
        (example.duration == m_shortest.duration && shorter(example, m_shortest)))
        m_shortest = example;
    if (m_entries.empty() || example.duration > m_longest.duration ||
        (example.duration == m_longest.duration && shorter(m_longest, example)))
        m_longest = example;
    const std::uint64_t hash =
        telemetry::mix64(telemetry::mix64(example.trace.lo, example.span), static_cast<std::uint64_t>(toInt(example.record)));
    if (hash <= m_highest) // nearly all are not
        offer(Entry{hash, example});
}

void FlameSample::offer(const Entry &entry)
{
    if (m_entries.size() == kMost) {
        if (!kByHash(entry, m_entries.front()))
            return;
        std::pop_heap(m_entries.begin(), m_entries.end(), kByHash);
        m_entries.back() = entry;
    } else {
        m_entries.push_back(entry);
    }
    std::push_heap(m_entries.begin(), m_entries.end(), kByHash);
    if (m_entries.size() == kMost)
        m_highest = m_entries.front().hash;
}

void FlameSample::unite(const FlameSample &other)
{
    if (other.m_entries.empty())
        return;
    if (m_entries.empty()) {
        *this = other;
        return;
    }
    m_shortest = std::min(m_shortest, other.m_shortest, shorter);
    m_longest = std::max(m_longest, other.m_longest, shorter);
    for (const Entry &entry : other.m_entries)
        offer(entry);
}

std::optional<FlameExamples> FlameSample::examples() const
{
    if (m_entries.empty())
        return std::nullopt;
    std::vector<FlameExample> sorted;
    for (const Entry &entry : m_entries)
        sorted.push_back(entry.example);
    std::sort(sorted.begin(), sorted.end(), shorter);
    const auto nearest = [&](std::size_t percent) { return sorted[(sorted.size() * percent + 99) / 100 - 1]; };
    return FlameExamples{m_shortest, nearest(50), nearest(95), m_longest};
}

} // namespace triptych::analysis
