#pragma once
#include "base/result.h"
#include "sources/http_request.h"

#include <QThread>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

class QUrl;
class QWebSocket;

namespace triptych::sources {

/// The text frames of a WebSocket, in order. The socket lives in a thread of its own; any other takes.
class WebSocketFeed
{
public:
    WebSocketFeed(const Endpoint &endpoint, const HttpRequest &request);
    ~WebSocketFeed();
    WebSocketFeed(const WebSocketFeed &) = delete;
    WebSocketFeed &operator=(const WebSocketFeed &) = delete;

    struct Frames {
        std::vector<std::string> texts; ///< none: nothing came in that time
        bool lost = false;              ///< some found no room
        bool open = false;              ///< the server has taken the connection
    };
    /// What came since, waiting for it at most `time`. Errors: Unreachable (also a server that neither takes the connection nor
    /// answers pings in time), Untrusted, Unauthorised, NotFound, Rejected (the server's reason for closing), Stopped.
    base::Result<Frames> take(std::chrono::milliseconds time, std::stop_token stop);

private:
    void open(const Endpoint &endpoint, const QUrl &url);
    void watch(const Endpoint &endpoint);
    void end(base::Error error);

    /// More than a reader can be behind: the rest is dropped, and told.
    static constexpr std::size_t kMostBytes = 64u << 20;

    QThread m_thread;
    QWebSocket *m_socket = nullptr; ///< the thread's
    std::mutex m_mutex;
    std::condition_variable_any m_news;
    Frames m_frames;
    std::size_t m_bytes = 0;
    std::optional<base::Error> m_ended;
};

} // namespace triptych::sources
