#pragma once
#include "query/backend_query.h"

namespace triptych::query {

/// The `query` of an _search in Jaeger's own index, whose tags are nested documents that no search text reaches.
void compileToJaegerIndex(const Filter &filter, const AliasTable &aliases, BackendQuery &out);

} // namespace triptych::query
