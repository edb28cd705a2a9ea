#pragma once
#include "base/result.h"
#include "sources/http_request.h"

#include <memory>
#include <stop_token>

namespace triptych::sources {

/// The thread in which all network traffic of a process runs. Ends when the last client is gone.
class NetworkThread;
std::shared_ptr<NetworkThread> startNetworkThread();

/// Speaks HTTP to one server: connections kept alive, HTTP/2 where the server has it, gzip, retries with backoff of what
/// may be repeated. Any thread, several at once; must outlive its calls.
class HttpClient
{
public:
    HttpClient(Endpoint endpoint, std::shared_ptr<NetworkThread> thread);
    ~HttpClient();
    HttpClient(const HttpClient &) = delete;
    HttpClient &operator=(const HttpClient &) = delete;

    const Endpoint &endpoint() const { return m_endpoint; }
    /// Blocks until the answer is there whole; `stop` ends it at once. A status outside 2xx (and request.alsoGood) is an
    /// error with the server's own words; so is a web page where data was asked for. Errors: Unreachable, Untrusted,
    /// Unauthorised, RateLimited, Rejected, NotFound (404), TooLarge, Stopped, BadQuery (an address that is none).
    base::Result<HttpResponse> send(const HttpRequest &request, std::stop_token stop) const;

private:
    Endpoint m_endpoint;
    std::shared_ptr<NetworkThread> m_thread;
    struct Manager;
    std::unique_ptr<Manager> m_manager;
};

} // namespace triptych::sources
