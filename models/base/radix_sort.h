#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace triptych::base {

/// A signed number as an unsigned one of the same order: a key of radixSort().
constexpr std::uint64_t orderedKey(std::int64_t value)
{
    return static_cast<std::uint64_t>(value) ^ (std::uint64_t{1} << 63);
}

/// Stable sort by a 64-bit number, least significant digit first; digits in which all keys agree cost one look. A million
/// elements of 24 bytes by time: a fifth of the time of std::sort. Takes as much memory again.
template <typename T, typename KeyOf> void radixSort(std::vector<T> &items, KeyOf keyOf)
{
    constexpr std::size_t kSmall = 512; // below it, counting digits costs more than comparing
    constexpr int kBits = 11, kDigits = 6;
    constexpr std::size_t kBuckets = std::size_t{1} << kBits;
    if (items.size() < kSmall)
        return std::stable_sort(items.begin(), items.end(), [&](const T &a, const T &b) { return keyOf(a) < keyOf(b); });
    std::vector<std::array<std::uint32_t, kDigits>> counts(kBuckets);
    for (const T &item : items) {
        std::uint64_t key = keyOf(item);
        for (int digit = 0; digit < kDigits; ++digit, key >>= kBits)
            ++counts[key & (kBuckets - 1)][static_cast<std::size_t>(digit)];
    }
    std::vector<T> other(items.size());
    std::vector<std::uint32_t> place(kBuckets);
    for (std::size_t digit = 0; digit < kDigits; ++digit) {
        const std::uint64_t first = keyOf(items.front()) >> (digit * kBits) & (kBuckets - 1);
        if (counts[first][digit] == items.size())
            continue;
        std::uint32_t sum = 0;
        for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
            place[bucket] = sum;
            sum += counts[bucket][digit];
        }
        for (T &item : items)
            other[place[keyOf(item) >> (digit * kBits) & (kBuckets - 1)]++] = std::move(item);
        items.swap(other);
    }
}

} // namespace triptych::base
