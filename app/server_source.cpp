#include "app/server_source.h"

namespace triptych::app {

using base::Error;
using base::ErrorKind;
using base::Result;
using sources::Profile;
using sources::ProfileBackend;

Result<std::shared_ptr<sources::RemoteSource>> connected(const Profile &profile, const sources::Secrets &secrets, std::shared_ptr<store::Store> store, query::AliasTable aliases)
{
    const auto unlocked = secrets.unlocked(profile);
    if (!unlocked)
        return unlocked.error();
    aliases = sources::withAliases(std::move(aliases), profile);
    const auto network = sources::startNetworkThread();
    std::vector<std::shared_ptr<sources::Backend>> backends;
    for (const ProfileBackend &backend : unlocked->backends) {
        auto made = sources::makeBackend(backend.address, aliases, network);
        if (!made)
            return made.error();
        backends.push_back(std::move(*made));
    }
    if (backends.empty())
        return Error{ErrorKind::BadQuery, "\"" + profile.name + "\" names no server", {}, {}, {}};
    return std::make_shared<sources::RemoteSource>(profile.name, std::move(backends), std::move(store), std::move(aliases), sources::RemoteSource::Limits());
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
    out.name = sources::kindsText(out);
    return out;
}

} // namespace triptych::app
