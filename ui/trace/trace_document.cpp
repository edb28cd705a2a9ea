#include "ui/trace/trace_document.h"

#include "analysis/self_time.h"
#include "analysis/stacked_traces.h"
#include "analysis/sub_trace.h"
#include "analysis/united_spans.h"
#include "base/radix_sort.h"
#include "items/derived_spans.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <numeric>
#include <thread>

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

telemetry::TraceId TraceDocument::traceOf(SpanIndex span) const
{
    telemetry::TraceId trace = columns().trace;
    if (!table->isSpan(span) || isDerived(span))
        return trace;
    for (const auto &[id, first] : stacked)
        if (toInt(span) >= first)
            trace = id;
    return trace;
}

TimeRange TraceDocument::extentOf(SpanIndex span) const
{
    const Nanos from = table->start(span);
    return {from, std::max(table->end(span), from + 1)};
}

const items::TraceOrigin *TraceDocument::onlyOrigin(SpanIndex span) const
{
    if (toInt(span) >= onlyIn.size() || onlyIn[toInt(span)] == 0)
        return nullptr;
    const auto it = std::find_if(origins.begin(), origins.end(), [&](const auto &o) { return o.import == onlyIn[toInt(span)]; });
    return it == origins.end() ? nullptr : &*it;
}

std::vector<const items::TraceOrigin *> TraceDocument::originsOf(SpanIndex span) const
{
    std::vector<const items::TraceOrigin *> out;
    if (!table->isSpan(span) || isDerived(span))
        return out;
    const auto add = [&](std::int32_t import) {
        for (const items::TraceOrigin &origin : origins)
            if (origin.import == import)
                out.push_back(&origin);
    };
    add(columns().import[toInt(span)]);
    const auto &repeats = columns().repeats;
    for (auto it = std::lower_bound(repeats.begin(), repeats.end(), telemetry::TraceColumns::Repeat{toInt(span), 0});
         it != repeats.end() && it->row == toInt(span); ++it)
        add(it->import);
    return out;
}

std::shared_ptr<const TraceDocument> traceDocument(std::shared_ptr<const telemetry::TraceColumns> columns, const TraceRule &rule,
                                                   std::vector<telemetry::RecordId> derivedLogs,
                                                   std::vector<std::pair<telemetry::TraceId, std::uint32_t>> stacked,
                                                   std::vector<items::TraceOrigin> origins, std::stop_token stop)
{
    auto document = std::make_shared<TraceDocument>();
    document->stacked = std::move(stacked);
    document->origins = std::move(origins);
    document->skew = rule.skew;
    document->clocks = rule.clocks;
    document->table = analysis::TraceTable::build(std::move(columns), rule.skew, stop, rule.clocks);
    if (!document->table)
        return nullptr;
    // Beside what follows, which does not need it: of a million spans either takes half a second.
    std::jthread flame([&document = *document, stop] { document.flame = scene::LodIndex::build(document.table, scene::FlameRows::Packed, stop); });
    document->derivedLogs = std::move(derivedLogs);
    document->onlyIn = items::onlyIn(document->columns());
    const auto &data = document->columns();
    // A derived span lies beside recorded ones of the same time: it must not take their self time or critical path.
    auto recorded = document->table;
    if (!document->derivedLogs.empty()) {
        document->derived.assign(document->recordedCount(), 0);
        document->derived.resize(data.size(), 1);
        std::vector<std::uint32_t> recordedRows(document->recordedCount());
        std::iota(recordedRows.begin(), recordedRows.end(), 0u);
        recorded = analysis::TraceTable::build(analysis::subTrace(data, recordedRows), rule.skew, stop, rule.clocks);
        if (!recorded)
            return nullptr;
    }
    document->critical = analysis::CriticalPath::of(*recorded, stop);
    document->selfTime = analysis::selfTimes(*recorded, stop);
    document->summary = analysis::traceSummary(*recorded);
    flame.join();
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
    base::radixSort(document->bySpanId, [](const auto &of) { return of.first; }); // rows of one id stay in order
    return document;
}

base::Result<std::shared_ptr<const TraceDocument>> loadTrace(sources::Source &source, telemetry::TraceId trace,
                                                             const TraceRule &rule, std::stop_token stop)
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
    analysis::uniteSpans(*columns);
    std::vector<std::pair<telemetry::TraceId, std::uint32_t>> stacked;
    for (const telemetry::TraceId id : rule.stacked) {
        auto below = source.trace(id, stop);
        if (!below)
            return below.error();
        analysis::uniteSpans(*below);
        if (below->size() == 0)
            return base::Error{base::ErrorKind::NotFound, "No span of the linked trace " + hex(id) + " is here.", {}, {},
                               "Open the file or backend that holds it."};
        stacked.emplace_back(id, static_cast<std::uint32_t>(columns->size()));
        analysis::stackTrace(*columns, *below);
    }
    auto origins = items::traceOrigins(*columns, source, stop);
    // Of a server's lines those that came already: they must not keep the trace waiting, and news of others loads it anew.
    auto derived = items::addDerivedSpans(*columns, source.stored(), stop);
    auto shared = std::make_shared<const telemetry::TraceColumns>(std::move(*columns));
    auto document = traceDocument(std::move(shared), rule, std::move(derived), std::move(stacked), std::move(origins), stop);
    if (!document)
        return stopped;
    return document;
}

} // namespace triptych::ui
