#pragma once
#include "base/result.h"
#include "sources/backend.h"
#include "sources/http_client.h"

#include <memory>
#include <string_view>

namespace triptych::sources {

struct BackendAddress {
    BackendKind kind{};
    Endpoint endpoint;
};
/// `KIND=URL`, as `--source` takes it. Errors: BadQuery.
base::Result<BackendAddress> backendAddress(std::string_view text);
/// Those that makeBackend() knows.
std::vector<BackendKind> spokenKinds();

/// A backend of that kind; nothing is sent yet. Errors: BadQuery where the URL is none.
base::Result<std::shared_ptr<Backend>> makeBackend(const BackendAddress &address, const query::AliasTable &aliases, std::shared_ptr<NetworkThread> thread);

} // namespace triptych::sources
