#pragma once
#include "base/result.h"
#include "session/session.h"

#include <optional>
#include <string>
#include <string_view>

namespace triptych::session {

/// How a document was left: what is shown of it, and what was marked. Kept beside the data, never in it. A value.
struct ViewState {
    Page page = Page::Traces;
    std::string filter;
    std::optional<telemetry::TimeRange> range;
    std::optional<telemetry::TraceId> trace;
    std::optional<SpanRef> span;
    std::optional<telemetry::RecordId> log;
    telemetry::TimeRange extent, window; ///< of the open trace's time axis; empty where all of it was shown
    std::string sideA, sideB;            ///< of the Compare page, as sideText() writes them
    std::string marks;                   ///< as Marks::toJson() writes them
};

ViewState viewOf(Session &session);
/// Shows what it can of `view`: a filter or side that is not understood any more is left out. The window is the caller's,
/// for the trace's extent is known when it has loaded.
void showView(Session &session, const ViewState &view);
/// Marks alone, where something else was asked to be shown.
void showMarks(Session &session, const ViewState &view);

std::string viewToJson(const ViewState &view);
/// Errors: BadInput, with the byte.
base::Result<ViewState> viewFromJson(std::string_view json);

} // namespace triptych::session
