#pragma once
#include "formats/format.h"

#include <vector>

namespace triptych::formats {

/// JSON that Triptych knows but does not read, each with the sentence that says so. The last one is any other JSON
/// document, surer than plain text alone.
std::vector<Format> refusedJsonFormats();

} // namespace triptych::formats
