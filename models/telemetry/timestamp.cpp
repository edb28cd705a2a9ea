#include "telemetry/timestamp.h"

#include "telemetry/clock_text.h"

namespace triptych::telemetry {

using namespace clock_text;

Nanos dayNs(int year, unsigned month, unsigned day)
{
    const std::chrono::sys_days days{
        std::chrono::year_month_day{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)}};
    return days.time_since_epoch().count() * kDay;
}

TimestampReader::TimestampReader(Nanos now) : m_now(now)
{
    if (m_now == 0)
        m_now = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
                    .count();
}

Nanos TimestampReader::day(int year, unsigned month, unsigned dayOfMonth)
{
    const std::uint32_t key = static_cast<std::uint32_t>(year) << 9 | month << 5 | dayOfMonth;
    if (key != m_dayKey) {
        m_day = dayNs(year, month, dayOfMonth);
        m_dayKey = key;
    }
    return m_day;
}

Nanos TimestampReader::dayWithoutYear(unsigned month, unsigned dayOfMonth, Nanos inDay)
{
    const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(
        std::chrono::sys_time<std::chrono::nanoseconds>(std::chrono::nanoseconds(m_now))));
    int year = static_cast<int>(today.year());
    // A day of tolerance: the writer's zone may be ahead of UTC.
    for (int back = 0; back < 8; ++back, --year)
        if (validDate(static_cast<unsigned>(year), month, dayOfMonth) &&
            day(year, month, dayOfMonth) + inDay <= m_now + kDay)
            break;
    return day(year, month, dayOfMonth);
}

std::optional<Nanos> TimestampReader::commonLogSlow(const char *text)
{
    Cursor c{text, text + kClfSize};
    unsigned d = 0, month = 0, year = 0;
    Nanos inDay = 0;
    if (!c.number(2, 2, d) || !c.take('/') || !c.month(month) || !c.take('/') || !c.number(4, 4, year) || !c.take(':') ||
        !clock(c, inDay) || !validDate(year, month, d))
        return std::nullopt;
    const Nanos offset = zone(c);
    if (c.more())
        return std::nullopt;
    m_clfTime = day(static_cast<int>(year), month, d) + inDay - offset;
    std::memcpy(m_clf.data(), text, kClfSize);
    m_clfKnown = true;
    return m_clfTime;
}

/// `YYYY-MM-DD?HH:MM:SS…` with every digit in its place: the usual one, kept apart for speed.
std::optional<LeadingTime> TimestampReader::isoFixed(std::string_view text)
{
    if (text.size() < 19 || text[16] != ':' || text[17] < '0' || text[17] > '6' || !isDigit(text[18]))
        return std::nullopt;
    if (!m_isoKnown || !equal(text.data(), m_iso.data(), m_iso.size())) {
        Cursor c{text.data(), text.data() + 16};
        unsigned year = 0, month = 0, d = 0, h = 0, m = 0;
        if (!c.number(4, 4, year) || !c.takeAny("-/.") || !c.number(2, 2, month) || !c.takeAny("-/.") ||
            !c.number(2, 2, d) || !c.takeAny("T t_-") || !c.number(2, 2, h) || !c.take(':') || !c.number(2, 2, m) ||
            h > 24 || m > 59 || !validDate(year, month, d))
            return std::nullopt;
        m_isoMinute = day(static_cast<int>(year), month, d) + h * kHour + m * kMinute;
        std::memcpy(m_iso.data(), text.data(), m_iso.size());
        m_isoKnown = true;
    }
    Nanos time = m_isoMinute + ((text[17] - '0') * 10 + (text[18] - '0')) * kSecond;
    Cursor c{text.data() + 19, text.data() + text.size()};
    if (c.end - c.p >= 2 && isDigit(c.p[1]) && (*c.p == '.' || *c.p == ',' || *c.p == ':')) {
        Nanos f = 0;
        ++c.p;
        fraction(c, f);
        time += f;
    }
    time -= zone(c);
    return LeadingTime{time, static_cast<std::size_t>(c.p - text.data())};
}

