#include "app/connection_forms.h"

#include "base/qt_text.h"

#include <algorithm>

namespace triptych::app {

using base::text;
using sources::BackendKind;
using sources::Credentials;
using sources::Endpoint;
using sources::Profile;
using sources::ProfileBackend;
using sources::SecretPlace;
using ui::ConnectionForm;
using ui::ServerAccess;

namespace {

using SignIn = ServerAccess::SignIn;
using Keep = ServerAccess::Keep;

constexpr telemetry::Nanos kSecond = 1'000'000'000;

/// In the order in which they are offered.
const std::array<std::vector<BackendKind>, ConnectionForm::kServers> &holders()
{
    using K = BackendKind;
    static const std::array<std::vector<BackendKind>, ConnectionForm::kServers> kHolders{
        {{K::Tempo, K::Jaeger, K::Zipkin, K::ClickHouse, K::Datadog, K::Elasticsearch}, {K::Loki, K::ClickHouse, K::Datadog, K::Elasticsearch}, {K::Prometheus, K::Datadog}}};
    return kHolders;
}

bool holds(BackendKind kind, int row)
{
    const auto &kinds = holders()[static_cast<std::size_t>(row)];
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

/// By us, not by the user.
bool isHeld(SecretPlace place)
{
    return place == SecretPlace::Keychain || place == SecretPlace::File;
}

Keep keepOf(SecretPlace place)
{
    return place == SecretPlace::Environment ? Keep::Environment : place == SecretPlace::File ? Keep::File : Keep::Keychain;
}

SecretPlace placeOf(Keep keep)
{
    return keep == Keep::Environment ? SecretPlace::Environment : keep == Keep::File ? SecretPlace::File : SecretPlace::Keychain;
}

ServerAccess accessOf(const Profile &profile, const ProfileBackend &backend)
{
    const Endpoint &endpoint = backend.address.endpoint;
    ServerAccess out;
    switch (endpoint.credentials.kind) {
    case Credentials::Kind::None: break;
    case Credentials::Kind::Basic: out.signIn = SignIn::Password; break;
    case Credentials::Kind::Bearer: out.signIn = SignIn::Token; break;
    case Credentials::Kind::Header: out.signIn = SignIn::Key; break;
    }
    out.user = text(endpoint.credentials.name);
    out.keep = keepOf(backend.secret);
    out.secret = text(backend.variable);
    if (isHeld(backend.secret)) {
        out.keptAs = text(sources::secretKey(profile, backend));
        out.keptIn = out.keep;
    }
    if (backend.keySecret != SecretPlace::None) {
        if (backend.secret == SecretPlace::None)
            out.keep = keepOf(backend.keySecret);
        out.keyPassword = text(backend.keyVariable);
        if (backend.keySecret != SecretPlace::Environment) {
            out.keyKeptAs = text(sources::keySecretKey(profile, backend));
            out.keyKeptIn = keepOf(backend.keySecret);
        }
    }
    out.tenant = text(endpoint.tenant);
    if (endpoint.tenantHeader != Endpoint().tenantHeader)
        out.tenantHeader = text(endpoint.tenantHeader);
    QStringList headers;
    for (const auto &[name, value] : endpoint.headers)
        headers.append(text(name) + QStringLiteral(": ") + text(value));
    out.headers = headers.join(u'\n');
    out.caFile = text(endpoint.caFile);
    out.certificateFile = text(endpoint.certificateFile);
    out.keyFile = text(endpoint.keyFile);
    out.proxy = text(endpoint.proxy);
    return out;
}

ProfileBackend backendOf(BackendKind kind, const ConnectionForm::Server &server)
{
    const ServerAccess &access = server.access;
    ProfileBackend out;
    out.address.kind = kind;
    Endpoint &endpoint = out.address.endpoint;
    endpoint.url = server.url.toStdString();
    endpoint.tenant = access.tenant.toStdString();
    if (!access.tenantHeader.isEmpty())
        endpoint.tenantHeader = access.tenantHeader.toStdString();
    for (const QString &line : access.headers.split(u'\n'))
        if (const qsizetype colon = line.indexOf(u':'); colon > 0)
            endpoint.headers.emplace_back(line.left(colon).trimmed().toStdString(), line.mid(colon + 1).trimmed().toStdString());
    endpoint.caFile = access.caFile.toStdString();
    endpoint.certificateFile = access.certificateFile.toStdString();
    endpoint.keyFile = access.keyFile.toStdString();
    endpoint.proxy = access.proxy.toStdString();
    const bool variable = access.keep == Keep::Environment;
    if (!access.keyFile.isEmpty() && (!access.keyPassword.isEmpty() || (!variable && !access.keyKeptAs.isEmpty()))) {
        out.keySecret = placeOf(access.keep);
        (variable ? out.keyVariable : endpoint.keyPassword) = access.keyPassword.toStdString();
    }
    if (access.signIn == SignIn::None)
        return out;
    Credentials &credentials = endpoint.credentials;
    credentials.kind = access.signIn == SignIn::Password ? Credentials::Kind::Basic : access.signIn == SignIn::Token ? Credentials::Kind::Bearer : Credentials::Kind::Header;
    if (access.signIn != SignIn::Token)
        credentials.name = access.user.toStdString();
    out.secret = placeOf(access.keep);
    (variable ? out.variable : credentials.secret) = access.secret.toStdString();
    return out;
}

std::vector<query::AliasTable::Group> aliasGroupsOf(const QString &lines)
{
    std::vector<query::AliasTable::Group> out;
    for (const QString &line : lines.split(u'\n')) {
        const qsizetype equals = line.indexOf(u'=');
        if (equals <= 0)
            continue;
        query::AliasTable::Group group{line.left(equals).trimmed().toStdString(), {}};
        for (const QString &tag : line.mid(equals + 1).split(u','))
            if (!tag.trimmed().isEmpty())
                group.keys.push_back(tag.trimmed().toStdString());
        out.push_back(std::move(group));
    }
    return out;
}

} // namespace

std::array<QVector<ui::ServerKind>, ConnectionForm::kServers> serverKinds()
{
    std::array<QVector<ui::ServerKind>, ConnectionForm::kServers> out;
    const std::vector<BackendKind> spoken = sources::spokenKinds();
    for (std::size_t row = 0; row < out.size(); ++row)
        for (const BackendKind kind : holders()[row])
            if (std::find(spoken.begin(), spoken.end(), kind) != spoken.end())
                out[row].append({text(name(kind)), text(title(kind))});
    return out;
}

ConnectionForm formOf(const Profile &profile)
{
    ConnectionForm out;
    out.name = out.savedAs = text(profile.name);
    for (int row = 0; row < ConnectionForm::kServers; ++row) {
        const auto of = std::find_if(profile.backends.begin(), profile.backends.end(), [row](const ProfileBackend &backend) { return holds(backend.address.kind, row); });
        if (of != profile.backends.end())
            out.servers[row] = {text(name(of->address.kind)), text(of->address.endpoint.url), accessOf(profile, *of)};
    }
    QStringList aliases;
    for (const query::AliasTable::Group &group : profile.aliases) {
        QStringList tags;
        for (const std::string &tag : group.keys)
            tags.append(text(tag));
        aliases.append(text(group.name) + QStringLiteral(" = ") + tags.join(QStringLiteral(", ")));
    }
    out.aliases = aliases.join(u'\n');
    const sources::Correlation &rule = profile.correlation;
    out.correlation = {text(rule.logs), text(rule.traceField), text(rule.spanField), static_cast<int>(rule.slack / kSecond)};
    return out;
}

Draft draftOf(const ConnectionForm &form, const Profile *before)
{
    Draft out;
    out.profile.name = form.name.toStdString();
    out.profile.aliases = aliasGroupsOf(form.aliases);
    const ConnectionForm::Correlation &rule = form.correlation;
    out.profile.correlation = {rule.logs.toStdString(), rule.traceField.toStdString(), rule.spanField.toStdString(), rule.slackSeconds * kSecond};
    for (int row = 0; row < ConnectionForm::kServers; ++row) {
        const ConnectionForm::Server &server = form.servers[row];
        const auto kind = sources::backendKindFromText(server.kind.toStdString());
        if (!kind)
            continue;
        ProfileBackend backend = backendOf(*kind, server);
        // One server may hold several kinds of telemetry.
        const auto same = [&](const ProfileBackend &other) { return other.address.kind == *kind && other.address.endpoint.url == backend.address.endpoint.url; };
        if (std::any_of(out.profile.backends.begin(), out.profile.backends.end(), same))
            continue;
        const bool keeps = isHeld(backend.secret) && backend.address.endpoint.credentials.secret.empty() && !server.access.keptAs.isEmpty();
        out.kept.push_back(keeps ? std::optional(Draft::Kept{placeOf(server.access.keptIn), server.access.keptAs.toStdString()}) : std::nullopt);
        out.rows.push_back(row);
        const bool keepsKey = isHeld(backend.keySecret) && backend.address.endpoint.keyPassword.empty();
        out.keyKept.push_back(keepsKey ? std::optional(Draft::Kept{placeOf(server.access.keyKeptIn), server.access.keyKeptAs.toStdString()}) : std::nullopt);
        out.profile.backends.push_back(std::move(backend));
    }
    if (!before)
        return out;
    // A second server of a row is not shown, and not lost either.
    const ConnectionForm shown = formOf(*before);
    for (const ProfileBackend &backend : before->backends) {
        const bool hasRow = std::any_of(shown.servers.begin(), shown.servers.end(), [&](const ConnectionForm::Server &server) {
            return server.kind == text(name(backend.address.kind)) && server.url == text(backend.address.endpoint.url);
        });
        if (hasRow)
            continue;
        out.profile.backends.push_back(backend);
        const bool keeps = isHeld(backend.secret);
        out.kept.push_back(keeps ? std::optional(Draft::Kept{backend.secret, sources::secretKey(*before, backend)}) : std::nullopt);
        out.rows.push_back(-1);
        out.keyKept.push_back(isHeld(backend.keySecret) ? std::optional(Draft::Kept{backend.keySecret, sources::keySecretKey(*before, backend)}) : std::nullopt);
    }
    return out;
}

} // namespace triptych::app
