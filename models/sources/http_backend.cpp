#include "sources/http_backend.h"

#include "base/job_pool.h"

#include <QDateTime>
#include <atomic>
#include <cstring>
#include <thread>
#include <unordered_set>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr std::size_t kAtOnce = 6; // connections that QNetworkAccessManager keeps to one host
constexpr std::chrono::seconds kClockTolerance{30};

std::string awayText(std::chrono::seconds s)
{
    const auto n = std::abs(s.count());
    const std::string amount = n >= 3600 ? std::to_string((n + 1800) / 3600) + " h" : n >= 60 ? std::to_string((n + 30) / 60) + " min" : std::to_string(n) + " s";
    return "its clock is " + amount + (s.count() > 0 ? " ahead of ours" : " behind ours");
}

} // namespace

Result<HttpResponse> HttpBackend::get(std::string path, HttpFields query, std::stop_token stop, std::vector<int> alsoGood) const
{
    HttpRequest request;
    request.path = std::move(path);
    request.query = std::move(query);
    request.alsoGood = std::move(alsoGood);
    return m_http.send(request, stop);
}

Result<QJsonDocument> HttpBackend::parsed(const HttpResponse &response) const
{
    QJsonParseError failed;
    QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromRawData(response.body.data(), static_cast<qsizetype>(response.body.size())), &failed);
    if (failed.error == QJsonParseError::NoError)
        return document;
    Error error = broken("its answer is no JSON: " + failed.errorString().toStdString());
    error.where.byte = static_cast<std::uint64_t>(failed.offset);
    return error;
}

Result<QJsonDocument> HttpBackend::json(std::string path, HttpFields query, std::stop_token stop) const
{
    const auto response = get(std::move(path), std::move(query), stop);
    return response ? parsed(*response) : Result<QJsonDocument>(response.error());
}

Result<std::vector<std::optional<HttpResponse>>> HttpBackend::getAll(const std::vector<HttpRequest> &requests, std::optional<ErrorKind> tolerated, std::stop_token stop) const
{
    std::vector<std::optional<HttpResponse>> out(requests.size());
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    std::optional<Error> failed;
    std::stop_source ended;
    const std::stop_callback onStop(stop, [&ended] { ended.request_stop(); });
    const auto work = [&] {
        for (std::size_t i; (i = next++) < requests.size() && !ended.stop_requested();) {
            auto answer = m_http.send(requests[i], ended.get_token());
            if (answer) {
                out[i] = std::move(*answer);
            } else if (answer.error().kind != tolerated) {
                const std::lock_guard lock(mutex);
                if (!failed && (answer.error().kind != ErrorKind::Stopped || stop.stop_requested()))
                    failed = answer.error();
                ended.request_stop();
            }
        }
    };
    const base::PoolWait others; // the threads below wait, and so does this one
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < std::min(kAtOnce, requests.size()); ++i)
        threads.emplace_back(work);
    work();
    threads.clear();
    if (failed)
        return *failed;
    if (stop.stop_requested())
        return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
    return out;
}

BackendFacts factsOf(const HttpResponse &response, const Endpoint &endpoint, Nanos took)
{
    BackendFacts facts;
    facts.took = took;
    if (response.clockAhead && std::chrono::abs(*response.clockAhead) > kClockTolerance)
        facts.remarks.push_back(awayText(*response.clockAhead));
    if (!endpoint.tenant.empty())
        facts.remarks.push_back("tenant " + endpoint.tenant);
    return facts;
}

Error HttpBackend::broken(std::string what) const
{
    return {ErrorKind::BadInput, std::move(what), {address(), {}, {}, {}}, {}, "check that a " + std::string(title(kind())) + " answers at this address"};
}

Asked askedOf(const query::BackendQuery &query)
{
    return {query.text, query::inWords(query), query.caveats, query.decidesAll()};
}

Asked askedFor(const query::BackendQuery &query, const BackendSearch &search)
{
    if (search.native.empty())
        return askedOf(query);
    return {search.native, search.filter.empty() ? std::string() : "The query was edited; the filter is tested here on what came.", {}, search.filter.empty()};
}

std::size_t distinctIds(std::string_view json, std::string_view key)
{
    const std::string quoted = "\"" + std::string(key) + "\"";
    // string_view::find() stops at every quote.
    const auto next = [&](std::size_t from) {
        const void *found = memmem(json.data() + from, json.size() - from, quoted.data(), quoted.size());
        return found ? static_cast<std::size_t>(static_cast<const char *>(found) - json.data()) : std::string_view::npos;
    };
    std::unordered_set<std::string_view> ids;
    for (std::size_t at = next(0); at != std::string_view::npos; at = next(at)) {
        at += quoted.size();
        while (at < json.size() && (json[at] == ' ' || json[at] == ':' || json[at] == '\n' || json[at] == '\t'))
            ++at;
        if (at >= json.size() || json[at] != '"')
            continue;
        const std::size_t end = json.find('"', at + 1);
        if (end == std::string_view::npos)
            break;
        ids.insert(json.substr(at + 1, end - at - 1));
        at = end;
    }
    return ids.size();
}

bool isJson(std::string_view text)
{
    QJsonParseError failed;
    (void)QJsonDocument::fromJson(QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size())), &failed);
    return failed.error == QJsonParseError::NoError;
}

std::string rfc3339(Nanos time)
{
    constexpr Nanos kSecond = 1'000'000'000;
    const Nanos fraction = ((time % kSecond) + kSecond) % kSecond;
    const QDateTime second = QDateTime::fromSecsSinceEpoch((time - fraction) / kSecond, Qt::UTC);
    std::string digits = std::to_string(kSecond + fraction);
    digits[0] = '.';
    return second.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss")).toStdString() + digits + "Z";
}

std::string goDuration(Nanos duration)
{
    for (const auto &[unit, text] : {std::pair<Nanos, const char *>{1'000'000'000, "s"}, {1'000'000, "ms"}, {1'000, "us"}})
        if (duration % unit == 0)
            return std::to_string(duration / unit) + text;
    return std::to_string(duration) + "ns";
}

std::optional<std::vector<QJsonObject>> jsonRows(std::string_view lines)
{
    std::vector<QJsonObject> out;
    while (!lines.empty()) {
        const std::size_t end = std::min(lines.find('\n'), lines.size());
        const std::string_view line = lines.substr(0, end);
        lines.remove_prefix(std::min(end + 1, lines.size()));
        if (line.empty())
            continue;
        const QJsonDocument row = QJsonDocument::fromJson(QByteArray::fromRawData(line.data(), static_cast<qsizetype>(line.size())));
        if (!row.isObject())
            return std::nullopt;
        out.push_back(row.object());
    }
    return out;
}

std::vector<std::string> textsOf(const QJsonArray &array)
{
    std::vector<std::string> out;
    for (const QJsonValue &value : array)
        if (value.isString())
            out.push_back(value.toString().toStdString());
    return out;
}

Nanos monotonicNow()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace triptych::sources
