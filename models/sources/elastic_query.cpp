#include "sources/elastic_query.h"

#include "sources/iso_time.h"

#include <QJsonDocument>

namespace triptych::sources::elastic {

namespace {

QString qt(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

QJsonArray list(std::initializer_list<QJsonObject> objects)
{
    QJsonArray out;
    for (const QJsonObject &one : objects)
        out.append(one);
    return out;
}

QJsonObject exists(const char *field)
{
    return {{QStringLiteral("exists"), QJsonObject{{QStringLiteral("field"), QLatin1String(field)}}}};
}

QJsonObject boolean(const char *clause, const QJsonArray &conditions)
{
    return {{QStringLiteral("bool"), QJsonObject{{QLatin1String(clause), conditions}}}};
}

} // namespace

QJsonObject all() { return {{QStringLiteral("match_all"), QJsonObject()}}; }
QJsonObject allOf(std::initializer_list<QJsonObject> conditions) { return boolean("filter", list(conditions)); }

QJsonObject anyOf(std::initializer_list<QJsonObject> conditions)
{
    return {{QStringLiteral("bool"), QJsonObject{{QStringLiteral("should"), list(conditions)}, {QStringLiteral("minimum_should_match"), 1}}}};
}

QJsonObject butNot(const QJsonObject &condition, const QJsonObject &excluded)
{
    return {{QStringLiteral("bool"), QJsonObject{{QStringLiteral("filter"), QJsonArray{condition}}, {QStringLiteral("must_not"), QJsonArray{excluded}}}}};
}

QJsonObject terms(std::string_view field, const QJsonArray &values)
{
    return {{QStringLiteral("terms"), QJsonObject{{qt(field), values}}}};
}

QJsonObject range(std::string_view field, const telemetry::TimeRange &range)
{
    constexpr telemetry::Nanos kMilli = 1'000'000;
    const QJsonObject ends{{QStringLiteral("gte"), static_cast<qint64>(range.from / kMilli)}, {QStringLiteral("lte"), static_cast<qint64>(range.to / kMilli + 1)}, {QStringLiteral("format"), QStringLiteral("epoch_millis")}};
    return {{QStringLiteral("range"), QJsonObject{{qt(field), ends}}}};
}

QJsonObject text(const std::string &query)
{
    if (query == "*")
        return all();
    return {{QStringLiteral("query_string"), QJsonObject{{QStringLiteral("query"), qt(query)}, {QStringLiteral("lenient"), true}, {QStringLiteral("analyze_wildcard"), true}}}};
}

QJsonObject parsed(const std::string &json) { return QJsonDocument::fromJson(QByteArray::fromStdString(json)).object(); }

QJsonObject isSpanEvent()
{
    return {{QStringLiteral("bool"), QJsonObject{{QStringLiteral("filter"), QJsonArray{exists("event_name"), exists("span_id")}},
                                                 {QStringLiteral("must_not"), QJsonArray{exists("severity_number"), exists("severity_text"), exists("body.text"), exists("body.structured")}}}}};
}

QJsonArray spellings(telemetry::TraceId id)
{
    const std::string whole = telemetry::hex(id), low = whole.substr(16);
    return {qt(whole), qt(std::string(16, '0') + low), qt(low)};
}

QJsonObject mentions(telemetry::TraceId id, std::string_view field)
{
    const std::string whole = telemetry::hex(id), low = whole.substr(16);
    const std::string uuid = whole.substr(0, 8) + "-" + whole.substr(8, 4) + "-" + whole.substr(12, 4) + "-" + whole.substr(16, 4) + "-" + whole.substr(20);
    std::string query;
    for (const std::string &one : {whole, low, std::to_string(id.lo), uuid, whole.substr(0, 8) + "-" + whole.substr(8)})
        query += (query.empty() ? "\"" : " OR \"") + one + "\"";
    // Within longer words (a traceparent is several words, an id with letters around it is none of its own).
    query += " OR *" + whole + "*";
    QJsonArray fields{QStringLiteral("body.text"), QStringLiteral("attributes.*")};
    if (!field.empty())
        for (const char *place : {"resource.attributes.", ""})
            fields.append(qt(place + std::string(field)));
    return {{QStringLiteral("query_string"), QJsonObject{{QStringLiteral("query"), qt(query)}, {QStringLiteral("fields"), fields}, {QStringLiteral("lenient"), true}}}};
}

QJsonArray sort(std::string_view field, std::string_view order)
{
    return {QJsonObject{{qt(field), QJsonObject{{QStringLiteral("order"), qt(order)}}}}};
}

QJsonArray exactTime()
{
    return {QJsonObject{{QStringLiteral("field"), QStringLiteral("@timestamp")}, {QStringLiteral("format"), QStringLiteral("strict_date_optional_time_nanos")}}};
}

telemetry::Nanos timeOf(const QJsonObject &hit)
{
    return isoTime(hit.value(QStringLiteral("fields")).toObject().value(QStringLiteral("@timestamp")).toArray().first().toString());
}

QJsonObject max(std::string_view field)
{
    return {{QStringLiteral("max"), QJsonObject{{QStringLiteral("field"), qt(field)}}}};
}

QJsonObject termsOf(std::string_view field, int size)
{
    return {{QStringLiteral("terms"), QJsonObject{{QStringLiteral("field"), qt(field)}, {QStringLiteral("size"), size}}}};
}

QJsonObject nestedAggregation(std::string_view path, const QJsonObject &terms, const QJsonObject &filter)
{
    QJsonObject inner{{QStringLiteral("values"), terms}};
    inner = {{QStringLiteral("some"), QJsonObject{{QStringLiteral("filter"), filter.isEmpty() ? all() : filter}, {QStringLiteral("aggs"), inner}}}};
    return {{QStringLiteral("within"), QJsonObject{{QStringLiteral("nested"), QJsonObject{{QStringLiteral("path"), qt(path)}}}, {QStringLiteral("aggs"), inner}}}};
}

QJsonArray buckets(const QJsonObject &answer, const char *aggregation)
{
    return answer.value(QStringLiteral("aggregations")).toObject().value(QLatin1String(aggregation)).toObject().value(QStringLiteral("buckets")).toArray();
}

QJsonArray nestedBuckets(const QJsonObject &answer)
{
    const QJsonObject within = answer.value(QStringLiteral("aggregations")).toObject().value(QStringLiteral("within")).toObject();
    return within.value(QStringLiteral("some")).toObject().value(QStringLiteral("values")).toObject().value(QStringLiteral("buckets")).toArray();
}

} // namespace triptych::sources::elastic
