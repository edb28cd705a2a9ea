#pragma once
#include "query/backend_query.h"
#include "sources/backend.h"
#include "sources/http_client.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace triptych::sources {

/// A statement with its bound parameters: `{name:Type}` in the text.
struct ClickHouseQuery {
    std::string sql;
    std::vector<query::NamedParameter> parameters;
};

/// How far a statement is, as the server counts.
struct ClickHouseProgress {
    std::uint64_t readRows = 0, readBytes = 0;
    std::chrono::nanoseconds took{};
};
struct ClickHouseAnswer {
    std::string body;
    HttpResponse head; ///< without its body
    std::optional<ClickHouseProgress> summary;
};

/// Puts statements to a ClickHouse over HTTP: values only as bound parameters, errors told from answers even where they
/// come after rows, and a statement that is stopped here is ended there too. Any thread.
class ClickHouseCall
{
public:
    ClickHouseCall(Endpoint endpoint, std::shared_ptr<NetworkThread> thread);
    ~ClickHouseCall();

    using Progress = std::function<void(BackendProgress)>;
    const Endpoint &endpoint() const { return m_http.endpoint(); }
    /// `progress` is told from another thread how far the server is, as long as it has not answered.
    /// `format`: of the answer, JSONEachRow usually. Errors: those of HttpClient::send; an exception's code decides the kind.
    base::Result<ClickHouseAnswer> ask(const ClickHouseQuery &query, std::string_view format, std::stop_token stop, const Progress &progress = {});

private:
    base::Result<ClickHouseAnswer> askOnce(const ClickHouseQuery &query, std::string_view format, bool settings, std::stop_token stop, const Progress &progress);
    void kill(std::string id);
    void watch(const std::string &id, const Progress &progress, std::stop_token stop) const;

    HttpClient m_http;
    std::shared_ptr<NetworkThread> m_thread;
    std::atomic<bool> m_readOnlyUser = false; ///< may not change settings: none are sent
    std::mutex m_mutex;
    std::vector<std::jthread> m_kills;
};

/// `now` becomes an error with the server's words if the text is that of an exception, as it may also follow rows.
std::optional<base::Error> clickHouseException(std::string_view text, std::string_view tag);
/// The value of a parameter as its escaped form wants it: backslash, tab and line ends.
std::string clickHouseEscaped(std::string_view value);

} // namespace triptych::sources
