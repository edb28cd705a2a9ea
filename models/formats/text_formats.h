#pragma once
#include "formats/format.h"

namespace triptych::formats {

/// Formats of logs and samples: access logs, JSON lines, logfmt, plain lines, Loki, Kong, Prometheus text.
std::vector<Format> textFormats();

} // namespace triptych::formats
