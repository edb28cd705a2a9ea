#include "sources/datadog_monitoring.h"

#include "sources/json_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <cmath>

namespace triptych::sources {

namespace {

AlertRule::State monitorState(const QString &word)
{
    if (word == QStringLiteral("Alert") || word == QStringLiteral("Warn"))
        return AlertRule::State::Firing;
    if (word == QStringLiteral("OK"))
        return AlertRule::State::Inactive;
    return word == QStringLiteral("No Data") ? AlertRule::State::NoData : AlertRule::State::Unknown;
}

LabelList labelsOfTags(const QJsonArray &tags)
{
    LabelList out;
    for (const QJsonValue &value : tags) {
        const std::string tag = value.toString().toStdString();
        const std::size_t colon = tag.find(':');
        out.emplace_back(tag.substr(0, colon), colon == std::string::npos ? std::string() : tag.substr(colon + 1));
    }
    return out;
}

QString shortestText(double value)
{
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

} // namespace

std::string datadogSeriesAsPrometheus(const QJsonObject &answer, bool instant)
{
    const QJsonObject attributes = answer.value(QStringLiteral("data")).toObject().value(QStringLiteral("attributes")).toObject();
    const QJsonArray times = attributes.value(QStringLiteral("times")).toArray(), values = attributes.value(QStringLiteral("values")).toArray();
    QJsonArray result;
    qsizetype index = 0;
    for (const QJsonValue &one : attributes.value(QStringLiteral("series")).toArray()) {
        const QJsonArray own = values.at(index++).toArray();
        QJsonObject metric;
        for (const auto &[key, value] : labelsOfTags(one.toObject().value(QStringLiteral("group_tags")).toArray()))
            metric.insert(QString::fromStdString(key), QString::fromStdString(value));
        QJsonArray points;
        for (qsizetype i = 0; i < std::min(times.size(), own.size()); ++i)
            if (own.at(i).isDouble())
                points.append(QJsonArray{times.at(i).toDouble() / 1000.0, shortestText(own.at(i).toDouble())});
        if (points.isEmpty())
            continue;
        QJsonObject series{{QStringLiteral("metric"), metric}};
        instant ? series.insert(QStringLiteral("value"), points.last()) : series.insert(QStringLiteral("values"), points);
        result.append(series);
    }
    const QJsonObject data{{QStringLiteral("resultType"), instant ? QStringLiteral("vector") : QStringLiteral("matrix")}, {QStringLiteral("result"), result}};
    QJsonObject out{{QStringLiteral("status"), QStringLiteral("success")}, {QStringLiteral("data"), data}};
    if (const QString error = answer.value(QStringLiteral("errors")).toString(); !error.isEmpty())
        out.insert(QStringLiteral("warnings"), QJsonArray{error});
    return QJsonDocument(out).toJson(QJsonDocument::Compact).toStdString();
}

AlertRule ruleOfMonitor(const QJsonObject &monitor)
{
    AlertRule out;
    out.group = textAt(monitor, "type");
    out.name = textAt(monitor, "name");
    out.query = textAt(monitor, "query");
    out.state = monitorState(monitor.value(QStringLiteral("overall_state")).toString());
    out.health = out.state == AlertRule::State::Unknown ? "unknown" : "ok";
    out.labels = labelsOfTags(monitor.value(QStringLiteral("tags")).toArray());
    if (const std::string message = textAt(monitor, "message"); !message.empty())
        out.annotations.emplace_back("message", message);
    const QJsonObject groups = monitor.value(QStringLiteral("state")).toObject().value(QStringLiteral("groups")).toObject();
    for (auto it = groups.begin(); it != groups.end(); ++it) {
        const QJsonObject group = it.value().toObject();
        const AlertRule::State state = monitorState(group.value(QStringLiteral("status")).toString());
        if (state == AlertRule::State::Inactive)
            continue;
        LabelList labels;
        QJsonArray tags;
        for (const QString &tag : it.key().split(u','))
            tags.append(tag);
        out.alerts.push_back({labelsOfTags(tags), state, static_cast<telemetry::Nanos>(group.value(QStringLiteral("last_triggered_ts")).toInteger()) * 1'000'000'000, {}});
    }
    return out;
}

int daysOf(const std::string &timeframe)
{
    return timeframe == "7d" ? 7 : timeframe == "90d" ? 90 : 30;
}

std::vector<Objective> objectivesOf(const QJsonObject &slo)
{
    std::vector<Objective> out;
    for (const QJsonValue &value : slo.value(QStringLiteral("thresholds")).toArray()) {
        const QJsonObject threshold = value.toObject();
        Objective one;
        one.id = textAt(slo, "id");
        one.name = textAt(slo, "name");
        one.kind = textAt(slo, "type");
        one.description = textAt(slo, "description");
        one.timeframe = textAt(threshold, "timeframe");
        one.target = threshold.value(QStringLiteral("target")).toDouble();
        for (const QJsonValue &tag : slo.value(QStringLiteral("tags")).toArray())
            one.tags.push_back(tag.toString().toStdString());
        out.push_back(std::move(one));
    }
    return out;
}

void addHistory(const QJsonObject &answer, Objective &objective)
{
    const QJsonObject overall = answer.value(QStringLiteral("data")).toObject().value(QStringLiteral("overall")).toObject();
    if (const QJsonValue reached = overall.value(QStringLiteral("sli_value")); reached.isDouble())
        objective.reached = reached.toDouble();
    const QJsonObject left = overall.value(QStringLiteral("error_budget_remaining")).toObject();
    QJsonValue own = left.value(QString::fromStdString(objective.timeframe));
    if (own.isUndefined() && !left.isEmpty())
        own = left.begin().value();
    if (own.isDouble())
        objective.budgetLeft = own.toDouble();
}

} // namespace triptych::sources
