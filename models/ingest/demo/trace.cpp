#include "ingest/demo/trace.h"

namespace triptych::ingest::demo {

namespace {

constexpr std::array<std::string_view, 5> kAgents = {"Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15", "shop-ios/8.4.1",
                                                     "shop-android/8.4.0", "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101",
                                                     "partner-sync/2.1"};
constexpr std::array<std::string_view, 4> kConsumers = {"web-shop", "mobile-app", "partner-acme", "partner-globex"};

} // namespace

int Trace::span(int parent, Service service, std::string name, Kind kind, Nanos start)
{
    int &pod = m_pods[static_cast<std::size_t>(service)];
    if (pod < 0)
        pod = m_world.system.pick(service, m_region, start, random());
    Span s;
    s.parent = parent;
    s.pod = pod;
    s.name = std::move(name);
    s.kind = kind;
    s.start = s.end = start;
    s.id = {random().next() | 1};
    m_spans.push_back(std::move(s));
    return static_cast<int>(m_spans.size()) - 1;
}

int Trace::call(int parent, Service service, std::string_view rpc, Nanos start)
{
    const int made = span(parent, service, std::string(rpc.substr(0, rpc.find('?'))), Kind::Server, start);
    Span &s = m_spans.back();
    s.hop = true;
    if (const std::size_t slash = rpc.find('/'); slash != 0 && slash != std::string_view::npos && rpc.find(' ') == std::string_view::npos) {
        s.tags.put("rpc.system", "grpc").put("rpc.service", "shop." + std::string(rpc.substr(0, slash))).put("rpc.method", rpc.substr(slash + 1));
        s.path = "/shop." + std::string(rpc);
    } else {
        const std::size_t blank = rpc.find(' ');
        s.path = rpc.substr(blank + 1);
        s.tags.put("http.request.method", rpc.substr(0, blank)).put("http.route", s.path.substr(0, s.path.find('?')));
    }
    return made;
}

void Trace::leave(int span, std::string_view host, std::string_view path)
{
    Span &s = m_spans[index(span)];
    s.outside = host;
    s.path = path;
}

int Trace::gateway(Nanos start, std::string_view method, std::string_view path, std::string_view route)
{
    Random &r = random();
    const int made = span(kNoParent, Service::Kong, std::string(method) + " " + std::string(path), Kind::Server, start);
    m_method = method;
    m_route = route;
    m_consumer = kConsumers[static_cast<std::size_t>(r.below(4))];
    m_client = "10." + text(20 + r.below(8)) + "." + text(r.below(250)) + "." + text(1 + r.below(250));
    m_agent = kAgents[static_cast<std::size_t>(r.below(5))];
    Span &s = m_spans.back();
    s.entrance = true;
    s.path = path;
    s.tags.put("http.request.method", method).put("http.route", path).put("url.path", path).put("url.scheme", "https");
    s.tags.put("kong.route.name", route).put("kong.consumer.username", m_consumer).put("client.address", m_client);
    s.tags.put("user_agent.original", m_agent);
    return made;
}

int Trace::query(int parent, Service database, std::string_view statement, Nanos from, Nanos until)
{
    const int made = span(parent, database, std::string(statement), Kind::Client, from);
    m_spans.back().end = until;
    m_spans.back().tags.put("db.system.name", "postgresql").put("db.namespace", "shop").put("db.query.text", statement);
    m_spans.back().tags.put("db.operation.name", statement.substr(0, statement.find(' ')));
    return made;
}

void Trace::fail(int span, std::string_view message, int code, std::string_view flags)
{
    Span &s = m_spans[index(span)];
    s.failed = true;
    s.failure = message;
    s.code = code;
    s.flags = flags;
}

void Trace::answer(int root, int code) { m_spans[index(root)].code = code; }

void Trace::event(int span, Nanos time, std::string_view name, const Attributes &tags)
{
    std::string &out = m_spans[index(span)].events;
    out += out.empty() ? "{\"timeUnixNano\":\"" : ",{\"timeUnixNano\":\"";
    add(out, time);
    out += "\",\"name\":\"";
    out += name;
    out += "\",\"attributes\":[" + tags.json + "]}";
}

void Trace::link(int span, telemetry::TraceId trace, telemetry::SpanId to)
{
    std::string &out = m_spans[index(span)].links;
    out += out.empty() ? "{\"traceId\":\"" : ",{\"traceId\":\"";
    addHex(out, trace);
    out += "\",\"spanId\":\"";
    addHex(out, to.value);
    out += "\",\"attributes\":[]}";
}

void Trace::log(int span, Nanos time, telemetry::Level level, std::string_view body, const Attributes &tags)
{
    m_logs.push_back({span, time, level, std::string(body), tags.json});
}

void Trace::writeSpan(const Span &s)
{
    std::string &out = m_world.beginSpan(s.pod);
    out += "{\"traceId\":\"";
    addHex(out, m_id);
    out += "\",\"spanId\":\"";
    addHex(out, s.id.value);
    out += "\",\"parentSpanId\":\"";
    if (s.parent != kNoParent)
        addHex(out, m_spans[index(s.parent)].id.value);
    out += "\",\"name\":";
    telemetry::appendJsonString(out, s.name);
    out += ",\"kind\":";
    add(out, static_cast<int>(s.kind));
    out += ",\"startTimeUnixNano\":\"";
    add(out, s.start);
    out += "\",\"endTimeUnixNano\":\"";
    add(out, s.end);
    out += "\",\"attributes\":[" + s.tags.json + "]";
    if (!s.events.empty())
        out += ",\"events\":[" + s.events + "]";
    if (!s.links.empty())
        out += ",\"links\":[" + s.links + "]";
    if (s.failed) {
        out += ",\"status\":{\"code\":2,\"message\":";
        telemetry::appendJsonString(out, s.failure);
        out += '}';
    } else {
        out += s.entrance ? ",\"status\":{\"code\":1}" : ",\"status\":{}";
    }
    out += '}';
    m_world.endSpan(s.pod);
}

void Trace::writeAccess(const Span &s)
{
    const Pod &to = m_world.system.pod(s.pod);
    if (s.entrance) {
        const Span *upstream = nullptr;
        for (const Span &other : m_spans)
            if (other.parent != kNoParent && &m_spans[index(other.parent)] == &s && !upstream)
                upstream = &other;
        const Request request{&to, upstream ? &m_world.system.pod(upstream->pod) : &to, m_id, s.id, s.start, s.end, m_method, s.path, m_route, m_consumer, m_client, m_agent, s.code};
        m_world.gatewayLine(m_region, request);
        if (s.code >= 500)
            m_world.gatewayError(m_region, s.end, s.code == 503 ? "upstream connect error while connecting to upstream" : "upstream answered " + text(s.code) + " while reading response header from upstream",
                                 m_method + " " + s.path + " HTTP/2.0");
    } else if (s.hop && s.parent != kNoParent) {
        const Pod &from = m_world.system.pod(m_spans[index(s.parent)].pod);
        if (inMesh(from.service) && inMesh(to.service)) {
            const std::string_view method = s.path.starts_with("/shop.") ? std::string_view("POST") : std::string_view(s.name).substr(0, s.name.find(' '));
            const std::string authority = std::string(name(to.service)) + ".shop.svc.cluster.local:8080";
            m_world.meshLine(m_region, {&from, &to, m_id, s.id, s.start - kMs, s.end + kMs / 2, method, s.path, authority, s.flags, s.code});
        }
    } else if (!s.outside.empty()) {
        Pod host;
        host.ip = "203.0.113.17";
        host.meshName = s.outside;
        m_world.meshLine(m_region, {&to, &host, m_id, s.id, s.start, s.end - 3 * kMs, "POST", s.path, s.outside, s.flags, s.code});
    }
}

void Trace::write()
{
    for (Span &s : m_spans) {
        if (s.entrance)
            s.tags.put("http.response.status_code", s.code);
        writeSpan(s);
        writeAccess(s);
        if (s.hop && m_id != demoTrace()) {
            const std::string how = s.failed ? " failed in " : " done in ";
            m_world.log(s.pod, s.end, s.failed ? telemetry::Level::Warn : telemetry::Level::Debug, s.name + how + text((s.end - s.start) / kMs) + "ms", m_id, s.id);
        }
        if (s.kind == Kind::Server)
            m_world.meters.request(m_world.system.pod(s.pod), s.end, s.end - s.start, s.failed, m_id, s.id);
    }
    for (const Log &l : m_logs)
        m_world.log(m_spans[index(l.span)].pod, l.time, l.level, l.body, m_id, m_spans[index(l.span)].id, l.tags);
}

} // namespace triptych::ingest::demo
