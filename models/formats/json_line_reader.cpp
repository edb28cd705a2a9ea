#include "formats/json_line_reader.h"

#include "formats/plain_reader.h"
#include "formats/request_line.h"
#include "telemetry/service_name.h"

#include <array>
#include <charconv>

namespace triptych::formats {

using namespace telemetry;

namespace {

constexpr std::size_t kNoField = static_cast<std::size_t>(-1);

/// Objects in which loggers nest what the application gave: their fields count as if they stood outside, a bit less sure.
constexpr std::string_view kWrappers[] = {"fields.",     "@fields.", "jsonPayload.", "mdc.",   "MDC.",        "context.",
                                          "contextMap.", "extra.",   "record.extra.", "data.", "attributes.", "Properties.",
                                          "properties.", "attr.",    "labels.",      "otel.",  "tags.",       "ctx."};

KnownField knownPath(std::string_view path)
{
    KnownField field = knownField(path);
    if (field.role != FieldRole::None || path.find('.') == std::string_view::npos)
        return field;
    for (const std::string_view wrapper : kWrappers)
        if (path.substr(0, wrapper.size()) == wrapper) {
            field = knownField(path.substr(wrapper.size()));
            field.rank = static_cast<std::uint8_t>(field.rank + 3);
            return field;
        }
    // Headers of a request, wherever they are nested: request.headers.traceparent
    if (path.find("eader") != std::string_view::npos) {
        field = knownField(path.substr(path.rfind('.') + 1));
        field.rank = static_cast<std::uint8_t>(field.rank + 4);
        if (field.role == FieldRole::TraceHeader || field.role == FieldRole::DatadogTrace ||
            field.role == FieldRole::TraceId || field.role == FieldRole::SpanId)
            return field;
    }
    return {};
}

/// A header given as a list (Caddy, Kong) stands for its first value.
std::string_view firstText(const JsonField &field)
{
    if (field.type != ValueType::Array || field.value.size() < 4 || field.value.substr(0, 2) != "[\"")
        return field.value;
    const std::size_t end = field.value.find('"', 2);
    const std::string_view first = field.value.substr(2, end - 2);
    return end == std::string_view::npos || first.find('\\') != std::string_view::npos ? field.value : first;
}

bool isCanonical(std::string_view text, Level level)
{
    const std::string_view canonical = name(level);
    if (text.size() != canonical.size())
        return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if ((text[i] | 32) != canonical[i])
            return false;
    return true;
}

int statusNumber(std::string_view text)
{
    int status = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), status);
    return error == std::errc() && end == text.data() + text.size() && (status == 0 || (status >= 100 && status < 1000))
               ? status
               : -1;
}

} // namespace

const JsonLineReader::SeenKey &JsonLineReader::seen(std::size_t i)
{
    if (m_seen.size() <= i)
        m_seen.resize(i + 1);
    SeenKey &seen = m_seen[i];
    if (seen.key != m_fields[i].path) {
        seen.key = m_fields[i].path;
        seen.known = knownPath(seen.key);
        seen.access = accessField(seen.key);
    }
    return seen;
}

Nanos JsonLineReader::timeOf(std::size_t i, LineSink &sink) const
{
    const JsonField &field = m_fields[i];
    if (field.type == ValueType::Double && field.value.find_first_of("eE") != std::string_view::npos) {
        double number = 0;
        std::from_chars(field.value.data(), field.value.data() + field.value.size(), number);
        return number > 1e8 ? timeFromEpoch(number) : 0;
    }
    if (field.type != ValueType::String && field.type != ValueType::Int && field.type != ValueType::Double)
        return 0;
    Nanos time = sink.times().whole(field.value).value_or(0);
    if (field.path == "instant.epochSecond")
        for (const JsonField &other : m_fields)
            if (other.path == "instant.nanoOfSecond")
                time += timeFromEpochText(other.value).value_or(0) / 1'000'000'000;
    // A number below 1973 is a duration that bears the name of a time.
    return time > 100'000'000'000'000'000 ? time : 0;
}

void JsonLineReader::considerAccess(std::size_t i, AccessField field, Roles &r) const
{
    const std::string_view value = m_fields[i].value;
    switch (field.role) {
    case AccessRole::Method:
        if (r.method == kNoField && (isHttpMethod(value) || value == "-"))
            r.method = i;
        break;
    case AccessRole::RequestLine:
        if (r.requestLine == kNoField && isHttpMethod(value.substr(0, value.find(' '))))
            r.requestLine = i;
        break;
    case AccessRole::Uri:
        if (r.uri == kNoField && m_fields[i].type == ValueType::String)
            r.uri = i;
        break;
    case AccessRole::Status:
        if (r.status == kNoField && statusNumber(value) >= 0) {
            r.status = i;
            r.statusValue = statusNumber(value);
        }
        break;
    default:
        break;
    }
}

