#pragma once
#include "query/syntax.h"
#include "telemetry/ids.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::query {

/// What is wrong with the value of an intrinsic: byte offset from the value's start, and a sentence.
struct ValueFault {
    std::size_t at = 0;
    std::string what;
};

/// Brings the value of an intrinsic to its plain form, or says what is wrong: names of kinds, statuses and levels
/// become canonical, `duration:250ms` becomes the range [250ms, 250ms], likewise counts.
std::optional<ValueFault> normaliseIntrinsic(Intrinsic intrinsic, Value &value);

/// Ids that a text in any spelling may mean; digits alone are read as hex and, where they fit 64 bits, as decimal.
std::vector<telemetry::TraceId> traceIds(std::string_view text);
std::vector<telemetry::SpanId> spanIds(std::string_view text);

} // namespace triptych::query
