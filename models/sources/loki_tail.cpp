#include "sources/loki_backend.h"

#include "base/rest.h"
#include "sources/loki_page.h"
#include "sources/web_socket_feed.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr std::chrono::milliseconds kPortion{300}, kPatience{1000};

/// The frames as one answer of query_range, which is what decoders read.
Result<std::string> asAnswer(const std::vector<std::string> &frames, bool &leftOut)
{
    QJsonArray streams, flags;
    for (const std::string &frame : frames) {
        QJsonParseError failed;
        const QJsonObject object = QJsonDocument::fromJson(QByteArray::fromRawData(frame.data(), static_cast<qsizetype>(frame.size())), &failed).object();
        if (failed.error != QJsonParseError::NoError)
            return Error{ErrorKind::BadInput, "a frame of the tail is no JSON: " + failed.errorString().toStdString(), {}, {}, {}};
        for (const QJsonValue &stream : object.value(QStringLiteral("streams")).toArray())
            streams.append(stream);
        leftOut = leftOut || !object.value(QStringLiteral("dropped_entries")).toArray().isEmpty(); // streams' portions, not lines
        if (const QJsonArray told = object.value(QStringLiteral("encodingFlags")).toArray(); !told.isEmpty())
            flags = told;
    }
    if (streams.isEmpty())
        return std::string();
    QJsonObject data{{QStringLiteral("resultType"), QStringLiteral("streams")}, {QStringLiteral("result"), streams}};
    if (!flags.isEmpty())
        data.insert(QStringLiteral("encodingFlags"), flags);
    return QJsonDocument(QJsonObject{{QStringLiteral("status"), QStringLiteral("success")}, {QStringLiteral("data"), data}}).toJson(QJsonDocument::Compact).toStdString();
}

} // namespace

Result<void> LokiBackend::tail(const BackendSearch &search, const SeenLines &seen, const std::function<Result<void>(Fetched)> &take, std::stop_token stop)
{
    const auto known = dialect(search.range, stop);
    if (!known)
        return known.error();
    const auto compiled = query::compileFor(query::Backend::LogQl, search.filter, search.aliases, *known);
    if (!compiled)
        return compiled.error();
    const Asked asked = askedFor(*compiled, search);
    if ((compiled->nothing && search.native.empty()) || known->labels.empty())
        return Error{ErrorKind::NotFound, "there is no stream yet that could be followed", {address(), {}, {}, {}}, {}, {}};
    HttpRequest request;
    request.path = "/loki/api/v1/tail";
    request.query = {{"query", asked.native}, {"start", std::to_string(search.range.from)}, {"limit", std::to_string(search.limit)}};
    Endpoint endpoint = http().endpoint();
    endpoint.headers.emplace_back("X-Loki-Response-Encoding-Flags", "categorize-labels");
    WebSocketFeed feed(endpoint, request);
    for (;;) {
        auto frames = feed.take(kPatience, stop);
        if (!frames) {
            Error error = frames.error();
            error.where.file = address();
            return error;
        }
        if (!frames->open && frames->texts.empty())
            continue;
        Fetched portion;
        portion.asked = asked;
        portion.leftOut = frames->lost;
        auto answer = asAnswer(frames->texts, portion.leftOut);
        if (!answer)
            return answer.error();
        if (!answer->empty()) {
            auto page = lokiPage(std::move(*answer), seen, {});
            if (!page)
                return page.error();
            portion.count = page->received;
            portion.reached = page->newest;
            portion.lines = std::move(page->lines);
            if (!page->bytes.empty())
                portion.answers.push_back({"Loki: tail", std::move(page->bytes)});
        }
        // An empty portion tells that the connection stands.
        if (auto taken = take(std::move(portion)); !taken)
            return taken;
        if (!frames->texts.empty()) // a few portions a second, however many frames
            base::rest(kPortion, stop);
    }
}

} // namespace triptych::sources
