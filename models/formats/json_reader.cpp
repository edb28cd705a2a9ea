#include "formats/json_reader.h"

#include "formats/json_masks.h"
#include "telemetry/utf8.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace triptych::formats {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Four hex digits at `at`; -1 if they are none.
int codeUnit(const char *at, const char *end)
{
    if (end - at < 4)
        return -1;
    int value = 0;
    for (int i = 0; i < 4; ++i) {
        const int digit = hexDigit(at[i]);
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

char *writeUtf8(char *to, std::uint32_t code)
{
    if (code < 0x80) {
        *to++ = static_cast<char>(code);
    } else if (code < 0x800) {
        *to++ = static_cast<char>(0xc0 | (code >> 6));
        *to++ = static_cast<char>(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        *to++ = static_cast<char>(0xe0 | (code >> 12));
        *to++ = static_cast<char>(0x80 | ((code >> 6) & 0x3f));
        *to++ = static_cast<char>(0x80 | (code & 0x3f));
    } else {
        *to++ = static_cast<char>(0xf0 | (code >> 18));
        *to++ = static_cast<char>(0x80 | ((code >> 12) & 0x3f));
        *to++ = static_cast<char>(0x80 | ((code >> 6) & 0x3f));
        *to++ = static_cast<char>(0x80 | (code & 0x3f));
    }
    return to;
}

} // namespace

void JsonReader::fail(const char *why)
{
    if (m_error == nullptr) {
        m_error = why;
        m_errorAt = position();
        m_hitEnd = m_at >= m_end;
    }
    m_at = m_end;
}

char JsonReader::peekSlow()
{
    while (m_at < m_end && isSpace(*m_at))
        ++m_at;
    return m_at < m_end ? *m_at : '\0';
}

std::string_view JsonReader::unescape(std::string_view raw)
{
    // An escape never grows: \uXXXX (6 bytes) gives at most 3.
    char *const start = m_arena->reserve(raw.size());
    char *to = start;
    const char *p = raw.data();
    const char *const end = p + raw.size();
    while (p < end) {
        const auto *slash = static_cast<const char *>(std::memchr(p, '\\', static_cast<std::size_t>(end - p)));
        const std::size_t plain = static_cast<std::size_t>((slash != nullptr ? slash : end) - p);
        std::memcpy(to, p, plain);
        to += plain;
        if (slash == nullptr || slash + 1 >= end)
            break;
        p = slash + 2;
        switch (slash[1]) {
        case 'n': *to++ = '\n'; break;
        case 't': *to++ = '\t'; break;
        case 'r': *to++ = '\r'; break;
        case 'b': *to++ = '\b'; break;
        case 'f': *to++ = '\f'; break;
        case 'u': {
            const int unit = codeUnit(p, end);
            std::uint32_t code = unit < 0 ? telemetry::kReplacement : static_cast<std::uint32_t>(unit);
            if (unit >= 0)
                p += 4;
            if (code >= 0xd800 && code < 0xdc00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u') {
                const int low = codeUnit(p + 2, end);
                if (low >= 0xdc00 && low < 0xe000) {
                    code = 0x10000 + ((code - 0xd800) << 10) + (static_cast<std::uint32_t>(low) - 0xdc00);
                    p += 6;
                }
            }
            if (code >= 0xd800 && code < 0xe000)
                code = telemetry::kReplacement;
            to = writeUtf8(to, code);
            break;
        }
        default: *to++ = slash[1]; break;
        }
    }
    return m_arena->commit(static_cast<std::size_t>(to - start));
}

std::string_view JsonReader::scalar()
{
    const char c = peek();
    if (c == '"')
        return string();
    const char *from = m_at;
    while (m_at < m_end && *m_at != ',' && *m_at != '}' && *m_at != ']' && !isSpace(*m_at) && *m_at != '{' &&
           *m_at != '[' && *m_at != '"' && *m_at != ':')
        ++m_at;
    if (m_at == from) {
        fail("a value was expected");
        return {};
    }
    return {from, static_cast<std::size_t>(m_at - from)};
}

std::string_view JsonReader::textValue()
{
    const char c = peek();
    if (c == '"')
        return string();
    if (c == '{' || c == '[') {
        skip();
        return {};
    }
    const std::string_view text = scalar();
    return text == "null" ? std::string_view() : text;
}

std::int64_t JsonReader::integer()
{
    return integerFromText(textValue());
}

double JsonReader::number()
{
    return numberFromText(textValue());
}

bool JsonReader::isNull()
{
    return peek() == 'n' && m_end - m_at >= 4 && std::memcmp(m_at, "null", 4) == 0;
}

const char *JsonReader::matchingBracket(const char *from, std::uint64_t maxDepth, bool &tooDeep) const
{
    JsonStringState strings;
    std::uint64_t depth = 0, afterNewline = 0;
    char padded[64];
    for (const char *block = from; block < m_end; block += 64) {
        const char *bytes = block;
        if (m_end - block < 64) {
            std::memset(padded, ' ', sizeof padded);
            std::memcpy(padded, block, static_cast<std::size_t>(m_end - block));
            bytes = padded;
        }
        const JsonMasks m = jsonMasks(bytes);
        const std::uint64_t inside = strings.next(m);
        const std::uint64_t open = m.open & ~inside;
        const std::uint64_t close = m.close & ~inside;
        // What follows an unfinished line is no part of this value.
        std::uint64_t broken = m.newline & inside;
        for (std::uint64_t lines = open & ((m.newline << 1) | afterNewline); lines != 0; lines &= lines - 1) {
            const int i = std::countr_zero(lines);
            if (block + i > from && beginsRecord(from, block + i))
                broken |= 1ull << i;
        }
        afterNewline = m.newline >> 63;
        const std::uint64_t closes = static_cast<std::uint64_t>(std::popcount(close));
        if (depth > closes) {
            depth = depth - closes + static_cast<std::uint64_t>(std::popcount(open));
        } else {
            for (std::uint64_t both = open | close; both != 0; both &= both - 1) {
                const int i = std::countr_zero(both);
                if ((open >> i) & 1)
                    ++depth;
                else if (--depth == 0)
                    return (broken & ((1ull << i) - 1)) == 0 ? block + i : nullptr;
            }
        }
        if (broken != 0)
            return nullptr;
        if (depth > maxDepth) {
            tooDeep = true;
            return nullptr;
        }
    }
    return nullptr;
}

void JsonReader::skip()
{
    const char c = peek();
    if (c != '{' && c != '[') {
        scalar();
        return;
    }
    bool tooDeep = false;
    const char *last = matchingBracket(m_at, kMaxDepth, tooDeep);
    if (last != nullptr) {
        m_at = last + 1;
        return;
    }
    if (!tooDeep)
        m_at = m_end;
    fail(tooDeep ? "nested deeper than 512 levels" : "a bracket has no end");
}

bool JsonReader::passBrackets(std::size_t from)
{
    seek(from);
    const char c = peek();
    if (c != '{' && c != '[') {
        skip();
        return !failed();
    }
    bool tooDeep = false;
    const char *last = matchingBracket(m_at, std::numeric_limits<std::uint64_t>::max(), tooDeep);
    if (last == nullptr)
        return false;
    m_at = last + 1;
    return true;
}

bool JsonReader::nextLine(std::size_t from)
{
    seek(from);
    while (m_at < m_end) {
        const auto *line = static_cast<const char *>(std::memchr(m_at, '\n', static_cast<std::size_t>(m_end - m_at)));
        if (line == nullptr)
            break;
        m_at = line + 1;
        if (m_at < m_end && (*m_at == '{' || *m_at == '['))
            return true;
    }
    m_at = m_end;
    return false;
}

std::int64_t integerFromText(std::string_view text)
{
    const char *end = text.data() + text.size();
    std::int64_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error == std::errc() && stop == end)
        return value;
    const double d = numberFromText(text);
    if (!(d == d))
        return 0;
    // Both bounds as doubles: 2^63 itself is out of range.
    if (d >= 9223372036854775808.0)
        return std::numeric_limits<std::int64_t>::max();
    if (d <= -9223372036854775808.0)
        return std::numeric_limits<std::int64_t>::min();
    return static_cast<std::int64_t>(d);
}

double numberFromText(std::string_view text)
{
    if (text == "NaN")
        return std::numeric_limits<double>::quiet_NaN();
    if (text == "Infinity" || text == "+Infinity")
        return std::numeric_limits<double>::infinity();
    if (text == "-Infinity")
        return -std::numeric_limits<double>::infinity();
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::result_out_of_range)
        return text.starts_with('-') ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    return error == std::errc() ? value : 0.0;
}

void appendNumber(std::string &out, double value)
{
    if (std::isnan(value)) {
        out += "NaN";
    } else if (std::isinf(value)) {
        out += value < 0 ? "-Infinity" : "Infinity";
    } else {
        char buffer[32];
        const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
        out.append(buffer, error == std::errc() ? end : buffer);
    }
}

} // namespace triptych::formats
