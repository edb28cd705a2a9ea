#include "formats/w3c_reader.h"

#include <charconv>

namespace triptych::formats {

using namespace telemetry;

namespace {

constexpr std::string_view kFields = "#Fields:";

struct Name {
    std::string_view w3c, tag;
    bool number = false;
};
constexpr Name kNames[] = {
    {"cs-method", "http.request.method"},
    {"cs-uri-stem", "url.path"},
    {"cs-uri-query", "url.query"},
    {"cs-uri", "url.path"},
    {"sc-status", "http.response.status_code", true},
    {"sc-bytes", "http.response.size", true},
    {"cs-bytes", "http.request.size", true},
    {"time-taken", "http.server.request.duration_ms", true},
    {"c-ip", "client.address"},
    {"cs-username", "user.name"},
    {"cs(user-agent)", "user_agent.original"},
    {"cs(referer)", "http.request.header.referer"},
    {"cs(host)", "server.address"},
    {"cs-host", "server.address"},
    {"cs-version", "network.protocol.version"},
    {"cs-protocol-version", "network.protocol.version"},
    {"s-ip", "server.ip"},
    {"s-port", "server.port", true},
    {"s-computername", "host.name"},
    {"s-sitename", "iis.site"},
    {"x-forwarded-for", "http.request.header.x-forwarded-for"},
};

bool begins(std::string_view text, std::string_view with)
{
    return text.substr(0, with.size()) == with;
}

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char &c : out)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c + 32);
    return out;
}

} // namespace

std::string W3cCutter::contextFor(std::string_view bytes)
{
    std::string before = m_fields;
    for (std::size_t at = bytes.rfind(kFields); at != std::string_view::npos; at = at ? bytes.rfind(kFields, at - 1) : at) {
        if (at == 0 || bytes[at - 1] == '\n') {
            m_fields = std::string(bytes.substr(at, bytes.find_first_of("\r\n", at) - at));
            break;
        }
        if (at == 0)
            break;
    }
    return before;
}

void W3cReader::begin(std::string_view context)
{
    m_columns.clear();
    if (!context.empty())
        setFields(context);
}

void W3cReader::setFields(std::string_view line)
{
    m_columns.clear();
    std::size_t i = kFields.size();
    while (i < line.size()) {
        if (line[i] == ' ' || line[i] == '\t') {
            ++i;
            continue;
        }
        const std::size_t end = std::min(line.find_first_of(" \t", i), line.size());
        const std::string_view name = line.substr(i, end - i);
        const std::string low = lower(name);
        Column column;
        column.name = name;
        column.date = low == "date";
        column.time = low == "time";
        column.status = low == "sc-status";
        for (const Name &n : kNames)
            if (n.w3c == low) {
                column.name = n.tag;
                column.number = n.number;
            }
        m_columns.push_back(std::move(column));
        i = end;
    }
}

bool W3cReader::read(const LogLine &line, LineSink &sink)
{
    const std::string_view text = line.text;
    if (text[0] == '#') {
        if (begins(text, kFields))
            setFields(text);
        if (begins(text, "#Software") || begins(text, "#Date")) { // the server (re)started its log; the others are layout
            LogFields log = sink.fields(line);
            log.level = Level::Info;
            log.time = begins(text, "#Date:") ? sink.times().whole(text.substr(6)).value_or(sink.lastTime) : sink.lastTime;
            sink.tags().clear();
            sink.add(line, log, text, sink.tags());
            return true;
        }
        return begins(text, kFields) || begins(text, "#Version") || begins(text, "#Start") || begins(text, "#End") ||
               begins(text, "#Remark");
    }
    if (m_columns.empty())
        return false;
    LogFields log = sink.fields(line);
    log.kind = LogKind::Access;
    std::string_view date, time;
    LineParts &parts = m_parts;
    parts.clear();
    std::size_t i = 0, column = 0;
    const char mark = text.find('\t') != std::string_view::npos ? '\t' : ' ';
    while (i <= text.size() && column < m_columns.size()) {
        const Column &c = m_columns[column++];
        std::size_t end = std::min(text.find(mark, i), text.size());
        if (i < text.size() && text[i] == '"') // quoted values may hold blanks
            if (const std::size_t quote = text.find('"', i + 1); quote != std::string_view::npos)
                end = std::min(text.find(mark, quote), text.size());
        const std::string_view value = text.substr(i, end - i);
        if (c.date)
            date = value;
        else if (c.time)
            time = value;
        if (c.status) {
            int status = 0;
            std::from_chars(value.data(), value.data() + value.size(), status);
            log.level = status ? levelFromStatus(status) : Level::Unknown;
        }
        if (c.date || c.time)
            parts.text(value);
        else
            parts.tagUnlessAbsent(c.name, value, c.number ? ValueType::Int : ValueType::String);
        if (end < text.size())
            parts.literal(mark == ' ' ? " " : "\t");
        i = end + 1;
    }
    if (column != m_columns.size() || i <= text.size())
        return false;
    if (date.empty() || time.empty() || date.data() + date.size() + 1 != time.data()) {
        if (date.empty())
            return false;
        std::string both(date);
        both += ' ';
        both += time;
        log.time = sink.times().whole(both).value_or(0);
    } else {
        log.time = sink.times().whole({date.data(), date.size() + 1 + time.size()}).value_or(0);
    }
    if (!log.time)
        return false;
    sink.add(line, log, parts);
    return true;
}

} // namespace triptych::formats
