#include "formats/otlp_json_metrics.h"

#include "formats/otlp_ids.h"
#include "formats/otlp_json_values.h"
#include "formats/otlp_metric_text.h"

#include <algorithm>
#include <limits>

namespace triptych::formats {

using telemetry::ExemplarRow;
using telemetry::MetricType;
using telemetry::SampleRow;
using telemetry::SeriesRow;
using telemetry::Tag;
using telemetry::TagView;
using telemetry::Temporality;

namespace {

MetricType metricTypeOf(std::string_view key)
{
    if (key == "gauge")
        return MetricType::Gauge;
    if (key == "sum")
        return MetricType::Sum;
    if (key == "histogram")
        return MetricType::Histogram;
    if (key == "exponentialHistogram")
        return MetricType::ExponentialHistogram;
    return key == "summary" ? MetricType::Summary : MetricType::Unknown;
}

Temporality temporalityOf(std::string_view text)
{
    if (text == "1" || text.ends_with("DELTA"))
        return Temporality::Delta;
    return text == "2" || text.ends_with("CUMULATIVE") ? Temporality::Cumulative : Temporality::Unspecified;
}

/// A list of numbers or decimal strings as a list of numbers.
void appendNumbers(JsonReader &r, std::string &out, bool whole)
{
    out += '[';
    if (r.peek() != '[') {
        r.skip();
    } else {
        r.enterArray();
        while (r.nextElement()) {
            if (out.back() != '[')
                out += ',';
            if (whole)
                out += std::to_string(r.integer());
            else
                appendJsonNumber(out, r.number());
        }
    }
    out += ']';
}

class MetricReader
{
public:
    MetricReader(JsonPiece &piece, telemetry::BatchBuilder &out, SeriesRow &series)
        : m_piece(piece), m_reader(piece.reader()), m_out(out), m_series(series)
    {
    }

    void data(std::size_t at)
    {
        m_reader.seek(at);
        if (m_reader.peek() != '{')
            return;
        m_reader.enterObject();
        std::string_view key;
        std::size_t pointsAt = kNowhere;
        while (m_reader.nextKey(key)) {
            key = camelCase(key, m_piece.arena());
            if (key == "dataPoints") {
                pointsAt = m_reader.position();
                m_reader.skip();
            } else if (key == "aggregationTemporality") {
                m_series.temporality = temporalityOf(m_reader.textValue());
            } else if (key == "isMonotonic") {
                m_series.monotonic = m_reader.boolean();
            } else {
                m_reader.skip();
            }
        }
        if (m_reader.failed() || pointsAt == kNowhere)
            return;
        m_reader.seek(pointsAt);
        if (m_reader.peek() != '[')
            return;
        m_reader.enterArray();
        while (m_reader.nextElement() && !m_reader.failed())
            point();
    }

private:
    void point()
    {
        JsonReader &r = m_reader;
        std::vector<TagView> tags;
        SampleRow sample;
        std::int64_t flags = 0;
        bool valued = false;
        std::size_t exemplarsAt = kNowhere;
        std::string_view key;
        std::string &detail = sample.detail;
        if (!r.enterObject())
            return;
        while (r.nextKey(key)) {
            key = camelCase(key, m_piece.arena());
            if (r.isNull()) {
                r.skip();
            } else if (key == "attributes") {
                readAttributes(r, m_piece.arena(), tags);
            } else if (key == "labels") {
                labels(tags);
            } else if (key == "timeUnixNano") {
                sample.time = r.integer();
            } else if (key == "startTimeUnixNano") {
                sample.start = r.integer();
            } else if (key == "asDouble" || key == "asInt" || key == "sum" || key == "value") {
                sample.value = r.number();
                valued = true;
            } else if (key == "count") {
                sample.count = static_cast<std::uint64_t>(r.integer());
            } else if (key == "flags") {
                flags = r.integer();
            } else if (key == "exemplars") {
                exemplarsAt = r.position();
                r.skip();
            } else if (key == "bucketCounts") {
                appendMember(detail, "counts");
                appendNumbers(r, detail, true);
            } else if (key == "explicitBounds") {
                appendMember(detail, "bounds");
                appendNumbers(r, detail, false);
            } else if (key == "min" || key == "max" || key == "scale" || key == "zeroCount" || key == "zeroThreshold") {
                appendMember(detail, key);
                appendJsonNumber(detail, r.number());
            } else if (key == "positive" || key == "negative") {
                appendMember(detail, key);
                buckets(detail);
            } else if (key == "quantileValues") {
                appendMember(detail, "quantiles");
                quantiles(detail);
            } else {
                r.skip();
            }
        }
        if (r.failed())
            return;
        if (!detail.empty())
            detail += '}';
        if ((flags & kNoRecordedValue) != 0 && !valued)
            sample.value = std::numeric_limits<double>::quiet_NaN();
        m_series.tags = ownedTags(tags);
        sample.series = m_out.series(m_series);
        const std::uint32_t row = sample.series;
        m_out.addSample(std::move(sample));
        if (exemplarsAt != kNowhere) {
            const std::size_t behind = r.position();
            exemplars(exemplarsAt, row);
            if (!r.failed())
                r.seek(behind);
        }
    }

