#include "telemetry/tag.h"

#include "telemetry/clock_text.h"
#include "telemetry/utf8.h"

#include <cctype>

namespace triptych::telemetry {

using clock_text::isDigit;

namespace {

/// Whether a text is one JSON value by its grammar (RFC 8259), so that it may be pasted into a document.
class JsonCheck
{
public:
    explicit JsonCheck(std::string_view text) : m_p(text.data()), m_end(text.data() + text.size()) {}
    bool wholeValue() { return value(0) && (space(), m_p == m_end); }
    bool wholeNumber() { return number() && m_p == m_end; }

private:
    static constexpr int kDeepest = 256;

    void space()
    {
        while (m_p != m_end && (*m_p == ' ' || *m_p == '\t' || *m_p == '\n' || *m_p == '\r'))
            ++m_p;
    }
    bool take(char c)
    {
        if (m_p == m_end || *m_p != c)
            return false;
        ++m_p;
        return true;
    }
    bool word(std::string_view w)
    {
        if (static_cast<std::size_t>(m_end - m_p) < w.size() || std::string_view(m_p, w.size()) != w)
            return false;
        m_p += w.size();
        return true;
    }
    bool digits()
    {
        const char *from = m_p;
        while (m_p != m_end && isDigit(*m_p))
            ++m_p;
        return m_p != from;
    }
    bool number()
    {
        take('-');
        const bool zero = m_p != m_end && *m_p == '0';
        const char *from = m_p;
        if (!digits() || (zero && m_p - from > 1))
            return false;
        if (take('.') && !digits())
            return false;
        if (take('e') || take('E')) {
            if (!take('+'))
                take('-');
            return digits();
        }
        return true;
    }
    bool string()
    {
        if (!take('"'))
            return false;
        while (m_p != m_end) {
            const auto c = static_cast<unsigned char>(*m_p);
            if (c == '"') {
                ++m_p;
                return true;
            }
            if (c < 0x20)
                return false;
            if (c == '\\') {
                ++m_p;
                if (m_p == m_end)
                    return false;
                if (*m_p == 'u') {
                    for (int i = 0; i < 4; ++i)
                        if (++m_p == m_end || !std::isxdigit(static_cast<unsigned char>(*m_p)))
                            return false;
                } else if (std::string_view("\"\\/bfnrt").find(*m_p) == std::string_view::npos) {
                    return false;
                }
                ++m_p;
                continue;
            }
            const std::size_t n = utf8CharacterLength({m_p, static_cast<std::size_t>(m_end - m_p)});
            if (n == 0)
                return false;
            m_p += n;
        }
        return false;
    }
    bool members(char close, bool keys, int depth)
    {
        ++m_p;
        space();
        if (take(close))
            return true;
        do {
            space();
            if (keys && !(string() && (space(), take(':'))))
                return false;
            if (!value(depth + 1))
                return false;
            space();
        } while (take(','));
        return take(close);
    }
    bool value(int depth)
    {
        space();
        if (m_p == m_end || depth > kDeepest)
            return false;
        switch (*m_p) {
        case '{': return members('}', true, depth);
        case '[': return members(']', false, depth);
        case '"': return string();
        case 't': return word("true");
        case 'f': return word("false");
        case 'n': return word("null");
        default: return number();
        }
    }

    const char *m_p;
    const char *m_end;
};

void appendValue(std::string &out, const Tag &tag)
{
    switch (tag.type) {
    case ValueType::Int:
    case ValueType::Double:
        if (JsonCheck(tag.value).wholeNumber())
            out += tag.value;
        else
            appendJsonString(out, tag.value); // NaN, Infinity: JSON has no numbers for them
        return;
    case ValueType::Bool:
        if (tag.value == "true" || tag.value == "false")
            out += tag.value;
        else
            appendJsonString(out, tag.value);
        return;
    case ValueType::Array:
    case ValueType::Map:
        if (JsonCheck(tag.value).wholeValue())
            out += tag.value;
        else
            appendJsonString(out, tag.value);
        return;
    case ValueType::Null:
        out += "null";
        return;
    case ValueType::String:
    case ValueType::Bytes:
        appendJsonString(out, tag.value);
        return;
    }
}

} // namespace

std::string tagsToJson(const std::vector<Tag> &tags)
{
    std::string out = "{";
    for (const Tag &tag : tags) {
        if (out.size() > 1)
            out += ',';
        appendJsonString(out, tag.key);
        out += ':';
        appendValue(out, tag);
    }
    out += '}';
    return out;
}

void appendJsonString(std::string &out, std::string_view text)
{
    out += '"';
    std::size_t from = 0; // of the run not yet copied
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
            ++i;
            continue;
        }
        if (c >= 0x80) {
            if (const std::size_t n = utf8CharacterLength(text.substr(i))) {
                i += n;
                continue;
            }
        }
        out.append(text.substr(from, i - from));
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            if (c >= 0x80) {
                out += "\xEF\xBF\xBD";
            } else {
                out += "\\u00";
                out += "0123456789abcdef"[c >> 4];
                out += "0123456789abcdef"[c & 15];
            }
        }
        from = ++i;
    }
    out.append(text.substr(from));
    out += '"';
}

} // namespace triptych::telemetry
