#include "formats/proxy_manager_reader.h"

#include "formats/field_names.h"

#include <algorithm>
#include <array>

namespace triptych::formats {

using namespace telemetry;

namespace {

/// Walks over a line; every step fails for good once one has failed.
class Steps
{
public:
    explicit Steps(std::string_view text) : m_text(text) {}
    bool literal(std::string_view wanted)
    {
        m_ok = m_ok && m_text.substr(m_at, wanted.size()) == wanted;
        m_at += m_ok ? wanted.size() : 0;
        return m_ok;
    }
    /// Up to `stop`, which is left behind.
    std::string_view until(char stop)
    {
        const std::size_t end = m_ok ? m_text.find(stop, m_at) : std::string_view::npos;
        m_ok = m_ok && end != std::string_view::npos;
        if (!m_ok)
            return {};
        const std::string_view found = m_text.substr(m_at, end - m_at);
        m_at = end + 1;
        return found;
    }
    bool at(std::string_view wanted) const { return m_ok && m_text.substr(m_at, wanted.size()) == wanted; }
    bool ok() const { return m_ok; }
    std::string_view rest() const { return m_text.substr(m_at); }

private:
    std::string_view m_text;
    std::size_t m_at = 0;
    bool m_ok = true;
};

bool isStatus(std::string_view word)
{
    return word.size() == 3 && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

bool ProxyManagerReader::read(const LogLine &line, LineSink &sink)
{
    const std::string_view text = line.text;
    if (text.size() < 60 || text[0] != '[' || text.find("] [Length ") == std::string_view::npos)
        return false;
    Steps steps(text);
    steps.literal("[");
    const std::string_view time = steps.until(']');
    const auto at = sink.times().whole(time);
    if (!at || !steps.literal(" "))
        return false;
    std::array<std::string_view, 4> before{}; // cache, upstream's status, status, -
    std::size_t words = 0;
    std::string_view word = steps.until(' ');
    while (steps.ok() && words < before.size() && !isHttpMethod(word)) {
        before[words++] = word;
        word = steps.until(' ');
    }
    if (!steps.ok() || words < 2 || !isHttpMethod(word) || before[words - 1] != "-" || !isStatus(before[words - 2]))
        return false;
    const std::string_view method = word, status = before[words - 2];
    const std::string_view scheme = steps.until(' '), host = steps.until(' ');
    steps.literal("\"");
    const std::string_view target = steps.until('"');
    steps.literal(" [Client ");
    const std::string_view client = steps.until(']');
    steps.literal(" [Length ");
    const std::string_view length = steps.until(']');
    if (!steps.ok())
        return false;

    LogFields log = sink.fields(line);
    log.time = *at;
    log.kind = LogKind::Access;
    const int code = (status[0] - '0') * 100 + (status[1] - '0') * 10 + (status[2] - '0');
    log.level = levelFromStatus(code);
    LineParts &parts = m_parts;
    parts.clear();
    parts.literal("[");
    parts.text(time);
    parts.literal("]");
    for (std::size_t i = 0; i < words; ++i) {
        parts.literal(" ");
        if (i + 2 == words)
            parts.tag("http.response.status_code", status, ValueType::Int);
        else if (i + 3 == words)
            parts.tagUnlessAbsent("upstream.status", before[i]);
        else if (i + 1 == words)
            parts.literal("-");
        else
            parts.tagUnlessAbsent("upstream.cache_status", before[i]);
    }
    parts.literal(" ");
    parts.tag("http.request.method", method);
    parts.literal(" ");
    parts.tagUnlessAbsent("url.scheme", scheme);
    parts.literal(" ");
    parts.tagUnlessAbsent("server.address", host);
    parts.literal(" \"");
    const std::size_t mark = target.find('?');
    parts.tag("url.path", target.substr(0, mark));
    if (mark != std::string_view::npos) {
        parts.literal("?");
        parts.tagUnlessAbsent("url.query", target.substr(mark + 1));
    }
    parts.literal("\" [Client ");
    parts.tagUnlessAbsent("client.address", client);
    parts.literal("] [Length ");
    parts.tagUnlessAbsent("http.response.body.size", length, ValueType::Int);
    parts.literal("]");
    if (steps.at(" [Gzip ")) {
        steps.literal(" [Gzip ");
        parts.literal(" [Gzip ");
        parts.tagUnlessAbsent("http.response.gzip_ratio", steps.until(']'));
        parts.literal("]");
    }
    if (steps.at(" [Sent-to ")) {
        steps.literal(" [Sent-to ");
        parts.literal(" [Sent-to ");
        parts.tagUnlessAbsent("upstream.address", steps.until(']'));
        parts.literal("]");
    }
    for (const char *key : {"user_agent.original", "http.request.header.referer"})
        if (steps.at(" \"") && steps.rest().find('"', 2) != std::string_view::npos) {
            steps.literal(" \"");
            parts.literal(" \"");
            parts.tagUnlessAbsent(key, steps.until('"'));
            parts.literal("\"");
        }
    if (const std::string_view rest = steps.ok() ? steps.rest() : std::string_view(); !rest.empty())
        parts.text(rest);
    sink.add(line, log, parts);
    return true;
}

} // namespace triptych::formats
