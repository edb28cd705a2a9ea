#include "query/parser.h"

#include "query/intrinsic_value.h"
#include "query/lexer.h"
#include "query/quantity.h"
#include "query/value_test.h"

#include <array>
#include <utility>

namespace triptych::query {

namespace {

using telemetry::TagScope;
using Kind = Token::Kind;

constexpr std::array<std::pair<std::string_view, TagScope>, 6> kScopes = {{{"resource.", TagScope::Resource},
                                                                          {"span.", TagScope::Span},
                                                                          {"scope.", TagScope::Scope},
                                                                          {"event.", TagScope::Event},
                                                                          {"link.", TagScope::Link},
                                                                          {"log.", TagScope::Log}}};

class Parser
{
public:
    explicit Parser(std::string_view text) : m_text(text), m_tokens(tokens(text)) {}

    Parsed run()
    {
        Parsed out;
        if (m_tokens.empty())
            return out;
        std::optional<Node> node = orExpression(0);
        if (!m_fault && m_at < m_tokens.size())
            fail(m_tokens[m_at].where, "“)” closes nothing; a term is expected");
        if (m_fault)
            out.fault = std::move(m_fault);
        else
            out.root = std::move(node);
        return out;
    }

private:
    std::string_view raw(const Token &token) const
    {
        return m_text.substr(token.where.begin, token.where.end - token.where.begin);
    }
    const Token *peek() const { return m_at < m_tokens.size() ? &m_tokens[m_at] : nullptr; }
    bool next(Kind kind) const { return m_at < m_tokens.size() && m_tokens[m_at].kind == kind; }
    bool glued() const
    {
        return m_at > 0 && m_at < m_tokens.size() && m_tokens[m_at].where.begin == m_tokens[m_at - 1].where.end;
    }
    std::uint32_t end() const { return m_at == 0 ? 0 : m_tokens[m_at - 1].where.end; }

    std::nullopt_t fail(TextRange where, std::string what, bool incomplete = false)
    {
        if (!m_fault)
            m_fault = ParseFault{where, std::move(what), incomplete};
        return std::nullopt;
    }
    std::nullopt_t missing(std::string what)
    {
        const auto size = static_cast<std::uint32_t>(m_text.size());
        return fail({size, size}, std::move(what), true);
    }
    std::nullopt_t tooDeep(TextRange where) { return fail(where, "nesting is deeper than 200; fewer parentheses are expected"); }

    std::optional<Node> orExpression(int depth) { return chain(Group::Kind::Or, depth); }

    /// Or of ands, or and of terms. One child stands for itself.
    std::optional<Node> chain(Group::Kind kind, int depth)
    {
        Group group{kind, {}};
        while (true) {
            std::optional<Node> child = kind == Group::Kind::Or ? chain(Group::Kind::And, depth) : notExpression(depth);
            if (!child)
                return std::nullopt;
            group.children.push_back(std::move(*child));
            const Token *token = peek();
            if (kind == Group::Kind::Or) {
                if (!token || token->kind != Kind::Or)
                    break;
                ++m_at;
            } else {
                if (!token || token->kind == Kind::Or || token->kind == Kind::Close)
                    break;
                if (token->kind == Kind::And)
                    ++m_at;
            }
        }
        if (group.children.size() == 1)
            return std::move(group.children.front());
        const TextRange where{group.children.front().where.begin, group.children.back().where.end};
        return Node{std::move(group), where, false};
    }

    std::optional<Node> notExpression(int depth)
    {
        const Token *token = peek();
        if (!token)
            return missing(m_at == 0 ? "a term is expected" : "a term is expected after “" + std::string(raw(m_tokens[m_at - 1])) + "”");
        if (token->kind == Kind::Not) {
            if (depth >= Parsed::kMaxDepth)
                return tooDeep(token->where);
            ++m_at;
            std::optional<Node> child = notExpression(depth + 1);
            if (!child)
                return std::nullopt;
            const TextRange where{token->where.begin, child->where.end};
            Group group{Group::Kind::Not, {}};
            group.children.push_back(std::move(*child));
            return Node{std::move(group), where, false};
        }
        return primary(*token, depth);
    }

    std::optional<Node> primary(const Token &token, int depth)
    {
        switch (token.kind) {
        case Kind::Open:
            return parenthesis(token, depth);
        case Kind::Key:
            return term(token, depth);
        case Kind::Word:
        case Kind::Quoted:
        case Kind::Regex:
            return freeText(token);
        case Kind::Close:
            return fail(token.where, "a term is expected before “)”");
        default:
            return fail(token.where, "a term is expected before “" + std::string(raw(token)) + "”");
        }
    }

    std::optional<Node> parenthesis(const Token &open, int depth)
    {
        if (depth >= Parsed::kMaxDepth)
            return tooDeep(open.where);
        ++m_at;
        std::optional<Node> inner = orExpression(depth + 1);
        if (!inner)
            return std::nullopt;
        if (!close(open))
            return std::nullopt;
        inner->where = {open.where.begin, end()};
        inner->parenthesised = true;
        return inner;
    }

