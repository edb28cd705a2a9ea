#pragma once
#include "analysis/stats_text.h"
#include "base/progress.h"
#include "sources/source.h"

#include <string>
#include <vector>

namespace triptych::items {

/// What the spans of a trace are summed up by: a field of theirs, what they call, or any tag.
struct GroupKey {
    enum class By : std::uint8_t { Service, Operation, Call, Callee, Kind, Status, Tag } by = By::Service;
    std::string tag; ///< of Tag alone; any spelling
    bool operator==(const GroupKey &) const = default;

    /// `service`, `name` (or `operation`), `call`, `callee`, `kind`, `status`, else a tag.
    static GroupKey parse(std::string_view text);
    std::string text() const; ///< as parse() reads it; the filter's key where it has one
};
/// One group that was gone into.
struct GroupStep {
    GroupKey key;
    std::string label;
    bool operator==(const GroupStep &) const = default;
};

/// Groups of a trace's spans; blocks. Tags are a span's own, else its resource's; a span without the tag is in the group
/// "(none)". Callee: database, queue, or peer that a span calls ("postgresql orders", "kafka order.failed",
/// "psp.example"), by its tags; spans that call nothing are in no group. Call: what it does there, normalised: the
/// statement, the method and route, else the operation. The last spans, from `recorded` on, are derived and have no tags.
/// `progress` counts spans. Errors: of the source; Stopped.
base::Result<analysis::SpanGrouping> spanGrouping(sources::Source &source, const analysis::TraceTable &trace, std::uint32_t recorded,
                                                  const GroupKey &key, base::Progress &progress, std::stop_token stop);

/// What statistics are asked of.
struct StatisticsRequest {
    std::shared_ptr<const analysis::TraceTable> trace;
    const std::vector<telemetry::Nanos> *self = nullptr;
    const analysis::CriticalPath *critical = nullptr;
    std::uint32_t recorded = 0;
    GroupKey key;
    std::vector<GroupStep> within; ///< only spans in all of these groups
};
/// Everything a statistics table shows; blocks. Errors as spanGrouping(). `calls`, if given, is the grouping by Call.
base::Result<analysis::TraceStatistics> traceStatistics(sources::Source &source, const StatisticsRequest &request,
                                                        base::Progress &progress, std::stop_token stop);

} // namespace triptych::items
