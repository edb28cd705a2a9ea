#include "sources/elastic_search.h"

#include <algorithm>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr char kKeepAlive[] = "2m";

/// Shards that failed and time that ran out: the answer holds less than it should.
void remarkOnShards(const QJsonObject &answer, std::vector<std::string> &remarks)
{
    std::string remark;
    const QJsonObject shards = answer.value(QStringLiteral("_shards")).toObject();
    if (const int failed = shards.value(QStringLiteral("failed")).toInt(); failed > 0) {
        const QJsonObject reason = shards.value(QStringLiteral("failures")).toArray().first().toObject().value(QStringLiteral("reason")).toObject();
        remark = std::to_string(failed) + " of " + std::to_string(shards.value(QStringLiteral("total")).toInt()) + " shards did not answer: " + reason.value(QStringLiteral("reason")).toString().toStdString();
    } else if (answer.value(QStringLiteral("timed_out")).toBool()) {
        remark = "its time for the search ran out; what it had found by then is shown";
    }
    if (!remark.empty() && std::find(remarks.begin(), remarks.end(), remark) == remarks.end())
        remarks.push_back(std::move(remark));
}

} // namespace

Result<QJsonObject> ElasticSearch::objectOf(const HttpResponse &response) const
{
    QJsonParseError failed;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromRawData(response.body.data(), static_cast<qsizetype>(response.body.size())), &failed);
    if (document.isObject())
        return document.object();
    return Error{ErrorKind::BadInput, "its answer is no JSON object: " + failed.errorString().toStdString(), {shownUrl(m_http.endpoint()), {}, static_cast<std::uint64_t>(failed.offset), {}}, {},
                 "check that an Elasticsearch or OpenSearch answers at this address"};
}

Result<QJsonObject> ElasticSearch::post(std::string path, HttpFields query, const QJsonObject &body, std::stop_token stop) const
{
    HttpRequest request;
    request.method = HttpRequest::Method::Post;
    request.path = std::move(path);
    request.query = std::move(query);
    request.contentType = "application/json";
    request.body = QJsonDocument(body).toJson(QJsonDocument::Compact).toStdString();
    const auto answer = m_http.send(request, stop);
    if (!answer) {
        Error error = answer.error();
        if (error.kind == ErrorKind::NotFound) // of an index, not of a record
            error.kind = ErrorKind::Rejected;
        return error;
    }
    return objectOf(*answer);
}

Result<ElasticSearch::Server> ElasticSearch::server(std::stop_token stop) const
{
    HttpRequest request;
    request.path = "/";
    auto answer = m_http.send(request, stop);
    if (!answer)
        return answer.error();
    const auto object = objectOf(*answer);
    if (!object)
        return object.error();
    const QJsonObject version = object->value(QStringLiteral("version")).toObject();
    if (version.isEmpty())
        return Error{ErrorKind::BadInput, "its answer is not Elasticsearch's", {shownUrl(m_http.endpoint()), {}, {}, {}}, {}, "check that an Elasticsearch or OpenSearch answers at this address"};
    Server out;
    out.kind = version.value(QStringLiteral("distribution")).toString() == QStringLiteral("opensearch") ? Kind::OpenSearch : Kind::Elasticsearch;
    out.version = version.value(QStringLiteral("number")).toString().toStdString();
    out.head = std::move(*answer);
    out.head.body.clear();
    return out;
}

Result<QJsonObject> ElasticSearch::once(const std::string &indices, const QJsonObject &body, std::vector<std::string> &remarks, std::stop_token stop) const
{
    auto answer = post("/" + percentEncoded(indices) + "/_search", {{"ignore_unavailable", "true"}, {"allow_no_indices", "true"}}, body, stop);
    if (answer)
        remarkOnShards(*answer, remarks);
    return answer;
}

