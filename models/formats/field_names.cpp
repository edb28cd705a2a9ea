#include "formats/field_names.h"

#include <array>
#include <charconv>
#include <cstring>
#include <vector>

namespace triptych::formats {

using namespace telemetry;

namespace {

struct Entry {
    std::string_view key;
    KnownField field;
};

constexpr Entry kEntries[] = {
    {"@timestamp", {FieldRole::Time, 0}},
    {"timestamp", {FieldRole::Time, 1}},
    {"time", {FieldRole::Time, 2}},
    {"ts", {FieldRole::Time, 2}},
    {"@t", {FieldRole::Time, 0}},
    {"t", {FieldRole::Time, 9}},
    {"t.$date", {FieldRole::Time, 1}},
    {"timemillis", {FieldRole::Time, 2}},
    {"epochmillis", {FieldRole::Time, 3}},
    {"instant.epochmillisecond", {FieldRole::Time, 3}},
    {"instant.epochsecond", {FieldRole::Time, 4}},
    {"timeunixnano", {FieldRole::Time, 0}},
    {"time_unix_nano", {FieldRole::Time, 0}},
    {"__realtime_timestamp", {FieldRole::Time, 4}},
    {"_source_realtime_timestamp", {FieldRole::Time, 5}},
    {"datetime", {FieldRole::Time, 4}},
    {"date", {FieldRole::Time, 6}},
    {"asctime", {FieldRole::Time, 4}},
    {"eventtime", {FieldRole::Time, 4}},
    {"event_time", {FieldRole::Time, 4}},
    {"time_iso8601", {FieldRole::Time, 3}},
    {"time_local", {FieldRole::Time, 5}},
    {"msec", {FieldRole::Time, 3}},
    {"start_time", {FieldRole::Time, 5}},
    {"startutc", {FieldRole::Time, 5}},
    {"startlocal", {FieldRole::Time, 6}},
    {"started_at", {FieldRole::Time, 5}},
    {"log_time", {FieldRole::Time, 5}},
    {"logtime", {FieldRole::Time, 5}},
    {"stagetimestamp", {FieldRole::Time, 6}},
    {"requestreceivedtimestamp", {FieldRole::Time, 5}},
    {"created_at", {FieldRole::Time, 8}},
    {"createdat", {FieldRole::Time, 8}},
    {"published_date", {FieldRole::Time, 8}},
    {"edgestarttimestamp", {FieldRole::Time, 4}},
    {"observedtimestamp", {FieldRole::Time, 9}},
    {"receivetimestamp", {FieldRole::Time, 9}},
    {"utc", {FieldRole::Time, 9}},
    {"record.time.timestamp", {FieldRole::Time, 3}},

    {"level", {FieldRole::Level, 0}},
    {"lvl", {FieldRole::Level, 1}},
    {"severity", {FieldRole::Level, 1}},
    {"severitytext", {FieldRole::Level, 0}},
    {"severity_text", {FieldRole::Level, 0}},
    {"log.level", {FieldRole::Level, 0}},
    {"loglevel", {FieldRole::Level, 1}},
    {"log_level", {FieldRole::Level, 1}},
    {"levelname", {FieldRole::Level, 1}},
    {"level_name", {FieldRole::Level, 1}},
    {"@level", {FieldRole::Level, 0}},
    {"@l", {FieldRole::Level, 0}},
    {"status", {FieldRole::Level, 7}},
    {"s", {FieldRole::Level, 9}},
    {"detected_level", {FieldRole::Level, 5}},
    {"level_value", {FieldRole::Level, 8}},
    {"record.level.name", {FieldRole::Level, 1}},
    {"severitynumber", {FieldRole::Severity, 3}},
    {"severity_number", {FieldRole::Severity, 3}},
    {"priority", {FieldRole::SyslogPriority, 4}},
    {"syslog_severity", {FieldRole::SyslogPriority, 4}},

    {"message", {FieldRole::Message, 0}},
    {"msg", {FieldRole::Message, 1}},
    {"@message", {FieldRole::Message, 1}},
    {"@m", {FieldRole::Message, 1}},
    {"@mt", {FieldRole::Message, 2}},
    {"body", {FieldRole::Message, 3}},
    {"body.stringvalue", {FieldRole::Message, 3}},
    {"textpayload", {FieldRole::Message, 2}},
    {"jsonpayload.message", {FieldRole::Message, 2}},
    {"protopayload.status.message", {FieldRole::Message, 8}},
    {"short_message", {FieldRole::Message, 2}},
    {"full_message", {FieldRole::Message, 4}},
    {"fields.message", {FieldRole::Message, 2}},
    {"@fields.msg", {FieldRole::Message, 2}},
    {"@fields.message", {FieldRole::Message, 2}},
    {"log", {FieldRole::Message, 4}},
    {"line", {FieldRole::Message, 6}},
    {"event", {FieldRole::Message, 6}},
    {"text", {FieldRole::Message, 6}},
    {"logmessage", {FieldRole::Message, 3}},
    {"log_message", {FieldRole::Message, 3}},
    {"_raw", {FieldRole::Message, 5}},
    {"description", {FieldRole::Message, 9}},

    {"trace_id", {FieldRole::TraceId, 0}},
    {"traceid", {FieldRole::TraceId, 0}},
    {"trace.id", {FieldRole::TraceId, 0}},
    {"trace", {FieldRole::TraceId, 3}},
    {"@tr", {FieldRole::TraceId, 1}},
    {"otel.trace_id", {FieldRole::TraceId, 0}},
    {"oteltraceid", {FieldRole::TraceId, 0}},
    {"opentelemetry_trace_id", {FieldRole::TraceId, 0}},
    {"otel_trace_id", {FieldRole::TraceId, 0}},
    {"b3_trace_id", {FieldRole::TraceId, 1}},
    {"x_b3_traceid", {FieldRole::TraceId, 1}},
    {"x_b3_trace_id", {FieldRole::TraceId, 1}},
    {"http_x_b3_traceid", {FieldRole::TraceId, 1}},
    {"ot_tracer_traceid", {FieldRole::TraceId, 1}},
    {"x_instana_t", {FieldRole::TraceId, 2}},
    {"xray_trace_id", {FieldRole::TraceHeader, 2}},
    {"aws.xray.trace_id", {FieldRole::TraceHeader, 2}},
    {"logging.googleapis.com/trace", {FieldRole::TraceId, 1}},
    {"jsonpayload.trace_id", {FieldRole::TraceId, 1}},
    {"context.trace_id", {FieldRole::TraceId, 1}},
    {"mdc.trace_id", {FieldRole::TraceId, 1}},
    {"mdc.traceid", {FieldRole::TraceId, 1}},
    {"contextmap.traceid", {FieldRole::TraceId, 1}},
    {"contextmap.trace_id", {FieldRole::TraceId, 1}},
    {"context.traceid", {FieldRole::TraceId, 1}},
    {"fields.trace_id", {FieldRole::TraceId, 1}},
    {"fields.traceid", {FieldRole::TraceId, 1}},
    {"attributes.trace_id", {FieldRole::TraceId, 1}},
    {"span.trace_id", {FieldRole::TraceId, 2}},
    {"tid", {FieldRole::None, 0}},
    {"dd.trace_id", {FieldRole::DatadogTrace, 2}},
    {"dd_trace_id", {FieldRole::DatadogTrace, 2}},
    {"dd", {FieldRole::DatadogTrace, 4}},
    {"datadog_trace_id", {FieldRole::DatadogTrace, 2}},
    {"x_datadog_trace_id", {FieldRole::DatadogTrace, 3}},
    {"http_x_datadog_trace_id", {FieldRole::DatadogTrace, 3}},
    {"trace_id.w3c", {FieldRole::TraceId, 0}},
    {"trace_id.aws", {FieldRole::TraceId, 1}},
    {"trace_id.gcp", {FieldRole::TraceId, 2}},
    {"trace_id.b3", {FieldRole::TraceId, 3}},
    {"trace_id.jaeger", {FieldRole::TraceId, 4}},
    {"trace_id.ot", {FieldRole::TraceId, 5}},
    {"trace_id.instana", {FieldRole::TraceId, 6}},
    {"trace_id.datadog", {FieldRole::DatadogTrace, 7}},
    {"traceparent", {FieldRole::TraceHeader, 1}},
    {"http_traceparent", {FieldRole::TraceHeader, 1}},
    {"request_traceparent", {FieldRole::TraceHeader, 1}},
    {"b3", {FieldRole::TraceHeader, 2}},
    {"http_b3", {FieldRole::TraceHeader, 2}},
    {"uber_trace_id", {FieldRole::TraceHeader, 2}},
    {"http_uber_trace_id", {FieldRole::TraceHeader, 2}},
    {"x_amzn_trace_id", {FieldRole::TraceHeader, 3}},
    {"http_x_amzn_trace_id", {FieldRole::TraceHeader, 3}},
    {"x_cloud_trace_context", {FieldRole::TraceHeader, 3}},
    {"sentry_trace", {FieldRole::TraceHeader, 4}},
    {"grpc_trace_bin", {FieldRole::TraceHeader, 4}},

    {"span_id", {FieldRole::SpanId, 0}},
    {"spanid", {FieldRole::SpanId, 0}},
    {"span.id", {FieldRole::SpanId, 0}},
    {"@sp", {FieldRole::SpanId, 1}},
    {"otelspanid", {FieldRole::SpanId, 0}},
    {"otel.span_id", {FieldRole::SpanId, 0}},
    {"transaction.id", {FieldRole::SpanId, 5}},
    {"x_b3_spanid", {FieldRole::SpanId, 1}},
    {"logging.googleapis.com/spanid", {FieldRole::SpanId, 1}},
    {"mdc.span_id", {FieldRole::SpanId, 1}},
    {"mdc.spanid", {FieldRole::SpanId, 1}},
    {"contextmap.spanid", {FieldRole::SpanId, 1}},
    {"contextmap.span_id", {FieldRole::SpanId, 1}},
    {"context.span_id", {FieldRole::SpanId, 1}},
    {"context.spanid", {FieldRole::SpanId, 1}},
    {"fields.span_id", {FieldRole::SpanId, 1}},
    {"attributes.span_id", {FieldRole::SpanId, 1}},
    {"dd.span_id", {FieldRole::DatadogSpan, 2}},
    {"dd_span_id", {FieldRole::DatadogSpan, 2}},

    {"service.name", {FieldRole::Service, 0}},
    {"service_name", {FieldRole::Service, 0}},
    {"servicename", {FieldRole::Service, 0}},
    {"service", {FieldRole::Service, 1}},
    {"dd.service", {FieldRole::Service, 2}},
    {"svc", {FieldRole::Service, 3}},
    {"resource.service.name", {FieldRole::Service, 1}},
    {"resource.attributes.service.name", {FieldRole::Service, 1}},
    {"resources.service.name", {FieldRole::Service, 1}},
    {"serviceref.name", {FieldRole::Service, 4}},
    {"application", {FieldRole::Service, 5}},
    {"applicationname", {FieldRole::Service, 5}},
    {"application_name", {FieldRole::Service, 5}},
    {"app", {FieldRole::Service, 5}},
    {"app_name", {FieldRole::Service, 5}},
    {"appname", {FieldRole::Service, 5}},
    {"kubernetes.labels.app", {FieldRole::Service, 6}},
    {"kubernetes.labels.app_kubernetes_io/name", {FieldRole::Service, 6}},
    {"kubernetes.container_name", {FieldRole::Service, 7}},
    {"container_name", {FieldRole::Service, 8}},
    {"syslog_identifier", {FieldRole::Service, 8}},
};

constexpr std::size_t kLongestKey = 48;

char folded(char c)
{
    if (c >= 'A' && c <= 'Z')
        return static_cast<char>(c + 32);
    return c == '-' || c == ' ' ? '_' : c;
}

std::uint32_t hashOf(const char *text, std::size_t n)
{
    std::uint32_t h = 2166136261u;
    for (std::size_t i = 0; i < n; ++i)
        h = (h ^ static_cast<unsigned char>(text[i])) * 16777619u;
    return h ^ h >> 15;
}

/// Open addressing, built once; small enough to stay in the first-level cache.
struct Table {
    static constexpr std::size_t kSlots = 512;
    std::array<std::uint8_t, kSlots> slot{}; // index into kEntries + 1
    Table()
    {
        static_assert(std::size(kEntries) < 250);
        for (std::size_t i = 0; i < std::size(kEntries); ++i) {
            std::size_t at = hashOf(kEntries[i].key.data(), kEntries[i].key.size()) % kSlots;
            while (slot[at])
                at = (at + 1) % kSlots;
            slot[at] = static_cast<std::uint8_t>(i + 1);
        }
    }
};

} // namespace

KnownField knownField(std::string_view key)
{
    static const Table table;
    if (key.empty() || key.size() > kLongestKey)
        return {};
    std::array<char, kLongestKey> low;
    for (std::size_t i = 0; i < key.size(); ++i)
        low[i] = folded(key[i]);
    const std::string_view name(low.data(), key.size());
    for (std::size_t at = hashOf(name.data(), name.size()) % Table::kSlots; table.slot[at]; at = (at + 1) % Table::kSlots)
        if (kEntries[table.slot[at] - 1u].key == name)
            return kEntries[table.slot[at] - 1u].field;
    return {};
}

bool FoundIds::take(KnownField field, std::string_view value)
{
    switch (field.role) {
    case FieldRole::TraceId:
    case FieldRole::TraceHeader:
    case FieldRole::DatadogTrace: {
        // A lone digit is B3's sampling decision; a word like "trace" is no id.
        if (value.size() < 2 || (field.rank >= 3 && value.size() < 16))
            return false;
        const auto found = parseTraceContext(
            value, field.role == FieldRole::DatadogTrace ? Decimal::IsDatadog : Decimal::IsHex);
        if (!found)
            return false;
        if (field.rank < traceRank) {
            traceRank = field.rank;
            trace = found->trace;
            if (!found->span.empty() && field.rank < spanRank) {
                spanRank = field.rank;
                span = found->span;
            }
        }
        return true;
    }
    case FieldRole::SpanId:
    case FieldRole::DatadogSpan: {
        SpanId id;
        if (field.role == FieldRole::DatadogSpan) {
            std::uint64_t number = 0;
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
            if (error != std::errc() || end != value.data() + value.size())
                return false;
            id.value = number;
        } else {
            if (value.size() > 2 && value[0] == '0' && (value[1] | 32) == 'x')
                value.remove_prefix(2);
            const auto hexId = spanIdFromHex(value);
            if (!hexId)
                return false;
            id = *hexId;
        }
        if (!id.empty() && field.rank <= spanRank) {
            spanRank = field.rank;
            span = id;
        }
        return !id.empty();
    }
    default:
        return false;
    }
}

Level levelFromNumber(std::int64_t number)
{
    if (number >= 10 && number < 70)
        return number < 20   ? Level::Trace
               : number < 30 ? Level::Debug
               : number < 40 ? Level::Info
               : number < 50 ? Level::Warn
               : number < 60 ? Level::Error
                             : Level::Fatal;
    return levelFromSyslog(number);
}

Level levelFromSyslog(std::int64_t priority)
{
    if (priority < 0 || priority > 7)
        return Level::Unknown;
    constexpr std::array kLevels{Level::Fatal, Level::Fatal, Level::Fatal, Level::Error,
                                 Level::Warn,  Level::Info,  Level::Info,  Level::Debug};
    return kLevels[static_cast<std::size_t>(priority)];
}

Level levelFromField(std::string_view value)
{
    if (value.empty())
        return Level::Unknown;
    if (value[0] >= '0' && value[0] <= '9') {
        int number = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        return error == std::errc() && end == value.data() + value.size() ? levelFromNumber(number) : Level::Unknown;
    }
    // DEBUG5, LOG3: the word decides
    while (!value.empty() && value.back() >= '0' && value.back() <= '9')
        value.remove_suffix(1);
    return levelFromText(value);
}

bool isHttpMethod(std::string_view text)
{
    if (text.size() < 3 || text.size() > 16)
        return false;
    for (const std::string_view method : {"GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "CONNECT", "TRACE",
                                          "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "REPORT", "PURGE",
                                          "SEARCH", "QUERY", "RPC_CONNECT", "PRI", "BREW"})
        if (text == method)
            return true;
    return false;
}

} // namespace triptych::formats
