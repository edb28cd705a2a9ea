#pragma once
#include "base/result.h"
#include "sources/http_request.h"

#include <QByteArray>
#include <QNetworkReply>
#include <QSslError>
#include <QTimer>
#include <QUrl>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <qcoro/qcorotask.h>

namespace triptych::sources {

/// How one attempt at a request ended.
struct HttpAttempt {
    enum class Cut : std::uint8_t { No, Connect, Idle, Whole, TooLarge };
    QNetworkReply::NetworkError error = QNetworkReply::NoError;
    QString errorText;
    Cut cut = Cut::No;
    QList<QSslError> tls;
    HttpResponse response; ///< status 0: none came
};

/// One request on its way, retries and redirects included. Made by the asking thread; everything but wait() happens in
/// the network thread.
class HttpCall : public std::enable_shared_from_this<HttpCall>
{
public:
    HttpCall(const Endpoint &endpoint, const HttpRequest &request, QUrl url);

    /// Network thread: starts the coroutine, which keeps the call alive until it is done.
    void start(QNetworkAccessManager &manager);
    /// Network thread: ends it soon, with ErrorKind::Stopped.
    void abort();
    /// The asking thread: blocks until the end.
    base::Result<HttpResponse> wait();

private:
    QCoro::Task<> run(std::shared_ptr<HttpCall> self, QNetworkAccessManager &manager);
    QNetworkRequest request(const QUrl &url) const;
    void watch(QNetworkReply &reply, HttpAttempt &attempt);
    void cut(HttpAttempt &attempt, HttpAttempt::Cut why);
    /// Where the answer sends us, if that is a place we go to; an error if it is not.
    base::Result<std::optional<QUrl>> redirection(const HttpAttempt &attempt, const QUrl &from) const;
    std::optional<std::chrono::milliseconds> waitBeforeRetry(const HttpAttempt &attempt, int attempts) const;
    void finish(base::Result<HttpResponse> result);

    Endpoint m_endpoint;
    HttpRequest m_request;
    QUrl m_url;
    // The network thread's.
    QNetworkReply *m_reply = nullptr;
    std::unique_ptr<QTimer> m_pause;
    bool m_aborted = false;
    // Both threads'.
    std::mutex m_mutex;
    std::condition_variable m_done;
    std::optional<base::Result<HttpResponse>> m_result;
};

} // namespace triptych::sources
