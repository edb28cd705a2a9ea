#include "ingest/demo/world.h"

/// Access-log lines of the gateway and the mesh: each region has its own history, so each its own format.
namespace triptych::ingest::demo {

namespace {

void addUuid(std::string &out, telemetry::SpanId seed)
{
    std::string hex;
    addHex(hex, seed.value * 0x9e3779b97f4a7c15ull);
    addHex(hex, (seed.value + 11) * 0xbf58476d1ce4e5b9ull);
    hex[12] = '4';
    out += hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" + hex.substr(20, 12);
}

/// The default text format of the mesh; its trace slot holds B3, for one old data plane in 64 bits.
void kumaText(std::string &out, const Hop &hop)
{
    const std::int64_t ms = (hop.end - hop.start) / kMs;
    out += '[';
    addIso(out, hop.start);
    out += "] shop \"";
    out += hop.method;
    out += ' ';
    out += hop.path;
    out += " HTTP/2\" ";
    add(out, hop.code);
    out += ' ';
    out += hop.flags;
    out += " 118 ";
    add(out, hop.code == 200 ? 241 + static_cast<std::int64_t>(hop.span.value % 3000) : 91);
    out += ' ';
    add(out, ms);
    out += ' ';
    if (hop.flags == "-")
        add(out, ms > 0 ? ms - 1 : 0);
    else
        out += '-';
    out += " \"" + hop.from->ip + "\" \"grpc-go/1.67\" \"";
    if (hop.to->service == Service::Fraud)
        addHex(out, hop.trace.lo);
    else
        addHex(out, hop.trace);
    out += "\" \"";
    addUuid(out, hop.span);
    out += "\" \"";
    out += hop.authority;
    out += "\" \"" + hop.from->meshName + "\" \"" + hop.to->meshName + "\" \"" + hop.from->ip + "\" \"" + hop.to->ip + ":8080\"";
}

void envoyJson(std::string &out, Region region, const Hop &hop)
{
    const std::int64_t ms = (hop.end - hop.start) / kMs;
    out += "{\"start_time\":\"";
    addIso(out, hop.start);
    out += "\",\"method\":\"";
    out += hop.method;
    out += "\",\"path\":\"";
    out += hop.path;
    out += "\",\"protocol\":\"HTTP/2\",\"response_code\":";
    add(out, hop.code);
    out += ",\"response_flags\":\"";
    out += hop.flags;
    out += "\",\"bytes_received\":118,\"bytes_sent\":";
    add(out, 241 + static_cast<std::int64_t>(hop.span.value % 3000));
    out += ",\"duration\":";
    add(out, ms);
    out += ",\"upstream_host\":\"" + hop.to->ip + ":8080\",\"upstream_cluster\":\"" + hop.to->meshName + "\",\"authority\":\"";
    out += hop.authority;
    out += "\",\"user_agent\":\"grpc-go/1.67\",\"request_id\":\"";
    addUuid(out, hop.span);
    out += "\",\"mesh\":\"shop\",\"zone\":\"" + hop.from->zone + "\",\"source\":\"" + hop.from->meshName + "\"";
    if (hop.flags == "UF")
        out += ",\"upstream_transport_failure_reason\":\"TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:certificate has expired\"";
    if (region == Region::Us) {
        out += ",\"traceparent\":\"";
        addTraceparent(out, hop.trace, hop.span);
    } else {
        out += ",\"x-datadog-trace-id\":\"";
        addUnsigned(out, hop.trace.lo);
        out += "\",\"x-datadog-parent-id\":\"";
        addUnsigned(out, hop.span.value);
    }
    out += "\"}";
}

/// Kong's nginx line with what people add to it.
void kongNginx(std::string &out, const Request &q)
{
    const Nanos took = q.end - q.start;
    out += q.client;
    out += " - - [23/Nov/2026:";
    addClock(out, q.end, 0);
    out += " +0000] \"";
    out += q.method;
    out += ' ';
    out += q.path;
    out += " HTTP/2.0\" ";
    add(out, q.code);
    out += ' ';
    add(out, q.code < 400 ? 1200 + static_cast<std::int64_t>(q.span.value % 9000) : 187);
    out += " \"-\" \"";
    out += q.agent;
    out += "\" kong_request_id: \"";
    addHex(out, q.span.value * 0x9e3779b97f4a7c15ull);
    addHex(out, q.span.value * 0xbf58476d1ce4e5b9ull);
    out += "\" request_time=";
    add(out, took / kSecond);
    out += '.';
    out += text(1000 + took / kMs % 1000).substr(1);
    out += " route=\"";
    out += q.route;
    out += "\" traceparent=\"";
    addTraceparent(out, q.trace, q.span);
    out += '"';
}

void kongJson(std::string &out, Region region, const Request &q)
{
    const std::int64_t total = (q.end - q.start) / kMs, own = 2 + static_cast<std::int64_t>(q.span.value % 3);
    out += "{\"started_at\":";
    add(out, q.start / kMs);
    out += ",\"client_ip\":\"";
    out += q.client;
    out += "\",\"source\":\"upstream\",\"workspace_name\":\"default\",\"request\":{\"id\":\"";
    addHex(out, q.span.value * 0x9e3779b97f4a7c15ull);
    addHex(out, q.span.value * 0xbf58476d1ce4e5b9ull);
    out += "\",\"method\":\"";
    out += q.method;
    out += "\",\"uri\":\"";
    out += q.path;
    out += "\",\"url\":\"https://api.shop.example:8443";
    out += q.path;
    out += "\",\"querystring\":{},\"headers\":{\"host\":\"api.shop.example\",\"user-agent\":";
    telemetry::appendJsonString(out, q.agent);
    out += "},\"size\":412},\"upstream_uri\":\"";
    out += q.path;
    out += "\",\"upstream_status\":\"";
    add(out, q.code);
    out += "\",\"response\":{\"status\":";
    add(out, q.code);
    out += ",\"size\":";
    add(out, 1200 + static_cast<std::int64_t>(q.span.value % 9000));
    out += ",\"headers\":{}},\"latencies\":{\"kong\":";
    add(out, own);
    out += ",\"proxy\":";
    add(out, total > own ? total - own : 0);
    out += ",\"request\":";
    add(out, total);
    out += ",\"receive\":0},\"tries\":[{\"ip\":\"" + q.upstream->ip + "\",\"port\":8080}],\"service\":{\"name\":\"";
    out += name(q.upstream->service);
    out += "\",\"host\":\"";
    out += name(q.upstream->service);
    out += ".shop.svc\",\"port\":8080,\"protocol\":\"http\"},\"route\":{\"name\":\"";
    out += q.route;
    out += "\",\"paths\":[\"";
    out += q.path;
    out += "\"]},\"consumer\":{\"username\":\"";
    out += q.consumer;
    out += "\"},\"trace_id\":{";
    if (region == Region::Us) {
        out += "\"w3c\":\"";
        addHex(out, q.trace);
        out += "\",";
    }
    out += "\"datadog\":\"";
    addUnsigned(out, q.trace.lo);
    out += "\"}}";
}

} // namespace

void World::meshLine(Region region, const Hop &hop)
{
    TimedLines &lines = place(region).mesh;
    std::string &out = lines.begin(hop.end); // a line is written when its request ends
    if (region == Region::Eu)
        kumaText(out, hop);
    else
        envoyJson(out, region, hop);
    lines.end();
}

void World::gatewayLine(Region region, const Request &request)
{
    TimedLines &lines = place(region).gateway;
    std::string &out = lines.begin(request.end);
    if (region == Region::Eu)
        kongNginx(out, request);
    else
        kongJson(out, region, request);
    lines.end();
}

void World::gatewayError(Region region, Nanos time, std::string_view message, std::string_view request)
{
    TimedLines &lines = place(region).gatewayErrors;
    std::string &out = lines.begin(time);
    out += "2026/11/23 ";
    addClock(out, time, 0);
    out += " [error] 2317#0: *";
    addUnsigned(out, 1000 + static_cast<std::uint64_t>(lines.count()));
    out += ' ';
    out += message;
    out += ", client: 10.2.11.7, server: kong, request: \"";
    out += request;
    out += "\", host: \"api.shop.example\"";
    lines.end();
}

} // namespace triptych::ingest::demo
