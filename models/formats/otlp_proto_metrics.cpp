#include "formats/otlp_proto_metrics.h"

#include "formats/json_reader.h"
#include "formats/otlp_ids.h"
#include "formats/otlp_metric_text.h"
#include "formats/otlp_proto_values.h"

#include <algorithm>
#include <limits>

namespace triptych::formats {

using protozero::pbf_wire_type;
using telemetry::ExemplarRow;
using telemetry::MetricType;
using telemetry::SampleRow;
using telemetry::SeriesRow;
using telemetry::Tag;
using telemetry::TagView;
using telemetry::Temporality;

namespace {

/// Field numbers of one kind of data point; 0 where it has no such field.
struct PointFields {
    unsigned attributes, start, time, count, sum, asDouble, asInt, exemplars, flags, counts, bounds, min, max, quantiles;
    unsigned scale = 0, zeroCount = 0, positive = 0, negative = 0, zeroThreshold = 0;
};
constexpr PointFields kNumber{7, 2, 3, 0, 0, 4, 6, 5, 8, 0, 0, 0, 0, 0};
constexpr PointFields kHistogram{9, 2, 3, 4, 5, 0, 0, 8, 10, 6, 7, 11, 12, 0};
constexpr PointFields kExponential{1, 2, 3, 4, 5, 0, 0, 11, 10, 0, 0, 12, 13, 0, 6, 7, 8, 9, 14};
constexpr PointFields kSummary{7, 2, 3, 4, 5, 0, 0, 0, 8, 0, 0, 0, 0, 6};

void appendNext(std::string &list)
{
    list += list.empty() ? '[' : ',';
}

std::string bucketsJson(std::string_view message)
{
    std::string out, counts;
    ProtoReader r(message);
    while (r.next()) {
        if (r.tag() == 1 && r.wireType() == pbf_wire_type::varint) {
            appendMember(out, "offset");
            out += std::to_string(r.sint32());
        } else if (r.tag() == 2 && r.wireType() == pbf_wire_type::length_delimited) {
            for (const std::uint64_t n : r.packedUint64()) {
                appendNext(counts);
                counts += std::to_string(n);
            }
        } else if (r.tag() == 2 && r.wireType() == pbf_wire_type::varint) {
            appendNext(counts);
            counts += std::to_string(r.uint64());
        } else {
            r.skip();
        }
    }
    if (!counts.empty()) {
        appendMember(out, "counts");
        out += counts + "]";
    }
    return out.empty() ? "{}" : out + "}";
}

void exemplar(std::string_view message, TextArena &arena, std::uint32_t series, telemetry::BatchBuilder &out)
{
    ExemplarRow row;
    row.series = series;
    std::vector<TagView> tags;
    ProtoReader r(message);
    while (r.next()) {
        switch (r.tag()) {
        case 2: row.time = protoNanos(r.fixed64()); break;
        case 3: row.value = r.number(); break;
        case 4: row.span = spanIdFromBytes(r.view()); break;
        case 5: row.trace = traceIdFromBytes(r.view()); break;
        case 6: row.value = static_cast<double>(r.sfixed64()); break;
        case 7: readProtoAttribute(r.view(), arena, tags); break;
        default: r.skip(); break;
        }
    }
    if (!tags.empty())
        row.tags = telemetry::tagsToJson(ownedTags(tags));
    out.addExemplar(std::move(row));
}

void point(std::string_view message, const PointFields &f, TextArena &arena, SeriesRow &series, telemetry::BatchBuilder &out)
{
    SampleRow sample;
    std::vector<TagView> tags;
    std::vector<std::string_view> exemplars;
    std::string &detail = sample.detail;
    std::string counts, bounds, quantiles;
    std::uint32_t flags = 0;
    bool valued = false;
    ProtoReader r(message);
    while (r.next()) {
        const unsigned tag = r.tag();
        const bool bytes = r.wireType() == pbf_wire_type::length_delimited;
        const bool fixed = r.wireType() == pbf_wire_type::fixed64;
        const bool varint = r.wireType() == pbf_wire_type::varint;
        if (tag == f.attributes && bytes) {
            readProtoAttribute(r.view(), arena, tags);
        } else if (tag == f.start && fixed) {
            sample.start = protoNanos(r.fixed64());
        } else if (tag == f.time && fixed) {
            sample.time = protoNanos(r.fixed64());
        } else if (tag == f.count && fixed) {
            sample.count = r.fixed64();
        } else if ((tag == f.sum || tag == f.asDouble) && fixed) {
            sample.value = r.number();
            valued = true;
        } else if (tag == f.asInt && fixed) {
            sample.value = static_cast<double>(r.sfixed64());
            valued = true;
        } else if (tag == f.exemplars && bytes) {
            exemplars.push_back(r.view());
        } else if (tag == f.flags && varint) {
            flags = r.uint32();
        } else if (tag == f.counts && (bytes || fixed)) {
            const auto add = [&counts](std::uint64_t n) {
                appendNext(counts);
                counts += std::to_string(n);
            };
            if (fixed) {
                add(r.fixed64());
            } else {
                for (const std::uint64_t n : r.packedFixed64())
                    add(n);
            }
        } else if (tag == f.bounds && (bytes || fixed)) {
            const auto add = [&bounds](double bound) {
                appendNext(bounds);
                appendJsonNumber(bounds, bound);
            };
            if (fixed) {
                add(r.number());
            } else {
                for (const double bound : r.packedDouble())
                    add(bound);
            }
        } else if (tag == f.quantiles && bytes) {
            double quantile = 0, value = 0;
            ProtoReader q(r.view());
            while (q.next()) {
                if (q.tag() == 1)
                    quantile = q.number();
                else if (q.tag() == 2)
                    value = q.number();
                else
                    q.skip();
            }
            appendNext(quantiles);
            quantiles += '[';
            appendJsonNumber(quantiles, quantile);
            quantiles += ',';
            appendJsonNumber(quantiles, value);
            quantiles += ']';
        } else if ((tag == f.min || tag == f.max || tag == f.zeroThreshold) && fixed) {
            appendMember(detail, tag == f.min ? "min" : tag == f.max ? "max" : "zeroThreshold");
            appendJsonNumber(detail, r.number());
        } else if (tag == f.scale && varint) {
            appendMember(detail, "scale");
            detail += std::to_string(r.sint32());
        } else if (tag == f.zeroCount && fixed) {
            appendMember(detail, "zeroCount");
            detail += std::to_string(r.fixed64());
        } else if ((tag == f.positive || tag == f.negative) && bytes) {
            appendMember(detail, tag == f.positive ? "positive" : "negative");
            detail += bucketsJson(r.view());
        } else {
            r.skip();
        }
    }
    const auto addList = [&detail](std::string_view key, const std::string &list) {
        if (!list.empty()) {
            appendMember(detail, key);
            detail += list + "]";
        }
    };
    addList("bounds", bounds);
    addList("counts", counts);
    addList("quantiles", quantiles);
    if (!detail.empty())
        detail += '}';
    if ((flags & kNoRecordedValue) != 0 && !valued)
        sample.value = std::numeric_limits<double>::quiet_NaN();
    series.tags = ownedTags(tags);
    const std::uint32_t row = out.series(series);
    sample.series = row;
    out.addSample(std::move(sample));
    for (const std::string_view e : exemplars)
        exemplar(e, arena, row, out);
}

} // namespace

void readProtoMetric(std::string_view message, TextArena &arena, telemetry::BatchBuilder &out, telemetry::BatchResource resource,
                     telemetry::BatchScope scope)
{
    SeriesRow series;
    series.resource = resource;
    series.scope = scope;
    std::string_view data;
    const PointFields *fields = nullptr;
    ProtoReader r(message);
    while (r.next()) {
        switch (r.tag()) {
        case 1: series.name = protoText(r.view(), arena); continue;
        case 2: series.description = protoText(r.view(), arena); continue;
        case 3: series.unit = protoText(r.view(), arena); continue;
        case 5: series.type = MetricType::Gauge; fields = &kNumber; break;
        case 7: series.type = MetricType::Sum; fields = &kNumber; break;
        case 9: series.type = MetricType::Histogram; fields = &kHistogram; break;
        case 10: series.type = MetricType::ExponentialHistogram; fields = &kExponential; break;
        case 11: series.type = MetricType::Summary; fields = &kSummary; break;
        default: r.skip(); continue;
        }
        data = r.view();
    }
    if (fields == nullptr)
        return;
    std::vector<std::string_view> points;
    ProtoReader d(data);
    while (d.next()) {
        if (d.tag() == 1) {
            points.push_back(d.view());
        } else if (d.tag() == 2 && d.wireType() == pbf_wire_type::varint) {
            const std::int32_t t = d.int32();
            series.temporality = t == 1 ? Temporality::Delta : t == 2 ? Temporality::Cumulative : Temporality::Unspecified;
        } else if (d.tag() == 3 && d.wireType() == pbf_wire_type::varint) {
            series.monotonic = d.boolean();
        } else {
            d.skip();
        }
    }
    for (const std::string_view p : points)
        point(p, *fields, arena, series, out);
}

} // namespace triptych::formats
