#pragma once
#include "ingest/demo/world.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::ingest::demo {

/// One trace in the making: spans, their logs and the access-log lines of its hops, written to the world at the end.
class Trace
{
public:
    Trace(World &world, Region region, telemetry::TraceId id) : m_world(world), m_region(region), m_id(id) { m_pods.fill(-1); }

    static constexpr int kNoParent = -1;
    using Kind = telemetry::SpanKind;

    /// Begins a span; a service keeps its pod throughout the trace.
    int span(int parent, Service service, std::string name, Kind kind, Nanos start);
    /// A call into another service: its server span, and a hop through the mesh.
    int call(int parent, Service service, std::string_view rpc, Nanos start);
    /// The span's request leaves the mesh for an outside host: its egress writes an access-log line.
    void leave(int span, std::string_view host, std::string_view path);
    /// A request at the gateway.
    int gateway(Nanos start, std::string_view method, std::string_view path, std::string_view route);
    /// A query: a span of the database itself.
    int query(int parent, Service database, std::string_view statement, Nanos start, Nanos end);

    Attributes &tags(int span) { return m_spans[index(span)].tags; }
    void end(int span, Nanos time) { m_spans[index(span)].end = time; }
    /// Marks an error; `code` is the HTTP status that its hop answers with, `flags` Envoy's.
    void fail(int span, std::string_view message, int code = 500, std::string_view flags = "-");
    /// The status that the gateway answers with; 200 unless said.
    void answer(int root, int code);
    void event(int span, Nanos time, std::string_view name, const Attributes &tags);
    void link(int span, telemetry::TraceId trace, telemetry::SpanId to);
    void log(int span, Nanos time, telemetry::Level level, std::string_view body, const Attributes &tags = {});

    const Pod &podOf(int span) const { return m_world.system.pod(m_spans[index(span)].pod); }
    void usePod(Service service, int pod) { m_pods[static_cast<std::size_t>(service)] = pod; }
    void useSpanId(int span, telemetry::SpanId id) { m_spans[index(span)].id = id; }
    telemetry::SpanId spanId(int span) const { return m_spans[index(span)].id; }
    telemetry::TraceId id() const { return m_id; }
    Region region() const { return m_region; }
    Random &random() { return m_world.random; }
    void write();

private:
    struct Span {
        int parent = kNoParent, pod = 0;
        std::string name;
        Kind kind{};
        Nanos start = 0, end = 0;
        telemetry::SpanId id;
        Attributes tags;
        std::string events, links, failure, path, outside;
        std::string_view flags = "-";
        int code = 200;
        bool failed = false, hop = false, entrance = false;
    };
    struct Log {
        int span;
        Nanos time;
        telemetry::Level level;
        std::string body, tags;
    };
    static std::size_t index(int span) { return static_cast<std::size_t>(span); }
    void writeSpan(const Span &span);
    void writeAccess(const Span &span);

    World &m_world;
    Region m_region;
    telemetry::TraceId m_id;
    std::array<int, kServices> m_pods;
    std::vector<Span> m_spans;
    std::vector<Log> m_logs;
    std::string m_method, m_route, m_consumer, m_client, m_agent;
};

} // namespace triptych::ingest::demo
