#include "formats/combined_reader.h"

#include "formats/extra_fields.h"
#include "formats/request_line.h"
#include "telemetry/clock_text.h"

namespace triptych::formats {

using namespace telemetry;
using telemetry::clock_text::isDigit;

namespace {

std::string_view slice(const char *from, const char *to)
{
    return {from, static_cast<std::size_t>(to - from)};
}

/// The closing quote of what begins at `p`; a quote behind a backslash does not close (Apache). Null if there is none.
const char *closingQuote(const char *p, const char *end)
{
    for (;;) {
        p = findQuoteOrBackslash(p, end);
        if (p == end)
            return nullptr;
        if (*p == '"')
            return p;
        p += end - p > 1 ? 2 : 1;
    }
}

bool absent(std::string_view value)
{
    return value.empty() || (value.size() == 1 && value[0] == '-');
}

// Bits of a layout.
constexpr std::size_t kHasUser = 1, kHasQuery = 2, kHasReferer = 4, kHasAgent = 8, kHasBytes = 16, kHasDuration = 32;

} // namespace

struct CombinedReader::Fields {
    std::string_view address, ident, user, time, request, status, bytes, referer, agent;
    std::string_view vhost;
    std::string_view rest; ///< behind the last field known, with its blank
    std::string_view method, target, version;
    Nanos timeNs = 0;
    int statusValue = 0;
    bool hasRequestParts = false;
    bool hasHeaders = false; ///< referer and agent
    bool plainHead = false;  ///< exactly `addr - user [`
};

bool CombinedReader::split(std::string_view line, TimestampReader &times, Fields &f)
{
    const char *const begin = line.data(), *const end = begin + line.size();
    if (line.size() < 40)
        return false;
    const char *bracket = findByte(begin, begin + std::min<std::size_t>(line.size() - 30, 512), '[');
    if (*bracket != '[')
        return false;
    if (bracket == begin || bracket[-1] != ' ')
        return false;
    // Head: words before the time.
    const char *const headEnd = bracket - 1;
    const char *p = findByte(begin, headEnd, ' ');
    f.address = slice(begin, p);
    if (p != headEnd) {
        const char *identEnd = findByte(p + 1, headEnd, ' ');
        f.ident = slice(p + 1, identEnd);
        if (identEnd == headEnd)
            return false; // two words: no layout we know
        f.user = slice(identEnd + 1, headEnd);
        if (const std::size_t blank = f.user.find(' ');
            blank != std::string_view::npos && f.ident != "-" && f.address.find_first_of(".:") != std::string_view::npos) {
            // vhost addr ident user; a user name with blanks follows a bare ident instead
            f.vhost = f.address;
            f.address = f.ident;
            f.ident = f.user.substr(0, blank);
            f.user = f.user.substr(blank + 1);
        }
    }
    if (f.address.empty() || (f.ident.empty() && f.address.size() >= 19 && isDigit(f.address[0]) && f.address[10] == 'T'))
        return false; // kubectl's timestamp before another kind of line is no address
    f.plainHead = f.vhost.empty() && f.ident.size() == 1 && f.ident[0] == '-';
    // Time
    if (static_cast<std::size_t>(end - bracket) < TimestampReader::kClfSize + 8)
        return false;
    const char *timeEnd = bracket + 1 + TimestampReader::kClfSize;
    std::optional<Nanos> time;
    if (*timeEnd == ']')
        time = times.commonLog(bracket + 1);
    if (!time) {
        timeEnd = findByte(bracket, end, ']');
        if (timeEnd == end)
            return false;
        time = times.whole(slice(bracket + 1, timeEnd));
        if (!time)
            return false;
    }
    f.time = slice(bracket + 1, timeEnd);
    f.timeNs = *time;
    p = timeEnd + 1;
    if (end - p < 6 || p[0] != ' ' || p[1] != '"')
        return false;
    p += 2;
    const char *quote = closingQuote(p, end);
    if (!quote)
        return false;
    f.request = slice(p, quote);
    if (const auto request = splitRequestLine(f.request); request && !request->version.empty()) {
        f.hasRequestParts = true;
        f.method = request->method;
        f.target = request->target;
        f.version = request->version;
    }
    p = quote + 1;
    // Status and size
    if (end - p < 4 || p[0] != ' ' || !isDigit(p[1]) || !isDigit(p[2]) || !isDigit(p[3]) || (end - p > 4 && p[4] != ' '))
        return false;
    f.status = {p + 1, 3};
    f.statusValue = (p[1] - '0') * 100 + (p[2] - '0') * 10 + (p[3] - '0');
    p += 4;
    if (end - p >= 2 && (isDigit(p[1]) || (p[1] == '-' && (end - p == 2 || p[2] == ' ')))) {
        const char *sizeEnd = p + 1;
        while (sizeEnd != end && (isDigit(*sizeEnd) || *sizeEnd == '-'))
            ++sizeEnd;
        if (sizeEnd == end || *sizeEnd == ' ') {
            f.bytes = slice(p + 1, sizeEnd);
            p = sizeEnd;
        }
    }
    // Referer and agent
    if (!f.bytes.empty() && end - p > 4 && p[0] == ' ' && p[1] == '"') {
        const char *refererEnd = closingQuote(p + 2, end);
        if (refererEnd && end - refererEnd > 3 && refererEnd[1] == ' ' && refererEnd[2] == '"') {
            const char *agentEnd = closingQuote(refererEnd + 3, end);
            if (agentEnd) {
                f.referer = slice(p + 2, refererEnd);
                f.agent = slice(refererEnd + 3, agentEnd);
                f.hasHeaders = true;
                p = agentEnd + 1;
            }
        }
    }
    f.rest = slice(p, end);
    return true;
}

bool CombinedReader::addFast(const LogLine &line, const Fields &f, LogFields &log, LineSink &sink)
{
    if (!f.plainHead || !f.hasRequestParts || !f.hasHeaders || f.bytes.empty() || line.hasEnvelopeTags() ||
        line.envelopeRules)
        return false;
    // Only a number may stand behind: the request time.
    std::string_view duration;
    if (!f.rest.empty()) {
        duration = f.rest.substr(1);
        if (f.rest[0] != ' ' || duration.empty() || duration.find('.') == std::string_view::npos)
            return false;
        for (const char c : duration)
            if (!isDigit(c) && c != '.')
                return false;
    }
    const char *const targetEnd = f.target.data() + f.target.size();
    const char *const mark = findByte(f.target.data(), targetEnd, '?');
    const bool hasQuery = targetEnd - mark > 1;
    const std::string_view query = hasQuery ? slice(mark + 1, targetEnd) : std::string_view();
    const std::size_t layout = (absent(f.user) ? 0 : kHasUser) | (hasQuery ? kHasQuery : 0) |
                               (absent(f.referer) ? 0 : kHasReferer) | (absent(f.agent) ? 0 : kHasAgent) |
                               (absent(f.bytes) ? 0 : kHasBytes) | (duration.empty() ? 0 : kHasDuration);
    if (f.user.empty() || f.referer.empty() || f.agent.empty())
        return false; // literals of these layouts are dashes
    if (hasQuery)
        if (const auto found = traceInQuery(query)) {
            log.trace = found->trace;
            log.span = found->span;
        }
    if (m_piece != sink.pieceNumber) {
        m_known.fill(false);
        m_piece = sink.pieceNumber;
    }
    if (!m_known[layout]) {
        std::vector<ShapePart> parts;
        const auto literal = [&](std::string text) {
            if (!parts.empty() && parts.back().kind == ShapePart::Kind::Literal)
                parts.back().text += text;
            else
                parts.push_back({ShapePart::Kind::Literal, ValueType::String, TagScope::Log, true, std::move(text)});
        };
        const auto tag = [&](bool present, const char *key, ValueType type = ValueType::String) {
            if (present)
                parts.push_back({ShapePart::Kind::Tag, type, TagScope::Log, true, key});
            else
                literal("-");
        };
        tag(true, "client.address");
        literal(" - ");
        tag(layout & kHasUser, "user.name");
        literal(" [");
        parts.push_back({ShapePart::Kind::Text, ValueType::String, TagScope::Log, true, {}});
        literal("] \"");
        tag(true, "http.request.method");
        literal(" ");
        tag(true, "url.path");
        if (hasQuery) {
            literal("?");
            tag(true, "url.query");
        }
        literal(" HTTP/");
        tag(true, "network.protocol.version");
        literal("\" ");
        tag(true, "http.response.status_code", ValueType::Int);
        literal(" ");
        tag(layout & kHasBytes, "http.response.body.size", ValueType::Int);
        literal(" \"");
        tag(layout & kHasReferer, "http.request.header.referer");
        literal("\" \"");
        tag(layout & kHasAgent, "user_agent.original");
        literal("\"");
        if (!duration.empty()) {
            literal(" ");
            tag(true, "http.server.request.duration", ValueType::Double);
        }
        m_shapes[layout] = sink.out().logShape(parts);
        m_known[layout] = true;
    }
    std::array<std::string_view, 12> values;
    std::size_t n = 0;
    values[n++] = f.address;
    if (layout & kHasUser)
        values[n++] = f.user;
    values[n++] = f.time;
    values[n++] = f.method;
    values[n++] = hasQuery ? slice(f.target.data(), mark) : f.target;
    if (hasQuery)
        values[n++] = query;
    values[n++] = f.version;
    values[n++] = f.status;
    if (layout & kHasBytes)
        values[n++] = f.bytes;
    if (layout & kHasReferer)
        values[n++] = f.referer;
    if (layout & kHasAgent)
        values[n++] = f.agent;
    if (!duration.empty())
        values[n++] = duration;
    sink.lastTime = log.time;
    sink.out().addLogLine(log, m_shapes[layout], {values.data(), n});
    return true;
}

void CombinedReader::addParts(const LogLine &line, const Fields &f, LogFields &log, LineSink &sink)
{
    LineParts &parts = m_parts;
    parts.clear();
    FoundIds ids;
    if (!f.vhost.empty()) {
        parts.tag("server.address", f.vhost);
        parts.literal(" ");
    }
    parts.tag("client.address", f.address);
    if (!f.ident.empty()) {
        parts.literal(" ");
        if (f.ident == "-")
            parts.literal("-");
        else
            parts.text(f.ident);
        parts.literal(" ");
        parts.tagUnlessAbsent("user.name", f.user);
    }
    parts.literal(" [");
    parts.text(f.time);
    parts.literal("] \"");
    if (f.hasRequestParts) {
        parts.tag("http.request.method", f.method);
        parts.literal(" ");
        const std::size_t mark = f.target.find('?');
        parts.tag("url.path", f.target.substr(0, mark));
        if (mark != std::string_view::npos) {
            const std::string_view query = f.target.substr(mark + 1);
            parts.literal("?");
            if (!query.empty()) {
                parts.tag("url.query", query);
                if (const auto found = traceInQuery(query)) {
                    log.trace = found->trace;
                    log.span = found->span;
                }
            }
        }
        parts.literal(" HTTP/");
        parts.tag("network.protocol.version", f.version);
    } else {
        parts.text(f.request);
    }
    parts.literal("\" ");
    parts.tag("http.response.status_code", f.status, ValueType::Int);
    if (!f.bytes.empty()) {
        parts.literal(" ");
        parts.tagUnlessAbsent("http.response.body.size", f.bytes, ValueType::Int);
    }
    if (f.hasHeaders) {
        parts.literal(" \"");
        parts.tagUnlessAbsent("http.request.header.referer", f.referer);
        parts.literal("\" \"");
        parts.tagUnlessAbsent("user_agent.original", f.agent);
        parts.literal("\"");
    }
    addExtraFields(f.rest, parts, ids);
    if (!ids.trace.empty()) {
        log.trace = ids.trace;
        log.span = ids.span;
    }
    sink.add(line, log, parts);
}

bool CombinedReader::read(const LogLine &line, LineSink &sink)
{
    if (!line.text.empty() && line.text.front() == '[')
        return m_proxyManager.read(line, sink);
    Fields f;
    if (!split(line.text, sink.times(), f))
        return false;
    LogFields log = sink.fields(line);
    log.time = f.timeNs;
    log.kind = LogKind::Access;
    log.level = levelFromStatus(f.statusValue);
    if (!addFast(line, f, log, sink))
        addParts(line, f, log, sink);
    return true;
}

} // namespace triptych::formats
