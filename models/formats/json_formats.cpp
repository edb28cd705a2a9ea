#include "formats/json_formats.h"

#include "formats/clickhouse_decoder.h"
#include "formats/datadog_decoder.h"
#include "formats/elastic_decoder.h"
#include "formats/format_makers.h"
#include "formats/jaeger_decoder.h"
#include "formats/jaeger_sequencer.h"
#include "formats/json_outline.h"
#include "formats/json_refusals.h"
#include "formats/otlp_json_decoder.h"
#include "formats/otlp_proto_decoder.h"
#include "formats/tempo_search_decoder.h"
#include "formats/zipkin_decoder.h"

#include <algorithm>
#include <initializer_list>

namespace triptych::formats {

namespace {

// How sure a telltale path makes: in a sample that is JSON from its first byte, or has other lines first.
constexpr int kBehindOtherLines = 80;

int sure(const JsonOutline &outline, int score)
{
    return outline.isJson() ? score : outline.hasJsonLines() ? std::min(score, kBehindOtherLines) : 0;
}

bool hasAny(const JsonOutline &outline, std::initializer_list<std::string_view> paths)
{
    for (const std::string_view path : paths) {
        if (outline.has(path))
            return true;
    }
    return false;
}

int sniffOtlpJson(const Sample &sample)
{
    const JsonOutline &outline = sample.outline();
    for (const char *wrapper : {"", "[].", "result.", "trace.", "data.", "data[]."}) {
        for (const char *key : {"resourceSpans", "resourceLogs", "resourceMetrics", "resource_spans", "resource_logs", "resource_metrics"}) {
            if (outline.has(std::string(wrapper) + key))
                return sure(outline, kSurest);
        }
    }
    // Tempo's answer: `batches` alone could be anything.
    return hasAny(outline, {"batches[].scopeSpans", "batches[].instrumentationLibrarySpans", "trace.batches[].scopeSpans"})
               ? sure(outline, kSurest)
               : 0;
}

int sniffJaeger(const Sample &sample)
{
    const JsonOutline &outline = sample.outline();
    for (const char *wrapper : {"", "[].", "data[].", "data."}) {
        const std::string at(wrapper);
        if (outline.has(at + "spans[].operationName") || (outline.has(at + "spans") && outline.has(at + "processes")) ||
            (outline.has(at + "spans[].spanID") && outline.has(at + "spans[].traceID")))
            return sure(outline, kSurest);
    }
    // An answer without any trace.
    const bool envelope = outline.has("data") && outline.has("total") && outline.has("limit") && outline.has("offset") && outline.has("errors");
    return envelope && !outline.hasUnder("data[].") ? sure(outline, kBehindOtherLines) : 0;
}

int sniffZipkin(const Sample &sample)
{
    const JsonOutline &outline = sample.outline();
    for (const char *wrapper : {"[].", "[][]."}) {
        const std::string at(wrapper);
        if (!outline.has(at + "traceId") || !outline.has(at + "id"))
            continue;
        for (const char *key : {"localEndpoint", "remoteEndpoint", "annotations", "binaryAnnotations", "parentId", "kind", "timestamp", "duration"}) {
            if (outline.has(at + key))
                return sure(outline, kSurest);
        }
    }
    // Single spans and lines of them: `id` and `traceId` alone could be any log's.
    const bool span = outline.has("traceId") && outline.has("id") && hasAny(outline, {"localEndpoint", "remoteEndpoint", "binaryAnnotations"});
    return span ? sure(outline, kSurest) : 0;
}

int sniffTempoSearch(const Sample &sample)
{
    const JsonOutline &outline = sample.outline();
    const bool traces = outline.has("traces[].traceID") || outline.has("traces[].traceId");
    return traces && hasAny(outline, {"traces[].rootServiceName", "traces[].rootTraceName", "traces[].spanSet", "traces[].spanSets", "traces[].startTimeUnixNano"})
               ? sure(outline, kSurest)
               : 0;
}

int sniffClickHouse(const Sample &sample)
{
    const JsonOutline &outline = sample.outline();
    for (const char *at : {"", "[].", "data[]."}) {
        const std::string row(at);
        if (outline.has(row + "TraceId") && outline.has(row + "SpanId") &&
            (outline.has(row + "SpanName") || outline.has(row + "SeverityNumber") || outline.has(row + "LogAttributes")))
            return sure(outline, kSurest);
    }
    return 0;
}

int sniffElastic(const Sample &sample)
{
    const JsonOutline &outline = sample.outline();
    for (const char *at : {"_source.", "[]._source.", "hits.hits[]._source."}) {
        const std::string source(at);
        if (outline.has(source + "@timestamp") && (outline.has(source + "trace_id") || outline.has(source + "severity_number") || outline.has(source + "resource.attributes")))
            return sure(outline, kSurest);
    }
    return 0;
}

int sniffDatadog(const Sample &sample)
{
    const JsonOutline &outline = sample.outline();
    for (const char *at : {"data[].", "[].", ""}) {
        const std::string attributes = std::string(at) + "attributes.";
        if (outline.has(std::string(at) + "type") && outline.has(attributes + "service") &&
            (outline.has(attributes + "start_timestamp") || (outline.has(attributes + "message") && outline.has(attributes + "timestamp"))))
            return sure(outline, kSurest);
    }
    return 0;
}

int sniffOtlpProto(const Sample &sample)
{
    constexpr int kByShape = 90;
    return otlpProtoShape(sample.head).signal != OtlpSignal::Unknown ? kByShape : 0;
}

std::unique_ptr<Cutter> protoCutter(const Sample &sample)
{
    return std::make_unique<OtlpProtoCutter>(otlpProtoShape(sample.head).framing);
}

template <typename Order> std::unique_ptr<Sequencer> sequencer()
{
    return std::make_unique<Order>();
}

} // namespace

std::vector<Format> jsonFormats()
{
    std::vector<Format> formats{
        {"otlp-json", "OTLP JSON", sniffOtlpJson, jsonCutter<otlpJsonLayout>, decoder<OtlpJsonDecoder>, nullptr, {}},
        {"otlp-proto", "OTLP protobuf", sniffOtlpProto, protoCutter, decoder<OtlpProtoDecoder>, nullptr, {}},
        {"jaeger-json", "Jaeger JSON", sniffJaeger, jsonCutter<jaegerLayout>, decoder<JaegerDecoder>, sequencer<JaegerSequencer>, {}},
        {"zipkin-json", "Zipkin JSON", sniffZipkin, jsonCutter<zipkinLayout>, decoder<ZipkinDecoder>, nullptr, {}},
        {"clickhouse-rows", "ClickHouse rows", sniffClickHouse, jsonCutter<clickHouseLayout>, decoder<ClickHouseDecoder>, nullptr, {}},
        {"elastic-otel", "Elasticsearch documents (OpenTelemetry)", sniffElastic, jsonCutter<elasticLayout>, decoder<ElasticDecoder>, nullptr, {}},
        {"datadog", "Datadog's answers", sniffDatadog, jsonCutter<datadogLayout>, decoder<DatadogDecoder>, nullptr, {}},
        {"tempo-search", "Tempo search answer", sniffTempoSearch, jsonCutter<tempoSearchLayout>, decoder<TempoSearchDecoder>, nullptr, {}},
    };
    for (const Format &refused : refusedJsonFormats())
        formats.push_back(refused);
    return formats;
}

} // namespace triptych::formats
