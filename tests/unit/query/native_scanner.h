#pragma once
#include <cstdlib>
#include <functional>
#include <optional>
#include <re2/re2.h>
#include <string>
#include <string_view>

namespace native {

/// Reads a text from the left; a fault sticks.
class Scanner
{
public:
    explicit Scanner(std::string_view text) : m_text(text) {}

    bool failed() const { return m_failed; }
    bool atEnd()
    {
        space();
        return m_at >= m_text.size();
    }
    void fail() { m_failed = true; }
    char peek()
    {
        space();
        return m_at < m_text.size() ? m_text[m_at] : '\0';
    }
    bool take(std::string_view word)
    {
        space();
        if (!m_text.substr(m_at).starts_with(word))
            return false;
        m_at += word.size();
        return true;
    }
    void expect(std::string_view word)
    {
        if (!take(word))
            fail();
    }
    /// As long as `accepted` holds; may be empty.
    std::string while_(const std::function<bool(char)> &accepted)
    {
        space();
        std::string out;
        while (m_at < m_text.size() && accepted(m_text[m_at]))
            out += m_text[m_at++];
        return out;
    }
    char next() { return m_at < m_text.size() ? m_text[m_at++] : (fail(), '\0'); }
    char here() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }

    /// Go's double-quoted string.
    std::string goString()
    {
        expect("\"");
        std::string out;
        while (!m_failed) {
            char c = next();
            if (c == '"')
                return out;
            if (c == '\n' || (c == '\0' && m_at >= m_text.size()))
                fail();
            if (c == '\\') {
                c = next();
                if (c == 'x') {
                    const char digits[3] = {next(), next(), '\0'};
                    c = static_cast<char>(std::strtol(digits, nullptr, 16));
                } else if (c == 'n' || c == 't' || c == 'r') {
                    c = c == 'n' ? '\n' : c == 't' ? '\t' : '\r';
                } else if (c != '"' && c != '\\') {
                    fail();
                }
            }
            out += c;
        }
        return out;
    }

    /// `a JOIN b JOIN c`: any or all of what `one` reads.
    bool any(std::string_view joint, const std::function<bool()> &one)
    {
        bool out = one();
        while (!m_failed && take(joint))
            out = one() || out;
        return out;
    }
    bool all(std::string_view joint, const std::function<bool()> &one)
    {
        bool out = one();
        while (!m_failed && take(joint))
            out = one() && out;
        return out;
    }

    std::optional<bool> result(bool value)
    {
        return m_failed || !atEnd() ? std::nullopt : std::optional(value);
    }

private:
    void space()
    {
        while (m_at < m_text.size() && m_text[m_at] == ' ')
            ++m_at;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    bool m_failed = false;
};

/// Unset where the expression is none.
inline std::optional<bool> searches(const std::string &pattern, std::string_view text)
{
    const RE2 expression(pattern, RE2::Quiet);
    if (!expression.ok())
        return std::nullopt;
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), expression);
}

} // namespace native
