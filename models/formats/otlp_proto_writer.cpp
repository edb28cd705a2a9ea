#include "formats/metric_points.h"
#include "formats/record_writer.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QVariant>
#include <protozero/pbf_writer.hpp>
#include <string>

namespace triptych::formats {

using namespace telemetry;
using protozero::pbf_writer;

namespace {

constexpr std::size_t kRecordsPerMessage = 512;

// Field numbers: opentelemetry-proto v1, in the order of its messages.
namespace any_value { enum : std::uint32_t { String = 1, Bool, Int, Double, Array, KeyValues, Bytes }; }
namespace key_value { enum : std::uint32_t { Key = 1, Value }; }

std::string bytesOf(TraceId id)
{
    return QByteArray::fromHex(QByteArray::fromStdString(hex(id))).toStdString();
}
std::string bytesOf(SpanId id)
{
    return QByteArray::fromHex(QByteArray::fromStdString(hex(id))).toStdString();
}

void addJsonValue(pbf_writer &to, std::uint32_t field, const QJsonValue &value)
{
    pbf_writer any(to, field);
    if (value.isBool()) {
        any.add_bool(any_value::Bool, value.toBool());
    } else if (value.isDouble()) {
        const QVariant exact = value.toVariant();
        if (exact.typeId() == QMetaType::LongLong)
            any.add_int64(any_value::Int, exact.toLongLong());
        else
            any.add_double(any_value::Double, exact.toDouble());
    } else if (value.isString()) {
        any.add_string(any_value::String, value.toString().toStdString());
    } else if (value.isArray()) {
        pbf_writer array(any, any_value::Array);
        for (const QJsonValue &element : value.toArray())
            addJsonValue(array, 1, element);
    } else if (value.isObject()) {
        pbf_writer list(any, any_value::KeyValues);
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            pbf_writer member(list, 1);
            member.add_string(key_value::Key, it.key().toStdString());
            addJsonValue(member, key_value::Value, it.value());
        }
    }
}

void addTag(pbf_writer &to, std::uint32_t field, const Tag &tag)
{
    pbf_writer pair(to, field);
    pair.add_string(key_value::Key, tag.key);
    if (tag.type == ValueType::Array || tag.type == ValueType::Map) {
        const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(tag.value));
        addJsonValue(pair, key_value::Value, document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object()));
        return;
    }
    pbf_writer any(pair, key_value::Value);
    const QByteArray text = QByteArray::fromStdString(tag.value);
    switch (tag.type) {
    case ValueType::Int: any.add_int64(any_value::Int, text.toLongLong()); break;
    case ValueType::Bool: any.add_bool(any_value::Bool, tag.value == "true"); break;
    case ValueType::Double: any.add_double(any_value::Double, tag.value == "Infinity" ? HUGE_VAL : tag.value == "-Infinity" ? -HUGE_VAL : tag.value == "NaN" ? qQNaN() : text.toDouble()); break;
    case ValueType::Bytes: any.add_bytes(any_value::Bytes, QByteArray::fromBase64(text).toStdString()); break;
    case ValueType::String: any.add_string(any_value::String, tag.value); break;
    default: break;
    }
}

void addTags(pbf_writer &to, std::uint32_t field, const std::vector<Tag> &tags)
{
    for (const Tag &tag : tags)
        addTag(to, field, tag);
}

class OtlpProtoWriter final : public RecordWriter
{
public:
    OtlpProtoWriter(Write write, WrittenFraming framing) : m_write(std::move(write)), m_framing(framing) {}

    void span(const SpanDetails &d) override
    {
        group(Signal::Traces, d.resourceTags, d.scopeName, d.scopeVersion, d.scopeTags);
        pbf_writer scope(m_records);
        pbf_writer span(scope, 2);
        const SpanRow &s = d.row;
        span.add_bytes(1, bytesOf(s.trace));
        span.add_bytes(2, bytesOf(s.span));
        if (!d.traceState.empty())
            span.add_string(3, d.traceState);
        if (!s.parent.empty())
            span.add_bytes(4, bytesOf(s.parent));
        span.add_string(5, s.name);
        span.add_enum(6, static_cast<int>(s.kind));
        span.add_fixed64(7, static_cast<std::uint64_t>(s.start));
        span.add_fixed64(8, static_cast<std::uint64_t>(s.start + s.duration));
        addTags(span, 9, d.spanTags);
        for (const SpanDetails::Event &e : d.events) {
            pbf_writer event(span, 11);
            event.add_fixed64(1, static_cast<std::uint64_t>(e.time));
            event.add_string(2, e.name);
            addTags(event, 3, tagsFromJson(e.tags));
        }
        for (const SpanDetails::Link &l : d.links) {
            pbf_writer link(span, 13);
            link.add_bytes(1, bytesOf(l.trace));
            link.add_bytes(2, bytesOf(l.span));
            link.add_string(3, l.traceState);
            addTags(link, 4, tagsFromJson(l.tags));
        }
        pbf_writer status(span, 15);
        status.add_string(2, d.statusMessage);
        status.add_enum(3, static_cast<int>(s.status));
    }