Result<ElasticSearch::Fields> ElasticSearch::fields(const std::string &indices, const std::string &pattern, std::stop_token stop) const
{
    HttpRequest request;
    request.path = "/" + percentEncoded(indices) + "/_field_caps";
    request.query = {{"fields", pattern}, {"ignore_unavailable", "true"}, {"allow_no_indices", "true"}};
    request.alsoGood = {404};
    const auto answer = m_http.send(request, stop);
    if (!answer)
        return answer.error();
    Fields out;
    if (answer->status == 404) // no such index
        return out;
    const auto object = objectOf(*answer);
    if (!object)
        return object.error();
    const QJsonObject known = object->value(QStringLiteral("fields")).toObject();
    for (auto it = known.begin(); it != known.end(); ++it) {
        const QJsonObject types = it.value().toObject();
        if (!types.contains(QStringLiteral("object")) && !types.contains(QStringLiteral("nested")))
            out.names.push_back(it.key().toStdString());
    }
    if (!known.isEmpty())
        out.indices = textsOf(object->value(QStringLiteral("indices")).toArray());
    return out;
}

std::string ElasticSearch::openPoint(const std::string &indices, Kind kind, std::stop_token stop) const
{
    const bool open = kind == Kind::OpenSearch;
    const auto answer = post("/" + percentEncoded(indices) + (open ? "/_search/point_in_time" : "/_pit"), {{"keep_alive", kKeepAlive}, {"ignore_unavailable", "true"}}, {}, stop);
    if (!answer) // of before 7.10 and 2.4, or this user may not
        return {};
    return answer->value(open ? QStringLiteral("pit_id") : QStringLiteral("id")).toString().toStdString();
}

void ElasticSearch::closePoint(const std::string &point, Kind kind, std::stop_token stop) const
{
    const bool open = kind == Kind::OpenSearch;
    HttpRequest request;
    request.method = HttpRequest::Method::Delete;
    request.path = open ? "/_search/point_in_time" : "/_pit";
    request.contentType = "application/json";
    const QString id = QString::fromStdString(point);
    request.body = QJsonDocument(open ? QJsonObject{{QStringLiteral("pit_id"), QJsonArray{id}}} : QJsonObject{{QStringLiteral("id"), id}}).toJson(QJsonDocument::Compact).toStdString();
    (void)m_http.send(request, stop); // it ends by itself in two minutes
}

Result<ElasticSearch::Outcome> ElasticSearch::each(const Query &query, Kind kind, const std::function<void(const QJsonObject &)> &visit, std::vector<std::string> &remarks, std::stop_token stop) const
{
    Outcome out;
    const bool paged = query.limit > query.page;
    std::string point = paged ? openPoint(query.indices, kind, stop) : std::string();
    QJsonArray sort = query.sort, after;
    if (paged)
        sort.append(QJsonObject{{!point.empty() && kind == Kind::Elasticsearch ? QStringLiteral("_shard_doc") : QStringLiteral("_id"), QStringLiteral("asc")}});
    std::optional<Error> failed;
    while (out.hits < query.limit) {
        const std::size_t size = std::min(query.page, query.limit - out.hits);
        QJsonObject body{{QStringLiteral("size"), static_cast<qint64>(size)}, {QStringLiteral("query"), query.query}, {QStringLiteral("sort"), sort}, {QStringLiteral("track_total_hits"), false}};
        if (!query.fields.isUndefined() && !query.fields.isNull())
            body.insert(QStringLiteral("fields"), query.fields);
        if (!after.isEmpty())
            body.insert(QStringLiteral("search_after"), after);
        if (!point.empty())
            body.insert(QStringLiteral("pit"), QJsonObject{{QStringLiteral("id"), QString::fromStdString(point)}, {QStringLiteral("keep_alive"), QLatin1String(kKeepAlive)}});
        const auto answer = point.empty() ? once(query.indices, body, remarks, stop) : post("/_search", {}, body, stop);
        if (!answer) {
            failed = answer.error();
            break;
        }
        if (!point.empty())
            remarkOnShards(*answer, remarks);
        if (const QString newer = answer->value(QStringLiteral("pit_id")).toString(); !point.empty() && !newer.isEmpty())
            point = newer.toStdString();
        const QJsonArray hits = answer->value(QStringLiteral("hits")).toObject().value(QStringLiteral("hits")).toArray();
        for (const QJsonValue &hit : hits)
            visit(hit.toObject());
        out.hits += static_cast<std::size_t>(hits.size());
        if (static_cast<std::size_t>(hits.size()) < size)
            break;
        out.more = out.hits >= query.limit;
        after = hits.last().toObject().value(QStringLiteral("sort")).toArray();
        if (after.isEmpty())
            break;
    }
    if (!point.empty())
        closePoint(point, kind, stop);
    if (failed)
        return *failed;
    return out;
}

} // namespace triptych::sources