    bool close(const Token &open)
    {
        if (!next(Kind::Close)) {
            missing("“)” is expected for the “(” in column " + std::to_string(open.where.begin + 1));
            return false;
        }
        ++m_at;
        return true;
    }

    std::optional<Node> freeText(const Token &token)
    {
        ++m_at;
        std::optional<Value> value = plainValue(token);
        if (!value)
            return std::nullopt;
        if (std::holds_alternative<Exists>(*value))
            value = Wildcard{{"", ""}};
        return Node{FreeText{std::move(*value)}, token.where, false};
    }

    /// A word, quoted text or regex.
    std::optional<Value> plainValue(const Token &token)
    {
        const std::string_view text = raw(token);
        if (token.kind == Kind::Quoted) {
            if (token.unfinished)
                return missing("“\"” is expected to close the quote in column " + std::to_string(token.where.begin + 1));
            return Exact{unescaped(text)};
        }
        if (token.kind == Kind::Regex) {
            Regex regex;
            regex.foldCase = text.ends_with('i');
            std::string_view body = text.substr(1, text.size() - (regex.foldCase ? 3 : 2));
            for (std::size_t i = 0; i < body.size(); ++i) {
                if (body[i] == '\\' && i + 1 < body.size() && body[i + 1] == '/')
                    ++i;
                else if (body[i] == '\\' && i + 1 < body.size())
                    regex.pattern += body[i++];
                regex.pattern += body[i];
            }
            if (const auto fault = regexFault(regex))
                return fail(token.where, "a regular expression is expected: " + *fault);
            return regex;
        }
        if (text == "*")
            return Exists{};
        std::vector<std::string> parts = starParts(text);
        if (parts.size() == 1)
            return Exact{std::move(parts.front())};
        return Wildcard{std::move(parts)};
    }

    Key key(const Token &token) const
    {
        Key out;
        out.where = token.where;
        std::string_view text = raw(token);
        const bool tagOnly = text.starts_with('@');
        if (tagOnly)
            text.remove_prefix(1);
        if (text.starts_with('"')) {
            out.exact = true;
            out.text = out.unscoped = unescaped(text);
            return out;
        }
        for (const auto &[prefix, scope] : kScopes) {
            if (tagOnly || !text.starts_with(prefix) || text.size() == prefix.size())
                continue;
            const std::string_view rest = text.substr(prefix.size());
            out.scope = scope;
            out.exact = rest.starts_with('"');
            out.unscoped = unescaped(rest);
            out.text = std::string(prefix) + out.unscoped;
            return out;
        }
        out.text = out.unscoped = unescaped(text);
        if (!tagOnly)
            out.intrinsic = intrinsicFromText(out.text);
        return out;
    }

    std::optional<Node> term(const Token &keyToken, int depth)
    {
        m_at += 2; // key and colon
        const Key parsedKey = key(keyToken);
        const std::string named = "“" + parsedKey.text + ":”";
        if (!peek() || !glued()) {
            const std::uint32_t after = end();
            return fail({after, after}, "a value is expected after " + named, !peek());
        }
        if (next(Kind::Open))
            return valueGroup(keyToken, parsedKey, depth);
        return operation(keyToken, parsedKey);
    }

    Node made(const TextRange &where, const Key &forKey, Value value, TextRange valueWhere) const
    {
        return Node{Term{forKey, std::move(value), valueWhere}, where, false};
    }

    /// `status:(error OR unset)`: the key is told to each value.
    std::optional<Node> valueGroup(const Token &keyToken, const Key &forKey, int depth)
    {
        const std::size_t first = m_at;
        std::optional<Node> inner = parenthesis(m_tokens[first], depth);
        if (!inner || !spread(*inner, forKey))
            return std::nullopt;
        inner->where.begin = keyToken.where.begin;
        return inner;
    }

    bool spread(Node &node, const Key &forKey)
    {
        if (auto *group = std::get_if<Group>(&node.what)) {
            for (Node &child : group->children)
                if (!spread(child, forKey))
                    return false;
            return true;
        }
        const auto *text = std::get_if<FreeText>(&node.what);
        if (!text) {
            fail(node.where, "a value of “" + forKey.text + "” is expected, not another key");
            return false;
        }
        const std::string_view written = m_text.substr(node.where.begin, node.where.end - node.where.begin);
        Value value = text->value;
        std::size_t sign = 0;
        if (const auto op = comparison(written, sign); op && !written.starts_with('"'))
            value = Compare{*op, quantity(unescaped(written.substr(sign)))};
        const TextRange where = node.where;
        const bool parenthesised = node.parenthesised;
        if (!checked(forKey, value, {where.begin + static_cast<std::uint32_t>(sign), where.end}))
            return false;
        node = made(where, forKey, std::move(value), where);
        node.parenthesised = parenthesised;
        return true;
    }

