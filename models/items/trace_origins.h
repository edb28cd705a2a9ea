#pragma once
#include "sources/source.h"
#include "telemetry/trace_columns.h"

#include <cstdint>
#include <string>
#include <vector>

namespace triptych::items {

/// One of the inputs that a trace came from.
struct TraceOrigin {
    std::int32_t import = 0;
    std::uint32_t spans = 0; ///< it brought, alone or as others did
    std::string path;        ///< of a file, or the address of a server; empty: not known
};

/// The inputs of a trace, most spans first; empty where all came from one, or from more than 50. What one file or server
/// gave in several imports becomes the first of them in `columns`. Blocks: asks the source for the paths.
std::vector<TraceOrigin> traceOrigins(telemetry::TraceColumns &columns, sources::Source &source, std::stop_token stop);

/// Per span the only import that has it, 0 where several have; empty unless the inputs overlap (a trace of which each
/// service wrote its own file has nothing to mark).
std::vector<std::int32_t> onlyIn(const telemetry::TraceColumns &columns);

} // namespace triptych::items
