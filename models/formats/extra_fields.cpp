#include "formats/extra_fields.h"

#include "formats/access_fields.h"
#include "formats/byte_scan.h"

namespace triptych::formats {

using namespace telemetry;

namespace {

bool isExtraKeyByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

bool isNumber(std::string_view text)
{
    bool digit = false;
    for (const char c : text) {
        if (c >= '0' && c <= '9')
            digit = true;
        else if (c != '.')
            return false;
    }
    return digit;
}

bool looksLikeAddress(std::string_view text)
{
    if (text.size() < 3 || text.find_first_not_of("0123456789abcdefABCDEF.:, unkow") != std::string_view::npos)
        return false;
    return text.find('.') != std::string_view::npos || text.find(':') != std::string_view::npos;
}

/// An id without a name counts only in a form that nothing else has: request ids are UUIDs or 32 digits.
void takeUnnamed(std::string_view value, FoundIds &ids)
{
    if (value.size() == 55 && value[2] == '-')
        ids.take({FieldRole::TraceHeader, 5}, value);
}

void addValue(std::string_view key, std::string_view value, LineParts &parts, FoundIds &ids)
{
    const KnownField known = knownField(key);
    if (known.role >= FieldRole::TraceId && known.role <= FieldRole::DatadogSpan)
        ids.take(known, value);
    parts.tagUnlessAbsent(accessTagName(key), value, isNumber(value) && value.size() < 19 ? ValueType::Double : ValueType::String);
}

} // namespace

std::string_view accessTagName(std::string_view key)
{
    if (key == "rt")
        return "http.server.request.duration";
    if (key == "urt")
        return "upstream.response.duration";
    if (key == "uct")
        return "upstream.connect.duration";
    if (key == "uht")
        return "upstream.header.duration";
    const AccessField field = accessField(key);
    return field.role == AccessRole::None || field.role == AccessRole::RequestLine ? key : field.tag;
}

void addExtraFields(std::string_view rest, LineParts &parts, FoundIds &ids)
{
    int numbers = 0;
    bool forwarded = false;
    std::size_t i = 0;
    while (i < rest.size()) {
        const std::size_t from = i;
        while (i < rest.size() && (rest[i] == ' ' || rest[i] == '\t' || rest[i] == '|' || rest[i] == ','))
            ++i;
        parts.literal(rest.substr(from, i - from));
        if (i == rest.size())
            return;
        // key=value or key: "value"
        std::size_t keyEnd = i;
        while (keyEnd < rest.size() && isExtraKeyByte(rest[keyEnd]))
            ++keyEnd;
        std::string_view key;
        std::size_t at = i;
        if (keyEnd > i && keyEnd < rest.size() && rest[keyEnd] == '=') {
            key = rest.substr(i, keyEnd - i);
            at = keyEnd + 1;
        } else if (keyEnd > i && rest.substr(keyEnd, 3) == ": \"") {
            key = rest.substr(i, keyEnd - i);
            at = keyEnd + 2;
        }
        const bool quoted = at < rest.size() && rest[at] == '"';
        std::size_t end = 0;
        if (quoted) {
            end = rest.find('"', at + 1);
            if (end == std::string_view::npos) {
                parts.text(rest.substr(i));
                return;
            }
        } else {
            end = std::min(rest.find(' ', at), rest.size());
        }
        const std::string_view value = rest.substr(at + quoted, end - at - quoted);
        parts.literal(rest.substr(i, at + quoted - i));
        if (!key.empty()) {
            addValue(key, value, parts, ids);
        } else if (quoted) {
            if (!forwarded && looksLikeAddress(value)) {
                forwarded = true;
                parts.tag("http.request.header.x-forwarded-for", value);
            } else if (value == "-" || value.empty()) {
                parts.literal(value);
            } else {
                takeUnnamed(value, ids);
                parts.text(value);
            }
        } else if (isNumber(value) && value.find('.') != std::string_view::npos && numbers < 2) {
            parts.tag(numbers == 0 ? "http.server.request.duration" : "upstream.response.duration", value, ValueType::Double);
            ++numbers;
        } else if (value.size() > 2 && value.substr(value.size() - 2) == "ms" && isNumber(value.substr(0, value.size() - 2))) {
            parts.tag("http.server.request.duration_ms", value.substr(0, value.size() - 2), ValueType::Double);
            parts.literal("ms");
        } else if (value == "-") {
            parts.literal(value);
        } else {
            takeUnnamed(value, ids);
            parts.text(value);
        }
        i = end;
        if (quoted) {
            parts.literal("\"");
            ++i;
        }
    }
}

} // namespace triptych::formats
