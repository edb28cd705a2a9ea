#pragma once
#include "ingest/demo/demo.h"
#include "ingest/demo/lines.h"
#include "ingest/demo/meters.h"
#include "ingest/demo/random.h"
#include "ingest/demo/system.h"
#include "telemetry/ids.h"
#include "telemetry/span_kind.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::ingest::demo {

/// What an access-log line tells of a hop.
struct Hop {
    const Pod *from = nullptr, *to = nullptr;
    telemetry::TraceId trace;
    telemetry::SpanId span;
    Nanos start = 0, end = 0;
    std::string_view method = "POST", path, authority, flags = "-";
    int code = 200;
};
/// What the gateway tells of a request.
struct Request {
    const Pod *gateway = nullptr, *upstream = nullptr;
    telemetry::TraceId trace;
    telemetry::SpanId span;
    Nanos start = 0, end = 0;
    std::string_view method, path, route, consumer, client, agent;
    int code = 200;
};

/// The running system: its pods, its chance, and every file that its telemetry goes to.
class World
{
public:
    explicit World(std::uint64_t seed) : random(seed) {}

    System system;
    Random random;
    Meters meters;

    std::string &beginSpan(int pod);
    void endSpan(int pod);
    /// In the spelling of the pod's service.
    void log(int pod, Nanos time, telemetry::Level level, std::string_view body, telemetry::TraceId trace = {},
             telemetry::SpanId span = {}, std::string_view otlpTags = {});
    void meshLine(Region region, const Hop &hop);
    void gatewayLine(Region region, const Request &request);
    void gatewayError(Region region, Nanos time, std::string_view message, std::string_view request);

    std::vector<DemoFile> files();

private:
    struct Place {
        OtlpLines spans{"resourceSpans", "scopeSpans", "spans"};
        OtlpLines logs{"resourceLogs", "scopeLogs", "logRecords"};
        TimedLines gateway, gatewayErrors, mesh;
        std::array<TimedLines, kServices> application;
    };
    Place &place(Region region) { return m_places[static_cast<std::size_t>(region)]; }
    void otlpLog(int pod, Nanos time, telemetry::Level level, std::string_view body, telemetry::TraceId trace,
                 telemetry::SpanId span, std::string_view tags);
    void textLog(int pod, Nanos time, telemetry::Level level, std::string_view body, telemetry::TraceId trace, telemetry::SpanId span);
    std::array<Place, kRegions> m_places;
};

} // namespace triptych::ingest::demo
