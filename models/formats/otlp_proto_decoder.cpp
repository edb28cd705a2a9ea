#include "formats/otlp_proto_decoder.h"

#include "formats/otlp_ids.h"
#include "formats/otlp_proto_metrics.h"
#include "formats/otlp_proto_values.h"
#include "formats/otlp_severity.h"

#include <algorithm>

namespace triptych::formats {

using telemetry::LogFields;
using telemetry::SpanFields;
using telemetry::SpanKind;
using telemetry::StatusCode;
using telemetry::ValueType;

void OtlpProtoDecoder::decode(const Piece &piece, telemetry::BatchBuilder &out)
{
    m_out = &out;
    m_piece = &piece;
    m_resource = 0;
    m_scope = 0;
    m_service = 0;
    const ProtoContext context = ProtoContext::fromText(piece.context);
    if (context.level == ProtoContext::Level::Error) {
        out.addError(context.resource, 0, piece.firstByte);
        return;
    }
    if (!context.resource.empty())
        readResource(context.resource);
    if (!context.scope.empty())
        readScope(context.scope);
    switch (context.level) {
    case ProtoContext::Level::Messages: messages(piece.bytes, context.framing); break;
    case ProtoContext::Level::Request: request(piece.bytes); break;
    case ProtoContext::Level::Resource: resource(piece.bytes); break;
    case ProtoContext::Level::Scope: scope(piece.bytes); break;
    case ProtoContext::Level::Error: break;
    }
}

void OtlpProtoDecoder::messages(std::string_view bytes, ProtoFraming framing)
{
    while (!bytes.empty()) {
        std::uint64_t length = 0;
        std::size_t header = 4;
        if (framing == ProtoFraming::Varint) {
            header = readVarint(bytes, length);
        } else if (bytes.size() >= header) {
            for (std::size_t i = 0; i < header; ++i)
                length = length << 8 | static_cast<unsigned char>(bytes[i]);
        }
        if (header == 0 || bytes.size() < header || length > bytes.size() - header) {
            bad("a message has no such length", bytes);
            return;
        }
        request(bytes.substr(header, length));
        bytes.remove_prefix(header + static_cast<std::size_t>(length));
    }
}

void OtlpProtoDecoder::request(std::string_view bytes)
{
    ProtoField field;
    while (!bytes.empty()) {
        const std::string_view at = bytes;
        if (!nextProtoField(bytes, field) || field.cutOff) {
            bad("no protobuf field", at);
            return;
        }
        if (field.number == 1 && field.wire == 2) {
            m_resource = 0;
            m_service = 0;
            resource(field.bytes);
        }
    }
}

void OtlpProtoDecoder::resource(std::string_view message)
{
    ProtoField field;
    // The resource has a lower number than its scopes and comes first; a writer may do otherwise.
    for (std::string_view rest = message; nextProtoField(rest, field);) {
        if (field.number == 1 && field.wire == 2 && !field.cutOff) {
            readResource(field.bytes);
            break;
        }
    }
    while (!message.empty()) {
        const std::string_view at = message;
        if (!nextProtoField(message, field) || field.cutOff) {
            bad("no protobuf field in a resource", at);
            return;
        }
        if ((field.number == 2 || field.number == 1000) && field.wire == 2) {
            m_scope = 0;
            scope(field.bytes);
        }
    }
}

void OtlpProtoDecoder::readResource(std::string_view message)
{
    m_arena.reset();
    m_tags.clear();
    try {
        ProtoReader r(message);
        while (r.next()) {
            if (r.tag() == 1)
                readProtoAttribute(r.view(), m_arena, m_tags);
            else if (r.tag() == 2)
                dropped("otel.dropped_attributes_count", r.uint32());
            else
                r.skip();
        }
    } catch (const protozero::exception &) {
        bad("a resource is broken; what could be read of it is kept", message);
    }
    m_resource = m_out->resource(m_tags);
    m_service = m_out->serviceOf(m_resource);
}

void OtlpProtoDecoder::readScope(std::string_view message)
{
    m_arena.reset();
    m_tags.clear();
    std::string_view name, version;
    try {
        ProtoReader r(message);
        while (r.next()) {
            switch (r.tag()) {
            case 1: name = protoText(r.view(), m_arena); break;
            case 2: version = protoText(r.view(), m_arena); break;
            case 3: readProtoAttribute(r.view(), m_arena, m_tags); break;
            default: r.skip(); break;
            }
        }
    } catch (const protozero::exception &) {
        bad("a scope is broken; what could be read of it is kept", message);
    }
    m_scope = m_out->scope(name, version, m_tags);
}

void OtlpProtoDecoder::scope(std::string_view message)
{
    OtlpSignal signal = OtlpSignal::Unknown;
    ProtoField field;
    while (!message.empty()) {
        const std::string_view at = message;
        if (!nextProtoField(message, field) || field.cutOff) {
            bad("no protobuf field in a scope", at);
            return;
        }
        if (field.number == 1 && field.wire == 2) {
            readScope(field.bytes);
        } else if (field.number == 2 && field.wire == 2) {
            if (signal == OtlpSignal::Unknown)
                signal = signalOfRecord(field.bytes);
            record(field.bytes, signal);
        }
    }
}

void OtlpProtoDecoder::record(std::string_view message, OtlpSignal signal)
{
    m_arena.reset();
    m_tags.clear();
    try {
        switch (signal) {
        case OtlpSignal::Spans: span(message); break;
        case OtlpSignal::Logs: log(message); break;
        case OtlpSignal::Metrics: readProtoMetric(message, m_arena, *m_out, m_resource, m_scope); break;
        case OtlpSignal::Unknown: bad("a record that is no span, log record or metric", message); break;
        }
    } catch (const protozero::exception &) {
        bad("a record is no valid protobuf", message);
    }
}

void OtlpProtoDecoder::span(std::string_view message)
{
    SpanFields f;
    std::uint64_t end = 0, droppedAttributes = 0, droppedEvents = 0, droppedLinks = 0;
    m_events.clear();
    m_links.clear();
    ProtoReader r(message);
    while (r.next()) {
        switch (r.tag()) {
        case 1: f.trace = traceIdFromBytes(r.view()); break;
        case 2: f.span = spanIdFromBytes(r.view()); break;
        case 3: f.traceState = m_out->string(protoText(r.view(), m_arena)); break;
        case 4: f.parent = spanIdFromBytes(r.view()); break;
        case 5: f.name = m_out->string(protoText(r.view(), m_arena)); break;
        case 6: {
            const std::int32_t kind = r.int32();
            f.kind = kind >= 0 && kind <= 5 ? static_cast<SpanKind>(kind) : SpanKind::Unspecified;
            break;
        }
        case 7: f.start = protoNanos(r.fixed64()); break;
        case 8: end = r.fixed64(); break;
        case 9: readProtoAttribute(r.view(), m_arena, m_tags); break;
        case 10: droppedAttributes = r.uint32(); break;
        case 11: m_events.push_back(r.view()); break;
        case 12: droppedEvents = r.uint32(); break;
        case 13: m_links.push_back(r.view()); break;
        case 14: droppedLinks = r.uint32(); break;
        case 15: {
            ProtoReader status(r.view());
            while (status.next()) {
                if (status.tag() == 2) {
                    f.statusMessage = m_out->string(protoText(status.view(), m_arena));
                } else if (status.tag() == 3) {
                    const std::int32_t code = status.int32();
                    f.status = code == 2 ? StatusCode::Error : code == 1 ? StatusCode::Ok : StatusCode::Unset;
                } else {
                    status.skip();
                }
            }
            break;
        }
        case 16: f.flags = r.fixed32(); break;
        default: r.skip(); break;
        }
    }
    f.duration = f.start != 0 && end != 0 ? protoNanos(end) - f.start : 0;
    f.service = m_service;
    f.resource = m_resource;
    f.scope = m_scope;
    dropped("otel.dropped_attributes_count", droppedAttributes);
    dropped("otel.dropped_events_count", droppedEvents);
    dropped("otel.dropped_links_count", droppedLinks);
    m_out->addSpan(f, m_tags);
    for (const std::string_view e : m_events)
        event(e);
    for (const std::string_view l : m_links)
        link(l);
}

void OtlpProtoDecoder::event(std::string_view message)
{
    m_tags.clear();
    std::uint64_t time = 0, lost = 0;
    std::string_view name;
    ProtoReader r(message);
    while (r.next()) {
        switch (r.tag()) {
        case 1: time = r.fixed64(); break;
        case 2: name = protoText(r.view(), m_arena); break;
        case 3: readProtoAttribute(r.view(), m_arena, m_tags); break;
        case 4: lost = r.uint32(); break;
        default: r.skip(); break;
        }
    }
    dropped("otel.dropped_attributes_count", lost);
    m_out->addEvent(protoNanos(time), name, m_tags);
}

void OtlpProtoDecoder::link(std::string_view message)
{
    m_tags.clear();
    telemetry::TraceId trace;
    telemetry::SpanId target;
    std::string_view state;
    ProtoReader r(message);
    while (r.next()) {
        switch (r.tag()) {
        case 1: trace = traceIdFromBytes(r.view()); break;
        case 2: target = spanIdFromBytes(r.view()); break;
        case 3: state = protoText(r.view(), m_arena); break;
        case 4: readProtoAttribute(r.view(), m_arena, m_tags); break;
        default: r.skip(); break;
        }
    }
    m_out->addLink(trace, target, state, m_tags);
}

void OtlpProtoDecoder::log(std::string_view message)
{
    LogFields f;
    std::string_view body, severityText;
    ProtoReader r(message);
    while (r.next()) {
        switch (r.tag()) {
        case 1: f.time = protoNanos(r.fixed64()); break;
        case 2: {
            const std::int32_t severity = r.int32();
            f.severity = severity >= 0 && severity <= 24 ? severity : 0;
            break;
        }
        case 3: severityText = protoText(r.view(), m_arena); break;
        case 5: body = readProtoAny(r.view(), m_arena).value; break;
        case 6: readProtoAttribute(r.view(), m_arena, m_tags); break;
        case 7: dropped("otel.dropped_attributes_count", r.uint32()); break;
        case 9: f.trace = traceIdFromBytes(r.view()); break;
        case 10: f.span = spanIdFromBytes(r.view()); break;
        case 11: f.observed = protoNanos(r.fixed64()); break;
        case 12: f.eventName = m_out->string(protoText(r.view(), m_arena)); break;
        default: r.skip(); break;
        }
    }
    if (f.time == 0)
        f.time = f.observed;
    setLevel(f, severityText, m_tags);
    f.service = m_service;
    f.resource = m_resource;
    f.scope = m_scope;
    m_out->addLog(f, body, m_tags);
}

void OtlpProtoDecoder::dropped(std::string_view key, std::uint64_t count)
{
    if (count > 0)
        m_tags.push_back({key, m_arena.copy(std::to_string(count)), ValueType::Int});
}

void OtlpProtoDecoder::bad(std::string_view what, std::string_view at)
{
    // A place inside the piece has its byte; context messages lie outside of it.
    const char *begin = m_piece->bytes.data();
    const bool inside = at.data() >= begin && at.data() <= begin + m_piece->bytes.size();
    m_out->addError(std::string(what), 0, m_piece->firstByte + (inside ? static_cast<std::uint64_t>(at.data() - begin) : 0));
}

} // namespace triptych::formats
