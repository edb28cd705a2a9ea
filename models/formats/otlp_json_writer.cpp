#include "formats/metric_points.h"
#include "formats/record_writer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QVariant>
#include <cmath>
#include <string>

namespace triptych::formats {

using namespace telemetry;

namespace {

constexpr std::size_t kRecordsPerLine = 512;

void appendDouble(std::string &out, double value)
{
    // Protobuf's JSON mapping writes what JSON has no number for as strings.
    if (std::isnan(value))
        out += "\"NaN\"";
    else if (std::isinf(value))
        out += value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
    else
        out += QByteArray::number(value, 'g', QLocale::FloatingPointShortest).constData();
}

void appendJsonValue(std::string &out, const QJsonValue &value);

void appendMembers(std::string &out, const QJsonObject &object)
{
    out += '[';
    for (auto it = object.begin(); it != object.end(); ++it) {
        out += it == object.begin() ? "{\"key\":" : ",{\"key\":";
        appendJsonString(out, it.key().toStdString());
        out += ",\"value\":";
        appendJsonValue(out, it.value());
        out += '}';
    }
    out += ']';
}

/// A JSON value as an OTLP AnyValue.
void appendJsonValue(std::string &out, const QJsonValue &value)
{
    if (value.isBool()) {
        out += value.toBool() ? "{\"boolValue\":true}" : "{\"boolValue\":false}";
    } else if (value.isDouble()) {
        const QVariant exact = value.toVariant();
        if (exact.typeId() == QMetaType::LongLong) {
            out += "{\"intValue\":\"" + std::to_string(exact.toLongLong()) + "\"}";
        } else {
            out += "{\"doubleValue\":";
            appendDouble(out, exact.toDouble());
            out += '}';
        }
    } else if (value.isString()) {
        out += "{\"stringValue\":";
        appendJsonString(out, value.toString().toStdString());
        out += '}';
    } else if (value.isArray()) {
        out += "{\"arrayValue\":{\"values\":[";
        bool first = true;
        for (const QJsonValue &element : value.toArray()) {
            out += first ? "" : ",";
            first = false;
            appendJsonValue(out, element);
        }
        out += "]}}";
    } else if (value.isObject()) {
        out += "{\"kvlistValue\":{\"values\":";
        appendMembers(out, value.toObject());
        out += "}}";
    } else {
        out += "{}";
    }
}

void appendOtlpTag(std::string &out, const Tag &tag)
{
    out += "{\"key\":";
    appendJsonString(out, tag.key);
    out += ",\"value\":";
    switch (tag.type) {
    case ValueType::Int: out += "{\"intValue\":\"" + tag.value + "\"}"; break;
    case ValueType::Bool: out += "{\"boolValue\":" + tag.value + "}"; break;
    case ValueType::Double:
        out += "{\"doubleValue\":";
        appendDouble(out, tag.value == "NaN" ? std::nan("") : tag.value == "Infinity" ? HUGE_VAL : tag.value == "-Infinity" ? -HUGE_VAL : QByteArray::fromStdString(tag.value).toDouble());
        out += '}';
        break;
    case ValueType::Array:
    case ValueType::Map: {
        const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(tag.value));
        appendJsonValue(out, document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object()));
        break;
    }
    case ValueType::Null: out += "{}"; break;
    case ValueType::Bytes:
    case ValueType::String:
        out += tag.type == ValueType::Bytes ? "{\"bytesValue\":" : "{\"stringValue\":";
        appendJsonString(out, tag.value);
        out += '}';
    }
    out += '}';
}

void appendOtlpTags(std::string &out, const std::vector<Tag> &tags)
{
    out += '[';
    for (std::size_t i = 0; i < tags.size(); ++i) {
        out += i > 0 ? "," : "";
        appendOtlpTag(out, tags[i]);
    }
    out += ']';
}

void appendTime(std::string &out, const char *name, Nanos time)
{
    out += ",\"" + std::string(name) + "\":\"" + std::to_string(time) + "\"";
}

class OtlpJsonWriter final : public RecordWriter
{
public:
    explicit OtlpJsonWriter(Write write) : m_write(std::move(write)) {}

