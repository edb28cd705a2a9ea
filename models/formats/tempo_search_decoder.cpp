#include "formats/tempo_search_decoder.h"

#include "formats/otlp_ids.h"
#include "formats/otlp_json_values.h"

#include <algorithm>

namespace triptych::formats {

using telemetry::SpanFields;
using telemetry::TagView;
using telemetry::ValueType;
using Place = JsonPiece::Level;

namespace {

struct TempoSearchNodes {
    enum Node { Document = 1, Traces };

    static int child(int parent, char bracket, std::string_view key)
    {
        if (parent == JsonLayout::kRoot)
            return bracket == '{' ? Document : JsonLayout::kOff;
        return parent == Document && bracket == '[' && key == "traces" ? Traces : JsonLayout::kOff;
    }
};

} // namespace

JsonLayout tempoSearchLayout()
{
    JsonLayout layout;
    layout.child = TempoSearchNodes::child;
    layout.cuts = [](int node) { return node == TempoSearchNodes::Traces; };
    return layout;
}

void TempoSearchDecoder::decode(const Piece &piece, telemetry::BatchBuilder &out)
{
    m_out = &out;
    if (!m_piece.open(piece, out))
        return;
    m_reader = &m_piece.reader();
    JsonReader &r = *m_reader;
    while (m_piece.nextDocument()) {
        const std::size_t at = r.position();
        std::string_view key;
        if (r.enterObject()) {
            while (r.nextKey(key)) {
                if (key != "traces" || r.peek() != '[') {
                    r.skip();
                    continue;
                }
                m_piece.eachElement(Place::Record, "a trace", [this] { trace(); });
            }
        }
        m_piece.recover(at, Place::Container, "an answer");
    }
}

void TempoSearchDecoder::trace()
{
    JsonReader &r = *m_reader;
    const std::size_t at = r.position();
    m_piece.arena().reset();
    m_seen.clear();
    Found found;
    std::size_t setsAt = kNowhere, setAt = kNowhere;
    bool badId = false;
    std::string_view key;
    if (!r.enterObject())
        return;
    while (r.nextKey(key)) {
        if (key == "traceID" || key == "traceId") {
            const auto id = traceIdFromJson(r.textValue());
            badId = !id.has_value() || id->empty();
            found.trace = id.value_or(telemetry::TraceId());
        } else if (key == "rootServiceName") {
            found.rootService = r.textValue();
        } else if (key == "rootTraceName") {
            found.rootName = r.textValue();
        } else if (key == "startTimeUnixNano") {
            found.start = r.integer();
        } else if (key == "durationMs") {
            found.milliseconds = r.integer();
        } else if (key == "spanSets") {
            setsAt = r.position();
            r.skip();
        } else if (key == "spanSet") {
            setAt = r.position();
            r.skip();
        } else {
            r.skip();
        }
    }
    if (r.failed())
        return;
    const std::size_t behind = r.position();
    if (badId) {
        m_piece.bad("a trace whose id is no hex", at);
        return;
    }
    if (setsAt != kNowhere)
        spanSets(found, setsAt);
    if (setAt != kNowhere && !found.spans && !r.failed()) {
        r.seek(setAt);
        spanSet(found);
    }
    if (r.failed())
        return;
    r.seek(behind);
    if (found.spans)
        return;
    // No span came with it: what is known of the trace stands for its root.
    constexpr std::int64_t kMost = 9'000'000'000'000; // ms that fit nanoseconds
    const TagView service{"service.name", found.rootService, ValueType::String};
    SpanFields f;
    f.trace = found.trace;
    f.span.value = found.trace.lo;
    f.start = found.start;
    f.duration = std::clamp<std::int64_t>(found.milliseconds, 0, kMost) * 1'000'000;
    f.name = m_out->string(found.rootName);
    f.resource = found.rootService.empty() ? 0 : m_out->resource({&service, 1});
    f.service = m_out->serviceOf(f.resource);
    const TagView note{"triptych.from", "search answer", ValueType::String};
    m_out->addSpan(f, {&note, 1});
}

void TempoSearchDecoder::spanSets(Found &found, std::size_t at)
{
    JsonReader &r = *m_reader;
    r.seek(at);
    if (r.peek() != '[')
        return;
    r.enterArray();
    while (r.nextElement() && !r.failed())
        spanSet(found);
}

void TempoSearchDecoder::spanSet(Found &found)
{
    JsonReader &r = *m_reader;
    if (r.peek() != '{') {
        r.skip();
        return;
    }
    std::string_view key;
    r.enterObject();
    while (r.nextKey(key)) {
        if (key != "spans" || r.peek() != '[') {
            r.skip();
            continue;
        }
        r.enterArray();
        while (r.nextElement() && !r.failed())
            span(found);
    }
}

void TempoSearchDecoder::span(Found &found)
{
    JsonReader &r = *m_reader;
    const std::size_t at = r.position();
    m_tags.clear();
    SpanFields f;
    f.trace = found.trace;
    std::string_view service, key;
    if (!r.enterObject())
        return;
    while (r.nextKey(key)) {
        if (key == "spanID" || key == "spanId")
            f.span = spanIdFromJson(r.textValue()).value_or(telemetry::SpanId());
        else if (key == "name")
            f.name = m_out->string(r.textValue());
        else if (key == "startTimeUnixNano")
            f.start = r.integer();
        else if (key == "durationNanos")
            f.duration = r.integer();
        else if (key == "attributes")
            readAttributes(r, m_piece.arena(), m_tags);
        else
            r.skip();
    }
    if (r.failed())
        return;
    if (f.span.empty()) {
        m_piece.bad("a span whose id is no hex", at);
        return;
    }
    found.spans = true;
    if (std::find(m_seen.begin(), m_seen.end(), f.span) != m_seen.end())
        return;
    m_seen.push_back(f.span);
    for (const TagView &t : m_tags) {
        if (t.key == "service.name" || t.key == "resource.service.name")
            service = t.value;
        else if (t.key == "status" && t.value == "error")
            f.status = telemetry::StatusCode::Error;
        else if (t.key == "kind")
            f.kind = telemetry::spanKindFromText(t.value);
    }
    // The root's service is the best guess for its own start, and no guess for others.
    if (service.empty() && f.start == found.start)
        service = found.rootService;
    if (f.name == 0 && f.start == found.start)
        f.name = m_out->string(found.rootName);
    if (!service.empty()) {
        const TagView tag{"service.name", service, ValueType::String};
        f.resource = m_out->resource({&tag, 1});
        f.service = m_out->serviceOf(f.resource);
    }
    m_out->addSpan(f, m_tags);
}

} // namespace triptych::formats
