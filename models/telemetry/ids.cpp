#include "telemetry/ids.h"

#include "telemetry/hex_digits.h"

namespace triptych::telemetry {

namespace {

void writeHex(char *out, std::uint64_t value)
{
    for (int i = 15; i >= 0; --i, value >>= 4)
        out[i] = "0123456789abcdef"[value & 15];
}

} // namespace

std::string hex(TraceId id)
{
    std::string out(32, '0');
    writeHex(out.data(), id.hi);
    writeHex(out.data() + 16, id.lo);
    return out;
}

std::string hex(SpanId id)
{
    std::string out(16, '0');
    writeHex(out.data(), id.value);
    return out;
}

std::optional<TraceId> traceIdFromHex(std::string_view text)
{
    if (text.empty() || text.size() > 32)
        return std::nullopt;
    TraceId id;
    const std::size_t high = text.size() > 16 ? text.size() - 16 : 0;
    if ((high && !hexNumber(text.substr(0, high), id.hi)) || !hexNumber(text.substr(high), id.lo))
        return std::nullopt;
    return id;
}

std::optional<SpanId> spanIdFromHex(std::string_view text)
{
    SpanId id;
    if (!hexNumber(text, id.value))
        return std::nullopt;
    return id;
}

} // namespace triptych::telemetry
