#pragma once
#include "formats/json_piece.h"
#include "telemetry/batch.h"

namespace triptych::formats {

/// Reads one OTLP Metric at the reader: its series, samples and exemplars go to `out`. Fails as the reader does.
/// SampleRow::detail: histograms `{"bounds":[…],"counts":[…],"min":…,"max":…}`, exponential ones `{"scale":…,
/// "zeroCount":…,"zeroThreshold":…,"positive":{"offset":…,"counts":[…]},"negative":{…},"min":…,"max":…}`, summaries
/// `{"quantiles":[[q,value],…]}`; what the input left out is left out. A gap ("no recorded value") is a NaN.
void readMetric(JsonPiece &piece, telemetry::BatchBuilder &out, telemetry::BatchResource resource, telemetry::BatchScope scope);

} // namespace triptych::formats
