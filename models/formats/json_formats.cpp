#include "formats/json_formats.h"

#include "formats/jaeger_decoder.h"
#include "formats/jaeger_sequencer.h"
#include "formats/json_outline.h"
#include "formats/otlp_json_decoder.h"

#include <initializer_list>

namespace triptych::formats {

namespace {

// How sure a telltale path makes: in a sample that is JSON from its first byte, or has other lines first.
constexpr int kCertain = 95, kBehindOtherLines = 80;

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
    const JsonOutline outline(sample);
    for (const char *wrapper : {"", "[].", "result.", "trace.", "data.", "data[]."}) {
        for (const char *key : {"resourceSpans", "resourceLogs", "resourceMetrics", "resource_spans", "resource_logs", "resource_metrics"}) {
            if (outline.has(std::string(wrapper) + key))
                return sure(outline, kCertain);
        }
    }
    // Tempo's answer: `batches` alone could be anything.
    return hasAny(outline, {"batches[].scopeSpans", "batches[].instrumentationLibrarySpans", "trace.batches[].scopeSpans"})
               ? sure(outline, kCertain)
               : 0;
}

int sniffJaeger(const Sample &sample)
{
    const JsonOutline outline(sample);
    for (const char *wrapper : {"", "[].", "data[].", "data."}) {
        const std::string at(wrapper);
        if (outline.has(at + "spans[].operationName") || (outline.has(at + "spans") && outline.has(at + "processes")) ||
            (outline.has(at + "spans[].spanID") && outline.has(at + "spans[].traceID")))
            return sure(outline, kCertain);
    }
    return 0;
}

template <JsonLayout (*layout)()> std::unique_ptr<Cutter> jsonCutter(const Sample &)
{
    return std::make_unique<JsonCutter>(layout());
}

template <typename Decoder> std::unique_ptr<PieceDecoder> decoder(const Sample &)
{
    return std::make_unique<Decoder>();
}

template <typename Order> std::unique_ptr<Sequencer> sequencer()
{
    return std::make_unique<Order>();
}

} // namespace

std::vector<Format> jsonFormats()
{
    return {
        {"otlp-json", "OTLP JSON", sniffOtlpJson, jsonCutter<otlpJsonLayout>, decoder<OtlpJsonDecoder>, nullptr, {}},
        {"jaeger-json", "Jaeger JSON", sniffJaeger, jsonCutter<jaegerLayout>, decoder<JaegerDecoder>, sequencer<JaegerSequencer>, {}},
    };
}

} // namespace triptych::formats