std::optional<LeadingTime> TimestampReader::fromDigits(std::string_view text)
{
    if (const auto fixed = isoFixed(text))
        return fixed;
    Cursor c{text.data(), text.data() + text.size()};
    unsigned year = 0, month = 0, d = 0;
    Nanos inDay = 0;
    const auto done = [&](Nanos midnight) -> std::optional<LeadingTime> {
        const Nanos time = midnight + inDay - zone(c);
        return LeadingTime{time, static_cast<std::size_t>(c.p - text.data())};
    };
    const std::size_t run = c.digitRun();
    if (run == 10 || run == 13 || run == 16 || run == 19) {
        const std::string_view digits(c.p, run);
        c.p += run;
        std::string_view decimals;
        if (c.peek() == '.' && c.end - c.p >= 2 && isDigit(c.p[1])) {
            ++c.p;
            decimals = {c.p, c.digitRun()};
            c.p += decimals.size();
        }
        if (c.more() && (isLetter(*c.p) || *c.p == '-' || *c.p == '_'))
            return std::nullopt;
        const auto time = scaled(digits, decimals);
        // Numbers below September 2001 or above 2106 are rather ids than times.
        if (!time || *time < 1'000'000'000 * kSecond || *time > 4'300'000'000 * kSecond)
            return std::nullopt;
        return LeadingTime{*time, static_cast<std::size_t>(c.p - text.data())};
    }
    if (run == 8 || run == 14) { // 20260820T114000Z, 20260820 11:40:00, 20260820-11:40:00:123
        if (!c.number(4, 4, year) || !c.number(2, 2, month) || !c.number(2, 2, d) || !validDate(year, month, d))
            return std::nullopt;
        if (run == 8 && !c.takeAny("T -_"))
            return std::nullopt;
        if (!clock(c, inDay)) {
            unsigned h = 0, m = 0, s = 0;
            Nanos f = 0;
            if (!c.number(2, 2, h) || !c.number(2, 2, m) || !c.number(2, 2, s) || h > 24 || m > 59 || s > 60)
                return std::nullopt;
            if (c.end - c.p >= 2 && (*c.p == '.' || *c.p == ',') && isDigit(c.p[1])) {
                ++c.p;
                fraction(c, f);
            }
            inDay = h * kHour + m * kMinute + s * kSecond + f;
        }
        return done(day(static_cast<int>(year), month, d));
    }
    if (run == 4) { // 2026-8-20 1:02:03, 2026/08/20 11:40
        if (!c.number(4, 4, year) || !c.takeAny("-/.") || !c.number(1, 2, month) || !c.takeAny("-/.") || !c.number(1, 2, d) ||
            !c.takeAny("T t_-") || (c.blanks(), !clock(c, inDay)) || !validDate(year, month, d))
            return std::nullopt;
        return done(day(static_cast<int>(year), month, d));
    }
    if (run != 1 && run != 2)
        return std::nullopt;
    unsigned first = 0;
    c.number(1, 2, first);
    if (c.end - c.p >= 4 && isLetter(c.p[1])) { // 20/Aug/2026:11:40:00, 20-Aug-2026 11:40:00, 20 Aug 2026 11:40:00
        const char mark = *c.p;
        if ((mark != '/' && mark != '-' && mark != ' ') || (++c.p, !c.month(month)))
            return std::nullopt;
        Cursor noYear = c;
        if (c.take(mark) && c.number(4, 4, year) && c.takeAny(": T,") && (c.blanks(), clock(c, inDay)) &&
            validDate(year, month, first))
            return done(day(static_cast<int>(year), month, first));
        if (mark == ' ' && noYear.take(' ') && clock(noYear, inDay) && first >= 1 && first <= 31) {
            c = noYear;
            return done(dayWithoutYear(month, first, inDay));
        }
        return std::nullopt;
    }
    unsigned second = 0, third = 0;
    const char mark = c.peek();
    if (!c.takeAny("/-.") || !c.number(1, 2, second))
        return std::nullopt;
    if (c.peek() == ' ' && run == 2) { // 08-20 11:40:00.123 (Android)
        ++c.p;
        if (first < 1 || first > 12 || second < 1 || second > 31 || !clock(c, inDay))
            return std::nullopt;
        return done(dayWithoutYear(first, second, inDay));
    }
    if (!c.take(mark))
        return std::nullopt;
    const std::size_t yearDigits = c.digitRun();
    if (!c.number(2, 4, third) || yearDigits == 3 || !c.takeAny(" ,T-:") || (c.blanks(), !clock(c, inDay)))
        return std::nullopt;
    if (yearDigits == 2) { // 26/08/20 11:40:00
        year = 2000 + first;
        month = second;
        d = third;
    } else { // 08/20/2026, or 20.08.2026 and 20/08/2026 where the first cannot be a month
        const bool dayFirst = mark != '/' || first > 12;
        year = third;
        month = dayFirst ? second : first;
        d = dayFirst ? first : second;
    }
    if (!validDate(year, month, d))
        return std::nullopt;
    return done(day(static_cast<int>(year), month, d));
}

