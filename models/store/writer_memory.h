#pragma once
#include "store/content_set.h"
#include "telemetry/ids.h"

#include <cstdint>
#include <set>
#include <string>

namespace triptych::store {

/// What a writer must know of the store before it adds to it. Asking the engine takes some ten milliseconds, more than the
/// rest of a server's answer; so a writer leaves it to the next one. Guarded by Database::writing.
struct WriterMemory {
    std::int64_t nextBlock[2] = {0, 0};
    std::int32_t lastImport = 0;
    std::set<std::string, std::less<>> origins; ///< of the imports so far: importOrigin()
    ContentSet contents;                        ///< hashes of the spans
    std::uint64_t spans = 0;
    ContentSet traces; ///< traceKey() of each
    bool hasShortIds = false, hasLongIds = false; ///< of traces: 64 bits, 128 bits

    /// Beyond this many spans the hashes take more memory (16 bytes each) than asking again takes time.
    static constexpr std::uint64_t kMostSpans = 2'000'000;
};

/// A trace's place in WriterMemory::traces. Two traces of one key cost a look into the store, no more.
inline std::uint64_t traceKey(telemetry::TraceId id)
{
    return id.lo ^ (id.hi * 0x9e3779b97f4a7c15ull);
}

} // namespace triptych::store