    void buckets(std::string &detail)
    {
        JsonReader &r = m_reader;
        std::string inner;
        std::string_view key;
        if (!r.enterObject())
            return;
        while (r.nextKey(key)) {
            key = camelCase(key, m_piece.arena());
            if (key == "offset") {
                appendMember(inner, "offset");
                inner += std::to_string(r.integer());
            } else if (key == "bucketCounts") {
                appendMember(inner, "counts");
                appendNumbers(r, inner, true);
            } else {
                r.skip();
            }
        }
        detail += inner.empty() ? "{" : inner;
        detail += '}';
    }

    void quantiles(std::string &detail)
    {
        JsonReader &r = m_reader;
        detail += '[';
        if (r.enterArray()) {
            while (r.nextElement() && r.enterObject()) {
                double quantile = 0, value = 0;
                std::string_view key;
                while (r.nextKey(key)) {
                    if (key == "quantile")
                        quantile = r.number();
                    else if (key == "value")
                        value = r.number();
                    else
                        r.skip();
                }
                detail += detail.back() == '[' ? "[" : ",[";
                appendJsonNumber(detail, quantile);
                detail += ',';
                appendJsonNumber(detail, value);
                detail += ']';
            }
        }
        detail += ']';
    }

    /// `labels` of the first OTLP versions: `[{"key":"a","value":"b"}]`.
    void labels(std::vector<TagView> &tags)
    {
        JsonReader &r = m_reader;
        if (!r.enterArray())
            return;
        while (r.nextElement() && r.enterObject()) {
            TagView tag;
            std::string_view key;
            while (r.nextKey(key)) {
                if (key == "key")
                    tag.key = r.textValue();
                else if (key == "value")
                    tag.value = r.textValue();
                else
                    r.skip();
            }
            tags.push_back(tag);
        }
    }

    void exemplars(std::size_t at, std::uint32_t series)
    {
        JsonReader &r = m_reader;
        r.seek(at);
        if (r.peek() != '[')
            return;
        r.enterArray();
        while (r.nextElement() && r.enterObject()) {
            ExemplarRow row;
            row.series = series;
            std::vector<TagView> tags;
            std::string_view key;
            while (r.nextKey(key)) {
                key = camelCase(key, m_piece.arena());
                if (key == "timeUnixNano")
                    row.time = r.integer();
                else if (key == "asDouble" || key == "asInt")
                    row.value = r.number();
                else if (key == "traceId")
                    row.trace = traceIdFromJson(r.textValue()).value_or(telemetry::TraceId());
                else if (key == "spanId")
                    row.span = spanIdFromJson(r.textValue()).value_or(telemetry::SpanId());
                else if (key == "filteredAttributes")
                    readAttributes(r, m_piece.arena(), tags);
                else
                    r.skip();
            }
            if (r.failed())
                return;
            if (!tags.empty())
                row.tags = telemetry::tagsToJson(ownedTags(tags));
            m_out.addExemplar(std::move(row));
        }
    }

    JsonPiece &m_piece;
    JsonReader &m_reader;
    telemetry::BatchBuilder &m_out;
    SeriesRow &m_series;
};

} // namespace

void readMetric(JsonPiece &piece, telemetry::BatchBuilder &out, telemetry::BatchResource resource, telemetry::BatchScope scope)
{
    JsonReader &r = piece.reader();
    piece.arena().reset();
    SeriesRow series;
    series.resource = resource;
    series.scope = scope;
    // Name and unit may follow the points.
    std::size_t dataAt = kNowhere;
    std::string_view key;
    if (!r.enterObject())
        return;
    while (r.nextKey(key)) {
        key = camelCase(key, piece.arena());
        if (key == "name") {
            series.name = r.textValue();
        } else if (key == "unit") {
            series.unit = r.textValue();
        } else if (key == "description") {
            series.description = r.textValue();
        } else if (const MetricType type = metricTypeOf(key); type != MetricType::Unknown && !r.isNull()) {
            series.type = type;
            dataAt = r.position();
            r.skip();
        } else {
            r.skip();
        }
    }
    if (r.failed() || dataAt == kNowhere)
        return;
    const std::size_t behind = r.position();
    MetricReader(piece, out, series).data(dataAt);
    if (!r.failed())
        r.seek(behind);
}

} // namespace triptych::formats
