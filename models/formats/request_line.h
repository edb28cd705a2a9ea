#pragma once
#include "formats/byte_scan.h"
#include "formats/field_names.h"
#include "telemetry/tag.h"

#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

namespace triptych::formats {

/// `GET /cart?x=1 HTTP/1.1` taken apart.
struct RequestLine {
    std::string_view method, target;
    std::string_view version; ///< `1.1`; empty if the line has none (HTTP/0.9)
};

inline std::optional<RequestLine> splitRequestLine(std::string_view line)
{
    const char *begin = line.data(), *end = begin + line.size();
    const char *first = findByte(begin, end, ' ');
    if (first == begin || first == end || end - first < 2 || first - begin > 20)
        return std::nullopt;
    RequestLine request{{begin, static_cast<std::size_t>(first - begin)}, {}, {}};
    for (const char c : request.method)
        if ((c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '_' && c != '-')
            return std::nullopt;
    const std::string_view rest(first + 1, static_cast<std::size_t>(end - first - 1));
    constexpr std::string_view kUsual = " HTTP/";
    constexpr std::size_t kVersion = 3; // `1.1`
    if (const std::size_t target = rest.size() - kUsual.size() - kVersion;
        rest.size() >= kUsual.size() + kVersion && std::memcmp(rest.data() + target, kUsual.data(), kUsual.size()) == 0 && end[-2] == '.' && end[-1] != ' ' && end[-3] != ' ') {
        request.target = {rest.data(), target};
        request.version = {end - kVersion, kVersion};
        return request;
    }
    const std::size_t last = rest.rfind(' ');
    if (last != std::string_view::npos && rest.substr(last + 1, 5) == "HTTP/") {
        request.target = rest.substr(0, last);
        request.version = rest.substr(last + 6);
    } else {
        request.target = rest;
    }
    return request;
}

/// url.path and, if there is one, url.query.
inline void addUrlTags(std::vector<telemetry::TagView> &tags, std::string_view target)
{
    const std::size_t mark = target.find('?');
    tags.push_back({"url.path", target.substr(0, mark)});
    if (mark != std::string_view::npos && mark + 1 < target.size())
        tags.push_back({"url.query", target.substr(mark + 1)});
}

/// A trace id given as a parameter of the query: trace=, trace_id=, traceId=, traceparent=.
inline std::optional<telemetry::TraceContext> traceInQuery(std::string_view query)
{
    for (std::size_t at = query.find("trace"); at != std::string_view::npos; at = query.find("trace", at + 5)) {
        if (at > 0 && query[at - 1] != '&')
            continue;
        constexpr std::size_t kLongestName = 12;
        std::size_t equals = at + 5;
        while (equals < query.size() && equals - at <= kLongestName && query[equals] != '=' && query[equals] != '&')
            ++equals;
        if (equals >= query.size() || query[equals] != '=' || equals - at > kLongestName)
            continue;
        const std::string_view value = query.substr(equals + 1, query.find('&', equals) - equals - 1);
        if (value.size() >= 16)
            if (auto found = telemetry::parseTraceContext(value))
                return found;
    }
    return std::nullopt;
}

} // namespace triptych::formats
