#pragma once
#include "sources/profile.h"
#include "sources/remote_source.h"
#include "sources/secrets.h"

#include <QStringList>
#include <memory>

namespace triptych::app {

/// For the pool: the servers of a connection as a source over `store`. Its tag aliases are `aliases` with the connection's
/// own on top. Errors: BadQuery, those of Secrets.
base::Result<std::shared_ptr<sources::RemoteSource>> connected(const sources::Profile &profile, const sources::Secrets &secrets, std::shared_ptr<store::Store> store,
                                                               query::AliasTable aliases);
/// A connection of addresses as --source gives them. Errors: BadQuery.
base::Result<sources::Profile> profileOf(const QStringList &sources);

} // namespace triptych::app
