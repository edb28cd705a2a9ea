#include "query/value_forms.h"

#include "query/value_test.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace triptych::query {

namespace {

/// Bytes of the UTF-8 sequence at `at`; 0 if there is none.
std::size_t sequenceLength(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const unsigned char first = byte(0);
    const std::size_t length = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
    if (length == 0 || at + length > text.size())
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xc0) != 0x80)
            return 0;
    if ((first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) > 0x9f) || (first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) > 0x8f))
        return 0;
    return length;
}

std::string hexEscape(unsigned char byte)
{
    constexpr char kDigits[] = "0123456789abcdef";
    return std::string("\\x") + kDigits[byte >> 4] + kDigits[byte & 15];
}

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Letters that Unicode folds with something beyond ASCII: ſ and the Kelvin sign.
bool foldsBeyondAscii(std::string_view text) { return text.find_first_of("kKsS") != std::string_view::npos; }

/// Each ASCII letter as a class of both cases.
std::string bothCases(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (isLetter(c)) {
            const char lower = static_cast<char>(c | 0x20), upper = static_cast<char>(c & ~0x20);
            out += std::string("[") + upper + lower + "]";
        } else {
            out += regexQuoted(std::string_view(&c, 1));
        }
    }
    return out;
}

/// \C and (?<name> are read otherwise by some of the engines.
bool portable(std::string_view pattern)
{
    for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
        if (pattern[i] == '\\') {
            if (pattern[i + 1] == 'C')
                return false;
            ++i;
        } else if (pattern.substr(i).starts_with("(?<")) {
            return false;
        }
    }
    return pattern.find('\0') == std::string_view::npos;
}

std::string starred(const std::vector<std::string> &parts, std::string (*literal)(std::string_view))
{
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i)
        out += (i == 0 ? "" : ".*") + literal(parts[i]);
    return out;
}

bool numeric(std::string_view text) { return text.find_first_not_of("0123456789.+-eENaInfity") == std::string_view::npos; }

} // namespace

std::string jsonQuoted(std::string_view text)
{
    std::string out;
    telemetry::appendJsonString(out, text);
    return out;
}

std::string goQuoted(std::string_view text)
{
    std::string out = "\"";
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        const std::size_t length = sequenceLength(text, i);
        if (length == 0 || (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7f) {
            out += hexEscape(static_cast<unsigned char>(c));
            ++i;
            continue;
        }
        if (c == '"' || c == '\\')
            out += std::string("\\") + c;
        else if (c == '\n' || c == '\t' || c == '\r')
            out += c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r";
        else
            out += text.substr(i, length);
        i += length;
    }
    return out + '"';
}

std::string regexQuoted(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '\0') {
            out += "\\x00";
            continue;
        }
        if (std::string_view("\\.+*?()|[]{}^$").find(c) != std::string_view::npos)
            out += '\\';
        out += c;
    }
    return out;
}

std::optional<std::string> wholeRegex(const Value &value, Anchors anchors)
{
    const auto anchored = [anchors](std::string text) { return anchors == Anchors::Whole ? text : "^" + text + "$"; };
    if (const auto *exact = std::get_if<Exact>(&value))
        return anchored(regexQuoted(exact->text));
    if (const auto *wildcard = std::get_if<Wildcard>(&value))
        return "(?s)" + anchored(starred(wildcard->parts, regexQuoted));
    const auto *regex = std::get_if<Regex>(&value);
    if (!regex || !portable(regex->pattern))
        return std::nullopt;
    const std::string mode = regex->foldCase ? "(?is)" : "(?s)";
    return anchors == Anchors::Search ? mode + regex->pattern : mode + ".*(?:" + regex->pattern + ").*";
}

std::optional<AnywhereRegex> anywhereRegex(const Value &value, Folding folding)
{
    if (const auto *regex = std::get_if<Regex>(&value)) {
        if (!portable(regex->pattern))
            return std::nullopt;
        return AnywhereRegex{(regex->foldCase ? "(?is)" : "(?s)") + regex->pattern, true};
    }
    std::vector<std::string> parts;
    if (const auto *exact = std::get_if<Exact>(&value))
        parts = {exact->text};
    else if (const auto *wildcard = std::get_if<Wildcard>(&value))
        parts = wildcard->parts;
    else
        return std::nullopt;
    const bool beyond = std::any_of(parts.begin(), parts.end(), [](const std::string &p) { return foldsBeyondAscii(p); });
    const bool ascii = std::all_of(parts.begin(), parts.end(), [](const std::string &p) {
        return std::all_of(p.begin(), p.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    });
    // Letters beyond ASCII stay as they are in our test; (?i) would fold them too.
    const std::string mode = parts.size() > 1 ? "s" : "";
    if (folding == Folding::Exact || !ascii)
        return AnywhereRegex{(mode.empty() ? "" : "(?s)") + starred(parts, bothCases), true};
    return AnywhereRegex{"(?i" + mode + ")" + starred(parts, regexQuoted), !beyond};
}

std::optional<std::int64_t> asInteger(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc() || end != text.data() + text.size() || std::to_string(value) != text)
        return std::nullopt;
    return value;
}

