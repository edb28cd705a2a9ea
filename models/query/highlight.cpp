#include "query/highlight.h"

#include "query/lexer.h"
#include "query/quantity.h"

namespace triptych::query {

std::vector<Highlight> highlights(std::string_view text)
{
    std::vector<Highlight> out;
    bool value = false; // a word here is the value of a key
    bool range = false;
    for (const Token &token : tokens(text)) {
        TextKind kind = TextKind::FreeText;
        switch (token.kind) {
        case Token::Kind::Key:
            kind = TextKind::Key;
            break;
        case Token::Kind::Colon:
        case Token::Kind::Operator:
        case Token::Kind::RangeOpen:
        case Token::Kind::RangeClose:
        case Token::Kind::Open:
        case Token::Kind::Close:
            kind = TextKind::Punctuation;
            break;
        case Token::Kind::RangeTo:
        case Token::Kind::And:
        case Token::Kind::Or:
        case Token::Kind::Not:
            kind = TextKind::Keyword;
            break;
        case Token::Kind::Quoted:
            kind = TextKind::Quoted;
            break;
        case Token::Kind::Regex:
            kind = TextKind::Regex;
            break;
        case Token::Kind::Word:
            if (value || range) {
                const std::string_view word = text.substr(token.where.begin, token.where.end - token.where.begin);
                kind = quantity(word).kind == Quantity::Kind::Text ? TextKind::TagValue : TextKind::Number;
            }
            break;
        }
        if (token.kind == Token::Kind::RangeOpen || token.kind == Token::Kind::RangeClose)
            range = token.kind == Token::Kind::RangeOpen;
        value = token.kind == Token::Kind::Colon || token.kind == Token::Kind::Operator;
        out.push_back({token.where, kind});
    }
    return out;
}

} // namespace triptych::query
