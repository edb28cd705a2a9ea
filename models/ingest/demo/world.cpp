#include "ingest/demo/world.h"

#include <algorithm>
#include <cctype>

namespace triptych::ingest::demo {

using telemetry::Level;

namespace {

std::string upper(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return out;
}

} // namespace

std::string &World::beginSpan(int pod) { return place(system.pod(pod).region).spans.begin(static_cast<std::size_t>(pod)); }

void World::endSpan(int pod)
{
    const Pod &p = system.pod(pod);
    place(p.region).spans.end(static_cast<std::size_t>(pod), p.resource, scopeOf(p.service));
}

void World::log(int pod, Nanos time, Level level, std::string_view body, telemetry::TraceId trace, telemetry::SpanId span,
                std::string_view otlpTags)
{
    if (logStyle(system.pod(pod).service) == LogStyle::Otlp)
        otlpLog(pod, time, level, body, trace, span, otlpTags);
    else
        textLog(pod, time, level, body, trace, span);
}

void World::otlpLog(int pod, Nanos time, Level level, std::string_view body, telemetry::TraceId trace, telemetry::SpanId span,
                    std::string_view tags)
{
    const Pod &p = system.pod(pod);
    OtlpLines &lines = place(p.region).logs;
    std::string &out = lines.begin(static_cast<std::size_t>(pod));
    out += "{\"timeUnixNano\":\"";
    add(out, time);
    out += "\",\"severityNumber\":";
    add(out, static_cast<int>(level));
    out += ",\"severityText\":\"" + upper(telemetry::name(level)) + "\",\"body\":{\"stringValue\":";
    telemetry::appendJsonString(out, body);
    out += "},\"attributes\":[";
    out += tags;
    out += ']';
    if (!trace.empty()) {
        out += ",\"flags\":1,\"traceId\":\"";
        addHex(out, trace);
        out += "\",\"spanId\":\"";
        addHex(out, span.value);
        out += '"';
    }
    out += '}';
    lines.end(static_cast<std::size_t>(pod), p.resource, scopeOf(p.service));
}

void World::textLog(int pod, Nanos time, Level level, std::string_view body, telemetry::TraceId trace, telemetry::SpanId span)
{
    const Pod &p = system.pod(pod);
    const std::string_view service = name(p.service);
    TimedLines &lines = place(p.region).application[static_cast<std::size_t>(p.service)];
    std::string &out = lines.begin(time);
    const LogStyle style = logStyle(p.service);
    if (style == LogStyle::Plain) {
        addIso(out, time);
        out += " " + upper(telemetry::name(level)) + " [" + p.name + "] ";
        out += body;
    } else if (style == LogStyle::Logfmt) {
        out += "ts=";
        addIso(out, time);
        out += " level=";
        out += telemetry::name(level);
        out += " service=";
        out += service;
        out += " region=";
        out += name(p.region);
        out += " pod=" + p.name + " msg=";
        telemetry::appendJsonString(out, body);
        if (!trace.empty()) {
            out += " trace_id=";
            addHex(out, trace);
            out += " span_id=";
            addHex(out, span.value);
        }
    } else {
        out += "{\"ts\":\"";
        addIso(out, time);
        out += "\",\"level\":\"";
        out += telemetry::name(level);
        out += "\",\"service\":\"";
        out += service;
        out += "\",\"region\":\"";
        out += name(p.region);
        out += "\",\"env\":\"prod\",\"version\":\"" + p.version + "\",\"pod\":\"" + p.name + "\",\"msg\":";
        telemetry::appendJsonString(out, body);
        if (!trace.empty() && style == LogStyle::JsonTraceId) {
            out += ",\"trace_id\":\"";
            addHex(out, trace);
            out += "\",\"span_id\":\"";
            addHex(out, span.value);
            out += '"';
        } else if (!trace.empty() && style == LogStyle::JsonDatadog) {
            out += ",\"dd.trace_id\":\"";
            addUnsigned(out, trace.lo);
            out += "\",\"dd.span_id\":\"";
            addUnsigned(out, span.value);
            out += '"';
        } else if (!trace.empty()) {
            out += ",\"traceparent\":\"";
            addTraceparent(out, trace, span);
            out += '"';
        }
        out += '}';
    }
    lines.end();
}

std::vector<DemoFile> World::files()
{
    std::vector<DemoFile> out;
    for (int r = 0; r < kRegions; ++r) {
        const auto region = static_cast<Region>(r);
        Place &here = place(region);
        const std::string folder = std::string(name(region)) + "/";
        for (std::size_t i = 0; i < system.pods().size(); ++i) {
            const Pod &p = system.pods()[i];
            here.spans.flush(i, p.resource, scopeOf(p.service));
            here.logs.flush(i, p.resource, scopeOf(p.service));
        }
        out.push_back({folder + "otel/traces.otlp.jsonl", here.spans.take()});
        out.push_back({folder + "otel/logs.otlp.jsonl", here.logs.take()});
        out.push_back({folder + "otel/metrics.otlp.jsonl", meters.otlp(system, region)});
        out.push_back({folder + "gateway/" + (region == Region::Eu ? "access.log" : "kong-file.jsonl"), here.gateway.take()});
        if (!here.gatewayErrors.empty())
            out.push_back({folder + "gateway/error.log", here.gatewayErrors.take()});
        out.push_back({folder + "mesh/" + (region == Region::Eu ? "dataplane-access.log" : "envoy-access.jsonl"), here.mesh.take()});
        for (int s = 0; s < kServices; ++s)
            if (TimedLines &lines = here.application[static_cast<std::size_t>(s)]; !lines.empty())
                out.push_back({folder + "app/" + std::string(name(static_cast<Service>(s))) + ".log", lines.take()});
    }
    return out;
}

} // namespace triptych::ingest::demo
