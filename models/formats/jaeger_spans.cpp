#include "formats/jaeger_decoder.h"
#include "formats/otel_tags.h"
#include "formats/otlp_ids.h"

#include <algorithm>
#include <cmath>
#include <limits>

/// The spans of a Jaeger trace; jaeger_decoder.cpp finds them and the processes they belong to.
namespace triptych::formats {

using telemetry::SpanFields;
using telemetry::SpanId;
using telemetry::StatusCode;
using telemetry::TagView;
using telemetry::TraceId;
using telemetry::ValueType;

namespace {

/// Microseconds, a whole number or a fraction, as nanoseconds; out of range is clamped.
std::int64_t nanosFromMicrosText(std::string_view text)
{
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / 1000;
    if (text.find_first_of(".eE") != std::string_view::npos) {
        const double nanos = numberFromText(text) * 1000.0;
        return std::abs(nanos) < 9.2e18 ? static_cast<std::int64_t>(nanos) : 0;
    }
    const std::int64_t micros = integerFromText(text);
    return micros > kMost ? kMost * 1000 : micros < -kMost ? -kMost * 1000 : micros * 1000;
}

ValueType typeFromName(std::string_view type)
{
    switch (type.empty() ? 's' : type[0] | 0x20) {
    case 'b': return type == "binary" || type == "BINARY" ? ValueType::Bytes : ValueType::Bool;
    case 'i': return ValueType::Int;
    case 'f': return ValueType::Double;
    default: return ValueType::String;
    }
}

} // namespace

void JaegerDecoder::spans(std::size_t at)
{
    JsonReader &r = *m_reader;
    r.seek(at);
    if (r.peek() != '[') {
        r.skip();
        return;
    }
    m_piece.eachElement(JsonPiece::Level::Record, "a span", [this] { span(); });
}

void JaegerDecoder::span()
{
    JsonReader &r = *m_reader;
    const std::size_t at = r.position();
    m_piece.arena().reset();
    m_tags.clear();
    m_links.clear();
    SpanFields f;
    SpanId legacyParent;
    std::size_t logsAt = kNowhere, processAt = kNowhere, referencesAt = kNowhere;
    std::string_view processId, originalTrace, originalSpan, ignored, key;
    if (!r.enterObject())
        return;
    while (r.nextKey(key)) {
        if (key == "traceID" || key == "traceId") {
            f.trace = traceIdFromText(r.textValue(), originalTrace);
        } else if (key == "spanID" || key == "spanId") {
            f.span = spanIdFromText(r.textValue(), originalSpan);
        } else if (key == "operationName") {
            f.name = m_out->string(r.textValue());
        } else if (key == "tags") {
            tags(m_tags);
        } else if (key == "tag") {
            fieldTags(m_tags);
        } else if (key == "references") {
            referencesAt = r.position();
            r.skip();
        } else if (key == "startTime") {
            f.start = time();
        } else if (key == "duration") {
            const bool text = r.peek() == '"';
            const std::string_view value = r.textValue();
            // The model's JSON writes `0.002150s`.
            f.duration = text && value.ends_with('s') ? static_cast<std::int64_t>(std::llround(std::min(numberFromText(value), 9e9) * 1e9))
                                                      : nanosFromMicrosText(value);
        } else if (key == "processID" || key == "processId") {
            processId = r.textValue();
        } else if (key == "process") {
            processAt = r.position();
            r.skip();
        } else if (key == "logs") {
            logsAt = r.position();
            r.skip();
        } else if (key == "parentSpanID" || key == "parentSpanId") {
            legacyParent = spanIdFromText(r.textValue(), ignored);
        } else if (key == "flags") {
            f.flags = static_cast<std::uint32_t>(r.integer());
        } else if (key == "warnings" && r.peek() == '[') {
            const std::string_view list = r.raw();
            if (list.find('"') != std::string_view::npos)
                m_tags.push_back({"@jaeger@warnings", list, ValueType::Array});
        } else {
            r.skip();
        }
    }
    if (r.failed())
        return;
    const std::size_t behind = r.position();
    if (referencesAt != kNowhere) {
        r.seek(referencesAt);
        bool childOf = false;
        if (r.peek() == '[') {
            r.enterArray();
            while (r.nextElement() && !r.failed())
                reference(f, childOf);
        }
        if (r.failed())
            return;
    }
    m_piece.noteMadeIds(originalTrace, originalSpan, at, m_tags);
    if (f.parent.empty())
        f.parent = legacyParent;
    liftTags(f);
    Process from;
    if (processAt != kNowhere && processId.empty()) {
        std::vector<TagView> own;
        own.swap(m_tags);
        r.seek(processAt);
        from = process({});
        m_tags.swap(own);
    } else {
        from = processOf(processId);
    }
    f.resource = from.resource;
    f.service = from.service;
    m_out->addSpan(f, m_tags);
    for (const auto &[trace, span] : m_links)
        m_out->addLink(trace, span, {}, {});
    if (logsAt != kNowhere)
        logs(logsAt);
    r.seek(behind);
}

telemetry::Nanos JaegerDecoder::time()
{
    const std::string_view value = m_reader->textValue();
    // Jaeger's API writes microseconds, its model's JSON RFC 3339.
    const auto date = value.find('T') != std::string_view::npos ? m_dates.whole(value) : std::nullopt;
    return date ? *date : nanosFromMicrosText(value);
}

void JaegerDecoder::reference(SpanFields &span, bool &childOf)
{
    JsonReader &r = *m_reader;
    TraceId trace;
    SpanId target;
    std::string_view type = "CHILD_OF", ignored, key; // the model's JSON leaves the default out
    if (!r.enterObject())
        return;
    while (r.nextKey(key)) {
        if (key == "refType")
            type = r.textValue();
        else if (key == "traceID" || key == "traceId")
            trace = traceIdFromText(r.textValue(), ignored);
        else if (key == "spanID" || key == "spanId")
            target = spanIdFromText(r.textValue(), ignored);
        else
            r.skip();
    }
    if (r.failed() || target.empty())
        return;
    const bool own = trace.matches(span.trace);
    const bool child = type == "CHILD_OF";
    if (own && span.parent.empty()) {
        span.parent = target;
        childOf = child;
    } else if (own && child && !childOf) {
        // The first CHILD_OF goes before any FOLLOWS_FROM.
        m_links.emplace_back(span.trace, span.parent);
        span.parent = target;
        childOf = true;
    } else {
        m_links.emplace_back(trace, target);
    }
}

void JaegerDecoder::tag(TagView &tag)
{
    JsonReader &r = *m_reader;
    std::string_view type, key;
    tag = {};
    if (!r.enterObject())
        return;
    bool typed = false;
    while (r.nextKey(key)) {
        if (key == "key") {
            tag.key = r.textValue();
        } else if (key == "type" || key == "vType") {
            type = r.textValue();
            typed = true;
        } else if (key == "value" || (key.size() > 1 && key[0] == 'v')) {
            const char c = r.peek();
            tag.type = c == '"' ? ValueType::String : c == 't' || c == 'f' ? ValueType::Bool : c == 'n' ? ValueType::Null : c == '{' ? ValueType::Map : c == '[' ? ValueType::Array : ValueType::Double;
            tag.value = c == '{' || c == '[' ? r.raw() : r.textValue();
            if (tag.type == ValueType::Double && tag.value.find_first_of(".eE") == std::string_view::npos)
                tag.type = ValueType::Int;
            if (key == "vInt64")
                tag.type = ValueType::Int;
            else if (key == "vBinary")
                tag.type = ValueType::Bytes;
        } else {
            r.skip();
        }
    }
    if (typed && tag.type != ValueType::Map && tag.type != ValueType::Array && tag.type != ValueType::Null)
        tag.type = typeFromName(type);
}

void JaegerDecoder::tags(std::vector<TagView> &out)
{
    JsonReader &r = *m_reader;
    if (r.peek() != '[') {
        r.skip();
        return;
    }
    r.enterArray();
    while (r.nextElement()) {
        TagView one;
        tag(one);
        if (r.failed())
            return;
        if (!one.key.empty())
            out.push_back(one);
    }
}

void JaegerDecoder::fieldTags(std::vector<TagView> &out)
{
    JsonReader &r = *m_reader;
    if (r.peek() != '{') {
        r.skip();
        return;
    }
    r.enterObject();
    std::string_view key;
    while (r.nextKey(key)) {
        TagView one;
        std::string name(key);
        std::replace(name.begin(), name.end(), '@', '.');
        one.key = m_piece.arena().copy(name);
        const char c = r.peek();
        one.type = c == '"' ? ValueType::String : c == 't' || c == 'f' ? ValueType::Bool : c == '{' ? ValueType::Map : c == '[' ? ValueType::Array : ValueType::Double;
        one.value = c == '{' || c == '[' ? r.raw() : r.textValue();
        if (one.type == ValueType::Double && one.value.find_first_of(".eE") == std::string_view::npos)
            one.type = ValueType::Int;
        if (c != 'n' && !r.failed())
            out.push_back(one);
    }
}

void JaegerDecoder::liftTags(SpanFields &span)
{
    OtelTags otel;
    std::size_t kept = 0;
    for (const TagView &t : m_tags) {
        bool lifted = false;
        if (t.key.size() == 9 && t.key == "span.kind") {
            span.kind = telemetry::spanKindFromText(t.value);
            lifted = span.kind != telemetry::SpanKind::Unspecified;
        } else if (t.key == "error") {
            lifted = t.value == "true";
            if (lifted)
                span.status = StatusCode::Error;
        } else if (t.key == "w3c.tracestate") {
            span.traceState = m_out->string(t.value);
            lifted = true;
        } else {
            lifted = otel.lift(t, span, *m_out);
        }
        if (!lifted)
            m_tags[kept++] = t;
    }
    m_tags.resize(kept);
    if (!otel.scopeName.empty() || !otel.scopeVersion.empty())
        span.scope = m_out->scope(otel.scopeName, otel.scopeVersion);
}

void JaegerDecoder::logs(std::size_t at)
{
    JsonReader &r = *m_reader;
    r.seek(at);
    if (r.peek() != '[')
        return;
    r.enterArray();
    while (r.nextElement()) {
        const std::size_t from = r.position();
        m_tags.clear();
        std::int64_t when = 0;
        std::string_view key;
        if (r.enterObject()) {
            while (r.nextKey(key)) {
                if (key == "timestamp") {
                    when = time();
                } else if (key == "fields") {
                    tags(m_tags);
                } else {
                    r.skip();
                }
            }
        }
        if (r.failed()) {
            m_piece.remark("the rest of a span's logs cannot be read", from);
            return;
        }
        std::string_view name = "log";
        for (std::size_t i = 0; i < m_tags.size(); ++i) {
            if (m_tags[i].key == "event") {
                name = m_tags[i].value;
                m_tags.erase(m_tags.begin() + static_cast<std::ptrdiff_t>(i));
                break;
            }
        }
        m_out->addEvent(when, name, m_tags);
    }
}

} // namespace triptych::formats
