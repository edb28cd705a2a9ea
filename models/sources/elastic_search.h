#pragma once
#include "sources/http_backend.h"

#include <functional>

namespace triptych::sources {

/// Searches of Elasticsearch and OpenSearch, page by page: search_after, over a point in time where the server opens one,
/// so that what is written meanwhile moves nothing. Any thread.
class ElasticSearch
{
public:
    explicit ElasticSearch(const HttpClient &http) : m_http(http) {}

    enum class Kind : std::uint8_t { Elasticsearch, OpenSearch };
    struct Server {
        Kind kind = Kind::Elasticsearch;
        std::string version;
        HttpResponse head; ///< without its body
    };
    /// Who answers. Errors: BadInput where it is neither.
    base::Result<Server> server(std::stop_token stop) const;

    struct Query {
        std::string indices;  ///< names and patterns
        QJsonObject query;    ///< of _search
        QJsonArray sort;      ///< a tiebreaker is added
        QJsonValue fields{};  ///< beside the source; undefined: none
        std::size_t limit = 0, page = 2000;
    };
    struct Outcome {
        std::size_t hits = 0;
        bool more = false; ///< the limit was reached
    };
    /// `visit` gets each hit. What an answer lacks goes to `remarks`.
    base::Result<Outcome> each(const Query &query, Kind kind, const std::function<void(const QJsonObject &hit)> &visit, std::vector<std::string> &remarks, std::stop_token stop) const;
    /// One _search with this body, its answer's object.
    base::Result<QJsonObject> once(const std::string &indices, const QJsonObject &body, std::vector<std::string> &remarks, std::stop_token stop) const;
    /// Indices among `indices` in which `field` is known; and what fields there are.
    struct Fields {
        std::vector<std::string> indices;
        std::vector<std::string> names;
    };
    base::Result<Fields> fields(const std::string &indices, const std::string &pattern, std::stop_token stop) const;

private:
    base::Result<QJsonObject> post(std::string path, HttpFields query, const QJsonObject &body, std::stop_token stop) const;
    std::string openPoint(const std::string &indices, Kind kind, std::stop_token stop) const;
    void closePoint(const std::string &point, Kind kind, std::stop_token stop) const;
    base::Result<QJsonObject> objectOf(const HttpResponse &response) const;

    const HttpClient &m_http;
};

} // namespace triptych::sources
