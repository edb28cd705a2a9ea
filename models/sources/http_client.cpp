#include "sources/http_client.h"

#include "base/job_pool.h"
#include "sources/endpoint_request.h"
#include "sources/http_call.h"

#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QThread>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

/// What the system says, but for this machine itself.
class SystemProxies final : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        const QString host = query.peerHostName();
        if (host == QStringLiteral("localhost") || QHostAddress(host).isLoopback())
            return {QNetworkProxy(QNetworkProxy::NoProxy)};
        return systemProxyForQuery(query);
    }
};

} // namespace

class NetworkThread
{
public:
    NetworkThread()
    {
        m_thread.setObjectName(QStringLiteral("network"));
        m_context.moveToThread(&m_thread);
        m_thread.start();
    }
    ~NetworkThread()
    {
        m_thread.quit();
        m_thread.wait();
    }
    /// Runs in the thread, in the order of the calls.
    template <typename Work> void post(Work work) { QMetaObject::invokeMethod(&m_context, std::move(work), Qt::QueuedConnection); }
    template <typename Work> void postAndWait(Work work) { QMetaObject::invokeMethod(&m_context, std::move(work), Qt::BlockingQueuedConnection); }

private:
    QThread m_thread;
    QObject m_context;
};

std::shared_ptr<NetworkThread> startNetworkThread()
{
    return std::make_shared<NetworkThread>();
}

/// Lives in the network thread: one for each endpoint, so that connections, proxies and certificates are never mixed.
struct HttpClient::Manager {
    std::unique_ptr<QNetworkAccessManager> manager;
};

HttpClient::HttpClient(Endpoint endpoint, std::shared_ptr<NetworkThread> thread)
    : m_endpoint(withoutUserInUrl(std::move(endpoint))), m_thread(std::move(thread)), m_manager(std::make_unique<Manager>())
{
    m_thread->post([to = m_manager.get(), proxy = m_endpoint.proxy] {
        to->manager = std::make_unique<QNetworkAccessManager>();
        to->manager->setAutoDeleteReplies(false);
        const QUrl url(QString::fromStdString(proxy));
        if (proxy == "none")
            to->manager->setProxy(QNetworkProxy::NoProxy);
        else if (!proxy.empty())
            to->manager->setProxy(QNetworkProxy(url.scheme().startsWith(QStringLiteral("socks")) ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, url.host(),
                                                static_cast<quint16>(url.port(url.scheme().startsWith(QStringLiteral("socks")) ? 1080 : 8080)), url.userName(), url.password()));
        else
            to->manager->setProxyFactory(new SystemProxies); // the manager's now
    });
}

HttpClient::~HttpClient()
{
    m_thread->postAndWait([this] { m_manager->manager.reset(); });
}

Result<HttpResponse> HttpClient::send(const HttpRequest &request, std::stop_token stop) const
{
    if (stop.stop_requested())
        return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
    const QUrl url = requestUrl(m_endpoint, request);
    if (!url.isValid())
        return Error{ErrorKind::BadQuery, "'" + shownUrl(m_endpoint) + "' is no address of a server", {}, {}, "write http://host:port or https://host/path"};
    const auto call = std::make_shared<HttpCall>(m_endpoint, request, url);
    const base::PoolWait others; // this thread only waits now
    m_thread->post([call, manager = m_manager.get()] { call->start(*manager->manager); });
    const std::stop_callback onStop(stop, [this, call] { m_thread->post([call] { call->abort(); }); });
    return call->wait();
}

} // namespace triptych::sources
