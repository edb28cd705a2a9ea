#pragma once
#include "app/cli/output.h"
#include "query/backend_query.h"

namespace triptych::cli {

/// What a filter becomes for a backend, for each kind of record it holds: native text, its parameters, and in words what
/// is evaluated here.
void printNativeQuery(Output &out, query::Backend backend, const query::Filter &filter);
/// The same as a JSON object: `{"spans":{"query",…,"remainder","evaluatedHere":[{"term","why"}],"caveats"},"logs":…}`.
void writeNativeQuery(JsonWriter &json, query::Backend backend, const query::Filter &filter);

} // namespace triptych::cli
