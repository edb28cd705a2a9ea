#include "formats/elastic_decoder.h"

#include "formats/otlp_ids.h"
#include "formats/otlp_severity.h"
#include "formats/wrapped_records.h"
#include <algorithm>

namespace triptych::formats {

using telemetry::LogFields;
using telemetry::SpanFields;
using telemetry::TagView;
using telemetry::ValueType;
using Place = JsonPiece::Level;

namespace {

struct ElasticNodes {
    enum Node { Document = 1, Answer, Hits };

    static int child(int parent, char bracket, std::string_view key)
    {
        if (parent == JsonLayout::kRoot)
            return bracket == '{' ? Document : Hits;
        if (key != "hits")
            return JsonLayout::kOff;
        return parent == Document && bracket == '{' ? Answer : parent == Answer && bracket == '[' ? Hits : JsonLayout::kOff;
    }
};

} // namespace

struct ElasticDecoder::Document {
    SpanFields span;
    LogFields log;
    telemetry::TraceId trace;
    telemetry::SpanId id;
    telemetry::Nanos time = 0, observed = 0;
    bool isSpan = false, known = false;
    std::string_view body, severityText, originalTrace, originalSpan;
    std::size_t attributes = kNowhere, resource = kNowhere, scope = kNowhere, events = kNowhere, links = kNowhere;
};

JsonLayout elasticLayout()
{
    JsonLayout layout;
    layout.child = ElasticNodes::child;
    layout.cuts = [](int node) { return node == ElasticNodes::Hits; };
    return layout;
}

void ElasticDecoder::decode(const Piece &piece, telemetry::BatchBuilder &out)
{
    m_out = &out;
    m_lastResource = 0; // of another batch
    m_lastText = {};
    if (!m_piece.open(piece, out))
        return;
    m_reader = &m_piece.reader();
    struct Fields {
        std::size_t at = kNowhere;
        bool take(JsonReader &r, std::string_view key)
        {
            if (key != "fields")
                return false;
            at = r.position();
            r.skip();
            return true;
        }
    };
    static constexpr WrappedRecords kAnswer{"hits", "_source", 4, "a document", "no document", "a hit without its source"};
    m_piece.eachDocument("an answer", [this] {
        readWrapped<Fields>(m_piece, kAnswer, [this](std::size_t sourceAt, const Fields &fields) { hit(sourceAt, fields.at); });
    });
}

telemetry::Nanos ElasticDecoder::time()
{
    const std::string_view text = m_reader->textValue();
    if (text.find('-', 1) != std::string_view::npos)
        return m_dates.whole(text).value_or(0);
    // Milliseconds, with a fraction: subtracted and scaled as whole numbers.
    constexpr std::int64_t kMost = 9'000'000'000'000;
    const std::size_t point = text.find('.');
    telemetry::Nanos out = std::clamp(integerFromText(text.substr(0, point)), -kMost, kMost) * 1'000'000;
    if (point != std::string_view::npos) {
        std::int64_t unit = 100'000;
        for (const char c : text.substr(point + 1, 6)) {
            if (c < '0' || c > '9')
                break;
            out += (c - '0') * unit;
            unit /= 10;
        }
    }
    return out;
}

telemetry::Nanos ElasticDecoder::fieldTime(std::size_t at)
{
    JsonReader &r = *m_reader;
    telemetry::Nanos out = 0;
    if (at == kNowhere)
        return out;
    r.seek(at);
    std::string_view key;
    if (r.peek() != '{' || !r.enterObject())
        return out;
    while (r.nextKey(key)) {
        if (key != "@timestamp") {
            r.skip();
        } else if (r.peek() == '[') {
            r.enterArray();
            for (bool first = true; r.nextElement(); first = false)
                if (const telemetry::Nanos one = time(); first)
                    out = one;
        } else {
            out = time();
        }
    }
    return out;
}

void ElasticDecoder::tagsAt(std::size_t at)
{
    if (at == kNowhere)
        return;
    m_reader->seek(at);
    const std::string_view object = m_reader->raw();
    if (!object.starts_with('{') || !m_flattener.flatten(object, m_fields, m_piece.arena()))
        return;
    for (const JsonField &field : m_fields)
        m_tags.push_back({field.path, field.value, field.type});
}

telemetry::BatchResource ElasticDecoder::resourceAt(std::size_t at)
{
    if (at == kNowhere)
        return 0;
    JsonReader &r = *m_reader;
    r.seek(at);
    const std::string_view text = r.raw();
    if (m_lastResource != 0 && text == m_lastText)
        return m_lastResource;
    r.seek(at);
    std::size_t attributes = kNowhere;
    std::string_view key;
    if (r.peek() == '{' && r.enterObject()) {
        while (r.nextKey(key)) {
            if (key == "attributes")
                attributes = r.position();
            r.skip();
        }
    }
    m_tags.clear();
    tagsAt(attributes);
    m_lastResource = m_out->resource(m_tags);
    m_lastText = text;
    m_tags.clear();
    return m_lastResource;
}

telemetry::BatchScope ElasticDecoder::scopeAt(std::size_t at)
{
    JsonReader &r = *m_reader;
    if (at == kNowhere)
        return 0;
    r.seek(at);
    std::size_t attributes = kNowhere;
    std::string_view name, version, key;
    if (r.peek() == '{' && r.enterObject()) {
        while (r.nextKey(key)) {
            if (key == "name") {
                name = r.textValue();
            } else if (key == "version") {
                version = r.textValue();
            } else {
                if (key == "attributes")
                    attributes = r.position();
                r.skip();
            }
        }
    }
    m_tags.clear();
    tagsAt(attributes);
    const telemetry::BatchScope scope = name.empty() && version.empty() && m_tags.empty() ? 0 : m_out->scope(name, version, m_tags);
    m_tags.clear();
    return scope;
}

void ElasticDecoder::status(Document &document)
{
    JsonReader &r = *m_reader;
    std::string_view key;
    if (r.peek() != '{') {
        r.skip();
        return;
    }
    r.enterObject();
    while (r.nextKey(key)) {
        if (key == "code")
            document.span.status = statusFromJson(r.textValue());
        else if (key == "message")
            document.span.statusMessage = m_out->string(r.textValue());
        else
            r.skip();
    }
}

void ElasticDecoder::body(Document &document)
{
    JsonReader &r = *m_reader;
    std::string_view key;
    if (r.peek() == '"') {
        document.body = r.textValue();
    } else if (r.peek() != '{') {
        document.body = r.raw();
    } else {
        r.enterObject();
        while (r.nextKey(key)) {
            if (key == "text")
                document.body = r.textValue();
            else if (key == "structured" || key == "flattened")
                document.body = r.raw();
            else
                r.skip();
        }
    }
}

void ElasticDecoder::source(std::size_t at, Document &d)
{
    JsonReader &r = *m_reader;
    std::string_view ignored, key;
    const auto later = [&r](std::size_t &place) {
        place = r.position();
        r.skip();
    };
    r.seek(at);
    if (r.peek() != '{' || !r.enterObject())
        return;
    while (r.nextKey(key)) {
        if (key == "@timestamp") {
            d.time = time();
            d.known = true;
        } else if (key == "observed_timestamp") {
            d.observed = time();
        } else if (key == "trace_id") {
            d.trace = traceIdFromText(r.textValue(), d.originalTrace);
        } else if (key == "span_id") {
            d.id = spanIdFromText(r.textValue(), d.originalSpan);
        } else if (key == "parent_span_id") {
            d.span.parent = spanIdFromText(r.textValue(), ignored);
        } else if (key == "trace_state") {
            d.span.traceState = m_out->string(r.textValue());
        } else if (key == "name") {
            d.span.name = m_out->string(r.textValue());
        } else if (key == "kind") {
            d.span.kind = telemetry::spanKindFromText(r.textValue());
            d.isSpan = true;
        } else if (key == "duration") {
            d.span.duration = r.integer();
            d.isSpan = true;
        } else if (key == "status") {
            status(d);
        } else if (key == "severity_number") {
            d.log.severity = static_cast<int>(std::clamp<std::int64_t>(r.integer(), 0, 24));
        } else if (key == "severity_text") {
            d.severityText = r.textValue();
        } else if (key == "event_name") {
            d.log.eventName = m_out->string(r.textValue());
        } else if (key == "body") {
            body(d);
        } else if (key == "body.text" || key == "body_text") {
            d.body = r.textValue();
        } else if (key == "attributes") {
            later(d.attributes);
        } else if (key == "resource") {
            later(d.resource);
        } else if (key == "scope") {
            later(d.scope);
        } else if (key == "events") {
            later(d.events);
        } else if (key == "links") {
            later(d.links);
        } else {
            r.skip();
        }
    }
}

void ElasticDecoder::hit(std::size_t sourceAt, std::size_t fieldsAt)
{
    JsonReader &r = *m_reader;
    Document d;
    const telemetry::Nanos exact = fieldTime(fieldsAt);
    if (r.failed())
        return;
    source(sourceAt, d);
    if (r.failed())
        return;
    if (!d.known) {
        m_piece.bad("a document without @timestamp: no span and no log record of OpenTelemetry's", sourceAt);
        return;
    }
    const telemetry::BatchResource resource = resourceAt(d.resource);
    const telemetry::BatchScope scope = scopeAt(d.scope);
    m_tags.clear();
    tagsAt(d.attributes);
    m_piece.noteMadeIds(d.originalTrace, d.originalSpan, sourceAt, m_tags);
    if (!d.isSpan) {
        d.log.trace = d.trace;
        d.log.span = d.id;
        d.log.time = exact != 0 ? exact : d.time;
        d.log.observed = d.observed;
        setLevel(d.log, d.severityText, m_tags);
        d.log.resource = resource;
        d.log.service = m_out->serviceOf(resource);
        d.log.scope = scope;
        m_out->addLog(d.log, d.body, m_tags);
        return;
    }
    d.span.trace = d.trace;
    d.span.span = d.id;
    d.span.start = exact != 0 ? exact : d.time;
    d.span.resource = resource;
    d.span.service = m_out->serviceOf(resource);
    d.span.scope = scope;
    m_out->addSpan(d.span, m_tags);
    if (d.events != kNowhere)
        events(d.events);
    if (d.links != kNowhere)
        links(d.links);
}

void ElasticDecoder::events(std::size_t at)
{
    JsonReader &r = *m_reader;
    r.seek(at);
    if (r.peek() != '[')
        return;
    r.enterArray();
    while (r.nextElement()) {
        telemetry::Nanos when = 0;
        std::string_view name, key;
        std::size_t attributes = kNowhere;
        if (!r.enterObject())
            return;
        while (r.nextKey(key)) {
            if (key == "@timestamp" || key == "timestamp") {
                when = time();
            } else if (key == "event_name" || key == "name") {
                name = r.textValue();
            } else {
                if (key == "attributes")
                    attributes = r.position();
                r.skip();
            }
        }
        if (r.failed())
            return;
        const std::size_t behind = r.position();
        m_tags.clear();
        tagsAt(attributes);
        m_out->addEvent(when, name, m_tags);
        r.seek(behind);
    }
}

void ElasticDecoder::links(std::size_t at)
{
    JsonReader &r = *m_reader;
    r.seek(at);
    if (r.peek() != '[')
        return;
    r.enterArray();
    while (r.nextElement()) {
        telemetry::TraceId trace;
        telemetry::SpanId span;
        std::string_view state, original, key;
        std::size_t attributes = kNowhere;
        if (!r.enterObject())
            return;
        while (r.nextKey(key)) {
            if (key == "trace_id") {
                trace = traceIdFromText(r.textValue(), original);
            } else if (key == "span_id") {
                span = spanIdFromText(r.textValue(), original);
            } else if (key == "trace_state") {
                state = r.textValue();
            } else {
                if (key == "attributes")
                    attributes = r.position();
                r.skip();
            }
        }
        if (r.failed())
            return;
        const std::size_t behind = r.position();
        m_tags.clear();
        tagsAt(attributes);
        m_out->addLink(trace, span, state, m_tags);
        r.seek(behind);
    }
}

} // namespace triptych::formats
