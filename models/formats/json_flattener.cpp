#include "formats/json_flattener.h"

#include "formats/byte_scan.h"
#include "telemetry/hex_digits.h"

#include <charconv>
#include <cstring>

namespace triptych::formats {

using namespace telemetry;

namespace {

char *appendCodePoint(char *out, std::uint32_t c)
{
    if (c < 0x80) {
        *out++ = static_cast<char>(c);
    } else if (c < 0x800) {
        *out++ = static_cast<char>(0xc0 | c >> 6);
        *out++ = static_cast<char>(0x80 | (c & 63));
    } else if (c < 0x10000) {
        *out++ = static_cast<char>(0xe0 | c >> 12);
        *out++ = static_cast<char>(0x80 | (c >> 6 & 63));
        *out++ = static_cast<char>(0x80 | (c & 63));
    } else {
        *out++ = static_cast<char>(0xf0 | c >> 18);
        *out++ = static_cast<char>(0x80 | (c >> 12 & 63));
        *out++ = static_cast<char>(0x80 | (c >> 6 & 63));
        *out++ = static_cast<char>(0x80 | (c & 63));
    }
    return out;
}

std::optional<std::uint32_t> fourHex(std::string_view raw, std::size_t at)
{
    std::uint64_t v = 0;
    if (at + 4 > raw.size() || !hexNumber(raw.substr(at, 4), v))
        return std::nullopt;
    return static_cast<std::uint32_t>(v);
}

bool isNumberByte(char c)
{
    return (c >= '0' && c <= '9') || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-';
}

} // namespace

std::string_view jsonUnescaped(std::string_view raw, TextArena &arena)
{
    // No escape is shorter than what it stands for; U+FFFD for a lone \uD800 takes 3 of its 6 bytes.
    char *const begin = arena.reserve(raw.size() + 4);
    char *out = begin;
    std::size_t i = 0;
    while (i < raw.size()) {
        if (raw[i] != '\\' || i + 1 == raw.size()) {
            *out++ = raw[i++];
            continue;
        }
        const char c = raw[i + 1];
        i += 2;
        switch (c) {
        case 'n': *out++ = '\n'; break;
        case 't': *out++ = '\t'; break;
        case 'r': *out++ = '\r'; break;
        case 'b': *out++ = '\b'; break;
        case 'f': *out++ = '\f'; break;
        case 'u': {
            std::uint32_t code = 0xfffd;
            if (const auto first = fourHex(raw, i)) {
                i += 4;
                code = *first;
                if (code >= 0xd800 && code < 0xe000) {
                    const auto second = code < 0xdc00 && i + 1 < raw.size() && raw[i] == '\\' && raw[i + 1] == 'u'
                                            ? fourHex(raw, i + 2)
                                            : std::nullopt;
                    if (second && *second >= 0xdc00 && *second < 0xe000) {
                        code = 0x10000 + ((code - 0xd800) << 10) + (*second - 0xdc00);
                        i += 6;
                    } else {
                        code = 0xfffd;
                    }
                }
            }
            out = appendCodePoint(out, code);
            break;
        }
        default: *out++ = c;
        }
    }
    return arena.commit(static_cast<std::size_t>(out - begin));
}

std::size_t jsonValueEnd(std::string_view text, std::size_t from)
{
    std::size_t depth = 0;
    for (std::size_t i = from; i < text.size(); ++i) {
        switch (text[i]) {
        case '"': {
            const char *end = text.data() + text.size();
            const char *p = text.data() + i + 1;
            for (;;) {
                p = findQuoteOrBackslash(p, end);
                if (p == end)
                    return std::string_view::npos;
                if (*p == '"')
                    break;
                p += p + 1 == end ? 1 : 2;
            }
            i = static_cast<std::size_t>(p - text.data());
            if (depth == 0)
                return i + 1;
            break;
        }
        case '{':
        case '[':
            ++depth;
            break;
        case '}':
        case ']':
            if (depth == 0)
                return i; // the end of an outer value closes a bare word
            if (--depth == 0)
                return i + 1;
            break;
        case ',':
        case ' ':
        case '\n':
        case '\r':
        case '\t':
            if (depth == 0)
                return i;
            break;
        default:
            break;
        }
    }
    return std::string_view::npos;
}

bool JsonFlattener::string(std::string_view &out)
{
    const char *from = ++m_p;
    bool escaped = false;
    for (;;) {
        m_p = findQuoteOrBackslash(m_p, m_end);
        if (m_p == m_end)
            return false;
        if (*m_p == '"')
            break;
        escaped = true;
        if (m_end - m_p < 2)
            return false;
        m_p += 2;
    }
    out = {from, static_cast<std::size_t>(m_p - from)};
    ++m_p;
    if (escaped)
        out = jsonUnescaped(out, *m_arena);
    return true;
}

bool JsonFlattener::skipNested()
{
    const std::string_view rest(m_p, static_cast<std::size_t>(m_end - m_p));
    const std::size_t end = jsonValueEnd(rest, 0);
    if (end == std::string_view::npos)
        return false;
    m_p += end;
    return true;
}

bool JsonFlattener::value(std::string_view path, int depth)
{
    if (m_p == m_end)
        return false;
    const char *from = m_p;
    JsonField field{path, {}, ValueType::String};
    switch (*m_p) {
    case '"':
        if (!string(field.value))
            return false;
        break;
    case '{':
        if (depth < kDeepest && m_fields->size() < kMostFields) {
            const char *next = m_p + 1;
            while (next != m_end && *next == ' ')
                ++next;
            if (next == m_end || *next != '}')
                return object(path, depth + 1);
        }
        if (!skipNested())
            return false;
        field.value = {from, static_cast<std::size_t>(m_p - from)};
        field.type = ValueType::Map;
        break;
    case '[':
        if (!skipNested())
            return false;
        field.value = {from, static_cast<std::size_t>(m_p - from)};
        field.type = ValueType::Array;
        break;
    case 't':
    case 'f':
        if (!word("true") && !word("false"))
            return false;
        field.value = {from, static_cast<std::size_t>(m_p - from)};
        field.type = ValueType::Bool;
        break;
    case 'n':
        return word("null");
    default: {
        bool real = false;
        if (*m_p == '-')
            ++m_p;
        const char *digits = m_p;
        for (; m_p != m_end && isNumberByte(*m_p); ++m_p)
            real |= *m_p < '0' || *m_p > '9';
        if (m_p == digits || *digits < '0' || *digits > '9')
            return false;
        field.value = {from, static_cast<std::size_t>(m_p - from)};
        field.type = real || field.value.size() > 19 ? ValueType::Double : ValueType::Int;
        // 1.50 and 1e3 in the shortest spelling, so that equal numbers are equal texts.
        if (real && (m_p[-1] == '0' || field.value.find_first_of("eE") != std::string_view::npos)) {
            double number = 0;
            const auto [end, error] = std::from_chars(from, m_p, number);
            if (error != std::errc() || end != m_p)
                return error == std::errc::result_out_of_range && (m_fields->push_back(field), true);
            char *room = m_arena->reserve(32);
            const auto written = std::to_chars(room, room + 32, number);
            field.value = m_arena->commit(static_cast<std::size_t>(written.ptr - room));
        }
    }
    }
    m_fields->push_back(field);
    return true;
}

bool JsonFlattener::object(std::string_view prefix, int depth)
{
    ++m_p;
    blanks();
    if (m_p != m_end && *m_p == '}') {
        ++m_p;
        return true;
    }
    for (;;) {
        blanks();
        if (m_p == m_end || *m_p != '"')
            return false;
        std::string_view key;
        if (!string(key))
            return false;
        blanks();
        if (m_p == m_end || *m_p != ':')
            return false;
        ++m_p;
        blanks();
        if (!prefix.empty()) {
            char *room = m_arena->reserve(prefix.size() + 1 + key.size());
            std::memcpy(room, prefix.data(), prefix.size());
            room[prefix.size()] = '.';
            std::memcpy(room + prefix.size() + 1, key.data(), key.size());
            key = m_arena->commit(prefix.size() + 1 + key.size());
        }
        if (!value(key, depth))
            return false;
        blanks();
        if (m_p == m_end)
            return false;
        if (*m_p == ',') {
            ++m_p;
            continue;
        }
        if (*m_p != '}')
            return false;
        ++m_p;
        return true;
    }
}

bool JsonFlattener::flatten(std::string_view text, std::vector<JsonField> &fields, TextArena &arena)
{
    m_p = text.data();
    m_end = text.data() + text.size();
    m_fields = &fields;
    m_arena = &arena;
    fields.clear();
    blanks();
    bool ok = m_p != m_end && *m_p == '{' && object({}, 0);
    if (ok) {
        blanks();
        ok = m_p == m_end;
    }
    m_errorAt = static_cast<std::size_t>(m_p - text.data());
    return ok;
}

} // namespace triptych::formats
