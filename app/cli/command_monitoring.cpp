#include "app/cli/remote.h"
#include "app/cli/rows.h"
#include "telemetry/human_text.h"

#include <chrono>
#include <cstdio>

/// What servers watch by themselves: metrics, alerts, slo.
namespace triptych::cli {

using sources::AlertRule;
using sources::LabelList;
using telemetry::Nanos;

namespace {

void writeLabels(JsonWriter &json, std::string_view key, const LabelList &labels)
{
    json.key(key).beginObject();
    for (const auto &[name, value] : labels)
        json.field(name, value);
    json.endObject();
}

std::string labelsText(const LabelList &labels)
{
    std::string out;
    for (const auto &[name, value] : labels)
        out += (out.empty() ? "" : ", ") + name + "=" + value;
    return out;
}

std::string percent(const std::optional<double> &value)
{
    char text[32] = "";
    if (value)
        std::snprintf(text, sizeof text, "%.4g %%", *value);
    return text;
}

base::Result<telemetry::TimeRange> rangeOf(const Context &context)
{
    constexpr Nanos kHour = 3'600'000'000'000;
    const Nanos now = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    telemetry::TimeRange range{now - kHour, now};
    for (const auto &[option, end] : {std::pair("from", &range.from), std::pair("to", &range.to)}) {
        if (const auto text = context.arguments.value(option)) {
            const auto time = timeOf(option, *text);
            if (!time)
                return time.error();
            *end = *time;
        }
    }
    if (const auto last = context.arguments.value("last")) {
        const auto length = durationOf(*last);
        if (!length)
            return usageError("--last '" + *last + "' is no stretch of time", "write 15m, 1h or 2d");
        range.from = range.to - *length;
    }
    if (range.empty())
        return usageError("the time range is empty: --from is not before --to");
    return range;
}

int listExemplars(Context &context, const std::vector<sources::TracedSample> &samples)
{
    if (context.json) {
        JsonList list(context.out, "exemplars", false);
        for (const sources::TracedSample &one : samples) {
            list.json().beginObject().field("time", std::to_string(one.time)).field("value", one.value).field("traceId", idText(one.trace));
            writeLabels(list.json(), "series", one.series);
            writeLabels(list.json(), "labels", one.labels);
            list.json().endObject();
        }
        return kDone;
    }
    TextTable table;
    table.column("time (UTC)");
    table.column("value", TextTable::Align::Right);
    for (const char *title : {"trace", "series"})
        table.column(title);
    for (const sources::TracedSample &one : samples)
        table.row({telemetry::formatDateTime(one.time), one.value, idText(one.trace), labelsText(one.series)});
    table.print(context.out);
    return kDone;
}

} // namespace

int runMetrics(Context &context)
{
    const auto range = rangeOf(context);
    if (!range)
        return context.fail(range.error());
    const auto limit = rowLimit(context);
    if (!limit)
        return context.fail(limit.error());
    const auto backend = openOneBackend(context, "prometheus=URL", {sources::BackendKind::Prometheus, sources::BackendKind::Datadog});
    if (!backend)
        return context.fail(backend.error());
    if (const auto expression = context.arguments.value("exemplars")) {
        const auto samples = (*backend)->exemplars(*expression, *range, context.stop);
        return samples ? listExemplars(context, *samples) : context.fail(samples.error());
    }
    const auto infos = (*backend)->metricInfos(*range, context.stop);
    if (!infos)
        return context.fail(infos.error());
    const std::size_t shown = std::min<std::size_t>(infos->size(), *limit);
    if (context.json) {
        JsonList list(context.out, "metrics", shown < infos->size(), infos->size());
        for (std::size_t i = 0; i < shown; ++i) {
            const sources::MetricInfo &one = (*infos)[i];
            list.json().beginObject().field("name", one.name).field("type", one.type).field("unit", one.unit).field("help", one.help).endObject();
        }
        return kDone;
    }
    TextTable table;
    for (const char *title : {"metric", "type", "unit", "help"})
        table.column(title);
    for (std::size_t i = 0; i < shown; ++i)
        table.row({(*infos)[i].name, (*infos)[i].type, (*infos)[i].unit, (*infos)[i].help});
    table.print(context.out);
    sayMore(context.out, shown, infos->size());
    return kDone;
}

int runAlerts(Context &context)
{
    const auto backend = openOneBackend(context, "prometheus=URL", {sources::BackendKind::Prometheus, sources::BackendKind::Datadog});
    if (!backend)
        return context.fail(backend.error());
    auto rules = (*backend)->alertRules(context.stop);
    if (!rules)
        return context.fail(rules.error());
    if (context.arguments.has("firing"))
        std::erase_if(*rules, [](const AlertRule &r) { return r.state != AlertRule::State::Firing && r.state != AlertRule::State::Pending; });
    if (context.json) {
        JsonList list(context.out, "alerts", false);
        for (const AlertRule &rule : *rules) {
            JsonWriter &json = list.json();
            json.beginObject().field("group", rule.group).field("name", rule.name).field("query", rule.query).field("state", sources::name(rule.state)).field("for", rule.holdsFor);
            json.field("health", rule.health).field("lastError", rule.lastError);
            writeLabels(json, "labels", rule.labels);
            writeLabels(json, "annotations", rule.annotations);
            json.key("alerts").beginArray();
            for (const AlertRule::Alert &alert : rule.alerts) {
                json.beginObject().field("state", sources::name(alert.state)).field("since", std::to_string(alert.since)).field("value", alert.value);
                writeLabels(json, "labels", alert.labels);
                json.endObject();
            }
            json.endArray().endObject();
        }
        return kDone;
    }
    TextTable table;
    for (const char *title : {"state", "rule", "since (UTC)", "of", "query"})
        table.column(title);
    for (const AlertRule &rule : *rules) {
        table.row({std::string(sources::name(rule.state)), rule.name, {}, rule.lastError.empty() ? rule.group : rule.lastError, rule.query});
        for (const AlertRule::Alert &alert : rule.alerts)
            table.row({"  " + std::string(sources::name(alert.state)), {}, alert.since == 0 ? std::string() : telemetry::formatDateTime(alert.since), labelsText(alert.labels), {}});
    }
    table.print(context.out);
    return kDone;
}

int runSlo(Context &context)
{
    const auto backend = openOneBackend(context, "datadog=SITE", {sources::BackendKind::Datadog});
    if (!backend)
        return context.fail(backend.error());
    const auto objectives = (*backend)->objectives(context.stop);
    if (!objectives)
        return context.fail(objectives.error());
    if (context.json) {
        JsonList list(context.out, "objectives", false);
        for (const sources::Objective &one : *objectives) {
            JsonWriter &json = list.json();
            json.beginObject().field("id", one.id).field("name", one.name).field("kind", one.kind).field("timeframe", one.timeframe).field("target", one.target);
            if (one.reached)
                json.field("sli", *one.reached);
            if (one.budgetLeft)
                json.field("errorBudgetLeft", *one.budgetLeft);
            json.key("tags").beginArray();
            for (const std::string &tag : one.tags)
                json.text(tag);
            json.endArray().endObject();
        }
        return kDone;
    }
    TextTable table;
    for (const char *title : {"objective", "kind", "over"})
        table.column(title);
    for (const char *title : {"target", "reached", "budget left"})
        table.column(title, TextTable::Align::Right);
    for (const sources::Objective &one : *objectives)
        table.row({one.name, one.kind, one.timeframe, percent(one.target), percent(one.reached), percent(one.budgetLeft)});
    table.print(context.out);
    return kDone;
}

} // namespace triptych::cli
