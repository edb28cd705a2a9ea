#include "formats/line_envelope.h"

#include "formats/field_names.h"
#include "formats/plain_reader.h"
#include "telemetry/clock_text.h"

#include <charconv>

namespace triptych::formats {

using namespace telemetry;
using telemetry::clock_text::isDigit;

namespace {

bool isTagByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '-' || c == '_' || c == '.' || c == '/';
}

} // namespace

bool LineEnvelope::open(LogLine &line, LineSink &sink)
{
    m_tags.clear();
    if (line.text.size() < 4)
        return false;
    const char c = line.text[0];
    bool opened = false;
    if (isDigit(c))
        opened = cri(line, sink) || timestamp(line, sink) || compose(line, sink);
    else if (c == '{')
        opened = dockerJson(line, sink);
    else if (c == '[')
        opened = kubectlPrefix(line);
    else if (c == '<')
        opened = syslog(line, sink);
    else
        opened = compose(line, sink) || syslog(line, sink);
    if (opened)
        line.envelopeTags = &m_tags;
    return opened;
}

std::optional<LineEnvelope::CriPart> LineEnvelope::criPart(std::string_view line)
{
    if (line.size() < 29 || !isDigit(line[0]) || line[10] != 'T')
        return std::nullopt;
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos || blank < 20 || blank > 40)
        return std::nullopt;
    const std::string_view rest = line.substr(blank + 1);
    if (rest.size() < 8 || (rest.substr(0, 7) != "stdout " && rest.substr(0, 7) != "stderr ") || (rest[7] != 'P' && rest[7] != 'F') ||
        (rest.size() > 8 && rest[8] != ' '))
        return std::nullopt;
    return CriPart{rest[3] == 'e', rest[7] == 'P', blank + 8, rest.substr(std::min<std::size_t>(9, rest.size()))};
}

bool LineEnvelope::cri(LogLine &line, LineSink &sink)
{
    const std::string_view text = line.text;
    const std::size_t blank = text.find(' ');
    if (blank == std::string_view::npos || blank < 20 || blank > 40)
        return false;
    const std::string_view rest = text.substr(blank + 1);
    if (rest.size() < 9 || (rest.substr(0, 7) != "stdout " && rest.substr(0, 7) != "stderr "))
        return false;
    const auto time = sink.times().leading(text.substr(0, blank));
    if (!time || time->length != blank)
        return false;
    line.envelopeTime = time->time;
    m_tags.push_back({"log.iostream", rest.substr(0, 6)});
    std::string_view inner = rest.substr(7);
    if (inner.size() >= 2 && (inner[0] == 'F' || inner[0] == 'P') && inner[1] == ' ')
        inner.remove_prefix(2);
    else if (inner == "F" || inner == "P")
        inner = {};
    line.text = inner;
    m_kind = Kind::Cri;
    return true;
}

bool LineEnvelope::isDockerJson(std::string_view text)
{
    const auto begins = [text](std::string_view with) { return text.substr(0, with.size()) == with; };
    return (begins("{\"log\":\"") || begins("{\"stream\":\"") || begins("{\"time\":\"")) &&
           text.find("\"stream\":\"std") != std::string_view::npos && text.find("\"log\":\"") != std::string_view::npos;
}

/// {"log":"text\n","stream":"stdout","time":"…"} with little else.
bool LineEnvelope::dockerJson(LogLine &line, LineSink &sink)
{
    if (!isDockerJson(line.text) || !m_flattener.flatten(line.text, m_fields, sink.arena()) || m_fields.size() > 12)
        return false;
    std::string_view inner, stream;
    Nanos time = 0;
    bool hasLog = false;
    for (const JsonField &field : m_fields) {
        if (field.path == "log" && field.type == ValueType::String) {
            inner = field.value;
            hasLog = true;
        } else if (field.path == "stream") {
            stream = field.value;
        } else if (field.path == "time") {
            time = sink.times().whole(field.value).value_or(0);
        } else {
            m_tags.push_back({field.path, field.value, field.type});
        }
    }
    if (!hasLog || stream.empty() || !time) {
        m_tags.clear();
        return false;
    }
    while (!inner.empty() && (inner.back() == '\n' || inner.back() == '\r'))
        inner.remove_suffix(1);
    m_tags.push_back({"log.iostream", stream});
    line.envelopeTime = time;
    line.text = inner;
    m_kind = Kind::DockerJson;
    return true;
}

