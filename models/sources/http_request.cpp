#include "sources/http_request.h"

#include <QUrl>
#include <algorithm>

namespace triptych::sources {

std::string_view HttpResponse::header(std::string_view name) const
{
    const auto it = std::find_if(headers.begin(), headers.end(), [&](const auto &h) { return h.first == name; });
    return it == headers.end() ? std::string_view() : std::string_view(it->second);
}

std::string percentEncoded(std::string_view text)
{
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += kDigits[byte >> 4];
            out += kDigits[byte & 15];
        }
    }
    return out;
}

std::string formEncoded(const HttpFields &fields)
{
    std::string out;
    for (const auto &[name, value] : fields)
        out += (out.empty() ? "" : "&") + percentEncoded(name) + "=" + percentEncoded(value);
    return out;
}

std::string shownUrl(const Endpoint &endpoint)
{
    const QUrl url(QString::fromStdString(endpoint.url));
    return url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::StripTrailingSlash).toStdString();
}

Endpoint withoutUserInUrl(Endpoint endpoint)
{
    QUrl url(QString::fromStdString(endpoint.url));
    if (url.userInfo().isEmpty())
        return endpoint;
    if (endpoint.credentials.kind == Credentials::Kind::None)
        endpoint.credentials = {Credentials::Kind::Basic, url.userName(QUrl::FullyDecoded).toStdString(), url.password(QUrl::FullyDecoded).toStdString()};
    url.setUserInfo({});
    endpoint.url = url.toString().toStdString();
    return endpoint;
}

} // namespace triptych::sources
