#pragma once
#include "query/selection.h"
#include "telemetry/ids.h"

#include <optional>

namespace triptych::session {

/// The two sets of traces that the Compare page holds against each other. Each side narrows what the session's own
/// filter and range select; a side's range stands in place of the session's. A value.
struct Comparison {
    query::Selection a, b;
    bool operator==(const Comparison &other) const;
};
enum class Side : std::uint8_t { A, B };

/// What a side selects: `common` and the side together, or the side alone where it is one trace.
query::Selection sideSelection(const query::Selection &common, const query::Selection &side);
/// The trace that a side names, if its filter is `trace:ID` and nothing else.
std::optional<telemetry::TraceId> singleTrace(const query::Selection &side);
/// The side that is one trace.
query::Selection traceSide(telemetry::TraceId trace);
/// `range` and the equally long time before it, as sides B and A.
Comparison withPreviousPeriod(telemetry::TimeRange range);

/// A side as text and back, for links and arguments: the filter, after `[FROM..TO]` (ns since the epoch) if it has a
/// range. Errors: BadQuery.
std::string sideText(const query::Selection &side);
base::Result<query::Selection> sideFromText(std::string_view text);

} // namespace triptych::session