    void log(const LogDetails &d) override
    {
        group(Signal::Logs, d.resourceTags, {}, {}, d.scopeTags);
        pbf_writer scope(m_records);
        pbf_writer log(scope, 2);
        log.add_fixed64(1, static_cast<std::uint64_t>(d.row.time));
        log.add_enum(2, d.severity > 0 ? d.severity : static_cast<int>(d.row.level));
        log.add_string(3, std::string(name(d.row.level)));
        {
            pbf_writer body(log, 5);
            body.add_string(any_value::String, d.row.body);
        }
        addTags(log, 6, d.logTags);
        if (!d.row.trace.empty())
            log.add_bytes(9, bytesOf(d.row.trace));
        if (!d.row.span.empty())
            log.add_bytes(10, bytesOf(d.row.span));
        log.add_fixed64(11, static_cast<std::uint64_t>(d.observed));
        if (!d.eventName.empty())
            log.add_string(12, d.eventName);
    }

    void series(const SeriesDetails &d) override
    {
        if (d.samples.empty())
            return;
        group(Signal::Metrics, d.resourceTags, d.scopeName, d.scopeVersion, d.scopeTags);
        const SeriesRow &s = d.series;
        pbf_writer scope(m_records);
        pbf_writer metric(scope, 2);
        metric.add_string(1, s.name);
        metric.add_string(2, s.description);
        metric.add_string(3, s.unit);
        const bool gauge = s.type == MetricType::Unknown || s.type == MetricType::Gauge;
        const std::uint32_t field = gauge ? 5 : s.type == MetricType::Sum ? 7 : s.type == MetricType::Histogram ? 9 : s.type == MetricType::ExponentialHistogram ? 10 : 11;
        pbf_writer data(metric, field);
        for (std::size_t i = 0; i < d.samples.size(); ++i) {
            pbf_writer point(data, 1);
            addPoint(point, s, d.samples[i], i + 1 == d.samples.size() ? d.exemplars : std::vector<ExemplarRow>());
        }
        if (!gauge && s.type != MetricType::Summary)
            data.add_enum(2, static_cast<int>(s.temporality));
        if (s.type == MetricType::Sum)
            data.add_bool(3, s.monotonic);
    }

    void finish() override
    {
        if (m_count == 0)
            return;
        std::string message;
        {
            pbf_writer data(message);
            pbf_writer resourceRecords(data, 1);
            {
                pbf_writer resource(resourceRecords, 1);
                addTags(resource, 1, m_resource);
            }
            std::string scopeRecords;
            {
                pbf_writer writer(scopeRecords);
                pbf_writer scope(writer, 1);
                scope.add_string(1, m_scope);
                scope.add_string(2, m_version);
                addTags(scope, 3, m_scopeTags);
            }
            resourceRecords.add_message(2, scopeRecords + m_records);
        }
        // A repeated field may come in any number of messages that follow each other: together they are one.
        if (m_framing == WrittenFraming::Lengths) {
            char length[4];
            for (int i = 0; i < 4; ++i)
                length[i] = static_cast<char>(message.size() >> (24 - 8 * i));
            m_write(std::string_view(length, sizeof length));
        }
        m_write(message);
        m_records.clear();
        m_count = 0;
    }

private:
    enum class Signal : std::uint8_t { Traces, Logs, Metrics };

    struct PointFields {
        std::uint32_t start, time, count, sum, exemplars, attributes, min, max;
    };
    static PointFields fieldsOf(MetricType type)
    {
        switch (type) {
        case MetricType::Histogram: return {2, 3, 4, 5, 8, 9, 11, 12};
        case MetricType::ExponentialHistogram: return {2, 3, 4, 5, 11, 1, 12, 13};
        case MetricType::Summary: return {2, 3, 4, 5, 0, 7, 0, 0};
        default: return {2, 3, 0, 4, 5, 7, 0, 0}; // sum: as_double
        }
    }

