#include "sources/prometheus_backend.h"

#include "sources/prometheus_rules.h"

#include <cstdio>
#include <map>

namespace triptych::sources {

using base::ErrorKind;
using base::Result;

namespace {

constexpr Nanos kMostPoints = 11'000; // of one series; more is an error there

std::string seconds(Nanos time)
{
    char text[48];
    std::snprintf(text, sizeof text, "%lld.%03lld", static_cast<long long>(time / 1'000'000'000), static_cast<long long>(time / 1'000'000 % 1000));
    return text;
}

HttpFields secondsWithin(const TimeRange &range)
{
    if (range.empty())
        return {};
    return {{"start", seconds(range.from)}, {"end", seconds(range.to)}};
}

} // namespace

Result<QJsonValue> PrometheusBackend::data(const HttpResponse &response) const
{
    const auto document = parsed(response);
    if (!document)
        return document.error();
    if (document->object().value(QStringLiteral("status")).toString() != QStringLiteral("success"))
        return broken("its answer is not Prometheus'");
    return document->object().value(QStringLiteral("data"));
}

Result<BackendFacts> PrometheusBackend::test(std::stop_token stop)
{
    const Nanos start = monotonicNow();
    const auto answer = get("/api/v1/query", {{"query", "1"}}, stop);
    if (!answer)
        return answer.error();
    BackendFacts facts = factsOf(*answer, monotonicNow() - start);
    if (const auto one = data(*answer); !one)
        return one.error();
    if (const auto info = get("/api/v1/status/buildinfo", {}, stop)) // some clones have none
        if (const auto build = data(*info))
            facts.version = build->toObject().value(QStringLiteral("version")).toString().toStdString();
    const auto jobs = tagValues("job", {}, stop);
    if (!jobs)
        return jobs.error();
    facts.services = jobs->size();
    return facts;
}

Result<std::vector<TagKey>> PrometheusBackend::tagKeys(const TimeRange &range, std::stop_token stop)
{
    const auto answer = get("/api/v1/labels", secondsWithin(range), stop);
    if (!answer)
        return answer.error();
    const auto labels = data(*answer);
    if (!labels)
        return labels.error();
    std::vector<TagKey> out;
    for (const std::string &label : textsOf(labels->toArray()))
        out.push_back({label, TagScope::Resource, 0, 0, 0});
    return out;
}

Result<std::vector<TagValue>> PrometheusBackend::tagValues(const std::string &key, const TimeRange &range, std::stop_token stop)
{
    const auto answer = get("/api/v1/label/" + percentEncoded(key) + "/values", secondsWithin(range), stop, {400}); // a key that can be no label has none
    if (!answer)
        return answer.error();
    std::vector<TagValue> out;
    if (answer->status == 400)
        return out;
    const auto values = data(*answer);
    if (!values)
        return values.error();
    for (const std::string &value : textsOf(values->toArray()))
        out.push_back({value, 0, 0});
    return out;
}

Result<std::string> PrometheusBackend::metrics(const MetricQuery &query, std::stop_token stop)
{
    const bool instant = query.range.from == query.range.to;
    HttpFields fields{{"query", query.expression}};
    if (instant) {
        fields.emplace_back("time", seconds(query.range.from));
    } else {
        const HttpFields times = secondsWithin(query.range);
        fields.insert(fields.end(), times.begin(), times.end());
        fields.emplace_back("step", seconds(std::max({query.step, query.range.length() / kMostPoints + 1, Nanos(1'000'000)})));
    }
    HttpRequest request;
    request.method = HttpRequest::Method::Post;
    request.path = instant ? "/api/v1/query" : "/api/v1/query_range";
    request.contentType = "application/x-www-form-urlencoded";
    request.body = formEncoded(fields);
    request.alsoGood = {405};
    auto answer = http().send(request, stop);
    if (answer && answer->status == 405) // some proxies let nothing but GET through
        answer = get(request.path, std::move(fields), stop);
    if (!answer)
        return answer.error();
    if (const auto checked = data(*answer); !checked)
        return checked.error();
    return std::move(answer->body);
}

Result<std::vector<MetricInfo>> PrometheusBackend::metricInfos(const TimeRange &range, std::stop_token stop)
{
    const auto names = tagValues("__name__", range, stop);
    if (!names)
        return names.error();
    std::map<std::string, MetricInfo> infos;
    for (const TagValue &one : *names)
        infos[one.value].name = one.value;
    // Of scraped metrics only; some clones have none of it.
    if (const auto answer = get("/api/v1/metadata", {}, stop)) {
        if (const auto told = data(*answer)) {
            const QJsonObject all = told->toObject();
            for (auto &[name, info] : infos) {
                std::string family = name;
                for (const char *suffix : {"_bucket", "_count", "_sum", "_total"})
                    if (!all.contains(QString::fromStdString(family)) && family.ends_with(suffix))
                        family.erase(family.rfind(suffix));
                const QJsonObject about = all.value(QString::fromStdString(family)).toArray().first().toObject();
                info.type = about.value(QStringLiteral("type")).toString().toStdString();
                info.unit = about.value(QStringLiteral("unit")).toString().toStdString();
                info.help = about.value(QStringLiteral("help")).toString().toStdString();
            }
        }
    } else if (answer.error().kind == ErrorKind::Stopped) {
        return answer.error();
    }
    std::vector<MetricInfo> out;
    for (auto &[name, info] : infos)
        out.push_back(std::move(info));
    return out;
}

Result<std::vector<TracedSample>> PrometheusBackend::exemplars(const std::string &expression, const TimeRange &range, std::stop_token stop)
{
    HttpFields fields = secondsWithin(range);
    fields.emplace_back("query", expression);
    const auto answer = get("/api/v1/query_exemplars", std::move(fields), stop);
    if (!answer)
        return answer.error();
    const auto found = data(*answer);
    return found ? Result<std::vector<TracedSample>>(tracedSamplesOf(*found)) : Result<std::vector<TracedSample>>(found.error());
}

Result<std::vector<AlertRule>> PrometheusBackend::alertRules(std::stop_token stop)
{
    const auto answer = get("/api/v1/rules", {{"type", "alert"}}, stop);
    if (!answer)
        return answer.error();
    const auto found = data(*answer);
    return found ? Result<std::vector<AlertRule>>(alertRulesOf(*found)) : Result<std::vector<AlertRule>>(found.error());
}

} // namespace triptych::sources
