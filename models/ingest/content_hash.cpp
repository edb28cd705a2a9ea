#include "ingest/content_hash.h"

#include "telemetry/ids.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace triptych::ingest {

struct ContentHash::State {
    XXH3_state_t state;
};

ContentHash::ContentHash() : m(std::make_unique<State>())
{
    reset();
}

ContentHash::~ContentHash() = default;

void ContentHash::reset()
{
    XXH3_128bits_reset(&m->state);
}

void ContentHash::add(std::string_view bytes)
{
    XXH3_128bits_update(&m->state, bytes.data(), bytes.size());
}

std::string ContentHash::hex() const
{
    const XXH128_hash_t hash = XXH3_128bits_digest(&m->state);
    return telemetry::hex(telemetry::TraceId{hash.high64, hash.low64});
}

} // namespace triptych::ingest
