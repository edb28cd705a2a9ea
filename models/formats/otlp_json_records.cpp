#include "formats/otlp_ids.h"
#include "formats/otlp_json_decoder.h"
#include "formats/otlp_json_values.h"
#include "formats/otlp_severity.h"

/// The records of OTLP JSON: spans with their events and links, and log records.
namespace triptych::formats {

using telemetry::LogFields;
using telemetry::SpanFields;
using telemetry::SpanId;
using telemetry::TraceId;
using telemetry::ValueType;

namespace {

enum class SpanKey : std::uint8_t { Other, TraceId, SpanId, Parent, State, Name, Kind, Start, End, Attributes, Events, Links, Status, Flags,
                     DroppedAttributes, DroppedEvents, DroppedLinks };

SpanKey spanKey(std::string_view k)
{
    switch (k.size()) {
    case 4: return k == "name" ? SpanKey::Name : k == "kind" ? SpanKey::Kind : SpanKey::Other;
    case 5: return k == "flags" ? SpanKey::Flags : k == "links" ? SpanKey::Links : SpanKey::Other;
    case 6: return k == "spanId" ? SpanKey::SpanId : k == "status" ? SpanKey::Status : k == "events" ? SpanKey::Events : SpanKey::Other;
    case 7: return k == "traceId" ? SpanKey::TraceId : SpanKey::Other;
    case 10: return k == "attributes" ? SpanKey::Attributes : k == "traceState" ? SpanKey::State : SpanKey::Other;
    case 12: return k == "parentSpanId" ? SpanKey::Parent : SpanKey::Other;
    case 15: return k == "endTimeUnixNano" ? SpanKey::End : SpanKey::Other;
    case 17: return k == "startTimeUnixNano" ? SpanKey::Start : k == "droppedLinksCount" ? SpanKey::DroppedLinks : SpanKey::Other;
    case 18: return k == "droppedEventsCount" ? SpanKey::DroppedEvents : SpanKey::Other;
    case 22: return k == "droppedAttributesCount" ? SpanKey::DroppedAttributes : SpanKey::Other;
    default: return SpanKey::Other;
    }
}

enum class LogKey : std::uint8_t { Other, Time, Observed, Severity, SeverityText, Body, Attributes, TraceId, SpanId, EventName, Dropped };

LogKey logKey(std::string_view k)
{
    switch (k.size()) {
    case 4: return k == "body" ? LogKey::Body : LogKey::Other;
    case 6: return k == "spanId" ? LogKey::SpanId : LogKey::Other;
    case 7: return k == "traceId" ? LogKey::TraceId : LogKey::Other;
    case 9: return k == "eventName" ? LogKey::EventName : LogKey::Other;
    case 10: return k == "attributes" ? LogKey::Attributes : LogKey::Other;
    case 12: return k == "timeUnixNano" ? LogKey::Time : k == "severityText" ? LogKey::SeverityText : LogKey::Other;
    case 14: return k == "severityNumber" ? LogKey::Severity : LogKey::Other;
    case 20: return k == "observedTimeUnixNano" ? LogKey::Observed : LogKey::Other;
    case 22: return k == "droppedAttributesCount" ? LogKey::Dropped : LogKey::Other;
    default: return LogKey::Other;
    }
}

} // namespace

void OtlpJsonDecoder::span()
{
    JsonReader &r = *m_reader;
    TextArena &arena = m_piece.arena();
    const std::size_t at = r.position();
    arena.reset();
    m_tags.clear();
    m_originalTrace = m_originalSpan = {};
    SpanFields f;
    std::int64_t end = 0, droppedAttributes = 0, droppedEvents = 0, droppedLinks = 0;
    // Events and links belong to a span that has been added: read last, wherever they stand.
    std::size_t eventsAt = kNowhere, linksAt = kNowhere;
    if (!r.enterObject())
        return;
    std::string_view key;
    while (r.nextKey(key)) {
        SpanKey which = spanKey(key);
        if (which == SpanKey::Other)
            which = spanKey(camelCase(key, arena));
        switch (which) {
        case SpanKey::TraceId: f.trace = traceId(); break;
        case SpanKey::SpanId: f.span = spanId(); break;
        case SpanKey::Parent: {
            std::string_view original; // the parent itself keeps it
            f.parent = spanIdFromText(r.textValue(), original);
            break;
        }
        case SpanKey::State: f.traceState = m_out->string(r.textValue()); break;
        case SpanKey::Name: f.name = m_out->string(r.textValue()); break;
        case SpanKey::Kind: f.kind = spanKindFromJson(r.textValue()); break;
        case SpanKey::Start: f.start = r.integer(); break;
        case SpanKey::End: end = r.integer(); break;
        case SpanKey::Attributes: readAttributes(r, arena, m_tags); break;
        case SpanKey::Events:
            eventsAt = r.position();
            r.skip();
            break;
        case SpanKey::Links:
            linksAt = r.position();
            r.skip();
            break;
        case SpanKey::Status: {
            if (r.peek() != '{') {
                r.skip();
                break;
            }
            r.enterObject();
            while (r.nextKey(key)) {
                if (key == "code")
                    f.status = statusFromJson(r.textValue());
                else if (key == "message")
                    f.statusMessage = m_out->string(r.textValue());
                else
                    r.skip();
            }
            break;
        }
        case SpanKey::Flags: f.flags = static_cast<std::uint32_t>(r.integer()); break;
        case SpanKey::DroppedAttributes: droppedAttributes = r.integer(); break;
        case SpanKey::DroppedEvents: droppedEvents = r.integer(); break;
        case SpanKey::DroppedLinks: droppedLinks = r.integer(); break;
        case SpanKey::Other: r.skip(); break;
        }
    }
    if (r.failed())
        return;
    m_piece.noteMadeIds(m_originalTrace, m_originalSpan, at, m_tags);
    // An end that was never written is no negative duration.
    f.duration = f.start != 0 && end != 0 ? static_cast<std::int64_t>(static_cast<std::uint64_t>(end) - static_cast<std::uint64_t>(f.start)) : 0;
    f.service = m_service;
    f.resource = m_resource;
    f.scope = m_scope;
    droppedTag("otel.dropped_attributes_count", droppedAttributes);
    droppedTag("otel.dropped_events_count", droppedEvents);
    droppedTag("otel.dropped_links_count", droppedLinks);
    m_out->addSpan(f, m_tags);
    const std::size_t behind = r.position();
    if (eventsAt != kNowhere)
        events(eventsAt);
    if (linksAt != kNowhere)
        links(linksAt);
    r.seek(behind);
}

void OtlpJsonDecoder::events(std::size_t at)
{
    JsonReader &r = *m_reader;
    r.seek(at);
    if (r.peek() != '[')
        return;
    r.enterArray();
    while (r.nextElement()) {
        m_tags.clear();
        std::int64_t time = 0, dropped = 0;
        std::string_view name, key;
        const std::size_t from = r.position();
        if (r.enterObject()) {
            while (r.nextKey(key)) {
                key = camelCase(key, m_piece.arena());
                if (key == "timeUnixNano")
                    time = r.integer();
                else if (key == "name")
                    name = r.textValue();
                else if (key == "attributes")
                    readAttributes(r, m_piece.arena(), m_tags);
                else if (key == "droppedAttributesCount")
                    dropped = r.integer();
                else
                    r.skip();
            }
        }
        if (r.failed()) {
            m_piece.remark("the rest of a span's events cannot be read", from);
            return;
        }
        droppedTag("otel.dropped_attributes_count", dropped);
        m_out->addEvent(time, name, m_tags);
    }
}

void OtlpJsonDecoder::links(std::size_t at)
{
    JsonReader &r = *m_reader;
    r.seek(at);
    if (r.peek() != '[')
        return;
    r.enterArray();
    while (r.nextElement()) {
        m_tags.clear();
        m_originalTrace = m_originalSpan = {};
        TraceId trace;
        SpanId span;
        std::string_view state, key;
        const std::size_t from = r.position();
        if (r.enterObject()) {
            while (r.nextKey(key)) {
                key = camelCase(key, m_piece.arena());
                if (key == "traceId")
                    trace = traceId();
                else if (key == "spanId")
                    span = spanId();
                else if (key == "traceState")
                    state = r.textValue();
                else if (key == "attributes")
                    readAttributes(r, m_piece.arena(), m_tags);
                else
                    r.skip();
            }
        }
        if (r.failed()) {
            m_piece.remark("the rest of a span's links cannot be read", from);
            return;
        }
        m_piece.noteMadeIds(m_originalTrace, m_originalSpan, from, m_tags);
        m_out->addLink(trace, span, state, m_tags);
    }
}

void OtlpJsonDecoder::log()
{
    JsonReader &r = *m_reader;
    TextArena &arena = m_piece.arena();
    const std::size_t at = r.position();
    arena.reset();
    m_tags.clear();
    m_originalTrace = m_originalSpan = {};
    LogFields f;
    std::string_view body, severityText, key;
    std::int64_t dropped = 0;
    if (!r.enterObject())
        return;
    while (r.nextKey(key)) {
        LogKey which = logKey(key);
        if (which == LogKey::Other)
            which = logKey(camelCase(key, arena));
        switch (which) {
        case LogKey::Time: f.time = r.integer(); break;
        case LogKey::Observed: f.observed = r.integer(); break;
        case LogKey::Severity: f.severity = severityFromJson(r.textValue()); break;
        case LogKey::SeverityText: severityText = r.textValue(); break;
        case LogKey::Body: body = readAnyValue(r, arena).value; break;
        case LogKey::Attributes: readAttributes(r, arena, m_tags); break;
        case LogKey::TraceId: f.trace = traceId(); break;
        case LogKey::SpanId: f.span = spanId(); break;
        case LogKey::EventName: f.eventName = m_out->string(r.textValue()); break;
        case LogKey::Dropped: dropped = r.integer(); break;
        case LogKey::Other: r.skip(); break;
        }
    }
    if (r.failed())
        return;
    m_piece.noteMadeIds(m_originalTrace, m_originalSpan, at, m_tags);
    if (f.time == 0)
        f.time = f.observed;
    setLevel(f, severityText, m_tags);
    f.service = m_service;
    f.resource = m_resource;
    f.scope = m_scope;
    droppedTag("otel.dropped_attributes_count", dropped);
    m_out->addLog(f, body, m_tags);
}

void OtlpJsonDecoder::droppedTag(std::string_view key, std::int64_t count)
{
    if (count > 0)
        m_tags.push_back({key, m_piece.arena().copy(std::to_string(count)), ValueType::Int});
}

TraceId OtlpJsonDecoder::traceId()
{
    return traceIdFromText(m_reader->textValue(), m_originalTrace);
}

SpanId OtlpJsonDecoder::spanId()
{
    return spanIdFromText(m_reader->textValue(), m_originalSpan);
}

} // namespace triptych::formats
