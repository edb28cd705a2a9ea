#pragma once
#include "telemetry/ids.h"

#include <QJsonArray>
#include <QJsonObject>
#include <initializer_list>
#include <string>
#include <string_view>

/// Parts of the JSON that _search takes and gives.
namespace triptych::sources::elastic {

QJsonObject all();
QJsonObject allOf(std::initializer_list<QJsonObject> conditions);
QJsonObject anyOf(std::initializer_list<QJsonObject> conditions);
QJsonObject butNot(const QJsonObject &condition, const QJsonObject &excluded);
QJsonObject terms(std::string_view field, const QJsonArray &values);
/// Both ends widened to whole milliseconds: exact times are compared where the records are kept.
QJsonObject range(std::string_view field, const telemetry::TimeRange &range);
/// A search text of the filter's compiler.
QJsonObject text(const std::string &query);
/// JSON of the filter's compiler.
QJsonObject parsed(const std::string &json);
/// Documents that the collector's exporter makes of a span's events, beside log records.
QJsonObject isSpanEvent();
/// The forms in which an id may be stored: whole, its 64 bits padded, its 64 bits.
QJsonArray spellings(telemetry::TraceId id);
/// Lines that name the trace in their text, a tag, or the field `field` of their resource; empty: there is none.
QJsonObject mentions(telemetry::TraceId id, std::string_view field);
QJsonArray sort(std::string_view field, std::string_view order);
/// For `fields`: the time to the nanosecond.
QJsonArray exactTime();
/// Of a hit that was asked for with exactTime(); 0: it has none.
telemetry::Nanos timeOf(const QJsonObject &hit);

QJsonObject max(std::string_view field);
QJsonObject termsOf(std::string_view field, int size);
/// Terms of nested objects at `path`, of those that `filter` takes.
QJsonObject nestedAggregation(std::string_view path, const QJsonObject &terms, const QJsonObject &filter = {});
QJsonArray buckets(const QJsonObject &answer, const char *aggregation);
QJsonArray nestedBuckets(const QJsonObject &answer);

} // namespace triptych::sources::elastic
