#include "app/cli/remote.h"
#include "app/cli/rows.h"
#include "telemetry/human_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <chrono>

namespace triptych::cli {

using base::Result;
using telemetry::Nanos;

namespace {

constexpr Nanos kSecond = 1'000'000'000;

Result<sources::MetricQuery> queryOf(const Context &context, std::string expression)
{
    const Arguments &arguments = context.arguments;
    sources::MetricQuery query;
    query.expression = std::move(expression);
    const Nanos now = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    const auto time = [&](const char *option, Nanos fallback) -> Result<Nanos> {
        const auto text = arguments.value(option);
        return text ? timeOf(option, *text) : Result<Nanos>(fallback);
    };
    const bool range = arguments.has("from") || arguments.has("to") || arguments.has("step");
    if (range && arguments.has("time"))
        return usageError("--time excludes --from, --to and --step");
    const auto at = time("time", now), from = time("from", now - 3600 * kSecond), to = time("to", now);
    for (const auto *t : {&at, &from, &to})
        if (!*t)
            return t->error();
    query.range = range ? telemetry::TimeRange{*from, *to} : telemetry::TimeRange{*at, *at};
    if (range && query.range.empty())
        return usageError("the time range is empty: --from is not before --to");
    if (const auto step = arguments.value("step")) {
        const auto length = durationOf(*step);
        if (!length || *length <= 0)
            return usageError("--step '" + *step + "' is no stretch of time", "write 15s, 1m or 1h");
        query.step = *length;
    } else {
        constexpr Nanos kPoints = 100; // a screenful and some
        query.step = std::max(kSecond, query.range.length() / kPoints / kSecond * kSecond);
    }
    return query;
}

std::string seriesText(const QJsonObject &labels)
{
    std::string out;
    for (auto it = labels.begin(); it != labels.end(); ++it)
        if (it.key() != QStringLiteral("__name__"))
            out += (out.empty() ? "" : ", ") + it.key().toStdString() + "=\"" + it.value().toString().toStdString() + "\"";
    return labels.value(QStringLiteral("__name__")).toString().toStdString() + (out.empty() ? "" : "{" + out + "}");
}

void addSample(TextTable &table, const std::string &labels, const QJsonArray &sample)
{
    table.row({labels, telemetry::formatDateTime(static_cast<Nanos>(sample.at(0).toDouble() * 1000) * 1'000'000), sample.at(1).toString().toStdString()});
}

void printAnswer(Context &context, const std::string &answer)
{
    const QJsonObject top = QJsonDocument::fromJson(QByteArray::fromStdString(answer)).object();
    const QJsonValue result = top.value(QStringLiteral("data")).toObject().value(QStringLiteral("result"));
    const QString type = top.value(QStringLiteral("data")).toObject().value(QStringLiteral("resultType")).toString();
    for (const char *kind : {"warnings", "infos"})
        for (const QJsonValue &remark : top.value(QLatin1String(kind)).toArray())
            complain(remark.toString().toStdString());
    TextTable table;
    table.column("series");
    table.column("time (UTC)");
    table.column("value", TextTable::Align::Right);
    if (type == QStringLiteral("scalar") || type == QStringLiteral("string"))
        addSample(table, {}, result.toArray());
    else
        for (const QJsonValue &value : result.toArray()) {
            const QJsonObject series = value.toObject();
            const std::string labels = seriesText(series.value(QStringLiteral("metric")).toObject());
            if (series.contains(QStringLiteral("value")))
                addSample(table, labels, series.value(QStringLiteral("value")).toArray());
            for (const QJsonValue &sample : series.value(QStringLiteral("values")).toArray())
                addSample(table, labels, sample.toArray());
        }
    table.print(context.out);
}

} // namespace

int runPromql(Context &context)
{
    std::string expression;
    for (const std::string &word : context.arguments.words())
        expression += (expression.empty() ? "" : " ") + word;
    if (expression.empty())
        return context.fail(usageError("promql needs an expression"));
    const auto query = queryOf(context, expression);
    if (!query)
        return context.fail(query.error());
    const auto backend = openOneBackend(context, "prometheus=URL", {sources::BackendKind::Prometheus, sources::BackendKind::Datadog});
    if (!backend)
        return context.fail(backend.error());
    const auto answer = (*backend)->metrics(*query, context.stop);
    if (!answer)
        return context.fail(answer.error());
    if (context.json)
        context.out.write(*answer + "\n");
    else
        printAnswer(context, *answer);
    return kDone;
}

} // namespace triptych::cli
