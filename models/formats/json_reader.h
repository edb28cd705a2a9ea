#pragma once
#include "formats/json_masks.h"
#include "formats/text_arena.h"

#include <bit>
#include <cstdint>
#include <emmintrin.h>
#include <string>
#include <string_view>

namespace triptych::formats {

/// A pull reader over JSON text in memory that may stop anywhere: decoders read pieces of documents, so an end between
/// elements is no error, and after an error they go on with the next element. Lenient about commas; strict about the
/// rest. simdjson's On-Demand wants whole, padded documents and gives one up at its first error.
///
/// After fail() every call returns false, empty or 0, so loops end by themselves.
class JsonReader
{
public:
    static constexpr int kMaxDepth = 512;

    JsonReader() = default;
    JsonReader(std::string_view text, TextArena &arena)
        : m_begin(text.data()), m_at(m_begin), m_end(m_begin + text.size()), m_arena(&arena)
    {
    }

    std::size_t position() const { return static_cast<std::size_t>(m_at - m_begin); }
    void seek(std::size_t position)
    {
        m_at = m_begin + position;
        m_error = nullptr;
        m_hitEnd = m_betweenElements = false;
    }
    std::string_view text(std::size_t from, std::size_t to) const { return {m_begin + from, to - from}; }
    std::size_t size() const { return static_cast<std::size_t>(m_end - m_begin); }

    bool failed() const { return m_error != nullptr; }
    /// The text ended before the value did; set beside failed().
    bool hitEnd() const { return m_hitEnd; }
    /// The text ended where nextElement() looked for one: where pieces of documents end.
    bool endedBetweenElements() const { return m_betweenElements; }
    const char *error() const { return m_error; }
    std::size_t errorPosition() const { return m_errorAt; }
    void fail(const char *why);

    /// Next byte that is no white space; 0 at the end.
    char peek()
    {
        if (m_at < m_end && static_cast<unsigned char>(*m_at) > ' ')
            return *m_at;
        return peekSlow();
    }
    bool enterObject() { return enter('{', "an object was expected"); }
    bool enterArray() { return enter('[', "a list was expected"); }
    /// Moves to the value of the next member; false at the object's end, which is passed.
    bool nextKey(std::string_view &key);
    /// Moves to the next element; false at the list's end, which is passed.
    bool nextElement();

    /// A string without its quotes, unescaped (into the arena if need be).
    std::string_view string();
    /// A number, true, false or null as it stands; a string's content likewise.
    std::string_view scalar();
    /// Text of a string or a scalar; empty for null. Lists and objects are skipped and give nothing.
    std::string_view textValue();
    std::int64_t integer();
    double number();
    bool boolean() { return scalar() == "true"; }
    bool isNull();
    /// Passes any value. Fails if it is nested deeper than kMaxDepth.
    void skip();
    /// A value as it stands.
    std::string_view raw()
    {
        peek();
        const char *from = m_at;
        skip();
        return failed() ? std::string_view() : std::string_view(from, static_cast<std::size_t>(m_at - from));
    }
    /// Passes the list or object at `from`, however deep and whatever is wrong inside; false if it has no end here.
    bool passBrackets(std::size_t from);
    /// Moves to the next line after `from` that begins with { or [ in its first column; false if there is none.
    bool nextLine(std::size_t from);

private:
    char peekSlow();
    bool enter(char bracket, const char *why)
    {
        if (peek() != bracket) {
            fail(why);
            return false;
        }
        ++m_at;
        return true;
    }
    /// m_at is behind the opening quote; returns the content and moves behind the closing quote.
    std::string_view rawString(bool &escaped);
    std::string_view unescape(std::string_view raw);
    const char *matchingBracket(const char *from, std::uint64_t maxDepth, bool &tooDeep) const;

    const char *m_begin = nullptr, *m_at = nullptr, *m_end = nullptr;
    TextArena *m_arena = nullptr;
    const char *m_error = nullptr;
    std::size_t m_errorAt = 0;
    bool m_hitEnd = false, m_betweenElements = false;
};

/// A position where nothing stands: of a member that an object has not.
inline constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

/// Decimal integers, also with a fraction or exponent; clamped to int64. 0 if it is none.
std::int64_t integerFromText(std::string_view text);
/// JSON numbers, NaN, Infinity, -Infinity.
double numberFromText(std::string_view text);
/// Appends the shortest text that reads back; NaN, Infinity, -Infinity by name.
void appendNumber(std::string &out, double value);

inline bool JsonReader::nextKey(std::string_view &key)
{
    char c = peek();
    if (c == ',') {
        ++m_at;
        c = peek();
    }
    if (c == '"') {
        ++m_at;
        bool escaped = false;
        key = rawString(escaped);
        if (escaped)
            key = unescape(key);
        if (m_at < m_end && *m_at == ':') {
            ++m_at;
            return true;
        }
        if (peek() == ':') {
            ++m_at;
            return true;
        }
        fail("a colon was expected after a key");
        return false;
    }
    if (c == '}' && !failed()) {
        ++m_at;
        return false;
    }
    fail("a key or the end of an object was expected");
    return false;
}

inline bool JsonReader::nextElement()
{
    char c = peek();
    while (c == ',') {
        ++m_at;
        c = peek();
    }
    if (c == ']') {
        ++m_at;
        return false;
    }
    if (c == 0 || c == '}' || c == ':') {
        m_betweenElements = c == 0 && !failed();
        fail("an element or the end of a list was expected");
        return false;
    }
    if (m_at > m_begin && m_at[-1] == '\n' && (c == '{' || c == '[') && beginsRecord(m_begin, m_at)) {
        fail("another record begins before the end of a list");
        return false;
    }
    return true;
}

inline std::string_view JsonReader::rawString(bool &escaped)
{
    const char *from = m_at;
    const char *p = from;
    while (true) {
        unsigned hits = 0;
        if (m_end - p >= 16) {
            const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i *>(p));
            const __m128i special = _mm_or_si128(
                _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'))),
                _mm_cmpeq_epi8(v, _mm_set1_epi8('\n')));
            hits = static_cast<unsigned>(_mm_movemask_epi8(special));
            if (hits == 0) {
                p += 16;
                continue;
            }
            p += std::countr_zero(hits);
        } else {
            while (p < m_end && *p != '"' && *p != '\\' && *p != '\n')
                ++p;
            if (p == m_end) {
                m_at = m_end;
                fail("a string has no end");
                return {};
            }
        }
        if (*p == '"') {
            m_at = p + 1;
            return {from, static_cast<std::size_t>(p - from)};
        }
        if (*p == '\n') {
            m_at = p;
            fail("a line ends inside a string");
            return {};
        }
        escaped = true;
        p += 2;
        if (p > m_end)
            p = m_end;
    }
}

inline std::string_view JsonReader::string()
{
    if (peek() != '"') {
        fail("a string was expected");
        return {};
    }
    ++m_at;
    bool escaped = false;
    const std::string_view raw = rawString(escaped);
    return escaped ? unescape(raw) : raw;
}

} // namespace triptych::formats
