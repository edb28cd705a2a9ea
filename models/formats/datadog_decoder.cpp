#include "formats/datadog_decoder.h"

#include "formats/wrapped_records.h"
#include <algorithm>
#include <charconv>

namespace triptych::formats {

using telemetry::LogFields;
using telemetry::SpanFields;
using telemetry::SpanId;
using telemetry::TagView;
using telemetry::TraceId;
using telemetry::ValueType;
using Place = JsonPiece::Level;

namespace {

/// A decimal of 64 bits; some loggers print the upper half of them negative.
std::optional<std::uint64_t> decimalId(std::string_view text)
{
    if (text.starts_with('-')) {
        std::int64_t number = 0;
        const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
        return failed == std::errc() && end == text.data() + text.size() ? std::optional(static_cast<std::uint64_t>(number)) : std::nullopt;
    }
    std::uint64_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failed == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

} // namespace

TraceId datadogTraceId(std::string_view text)
{
    if (text.starts_with("0x"))
        text.remove_prefix(2);
    if (const auto decimal = text.size() <= 20 ? decimalId(text) : std::nullopt)
        return {0, *decimal};
    return telemetry::traceIdFromHex(text).value_or(TraceId());
}

SpanId datadogSpanId(std::string_view text)
{
    if (text.starts_with("0x"))
        text.remove_prefix(2);
    if (const auto decimal = decimalId(text))
        return SpanId{*decimal};
    return telemetry::spanIdFromHex(text).value_or(SpanId());
}

struct DatadogDecoder::Record {
    std::size_t begin = 0;
    std::string_view trace, upper, span, parent, service, name, operation, host, message, status, kind, error, errorText;
    telemetry::Nanos start = 0, end = 0, duration = 0;
    bool known = false;
};

JsonLayout datadogLayout()
{
    JsonLayout layout;
    layout.child = DataListNodes::child;
    layout.cuts = DataListNodes::cuts;
    return layout;
}

void DatadogDecoder::decode(const Piece &piece, telemetry::BatchBuilder &out)
{
    m_out = &out;
    if (!m_piece.open(piece, out))
        return;
    m_reader = &m_piece.reader();
    struct Type {
        bool isSpan = false;
        bool take(JsonReader &r, std::string_view key)
        {
            if (key != "type")
                return false;
            isSpan = r.textValue().starts_with("span");
            return true;
        }
    };
    static constexpr WrappedRecords kAnswer{"data", "attributes", 3, "a record", "no record", "a record without attributes"};
    m_piece.eachDocument("an answer", [this] {
        readWrapped<Type>(m_piece, kAnswer, [this](std::size_t attributesAt, const Type &type) { record(attributesAt, type.isSpan); });
    });
}

telemetry::Nanos DatadogDecoder::time()
{
    return m_dates.whole(m_reader->textValue()).value_or(0);
}

void DatadogDecoder::tagList(Record &record)
{
    JsonReader &r = *m_reader;
    if (r.peek() != '[') {
        r.skip();
        return;
    }
    r.enterArray();
    while (r.nextElement()) {
        const std::string_view tag = r.textValue();
        const std::size_t colon = tag.find(':');
        const std::string_view key = tag.substr(0, colon), text = colon == std::string_view::npos ? std::string_view() : tag.substr(colon + 1);
        const bool had = std::any_of(m_resource.begin(), m_resource.end(), [key](const TagView &t) { return t.key == key; });
        if (!key.empty() && !had)
            m_resource.push_back({key, text, ValueType::String});
    }
    record.known = true;
}

/// Free attributes, flattened; what tells the record apart is taken out of them.
void DatadogDecoder::nested(std::size_t at, Record &record, std::string_view prefix)
{
    m_reader->seek(at);
    const std::string_view object = m_reader->raw();
    if (!object.starts_with('{') || !m_flattener.flatten(object, m_fields, m_piece.arena()))
        return;
    for (const JsonField &field : m_fields) {
        const std::string_view path = field.path;
        if (path == "_dd.p.tid")
            record.upper = field.value;
        else if (path == "dd.trace_id" || path == "trace_id" || path == "otel.trace_id")
            record.trace = field.value;
        else if (path == "dd.span_id" || path == "span_id" || path == "otel.span_id")
            record.span = field.value;
        else if (path == "duration" && prefix == "span")
            record.duration = integerFromText(field.value);
        else if (path == "span.kind" && prefix == "span")
            record.kind = field.value;
        else if (path == "status" && prefix == "span")
            record.status = field.value;
        else if (path == "error" && prefix == "span")
            record.error = field.value;
        else
            m_tags.push_back({path, field.value, field.type});
        if (path == "error.message" || (path == "error.msg" && record.errorText.empty()))
            record.errorText = field.value;
    }
}

void DatadogDecoder::record(std::size_t attributesAt, bool isSpan)
{
    JsonReader &r = *m_reader;
    m_tags.clear();
    m_resource.clear();
    Record d;
    d.begin = attributesAt;
    std::vector<std::size_t> free;
    std::string_view key, env;
    r.seek(attributesAt);
    if (r.peek() != '{' || !r.enterObject())
        return;
    while (r.nextKey(key)) {
        if (key == "trace_id") {
            d.trace = r.textValue();
        } else if (key == "span_id") {
            d.span = r.textValue();
        } else if (key == "parent_id") {
            d.parent = r.textValue();
        } else if (key == "service") {
            d.service = r.textValue();
        } else if (key == "env") {
            env = r.textValue();
        } else if (key == "host") {
            d.host = r.textValue();
        } else if (key == "resource_name") {
            d.name = r.textValue();
        } else if (key == "operation_name") {
            d.operation = r.textValue();
        } else if (key == "start_timestamp" || key == "timestamp") {
            d.start = time();
            d.known = true;
        } else if (key == "end_timestamp") {
            d.end = time();
        } else if (key == "message") {
            d.message = r.textValue();
            d.known = true;
        } else if (key == "status") {
            d.status = r.textValue();
        } else if (key == "tags") {
            tagList(d);
        } else if (key == "custom" || key == "attributes") {
            free.push_back(r.position());
            r.skip();
        } else if (isSpan && (key == "type" || key == "ingestion_reason" || key == "retained_by" || key == "single_span")) {
            m_tags.push_back({key, r.textValue(), ValueType::String});
        } else {
            r.skip();
        }
    }
    if (r.failed())
        return;
    if (!d.known) {
        m_piece.bad("neither a span nor a log record of Datadog's", attributesAt);
        return;
    }
    for (const std::size_t at : free)
        nested(at, d, isSpan ? "span" : "log");
    const auto resource = [this](std::string_view name, std::string_view text) {
        if (!text.empty())
            m_resource.push_back({name, text, ValueType::String});
    };
    std::erase_if(m_resource, [&](const TagView &t) { return t.key == "service" || (t.key == "env" && !env.empty()) || (t.key == "host" && !d.host.empty()); });
    resource("service.name", d.service);
    resource("env", env);
    resource("host", d.host);
    isSpan ? addSpan(d) : addLog(d);
}

void DatadogDecoder::addSpan(Record &d)
{
    SpanFields span;
    span.trace = datadogTraceId(d.trace);
    if (const auto upper = d.upper.size() == 16 ? telemetry::spanIdFromHex(d.upper) : std::nullopt; upper && span.trace.hi == 0)
        span.trace.hi = upper->value;
    span.span = datadogSpanId(d.span);
    if (span.trace.empty() || span.span.empty()) {
        m_piece.bad("a span without its ids", d.begin);
        return;
    }
    span.parent = datadogSpanId(d.parent);
    span.start = d.start;
    span.duration = d.duration > 0 ? d.duration : d.end > d.start ? d.end - d.start : 0;
    span.name = m_out->string(d.name.empty() ? d.operation : d.name);
    if (!d.name.empty() && !d.operation.empty())
        m_tags.push_back({"operation_name", d.operation, ValueType::String});
    span.kind = telemetry::spanKindFromText(d.kind);
    if (d.status == "error" || d.error == "1" || d.error == "true") {
        span.status = telemetry::StatusCode::Error;
        span.statusMessage = m_out->string(d.errorText);
    }
    span.resource = m_out->resource(m_resource);
    span.service = m_out->serviceOf(span.resource);
    m_out->addSpan(span, m_tags);
}

void DatadogDecoder::addLog(Record &d)
{
    LogFields log;
    log.time = d.start;
    log.trace = datadogTraceId(d.trace);
    if (const auto upper = d.upper.size() == 16 ? telemetry::spanIdFromHex(d.upper) : std::nullopt; upper && log.trace.hi == 0 && !log.trace.empty())
        log.trace.hi = upper->value;
    log.span = datadogSpanId(d.span);
    log.level = d.status == "ok" || d.status == "notice" ? telemetry::Level::Info : telemetry::levelFromText(d.status);
    if (!d.status.empty() && telemetry::name(log.level) != d.status)
        m_tags.push_back({"status", d.status, ValueType::String});
    log.resource = m_out->resource(m_resource);
    log.service = m_out->serviceOf(log.resource);
    m_out->addLog(log, d.message, m_tags);
}

} // namespace triptych::formats
