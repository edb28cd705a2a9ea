#include "telemetry/byte_search.h"

#include "telemetry/letters.h"

#include <algorithm>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace triptych::telemetry {

LiteralSearch::LiteralSearch(std::string_view needle, Case letters) : m_needle(needle), m_case(letters)
{
    if (m_case == Case::Fold)
        std::transform(m_needle.begin(), m_needle.end(), m_needle.begin(), [](char c) { return lower(c); });
}

bool LiteralSearch::equalAt(const char *p) const
{
    if (m_case == Case::Exact)
        return std::memcmp(p, m_needle.data(), m_needle.size()) == 0;
    for (std::size_t i = 0; i < m_needle.size(); ++i)
        if (lower(p[i]) != m_needle[i])
            return false;
    return true;
}

std::size_t LiteralSearch::find(std::string_view text, std::size_t from) const
{
    const std::size_t n = m_needle.size();
    if (text.size() < n || from > text.size() - n)
        return kNone;
    if (n == 0)
        return from;
    const char *const begin = text.data();
    const char *p = begin + from;
    const char *const last = begin + (text.size() - n); // the last place where it may start
    const char first = m_needle.front(), final = m_needle.back();
#if defined(__SSE2__)
    const bool fold = m_case == Case::Fold;
    const __m128i f1 = _mm_set1_epi8(first), f2 = _mm_set1_epi8(fold ? upper(first) : first);
    const __m128i l1 = _mm_set1_epi8(final), l2 = _mm_set1_epi8(fold ? upper(final) : final);
    while (p + 15 <= last) {
        const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i *>(p));
        const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i *>(p + n - 1));
        const __m128i fa = _mm_or_si128(_mm_cmpeq_epi8(a, f1), _mm_cmpeq_epi8(a, f2));
        const __m128i lb = _mm_or_si128(_mm_cmpeq_epi8(b, l1), _mm_cmpeq_epi8(b, l2));
        unsigned mask = static_cast<unsigned>(_mm_movemask_epi8(_mm_and_si128(fa, lb)));
        while (mask != 0) {
            const unsigned bit = static_cast<unsigned>(__builtin_ctz(mask));
            if (equalAt(p + bit))
                return static_cast<std::size_t>(p + bit - begin);
            mask &= mask - 1;
        }
        p += 16;
    }
#endif
    for (; p <= last; ++p) {
        const bool candidate = m_case == Case::Exact ? *p == first : lower(*p) == first;
        if (candidate && equalAt(p))
            return static_cast<std::size_t>(p - begin);
    }
    return kNone;
}

} // namespace triptych::telemetry
