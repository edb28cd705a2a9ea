#include "sources/loki_backend.h"

#include "sources/clock.h"
#include "sources/loki_page.h"
#include "sources/trace_spellings.h"

#include <algorithm>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr std::size_t kMostLines = 5000; // its default limit; more is an error there, not a cut

std::string logQlText(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + "\"";
}

HttpFields nanosWithin(const TimeRange &range)
{
    return {{"start", std::to_string(range.from)}, {"end", std::to_string(range.to)}};
}

} // namespace

Result<std::vector<std::string>> LokiBackend::labels(const TimeRange &range, std::stop_token stop)
{
    const auto answer = json("/loki/api/v1/labels", nanosWithin(range), stop);
    if (!answer)
        return answer.error();
    return textsOf(answer->object().value(QStringLiteral("data")).toArray());
}

Result<query::BackendDialect> LokiBackend::dialect(const TimeRange &range, std::stop_token stop)
{
    const auto known = labels(range, stop);
    if (!known)
        return known.error();
    query::BackendDialect out;
    out.table = Table::Logs;
    out.labels = *known;
    for (const char *usual : {"service_name", "job", "app", "namespace"}) {
        if (std::find(known->begin(), known->end(), usual) != known->end()) {
            out.everyStreamLabel = usual;
            return out;
        }
    }
    if (!known->empty())
        out.everyStreamLabel = known->front();
    return out;
}

Result<BackendFacts> LokiBackend::test(std::stop_token stop)
{
    const Nanos now = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    const TimeRange day{now - 24 * kHour, now};
    const Nanos start = monotonicNow();
    const auto answer = get("/loki/api/v1/labels", nanosWithin(day), stop);
    if (!answer)
        return answer.error();
    BackendFacts facts = factsOf(*answer, monotonicNow() - start);
    const auto document = parsed(*answer);
    if (!document)
        return document.error();
    if (document->object().value(QStringLiteral("status")).toString() != QStringLiteral("success"))
        return broken("its answer is not Loki's");
    if (const auto info = json("/loki/api/v1/status/buildinfo", {}, stop))
        facts.version = info->object().value(QStringLiteral("version")).toString().toStdString();
    const auto services = tagValues("service", day, stop);
    if (!services)
        return services.error();
    facts.services = services->size();
    return facts;
}

Result<void> LokiBackend::lines(const std::string &logql, const BackendSearch &search, const std::string &what, const SeenLines &seen, Fetched &into, std::stop_token stop)
{
    std::unordered_set<std::uint64_t> taken(into.lines.begin(), into.lines.end());
    std::size_t left = search.limit;
    for (TimeRange range = search.range; left > 0 && !range.empty();) {
        const std::size_t size = std::min(left, kMostLines);
        HttpFields query = nanosWithin(range);
        query.emplace_back("query", logql);
        query.emplace_back("limit", std::to_string(size));
        query.emplace_back("direction", search.oldestFirst ? "forward" : "backward");
        HttpRequest request;
        request.method = HttpRequest::Method::Post; // queries may be long
        request.path = "/loki/api/v1/query_range";
        request.contentType = "application/x-www-form-urlencoded";
        request.body = formEncoded(query);
        request.headers = {{"X-Loki-Response-Encoding-Flags", "categorize-labels"}};
        auto answer = http().send(request, stop);
        if (!answer)
            return answer.error();
        auto page = lokiPage(std::move(answer->body), seen, taken);
        if (!page) {
            Error error = page.error();
            error.where.file = address();
            return error;
        }
        into.remarks.insert(into.remarks.end(), page->warnings.begin(), page->warnings.end());
        into.count += page->received;
        const bool full = page->received >= size;
        const bool stuck = full && page->oldest == page->newest && page->lines.empty();
        into.reached = page->newest;
        left -= std::min(left, page->received);
        taken.insert(page->lines.begin(), page->lines.end());
        into.lines.insert(into.lines.end(), page->lines.begin(), page->lines.end());
        if (!page->bytes.empty())
            into.answers.push_back({"Loki: " + what, std::move(page->bytes)});
        if (!full)
            return {};
        // The end is exclusive there, and several lines may share a nanosecond.
        if (search.oldestFirst)
            range.from = stuck ? page->newest + 1 : std::max(range.from, page->newest);
        else
            range.to = stuck ? page->oldest : std::min(range.to - 1, page->oldest + 1);
        if (stuck)
            into.remarks.push_back("more than " + std::to_string(size) + " lines have one and the same time; some may be missing");
    }
    into.more = true;
    return {};
}

