#include "formats/otlp_ids.h"

#include "telemetry/hash.h"
#include "telemetry/hex_digits.h"

#include <array>
#include <charconv>
#include <string>

namespace triptych::formats {

using telemetry::SpanId;
using telemetry::SpanKind;
using telemetry::StatusCode;
using telemetry::TraceId;

namespace {

int base64Digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

/// `size` bytes of standard or URL-safe base64, padded or not; nothing if the text holds anything else.
template <std::size_t size> std::optional<std::array<char, size>> base64(std::string_view text)
{
    while (text.ends_with('='))
        text.remove_suffix(1);
    if (text.size() != (size * 8 + 5) / 6)
        return std::nullopt;
    std::array<char, size> out{};
    std::uint32_t bits = 0;
    int have = 0;
    std::size_t n = 0;
    for (const char c : text) {
        const int digit = base64Digit(c);
        if (digit < 0)
            return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        have += 6;
        if (have >= 8 && n < size) {
            have -= 8;
            out[n++] = static_cast<char>(bits >> have);
        }
    }
    return out;
}

std::uint64_t bigEndian(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (const char c : bytes)
        value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

std::optional<int> wholeNumber(std::string_view text)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

} // namespace

std::optional<TraceId> traceIdFromJson(std::string_view text)
{
    TraceId id;
    if (text.size() == 32) {
        if (telemetry::hexNumber(text.substr(0, 16), id.hi) && telemetry::hexNumber(text.substr(16), id.lo))
            return id;
        return std::nullopt;
    }
    if (text.empty())
        return id;
    if (text.size() == 22 || text.size() == 24) {
        if (const auto bytes = base64<16>(text))
            return traceIdFromBytes({bytes->data(), bytes->size()});
    }
    return telemetry::traceIdFromHex(text);
}

std::optional<SpanId> spanIdFromJson(std::string_view text)
{
    SpanId id;
    if (text.empty() || (text.size() == 16 && telemetry::hexNumber(text, id.value)))
        return id;
    if (text.size() == 12 || text.size() == 11) {
        // A short id in hex is likelier than base64 that happens to hold hex digits only.
        if (const auto hex = telemetry::spanIdFromHex(text))
            return hex;
        if (const auto bytes = base64<8>(text))
            return spanIdFromBytes({bytes->data(), bytes->size()});
    }
    return telemetry::spanIdFromHex(text);
}

TraceId traceIdFromText(std::string_view text, std::string_view &original)
{
    if (const auto id = traceIdFromJson(text))
        return *id;
    original = text;
    return {telemetry::hashBytes(text, 1) | 1, telemetry::hashBytes(text, 2) | 1};
}

SpanId spanIdFromText(std::string_view text, std::string_view &original)
{
    if (const auto id = spanIdFromJson(text))
        return *id;
    original = text;
    return {telemetry::hashBytes(text, 3) | 1};
}

TraceId traceIdFromBytes(std::string_view bytes)
{
    if (bytes.size() == 8)
        return {0, bigEndian(bytes)};
    return bytes.size() == 16 ? TraceId{bigEndian(bytes.substr(0, 8)), bigEndian(bytes.substr(8))} : TraceId();
}

SpanId spanIdFromBytes(std::string_view bytes)
{
    return bytes.size() == 8 ? SpanId{bigEndian(bytes)} : SpanId();
}

SpanKind spanKindFromJson(std::string_view text)
{
    if (text.size() == 1 && text[0] >= '0' && text[0] <= '5')
        return static_cast<SpanKind>(text[0] - '0');
    return telemetry::spanKindFromText(text);
}

StatusCode statusFromJson(std::string_view text)
{
    if (text == "2" || text.ends_with("ERROR") || text.ends_with("Error") || text == "error")
        return StatusCode::Error;
    if (text == "1" || text.ends_with("OK") || text == "Ok" || text == "ok")
        return StatusCode::Ok;
    return StatusCode::Unset;
}

int severityFromJson(std::string_view text)
{
    if (const auto number = wholeNumber(text))
        return *number >= 0 && *number <= 24 ? *number : 0;
    constexpr std::string_view kPrefix = "SEVERITY_NUMBER_";
    if (text.starts_with(kPrefix))
        text.remove_prefix(kPrefix.size());
    int step = 0;
    if (!text.empty() && text.back() >= '2' && text.back() <= '4') {
        step = text.back() - '1';
        text.remove_suffix(1);
    }
    const int base = static_cast<int>(telemetry::levelFromText(text));
    return base == 0 ? 0 : base + step;
}

} // namespace triptych::formats
