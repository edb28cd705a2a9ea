#include "ingest/demo/meters.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace triptych::ingest::demo {

namespace {

/// Whatever the locale: the demo is made while Qt sets that.
std::string decimal(double value)
{
    char buffer[32];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, 6).ptr};
}

void point(std::string &out, Nanos start, Nanos time)
{
    out += out.ends_with('[') ? "{" : ",{";
    out += "\"startTimeUnixNano\":\"";
    add(out, start);
    out += "\",\"timeUnixNano\":\"";
    add(out, time);
    out += '"';
}

/// A gauge whose value is a function of time.
template <typename Value> std::string gauge(std::string_view name, std::string_view unit, Nanos step, const std::string &tags, Value value)
{
    std::string out = "{\"name\":\"" + std::string(name) + "\",\"unit\":\"" + std::string(unit) + "\",\"gauge\":{\"dataPoints\":[";
    for (Nanos time = kFrom + step; time <= kTo; time += step) {
        point(out, kFrom, time);
        out += ",\"asDouble\":" + decimal(value(time)) + ",\"attributes\":[" + tags + "]}";
    }
    return out + "]}}";
}

double wave(Nanos time, double phase)
{
    return std::sin(static_cast<double>((time - kFrom) / kSecond) / 97.0 + phase);
}

} // namespace

Meters::Meters() : m_series(static_cast<std::size_t>(kServices * kRegions)) {}

void Meters::request(const Pod &pod, Nanos end, Nanos duration, bool failed, telemetry::TraceId trace, telemetry::SpanId span)
{
    const auto step = static_cast<std::size_t>(std::clamp<Nanos>((end - kFrom) / kStep, 0, static_cast<Nanos>(kSteps) - 1));
    Interval &i = m_series[static_cast<std::size_t>(pod.service) * kRegions + static_cast<std::size_t>(pod.region)].steps[step];
    const double seconds = static_cast<double>(duration) / 1e9;
    ++i.buckets[static_cast<std::size_t>(std::lower_bound(kBounds.begin(), kBounds.end(), seconds) - kBounds.begin())];
    i.sum += seconds;
    i.errors += failed;
    if (seconds > i.slowest) {
        i.slowest = seconds;
        i.trace = trace;
        i.span = span;
        i.when = end;
    }
}

std::string Meters::histogram(const Series &series) const
{
    std::string bounds;
    for (const double bound : kBounds)
        bounds += (bounds.empty() ? "" : ",") + decimal(bound);
    std::string out = "{\"name\":\"http.server.request.duration\",\"unit\":\"s\",\"histogram\":{\"aggregationTemporality\":2,\"dataPoints\":[";
    std::array<std::uint64_t, kBounds.size() + 1> total{};
    double sum = 0;
    for (std::size_t n = 0; n + 2 < kSteps; ++n) {
        const Interval &i = series.steps[n];
        std::uint64_t count = 0;
        std::string buckets;
        for (std::size_t b = 0; b < total.size(); ++b) {
            total[b] += i.buckets[b];
            count += total[b];
            buckets += (b == 0 ? "\"" : ",\"") + std::to_string(total[b]) + "\"";
        }
        sum += i.sum;
        point(out, kFrom, kFrom + static_cast<Nanos>(n + 1) * kStep);
        out += ",\"count\":\"" + std::to_string(count) + "\",\"sum\":" + decimal(sum) + ",\"bucketCounts\":[" + buckets + "],\"explicitBounds\":[" + bounds + "]";
        if (!i.trace.empty()) {
            out += ",\"exemplars\":[{\"timeUnixNano\":\"" + std::to_string(i.when) + "\",\"asDouble\":" + decimal(i.slowest) + ",\"traceId\":\"";
            addHex(out, i.trace);
            out += "\",\"spanId\":\"";
            addHex(out, i.span.value);
            out += "\"}]";
        }
        out += '}';
    }
    return out + "]}}";
}

std::string Meters::errors(const Series &series) const
{
    std::string out = "{\"name\":\"http.server.request.errors\",\"unit\":\"1\",\"sum\":{\"aggregationTemporality\":2,\"isMonotonic\":true,\"dataPoints\":[";
    std::uint64_t total = 0;
    for (std::size_t n = 0; n + 2 < kSteps; ++n) {
        total += series.steps[n].errors;
        point(out, kFrom, kFrom + static_cast<Nanos>(n + 1) * kStep);
        out += ",\"asInt\":\"" + std::to_string(total) + "\"}";
    }
    return out + "]}}";
}

std::string Meters::gauges(const System &system, Region region, Service service) const
{
    std::string out;
    const auto put = [&out](const std::string &metric) { out += (out.empty() ? "" : ",") + metric; };
    int number = 0;
    for (const Pod &pod : system.pods()) {
        if (pod.service != service || pod.region != region)
            continue;
        const double phase = static_cast<double>(number++) + static_cast<double>(service) * 0.7;
        const std::string tags = Attributes().put("k8s.pod.name", pod.name).json;
        const bool bad = pod.version == "2.14.1";
        put(gauge("process.cpu.utilization", "1", kStep, tags, [&](Nanos t) { return 0.31 + 0.12 * wave(t, phase) + (bad && within(t, kPspFrom, kPspTo) ? 0.38 : 0); }));
        put(gauge("process.memory.usage", "By", kStep, tags, [&](Nanos t) { return 4.1e8 + 3e7 * wave(t, phase * 2); }));
        if (service == Service::OrdersDb || service == Service::CatalogDb || service == Service::UsersDb) {
            const bool slow = service == Service::OrdersDb && region != Region::Ap;
            put(gauge("db.client.connection.count", "{connection}", kStep, tags,
                      [&](Nanos t) { return std::round(22 + 6 * wave(t, phase) + (slow && within(t, kSlowFrom, kSlowTo) ? 61 : 0)); }));
        }
        if (service == Service::Kafka)
            put(gauge("messaging.kafka.consumer.lag", "{message}", kStep, tags,
                      [&](Nanos t) { return std::round(40 + 25 * wave(t, phase) + (within(t, kPspFrom, kPspTo) ? static_cast<double>((t - kPspFrom) / kSecond) * 3 : 0)); }));
        if (service == Service::MeshControl)
            put(gauge("kuma.mesh.certificate.expiry", "s", kStep, Attributes().put("kuma.io/zone", std::string(name(region)) + "b").json, [&](Nanos t) {
                const Nanos until = region == Region::Ap && t < kCertificateTo ? kCertificateFrom : at(23, 0, 0);
                return static_cast<double>((until - t) / kSecond);
            }));
    }
    return out;
}

std::string Meters::otlp(const System &system, Region region) const
{
    std::string out;
    for (int s = 0; s < kServices; ++s) {
        const auto service = static_cast<Service>(s);
        const Series &series = m_series[static_cast<std::size_t>(s) * kRegions + static_cast<std::size_t>(region)];
        std::string metrics = gauges(system, region, service);
        if (inMesh(service))
            metrics += "," + histogram(series) + "," + errors(series);
        Attributes resource;
        resource.put("service.name", name(service)).put("deployment.environment.name", "prod").put("cloud.region", name(region));
        if (inMesh(service))
            resource.put("kuma.io/mesh", "shop");
        out += "{\"resourceMetrics\":[{\"resource\":{\"attributes\":[" + resource.json + "]},\"scopeMetrics\":[{\"scope\":{\"name\":\"";
        out += scopeOf(service);
        out += "\"},\"metrics\":[" + metrics + "]}]}]}\n";
    }
    return out;
}

} // namespace triptych::ingest::demo
