#pragma once
#include <cstdint>
#include <span>

namespace triptych::scene
{

/// What a rectangle is, for the painter to give colours; bits.
enum Mark : std::uint8_t {
    MarkError = 1,      ///< span (or any merged one) is an error
    MarkErrorBelow = 2, ///< folded, and hides an error
    MarkDashed = 4,     ///< derived from a log line, or a placeholder for a missing parent
    MarkMerged = 8,     ///< stands for several spans
    MarkCutLeft = 16,   ///< goes on beyond the left (right) edge
    MarkCutRight = 32,
    MarkMoved = 64,    ///< start adjusted for clock skew
    MarkCritical = 128 ///< touches the critical path
};

/// Measures of scenes, px: rectangles are cut so far outside the view (floats lose sub-pixels from 10^7 on); bars
/// narrower than this are still hit; room between a bar and its duration's text.
inline constexpr double kBeyondView = 8, kLeastHitWidth = 7, kTextGap = 6;
/// Characters that must fit before a rectangle gets a label.
inline constexpr double kLeastCharacters = 6;

/// What the caller knows of colours: a slot per string index (services), and the spans derived from logs. May be empty.
struct StyleInput {
    std::span<const std::uint8_t> slotOfString;
    std::span<const std::uint8_t> derived; ///< per span, non-zero: derived from an access log

    std::uint8_t slot(std::int32_t service) const
    {
        const auto i = static_cast<std::size_t>(service);
        return i < slotOfString.size() ? slotOfString[i] : 0;
    }
};

} // namespace triptych::scene
