#pragma once
#include "formats/format.h"

namespace triptych::formats {

/// How sure the sample is a table with a header line: comma, semicolon or tab between as many cells in each row.
int sniffCsv(const Sample &sample);

} // namespace triptych::formats
