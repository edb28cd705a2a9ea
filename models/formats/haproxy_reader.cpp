#include "formats/haproxy_reader.h"

#include "formats/request_line.h"

#include <array>
#include <charconv>

namespace triptych::formats {

using namespace telemetry;

namespace {

/// Words of the line one after another; empty when there are no more.
struct Words {
    std::string_view rest;
    std::string_view next()
    {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        const std::string_view word = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        return word;
    }
};

} // namespace

bool HaproxyReader::read(const LogLine &line, LineSink &sink)
{
    const std::string_view text = line.text;
    // client:port [14/Jan/2015:12:48:57.127] frontend …
    const std::size_t bracket = text.find(" [");
    if (bracket == std::string_view::npos || bracket > 64 || text.substr(0, bracket).find(' ') != std::string_view::npos)
        return false;
    const std::size_t close = text.find("] ", bracket);
    if (close == std::string_view::npos || close - bracket > 40 || text.size() < close + 4)
        return false;
    const std::string_view time = text.substr(bracket + 2, close - bracket - 2);
    const std::string_view client = text.substr(0, bracket);
    const std::size_t port = client.rfind(':');
    if (port == std::string_view::npos || time.find('.') == std::string_view::npos || time.find('/') == std::string_view::npos)
        return false;
    const auto timeNs = sink.times().whole(time);
    if (!timeNs)
        return false;
    LogFields log = sink.fields(line);
    log.time = *timeNs;
    log.kind = LogKind::Access;
    LineParts &parts = m_parts;
    parts.clear();
    parts.tag("client.address", client.substr(0, port));
    parts.literal(":");
    parts.tag("client.port", client.substr(port + 1), ValueType::Int);
    parts.literal(" [");
    parts.text(time);
    parts.literal("] ");
    Words words{text.substr(close + 2)};
    const std::string_view frontend = words.next();
    if (!frontend.empty() && frontend.back() == ':') { // frontend/backend: SSL handshake failure
        parts.tag("haproxy.frontend", frontend.substr(0, frontend.size() - 1));
        parts.literal(": ");
        parts.text(words.rest);
        log.level = Level::Error;
        sink.add(line, log, parts);
        return true;
    }
    const std::string_view backend = words.next();
    const std::string_view timers = words.next();
    const std::size_t slash = backend.find('/');
    if (slash == std::string_view::npos || timers.find('/') == std::string_view::npos)
        return false;
    parts.tag("haproxy.frontend", frontend);
    parts.literal(" ");
    parts.tag("haproxy.backend", backend.substr(0, slash));
    parts.literal("/");
    parts.tag("haproxy.server", backend.substr(slash + 1));
    parts.literal(" ");
    // Tq/Tw/Tc/Tr/Tt (HTTP), Tw/Tc/Tt (TCP): ms, -1 not reached, + still running
    const std::size_t last = timers.rfind('/');
    parts.tag("haproxy.timers", timers.substr(0, last));
    parts.literal("/");
    std::string_view total = timers.substr(last + 1);
    if (!total.empty() && total[0] == '+') {
        parts.literal("+");
        total.remove_prefix(1);
    }
    parts.tag("http.server.request.duration_ms", total, ValueType::Int);
    parts.literal(" ");
    const std::string_view statusOrBytes = words.next();
    const std::size_t quote = words.rest.find('"');
    int status = -1;
    std::from_chars(statusOrBytes.data(), statusOrBytes.data() + statusOrBytes.size(), status);
    if (quote == std::string_view::npos && timers.find('/') != last) {
        parts.tag("network.bytes_sent", statusOrBytes, ValueType::Int);
        if (!words.rest.empty()) {
            parts.literal(" ");
            const std::string_view state = words.next();
            parts.tag("haproxy.termination_state", state);
            log.level = !state.empty() && state[0] == '-' ? Level::Info : Level::Warn;
            if (!words.rest.empty()) {
                parts.literal(" ");
                parts.text(words.rest);
            }
        }
        sink.add(line, log, parts);
        return true;
    }
    parts.tag("http.response.status_code", statusOrBytes, ValueType::Int);
    log.level = status >= 100 ? levelFromStatus(status) : Level::Error;
    const std::string_view bytes = words.next();
    parts.literal(" ");
    parts.tag("http.response.size", bytes, ValueType::Int);
    parts.literal(" ");
    const std::string_view rest = words.rest;
    if (quote == std::string_view::npos) {
        parts.text(rest);
        sink.add(line, log, parts);
        return true;
    }
    // cookies and state, connections, queues, {captured headers}
    const std::size_t requestFrom = rest.find('"');
    const std::size_t requestEnd = std::min(rest.rfind('"'), rest.size());
    const std::string_view request = rest.substr(requestFrom + 1, requestEnd > requestFrom ? requestEnd - requestFrom - 1 : std::string_view::npos);
    parts.text(rest.substr(0, requestFrom));
    parts.literal("\"");
    const auto split = splitRequestLine(request);
    if (split && !split->version.empty()) {
        parts.tag("http.request.method", split->method);
        parts.literal(" ");
        const std::size_t mark = split->target.find('?');
        parts.tag("url.path", split->target.substr(0, mark));
        if (mark != std::string_view::npos) {
            parts.literal("?");
            parts.tag("url.query", split->target.substr(mark + 1));
            if (const auto found = traceInQuery(split->target.substr(mark + 1))) {
                log.trace = found->trace;
                log.span = found->span;
            }
        }
        parts.literal(" HTTP/");
        parts.tag("network.protocol.version", split->version);
    } else {
        parts.text(request);
    }
    if (requestEnd > requestFrom) {
        parts.literal("\"");
        if (requestEnd + 1 < rest.size())
            parts.text(rest.substr(requestEnd + 1));
    }
    sink.add(line, log, parts);
    return true;
}

} // namespace triptych::formats