    static std::optional<Compare::Op> comparison(std::string_view text, std::size_t &length)
    {
        using Op = Compare::Op;
        for (const auto &[sign, op] : {std::pair<std::string_view, Op>{">=", Op::GreaterOrEqual},
                                       {"<=", Op::LessOrEqual},
                                       {">", Op::Greater},
                                       {"<", Op::Less}}) {
            if (text.starts_with(sign)) {
                length = sign.size();
                return op;
            }
        }
        return std::nullopt;
    }

    std::optional<Node> operation(const Token &keyToken, const Key &forKey)
    {
        std::string_view sign;
        if (next(Kind::Operator)) {
            sign = raw(*peek());
            ++m_at;
            if (!peek() || !glued()) {
                const std::uint32_t after = end();
                return fail({after, after}, "a value is expected after “" + std::string(sign) + "”", !peek());
            }
        }
        const Token token = *peek();
        if (token.kind == Kind::RangeOpen && sign.empty())
            return range(keyToken, forKey);
        if (token.kind != Kind::Word && token.kind != Kind::Quoted && token.kind != Kind::Regex)
            return fail(token.where, "a value is expected before “" + std::string(raw(token)) + "”");
        ++m_at;
        std::optional<Value> value = plainValue(token);
        if (!value)
            return std::nullopt;
        std::size_t length = 0;
        if (const auto op = comparison(sign, length)) {
            if (token.kind == Kind::Regex)
                return fail(token.where, "a number or a word is expected after “" + std::string(sign) + "”");
            value = Compare{*op, quantity(unescaped(raw(token)))};
        }
        if (!checked(forKey, *value, token.where))
            return std::nullopt;
        const TextRange where{keyToken.where.begin, token.where.end};
        Node node = made(where, forKey, std::move(*value), token.where);
        if (sign != "!=")
            return node;
        Group group{Group::Kind::Not, {}};
        group.children.push_back(std::move(node));
        return Node{std::move(group), where, false};
    }

    std::optional<Node> range(const Token &keyToken, const Key &forKey)
    {
        const Token open = *peek();
        ++m_at;
        Between between;
        between.lowIncluded = raw(open) == "[";
        TextRange lowWhere, highWhere;
        if (!bound(between.low, lowWhere))
            return std::nullopt;
        if (!next(Kind::RangeTo))
            return peek() ? fail(peek()->where, "“TO” is expected between the ends of a range") : missing("“TO” is expected");
        ++m_at;
        if (!bound(between.high, highWhere))
            return std::nullopt;
        if (!next(Kind::RangeClose))
            return peek() ? fail(peek()->where, "“]” is expected") : missing("“]” is expected");
        between.highIncluded = raw(*peek()) == "]";
        ++m_at;
        const TextRange valueWhere{open.where.begin, end()};
        Value value = between;
        if (forKey.intrinsic) {
            // Each end is checked on its own, so that a fault points at the right one.
            for (const auto &[side, where] : {std::pair(between.low, lowWhere), std::pair(between.high, highWhere)}) {
                if (!side)
                    continue;
                Value one = Compare{Compare::Op::Less, *side};
                if (!checked(forKey, one, where))
                    return std::nullopt;
            }
            if (!checked(forKey, value, valueWhere))
                return std::nullopt;
        }
        return made({keyToken.where.begin, end()}, forKey, std::move(value), valueWhere);
    }

    bool bound(std::optional<Quantity> &out, TextRange &where)
    {
        const Token *token = peek();
        if (!token) {
            missing("an end of the range is expected");
            return false;
        }
        if (token->unfinished || (token->kind != Kind::Word && token->kind != Kind::Quoted)) {
            fail(token->where, "an end of the range is expected: a number, a word or *");
            return false;
        }
        where = token->where;
        ++m_at;
        if (raw(*token) != "*")
            out = quantity(unescaped(raw(*token)));
        return true;
    }

    bool checked(const Key &forKey, Value &value, TextRange where)
    {
        if (!forKey.intrinsic)
            return true;
        const auto fault = normaliseIntrinsic(*forKey.intrinsic, value);
        if (!fault)
            return true;
        const std::uint32_t at = std::min<std::uint32_t>(where.begin + static_cast<std::uint32_t>(fault->at), where.end);
        // A unit or digit may still come where the value is the last thing typed.
        const bool typing = where.end == m_text.size() && at == where.end;
        fail({at, where.end}, fault->what, typing);
        return false;
    }

    std::string_view m_text;
    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
    std::optional<ParseFault> m_fault;
};

} // namespace

Parsed parse(std::string_view text)
{
    if (text.size() > (1u << 20)) // far above anything typed; keeps offsets and memory small
        return {std::nullopt, ParseFault{{0, 0}, "a filter of at most 1 MB is expected", false}};
    return Parser(text).run();
}

} // namespace triptych::query