    void span(const SpanDetails &d) override
    {
        group("resourceSpans", "scopeSpans", "spans", d.resourceTags, d.scopeName, d.scopeVersion, d.scopeTags);
        const SpanRow &s = d.row;
        std::string &o = m_line;
        o += "{\"traceId\":\"" + hex(s.trace) + "\",\"spanId\":\"" + hex(s.span) + "\"";
        if (!s.parent.empty())
            o += ",\"parentSpanId\":\"" + hex(s.parent) + "\"";
        if (!d.traceState.empty()) {
            o += ",\"traceState\":";
            appendJsonString(o, d.traceState);
        }
        o += ",\"name\":";
        appendJsonString(o, s.name);
        o += ",\"kind\":" + std::to_string(static_cast<int>(s.kind));
        appendTime(o, "startTimeUnixNano", s.start);
        appendTime(o, "endTimeUnixNano", s.start + s.duration);
        o += ",\"attributes\":";
        appendOtlpTags(o, d.spanTags);
        o += ",\"events\":[";
        for (std::size_t i = 0; i < d.events.size(); ++i) {
            o += (i > 0 ? ",{\"timeUnixNano\":\"" : "{\"timeUnixNano\":\"") + std::to_string(d.events[i].time) + "\",\"name\":";
            appendJsonString(o, d.events[i].name);
            o += ",\"attributes\":";
            appendOtlpTags(o, tagsFromJson(d.events[i].tags));
            o += '}';
        }
        o += "],\"links\":[";
        for (std::size_t i = 0; i < d.links.size(); ++i) {
            o += (i > 0 ? ",{\"traceId\":\"" : "{\"traceId\":\"") + hex(d.links[i].trace) + "\",\"spanId\":\"" + hex(d.links[i].span) + "\",\"traceState\":";
            appendJsonString(o, d.links[i].traceState);
            o += ",\"attributes\":";
            appendOtlpTags(o, tagsFromJson(d.links[i].tags));
            o += '}';
        }
        o += "],\"status\":{\"code\":" + std::to_string(static_cast<int>(s.status));
        if (!d.statusMessage.empty()) {
            o += ",\"message\":";
            appendJsonString(o, d.statusMessage);
        }
        o += "}}";
    }

    void log(const LogDetails &d) override
    {
        group("resourceLogs", "scopeLogs", "logRecords", d.resourceTags, {}, {}, d.scopeTags);
        std::string &o = m_line;
        o += "{\"timeUnixNano\":\"" + std::to_string(d.row.time) + "\"";
        appendTime(o, "observedTimeUnixNano", d.observed);
        const int severity = d.severity > 0 ? d.severity : static_cast<int>(d.row.level);
        o += ",\"severityNumber\":" + std::to_string(severity) + ",\"severityText\":";
        appendJsonString(o, name(d.row.level));
        o += ",\"body\":{\"stringValue\":";
        appendJsonString(o, d.row.body);
        o += "},\"attributes\":";
        appendOtlpTags(o, d.logTags);
        if (!d.row.trace.empty())
            o += ",\"traceId\":\"" + hex(d.row.trace) + "\"";
        if (!d.row.span.empty())
            o += ",\"spanId\":\"" + hex(d.row.span) + "\"";
        if (!d.eventName.empty()) {
            o += ",\"eventName\":";
            appendJsonString(o, d.eventName);
        }
        o += '}';
    }

    void series(const SeriesDetails &d) override
    {
        if (d.samples.empty())
            return;
        group("resourceMetrics", "scopeMetrics", "metrics", d.resourceTags, d.scopeName, d.scopeVersion, d.scopeTags);
        const SeriesRow &s = d.series;
        std::string &o = m_line;
        o += "{\"name\":";
        appendJsonString(o, s.name);
        o += ",\"unit\":";
        appendJsonString(o, s.unit);
        o += ",\"description\":";
        appendJsonString(o, s.description);
        o += ",\"" + std::string(otlpDataName(s.type)) + "\":{";
        if (s.type != MetricType::Unknown && s.type != MetricType::Gauge && s.type != MetricType::Summary)
            o += "\"aggregationTemporality\":" + std::to_string(static_cast<int>(s.temporality)) + ",";
        if (s.type == MetricType::Sum)
            o += std::string("\"isMonotonic\":") + (s.monotonic ? "true," : "false,");
        o += "\"dataPoints\":[";
        for (std::size_t i = 0; i < d.samples.size(); ++i) {
            o += i > 0 ? "," : "";
            point(s, d.samples[i], i + 1 == d.samples.size() ? d.exemplars : std::vector<ExemplarRow>());
        }
        o += "]}}";
    }

