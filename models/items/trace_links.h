#pragma once
#include "sources/source.h"

#include <vector>

namespace triptych::items {

/// A span of another trace that links to one of this.
struct IncomingLink {
    telemetry::TraceId trace; ///< of the span that links
    telemetry::SpanId span, to; ///< to: empty where the link names the trace alone
    telemetry::RecordId record = telemetry::RecordId::None;
    telemetry::Nanos start = 0, duration = 0;
    std::string service, name, tags;
};

/// Links of other traces into this one, by the start of the spans that have them, at most kMostIncomingLinks; blocks.
/// Errors: of the source.
inline constexpr std::size_t kMostIncomingLinks = 1000;
base::Result<std::vector<IncomingLink>> linksTo(sources::Source &source, telemetry::TraceId trace, std::stop_token stop);

/// A span that a link names and the source has.
struct LinkedSpan {
    telemetry::TraceId trace;
    telemetry::SpanId span;
    telemetry::Nanos start = 0, duration = 0;
    std::string service, name;
};
/// Those of the first kMostLinkedSpans links that are here, in no order; blocks. Errors: of the source.
inline constexpr std::size_t kMostLinkedSpans = 64;
base::Result<std::vector<LinkedSpan>> linkedSpans(sources::Source &source, const std::vector<telemetry::SpanDetails::Link> &links, std::stop_token stop);

} // namespace triptych::items
