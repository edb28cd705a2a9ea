#pragma once
#include "sources/profile.h"
#include "sources/remote_source.h"

#include <memory>
#include <string>
#include <vector>

namespace triptych::sources {

/// The servers of several connections, with their secrets in them, as those of one source. A connection without a name is
/// one that was given by addresses: where several of its servers hold traces, or logs, or it stands beside others, each
/// server is called by its host. Errors: BadQuery.
base::Result<std::vector<Server>> serversOf(const std::vector<Profile> &profiles, std::shared_ptr<NetworkThread> thread);
/// "prod-eu + prod-us"; of a connection without a name, the kinds of its servers.
std::string titleOf(const std::vector<Profile> &profiles);
/// `table` whose keys reach the tags of all of them too.
query::AliasTable withAliases(query::AliasTable table, const std::vector<Profile> &profiles);

} // namespace triptych::sources
