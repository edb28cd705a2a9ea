#pragma once
#include "telemetry/hash.h"

#include <cstddef>
#include <string_view>

namespace triptych::store {

/// For maps of texts that are asked with views.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return telemetry::hashBytes(s); }
};

} // namespace triptych::store
