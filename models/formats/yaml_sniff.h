#pragma once
#include "formats/format.h"

#include <vector>

namespace triptych::formats {

/// Configuration written in YAML, which is known and not read: its lines would else be taken for those of a log. Only what is
/// certain by the form of every line: keys that nest and are not repeated, and nothing beside them.
std::vector<Format> refusedYamlFormats();

} // namespace triptych::formats
