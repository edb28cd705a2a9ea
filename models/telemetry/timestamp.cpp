#include "telemetry/timestamp.h"

#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>

namespace triptych::telemetry {

namespace {

constexpr Nanos kSecond = 1'000'000'000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
// int64 nanoseconds end in April 2262 (and begin in 1677).
constexpr int kFirstYear = 1680, kLastYear = 2260;

bool isDigit(char c)
{
    return static_cast<unsigned char>(c - '0') < 10;
}
bool isLetter(char c)
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

bool validDate(unsigned year, unsigned month, unsigned day)
{
    return static_cast<int>(year) >= kFirstYear && static_cast<int>(year) <= kLastYear && month >= 1 && month <= 12 &&
           day >= 1 && day <= 31 &&
           std::chrono::year_month_day(std::chrono::year(static_cast<int>(year)), std::chrono::month(month),
                                       std::chrono::day(day))
               .ok();
}

/// Digits after the decimal mark, as nanoseconds; what is finer is cut.
bool fraction(Cursor &c, Nanos &ns)
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
bool clock(Cursor &c, Nanos &inDay)
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
Nanos zone(Cursor &c)
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

std::optional<Nanos> scaled(std::string_view digits, std::string_view decimals)
{
    // Unit by the count of digits before the point: up to 11 seconds, up to 14 ms, up to 17 µs, else ns.
    const std::size_t n = digits.size();
    if (n == 0 || n > 19)
        return std::nullopt;
    const std::size_t shift = n <= 11 ? 9 : n <= 14 ? 6 : n <= 17 ? 3 : 0;
    std::uint64_t v = 0;
    for (const char c : digits)
        v = v * 10 + static_cast<std::uint64_t>(c - '0');
    for (std::size_t i = 0; i < shift; ++i) {
        const auto d = static_cast<std::uint64_t>(i < decimals.size() ? decimals[i] - '0' : 0);
        if (v > (std::numeric_limits<std::uint64_t>::max() - d) / 10)
            return std::nullopt;
        v = v * 10 + d;
    }
    if (v > static_cast<std::uint64_t>(std::numeric_limits<Nanos>::max()))
        return std::nullopt;
    return static_cast<Nanos>(v);
}

} // namespace

Nanos dayNs(int year, unsigned month, unsigned day)
{
    const std::chrono::sys_days days{
        std::chrono::year_month_day{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)}};
    return days.time_since_epoch().count() * kDay;
}

Nanos timeFromEpoch(std::int64_t number)
{
    const std::uint64_t size = number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
    if (size < 100'000'000'000ull) {
        if (size > 9'223'372'035ull)
            return 0;
        return number * kSecond;
    }
    if (size < 100'000'000'000'000ull)
        return size > 9'223'372'036'854ull ? 0 : number * 1'000'000;
    return size < 100'000'000'000'000'000ull ? (size > 9'223'372'036'854'775ull ? 0 : number * 1000) : number;
}

Nanos timeFromEpoch(double number)
{
    const double size = std::fabs(number);
    const double unit = size < 1e11 ? 1e9 : size < 1e14 ? 1e6 : size < 1e17 ? 1e3 : 1;
    if (!(size * unit < 9.2e18))
        return 0;
    // The whole part apart: a double of 1.7e9 keeps about 200 ns of a second's fraction, its product with 1e9 less.
    const double whole = std::floor(number);
    return static_cast<Nanos>(whole) * static_cast<Nanos>(unit) + static_cast<Nanos>(std::llround((number - whole) * unit));
}

std::optional<Nanos> timeFromEpochText(std::string_view text)
{
    const std::size_t point = text.find('.');
    const std::string_view digits = text.substr(0, point);
    const std::string_view decimals = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
    for (const char c : digits)
        if (!isDigit(c))
            return std::nullopt;
    for (const char c : decimals)
        if (!isDigit(c))
            return std::nullopt;
    return scaled(digits, decimals);
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