JsonLineReader::Roles JsonLineReader::roles(LineSink &sink)
{
    Roles r;
    std::uint8_t timeRank = 255, levelRank = 255, messageRank = 255, serviceRank = 255;
    m_used.assign(m_fields.size(), 0);
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        const SeenKey &key = seen(i);
        if (key.access.role > AccessRole::Renamed)
            considerAccess(i, key.access, r);
        const KnownField known = key.known;
        const JsonField &field = m_fields[i];
        switch (known.role) {
        case FieldRole::None:
            break;
        case FieldRole::Time:
            if (known.rank < timeRank)
                if (const Nanos time = timeOf(i, sink)) {
                    timeRank = known.rank;
                    r.time = i;
                    r.timeNs = time;
                }
            break;
        case FieldRole::Level:
        case FieldRole::Severity:
        case FieldRole::SyslogPriority:
            if (known.rank < levelRank) {
                Level level = Level::Unknown;
                int number = 0;
                if (known.role == FieldRole::Level)
                    level = levelFromField(field.value);
                else if (std::from_chars(field.value.data(), field.value.data() + field.value.size(), number).ec == std::errc())
                    level = known.role == FieldRole::Severity ? levelFromSeverity(number) : levelFromSyslog(number);
                if (level != Level::Unknown) {
                    levelRank = known.rank;
                    r.level = i;
                    r.levelValue = level;
                }
            }
            break;
        case FieldRole::Message:
            if (known.rank < messageRank && field.type == ValueType::String) {
                messageRank = known.rank;
                r.message = i;
            }
            break;
        case FieldRole::Service:
            if (known.rank < serviceRank && field.type == ValueType::String && !field.value.empty()) {
                serviceRank = known.rank;
                r.service = i;
            }
            break;
        default:
            if (field.type != ValueType::Bool && field.type != ValueType::Map)
                m_used[i] = r.ids.take(known, firstText(field)) &&
                            (known.role == FieldRole::TraceId || known.role == FieldRole::SpanId) && known.rank <= 1;
        }
    }
    return r;
}

AccessProduct JsonLineReader::product(const Roles &r) const
{
    if (r.status == kNoField && r.method == kNoField && r.requestLine == kNoField) {
        for (const JsonField &field : m_fields)
            if (field.path == "latencies.session")
                return AccessProduct::Kong; // a TCP session
        return AccessProduct::Unknown;
    }
    for (const JsonField &field : m_fields) {
        if (field.path == "DownstreamStatus" || field.path == "RequestMethod")
            return AccessProduct::Traefik;
        if (field.path == "latencies.request" || field.path == "latencies.kong")
            return AccessProduct::Kong;
        if (field.path == "logger" && field.value.substr(0, 15) == "http.log.access")
            return AccessProduct::Caddy;
        if (field.path == "response_flags" || field.path == "upstream_cluster" || field.path == "response_code")
            return AccessProduct::Envoy;
    }
    return AccessProduct::Unknown;
}

bool JsonLineReader::isAccess(const Roles &r, AccessProduct product) const
{
    if (product == AccessProduct::Kong || product == AccessProduct::Traefik || product == AccessProduct::Caddy)
        return true;
    if (r.status == kNoField || (r.method == kNoField && r.requestLine == kNoField && r.uri == kNoField))
        return false;
    return product == AccessProduct::Envoy || (r.message == kNoField && (r.requestLine != kNoField || (r.uri != kNoField && r.method != kNoField)));
}

void JsonLineReader::addAccessTag(const JsonField &field, const SeenKey &key, AccessProduct product, LineSink &sink)
{
    auto &tags = sink.tags();
    const std::string_view value = key.access.role == AccessRole::None ? field.value : firstText(field);
    const ValueType type = value.data() == field.value.data() ? field.type : ValueType::String;
    if (type == ValueType::String && (value.empty() || value == "-") && key.access.role != AccessRole::None)
        return; // an absent header, not a value
    switch (key.access.role) {
    case AccessRole::Uri:
        addUrlTags(tags, value);
        return;
    case AccessRole::RequestLine:
        if (const auto request = splitRequestLine(value)) {
            tags.push_back({"http.request.method", request->method});
            addUrlTags(tags, request->target);
            if (!request->version.empty())
                tags.push_back({"network.protocol.version", request->version});
            return;
        }
        break;
    case AccessRole::Protocol:
        tags.push_back({key.access.tag, value.substr(0, 5) == "HTTP/" ? value.substr(5) : value, type});
        return;
    case AccessRole::Status:
        tags.push_back({key.access.tag, value, statusNumber(value) >= 0 ? ValueType::Int : type});
        return;
    case AccessRole::Method:
    case AccessRole::Renamed:
        if (key.access.tag == "kong.service" && product != AccessProduct::Kong)
            break;
        tags.push_back({key.access.tag, value, type});
        return;
    case AccessRole::None:
        if (field.path == "duration" && product == AccessProduct::Caddy) {
            tags.push_back({"http.server.request.duration", value, type});
            return;
        }
        if (field.path == "duration" && product == AccessProduct::Envoy) {
            tags.push_back({"http.server.request.duration_ms", value, type});
            return;
        }
        if (field.path == "Duration" && product == AccessProduct::Traefik) {
            tags.push_back({"http.server.request.duration_ns", value, type});
            return;
        }
        break;
    }
    tags.push_back({field.path, field.value, field.type});
}

