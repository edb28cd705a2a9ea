#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <emmintrin.h>

namespace triptych::formats {

/// What stands where in 64 bytes of JSON; bit i is byte i.
struct JsonMasks {
    std::uint64_t quote = 0, backslash = 0, newline = 0;
    std::uint64_t open = 0;  ///< { and [
    std::uint64_t close = 0; ///< } and ]
};

/// Reads 64 bytes. SSE2 is part of every x86-64.
inline JsonMasks jsonMasks(const char *at)
{
    JsonMasks m;
    for (int i = 0; i < 4; ++i) {
        const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at + 16 * i));
        // '[' and ']' differ from '{' and '}' in bit 5 alone.
        const __m128i folded = _mm_or_si128(v, _mm_set1_epi8(0x20));
        const auto bits = [i](__m128i equal) {
            return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(equal))) << (16 * i);
        };
        m.quote |= bits(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')));
        m.backslash |= bits(_mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
        m.newline |= bits(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')));
        m.open |= bits(_mm_cmpeq_epi8(folded, _mm_set1_epi8('{')));
        m.close |= bits(_mm_cmpeq_epi8(folded, _mm_set1_epi8('}')));
    }
    return m;
}

/// Whether the bracket at `at`, first of its line, opens a new record rather than a value of the one before it: nothing
/// before it, up to `begin`, asks for a value. So a record that was cut off costs no more than itself.
inline bool beginsRecord(const char *begin, const char *at)
{
    while (at > begin) {
        const char c = *--at;
        if (static_cast<unsigned char>(c) > ' ')
            return c != ',' && c != '[' && c != ':';
    }
    return true;
}

/// Carries "inside a string" and "the next byte is escaped" from one block to the next.
struct JsonStringState {
    bool inString = false;
    bool escaped = false;

    /// Bytes inside strings: the opening quote counts, the closing one does not.
    std::uint64_t next(const JsonMasks &m)
    {
        std::uint64_t quotes = m.quote;
        if (m.backslash != 0 || escaped) {
            std::uint64_t hidden = escaped ? 1 : 0;
            std::uint64_t slashes = m.backslash & ~hidden;
            escaped = false;
            while (slashes != 0) {
                const int i = std::countr_zero(slashes);
                if (i == 63) {
                    escaped = true;
                    break;
                }
                hidden |= 1ull << (i + 1);
                slashes &= ~(3ull << i);
            }
            quotes &= ~hidden;
        }
        // Bit i: parity of the quotes up to i.
        std::uint64_t inside = quotes;
        for (int shift = 1; shift < 64; shift *= 2)
            inside ^= inside << shift;
        if (inString)
            inside = ~inside;
        inString = (inside >> 63) != 0;
        return inside;
    }
};

} // namespace triptych::formats
