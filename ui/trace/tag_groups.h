#pragma once
#include "items/trace_links.h"
#include "telemetry/answers.h"

#include <QString>
#include <vector>

namespace triptych::ui {

/// Tags under one heading of the details pane.
struct TagGroup {
    QString title;
    QString detail;                   ///< secondary text after the title; empty: the number of tags
    std::vector<telemetry::Tag> tags;
    telemetry::TraceId linkTrace;     ///< of a link's group: where it leads
    telemetry::SpanId linkSpan;
};

/// Resource tags by what they tell about: Workload, Mesh, Infrastructure, then the rest. Empty groups are left out.
std::vector<TagGroup> resourceGroups(const std::vector<telemetry::Tag> &tags);
/// Span tags, then the resource's groups and the scope.
std::vector<TagGroup> spanGroups(const telemetry::SpanDetails &details);
/// One group per event, with its offset from the span's start.
std::vector<TagGroup> eventGroups(const telemetry::SpanDetails &details);
/// One group per link of the span, with what the source knows of its end, then one per link from elsewhere to it.
/// `linked` empty: nobody could say what is here.
std::vector<TagGroup> linkGroups(const telemetry::SpanDetails &details, const std::optional<std::vector<items::LinkedSpan>> &linked,
                                 const std::vector<items::IncomingLink> &incoming);
/// Resource and scope tags, and which input brought the span.
std::vector<TagGroup> originGroups(const telemetry::SpanDetails &details, const QStringList &inputs = {});

/// Why a failed span failed, in a line: its status message, its exception, an error tag, or the HTTP status; empty if it
/// says nothing.
QString failureOf(const telemetry::SpanDetails &details);
/// Whether this tag says that something failed (HTTP status 500 and above, error and exception keys).
bool tellsFailure(const telemetry::Tag &tag);

} // namespace triptych::ui
