#pragma once
#include "telemetry/batch.h"

#include <QJsonValue>
#include <cmath>

/// What the writers of metrics share.
namespace triptych::formats {

inline bool isPlainNumber(telemetry::MetricType type)
{
    return type <= telemetry::MetricType::Sum;
}

/// The name of a metric's data in OTLP; what has no type is a gauge there.
inline const char *otlpDataName(telemetry::MetricType type)
{
    using telemetry::MetricType;
    switch (type) {
    case MetricType::Sum: return "sum";
    case MetricType::Histogram: return "histogram";
    case MetricType::ExponentialHistogram: return "exponentialHistogram";
    case MetricType::Summary: return "summary";
    case MetricType::Unknown:
    case MetricType::Gauge: break;
    }
    return "gauge";
}

/// A number of SampleRow::detail; what JSON has no number for stands there as text.
inline double numberOf(const QJsonValue &value)
{
    if (!value.isString())
        return value.toDouble();
    const QString text = value.toString();
    return text == QLatin1String("NaN") ? std::nan("") : text.startsWith(u'-') ? -HUGE_VAL : HUGE_VAL;
}

} // namespace triptych::formats
