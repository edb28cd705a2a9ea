#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What is said to an HTTP server and what it says: plain values that cross threads.
namespace triptych::sources {

/// Names and values, in order. Header names as they are written; a name may repeat.
using HttpFields = std::vector<std::pair<std::string, std::string>>;

/// How a server is told who asks. Never logged, never part of an error.
struct Credentials {
    enum class Kind : std::uint8_t { None, Basic, Bearer, Header };
    Kind kind = Kind::None;
    std::string name;   ///< the user (Basic), or the header's name (Header: an API key)
    std::string secret; ///< password, token or key
};

/// Where a server is and how to speak to it. `url` may have a base path; user and password in it become credentials.
struct Endpoint {
    std::string url;
    Credentials credentials;
    std::string tenant;
    std::string tenantHeader = "X-Scope-OrgID";
    HttpFields headers;          ///< sent with every request, to this origin alone
    std::string caFile;          ///< PEM of authorities trusted besides the system's
    std::string certificateFile; ///< PEM of the client's own certificate
    std::string keyFile;         ///< PEM of its key
    std::string keyPassword;
    std::string proxy; ///< http://… or socks5://…; empty: the system's; `none`: no proxy

    std::chrono::milliseconds connectTimeout{10'000}; ///< until the request is on its way
    std::chrono::milliseconds idleTimeout{120'000};   ///< between two portions of the answer, the first included
    std::chrono::milliseconds wholeTimeout{600'000};
    std::chrono::milliseconds pongTimeout{30'000}; ///< a WebSocket of which nothing is heard for so long is gone
    int attempts = 3;                                  ///< of requests that may be repeated
    std::chrono::milliseconds backoff{200};            ///< before the second attempt; doubles, give or take half
    std::chrono::milliseconds longestWait{5'000};      ///< a server that wants more patience gets its error shown
    std::uint64_t maxBody = 512ull << 20;              ///< unpacked bytes of one answer
};

struct HttpRequest {
    enum class Method : std::uint8_t { Get, Post, Delete };
    /// Whether the server's state is the same after asking twice.
    enum class Repeat : std::uint8_t { Safe, Never };
    Method method = Method::Get;
    Repeat repeat = Repeat::Safe;
    std::string path; ///< below the endpoint's, percent-encoded, with its slash
    HttpFields query; ///< plain text; encoded here
    HttpFields headers{};
    std::string accept = "application/json";
    std::string contentType{}, body{};
    std::vector<int> alsoGood{}; ///< statuses besides 2xx that are answers, not errors: 404 of a trace
};

struct HttpResponse {
    int status = 0;
    std::string contentType; ///< lower case, without parameters
    std::string body;        ///< unpacked
    HttpFields headers;      ///< names in lower case
    /// How far the server's clock is ahead of ours, where it told its time; negative: behind.
    std::optional<std::chrono::seconds> clockAhead;

    /// The first header of that (lower-case) name; empty if there is none.
    std::string_view header(std::string_view name) const;
};

/// RFC 3986: everything but letters, digits and -._~ as %XX.
std::string percentEncoded(std::string_view text);
/// `name=value&…`, both encoded: for query strings and form bodies.
std::string formEncoded(const HttpFields &fields);
/// The endpoint's URL without what is secret in it, for people.
std::string shownUrl(const Endpoint &endpoint);
/// Moves user and password out of the URL into the credentials.
Endpoint withoutUserInUrl(Endpoint endpoint);

} // namespace triptych::sources
