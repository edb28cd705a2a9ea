#pragma once
#include "telemetry/ids.h"
#include "telemetry/tag.h"

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

/// Fast pieces of text for the writers of the demo.
namespace triptych::ingest::demo {

using telemetry::Nanos;

inline constexpr Nanos kMs = 1000000;
inline constexpr Nanos kSecond = 1000000000;
/// 2026-11-23 00:00 UTC.
inline constexpr Nanos kMidnight = 1795392000ll * kSecond;
/// Time of that day.
constexpr Nanos at(int hour, int minute, double second)
{
    return kMidnight + (hour * 3600ll + minute * 60ll) * kSecond + static_cast<Nanos>(second * 1e9);
}

inline void add(std::string &out, std::int64_t number)
{
    char buffer[24];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr);
}
inline void addUnsigned(std::string &out, std::uint64_t number)
{
    char buffer[24];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr);
}
inline void addHex(std::string &out, std::uint64_t value)
{
    char buffer[16];
    for (int i = 15; i >= 0; --i, value >>= 4)
        buffer[i] = "0123456789abcdef"[value & 15];
    out.append(buffer, sizeof buffer);
}
inline void addHex(std::string &out, telemetry::TraceId id)
{
    addHex(out, id.hi);
    addHex(out, id.lo);
}
inline void addTwo(std::string &out, std::int64_t n)
{
    out += static_cast<char>('0' + n / 10 % 10);
    out += static_cast<char>('0' + n % 10);
}
/// `14:02:31`, and with `fraction` digits behind a point.
inline void addClock(std::string &out, Nanos time, int fraction)
{
    const Nanos ofDay = time - kMidnight;
    const std::int64_t seconds = ofDay / kSecond;
    addTwo(out, seconds / 3600);
    out += ':';
    addTwo(out, seconds / 60 % 60);
    out += ':';
    addTwo(out, seconds % 60);
    if (fraction == 0)
        return;
    out += '.';
    std::int64_t rest = ofDay % kSecond;
    for (Nanos digit = kSecond / 10; fraction > 0; --fraction, digit /= 10)
        out += static_cast<char>('0' + rest / digit % 10);
}
/// `2026-11-23T14:02:31.118Z`
inline void addIso(std::string &out, Nanos time, int fraction = 3)
{
    out += "2026-11-23T";
    addClock(out, time, fraction);
    out += 'Z';
}
/// `00-<trace>-<span>-01`
inline void addTraceparent(std::string &out, telemetry::TraceId trace, telemetry::SpanId span)
{
    out += "00-";
    addHex(out, trace);
    out += '-';
    addHex(out, span.value);
    out += "-01";
}
inline std::string text(std::int64_t number) { return std::to_string(number); }

/// OTLP attributes in JSON, comma-separated.
class Attributes
{
public:
    Attributes &put(std::string_view key, std::string_view value)
    {
        begin(key);
        json += "\"stringValue\":";
        telemetry::appendJsonString(json, value);
        json += "}}";
        return *this;
    }
    Attributes &put(std::string_view key, const char *value) { return put(key, std::string_view(value)); }
    Attributes &put(std::string_view key, std::int64_t value)
    {
        begin(key);
        json += "\"intValue\":\"";
        add(json, value);
        json += "\"}}";
        return *this;
    }
    Attributes &put(std::string_view key, int value) { return put(key, static_cast<std::int64_t>(value)); }
    std::string json;

private:
    void begin(std::string_view key)
    {
        if (!json.empty())
            json += ',';
        json += "{\"key\":\"";
        json += key; // ours: nothing in it needs escaping
        json += "\",\"value\":{";
    }
};

} // namespace triptych::ingest::demo
