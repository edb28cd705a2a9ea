#pragma once
#include "sources/http_request.h"

#include <QByteArray>
#include <QNetworkProxy>
#include <QNetworkRequest>
#include <QSslConfiguration>
#include <QUrl>
#include <string>

/// An endpoint in Qt's terms, for HTTP and WebSockets alike.
namespace triptych::sources {

inline QByteArray bytes(const std::string &text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

/// The endpoint's URL with path and query of the request; invalid if it is none.
QUrl requestUrl(const Endpoint &endpoint, const HttpRequest &request);
/// Headers, tenant and credentials: only for requests to the endpoint's own origin.
void addAccess(QNetworkRequest &request, const Endpoint &endpoint);
QSslConfiguration tlsOf(const Endpoint &endpoint);
/// Explicit, none, or the system's; never between this machine and itself.
QNetworkProxy proxyOf(const Endpoint &endpoint, const QUrl &url);

} // namespace triptych::sources
