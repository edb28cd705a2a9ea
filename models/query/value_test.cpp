#include "query/value_test.h"

#include "query/quantity.h"
#include "telemetry/letters.h"

#include <algorithm>
#include <cctype>
#include <memory>
#include <re2/re2.h>

namespace triptych::query {

using telemetry::lower;

namespace {

/// 8 MB of compiled program: a hostile pattern is refused instead of eating memory.
constexpr std::int64_t kRegexMemory = 8 << 20;

bool equalAt(std::string_view text, std::size_t at, std::string_view part, bool folded)
{
    if (text.size() - at < part.size())
        return false;
    if (!folded)
        return text.compare(at, part.size(), part) == 0;
    for (std::size_t i = 0; i < part.size(); ++i)
        if (lower(text[at + i]) != part[i])
            return false;
    return true;
}

std::size_t findFrom(std::string_view text, std::size_t from, std::string_view part, bool folded)
{
    if (!folded)
        return text.find(part, from);
    for (std::size_t at = from; at + part.size() <= text.size(); ++at)
        if (equalAt(text, at, part, true))
            return at;
    return std::string_view::npos;
}

bool wildcardMatches(const std::vector<std::string> &parts, std::string_view text, Where where)
{
    const bool anywhere = where == Where::Anywhere;
    std::size_t at = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::string &part = parts[i];
        const bool first = i == 0, last = i + 1 == parts.size();
        if (last && !anywhere) {
            if (text.size() < at + part.size())
                return false;
            const std::size_t tail = text.size() - part.size();
            return (!first || tail == 0) && equalAt(text, tail, part, false);
        }
        if (first && !anywhere) {
            if (!equalAt(text, 0, part, false))
                return false;
            at = part.size();
            continue;
        }
        const std::size_t found = findFrom(text, at, part, anywhere);
        if (found == std::string_view::npos)
            return false;
        at = found + part.size();
    }
    return true;
}

std::shared_ptr<const RE2> compiled(const Regex &regex)
{
    RE2::Options options(RE2::Quiet);
    options.set_case_sensitive(!regex.foldCase);
    options.set_max_mem(kRegexMemory);
    options.set_dot_nl(true);
    return std::make_shared<const RE2>(regex.pattern, options);
}

bool comparable(Quantity::Kind value, Quantity::Kind operand)
{
    return value == operand || (value == Quantity::Kind::Plain && operand == Quantity::Kind::Bytes);
}

/// Order of a value against an operand; nothing where they cannot be compared.
std::optional<int> order(std::string_view text, const Quantity &operand)
{
    if (operand.kind == Quantity::Kind::Text)
        return naturalOrder(text, operand.text);
    const Quantity value = quantity(text);
    if (!comparable(value.kind, operand.kind))
        return std::nullopt;
    return value.value < operand.value ? -1 : value.value > operand.value ? 1 : 0;
}

bool holds(Compare::Op op, int order)
{
    switch (op) {
    case Compare::Op::Less:
        return order < 0;
    case Compare::Op::LessOrEqual:
        return order <= 0;
    case Compare::Op::Greater:
        return order > 0;
    case Compare::Op::GreaterOrEqual:
        return order >= 0;
    }
    return false;
}

template <typename OrderOf> bool between(const Between &range, OrderOf orderOf)
{
    if (range.low) {
        const std::optional<int> low = orderOf(*range.low);
        if (!low || *low < 0 || (*low == 0 && !range.lowIncluded))
            return false;
    }
    if (range.high) {
        const std::optional<int> high = orderOf(*range.high);
        if (!high || *high > 0 || (*high == 0 && !range.highIncluded))
            return false;
    }
    return true;
}

/// Behind the class that begins at `at`, `[^]a\]z]`; npos if it does not end.
std::size_t behindClass(std::string_view pattern, std::size_t at)
{
    std::size_t i = at + 1;
    if (i < pattern.size() && pattern[i] == '^')
        ++i;
    for (bool first = true; i < pattern.size(); ++i, first = false) {
        if (pattern[i] == '\\')
            ++i;
        else if (pattern.substr(i, 2) == "[:")
            i = std::min(pattern.find(":]", i), pattern.size() - 1) + 1;
        else if (pattern[i] == ']' && !first)
            return i + 1;
    }
    return std::string_view::npos;
}

/// Behind the group that begins at `at`, what is nested in it included; npos if it does not end.
std::size_t behindGroup(std::string_view pattern, std::size_t at)
{
    int depth = 0;
    for (std::size_t i = at; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if (c == '\\') {
            ++i;
        } else if (c == '[') {
            i = behindClass(pattern, i);
            if (i == std::string_view::npos)
                return i;
            --i;
        } else if (c == '(') {
            ++depth;
        } else if (c == ')' && --depth == 0) {
            return i + 1;
        }
    }
    return std::string_view::npos;
}

/// Behind `{2}`, `{2,}` or `{2,3}` at `at`; `at` if it is no repetition.
std::size_t behindCount(std::string_view pattern, std::size_t at)
{
    std::size_t i = pattern.find_first_not_of("0123456789", at + 1);
    if (i == std::string_view::npos || i == at + 1)
        return at;
    if (pattern[i] == ',')
        i = pattern.find_first_not_of("0123456789", i + 1);
    return i != std::string_view::npos && pattern[i] == '}' ? i + 1 : at;
}

/// The longest literal that every match of the pattern holds, whatever stands in its groups and classes; empty if none is
/// certain.
std::string regexLiteral(std::string_view pattern)
{
    std::string best, run;
    const auto cut = [&] {
        if (run.size() > best.size())
            best = run;
        run.clear();
    };
    for (std::size_t i = 0; i < pattern.size();) {
        const char c = pattern[i];
        if (c == '(') {
            // Flags change what letters mean; named groups and (?: do not.
            if (pattern.substr(i, 2) == "(?" && pattern.substr(i, 3) != "(?:" && pattern.substr(i, 4) != "(?P<")
                return {};
            cut();
            i = behindGroup(pattern, i);
        } else if (c == '[') {
            cut();
            i = behindClass(pattern, i);
        } else if (c == '|') {
            return {};
        } else if (c == '\\') {
            if (i + 1 == pattern.size())
                return {};
            const char escaped = pattern[i + 1];
            if (std::ispunct(static_cast<unsigned char>(escaped)))
                run += escaped;
            else if (std::string_view("dDwWsSbBAzntrfva").find(escaped) != std::string_view::npos)
                cut();
            else
                return {}; // more may belong to it
            i += 2;
        } else if (c == '*' || c == '?' || (c == '{' && behindCount(pattern, i) != i)) {
            if (!run.empty())
                run.pop_back();
            cut();
            i = c == '{' ? behindCount(pattern, i) : i + 1;
        } else if (c == '.' || c == '^' || c == '$' || c == '+' || c == '{' || static_cast<unsigned char>(c) >= 0x80) {
            cut();
            ++i;
        } else {
            run += c;
            ++i;
        }
        if (i == std::string_view::npos)
            return {};
    }
    cut();
    return best;
}

} // namespace

