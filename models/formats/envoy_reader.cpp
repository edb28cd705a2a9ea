#include "formats/envoy_reader.h"

#include "formats/field_names.h"
#include "formats/request_line.h"
#include "telemetry/clock_text.h"
#include "telemetry/service_name.h"

#include <charconv>

namespace triptych::formats {

using namespace telemetry;
using telemetry::clock_text::isDigit;

namespace {

bool isCount(std::string_view text)
{
    if (text == "-")
        return true;
    for (const char c : text)
        if (!isDigit(c))
            return false;
    return !text.empty();
}

/// Whether a quote at `close` ends its token: header values are not escaped and may hold quotes, so that what follows
/// must be the end of the line, or a word that begins with a quote or has none.
bool closes(std::string_view line, std::size_t close)
{
    if (close + 1 == line.size())
        return true;
    if (line[close + 1] != ' ')
        return false;
    const std::string_view next = line.substr(close + 2, line.find(' ', close + 2) - close - 2);
    return next.empty() || next[0] == '"' || next.find('"') == std::string_view::npos;
}

} // namespace

/// Splits at blanks, quoted tokens kept whole.
bool EnvoyReader::tokenize(std::string_view line, std::size_t from)
{
    m_tokens.clear();
    std::size_t i = from;
    while (i < line.size() && m_tokens.size() < 64) {
        if (line[i] == ' ') {
            ++i;
            continue;
        }
        Token token;
        token.from = i;
        if (line[i] == '"') {
            std::size_t close = i;
            do {
                close = line.find('"', close + 1);
                if (close == std::string_view::npos)
                    return false;
            } while (!closes(line, close));
            token.quoted = true;
            token.value = line.substr(i + 1, close - i - 1);
            i = close + 1;
        } else {
            const std::size_t end = std::min(line.find(' ', i), line.size());
            token.value = line.substr(i, end - i);
            i = end;
        }
        token.to = i;
        m_tokens.push_back(token);
    }
    return true;
}

/// Writes the line up to the token's value as literals and the value as a tag; `-` stays a literal.
std::size_t EnvoyReader::tagAt(std::size_t at, std::string_view key, ValueType type)
{
    const Token &token = m_tokens[at];
    m_parts.literal(m_line.substr(m_written, token.from + token.quoted - m_written));
    m_parts.tagUnlessAbsent(key, token.value, type);
    m_written = token.to - token.quoted;
    return at + 1;
}

void EnvoyReader::addText(std::size_t at)
{
    const Token &token = m_tokens[at];
    m_parts.literal(m_line.substr(m_written, token.from + token.quoted - m_written));
    if (token.value == "-" || token.value.empty())
        m_parts.literal(token.value);
    else
        m_parts.text(token.value);
    m_written = token.to - token.quoted;
}

/// `[time] flags mesh ip(source)->host(destination) took 5ms, sent 10 bytes, received: 20 bytes`
bool EnvoyReader::readTcp(const LogLine &line, std::string_view time, Nanos timeNs, LineSink &sink)
{
    const std::string_view text = line.text;
    const std::size_t arrow = text.find(")->"), took = text.rfind(" took "), sent = text.find("ms, sent ", took),
                      received = text.find(" bytes, received: ", sent);
    if (arrow == std::string_view::npos || took == std::string_view::npos || sent == std::string_view::npos ||
        received == std::string_view::npos || text.size() < 6 || text.substr(text.size() - 6) != " bytes")
        return false;
    const std::size_t begin = time.size() + 3; // behind `[time] `
    const std::size_t flagsEnd = text.find(' ', begin);
    const std::size_t meshEnd = flagsEnd == std::string_view::npos ? flagsEnd : text.find(' ', flagsEnd + 1);
    const std::size_t open = text.find('(', begin), open2 = text.find('(', arrow), close2 = text.rfind(')', took);
    if (meshEnd == std::string_view::npos || meshEnd > arrow || open > arrow || open2 > took || close2 < open2)
        return false;
    const auto slice = [&](std::size_t from, std::size_t to) { return text.substr(from, to - from); };
    m_parts.clear();
    m_parts.literal("[");
    m_parts.text(time);
    m_parts.literal("] ");
    m_parts.tagUnlessAbsent("envoy.response_flags", slice(begin, flagsEnd));
    m_parts.literal(" ");
    m_parts.tagUnlessAbsent("kuma.mesh", slice(flagsEnd + 1, meshEnd));
    m_parts.literal(" ");
    m_parts.tagUnlessAbsent("client.address", slice(meshEnd + 1, open));
    m_parts.literal("(");
    m_parts.tagUnlessAbsent("kuma.source_service", slice(open + 1, arrow));
    m_parts.literal(")->");
    m_parts.tagUnlessAbsent("upstream.address", slice(arrow + 3, open2));
    m_parts.literal("(");
    const std::string_view destination = slice(open2 + 1, close2);
    m_parts.tagUnlessAbsent("kuma.destination_service", destination);
    m_parts.literal(slice(close2, took + 6));
    m_parts.tagUnlessAbsent("http.server.request.duration_ms", slice(took + 6, sent), ValueType::Int);
    m_parts.literal("ms, sent ");
    m_parts.tagUnlessAbsent("network.bytes_sent", slice(sent + 9, received), ValueType::Int);
    m_parts.literal(" bytes, received: ");
    m_parts.tagUnlessAbsent("network.bytes_received", slice(received + 18, text.size() - 6), ValueType::Int);
    m_parts.literal(" bytes");
    LogFields log = sink.fields(line);
    log.time = timeNs;
    log.kind = LogKind::Access;
    log.level = slice(begin, flagsEnd) == "-" ? Level::Info : Level::Warn;
    if (destination != "-" && !destination.empty())
        log.service = sink.out().string(telemetry::plainService(destination)); // the whole name is a tag
    sink.add(line, log, m_parts);
    return true;
}

bool EnvoyReader::read(const LogLine &line, LineSink &sink)
{
    m_line = line.text;
    if (m_line.size() < 30 || m_line[0] != '[')
        return false;
    const std::size_t close = m_line.find("] ", 1);
    if (close == std::string_view::npos || close > 48)
        return false;
    const std::string_view time = m_line.substr(1, close - 1);
    const auto timeNs = sink.times().whole(time);
    if (!timeNs)
        return false;
    const std::size_t quote = m_line.find('"', close);
    if (quote == std::string_view::npos || m_line.find(")->") < quote)
        return readTcp(line, time, *timeNs, sink);
    if (!tokenize(m_line, close + 2) || m_tokens.size() < 5)
        return false;
    // (mesh) "request" code flags
    const std::size_t request = m_tokens[0].quoted ? 0 : 1;
    if (!m_tokens[request].quoted || m_tokens[request + 1].quoted || m_tokens[request + 2].quoted ||
        !isCount(m_tokens[request + 1].value))
        return false;
    const auto parts = splitRequestLine(m_tokens[request].value);
    if (!parts && m_tokens[request].value.substr(0, 1) != "-")
        return false;
    m_parts.clear();
    m_parts.literal("[");
    m_parts.text(time);
    m_parts.literal("] ");
    m_written = close + 2;
    FoundIds ids;
    if (request == 1)
        tagAt(0, "kuma.mesh");
    if (parts && !parts->version.empty()) {
        m_parts.literal(m_line.substr(m_written, m_tokens[request].from + 1 - m_written));
        m_parts.tagUnlessAbsent("http.request.method", parts->method);
        m_parts.literal(" ");
        const std::size_t mark = parts->target.find('?');
        m_parts.tagUnlessAbsent("url.path", parts->target.substr(0, mark));
        if (mark != std::string_view::npos) {
            m_parts.literal("?");
            m_parts.tagUnlessAbsent("url.query", parts->target.substr(mark + 1));
        }
        m_parts.literal(" HTTP/");
        m_parts.tag("network.protocol.version", parts->version);
        m_written = m_tokens[request].to - 1;
    } else {
        addText(request);
    }
    std::size_t at = tagAt(request + 1, "http.response.status_code", ValueType::Int);
    at = tagAt(at, "envoy.response_flags");
    // Four numbers in a row are bytes in, bytes out, duration, upstream time; Istio has details before them.
    std::size_t counts = at;
    while (counts + 4 <= m_tokens.size()) {
        bool all = true;
        for (std::size_t i = counts; i < counts + 4; ++i)
            all &= !m_tokens[i].quoted && isCount(m_tokens[i].value);
        // Of a longer row of dashes and numbers the last four count.
        if (all && (counts + 4 == m_tokens.size() || m_tokens[counts + 4].quoted || !isCount(m_tokens[counts + 4].value)))
            break;
        ++counts;
    }
    std::string_view service, source;
    if (counts + 4 <= m_tokens.size()) {
        for (; at < counts; ++at)
            if (at == request + 3 && !m_tokens[at].quoted)
                tagAt(at, "envoy.response_code_details");
            else if (m_tokens[at].quoted)
                tagAt(at, "envoy.upstream_transport_failure_reason");
            else
                addText(at);
        at = tagAt(at, "http.request.body.size", ValueType::Int);
        at = tagAt(at, "http.response.body.size", ValueType::Int);
        at = tagAt(at, "http.server.request.duration_ms", ValueType::Int);
        at = tagAt(at, "upstream.response.duration_ms", ValueType::Int);
        std::size_t quotes = 0;
        while (at + quotes < m_tokens.size() && m_tokens[at + quotes].quoted)
            ++quotes;
        static constexpr std::string_view kEnvoy[] = {"http.request.header.x-forwarded-for", "user_agent.original",
                                                      "x_request_id", "server.address", "upstream.address"};
        static constexpr std::string_view kKuma[] = {
            "http.request.header.x-forwarded-for", "user_agent.original", "trace_id", "x_request_id", "server.address",
            "kuma.source_service", "kuma.destination_service", "client.address", "upstream.address"};
        const bool kuma = quotes >= 9;
        const std::span<const std::string_view> names = kuma ? std::span<const std::string_view>(kKuma) : kEnvoy;
        for (std::size_t i = 0; i < quotes && i < names.size(); ++i) {
            if (names[i] == "trace_id") {
                // B3's id in the default format; what people put there instead may be any header.
                if (const auto known = parseTraceContext(m_tokens[at].value)) {
                    ids.trace = known->trace;
                    ids.span = known->span;
                }
                addText(at++);
                continue;
            }
            if (names[i] == "kuma.destination_service" && m_tokens[at].value != "-")
                service = m_tokens[at].value;
            at = tagAt(at, names[i]);
        }
        if (!kuma && at + 6 <= m_tokens.size() && quotes == 5) { // Istio
            service = telemetry::clusterService(m_tokens[at].value);
            static constexpr std::string_view kIstio[] = {"envoy.upstream_cluster", "upstream.local_address", "server.local_address",
                                                          "client.address", "tls.client.server_name", "envoy.route_name"};
            for (const std::string_view name : kIstio)
                at = tagAt(at, name);
        }
    }
    for (; at < m_tokens.size(); ++at) {
        const std::string_view value = m_tokens[at].value;
        if (ids.trace.empty() && (value.size() == 32 || value.size() >= 49) && value.size() < 120)
            ids.take({FieldRole::TraceHeader, 5}, value);
        addText(at);
    }
    m_parts.literal(m_line.substr(m_written));
    LogFields log = sink.fields(line);
    log.time = *timeNs;
    log.kind = LogKind::Access;
    log.trace = ids.trace;
    log.span = ids.span;
    int status = 0;
    const std::string_view code = m_tokens[request + 1].value;
    std::from_chars(code.data(), code.data() + code.size(), status);
    log.level = status > 0 ? levelFromStatus(status) : m_tokens[request + 2].value == "-" ? Level::Info : Level::Warn;
    if (!service.empty())
        log.service = sink.out().string(telemetry::plainService(service)); // the whole name is a tag
    sink.add(line, log, m_parts);
    return true;
}

} // namespace triptych::formats