std::optional<LeadingTime> TimestampReader::fromLetters(std::string_view text)
{
    Cursor c{text.data(), text.data() + text.size()};
    unsigned year = 0, month = 0, d = 0;
    Nanos inDay = 0;
    const auto done = [&](Nanos midnight) -> std::optional<LeadingTime> {
        const Nanos time = midnight + inDay - zone(c);
        return LeadingTime{time, static_cast<std::size_t>(c.p - text.data())};
    };
    if (text.size() >= 14 && isDigit(text[1]) && isDigit(text[4]) && text[5] == ' ') { // klog: I0820 11:40:00.123
        ++c.p;
        if (!c.number(2, 2, month) || !c.number(2, 2, d) || (c.blanks(), !clock(c, inDay)) ||
            !validDate(2000, month, d))
            return std::nullopt;
        return done(dayWithoutYear(month, d, inDay));
    }
    const bool hasWeekday = c.weekday();
    if (hasWeekday && isDigit(c.peek())) { // Thu, 20 Aug 2026 11:40:00 GMT
        const auto rest = fromDigits({c.p, static_cast<std::size_t>(c.end - c.p)});
        if (!rest)
            return std::nullopt;
        return LeadingTime{rest->time, rest->length + static_cast<std::size_t>(c.p - text.data())};
    }
    if (!c.month(month) || !c.takeAny(" -/"))
        return std::nullopt;
    c.blanks();
    if (!c.number(1, 2, d) || !c.takeAny(" ,-/"))
        return std::nullopt;
    c.blanks();
    Cursor withYear = c;
    if (withYear.number(4, 4, year) && withYear.takeAny(" ,:") && (withYear.blanks(), clock(withYear, inDay)) &&
        validDate(year, month, d)) { // Aug 20, 2026 11:40:00 AM
        c = withYear;
        return done(day(static_cast<int>(year), month, d));
    }
    if (!clock(c, inDay) || !validDate(2000, month, d))
        return std::nullopt;
    const Nanos offset = zone(c);
    Cursor year4 = c; // Thu Aug 20 11:40:00 2026
    if (year4.take(' ') && year4.number(4, 4, year) && !(year4.more() && (isLetter(*year4.p) || isDigit(*year4.p) || *year4.p == '-')) &&
        validDate(year, month, d) && (hasWeekday || year >= 1990)) {
        return LeadingTime{day(static_cast<int>(year), month, d) + inDay - offset,
                           static_cast<std::size_t>(year4.p - text.data())};
    }
    return LeadingTime{dayWithoutYear(month, d, inDay) + inDay - offset, static_cast<std::size_t>(c.p - text.data())};
}

std::optional<LeadingTime> TimestampReader::leading(std::string_view text)
{
    if (text.size() < 10)
        return std::nullopt;
    if (isDigit(text[0]))
        return fromDigits(text);
    if (isLetter(text[0]))
        return fromLetters(text);
    return std::nullopt;
}

std::optional<Nanos> TimestampReader::whole(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '[' || text.front() == '"'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == ']' || text.back() == '"'))
        text.remove_suffix(1);
    if (const auto found = leading(text)) {
        const std::string_view rest = text.substr(found->length);
        if (rest.empty() || rest.substr(0, 3) == " m=")
            return found->time;
        // A name of a zone in brackets or blanks after it: 2026-08-20T11:40:00+02:00[Europe/Berlin]
        if (rest.front() == '[')
            return found->time;
        return std::nullopt;
    }
    if (text.size() == 10 && text[4] == '-' && text[7] == '-') { // a date alone
        Cursor c{text.data(), text.data() + text.size()};
        unsigned year = 0, month = 0, d = 0;
        if (c.number(4, 4, year) && c.take('-') && c.number(2, 2, month) && c.take('-') && c.number(2, 2, d) &&
            validDate(year, month, d))
            return day(static_cast<int>(year), month, d);
    }
    return timeFromEpochText(text);
}

} // namespace triptych::telemetry
