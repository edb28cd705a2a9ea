#pragma once
#include "telemetry/ids.h"

#include <chrono>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string_view>

/// Steps of which every reader of written times is made. In a header, as they run for every line of a log.
namespace triptych::telemetry::clock_text {

inline constexpr Nanos kSecond = 1'000'000'000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
// int64 nanoseconds end in April 2262 (and begin in 1677).
inline constexpr int kFirstYear = 1680, kLastYear = 2260;

inline bool isDigit(char c)
{
    return static_cast<unsigned char>(c - '0') < 10;
}
inline bool isLetter(char c)
{
    return static_cast<unsigned char>((c | 32) - 'a') < 26;
}

/// Walks over a text; a failed step leaves it where it was.
struct Cursor {
    const char *p;
    const char *end;

    bool more() const { return p != end; }
    char peek() const { return p != end ? *p : '\0'; }
    bool take(char c)
    {
        if (p == end || *p != c)
            return false;
        ++p;
        return true;
    }
    bool takeAny(std::string_view set)
    {
        if (p == end || set.find(*p) == std::string_view::npos)
            return false;
        ++p;
        return true;
    }
    void blanks()
    {
        while (p != end && *p == ' ')
            ++p;
    }
    std::size_t digitRun() const
    {
        const char *q = p;
        while (q != end && isDigit(*q))
            ++q;
        return static_cast<std::size_t>(q - p);
    }
    /// `least` to `most` digits, greedy.
    bool number(std::size_t least, std::size_t most, unsigned &value)
    {
        unsigned v = 0;
        std::size_t n = 0;
        while (n < most && p + n != end && isDigit(p[n])) {
            v = v * 10 + static_cast<unsigned>(p[n] - '0');
            ++n;
        }
        if (n < least)
            return false;
        p += n;
        value = v;
        return true;
    }
    bool month(unsigned &value)
    {
        if (end - p < 3)
            return false;
        static constexpr std::string_view kMonths = "janfebmaraprmayjunjulaugsepoctnovdec";
        const char lower[3] = {static_cast<char>(p[0] | 32), static_cast<char>(p[1] | 32), static_cast<char>(p[2] | 32)};
        for (unsigned m = 0; m < 12; ++m)
            if (std::memcmp(lower, kMonths.data() + m * 3, 3) == 0) {
                value = m + 1;
                p += 3;
                return true;
            }
        return false;
    }
    bool weekday()
    {
        if (end - p < 4)
            return false;
        static constexpr std::string_view kDays = "sunmontuewedthufrisat";
        const char lower[3] = {static_cast<char>(p[0] | 32), static_cast<char>(p[1] | 32), static_cast<char>(p[2] | 32)};
        for (std::size_t d = 0; d < 7; ++d)
            if (std::memcmp(lower, kDays.data() + d * 3, 3) == 0) {
                const char *q = p + 3;
                while (q != end && isLetter(*q))
                    ++q;
                if (q == end || (*q != ' ' && *q != ','))
                    return false;
                p = q;
                take(',');
                blanks();
                return true;
            }
        return false;
    }
    bool word(std::string_view w)
    {
        if (static_cast<std::size_t>(end - p) < w.size() || std::memcmp(p, w.data(), w.size()) != 0)
            return false;
        if (p + w.size() != end && isLetter(p[w.size()]))
            return false;
        p += w.size();
        return true;
    }
};

inline bool validDate(unsigned year, unsigned month, unsigned day)
{
    return static_cast<int>(year) >= kFirstYear && static_cast<int>(year) <= kLastYear && month >= 1 && month <= 12 &&
           day >= 1 && day <= 31 &&
           std::chrono::year_month_day(std::chrono::year(static_cast<int>(year)), std::chrono::month(month),
                                       std::chrono::day(day))
               .ok();
}

/// Digits after the decimal mark, as nanoseconds; what is finer is cut.
inline bool fraction(Cursor &c, Nanos &ns)
{
    const std::size_t n = c.digitRun();
    if (n == 0)
        return false;
    Nanos v = 0;
    for (std::size_t i = 0; i < 9; ++i)
        v = v * 10 + (i < n ? c.p[i] - '0' : 0);
    c.p += n;
    ns = v;
    return true;
}

/// HH:MM[:SS[.frac]] and an AM or PM behind it.
inline bool clock(Cursor &c, Nanos &inDay)
{
    Cursor at = c;
    unsigned h = 0, m = 0, s = 0;
    Nanos f = 0;
    if (!at.number(1, 2, h) || !at.take(':') || !at.number(2, 2, m))
        return false;
    if (at.peek() == ':' && at.end - at.p >= 3 && isDigit(at.p[1])) {
        ++at.p;
        if (!at.number(2, 2, s))
            return false;
        const bool mark = at.end - at.p >= 2 && isDigit(at.p[1]) && (*at.p == '.' || *at.p == ',' || *at.p == ':');
        if (mark) {
            ++at.p;
            fraction(at, f);
        }
    }
    if (h > 24 || m > 59 || s > 60)
        return false;
    Cursor suffix = at;
    suffix.take(' ');
    if (suffix.end - suffix.p >= 2 && (suffix.p[1] | 32) == 'm' && ((*suffix.p | 32) == 'a' || (*suffix.p | 32) == 'p') &&
        (suffix.end - suffix.p == 2 || !isLetter(suffix.p[2]))) {
        h = h % 12 + ((*suffix.p | 32) == 'p' ? 12 : 0);
        suffix.p += 2;
        at = suffix;
    }
    inDay = h * kHour + m * kMinute + s * kSecond + f;
    c = at;
    return true;
}

/// Z, UTC, GMT, +02, +0200, +02:00 (a blank before allowed); none: UTC. Go's `+0000 UTC m=+0.1` is taken whole.
inline Nanos zone(Cursor &c)
{
    Cursor at = c;
    if (at.take('Z') || at.take('z')) {
        if (!at.more() || !isLetter(*at.p)) {
            c = at;
            return 0;
        }
        return 0;
    }
    at = c;
    const bool blank = at.take(' ');
    if (at.word("UTC") || at.word("GMT")) {
        c = at;
        return 0;
    }
    const bool west = at.peek() == '-';
    unsigned h = 0, m = 0;
    if ((at.take('+') || at.take('-')) && at.number(2, 2, h) && h <= 14) {
        const bool colon = at.take(':');
        if (!at.number(2, 2, m) && (colon || blank)) // ` -12 items` is no zone
            return 0;
        if (m > 59 || (at.more() && isDigit(*at.p)) || (at.peek() == '-' && !colon))
            return 0;
        c = at;
        if (at.take(' ') && (at.word("UTC") || at.word("GMT")))
            c = at;
        const Nanos offset = h * kHour + m * kMinute;
        return west ? -offset : offset;
    }
    return 0;
}

/// An epoch number by its digits before and behind the point; none if it is no time of int64 nanoseconds.
std::optional<Nanos> scaled(std::string_view digits, std::string_view decimals);

} // namespace triptych::telemetry::clock_text
