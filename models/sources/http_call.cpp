#include "sources/http_call.h"

#include "sources/endpoint_request.h"
#include "sources/http_errors.h"

#include <QNetworkAccessManager>
#include <QNetworkCookieJar>
#include <QRandomGenerator>
#include <charconv>
#include <qcoro/qcoronetworkreply.h>
#include <qcoro/qcorotimer.h>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr int kMostRedirections = 5;

bool sameOrigin(const QUrl &a, const QUrl &b)
{
    const auto port = [](const QUrl &url) { return url.port(url.scheme() == QStringLiteral("https") ? 443 : 80); };
    return a.scheme() == b.scheme() && a.host() == b.host() && port(a) == port(b);
}

QSslConfiguration httpTls(const Endpoint &endpoint)
{
    QSslConfiguration tls = tlsOf(endpoint);
    tls.setAllowedNextProtocols({QSslConfiguration::ALPNProtocolHTTP2, QSslConfiguration::NextProtocolHttp1_1});
    return tls;
}

// Whether fewer bytes came than were promised. Qt, too, looks for it, but not whenever the end of the connection is read
// together with the last bytes. The length of a compressed answer says nothing of what it holds.
bool isShort(const HttpResponse &response)
{
    const std::string_view length = response.header("content-length");
    std::uint64_t promised = 0;
    const auto [end, failed] = std::from_chars(length.data(), length.data() + length.size(), promised);
    return failed == std::errc() && end == length.data() + length.size() && response.header("content-encoding").empty() && response.body.size() < promised;
}

} // namespace

HttpCall::HttpCall(const Endpoint &endpoint, const HttpRequest &request, QUrl url) : m_endpoint(endpoint), m_request(request), m_url(std::move(url))
{
}

void HttpCall::start(QNetworkAccessManager &manager)
{
    m_pause = std::make_unique<QTimer>();
    m_pause->setSingleShot(true);
    run(shared_from_this(), manager);
}

void HttpCall::abort()
{
    m_aborted = true;
    if (m_reply)
        m_reply->abort();
    else if (m_pause && m_pause->isActive())
        m_pause->start(0);
}

Result<HttpResponse> HttpCall::wait()
{
    std::unique_lock lock(m_mutex);
    m_done.wait(lock, [this] { return m_result.has_value(); });
    return std::move(*m_result);
}

void HttpCall::finish(Result<HttpResponse> result)
{
    m_pause.reset(); // in the thread that made it
    const std::lock_guard lock(m_mutex);
    m_result = std::move(result);
    m_done.notify_all();
}

QNetworkRequest HttpCall::request(const QUrl &url) const
{
    QNetworkRequest out(url);
    out.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    out.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    out.setDecompressedSafetyCheckThreshold(-1); // the size bound is ours
    if (url.scheme() == QStringLiteral("https"))
        out.setSslConfiguration(httpTls(m_endpoint));
    // A proxy that only forwards is signed in to by the request itself: Qt, told not to reuse what it knows of servers, would not answer it.
    if (const QUrl proxy(QString::fromStdString(m_endpoint.proxy)); url.scheme() == QStringLiteral("http") && proxy.scheme().startsWith(QStringLiteral("http")) && !proxy.userName().isEmpty())
        out.setRawHeader("Proxy-Authorization", "Basic " + (proxy.userName() + u':' + proxy.password()).toUtf8().toBase64());
    out.setRawHeader("User-Agent", "Triptych/" TRIPTYCH_VERSION);
    out.setRawHeader("Accept", bytes(m_request.accept));
    if (!m_request.contentType.empty())
        out.setRawHeader("Content-Type", bytes(m_request.contentType));
    if (!sameOrigin(url, m_url))
        return out;
    for (const auto &[name, value] : m_request.headers)
        out.setRawHeader(bytes(name), bytes(value));
    addAccess(out, m_endpoint);
    return out;
}

void HttpCall::cut(HttpAttempt &attempt, HttpAttempt::Cut why)
{
    attempt.cut = why;
    if (m_reply)
        m_reply->abort();
}

/// Everything connected here dies with the reply, or is the reply's child.
void HttpCall::watch(QNetworkReply &reply, HttpAttempt &attempt)
{
    using Cut = HttpAttempt::Cut;
    const auto timer = [this, &reply, &attempt](std::chrono::milliseconds time, Cut why) {
        auto *t = new QTimer(&reply);
        t->setSingleShot(true);
        QObject::connect(t, &QTimer::timeout, &reply, [this, &attempt, why] { cut(attempt, why); });
        t->start(time);
        return t;
    };
    QTimer *connecting = timer(m_endpoint.connectTimeout, Cut::Connect);
    QTimer *idle = timer(m_endpoint.idleTimeout, Cut::Idle);
    timer(m_endpoint.wholeTimeout, Cut::Whole);
    QObject::connect(&reply, &QNetworkReply::requestSent, connecting, &QTimer::stop);
    QObject::connect(&reply, &QNetworkReply::metaDataChanged, connecting, &QTimer::stop);
    QObject::connect(&reply, &QNetworkReply::sslErrors, &reply, [&attempt](const QList<QSslError> &errors) { attempt.tls = errors; });
    QObject::connect(&reply, &QNetworkReply::readyRead, &reply, [this, &reply, &attempt, idle, connecting] {
        connecting->stop();
        idle->start();
        const QByteArray portion = reply.readAll();
        if (attempt.response.body.size() + static_cast<std::size_t>(portion.size()) > m_endpoint.maxBody) {
            cut(attempt, Cut::TooLarge);
            return;
        }
        attempt.response.body.append(portion.constData(), static_cast<std::size_t>(portion.size()));
    });
}

