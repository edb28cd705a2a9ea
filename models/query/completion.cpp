#include "query/completion.h"

#include "query/compose.h"
#include "query/lexer.h"
#include "telemetry/letters.h"

#include <algorithm>
#include <unordered_set>

namespace triptych::query {

using telemetry::lower;

namespace {

/// 0 starts with, 1 a part after a dot, slash, underscore or dash starts with, 2 holds, 3 not at all.
int rank(std::string_view text, const std::string &prefix)
{
    const std::string folded = lower(text);
    const std::size_t at = folded.find(prefix);
    if (at == std::string::npos)
        return 3;
    if (at == 0)
        return 0;
    return std::string_view("./_-: ").find(folded[at - 1]) != std::string_view::npos ? 1 : 2;
}

struct Ranked {
    int rank;
    bool field;
    Candidate candidate;
};

std::vector<Candidate> best(std::vector<Ranked> all, std::size_t limit)
{
    std::stable_sort(all.begin(), all.end(), [](const Ranked &a, const Ranked &b) {
        if (a.rank != b.rank)
            return a.rank < b.rank;
        if (a.field != b.field)
            return a.field; // fields of the record come before tags, whose counts they lack
        return a.candidate.count > b.candidate.count;
    });
    std::vector<Candidate> out;
    for (Ranked &one : all) {
        if (out.size() == limit)
            break;
        out.push_back(std::move(one.candidate));
    }
    return out;
}

std::vector<std::string_view> fixedValues(std::string_view key)
{
    const auto intrinsic = intrinsicFromText(key);
    if (!intrinsic)
        return {};
    switch (*intrinsic) {
    case Intrinsic::Kind:
        return {"server", "client", "internal", "producer", "consumer"};
    case Intrinsic::Status:
        return {"error", "ok", "unset"};
    case Intrinsic::Level:
        return {"error", "warn", "info", "debug", "trace", "fatal"};
    case Intrinsic::Root:
        return {"true", "false", "orphan"};
    default:
        return {};
    }
}

} // namespace

CompletionContext completionContext(std::string_view text, std::size_t cursor)
{
    using What = CompletionContext::What;
    CompletionContext out;
    cursor = std::min(cursor, text.size());
    const auto at = static_cast<std::uint32_t>(cursor);
    out.replace = {at, at};
    const std::vector<Token> all = tokens(text);
    bool inRange = false;
    std::size_t i = 0;
    for (; i < all.size() && all[i].where.begin < at; ++i) {
        if (all[i].kind == Token::Kind::RangeOpen)
            inRange = true;
        if (all[i].kind == Token::Kind::RangeClose)
            inRange = false;
    }
    if (inRange)
        return out;
    // The last token that begins before the cursor, if it touches it.
    const Token *token = i > 0 && all[i - 1].where.end >= at ? &all[i - 1] : nullptr;
    const auto keyBefore = [&](std::size_t colon) {
        const TextRange where = all[colon - 1].where;
        std::string key = unescaped(text.substr(where.begin, where.end - where.begin));
        return key.starts_with('@') ? key.substr(1) : key;
    };
    if (!token) {
        out.what = What::Key; // white space or the start: a new term
        return out;
    }
    const std::string_view typed = text.substr(token->where.begin, at - token->where.begin);
    switch (token->kind) {
    case Token::Kind::Key:
        out.what = What::Key;
        out.prefix = unescaped(typed.starts_with('@') ? typed.substr(1) : typed);
        out.replace = token->where;
        // The colon goes with the key, so that choosing another one does not double it.
        ++out.replace.end;
        return out;
    case Token::Kind::Colon:
        out.what = What::TagValue;
        out.key = keyBefore(i - 1);
        if (i < all.size() && all[i].where.begin == at &&
            (all[i].kind == Token::Kind::Word || all[i].kind == Token::Kind::Quoted))
            out.replace = all[i].where;
        return out;
    case Token::Kind::Word:
    case Token::Kind::Quoted:
        out.prefix = unescaped(typed);
        out.replace = token->where;
        if (i >= 2 && all[i - 2].kind == Token::Kind::Colon) {
            out.what = What::TagValue;
            out.key = keyBefore(i - 2);
        } else if (i >= 2 && all[i - 2].kind == Token::Kind::Operator) {
            out.what = What::Nothing;
        } else {
            out.what = token->kind == Token::Kind::Word ? What::Key : What::Nothing;
            out.bare = token->kind == Token::Kind::Word && !typed.starts_with('@');
            if (out.prefix.starts_with('@'))
                out.prefix.erase(0, 1);
        }
        return out;
    case Token::Kind::Open:
    case Token::Kind::Not:
        out.what = token->where.end <= at ? What::Key : What::Nothing;
        return out;
    default:
        return out;
    }
}

std::vector<Candidate> keyCandidates(const CompletionContext &context, const std::vector<KnownKey> &keys,
                                     const AliasTable &aliases, std::size_t limit)
{
    const std::string prefix = lower(context.prefix);
    std::vector<Ranked> all;
    std::unordered_set<std::string> taken, known;
    for (const KnownKey &key : keys)
        known.insert(key.key);
    const auto offer = [&](const std::string &shown, const std::string &insert, std::uint64_t count, std::string note) {
        const int r = rank(shown, prefix);
        if (r < 3 && taken.insert(insert).second)
            all.push_back({r, note == "field", {shown, insert + ":", count, std::move(note)}});
    };
    for (const std::string_view field : intrinsicNames())
        offer(std::string(field), std::string(field), 0, "field");
    for (const std::string &name : aliases.names()) {
        std::uint64_t count = 0;
        for (const std::string &spelling : aliases.spellings(name))
            for (const KnownKey &key : keys)
                count += key.key == spelling ? key.count : 0;
        if (count > 0 && !known.contains(name))
            offer(name, name, count, "alias");
    }
    for (const KnownKey &key : keys)
        offer(key.key, keyOfTag(key.key), key.count, {});
    return best(std::move(all), limit);
}

std::vector<Candidate> valueCandidates(const CompletionContext &context, const std::vector<KnownKey> &values, std::size_t limit)
{
    const std::string prefix = lower(context.prefix);
    std::vector<Ranked> all;
    std::unordered_set<std::string> taken;
    const auto offer = [&](const std::string &value, std::uint64_t count) {
        const int r = rank(value, prefix);
        if (r < 3 && taken.insert(value).second)
            all.push_back({r, false, {value, valueText(value), count, {}}});
    };
    for (const KnownKey &value : values)
        offer(value.key, value.count);
    for (const std::string_view value : fixedValues(context.key))
        offer(std::string(value), 0);
    return best(std::move(all), limit);
}

std::vector<Candidate> termCandidates(const CompletionContext &context, const std::vector<KnownValue> &values, std::size_t limit)
{
    constexpr std::size_t kLeastLetters = 2;
    if (!context.bare || context.prefix.size() < kLeastLetters)
        return {};
    const std::string prefix = lower(context.prefix);
    std::vector<Ranked> all;
    for (const KnownValue &one : values)
        if (const int r = rank(one.value, prefix); r < 3)
            all.push_back({r, false, {one.key + ":" + one.value, termText(one.key, one.value), one.count, {}}});
    return best(std::move(all), limit);
}

std::vector<Candidate> complete(const CompletionContext &context, const std::vector<KnownKey> &keys, const ValuesOf &values,
                                const AliasTable &aliases, std::size_t limit)
{
    switch (context.what) {
    case CompletionContext::What::Key:
        return keyCandidates(context, keys, aliases, limit);
    case CompletionContext::What::TagValue:
        return valueCandidates(context, values ? values(context.key, context.prefix) : std::vector<KnownKey>(), limit);
    case CompletionContext::What::Nothing:
        return {};
    }
    return {};
}

} // namespace triptych::query
