#include "sources/tempo_metrics.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace triptych::sources {

namespace {

/// As Prometheus writes it; what is not told is 0, which its encoding leaves out.
QString numberText(const QJsonValue &value)
{
    if (!value.isString())
        return QString::number(value.toDouble(), 'g', 17);
    if (value.toString() == QStringLiteral("Infinity"))
        return QStringLiteral("+Inf");
    return value.toString() == QStringLiteral("-Infinity") ? QStringLiteral("-Inf") : value.toString();
}

/// Labels are values of OTLP: one member, named by its type.
QString labelText(const QJsonObject &value)
{
    return value.isEmpty() ? QString() : value.begin().value().toVariant().toString();
}

} // namespace

std::string tempoSeriesAsPrometheus(const QJsonObject &answer, bool instant, double instantSeconds)
{
    QJsonArray result;
    for (const QJsonValue &one : answer.value(QStringLiteral("series")).toArray()) {
        const QJsonObject series = one.toObject();
        QJsonObject metric;
        for (const QJsonValue &label : series.value(QStringLiteral("labels")).toArray())
            metric.insert(label.toObject().value(QStringLiteral("key")).toString(), labelText(label.toObject().value(QStringLiteral("value")).toObject()));
        QJsonObject out{{QStringLiteral("metric"), metric}};
        if (instant) {
            out.insert(QStringLiteral("value"), QJsonArray{instantSeconds, numberText(series.value(QStringLiteral("value")))});
        } else {
            QJsonArray values;
            for (const QJsonValue &sample : series.value(QStringLiteral("samples")).toArray())
                values.append(QJsonArray{sample.toObject().value(QStringLiteral("timestampMs")).toVariant().toDouble() / 1000, numberText(sample.toObject().value(QStringLiteral("value")))});
            if (values.isEmpty())
                continue;
            out.insert(QStringLiteral("values"), values);
        }
        result.append(out);
    }
    const QJsonObject data{{QStringLiteral("resultType"), instant ? QStringLiteral("vector") : QStringLiteral("matrix")}, {QStringLiteral("result"), result}};
    QJsonObject out{{QStringLiteral("status"), QStringLiteral("success")}, {QStringLiteral("data"), data}};
    if (const QString message = answer.value(QStringLiteral("message")).toString(); !message.isEmpty()) // more series than it gives
        out.insert(QStringLiteral("warnings"), QJsonArray{message});
    return QJsonDocument(out).toJson(QJsonDocument::Compact).toStdString();
}

} // namespace triptych::sources
