#include "sources/endpoint_request.h"

#include <QFile>
#include <QHostAddress>
#include <QSslCertificate>
#include <QSslKey>

namespace triptych::sources {

QUrl requestUrl(const Endpoint &endpoint, const HttpRequest &request)
{
    QByteArray text = QUrl(QString::fromStdString(endpoint.url)).toEncoded(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::StripTrailingSlash);
    text += request.path.c_str();
    if (!request.query.empty())
        text += '?' + QByteArray::fromStdString(formEncoded(request.query));
    const QUrl url = QUrl::fromEncoded(text, QUrl::StrictMode);
    const bool good = url.isValid() && !url.host().isEmpty() && (url.scheme() == QStringLiteral("http") || url.scheme() == QStringLiteral("https"));
    return good ? url : QUrl();
}

void addAccess(QNetworkRequest &request, const Endpoint &endpoint)
{
    for (const auto &[name, value] : endpoint.headers)
        request.setRawHeader(bytes(name), bytes(value));
    if (!endpoint.tenant.empty())
        request.setRawHeader(bytes(endpoint.tenantHeader), bytes(endpoint.tenant));
    const Credentials &who = endpoint.credentials;
    switch (who.kind) {
    case Credentials::Kind::None: break;
    case Credentials::Kind::Basic: request.setRawHeader("Authorization", "Basic " + bytes(who.name + ":" + who.secret).toBase64()); break;
    case Credentials::Kind::Bearer: request.setRawHeader("Authorization", "Bearer " + bytes(who.secret)); break;
    case Credentials::Kind::Header: request.setRawHeader(bytes(who.name), bytes(who.secret)); break;
    }
}

QSslConfiguration tlsOf(const Endpoint &endpoint)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    if (!endpoint.caFile.empty())
        tls.addCaCertificates(QString::fromStdString(endpoint.caFile));
    if (endpoint.certificateFile.empty())
        return tls;
    tls.setLocalCertificateChain(QSslCertificate::fromPath(QString::fromStdString(endpoint.certificateFile)));
    QFile file(QString::fromStdString(endpoint.keyFile.empty() ? endpoint.certificateFile : endpoint.keyFile));
    if (file.open(QIODevice::ReadOnly)) {
        const QByteArray pem = file.readAll(), password = bytes(endpoint.keyPassword);
        QSslKey key(pem, QSsl::Rsa, QSsl::Pem, QSsl::PrivateKey, password);
        if (key.isNull())
            key = QSslKey(pem, QSsl::Ec, QSsl::Pem, QSsl::PrivateKey, password);
        tls.setPrivateKey(key);
    }
    return tls;
}

QNetworkProxy proxyOf(const Endpoint &endpoint, const QUrl &url)
{
    if (endpoint.proxy == "none")
        return QNetworkProxy::NoProxy;
    if (endpoint.proxy.empty()) {
        if (url.host() == QStringLiteral("localhost") || QHostAddress(url.host()).isLoopback())
            return QNetworkProxy::NoProxy;
        const auto found = QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(url));
        return found.isEmpty() ? QNetworkProxy(QNetworkProxy::NoProxy) : found.front();
    }
    const QUrl proxy(QString::fromStdString(endpoint.proxy));
    const bool socks = proxy.scheme().startsWith(QStringLiteral("socks"));
    return QNetworkProxy(socks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, proxy.host(), static_cast<quint16>(proxy.port(socks ? 1080 : 8080)), proxy.userName(), proxy.password());
}

} // namespace triptych::sources
