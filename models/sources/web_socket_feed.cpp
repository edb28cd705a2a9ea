#include "sources/web_socket_feed.h"

#include "base/job_pool.h"
#include "sources/endpoint_request.h"
#include "sources/http_errors.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QUrl>
#include <QWebSocket>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

/// The handshake's failure is told as text alone; its status is what matters.
Error handshakeError(const QString &text)
{
    const auto has = [&](const char *status) { return text.contains(QLatin1String("status code: ") + QLatin1String(status)); };
    if (has("401") || has("403"))
        return {ErrorKind::Unauthorised, text.toStdString(), {}, {}, "check user, token and tenant"};
    return {has("404") || has("405") ? ErrorKind::NotFound : ErrorKind::Unreachable, text.toStdString(), {}, {}, {}};
}

} // namespace

WebSocketFeed::WebSocketFeed(const Endpoint &endpoint, const HttpRequest &request)
{
    QUrl url = requestUrl(endpoint, request);
    url.setScheme(url.scheme() == QStringLiteral("https") ? QStringLiteral("wss") : QStringLiteral("ws"));
    m_thread.setObjectName(QStringLiteral("tail"));
    m_socket = new QWebSocket(QString::fromStdString(endpoint.url));
    m_socket->moveToThread(&m_thread);
    // With the thread's last turn, in the thread.
    QObject::connect(&m_thread, &QThread::finished, m_socket, &QObject::deleteLater);
    m_thread.start();
    QMetaObject::invokeMethod(m_socket, [this, endpoint, url] { open(endpoint, url); }, Qt::QueuedConnection);
}

WebSocketFeed::~WebSocketFeed()
{
    QMetaObject::invokeMethod(
        m_socket,
        [this] {
            m_socket->disconnect();
            m_socket->abort();
        },
        Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

void WebSocketFeed::open(const Endpoint &endpoint, const QUrl &url)
{
    QObject::connect(m_socket, &QWebSocket::connected, m_socket, [this] {
        const std::lock_guard lock(m_mutex);
        m_frames.open = true;
        m_news.notify_all();
    });
    QObject::connect(m_socket, &QWebSocket::textMessageReceived, m_socket, [this](const QString &text) {
        std::string frame = text.toStdString();
        const std::lock_guard lock(m_mutex);
        if (m_bytes + frame.size() > kMostBytes) {
            m_frames.lost = true;
            return;
        }
        m_bytes += frame.size();
        m_frames.texts.push_back(std::move(frame));
        m_news.notify_all();
    });
    QObject::connect(m_socket, &QWebSocket::disconnected, m_socket, [this] {
        const QString reason = m_socket->closeReason();
        if (!reason.isEmpty())
            end({ErrorKind::Rejected, reason.toStdString(), {}, {}, {}});
        else
            end({ErrorKind::Unreachable, "the server closed the connection", {}, {}, {}});
    });
    QObject::connect(m_socket, QOverload<QAbstractSocket::SocketError>::of(&QWebSocket::error), m_socket, [this](QAbstractSocket::SocketError error) {
        if (error == QAbstractSocket::ConnectionRefusedError)
            end({ErrorKind::Unreachable, "the connection was refused: nothing listens there", {}, {}, "check the address, and that the server runs"});
        else
            end(handshakeError(m_socket->errorString()));
    });
    QObject::connect(m_socket, &QWebSocket::sslErrors, m_socket, [this](const QList<QSslError> &errors) {
        if (!errors.isEmpty())
            end({ErrorKind::Untrusted, "its certificate cannot be trusted: " + errors.front().errorString().toStdString(), {}, {}, {}});
    });
    QNetworkRequest request(url);
    addAccess(request, endpoint);
    if (url.scheme() == QStringLiteral("wss"))
        m_socket->setSslConfiguration(tlsOf(endpoint));
    m_socket->setProxy(proxyOf(endpoint, url));
    watch(endpoint);
    m_socket->open(request);
}

/// A server may take the connection and never say a word, and a network that vanishes closes nothing: both look like a quiet
/// one, for ever. RFC 6455, 5.5.2: a ping is answered.
void WebSocketFeed::watch(const Endpoint &endpoint)
{
    auto *clock = new QTimer(m_socket);
    auto heard = std::make_shared<QElapsedTimer>();
    heard->start();
    const auto hear = [heard] { heard->start(); };
    QObject::connect(m_socket, &QWebSocket::connected, clock, hear);
    QObject::connect(m_socket, &QWebSocket::textFrameReceived, clock, hear);
    QObject::connect(m_socket, &QWebSocket::pong, clock, hear);
    QObject::connect(clock, &QTimer::timeout, m_socket, [this, heard, connect = endpoint.connectTimeout, silence = endpoint.pongTimeout] {
        const bool open = m_socket->state() == QAbstractSocket::ConnectedState;
        const std::chrono::milliseconds patience = open ? silence : connect;
        if (!heard->hasExpired(patience.count())) {
            if (open)
                m_socket->ping();
            return;
        }
        end({ErrorKind::Unreachable, (open ? "nothing came, not even an answer to a ping, within " : "the connection was not taken within ") + secondsText(patience), {}, {}, {}});
        m_socket->abort();
    });
    clock->start(std::min(endpoint.connectTimeout, endpoint.pongTimeout) / 4);
}

void WebSocketFeed::end(Error error)
{
    const std::lock_guard lock(m_mutex);
    if (!m_ended) // the first is the reason, others follow from it
        m_ended = std::move(error);
    m_news.notify_all();
}

Result<WebSocketFeed::Frames> WebSocketFeed::take(std::chrono::milliseconds time, std::stop_token stop)
{
    const base::PoolWait others;
    std::unique_lock lock(m_mutex);
    m_news.wait_for(lock, stop, time, [this] { return m_ended || !m_frames.texts.empty(); });
    if (stop.stop_requested())
        return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
    if (m_ended && m_frames.texts.empty())
        return *m_ended;
    Frames out = std::move(m_frames);
    m_frames = {};
    m_frames.open = out.open;
    m_bytes = 0;
    return out;
}

} // namespace triptych::sources
