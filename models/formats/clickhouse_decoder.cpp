#include "formats/clickhouse_decoder.h"

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

/// Where the elements stand of one of the lists that are the parts of a nested column.
std::vector<std::size_t> elements(JsonReader &r, std::size_t at)
{
    std::vector<std::size_t> out;
    if (at == kNowhere)
        return out;
    r.seek(at);
    if (r.peek() != '[')
        return out;
    r.enterArray();
    while (r.nextElement()) {
        r.peek();
        out.push_back(r.position());
        r.skip();
    }
    return out;
}

} // namespace

JsonLayout clickHouseLayout()
{
    JsonLayout layout;
    layout.child = DataListNodes::child;
    layout.cuts = DataListNodes::cuts;
    return layout;
}

void ClickHouseDecoder::decode(const Piece &piece, telemetry::BatchBuilder &out)
{
    m_out = &out;
    m_resources.clear(); // of another batch
    if (!m_piece.open(piece, out))
        return;
    m_reader = &m_piece.reader();
    m_piece.eachDocument("a row", [this] { value(0); });
}

void ClickHouseDecoder::value(int depth)
{
    JsonReader &r = *m_reader;
    if (r.peek() == '{') {
        row();
    } else if (r.peek() == '[' && depth < 2) {
        m_piece.eachElement(Place::Record, "a row", [&] { value(depth + 1); });
    } else {
        m_piece.bad("no row of a table", r.position());
        r.skip();
    }
}

telemetry::Nanos ClickHouseDecoder::time()
{
    const std::string_view text = m_reader->textValue();
    const auto date = text.find('-', 1) != std::string_view::npos ? m_dates.whole(text) : std::nullopt;
    return date ? *date : integerFromText(text);
}

void ClickHouseDecoder::tagsAt(std::size_t at)
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

telemetry::BatchResource ClickHouseDecoder::resource(std::string_view attributes, std::string_view service)
{
    Known &known = m_resources[attributes];
    if (known.resource != 0 && service == known.service)
        return known.resource;
    std::vector<TagView> tags;
    bool named = false;
    if (attributes.starts_with('{') && m_flattener.flatten(attributes, m_fields, m_piece.arena())) {
        for (const JsonField &field : m_fields) {
            named = named || field.path == "service.name";
            tags.push_back({field.path, field.value, field.type});
        }
    }
    if (!named && !service.empty())
        tags.push_back({"service.name", service, ValueType::String});
    known.resource = m_out->resource(tags);
    known.service = service;
    return known.resource;
}

