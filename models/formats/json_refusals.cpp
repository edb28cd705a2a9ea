#include "formats/json_refusals.h"

#include "formats/json_outline.h"

namespace triptych::formats {

namespace {

constexpr int kCertain = 92, kLikely = 85;
// Above plain lines of text; below anything that knows what the document means.
constexpr int kAnyJson = 5;

int sniffChromeTrace(const Sample &sample)
{
    const JsonOutline &o = sample.outline();
    if (!o.isJson())
        return 0;
    if (o.has("traceEvents"))
        return kCertain;
    return o.has("[].ph") && (o.has("[].ts") || o.has("[].pid") || o.has("[].name")) ? kCertain : 0;
}

int sniffProfile(const Sample &sample)
{
    const JsonOutline &o = sample.outline();
    if (!o.isJson())
        return 0;
    const bool speedscope = o.has("shared.frames") || (o.has("shared") && o.has("profiles[].type"));
    const bool cpuProfile = o.has("nodes[].callFrame") && (o.has("samples") || o.has("startTime"));
    const bool gecko = o.has("threads[].frameTable") || o.has("threads[].stackTable");
    return speedscope || cpuProfile || gecko ? kCertain : 0;
}

/// Whether the key's first value in the text is one of Prometheus' own result types.
bool hasMetricResult(std::string_view head)
{
    const std::size_t key = head.find("\"resultType\"");
    if (key == std::string_view::npos)
        return false;
    std::string_view rest = head.substr(key + 12, 64);
    const std::size_t from = rest.find('"');
    if (from == std::string_view::npos)
        return false;
    rest.remove_prefix(from + 1);
    return rest.starts_with("matrix\"") || rest.starts_with("vector\"") || rest.starts_with("scalar\"") || rest.starts_with("string\"");
}

int sniffPrometheusAnswer(const Sample &sample)
{
    const JsonOutline &o = sample.outline();
    if (!o.isJson() || !o.has("status") || !o.has("data"))
        return 0;
    if (o.has("data.resultType") && hasMetricResult(sample.head))
        return kCertain;
    return o.has("data[].exemplars") || o.has("data[].seriesLabels") || o.has("data.groups[].rules") || o.has("data.alerts") ? kCertain : 0;
}

int sniffDependencies(const Sample &sample)
{
    const JsonOutline &o = sample.outline();
    for (const char *at : {"[].", "data[]."}) {
        const std::string p(at);
        if (o.has(p + "parent") && o.has(p + "child") && o.has(p + "callCount"))
            return kCertain;
    }
    return 0;
}

int sniffTraceSummaries(const Sample &sample)
{
    const JsonOutline &o = sample.outline();
    return o.has("summaries[].spanCount") || o.has("summaries[].rootServiceName") ? kCertain : 0;
}

int sniffSpanMetrics(const Sample &sample)
{
    const JsonOutline &o = sample.outline();
    return o.has("metrics[].metricPoints") ? kCertain : 0;
}

int sniffDashboard(const Sample &sample)
{
    const JsonOutline &o = sample.outline();
    const bool board = o.has("panels") && (o.has("schemaVersion") || o.has("templating"));
    return board || o.has("dashboard.panels") ? kLikely : 0;
}

int sniffOtlpAnswer(const Sample &sample)
{
    const JsonOutline &o = sample.outline();
    return o.has("partialSuccess") && !o.has("resourceSpans") ? kLikely : 0;
}

int sniffAnyJson(const Sample &sample)
{
    return sample.outline().isJson() ? kAnyJson : 0;
}

Format refused(std::string_view name, std::string_view title, int (*sniff)(const Sample &), std::string_view sentence)
{
    return {name, title, sniff, nullptr, nullptr, nullptr, sentence};
}

} // namespace

std::vector<Format> refusedJsonFormats()
{
    return {
        refused("chrome-trace", "Chrome trace events", sniffChromeTrace,
                "a Chrome trace-event file (profile of a browser, a build or a program); Triptych reads OTLP, Jaeger and Zipkin traces"),
        refused("profile", "Profile", sniffProfile, "a profile of one program; Triptych reads traces in OTLP, Jaeger and Zipkin formats"),
        refused("prometheus-answer", "Prometheus API answer", sniffPrometheusAnswer,
                "an answer of Prometheus' query API; Triptych reads metrics as OTLP or Prometheus text, or asks the server itself"),
        refused("dependencies", "Service dependencies", sniffDependencies,
                "a list of service dependencies, without any span; Triptych draws its service map from traces"),
        refused("trace-summaries", "Jaeger trace summaries", sniffTraceSummaries,
                "a list of trace summaries, without any span; save the traces themselves"),
        refused("span-metrics", "Jaeger span metrics", sniffSpanMetrics,
                "an answer of Jaeger's metrics API; Triptych computes such figures from traces"),
        refused("grafana-dashboard", "Grafana dashboard", sniffDashboard,
                "a Grafana dashboard, which holds no telemetry; open it as a dashboard"),
        refused("otlp-answer", "OTLP answer", sniffOtlpAnswer, "a server's answer to an OTLP export, which holds no telemetry"),
        refused("json", "JSON", sniffAnyJson,
                "a JSON document of no kind that Triptych knows; it reads OTLP, Jaeger and Zipkin traces, and logs as JSON lines"),
    };
}

} // namespace triptych::formats