/// `web-1  | text`, `web-1  | 2026-…Z text`
bool LineEnvelope::compose(LogLine &line, LineSink &sink)
{
    const std::string_view text = line.text;
    std::size_t i = 0;
    while (i < text.size() && i < 64 && isTagByte(text[i]))
        ++i;
    const std::size_t nameEnd = i;
    while (i < text.size() && text[i] == ' ')
        ++i;
    if (nameEnd == 0 || i == nameEnd || i + 1 >= text.size() || text[i] != '|' || text[i + 1] != ' ')
        return false;
    const std::string_view container = text.substr(0, nameEnd);
    line.text = text.substr(i + 2);
    line.envelopeService = container;
    m_tags.push_back({"container.name", container});
    timestamp(line, sink);
    m_kind = Kind::Compose;
    return true;
}

/// `[pod/cart-7d9f/app] text`
bool LineEnvelope::kubectlPrefix(LogLine &line)
{
    const std::string_view text = line.text;
    if (text.substr(0, 5) != "[pod/")
        return false;
    const std::size_t close = text.find("] ");
    const std::size_t slash = text.find('/', 5);
    if (close == std::string_view::npos || slash == std::string_view::npos || slash > close)
        return false;
    m_tags.push_back({"k8s.pod.name", text.substr(5, slash - 5)});
    m_tags.push_back({"k8s.container.name", text.substr(slash + 1, close - slash - 1)});
    line.envelopeService = text.substr(slash + 1, close - slash - 1);
    line.text = text.substr(close + 2);
    m_kind = Kind::KubectlPrefix;
    return true;
}

/// An RFC 3339 timestamp with nanoseconds, as kubectl and compose write it, before the line proper.
bool LineEnvelope::timestamp(LogLine &line, LineSink &sink)
{
    const std::string_view text = line.text;
    if (text.size() < 26 || text[10] != 'T' || text[19] != '.')
        return false;
    const std::size_t blank = text.find(' ');
    if (blank == std::string_view::npos || blank < 27 || blank > 36)
        return false;
    const auto time = sink.times().leading(text.substr(0, blank));
    if (!time || time->length != blank)
        return false;
    line.envelopeTime = time->time;
    line.text = text.substr(blank + 1);
    m_kind = Kind::Timestamp;
    return true;
}

/// `<134>Aug 20 11:40:00 host haproxy[7]: text`, `<34>1 2026-… host app pid msgid - text`, `Aug 20 … host app: text`
bool LineEnvelope::syslog(LogLine &line, LineSink &sink)
{
    const std::string_view text = line.text;
    const auto time = timeAtStart(text, sink.times());
    if (!time || time->length >= text.size() || text[time->length] != ' ')
        return false;
    const bool rfc5424 = text[0] == '<' && text.find(">1 ") < 6;
    std::string_view rest = text.substr(time->length + 1);
    const std::size_t hostEnd = rest.find(' ');
    if (hostEnd == std::string_view::npos || hostEnd == 0)
        return false;
    const std::string_view host = rest.substr(0, hostEnd);
    rest.remove_prefix(hostEnd + 1);
    std::string_view app, pid;
    if (rfc5424) {
        std::string_view word[3]; // app, pid, message id
        for (std::string_view &w : word) {
            const std::size_t blank = rest.find(' ');
            if (blank == std::string_view::npos)
                return false;
            w = rest.substr(0, blank);
            rest.remove_prefix(blank + 1);
        }
        app = word[0];
        pid = word[1];
        if (!rest.empty() && rest[0] == '-')
            rest.remove_prefix(std::min<std::size_t>(2, rest.size()));
        else if (const std::size_t close = rest.find("] "); !rest.empty() && rest[0] == '[' && close != std::string_view::npos)
            rest.remove_prefix(close + 2);
        if (rest.substr(0, 3) == "\xEF\xBB\xBF")
            rest.remove_prefix(3);
    } else {
        const std::size_t colon = rest.find(": ");
        if (colon == std::string_view::npos || colon == 0 || colon > 64)
            return false;
        app = rest.substr(0, colon);
        rest.remove_prefix(colon + 2);
        if (const std::size_t open = app.find('['); open != std::string_view::npos && app.back() == ']') {
            pid = app.substr(open + 1, app.size() - open - 2);
            app = app.substr(0, open);
        }
        if (app.find(' ') != std::string_view::npos)
            return false;
    }
    int priority = -1;
    if (text[0] == '<' && std::from_chars(text.data() + 1, text.data() + text.size(), priority).ec == std::errc())
        line.envelopeLevel = levelFromSyslog(priority % 8);
    m_tags.push_back({"host.name", host});
    if (!pid.empty() && pid != "-")
        m_tags.push_back({"process.pid", pid, ValueType::Int});
    line.envelopeTime = time->time;
    line.envelopeService = app;
    line.text = rest;
    m_kind = Kind::Syslog;
    return true;
}

} // namespace triptych::formats