std::optional<double> asDouble(std::string_view text)
{
    double value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    std::array<char, 32> shortest{};
    const auto written = std::to_chars(shortest.data(), shortest.data() + shortest.size(), value);
    return std::string_view(shortest.data(), static_cast<std::size_t>(written.ptr - shortest.data())) == text ? std::optional(value) : std::nullopt;
}

std::string decimalText(double value)
{
    std::array<char, 400> buffer{};
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    std::string out(buffer.data(), written.ptr);
    return out.find_first_of(".e") == std::string::npos ? out + ".0" : out;
}

bool mayMatchNumber(const Value &value)
{
    if (const auto *exact = std::get_if<Exact>(&value))
        return asDouble(exact->text).has_value() || asInteger(exact->text).has_value();
    if (const auto *wildcard = std::get_if<Wildcard>(&value))
        return std::all_of(wildcard->parts.begin(), wildcard->parts.end(), numeric);
    if (std::holds_alternative<Regex>(value)) {
        const Needle literal = needle(value, Where::Whole);
        return literal.foldCase || numeric(literal.text);
    }
    return true;
}

bool holdsFor(const Value &value, std::string_view text) { return textTest(value, Where::Whole)(text); }

std::vector<Bound> bounds(const Value &value)
{
    using Op = Compare::Op;
    if (const auto *compare = std::get_if<Compare>(&value)) {
        const Op op = compare->op;
        return {{op == Op::Less ? "<" : op == Op::LessOrEqual ? "<=" : op == Op::Greater ? ">" : ">=", &compare->operand}};
    }
    std::vector<Bound> out;
    if (const auto *range = std::get_if<Between>(&value)) {
        if (range->low)
            out.push_back({range->lowIncluded ? ">=" : ">", &*range->low});
        if (range->high)
            out.push_back({range->highIncluded ? "<=" : "<", &*range->high});
    }
    return out;
}

std::optional<Quantity::Kind> operandKind(const Value &value)
{
    const std::vector<Bound> all = bounds(value);
    if (all.empty() || all.front().operand->kind != all.back().operand->kind)
        return std::nullopt;
    return all.front().operand->kind;
}

WholeRange wholeRange(const Value &value)
{
    constexpr double kMost = 9.2e18;
    WholeRange out;
    for (const Bound &bound : bounds(value)) {
        const double v = std::clamp(bound.operand->value, -kMost, kMost);
        if (bound.sign == ">=")
            out.low = static_cast<std::int64_t>(std::ceil(v));
        else if (bound.sign == ">")
            out.low = static_cast<std::int64_t>(std::floor(v)) + 1;
        else if (bound.sign == "<=")
            out.high = static_cast<std::int64_t>(std::floor(v));
        else
            out.high = static_cast<std::int64_t>(std::ceil(v)) - 1;
    }
    return out;
}

std::string goDuration(std::int64_t nanos)
{
    for (const auto &[unit, factor] : {std::pair<const char *, std::int64_t>{"s", 1000000000}, {"ms", 1000000}, {"us", 1000}})
        if (nanos != 0 && nanos % factor == 0)
            return std::to_string(nanos / factor) + unit;
    return std::to_string(nanos) + "ns";
}

std::vector<std::string_view> namesThat(const Value &value, const std::vector<std::string_view> &names, bool negated)
{
    std::vector<std::string_view> out;
    const TextTest test = textTest(value, Where::Whole);
    for (const std::string_view one : names)
        if (test(one) != negated)
            out.push_back(one);
    return out;
}

std::vector<std::string> keySpellings(const Key &key, const AliasTable &aliases, telemetry::Table table)
{
    const std::string &base = key.scope == telemetry::TagScope::Any ? key.text : key.unscoped;
    std::vector<std::string> out = key.exact ? std::vector{base} : aliases.spellings(base);
    return table == telemetry::Table::Logs ? withLabelNames(std::move(out)) : out;
}

bool isEventKey(std::string_view key)
{
    for (const std::string_view prefix : {"exception.", "event.", "feature_flag.", "rpc.message.", "message."})
        if (key.starts_with(prefix))
            return true;
    return false;
}

} // namespace triptych::query
