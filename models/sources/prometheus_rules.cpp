#include "sources/prometheus_rules.h"

#include "sources/iso_time.h"

#include <QJsonArray>
#include <QJsonObject>
#include <algorithm>
#include <cmath>

namespace triptych::sources {

namespace {

LabelList labelsOf(const QJsonValue &value)
{
    LabelList out;
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        out.emplace_back(it.key().toStdString(), it.value().toString().toStdString());
    return out;
}

AlertRule::State ruleState(const QString &text)
{
    return text == QStringLiteral("firing")     ? AlertRule::State::Firing
           : text == QStringLiteral("pending")  ? AlertRule::State::Pending
           : text == QStringLiteral("inactive") ? AlertRule::State::Inactive
                                                : AlertRule::State::Unknown;
}

telemetry::Nanos nanosOfSeconds(double value)
{
    return std::abs(value) < 9e9 ? static_cast<telemetry::Nanos>(std::llround(value * 1e9)) : 0;
}

/// Labels under which programs put a trace's id.
bool namesTrace(std::string_view label)
{
    return label == "trace_id" || label == "traceID" || label == "traceId" || label == "TraceID" || label == "traceid";
}

} // namespace

std::vector<AlertRule> alertRulesOf(const QJsonValue &data)
{
    std::vector<AlertRule> out;
    for (const QJsonValue &group : data.toObject().value(QStringLiteral("groups")).toArray()) {
        for (const QJsonValue &value : group.toObject().value(QStringLiteral("rules")).toArray()) {
            const QJsonObject rule = value.toObject();
            if (rule.value(QStringLiteral("type")).toString() != QStringLiteral("alerting"))
                continue;
            AlertRule one;
            one.group = group.toObject().value(QStringLiteral("name")).toString().toStdString();
            one.name = rule.value(QStringLiteral("name")).toString().toStdString();
            one.query = rule.value(QStringLiteral("query")).toString().toStdString();
            one.state = ruleState(rule.value(QStringLiteral("state")).toString());
            one.holdsFor = nanosOfSeconds(rule.value(QStringLiteral("duration")).toDouble());
            one.health = rule.value(QStringLiteral("health")).toString().toStdString();
            one.lastError = rule.value(QStringLiteral("lastError")).toString().toStdString();
            one.labels = labelsOf(rule.value(QStringLiteral("labels")));
            one.annotations = labelsOf(rule.value(QStringLiteral("annotations")));
            for (const QJsonValue &fired : rule.value(QStringLiteral("alerts")).toArray()) {
                const QJsonObject alert = fired.toObject();
                one.alerts.push_back({labelsOf(alert.value(QStringLiteral("labels"))), ruleState(alert.value(QStringLiteral("state")).toString()),
                                      isoTime(alert.value(QStringLiteral("activeAt")).toString()), alert.value(QStringLiteral("value")).toString().toStdString()});
            }
            out.push_back(std::move(one));
        }
    }
    return out;
}

std::vector<TracedSample> tracedSamplesOf(const QJsonValue &data)
{
    std::vector<TracedSample> out;
    for (const QJsonValue &series : data.toArray()) {
        const LabelList labels = labelsOf(series.toObject().value(QStringLiteral("seriesLabels")));
        for (const QJsonValue &value : series.toObject().value(QStringLiteral("exemplars")).toArray()) {
            const QJsonObject exemplar = value.toObject();
            TracedSample one{labels, labelsOf(exemplar.value(QStringLiteral("labels"))), nanosOfSeconds(exemplar.value(QStringLiteral("timestamp")).toDouble()), exemplar.value(QStringLiteral("value")).toString().toStdString(), {}};
            for (const auto &[label, text] : one.labels)
                if (namesTrace(label))
                    one.trace = telemetry::traceIdFromHex(text).value_or(telemetry::TraceId());
            out.push_back(std::move(one));
        }
    }
    return out;
}

} // namespace triptych::sources
