#pragma once
#include "telemetry/ids.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace triptych::telemetry {

/// Nanoseconds from the epoch to midnight UTC of a date of the proleptic Gregorian calendar.
Nanos dayNs(int year, unsigned month, unsigned day);

/// An epoch number in seconds, ms, µs or ns: the unit by its magnitude (11, 14 and 17 digits are the bounds).
Nanos timeFromEpoch(std::int64_t number);
/// Same for a number with a fraction.
Nanos timeFromEpoch(double number);
/// Digits with an optional fraction, exact to the nanosecond: `1755690000.123456`, `1755690000123`.
std::optional<Nanos> timeFromEpochText(std::string_view text);

/// A timestamp at the start of a text and how many bytes it takes.
struct LeadingTime {
    Nanos time = 0;
    std::size_t length = 0;
};

/// Reads timestamps of logs. Without a zone they count as UTC; without a year they get the newest year that is not
/// after `now`. Keeps the last date and minute read, as neighbours share them. One thread.
class TimestampReader
{
public:
    /// `now`: ns since the epoch; 0 takes the clock.
    explicit TimestampReader(Nanos now = 0);

    /// `2026-08-20T11:40:00.310Z` and its relatives (blank or T, `/` `.` or `-`, comma or dot fraction of any length,
    /// zones Z, +02, +0200, +02:00, UTC, GMT; compact `20260820T114000Z`), `20/Aug/2026:11:40:00 +0000`, `20 Aug 2026 11:40:00`,
    /// `Aug 20 11:40:00`, `Thu Aug 20 11:40:00.123 2026`, `Thu, 20 Aug 2026 11:40:00 GMT`, `I0820 11:40:00.123`,
    /// `08/20/2026 11:40:00 AM`, `26/08/20 11:40:00`, epoch numbers of 10, 13, 16 or 19 digits with or without a fraction.
    std::optional<LeadingTime> leading(std::string_view text);
    /// The whole text is a timestamp (blanks around it allowed).
    std::optional<Nanos> whole(std::string_view text);

    /// The form of nginx and Apache, `20/Aug/2026:11:40:00 +0000`: exactly 26 bytes at `text`.
    std::optional<Nanos> commonLog(const char *text)
    {
        if (m_clfKnown && equal(text, m_clf.data(), kClfSize))
            return m_clfTime;
        return commonLogSlow(text);
    }
    static constexpr std::size_t kClfSize = 26;

    Nanos now() const { return m_now; }

private:
    static bool equal(const char *a, const char *b, std::size_t n) { return __builtin_memcmp(a, b, n) == 0; }
    std::optional<Nanos> commonLogSlow(const char *text);
    Nanos day(int year, unsigned month, unsigned dayOfMonth);
    Nanos dayWithoutYear(unsigned month, unsigned dayOfMonth, Nanos inDay);
    std::optional<LeadingTime> isoFixed(std::string_view text);
    std::optional<LeadingTime> fromDigits(std::string_view text);
    std::optional<LeadingTime> fromLetters(std::string_view text);

    Nanos m_now = 0;
    std::uint32_t m_dayKey = 0; // of the last date: year, month, day packed; 0 none
    Nanos m_day = 0;
    std::array<char, kClfSize> m_clf{};
    bool m_clfKnown = false;
    Nanos m_clfTime = 0;
    std::array<char, 17> m_iso{}; // "2026-08-20T11:40:"
    bool m_isoKnown = false;
    Nanos m_isoMinute = 0;
};

} // namespace triptych::telemetry
