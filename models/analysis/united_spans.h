#pragma once
#include "telemetry/trace_columns.h"

#include <cstddef>

namespace triptych::analysis
{

/// Makes one row of the rows that are one span read from several inputs: the same id and (Zipkin) half, kinds that
/// agree or one of them unspecified, different imports. The row of the earliest import stays; the others' imports become
/// its `repeats`, their events and log marks its own or are dropped. What repeats an id within one input stays apart: it
/// is odd data, and is shown as such. Returns how many rows went. O(n), nothing where all rows came from one import.
std::size_t uniteSpans(telemetry::TraceColumns &columns);

} // namespace triptych::analysis