/// A proxy's line without a service of its own is its upstream's: by the mesh's name of it, else by the cluster it went to.
std::string_view JsonLineReader::calledService() const
{
    std::string_view cluster;
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        const std::string_view tag = m_seen[i].access.tag, value = m_fields[i].value;
        if (value.empty() || value == "-")
            continue;
        if (tag == "kuma.destination_service")
            return value;
        if (tag == "envoy.upstream_cluster")
            cluster = telemetry::clusterService(value);
    }
    return cluster;
}

void JsonLineReader::addAccess(const LogLine &line, const Roles &r, AccessProduct product, LineSink &sink)
{
    LogFields fields = sink.fields(line);
    fields.kind = LogKind::Access;
    if (r.timeNs)
        fields.time = r.timeNs;
    fields.trace = r.ids.trace;
    fields.span = r.ids.span;
    if (r.statusValue >= 100)
        fields.level = levelFromStatus(r.statusValue);
    else if (r.levelValue != Level::Unknown)
        fields.level = r.levelValue;
    if (const std::string_view service = r.service != kNoField ? std::string_view(m_fields[r.service].value) : calledService(); !service.empty())
        fields.service = sink.out().string(telemetry::plainService(service));
    m_body.clear();
    for (const std::size_t i : {r.requestLine != kNoField ? r.requestLine : r.method, r.requestLine != kNoField ? kNoField : r.uri,
                                r.status})
        if (i != kNoField) {
            m_body += m_body.empty() ? "" : " ";
            m_body += m_fields[i].value;
        }
    if (r.method == kNoField && r.requestLine == kNoField && r.uri == kNoField)
        m_body = line.text; // a TCP session
    auto &tags = sink.tags();
    tags.clear();
    for (std::size_t i = 0; i < m_fields.size(); ++i)
        if (!m_used[i] && i != r.time)
            addAccessTag(m_fields[i], m_seen[i], product, sink);
    sink.add(line, fields, m_body, tags);
}

bool JsonLineReader::read(const LogLine &line, LineSink &sink)
{
    if (!m_flattener.flatten(line.text, m_fields, sink.arena()))
        return false;
    const Roles r = roles(sink);
    const AccessProduct by = product(r);
    if (isAccess(r, by)) {
        addAccess(line, r, by, sink);
        return true;
    }
    LogFields fields = sink.fields(line);
    if (r.timeNs)
        fields.time = r.timeNs;
    if (r.levelValue != Level::Unknown)
        fields.level = r.levelValue;
    fields.trace = r.ids.trace;
    fields.span = r.ids.span;
    if (r.service != kNoField) {
        fields.service = sink.out().string(m_fields[r.service].value);
        m_used[r.service] = 1;
    }
    // What a column holds exactly is no tag besides; a level in other words (notice, critical) stays one.
    if (r.time != kNoField)
        m_used[r.time] = 1;
    if (r.level != kNoField)
        m_used[r.level] = m_fields[r.level].type == ValueType::Int || isCanonical(m_fields[r.level].value, r.levelValue);
    if (r.message != kNoField)
        m_used[r.message] = 1;
    const std::string_view body = r.message != kNoField ? m_fields[r.message].value : line.text;
    if (fields.trace.empty() && r.message != kNoField) {
        const TraceContext inText = idsInText(body);
        fields.trace = inText.trace;
        fields.span = inText.span;
    }
    auto &tags = sink.tags();
    tags.clear();
    for (std::size_t i = 0; i < m_fields.size(); ++i)
        if (!m_used[i])
            tags.push_back({m_fields[i].path, m_fields[i].value, m_fields[i].type});
    sink.add(line, fields, body, tags);
    return true;
}

} // namespace triptych::formats
