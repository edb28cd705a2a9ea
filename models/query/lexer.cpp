#include "query/lexer.h"

#include <algorithm>
#include <utility>

namespace triptych::query {

namespace {

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Lexer
{
public:
    explicit Lexer(std::string_view text) : m_text(text) {}

    std::vector<Token> run()
    {
        while (true) {
            while (m_at < m_text.size() && isSpace(m_text[m_at]))
                ++m_at;
            if (m_at >= m_text.size())
                return std::move(m_out);
            if (m_inRange)
                rangePart();
            else
                termStart();
        }
    }

private:
    char peek(std::size_t ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }
    bool boundary(std::size_t at) const { return at >= m_text.size() || isSpace(m_text[at]) || m_text[at] == ')'; }

    void add(Token::Kind kind, std::size_t length, bool unfinished = false)
    {
        m_out.push_back({kind, {static_cast<std::uint32_t>(m_at), static_cast<std::uint32_t>(m_at + length)}, unfinished});
        m_at += length;
    }

    /// Length of a quoted text at `from`; the quote may be missing at the end.
    std::size_t quotedLength(std::size_t from, bool &finished) const
    {
        finished = false;
        std::size_t i = from + 1;
        for (; i < m_text.size(); ++i) {
            if (m_text[i] == '\\' && i + 1 < m_text.size())
                ++i;
            else if (m_text[i] == '"') {
                finished = true;
                return i + 1 - from;
            }
        }
        return i - from;
    }

    void quoted()
    {
        bool finished = false;
        const std::size_t length = quotedLength(m_at, finished);
        add(Token::Kind::Quoted, length, !finished);
    }

    /// `/…/` or `/…/i` where the first unescaped slash ends a word; so `/api/checkout` stays a path.
    std::size_t regexLength() const
    {
        for (std::size_t i = m_at + 1; i < m_text.size(); ++i) {
            if (m_text[i] == '\\')
                ++i;
            else if (m_text[i] == '/') {
                if (i == m_at + 1)
                    return 0;
                if (boundary(i + 1))
                    return i + 1 - m_at;
                return m_text[i + 1] == 'i' && boundary(i + 2) ? i + 2 - m_at : 0;
            }
        }
        return 0;
    }

    /// Length of a bare word; parentheses count as part of it while they are balanced.
    enum class Until : std::uint8_t { End, Colon }; ///< Colon: up to the colon that ends a key, if there is one
    std::size_t wordLength(Until until, std::string_view alsoEnds = {}) const
    {
        int depth = 0;
        std::size_t i = m_at;
        for (; i < m_text.size(); ++i) {
            const char c = m_text[i];
            if (isSpace(c) || alsoEnds.find(c) != std::string_view::npos || (c == ':' && until == Until::Colon && i > m_at))
                break;
            if (c == '\\' && i + 1 < m_text.size()) {
                ++i;
            } else if (c == '(') {
                ++depth;
            } else if (c == ')') {
                if (depth == 0)
                    break;
                --depth;
            } else if (c == '"' && until == Until::Colon && i > m_at && (m_text[i - 1] == '.' || m_text[i - 1] == '@')) {
                // resource."a key":value, @"a key":value
                bool finished = false;
                i += quotedLength(i, finished) - 1;
            }
        }
        return std::min(i, m_text.size()) - m_at;
    }

    void termStart()
    {
        const char c = peek();
        if (c == '(')
            return add(Token::Kind::Open, 1);
        if (c == ')')
            return add(Token::Kind::Close, 1);
        if (c == '-' && m_at + 1 < m_text.size() && !isSpace(peek(1)) && peek(1) != ')')
            return add(Token::Kind::Not, 1);
        if (c == '"') {
            bool finished = false;
            const std::size_t length = quotedLength(m_at, finished);
            if (finished && m_at + length < m_text.size() && m_text[m_at + length] == ':') {
                add(Token::Kind::Key, length);
                add(Token::Kind::Colon, 1);
                return value();
            }
            return add(Token::Kind::Quoted, length, !finished);
        }
        if (c == '/') {
            if (const std::size_t length = regexLength())
                return add(Token::Kind::Regex, length);
        }
        // "NOT(" and "OR(" are operators before a parenthesis, not words that contain one.
        for (const auto &[text, kind] : {std::pair<std::string_view, Token::Kind>{"NOT", Token::Kind::Not},
                                         {"OR", Token::Kind::Or},
                                         {"AND", Token::Kind::And}})
            if (m_text.substr(m_at).starts_with(text) && (boundary(m_at + text.size()) || peek(text.size()) == '('))
                return add(kind, text.size());
        const std::size_t keyLength = wordLength(Until::Colon);
        if (peek(keyLength) == ':') {
            add(Token::Kind::Key, keyLength);
            add(Token::Kind::Colon, 1);
            return value();
        }
        const std::size_t length = wordLength(Until::End);
        add(Token::Kind::Word, length);
    }

    void value()
    {
        if (m_at >= m_text.size() || isSpace(peek()))
            return;
        for (const std::string_view op : {">=", "<=", "!=", ">", "<", "="}) {
            if (m_text.substr(m_at).starts_with(op)) {
                add(Token::Kind::Operator, op.size());
                break;
            }
        }
        const char c = peek();
        if (m_at >= m_text.size() || isSpace(c) || c == ')' || c == '(')
            return; // a group of values is read like any parenthesis
        if (c == '"')
            return quoted();
        if (c == '[' || c == '{') {
            m_inRange = true;
            return add(Token::Kind::RangeOpen, 1);
        }
        if (c == '/') {
            if (const std::size_t length = regexLength())
                return add(Token::Kind::Regex, length);
        }
        add(Token::Kind::Word, wordLength(Until::End));
    }

    void rangePart()
    {
        const char c = peek();
        if (c == ']' || c == '}') {
            m_inRange = false;
            return add(Token::Kind::RangeClose, 1);
        }
        if (c == '"')
            return quoted();
        const std::size_t length = wordLength(Until::End, "]}");
        if (length == 0) { // a stray parenthesis: the range ends unfinished here
            m_inRange = false;
            return;
        }
        add(m_text.substr(m_at, length) == "TO" ? Token::Kind::RangeTo : Token::Kind::Word, length);
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    bool m_inRange = false;
    std::vector<Token> m_out;
};

char escape(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    default:
        return c;
    }
}

} // namespace

std::vector<Token> tokens(std::string_view text) { return Lexer(text).run(); }

std::string unescaped(std::string_view raw)
{
    std::string out;
    out.reserve(raw.size());
    const bool isQuoted = raw.starts_with('"');
    if (isQuoted) {
        raw.remove_prefix(1);
    }
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] == '\\' && i + 1 < raw.size())
            out += isQuoted ? escape(raw[++i]) : raw[++i];
        else if (isQuoted && raw[i] == '"')
            break;
        else
            out += raw[i];
    }
    return out;
}

std::vector<std::string> starParts(std::string_view raw)
{
    std::vector<std::string> parts(1);
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] == '\\' && i + 1 < raw.size())
            parts.back() += raw[++i];
        else if (raw[i] == '*')
            parts.emplace_back();
        else
            parts.back() += raw[i];
    }
    return parts;
}

} // namespace triptych::query
