#include "sources/http_errors.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <charconv>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;

namespace {

constexpr std::size_t kMostWords = 400;

std::string oneLine(std::string_view text)
{
    std::string out;
    bool space = false;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
        if (blank) {
            space = !out.empty();
            continue;
        }
        if (space)
            out += ' ';
        space = false;
        out += c;
        if (out.size() >= kMostWords)
            return out + " …";
    }
    return out;
}

/// The message in an error object of Jaeger, Prometheus, Elasticsearch, Datadog and their like.
QString messageIn(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isArray())
        return value.toArray().isEmpty() ? QString() : messageIn(value.toArray().first());
    if (!value.isObject())
        return {};
    const QJsonObject object = value.toObject();
    for (const char *key : {"root_cause", "msg", "message", "reason", "error", "errors", "detail", "title"}) {
        if (const QString text = messageIn(object.value(QLatin1String(key))); !text.isEmpty())
            return text;
    }
    return {};
}

std::string pageTitle(const std::string &body)
{
    const std::size_t from = body.find("<title>"), to = body.find("</title>");
    if (from == std::string::npos || to == std::string::npos || to < from)
        return {};
    return oneLine(std::string_view(body).substr(from + 7, to - from - 7));
}

bool isPage(const HttpResponse &response)
{
    return response.contentType == "text/html" || response.contentType == "application/xhtml+xml";
}

Error cutError(const HttpAttempt &attempt, const Endpoint &endpoint)
{
    using Cut = HttpAttempt::Cut;
    switch (attempt.cut) {
    case Cut::Connect:
        return {ErrorKind::Unreachable, "no connection within " + secondsText(endpoint.connectTimeout), {}, {}, "check the address, and that the way there is open"};
    case Cut::Idle:
        return {ErrorKind::Unreachable,
                (attempt.response.status == 0 ? "no answer within " : "the answer stopped coming: nothing for ") + secondsText(endpoint.idleTimeout), {}, {},
                "ask for a shorter time range, or again"};
    case Cut::Whole:
        return {ErrorKind::Unreachable, "the answer was not there whole after " + secondsText(endpoint.wholeTimeout), {}, {}, "ask for a shorter time range"};
    default:
        return {ErrorKind::TooLarge, "the answer is larger than " + std::to_string(endpoint.maxBody >> 20) + " MiB", {}, {}, "ask for a shorter time range or a lower limit"};
    }
}

Error tlsError(const HttpAttempt &attempt)
{
    Error error{ErrorKind::Untrusted, "its certificate cannot be trusted", {}, {}, "if it is your own authority's, give its CA file"};
    if (attempt.tls.isEmpty()) {
        error.what = "no secure connection: " + attempt.errorText.toStdString();
        error.advice = "check that the server speaks TLS on this port";
        return error;
    }
    switch (attempt.tls.front().error()) {
    case QSslError::CertificateExpired:
        error.what = "its certificate has expired (" + attempt.tls.front().certificate().expiryDate().toUTC().toString(Qt::ISODate).toStdString() + ")";
        error.advice = "it must be renewed there; or this machine's clock is wrong";
        break;
    case QSslError::CertificateNotYetValid:
        error.what = "its certificate is not valid yet";
        error.advice = "is this machine's clock right?";
        break;
    case QSslError::HostNameMismatch:
        error.what = "its certificate is for another name: " + attempt.tls.front().certificate().subjectInfo(QSslCertificate::CommonName).join(u' ').toStdString();
        error.advice = "use the name that the certificate is for";
        break;
    default:
        error.what += ": " + attempt.tls.front().errorString().toStdString();
    }
    return error;
}

Error networkError(const HttpAttempt &attempt)
{
    switch (attempt.error) {
    case QNetworkReply::HostNotFoundError: return {ErrorKind::Unreachable, "no such host", {}, {}, "check the address"};
    case QNetworkReply::ConnectionRefusedError:
        return {ErrorKind::Unreachable, "the connection was refused: nothing listens there", {}, {}, "check the address, and that the server runs"};
    case QNetworkReply::RemoteHostClosedError:
        return {ErrorKind::Unreachable, "the server closed the connection before its answer was whole", {}, {}, "ask again"};
    case QNetworkReply::SslHandshakeFailedError: return tlsError(attempt);
    case QNetworkReply::ProxyAuthenticationRequiredError: return {ErrorKind::Unauthorised, "the proxy wants credentials", {}, {}, "put them into the proxy's address"};
    default: return {ErrorKind::Unreachable, attempt.errorText.toStdString(), {}, {}, {}};
    }
}

