#include "formats/nginx_error_reader.h"

#include "formats/plain_reader.h"
#include "formats/request_line.h"

#include <array>

namespace triptych::formats {

using namespace telemetry;

namespace {

struct Context {
    std::string_view mark; ///< in the line, quote included
    std::string_view key;
    bool quoted;
};
// In the order in which nginx writes them.
constexpr Context kContexts[] = {
    {", client: ", "client.address", false},       {", server: ", "server.name", false},
    {", request: \"", "http.request.line", true},  {", subrequest: \"", "nginx.subrequest", true},
    {", upstream: \"", "upstream.address", true},  {", host: \"", "server.address", true},
    {", referrer: \"", "http.request.header.referer", true},
    {", request_id: \"", "x_request_id", true},
};

bool digits(std::string_view text)
{
    for (const char c : text)
        if (c < '0' || c > '9')
            return false;
    return !text.empty();
}

} // namespace

bool NginxErrorReader::read(const LogLine &line, LineSink &sink)
{
    const std::string_view text = line.text;
    if (text.size() < 30 || text[4] != '/' || text[7] != '/' || text[19] != ' ' || text[20] != '[')
        return false;
    const std::size_t close = text.find("] ", 21);
    if (close == std::string_view::npos || close > 30)
        return false;
    const Level level = levelFromText(text.substr(21, close - 21));
    const std::size_t hash = text.find('#', close), colon = text.find(": ", close);
    if (level == Level::Unknown || hash == std::string_view::npos || colon == std::string_view::npos || hash > colon)
        return false;
    const std::string_view pid = text.substr(close + 2, hash - close - 2), tid = text.substr(hash + 1, colon - hash - 1);
    const auto time = sink.times().whole(text.substr(0, 19));
    if (!time || !digits(pid) || !digits(tid))
        return false;
    LogFields log = sink.fields(line);
    log.time = *time;
    log.level = level;
    LineParts &parts = m_parts;
    parts.clear();
    parts.text(text.substr(0, 19));
    parts.literal(" [");
    parts.tag("nginx.level", text.substr(21, close - 21));
    parts.literal("] ");
    parts.tag("process.pid", pid, ValueType::Int);
    parts.literal("#");
    parts.tag("thread.id", tid, ValueType::Int);
    parts.literal(": ");
    std::string_view rest = text.substr(colon + 2);
    if (!rest.empty() && rest[0] == '*')
        if (const std::size_t blank = rest.find(' '); blank != std::string_view::npos && digits(rest.substr(1, blank - 1))) {
            parts.literal("*");
            parts.tag("nginx.connection", rest.substr(1, blank - 1), ValueType::Int);
            parts.literal(" ");
            rest.remove_prefix(blank + 1);
        }
    // The context is of the first line; what follows is a stack trace.
    const std::string_view first = rest.substr(0, rest.find('\n'));
    std::array<std::size_t, std::size(kContexts)> at{};
    std::size_t end = first.size();
    std::size_t messageEnd = first.size();
    for (std::size_t i = std::size(kContexts); i-- > 0;) { // cut from the right: the message may hold anything
        at[i] = end ? first.rfind(kContexts[i].mark, end - 1) : std::string_view::npos;
        if (at[i] != std::string_view::npos) {
            end = at[i];
            messageEnd = at[i];
        }
    }
    parts.text(first.substr(0, messageEnd));
    for (std::size_t i = 0; i < std::size(kContexts); ++i) {
        if (at[i] == std::string_view::npos)
            continue;
        std::size_t next = first.size();
        for (std::size_t k = i + 1; k < std::size(kContexts); ++k)
            if (at[k] != std::string_view::npos) {
                next = at[k];
                break;
            }
        const Context &context = kContexts[i];
        std::string_view value = first.substr(at[i] + context.mark.size(), next - at[i] - context.mark.size());
        parts.literal(context.mark);
        std::string_view behind;
        if (context.quoted)
            if (const std::size_t quote = value.rfind('"'); quote != std::string_view::npos) {
                behind = value.substr(quote);
                value = value.substr(0, quote);
            }
        parts.tagUnlessAbsent(context.key, value);
        if (context.key == "http.request.line")
            if (const auto request = splitRequestLine(value)) {
                parts.tagBeside("http.request.method", request->method);
                parts.tagBeside("url.path", request->target.substr(0, request->target.find('?')));
            }
        if (behind.size() == 1)
            parts.literal(behind);
        else if (!behind.empty())
            parts.text(behind);
    }
    if (rest.size() > first.size())
        parts.text(rest.substr(first.size()));
    const TraceContext ids = idsInText(rest);
    log.trace = ids.trace;
    log.span = ids.span;
    sink.add(line, log, parts);
    return true;
}

} // namespace triptych::formats
