#include "items/pretty_json.h"

#include <cctype>

namespace triptych::items {

namespace {

constexpr std::size_t kLongestLine = 72;
constexpr std::size_t kLongestOutput = 64 * 1024;
constexpr int kDeepest = 64;

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// End of the string that starts at `at`, npos if it does not end.
std::size_t stringEnd(std::string_view text, std::size_t at)
{
    for (std::size_t i = at + 1; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            return i;
    }
    return std::string_view::npos;
}

/// The end of the bracket that opens at `at`, npos if brackets do not pair.
std::size_t bracketEnd(std::string_view text, std::size_t at)
{
    std::string open;
    for (std::size_t i = at; i < text.size(); ++i) {
        switch (text[i]) {
        case '"':
            i = stringEnd(text, i);
            if (i == std::string_view::npos)
                return i;
            break;
        case '{': open += '}'; break;
        case '[': open += ']'; break;
        case '}':
        case ']':
            if (open.empty() || open.back() != text[i])
                return std::string_view::npos;
            open.pop_back();
            if (open.empty())
                return i;
            break;
        default: break;
        }
    }
    return std::string_view::npos;
}

/// The value on one line with single spaces, or nothing if that is longer than a line.
std::optional<std::string> oneLine(std::string_view text)
{
    std::string line;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (isSpace(c))
            continue;
        if (c == '"') {
            const auto end = stringEnd(text, i);
            line.append(text, i, end - i + 1);
            i = end;
        } else if (c == ',' || c == ':') {
            line += c;
            line += ' ';
        } else if (c == '{') {
            line += "{ ";
        } else if (c == '}') {
            line += line.size() > 1 && line.back() == ' ' ? "}" : " }";
        } else {
            line += c;
        }
        if (line.size() > kLongestLine)
            return std::nullopt;
    }
    return line;
}

class Writer
{
public:
    explicit Writer(std::string_view text) : m_text(text) {}

    std::string write()
    {
        value(0, m_text.size(), 0);
        return std::move(m_out);
    }

private:
    void indent(int depth)
    {
        m_out += '\n';
        m_out.append(std::size_t(depth) * 2, ' ');
    }
    void value(std::size_t from, std::size_t to, int depth)
    {
        while (from < to && isSpace(m_text[from]))
            ++from;
        while (to > from && isSpace(m_text[to - 1]))
            --to;
        const auto text = m_text.substr(from, to - from);
        const bool nested = !text.empty() && (text.front() == '{' || text.front() == '[');
        if (!nested) {
            m_out += text;
            return;
        }
        if (depth > 0)
            if (const auto line = oneLine(text)) {
                m_out += *line;
                return;
            }
        if (depth >= kDeepest || m_out.size() > kLongestOutput) {
            m_out += "\xE2\x80\xA6";
            return;
        }
        m_out += text.front();
        members(from + 1, to - 1, depth + 1);
        indent(depth);
        m_out += text.back();
    }
    void members(std::size_t from, std::size_t to, int depth)
    {
        std::size_t start = from;
        std::size_t colon = std::string_view::npos;
        const auto finish = [&](std::size_t end, bool last) {
            if (m_text.find_first_not_of(" \t\r\n", start) >= end || m_out.size() > kLongestOutput)
                return;
            indent(depth);
            if (colon != std::string_view::npos) {
                value(start, colon, depth);
                m_out += ": ";
                value(colon + 1, end, depth);
            } else {
                value(start, end, depth);
            }
            if (!last)
                m_out += ',';
        };
        for (std::size_t i = from; i < to; ++i) {
            const char c = m_text[i];
            if (c == '"') {
                i = stringEnd(m_text, i);
            } else if (c == '{' || c == '[') {
                i = bracketEnd(m_text, i);
            } else if (c == ':' && colon == std::string_view::npos) {
                colon = i;
            } else if (c == ',') {
                finish(i, false);
                start = i + 1;
                colon = std::string_view::npos;
            }
        }
        finish(to, true);
    }

    std::string_view m_text;
    std::string m_out;
};

} // namespace

std::optional<std::string> prettyJson(std::string_view text)
{
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    if (text.size() < 2 || (text.front() != '{' && text.front() != '[') || bracketEnd(text, 0) != text.size() - 1)
        return std::nullopt;
    // `[2026-11-23 …] text` pairs its brackets but is no JSON.
    const auto first = text.find_first_not_of(" \t\r\n", 1);
    if (text.front() == '{' && text[first] != '"' && text[first] != '}')
        return std::nullopt;
    return Writer(text).write();
}

} // namespace triptych::items
