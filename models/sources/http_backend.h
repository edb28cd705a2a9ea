#pragma once
#include "sources/backend.h"
#include "sources/http_client.h"

#include <QJsonDocument>
#include <QJsonArray>
#include <QJsonObject>
#include <string>
#include <vector>

namespace triptych::sources {

/// Starts the facts of a test: the time that `response` took, a clock that is off, the tenant.
BackendFacts factsOf(const HttpResponse &response, const Endpoint &endpoint, Nanos took);

/// What backends that speak HTTP share.
class HttpBackend : public Backend
{
public:
    HttpBackend(Endpoint endpoint, query::AliasTable aliases, std::shared_ptr<NetworkThread> thread)
        : m_http(std::move(endpoint), std::move(thread)), m_aliases(std::move(aliases))
    {
    }
    std::string address() const override { return shownUrl(m_http.endpoint()); }

protected:
    const HttpClient &http() const { return m_http; }
    const query::AliasTable &aliases() const { return m_aliases; }

    base::Result<HttpResponse> get(std::string path, HttpFields query, std::stop_token stop, std::vector<int> alsoGood = {}) const;
    /// A small answer, parsed. Errors: BadInput if it is no JSON.
    base::Result<QJsonDocument> json(std::string path, HttpFields query, std::stop_token stop) const;
    base::Result<QJsonDocument> parsed(const HttpResponse &response) const;
    /// The answers to all of the requests, in their order, some at a time; ends with the first error unless it is one of
    /// `tolerated`, whose answer is then absent.
    base::Result<std::vector<std::optional<HttpResponse>>> getAll(const std::vector<HttpRequest> &requests, std::optional<base::ErrorKind> tolerated, std::stop_token stop) const;
    BackendFacts factsOf(const HttpResponse &response, Nanos took) const { return sources::factsOf(response, m_http.endpoint(), took); }
    base::Error broken(std::string what) const;

private:
    HttpClient m_http;
    query::AliasTable m_aliases;
};

/// What the compiled query tells people.
Asked askedOf(const query::BackendQuery &query);
/// The same of what `search` asks: the query that a person wrote, if there is one; the whole filter is then decided here.
Asked askedFor(const query::BackendQuery &query, const BackendSearch &search);
/// Distinct texts after `"key":"`, as in `"traceId":"…"`: how many traces an answer holds, without parsing it.
std::size_t distinctIds(std::string_view json, std::string_view key);
/// An error if an answer that seems to be empty is no JSON at all.
bool isJson(std::string_view text);
/// `2026-08-20T12:00:00.123456789Z`.
std::string rfc3339(Nanos time);
/// Go's: `1500000ns`, in the largest unit that is exact.
std::string goDuration(Nanos duration);
/// Objects that stand a line each; nothing if a line is none.
std::optional<std::vector<QJsonObject>> jsonRows(std::string_view lines);
std::vector<std::string> textsOf(const QJsonArray &array);
Nanos monotonicNow();

} // namespace triptych::sources
