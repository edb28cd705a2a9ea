#pragma once
#include "sources/http_request.h"

#include <QNetworkProxy>
#include <QNetworkRequest>
#include <QSslConfiguration>
#include <QUrl>

/// An endpoint in Qt's terms, for HTTP and WebSockets alike.
namespace triptych::sources {

/// The endpoint's URL with path and query of the request; invalid if it is none.
QUrl requestUrl(const Endpoint &endpoint, const HttpRequest &request);
/// Headers, tenant and credentials: only for requests to the endpoint's own origin.
void addAccess(QNetworkRequest &request, const Endpoint &endpoint);
QSslConfiguration tlsOf(const Endpoint &endpoint);
/// Explicit, none, or the system's; never between this machine and itself.
QNetworkProxy proxyOf(const Endpoint &endpoint, const QUrl &url);

} // namespace triptych::sources
