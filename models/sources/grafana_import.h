#pragma once
#include "base/result.h"
#include "sources/profile.h"

#include <string_view>

namespace triptych::sources {

/// Connections made of Grafana's data-source provisioning YAML.
struct GrafanaImport {
    std::vector<Profile> profiles; ///< secrets are in their credentials: to be kept, then forgotten
    std::vector<std::string> remarks; ///< what was left out, and why
};
/// Each trace source makes a connection, with the log and metric source that it names, or the only one there is; without a
/// trace source all others make one. `$NAME` and `${NAME}` stay references to the environment. Errors: BadInput with line.
base::Result<GrafanaImport> profilesFromGrafana(std::string_view yaml);

} // namespace triptych::sources
