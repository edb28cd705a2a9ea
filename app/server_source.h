#pragma once
#include "sources/remote_source.h"
#include "sources/secrets.h"
#include "sources/servers.h"

#include <QStringList>
#include <memory>
#include <vector>

namespace triptych::app {

/// For the pool: the servers of connections as one source over `store`. Its tag aliases are `aliases` with the connections'
/// own on top. Errors: BadQuery, those of Secrets.
base::Result<std::shared_ptr<sources::RemoteSource>> connected(std::vector<sources::Profile> profiles, const sources::Secrets &secrets, std::shared_ptr<store::Store> store,
                                                               query::AliasTable aliases);
/// A connection without a name of addresses as --source gives them. Errors: BadQuery.
base::Result<sources::Profile> profileOf(const QStringList &sources);

} // namespace triptych::app