    static void addPoint(pbf_writer &point, const SeriesRow &series, const SampleRow &sample, const std::vector<ExemplarRow> &exemplars)
    {
        const PointFields f = fieldsOf(series.type);
        point.add_fixed64(f.start, static_cast<std::uint64_t>(sample.start));
        point.add_fixed64(f.time, static_cast<std::uint64_t>(sample.time));
        if (f.count != 0)
            point.add_fixed64(f.count, sample.count);
        point.add_double(f.sum, sample.value);
        addTags(point, f.attributes, series.tags);
        if (!isPlainNumber(series.type))
            addDetail(point, series.type, f, QJsonDocument::fromJson(QByteArray::fromStdString(sample.detail)).object());
        if (f.exemplars == 0)
            return;
        for (const ExemplarRow &e : exemplars) {
            pbf_writer to(point, f.exemplars);
            to.add_fixed64(2, static_cast<std::uint64_t>(e.time));
            to.add_double(3, e.value);
            if (!e.span.empty())
                to.add_bytes(4, bytesOf(e.span));
            if (!e.trace.empty())
                to.add_bytes(5, bytesOf(e.trace));
            addTags(to, 7, tagsFromJson(e.tags));
        }
    }

    static std::vector<std::uint64_t> counts(const QJsonArray &values)
    {
        std::vector<std::uint64_t> out;
        for (const QJsonValue &value : values)
            out.push_back(static_cast<std::uint64_t>(value.toInteger()));
        return out;
    }

    /// Buckets and quantiles as decoders keep them (SampleRow::detail).
    static void addDetail(pbf_writer &point, MetricType type, const PointFields &f, const QJsonObject &o)
    {
        if (type == MetricType::Summary) {
            for (const QJsonValue &pair : o[QLatin1String("quantiles")].toArray()) {
                pbf_writer quantile(point, 6);
                quantile.add_double(1, numberOf(pair[0]));
                quantile.add_double(2, numberOf(pair[1]));
            }
            return;
        }
        if (const auto least = o.find(QLatin1String("min")); least != o.end())
            point.add_double(f.min, numberOf(*least));
        if (const auto most = o.find(QLatin1String("max")); most != o.end())
            point.add_double(f.max, numberOf(*most));
        if (type == MetricType::Histogram) {
            const std::vector<std::uint64_t> buckets = counts(o[QLatin1String("counts")].toArray());
            std::vector<double> bounds;
            for (const QJsonValue &value : o[QLatin1String("bounds")].toArray())
                bounds.push_back(numberOf(value));
            point.add_packed_fixed64(6, buckets.begin(), buckets.end());
            point.add_packed_double(7, bounds.begin(), bounds.end());
            return;
        }
        point.add_sint32(6, static_cast<std::int32_t>(o[QLatin1String("scale")].toInteger()));
        point.add_fixed64(7, static_cast<std::uint64_t>(o[QLatin1String("zeroCount")].toInteger()));
        for (const auto &[name, field] : {std::pair("positive", 8u), std::pair("negative", 9u)}) {
            const auto buckets = o.find(QLatin1String(name));
            if (buckets == o.end())
                continue;
            pbf_writer to(point, field);
            const QJsonObject of = buckets->toObject();
            const std::vector<std::uint64_t> values = counts(of[QLatin1String("counts")].toArray());
            to.add_sint32(1, static_cast<std::int32_t>(of[QLatin1String("offset")].toInteger()));
            to.add_packed_uint64(2, values.begin(), values.end());
        }
        if (const auto threshold = o.find(QLatin1String("zeroThreshold")); threshold != o.end())
            point.add_double(14, numberOf(*threshold));
    }

    void group(Signal signal, const std::vector<Tag> &resource, const std::string &scope, const std::string &version, const std::vector<Tag> &scopeTags)
    {
        const bool same = m_count > 0 && m_signal == signal && m_count < kRecordsPerMessage && m_scope == scope && m_version == version && m_resource == resource;
        if (!same) {
            finish();
            m_signal = signal;
            m_resource = resource;
            m_scope = scope;
            m_version = version;
            m_scopeTags = scopeTags;
        }
        ++m_count;
    }

    Write m_write;
    WrittenFraming m_framing;
    Signal m_signal = Signal::Traces;
    std::string m_records, m_scope, m_version;
    std::vector<Tag> m_resource, m_scopeTags;
    std::size_t m_count = 0;
};

} // namespace

std::unique_ptr<RecordWriter> otlpProtoWriter(RecordWriter::Write write, WrittenFraming framing)
{
    return std::make_unique<OtlpProtoWriter>(std::move(write), framing);
}

} // namespace triptych::formats