// Whether the answer did not come whole. Beside a status that tells of success every error of Qt's is one of the way
// here: the others repeat what the status says.
bool transportFailed(const HttpAttempt &attempt)
{
    const int status = attempt.response.status;
    return status == 0 || attempt.error == QNetworkReply::RemoteHostClosedError || (status >= 200 && status <= 299 && attempt.error != QNetworkReply::NoError);
}

std::optional<Error> statusError(const HttpResponse &response, const HttpRequest &request)
{
    const int status = response.status;
    const bool good = (status >= 200 && status < 300) || std::find(request.alsoGood.begin(), request.alsoGood.end(), status) != request.alsoGood.end();
    if (good && isPage(response) && request.accept.find("html") == std::string::npos) {
        const std::string title = pageTitle(response.body);
        return Error{ErrorKind::Rejected, "a web page came instead of data" + (title.empty() ? std::string() : ": " + title), {}, {}, "check the address, its base path above all"};
    }
    if (good)
        return std::nullopt;
    const std::string words = serverWords(response);
    const std::string said = "HTTP " + std::to_string(status) + (words.empty() ? std::string() : ": " + words);
    switch (status) {
    case 401: return Error{ErrorKind::Unauthorised, said, {}, {}, "check user, token and tenant"};
    case 403: return Error{ErrorKind::Unauthorised, said, {}, {}, "these credentials do not allow it"};
    case 404: return Error{ErrorKind::NotFound, said, {}, {}, "check the address, its base path above all"};
    case 413: return Error{ErrorKind::Rejected, said, {}, {}, "ask for a shorter time range or a lower limit"};
    case 429: {
        Error error{ErrorKind::RateLimited, said, {}, {}, "wait a little, then ask again"};
        if (const auto wait = retryAfter(response)) {
            error.waitSeconds = static_cast<std::uint32_t>(wait->count());
            error.advice = "it wants " + std::to_string(wait->count()) + " s of rest before it is asked again";
        }
        return error;
    }
    default: return Error{ErrorKind::Rejected, said, {}, {}, {}};
    }
}

} // namespace

std::string secondsText(std::chrono::milliseconds time)
{
    const auto ms = time.count();
    return ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms";
}

std::string serverWords(const HttpResponse &response)
{
    if (isPage(response))
        return pageTitle(response.body);
    const auto json = QJsonDocument::fromJson(QByteArray::fromRawData(response.body.data(), static_cast<qsizetype>(std::min<std::size_t>(response.body.size(), 1 << 20))));
    if (json.isObject())
        if (const QString text = messageIn(json.object()); !text.isEmpty())
            return oneLine(text.toStdString());
    return oneLine(std::string_view(response.body).substr(0, 4 * kMostWords));
}

std::optional<std::chrono::system_clock::time_point> httpDate(std::string_view text)
{
    QDateTime time = QLocale::c().toDateTime(QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size())), QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    if (!time.isValid())
        return std::nullopt;
    time.setTimeSpec(Qt::UTC);
    return std::chrono::system_clock::time_point(std::chrono::milliseconds(time.toMSecsSinceEpoch()));
}

std::optional<std::chrono::seconds> retryAfter(const HttpResponse &response)
{
    const std::string_view text = response.header("retry-after");
    std::int64_t seconds = 0;
    if (const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), seconds); failed == std::errc() && end == text.data() + text.size())
        return std::chrono::seconds(std::max<std::int64_t>(0, seconds));
    if (const auto until = httpDate(text))
        return std::max(std::chrono::seconds(0), std::chrono::ceil<std::chrono::seconds>(*until - std::chrono::system_clock::now()));
    // Datadog's: a duration. Others give a time by this name, which is far larger.
    constexpr std::int64_t kDay = 86'400;
    const std::string_view reset = response.header("x-ratelimit-reset");
    if (const auto [end, failed] = std::from_chars(reset.data(), reset.data() + reset.size(), seconds); text.empty() && failed == std::errc() && end == reset.data() + reset.size() && seconds >= 0 && seconds <= kDay)
        return std::chrono::seconds(seconds);
    return std::nullopt;
}

std::optional<Error> errorOf(const HttpAttempt &attempt, const HttpRequest &request, const Endpoint &endpoint, const std::string &url)
{
    std::optional<Error> error;
    if (attempt.cut != HttpAttempt::Cut::No)
        error = cutError(attempt, endpoint);
    else if (!attempt.tls.isEmpty())
        error = tlsError(attempt);
    else if (transportFailed(attempt))
        error = networkError(attempt);
    else
        error = statusError(attempt.response, request);
    if (error)
        error->where.file = url;
    return error;
}

} // namespace triptych::sources