TextTest textTest(const Value &value, Where where)
{
    const bool anywhere = where == Where::Anywhere;
    if (const auto *exact = std::get_if<Exact>(&value)) {
        if (!anywhere)
            return [text = exact->text](std::string_view v) { return v == text; };
        return [text = lower(exact->text)](std::string_view v) {
            return findFrom(v, 0, text, true) != std::string_view::npos;
        };
    }
    if (const auto *wildcard = std::get_if<Wildcard>(&value)) {
        std::vector<std::string> parts = wildcard->parts;
        if (anywhere)
            std::transform(parts.begin(), parts.end(), parts.begin(), [](const std::string &p) { return lower(p); });
        return [parts = std::move(parts), where](std::string_view v) { return wildcardMatches(parts, v, where); };
    }
    if (const auto *regex = std::get_if<Regex>(&value)) {
        const auto expression = compiled(*regex);
        return [expression](std::string_view v) {
            return expression->ok() && RE2::PartialMatch(re2::StringPiece(v.data(), v.size()), *expression);
        };
    }
    if (const auto *compare = std::get_if<Compare>(&value))
        return [compare = *compare](std::string_view v) {
            const std::optional<int> o = order(v, compare.operand);
            return o && holds(compare.op, *o);
        };
    if (const auto *range = std::get_if<Between>(&value))
        return [range = *range](std::string_view v) {
            return between(range, [v](const Quantity &q) { return order(v, q); });
        };
    return [](std::string_view) { return true; };
}

Needle needle(const Value &value, Where where)
{
    const bool anywhere = where == Where::Anywhere;
    if (const auto *exact = std::get_if<Exact>(&value))
        return {exact->text, anywhere, anywhere};
    if (const auto *wildcard = std::get_if<Wildcard>(&value)) {
        const auto longest = std::max_element(wildcard->parts.begin(), wildcard->parts.end(),
                                              [](const auto &a, const auto &b) { return a.size() < b.size(); });
        return {*longest, anywhere, false};
    }
    if (const auto *regex = std::get_if<Regex>(&value))
        return {regexLiteral(regex->pattern), regex->foldCase, false};
    return {};
}

std::optional<std::string> regexFault(const Regex &regex)
{
    const auto expression = compiled(regex);
    if (expression->ok())
        return std::nullopt;
    return expression->error();
}

bool numberMatches(const Value &value, double number)
{
    const auto orderOf = [number](const Quantity &q) {
        return std::optional<int>(number < q.value ? -1 : number > q.value ? 1 : 0);
    };
    if (const auto *compare = std::get_if<Compare>(&value))
        return holds(compare->op, *orderOf(compare->operand));
    if (const auto *range = std::get_if<Between>(&value))
        return between(*range, orderOf);
    return std::holds_alternative<Exists>(value);
}

std::string asRegex(const Value &value, Where where)
{
    const std::string mode = where == Where::Anywhere ? "(?is)" : "(?s)";
    if (const auto *exact = std::get_if<Exact>(&value))
        return mode + (where == Where::Whole ? "^" : "") + RE2::QuoteMeta(exact->text) + (where == Where::Whole ? "$" : "");
    if (const auto *wildcard = std::get_if<Wildcard>(&value)) {
        std::string out = mode + (where == Where::Whole ? "^" : "");
        for (std::size_t i = 0; i < wildcard->parts.size(); ++i)
            out += (i == 0 ? "" : ".*") + RE2::QuoteMeta(wildcard->parts[i]);
        return out + (where == Where::Whole ? "$" : "");
    }
    if (const auto *regex = std::get_if<Regex>(&value))
        return (regex->foldCase ? "(?is)" : "(?s)") + regex->pattern;
    return {};
}

} // namespace triptych::query