void ClickHouseDecoder::row()
{
    JsonReader &r = *m_reader;
    const std::size_t begin = r.position();
    m_piece.arena().reset();
    m_tags.clear();
    SpanFields span;
    LogFields log;
    telemetry::TraceId trace;
    telemetry::SpanId id;
    telemetry::Nanos when = 0;
    std::string_view service, body, severityText, scopeName, scopeVersion, attributes, originalTrace, originalSpan, ignored, key;
    std::size_t scopeAt = kNowhere, tagsFrom = kNowhere, eventTimes = kNowhere, eventNames = kNowhere, eventTags = kNowhere;
    std::size_t linkTraces = kNowhere, linkSpans = kNowhere, linkStates = kNowhere, linkTags = kNowhere, dataAt = kNowhere;
    bool isSpan = false, isLog = false;
    const auto later = [&r](std::size_t &at) {
        at = r.position();
        r.skip();
    };
    if (!r.enterObject())
        return;
    while (r.nextKey(key)) {
        if (key == "TraceId") {
            trace = traceIdFromText(r.textValue(), originalTrace);
        } else if (key == "SpanId") {
            id = spanIdFromText(r.textValue(), originalSpan);
        } else if (key == "ParentSpanId") {
            span.parent = spanIdFromText(r.textValue(), ignored);
        } else if (key == "TraceState") {
            span.traceState = m_out->string(r.textValue());
        } else if (key == "SpanName") {
            span.name = m_out->string(r.textValue());
            isSpan = true;
        } else if (key == "SpanKind") {
            span.kind = telemetry::spanKindFromText(r.textValue());
        } else if (key == "ServiceName") {
            service = r.textValue();
        } else if (key == "Timestamp" || key == "TimeUnixNano") {
            when = time();
        } else if (key == "Duration") {
            span.duration = r.integer();
        } else if (key == "StatusCode") {
            span.status = statusFromJson(r.textValue());
        } else if (key == "StatusMessage") {
            span.statusMessage = m_out->string(r.textValue());
        } else if (key == "ResourceAttributes") {
            attributes = r.raw();
        } else if (key == "ScopeName") {
            scopeName = r.textValue();
        } else if (key == "ScopeVersion") {
            scopeVersion = r.textValue();
        } else if (key == "ScopeAttributes") {
            later(scopeAt);
        } else if (key == "SpanAttributes" || key == "LogAttributes") {
            later(tagsFrom);
        } else if (key == "Events.Timestamp" || key == "EventTimesUnixNano") {
            later(eventTimes);
        } else if (key == "Events.Name") {
            later(eventNames);
        } else if (key == "Events.Attributes") {
            later(eventTags);
        } else if (key == "Links.TraceId") {
            later(linkTraces);
        } else if (key == "Links.SpanId") {
            later(linkSpans);
        } else if (key == "Links.TraceState") {
            later(linkStates);
        } else if (key == "Links.Attributes") {
            later(linkTags);
        } else if (key == "Body") {
            body = r.textValue();
            isLog = true;
        } else if (key == "SeverityText") {
            severityText = r.textValue();
        } else if (key == "SeverityNumber") {
            log.severity = static_cast<int>(std::clamp<std::int64_t>(r.integer(), 0, 24));
            isLog = true;
        } else if (key == "EventName") {
            log.eventName = m_out->string(r.textValue());
        } else if (key == "data") {
            later(dataAt);
        } else {
            r.skip();
        }
    }
    const char *error = r.error();
    const std::size_t end = r.failed() ? r.errorPosition() : r.position();
    const bool ended = r.failed() && r.hitEnd();
    if (dataAt != kNowhere && !isSpan && !isLog) {
        r.seek(dataAt);
        value(1);
        if (r.failed() || ended)
            return; // a piece ends within the list
        r.seek(end);
        return;
    }
    if (error != nullptr)
        return;
    if (!isSpan && !isLog) {
        m_piece.bad("neither a span's row nor a log record's", begin);
        return;
    }
    if (scopeAt != kNowhere)
        tagsAt(scopeAt);
    const telemetry::BatchScope scope = scopeName.empty() && scopeVersion.empty() && m_tags.empty() ? 0 : m_out->scope(scopeName, scopeVersion, m_tags);
    m_tags.clear();
    tagsAt(tagsFrom);
    m_piece.noteMadeIds(originalTrace, originalSpan, begin, m_tags);
    if (isSpan) {
        span.trace = trace;
        span.span = id;
        span.start = when;
        span.resource = resource(attributes, service);
        span.service = m_out->serviceOf(span.resource);
        span.scope = scope;
        m_out->addSpan(span, m_tags);
        events(eventTimes, eventNames, eventTags);
        links(linkTraces, linkSpans, linkStates, linkTags);
    } else {
        log.trace = trace;
        log.span = id;
        log.time = when;
        setLevel(log, severityText, m_tags);
        log.resource = resource(attributes, service);
        log.service = m_out->serviceOf(log.resource);
        log.scope = scope;
        m_out->addLog(log, body, m_tags);
    }
    r.seek(end);
}

std::string_view ClickHouseDecoder::textAt(const std::vector<std::size_t> &list, std::size_t i)
{
    if (i >= list.size())
        return {};
    m_reader->seek(list[i]);
    return m_reader->textValue();
}

void ClickHouseDecoder::events(std::size_t times, std::size_t names, std::size_t attributes)
{
    const auto when = elements(*m_reader, times), name = elements(*m_reader, names), tags = elements(*m_reader, attributes);
    for (std::size_t i = 0; i < when.size(); ++i) {
        m_tags.clear();
        tagsAt(i < tags.size() ? tags[i] : kNowhere);
        m_reader->seek(when[i]);
        const telemetry::Nanos at = time();
        m_out->addEvent(at, textAt(name, i), m_tags);
    }
}

void ClickHouseDecoder::links(std::size_t traces, std::size_t spans, std::size_t states, std::size_t attributes)
{
    const auto trace = elements(*m_reader, traces), span = elements(*m_reader, spans), state = elements(*m_reader, states), tags = elements(*m_reader, attributes);
    for (std::size_t i = 0; i < trace.size(); ++i) {
        m_tags.clear();
        tagsAt(i < tags.size() ? tags[i] : kNowhere);
        std::string_view original;
        const telemetry::TraceId to = traceIdFromText(textAt(trace, i), original);
        const telemetry::SpanId at = spanIdFromText(textAt(span, i), original);
        m_out->addLink(to, at, textAt(state, i), m_tags);
    }
}

} // namespace triptych::formats