void LokiBackend::dropSeen(Fetched &fetched, const SeenLines &seen) const
{
    fetched.lines.clear();
    for (Answer &answer : fetched.answers) {
        auto page = lokiPage(std::move(answer.bytes), seen, {});
        answer.bytes = page ? std::move(page->bytes) : std::string();
        if (page)
            fetched.lines.insert(fetched.lines.end(), page->lines.begin(), page->lines.end());
    }
    std::erase_if(fetched.answers, [](const Answer &answer) { return answer.bytes.empty(); });
}

Result<Fetched> LokiBackend::searchLogs(const BackendSearch &search, const SeenLines &seen, std::stop_token stop)
{
    const auto known = dialect(search.range, stop);
    if (!known)
        return known.error();
    const auto compiled = query::compileFor(query::Backend::LogQl, search.filter, search.aliases, *known);
    if (!compiled)
        return compiled.error();
    Fetched out;
    out.asked = askedFor(*compiled, search);
    if ((compiled->nothing && search.native.empty()) || known->labels.empty())
        return out;
    if (auto done = lines(out.asked.native, search, "search", seen, out, stop); !done)
        return done.error();
    return out;
}

Result<Fetched> LokiBackend::logsOfTrace(TraceId id, const TimeRange &range, std::size_t limit, const SeenLines &seen, std::stop_token stop)
{
    const auto known = dialect(range, stop);
    if (!known)
        return known.error();
    Fetched out;
    if (known->labels.empty())
        return out;
    const std::string all = "{" + known->everyStreamLabel + "=~\".+\"}", text = hex(id), low = text.substr(16);
    const std::string values = id.hi == 0 ? "\"(?i)(" + low + "|" + text + ")\"" : "\"(?i)" + text + "\"";
    std::string fields;
    std::vector<std::string> keys{"trace_id", "traceid", "traceID", "traceId", "TraceId"};
    if (!traceField().empty())
        keys.push_back(query::labelName(traceField()));
    for (const std::string &key : keys)
        fields += (fields.empty() ? "" : " or ") + key + "=~" + values;
    const BackendSearch within{{}, range, limit};
    if (auto done = lines(all + " | " + fields, within, "trace " + text, seen, out, stop); !done)
        return done.error();
    out.more = false;
    if (auto done = lines(all + " |~ " + logQlText(spellingsRegex(id)), within, "trace " + text, seen, out, stop); !done)
        return done.error();
    return out;
}

Result<std::vector<TagKey>> LokiBackend::tagKeys(const TimeRange &range, std::stop_token stop)
{
    const auto known = labels(range, stop);
    if (!known)
        return known.error();
    std::vector<TagKey> out;
    for (const std::string &label : *known)
        out.push_back({label, TagScope::Resource, 0, 0, 0});
    if (out.empty())
        return out;
    const auto all = dialect(range, stop);
    if (!all)
        return all.error();
    HttpFields query = nanosWithin(range);
    query.emplace_back("query", "{" + all->everyStreamLabel + "=~\".+\"}");
    // Not every version has it, and not every one of those switched on.
    if (const auto fields = json("/loki/api/v1/detected_fields", std::move(query), stop))
        for (const QJsonValue &field : fields->object().value(QStringLiteral("fields")).toArray())
            out.push_back({field.toObject().value(QStringLiteral("label")).toString().toStdString(), TagScope::Log, 0, 0, 0});
    return out;
}

Result<std::vector<TagValue>> LokiBackend::tagValues(const std::string &key, const TimeRange &range, std::stop_token stop)
{
    const auto known = labels(range, stop);
    if (!known)
        return known.error();
    std::vector<TagValue> out;
    for (std::string spelling : key == "service" ? std::vector<std::string>{"service_name", "job", "app"} : aliases().spellings(key)) {
        std::replace_if(spelling.begin(), spelling.end(), [](char c) { return c == '.' || c == '-' || c == '/'; }, '_');
        if (std::find(known->begin(), known->end(), spelling) == known->end())
            continue;
        const auto answer = json("/loki/api/v1/label/" + percentEncoded(spelling) + "/values", nanosWithin(range), stop);
        if (!answer)
            return answer.error();
        for (const std::string &value : textsOf(answer->object().value(QStringLiteral("data")).toArray()))
            out.push_back({value, 0, 0});
        break;
    }
    return out;
}

Result<std::string> LokiBackend::metrics(const MetricQuery &query, std::stop_token stop)
{
    const bool instant = query.range.from == query.range.to;
    HttpFields fields{{"query", query.expression}};
    if (instant) {
        fields.emplace_back("time", std::to_string(query.range.from));
    } else {
        const HttpFields times = nanosWithin(query.range);
        fields.insert(fields.end(), times.begin(), times.end());
        fields.emplace_back("step", std::to_string(static_cast<double>(query.step) / 1e9));
    }
    auto answer = get(instant ? "/loki/api/v1/query" : "/loki/api/v1/query_range", std::move(fields), stop);
    if (!answer)
        return answer.error();
    return std::move(answer->body);
}

} // namespace triptych::sources
