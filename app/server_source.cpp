#include "app/server_source.h"

namespace triptych::app {

using base::Result;
using sources::Profile;
using sources::ProfileBackend;

Result<std::shared_ptr<sources::RemoteSource>> connected(std::vector<Profile> profiles, const sources::Secrets &secrets, std::shared_ptr<store::Store> store, query::AliasTable aliases)
{
    for (Profile &profile : profiles) {
        auto unlocked = secrets.unlocked(profile);
        if (!unlocked)
            return unlocked.error();
        profile = std::move(*unlocked);
    }
    auto servers = sources::serversOf(profiles, sources::startNetworkThread());
    if (!servers)
        return servers.error();
    aliases = sources::withAliases(std::move(aliases), profiles);
    return std::make_shared<sources::RemoteSource>(sources::titleOf(profiles), std::move(*servers), std::move(store), std::move(aliases), sources::RemoteSource::Limits());
}

Result<Profile> profileOf(const QStringList &addresses)
{
    Profile out;
    for (const QString &source : addresses) {
        auto address = sources::backendAddress(source.toStdString());
        if (!address)
            return address.error();
        ProfileBackend backend;
        backend.address = std::move(*address);
        out.backends.push_back(std::move(backend));
    }
    return out;
}

} // namespace triptych::app
