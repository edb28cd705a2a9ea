#include "sources/loki_page.h"

#include "telemetry/hash.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

std::uint64_t hashOf(const QByteArray &bytes)
{
    return telemetry::hashBytes(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

std::uint64_t lineHash(std::uint64_t stream, const QJsonArray &entry)
{
    return telemetry::mix64(stream, hashOf(QJsonDocument(entry).toJson(QJsonDocument::Compact)));
}

} // namespace

Result<LokiPage> lokiPage(std::string answer, const SeenLines &seen, const std::unordered_set<std::uint64_t> &taken)
{
    QJsonParseError failed;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromRawData(answer.data(), static_cast<qsizetype>(answer.size())), &failed);
    if (failed.error != QJsonParseError::NoError)
        return Error{ErrorKind::BadInput, "its answer is no JSON: " + failed.errorString().toStdString(), {}, {}, {}};
    QJsonObject top = document.object();
    QJsonObject data = top.value(QStringLiteral("data")).toObject();
    if (data.value(QStringLiteral("resultType")).toString() != QStringLiteral("streams"))
        return Error{ErrorKind::BadInput, "its answer holds no log lines", {}, {}, {}};
    LokiPage page;
    for (const QJsonValue &warning : top.value(QStringLiteral("warnings")).toArray())
        page.warnings.push_back(warning.toString().toStdString());
    QJsonArray kept;
    bool left = false; // something was left out
    for (const QJsonValue &value : data.value(QStringLiteral("result")).toArray()) {
        QJsonObject stream = value.toObject();
        const std::uint64_t labels = hashOf(QJsonDocument(stream.value(QStringLiteral("stream")).toObject()).toJson(QJsonDocument::Compact));
        QJsonArray fresh;
        for (const QJsonValue &line : stream.value(QStringLiteral("values")).toArray()) {
            const QJsonArray entry = line.toArray();
            const telemetry::Nanos time = entry.at(0).toString().toLongLong();
            page.oldest = page.received == 0 ? time : std::min(page.oldest, time);
            page.newest = page.received == 0 ? time : std::max(page.newest, time);
            ++page.received;
            const std::uint64_t hash = lineHash(labels, entry);
            if (taken.contains(hash) || seen.contains(hash)) {
                left = true;
                continue;
            }
            page.lines.push_back(hash);
            fresh.append(line);
        }
        if (!fresh.isEmpty()) {
            stream.insert(QStringLiteral("values"), fresh);
            kept.append(stream);
        }
    }
    if (page.lines.empty())
        return page;
    if (!left) {
        page.bytes = std::move(answer);
        return page;
    }
    data.insert(QStringLiteral("result"), kept);
    top.insert(QStringLiteral("data"), data);
    page.bytes = QJsonDocument(top).toJson(QJsonDocument::Compact).toStdString();
    return page;
}

} // namespace triptych::sources
