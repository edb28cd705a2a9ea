#pragma once
#include "analysis/repeated_calls.h"
#include "analysis/span_stats.h"

#include <string>

namespace triptych::analysis
{

/// Statistics of a trace as they are shown: one grouping, its figures, and the repeated calls among its spans.
struct TraceStatistics {
    std::string title; ///< what the groups are: "service", "db.system"
    SpanGrouping grouping;
    std::vector<SpanGroup> groups;
    SpanGrouping calls;
    std::vector<RepeatedCalls> repeated;
    Nanos criticalTotal = 0;

    const std::string &label(const SpanGroup &group) const { return grouping.labels[static_cast<std::size_t>(group.label)]; }
    double criticalShare(const SpanGroup &group) const;
};

/// As a table for a chat or a ticket, with the repeated calls as a list under it. Text of spans is escaped.
std::string statisticsMarkdown(const TraceTable &trace, const TraceStatistics &statistics);
/// RFC 4180 with a header line, durations in ns. What a spreadsheet would run as a formula is defused.
std::string statisticsCsv(const TraceTable &trace, const TraceStatistics &statistics);

} // namespace triptych::analysis
