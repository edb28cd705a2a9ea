#include "sources/servers.h"

#include <QUrl>
#include <algorithm>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

std::string hostOf(const Backend &backend, bool withPath)
{
    const QUrl url(QString::fromStdString(backend.address()));
    const QString host = url.host() + (url.port() >= 0 ? QStringLiteral(":%1").arg(url.port()) : QString());
    return (withPath ? host + url.path() : host).toStdString();
}

/// Whether a person could not tell which of the servers a record came from.
bool ambiguous(const std::vector<Server> &servers)
{
    const auto several = [&](bool Capabilities::*what) {
        return std::count_if(servers.begin(), servers.end(), [&](const Server &server) { return server.backend->capabilities().*what; }) > 1;
    };
    return several(&Capabilities::traces) || several(&Capabilities::logs) || std::any_of(servers.begin(), servers.end(), [](const Server &server) { return !server.profile.empty(); });
}

} // namespace

Result<std::vector<Server>> serversOf(const std::vector<Profile> &profiles, std::shared_ptr<NetworkThread> thread)
{
    std::vector<Server> out;
    const query::AliasTable aliases = withAliases(query::AliasTable(), profiles);
    for (const Profile &profile : profiles) {
        for (const ProfileBackend &backend : profile.backends) {
            auto made = makeBackend(backend.address, aliases, thread);
            if (!made)
                return made.error();
            (*made)->setTraceField(profile.correlation.traceField);
            out.push_back({std::move(*made), profile.name, profile.correlation});
        }
        if (profile.backends.empty())
            return Error{ErrorKind::BadQuery, profile.name.empty() ? "no server is named" : "\"" + profile.name + "\" names no server", {}, {}, {}};
    }
    if (!ambiguous(out))
        return out;
    std::vector<Server *> nameless;
    for (Server &server : out)
        if (server.profile.empty())
            nameless.push_back(&server);
    std::vector<std::string> names;
    for (const Server *server : nameless) {
        const auto alike = std::count_if(nameless.begin(), nameless.end(), [&](const Server *other) { return hostOf(*other->backend, false) == hostOf(*server->backend, false); });
        names.push_back(hostOf(*server->backend, alike > 1));
    }
    for (std::size_t i = 0; i < nameless.size(); ++i)
        nameless[i]->profile = names[i];
    return out;
}

std::string titleOf(const std::vector<Profile> &profiles)
{
    std::string out;
    for (const Profile &profile : profiles)
        out += (out.empty() ? "" : " + ") + (profile.name.empty() ? kindsText(profile) : profile.name);
    return out;
}

query::AliasTable withAliases(query::AliasTable table, const std::vector<Profile> &profiles)
{
    for (const Profile &profile : profiles)
        table = withAliases(std::move(table), profile);
    return table;
}

} // namespace triptych::sources