    void finish() override
    {
        if (m_records > 0)
            m_write(m_line + "]}]}]}\n");
        m_line.clear();
        m_records = 0;
    }

private:
    void point(const SeriesRow &series, const SampleRow &sample, const std::vector<ExemplarRow> &exemplars)
    {
        std::string &o = m_line;
        o += "{\"timeUnixNano\":\"" + std::to_string(sample.time) + "\"";
        if (sample.start != 0)
            appendTime(o, "startTimeUnixNano", sample.start);
        o += ",\"attributes\":";
        appendOtlpTags(o, series.tags);
        if (isPlainNumber(series.type)) {
            o += ",\"asDouble\":";
            appendDouble(o, sample.value);
        } else {
            o += ",\"count\":\"" + std::to_string(sample.count) + "\",\"sum\":";
            appendDouble(o, sample.value);
            detail(QJsonDocument::fromJson(QByteArray::fromStdString(sample.detail)).object());
        }
        if (!exemplars.empty()) {
            o += ",\"exemplars\":[";
            for (const ExemplarRow &e : exemplars) {
                o += o.back() == '[' ? "{\"timeUnixNano\":\"" : ",{\"timeUnixNano\":\"";
                o += std::to_string(e.time) + "\",\"asDouble\":";
                appendDouble(o, e.value);
                if (!e.trace.empty())
                    o += ",\"traceId\":\"" + hex(e.trace) + "\"";
                if (!e.span.empty())
                    o += ",\"spanId\":\"" + hex(e.span) + "\"";
                o += ",\"filteredAttributes\":";
                appendOtlpTags(o, tagsFromJson(e.tags));
                o += '}';
            }
            o += ']';
        }
        o += '}';
    }

    void counts(const char *name, const QJsonArray &values)
    {
        m_line += ",\"" + std::string(name) + "\":[";
        for (const QJsonValue &value : values)
            m_line += (m_line.back() == '[' ? "\"" : ",\"") + std::to_string(value.toInteger()) + "\"";
        m_line += ']';
    }

    void number(const char *name, const QJsonValue &value)
    {
        m_line += ",\"" + std::string(name) + "\":";
        appendDouble(m_line, numberOf(value));
    }

    /// Buckets and quantiles as decoders keep them (SampleRow::detail).
    void detail(const QJsonObject &o)
    {
        for (auto it = o.begin(); it != o.end(); ++it) {
            const QString key = it.key();
            if (key == QLatin1String("counts")) {
                counts("bucketCounts", it.value().toArray());
            } else if (key == QLatin1String("bounds")) {
                m_line += ",\"explicitBounds\":[";
                for (const QJsonValue &value : it.value().toArray()) {
                    m_line += m_line.back() == '[' ? "" : ",";
                    appendDouble(m_line, numberOf(value));
                }
                m_line += ']';
            } else if (key == QLatin1String("positive") || key == QLatin1String("negative")) {
                const QJsonObject buckets = it.value().toObject();
                m_line += ",\"" + key.toStdString() + "\":{\"offset\":" + std::to_string(buckets[QLatin1String("offset")].toInteger());
                counts("bucketCounts", buckets[QLatin1String("counts")].toArray());
                m_line += '}';
            } else if (key == QLatin1String("quantiles")) {
                m_line += ",\"quantileValues\":[";
                for (const QJsonValue &pair : it.value().toArray()) {
                    m_line += m_line.back() == '[' ? "{\"quantile\":" : ",{\"quantile\":";
                    appendDouble(m_line, numberOf(pair[0]));
                    number("value", pair[1]);
                    m_line += '}';
                }
                m_line += ']';
            } else if (key == QLatin1String("zeroCount")) {
                m_line += ",\"zeroCount\":\"" + std::to_string(it.value().toInteger()) + "\"";
            } else {
                number(key.toStdString().c_str(), it.value());
            }
        }
    }

    void group(const char *outer, const char *inner, const char *list, const std::vector<Tag> &resource, const std::string &scope, const std::string &version,
               const std::vector<Tag> &scopeTags)
    {
        const bool same = m_records > 0 && m_records < kRecordsPerLine && m_list == list && m_scope == scope && m_version == version && m_resource == resource;
        if (same) {
            m_line += ',';
            ++m_records;
            return;
        }
        finish();
        m_list = list;
        m_scope = scope;
        m_version = version;
        m_resource = resource;
        m_records = 1;
        m_line = std::string("{\"") + outer + "\":[{\"resource\":{\"attributes\":";
        appendOtlpTags(m_line, resource);
        m_line += std::string("},\"") + inner + "\":[{\"scope\":{\"name\":";
        appendJsonString(m_line, scope);
        m_line += ",\"version\":";
        appendJsonString(m_line, version);
        m_line += ",\"attributes\":";
        appendOtlpTags(m_line, scopeTags);
        m_line += std::string("},\"") + list + "\":[";
    }

    Write m_write;
    std::string m_line, m_list, m_scope, m_version;
    std::vector<Tag> m_resource;
    std::size_t m_records = 0;
};

} // namespace

std::unique_ptr<RecordWriter> otlpJsonWriter(RecordWriter::Write write)
{
    return std::make_unique<OtlpJsonWriter>(std::move(write));
}

} // namespace triptych::formats
