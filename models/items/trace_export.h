#pragma once
#include "analysis/trace_table.h"
#include "base/result.h"
#include "sources/source.h"

#include <QString>

namespace triptych::items {

/// One trace, or some of its spans, to be written out.
struct TraceExport {
    enum class Format { Otlp, Jaeger, Csv, Folded, Speedscope };
    Format format = Format::Otlp;
    std::shared_ptr<const analysis::TraceTable> trace;
    std::vector<std::uint32_t> rows; ///< ascending; spans of `trace`
};

/// Writes the file, which appears only when it is whole. Runs in the pool. Folded and speedscope weigh by total time.
/// Errors: Unreadable with the path, Stopped, those of the source.
base::Result<void> writeTrace(sources::Source &source, const TraceExport &what, const QString &path, std::stop_token stop);
/// One span with all it holds, as indented JSON; times in ns as text. Tags of a span are text there as in OTLP.
QString spanJson(const telemetry::SpanDetails &span);

} // namespace triptych::items
