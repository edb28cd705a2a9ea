#pragma once
#include "sources/backend.h"

#include <optional>

namespace triptych::sources {

/// How far back a backend has anything, found by asking for one record of ever younger times.
struct DataReach {
    std::optional<Nanos> before; ///< it has records from before `now` less this; none: nothing within `kFarthest`
    static constexpr Nanos kFarthest = 30ll * 24 * 3'600'000'000'000;
};
/// At most five small questions, a few more of a server that limits their time. Errors: the backend's.
base::Result<DataReach> dataReach(Backend &backend, Nanos now, std::stop_token stop);

} // namespace triptych::sources
