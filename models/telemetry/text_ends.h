#pragma once
#include "telemetry/hash.h"

#include <cstdint>
#include <cstring>
#include <string_view>

namespace triptych::telemetry {

/// The first and the last eight bytes of a text, which are all of most values: they tell values of a field apart for less
/// than a hash of, or a call to compare, a text.
struct TextEnds {
    std::uint64_t first = 0, last = 0;
    std::uint32_t size = 0; ///< values are shorter than 4 GB

    TextEnds() = default;
    explicit TextEnds(std::string_view text) : size(static_cast<std::uint32_t>(text.size()))
    {
        if (size >= 8) {
            std::memcpy(&first, text.data(), 8);
            std::memcpy(&last, text.data() + size - 8, 8);
        } else {
            first = fewBytes(text.data(), size);
        }
    }
    /// Differs for most values that differ; only its upper bits are mixed.
    std::uint64_t mixed() const { return (first ^ (last << 1) ^ size) * 0x9e3779b97f4a7c15ull; }
    /// Whether two texts, given by their ends and their beginnings, are equal.
    static bool same(const TextEnds &a, const char *aText, const TextEnds &b, const char *bText)
    {
        return a.first == b.first && a.last == b.last && a.size == b.size && (a.size <= 16 || std::memcmp(aText + 8, bText + 8, a.size - 16) == 0);
    }
};

} // namespace triptych::telemetry
