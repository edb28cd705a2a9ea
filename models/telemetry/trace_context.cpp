// Spellings of trace ids in headers and log fields: contracts, access_logs.md section 7.
#include "telemetry/clock_text.h"
#include "telemetry/hex_digits.h"
#include "telemetry/ids.h"
#include "telemetry/letters.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace triptych::telemetry {

using clock_text::isDigit;

namespace {

using Found = std::optional<TraceContext>;

bool startsFolded(std::string_view text, std::string_view prefix)
{
    return text.size() >= prefix.size() &&
           std::equal(prefix.begin(), prefix.end(), text.begin(), [](char a, char b) { return a == lower(b); });
}

std::string_view unwrapped(std::string_view text)
{
    const auto wrapping = [](char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '"' || c == '\'' || c == '`' || c == '{' || c == '}';
    };
    while (!text.empty() && wrapping(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && wrapping(text.back()))
        text.remove_suffix(1);
    if (text.size() > 2 && text[0] == '0' && lower(text[1]) == 'x')
        text.remove_prefix(2);
    return text;
}

std::optional<std::uint64_t> decimalNumber(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

Found context(std::optional<TraceId> trace, std::optional<SpanId> span)
{
    if (!trace || trace->empty() || !span)
        return std::nullopt;
    return TraceContext{*trace, *span};
}
Found context(std::string_view trace, std::string_view span)
{
    return context(traceIdFromHex(trace), span.empty() ? SpanId() : spanIdFromHex(span));
}

/// Version 00 has exactly 55 characters; a higher version may go on after a dash; ff is invalid.
Found traceparent(std::string_view t)
{
    std::uint64_t version = 0, flags = 0;
    if (t.size() < 55 || t[2] != '-' || t[35] != '-' || t[52] != '-' || !hexNumber(t.substr(0, 2), version) ||
        !hexNumber(t.substr(53, 2), flags) || version == 0xff)
        return std::nullopt;
    if (t.size() > 55 && (version == 0 || t[55] != '-'))
        return std::nullopt;
    const Found found = context(t.substr(3, 32), t.substr(36, 16));
    return found && !found->span.empty() ? found : std::nullopt;
}

/// B3 single and sentry-trace: trace-span[-sampled[-parent]].
Found b3Single(std::string_view t)
{
    const std::size_t dash = t.find('-');
    if ((dash != 16 && dash != 32) || t.size() < dash + 17 || (t.size() > dash + 17 && t[dash + 17] != '-'))
        return std::nullopt;
    return context(t.substr(0, dash), t.substr(dash + 1, 16));
}

/// trace:span:parent:flags, leading zeros dropped; the colons may be %3A.
Found uber(std::string_view t)
{
    std::array<std::string_view, 4> part;
    for (std::size_t i = 0; i < 4; ++i) {
        std::size_t end = t.find_first_of(":%");
        std::size_t skip = 1;
        if (end != std::string_view::npos && t[end] == '%') {
            if (!startsFolded(t.substr(end), "%3a"))
                return std::nullopt;
            skip = 3;
        }
        if ((end == std::string_view::npos) != (i == 3))
            return std::nullopt;
        part[i] = t.substr(0, end);
        if (i < 3)
            t.remove_prefix(end + skip);
    }
    std::uint64_t parent = 0, flags = 0;
    if (!hexNumber(part[2], parent) || !hexNumber(part[3], flags) || part[1].empty())
        return std::nullopt;
    return context(part[0], part[1]);
}

/// 1-<8 hex>-<24 hex>, the Root of an X-Ray header.
std::optional<TraceId> xrayRoot(std::string_view t)
{
    if (t.size() != 35 || t[0] != '1' || t[1] != '-' || t[10] != '-')
        return std::nullopt;
    std::array<char, 32> digits;
    std::copy_n(t.data() + 2, 8, digits.data());
    std::copy_n(t.data() + 11, 24, digits.data() + 8);
    return traceIdFromHex({digits.data(), digits.size()});
}

Found xray(std::string_view t)
{
    std::optional<TraceId> root;
    SpanId parent;
    while (!t.empty()) {
        const std::size_t end = t.find_first_of(";,");
        std::string_view member = t.substr(0, end);
        t.remove_prefix(end == std::string_view::npos ? t.size() : end + 1);
        while (!member.empty() && member.front() == ' ')
            member.remove_prefix(1);
        if (startsFolded(member, "root="))
            root = xrayRoot(member.substr(5));
        else if (startsFolded(member, "parent="))
            parent = spanIdFromHex(member.substr(7)).value_or(SpanId());
    }
    return context(root, parent);
}

/// <32 hex>[/<decimal span>][;o=n], also behind projects/<id>/traces/.
Found cloudTrace(std::string_view t)
{
    t = t.substr(0, t.find(';'));
    const std::size_t slash = t.find('/');
    const std::string_view trace = t.substr(0, slash);
    if (trace.size() != 32)
        return std::nullopt;
    SpanId span;
    if (slash != std::string_view::npos) {
        const std::optional<std::uint64_t> number = decimalNumber(t.substr(slash + 1));
        if (!number)
            return std::nullopt;
        span.value = *number;
    }
    return context(traceIdFromHex(trace), span);
}

Found uuid(std::string_view t)
{
    if (t.size() != 36 || t[8] != '-' || t[13] != '-' || t[18] != '-' || t[23] != '-')
        return std::nullopt;
    std::array<char, 32> digits;
    const auto end = std::remove_copy(t.begin(), t.end(), digits.begin(), '-');
    return end == digits.end() ? context(traceIdFromHex({digits.data(), digits.size()}), SpanId()) : std::nullopt;
}

/// grpc-trace-bin: base64 of version 0, field 0 and 16 bytes, field 1 and 8 bytes, field 2 and flags.
Found grpcTraceBin(std::string_view t)
{
    while (!t.empty() && t.back() == '=')
        t.remove_suffix(1);
    if (t.size() != 39)
        return std::nullopt;
    std::array<std::uint8_t, 30> bytes{};
    std::uint32_t bits = 0;
    std::size_t at = 0;
    for (std::size_t i = 0; i < t.size(); ++i) {
        const char c = t[i];
        const int v = c >= 'A' && c <= 'Z'                 ? c - 'A'
                      : c >= 'a' && c <= 'z'               ? c - 'a' + 26
                      : isDigit(c)                         ? c - '0' + 52
                      : c == '+' || c == '-'               ? 62
                      : c == '/' || c == '_'               ? 63
                                                           : -1;
        if (v < 0)
            return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(v);
        if (i % 4 != 0)
            bytes[at++] = static_cast<std::uint8_t>(bits >> (6 - 2 * (i % 4)));
    }
    if (bytes[0] != 0 || bytes[1] != 0 || bytes[18] != 1)
        return std::nullopt;
    const auto number = [&bytes](std::size_t from) {
        std::uint64_t v = 0;
        for (std::size_t i = from; i < from + 8; ++i)
            v = v << 8 | bytes[i];
        return v;
    };
    return context(TraceId{number(2), number(10)}, SpanId{number(19)});
}

} // namespace

std::optional<TraceContext> parseTraceContext(std::string_view text, Decimal decimal)
{
    text = unwrapped(text);
    if (text.empty() || text == "-")
        return std::nullopt;
    if (text.size() <= 32) {
        if (decimal == Decimal::IsDatadog && text.size() <= 20 && std::all_of(text.begin(), text.end(), isDigit))
            if (const auto number = decimalNumber(text))
                return context(TraceId{0, *number}, SpanId());
        if (const std::optional<TraceId> id = traceIdFromHex(text))
            return context(id, SpanId());
    }
    if (const Found found = traceparent(text))
        return found;
    if (text.find('-') != std::string_view::npos) {
        if (const Found found = b3Single(text))
            return found;
        if (const Found found = uuid(text))
            return found;
        if (const auto root = xrayRoot(text))
            return context(root, SpanId());
    }
    if (text.find('=') != std::string_view::npos)
        if (const Found found = xray(text))
            return found;
    if (text.find_first_of(":%") != std::string_view::npos)
        if (const Found found = uber(text))
            return found;
    if (const std::size_t traces = text.rfind("/traces/"); traces != std::string_view::npos)
        text.remove_prefix(traces + 8);
    if (const Found found = cloudTrace(text))
        return found;
    return grpcTraceBin(text);
}

} // namespace triptych::telemetry