Result<std::optional<QUrl>> HttpCall::redirection(const HttpAttempt &attempt, const QUrl &from) const
{
    const int status = attempt.response.status;
    const std::string_view where = attempt.response.header("location");
    if (status < 300 || status > 399 || status == 304 || where.empty())
        return std::optional<QUrl>();
    const QUrl to = from.resolved(QUrl(QString::fromUtf8(where.data(), static_cast<qsizetype>(where.size()))));
    const Endpoint &e = m_endpoint;
    const bool secrets = e.credentials.kind != Credentials::Kind::None || !e.tenant.empty() || !e.headers.empty() || !e.certificateFile.empty();
    const bool web = to.scheme() == QStringLiteral("http") || to.scheme() == QStringLiteral("https");
    const bool downgrade = from.scheme() == QStringLiteral("https") && to.scheme() == QStringLiteral("http");
    if (!web || (!sameOrigin(to, m_url) && (secrets || downgrade || m_request.method != HttpRequest::Method::Get))) {
        const QString place = to.adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo).toString();
        return Error{ErrorKind::Rejected, "it redirects to " + place.toStdString() + ", where nothing that is meant for this server is sent", {}, {},
                     "if that is the right server, use its address"};
    }
    return std::optional<QUrl>(to);
}

std::optional<std::chrono::milliseconds> HttpCall::waitBeforeRetry(const HttpAttempt &attempt, int attempts) const
{
    if (attempts >= m_endpoint.attempts || m_request.repeat == HttpRequest::Repeat::Never || attempt.cut != HttpAttempt::Cut::No || !attempt.tls.isEmpty())
        return std::nullopt;
    const int status = attempt.response.status;
    const bool lost = attempt.error == QNetworkReply::RemoteHostClosedError || attempt.error == QNetworkReply::TemporaryNetworkFailureError ||
                      attempt.error == QNetworkReply::ConnectionRefusedError;
    if (!lost && status != 429 && status != 502 && status != 503 && status != 504)
        return std::nullopt;
    const auto backoff = m_endpoint.backoff * (1 << (attempts - 1));
    auto wait = std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(backoff.count()) * (0.5 + QRandomGenerator::global()->generateDouble())));
    if (const auto asked = retryAfter(attempt.response); asked && !lost)
        wait = std::max(wait, std::chrono::milliseconds(*asked));
    return wait <= m_endpoint.longestWait ? std::optional(wait) : std::nullopt;
}

// A member coroutine; `self` keeps the object alive until the end. GCC 12 destroys by-value parameters with the frame.
QCoro::Task<> HttpCall::run(std::shared_ptr<HttpCall> self, QNetworkAccessManager &manager)
{
    Q_UNUSED(self);
    QUrl url = m_url;
    int redirections = 0;
    for (int attempts = 1; !m_aborted;) {
        HttpAttempt attempt;
        const QNetworkRequest asked = request(url);
        QNetworkReply *reply = m_request.method == HttpRequest::Method::Get    ? manager.get(asked)
                               : m_request.method == HttpRequest::Method::Post ? manager.post(asked, bytes(m_request.body))
                                                                               : manager.sendCustomRequest(asked, "DELETE", bytes(m_request.body));
        m_reply = reply;
        watch(*reply, attempt);
        co_await reply;
        m_reply = nullptr;
        reply->disconnect();
        attempt.error = reply->error();
        attempt.errorText = reply->errorString();
        HttpResponse &response = attempt.response;
        response.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (attempt.cut == HttpAttempt::Cut::No && reply->isOpen()) { // closed: aborted by the user
            const QByteArray rest = reply->readAll();
            response.body.append(rest.constData(), static_cast<std::size_t>(rest.size()));
        }
        for (const auto &[name, value] : reply->rawHeaderPairs())
            response.headers.emplace_back(name.toLower().toStdString(), value.toStdString());
        if (attempt.error == QNetworkReply::NoError && isShort(response))
            attempt.error = QNetworkReply::RemoteHostClosedError;
        const std::string_view type = response.header("content-type");
        response.contentType = QByteArray(type.data(), static_cast<qsizetype>(std::min(type.find(';'), type.size()))).trimmed().toLower().toStdString();
        if (const auto then = httpDate(response.header("date")))
            response.clockAhead = std::chrono::duration_cast<std::chrono::seconds>(*then - std::chrono::system_clock::now());
        reply->deleteLater();
        if (m_aborted)
            break;
        const auto next = attempt.cut == HttpAttempt::Cut::No ? redirection(attempt, url) : Result<std::optional<QUrl>>(std::optional<QUrl>());
        const std::string shown = url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment).toStdString();
        if (!next || (*next && ++redirections > kMostRedirections)) {
            Error error = next ? Error{ErrorKind::Rejected, "it redirects in a circle", {}, {}, {}} : next.error();
            error.where.file = shown;
            finish(std::move(error));
            co_return;
        }
        if (*next) {
            url = **next;
            continue;
        }
        const auto failure = errorOf(attempt, m_request, m_endpoint, shown);
        if (!failure) {
            finish(std::move(response));
            co_return;
        }
        const auto pause = waitBeforeRetry(attempt, attempts++);
        if (!pause) {
            finish(*failure);
            co_return;
        }
        m_pause->start(*pause);
        co_await *m_pause;
    }
    finish(Error{ErrorKind::Stopped, "stopped", {}, {}, {}});
}

} // namespace triptych::sources
