#include "ui/trace/trace_document.h"

#include "analysis/self_time.h"
#include "analysis/sub_trace.h"
#include "ui/theme/theme.h"
#include "ui/trace/derived_spans.h"

#include <algorithm>
#include <numeric>

namespace triptych::ui {

SpanIndex TraceDocument::find(telemetry::SpanId span, telemetry::RecordId record) const
{
    const auto first = std::lower_bound(bySpanId.begin(), bySpanId.end(), std::pair{span.value, 0u});
    SpanIndex found = SpanIndex::None;
    for (auto it = first; it != bySpanId.end() && it->first == span.value; ++it) {
        if (found == SpanIndex::None || columns().record[it->second] == record)
            found = SpanIndex{it->second};
        if (columns().record[it->second] == record)
            break;
    }
    return found;
}

TimeRange TraceDocument::extentOf(SpanIndex span) const
{
    const Nanos from = table->start(span);
    return {from, std::max(table->end(span), from + 1)};
}

std::shared_ptr<const TraceDocument> traceDocument(std::shared_ptr<const telemetry::TraceColumns> columns, analysis::Skew skew,
                                                   std::vector<telemetry::RecordId> derivedLogs, std::stop_token stop)
{
    auto document = std::make_shared<TraceDocument>();
    document->skew = skew;
    document->table = analysis::TraceTable::build(std::move(columns), skew, stop);
    if (!document->table)
        return nullptr;
    document->flame = scene::LodIndex::build(document->table, scene::FlameRows::Packed, stop);
    document->derivedLogs = std::move(derivedLogs);
    const auto &data = document->columns();
    // A derived span lies beside recorded ones of the same time: it must not take their self time or critical path.
    auto recorded = document->table;
    if (!document->derivedLogs.empty()) {
        document->derived.assign(document->recordedCount(), 0);
        document->derived.resize(data.size(), 1);
        std::vector<std::uint32_t> recordedRows(document->recordedCount());
        std::iota(recordedRows.begin(), recordedRows.end(), 0u);
        recorded = analysis::TraceTable::build(analysis::subTrace(data, recordedRows), skew, stop);
        if (!recorded)
            return nullptr;
    }
    document->critical = analysis::CriticalPath::of(*recorded, stop);
    document->selfTime = analysis::selfTimes(*recorded, stop);
    document->summary = analysis::traceSummary(*recorded);
    if (!document->flame || stop.stop_requested())
        return nullptr;
    for (std::size_t row = document->selfTime.size(); row < data.size(); ++row)
        document->selfTime.push_back(std::max<Nanos>(0, data.duration[row]));
    document->marks = std::make_unique<scene::MarkIndex>(data);
    document->slotOfString.resize(data.strings.size());
    for (const std::int32_t service : document->table->services()) {
        const auto i = static_cast<std::size_t>(service);
        document->slotOfString[i] = static_cast<std::uint8_t>(Theme::serviceSlot(QString::fromStdString(data.strings[i])));
    }
    document->bySpanId.reserve(data.size());
    for (std::uint32_t row = 0; row < data.size(); ++row)
        document->bySpanId.emplace_back(data.span[row], row);
    std::sort(document->bySpanId.begin(), document->bySpanId.end());
    return document;
}

base::Result<std::shared_ptr<const TraceDocument>> loadTrace(sources::Source &source, telemetry::TraceId trace,
                                                             analysis::Skew skew, std::stop_token stop)
{
    auto columns = source.trace(trace, stop);
    if (!columns)
        return columns.error();
    const base::Error stopped{base::ErrorKind::Stopped, "stopped", {}, {}, {}};
    if (stop.stop_requested())
        return stopped;
    if (columns->size() == 0)
        return base::Error{base::ErrorKind::NotFound, "No span of trace " + hex(trace) + " is here.", {}, {},
                           "Open the file or backend that holds it."};
    auto derived = addDerivedSpans(*columns, source, stop);
    auto shared = std::make_shared<const telemetry::TraceColumns>(std::move(*columns));
    auto document = traceDocument(std::move(shared), skew, std::move(derived), stop);
    if (!document)
        return stopped;
    return document;
}

} // namespace triptych::ui
