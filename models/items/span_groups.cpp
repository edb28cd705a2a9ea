#include "items/span_groups.h"

#include "analysis/call_text.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <unordered_map>

namespace triptych::items {

using analysis::SpanField;
using analysis::SpanGrouping;
using analysis::TraceTable;
using telemetry::RecordId;

namespace {

constexpr std::size_t kPage = 4096; // spans whose tags are asked at once: about a block of the store
const char *const kNone = "(none)";

base::Error stopped()
{
    return {base::ErrorKind::Stopped, "stopped", {}, {}, {}};
}

using Values = std::vector<std::string>;

/// Asks for tags of the spans `wanted` in the order of the store and calls visit(span, values), values in the order of
/// `keys`.
base::Result<void> eachSpansTags(sources::Source &source, const TraceTable &trace, std::vector<std::uint32_t> wanted, const Values &keys,
                                 const std::function<void(std::uint32_t, const Values &)> &visit, base::Progress &progress,
                                 std::stop_token stop)
{
    const auto &columns = trace.columns();
    std::sort(wanted.begin(), wanted.end(), [&](std::uint32_t a, std::uint32_t b) { return columns.record[a] < columns.record[b]; });
    progress.total += wanted.size();
    for (std::size_t at = 0; at < wanted.size(); at += kPage) {
        if (stop.stop_requested())
            return stopped();
        const std::size_t end = std::min(at + kPage, wanted.size());
        std::vector<RecordId> records;
        for (std::size_t i = at; i < end; ++i)
            records.push_back(columns.record[wanted[i]]);
        const auto values = source.tagValuesOf(telemetry::Table::Spans, records, keys, stop);
        if (!values)
            return values.error();
        for (std::size_t i = at; i < end && i - at < values->size(); ++i)
            visit(wanted[i], (*values)[i - at]);
        progress.done += end - at;
    }
    return {};
}

class Labels
{
public:
    explicit Labels(SpanGrouping &grouping) : m_grouping(grouping)
    {
        for (std::size_t i = 0; i < grouping.labels.size(); ++i)
            m_byText.emplace(grouping.labels[i], static_cast<std::int32_t>(i));
    }
    void put(std::uint32_t span, const std::string &label)
    {
        const auto [it, fresh] = m_byText.try_emplace(label, static_cast<std::int32_t>(m_grouping.labels.size()));
        if (fresh)
            m_grouping.labels.push_back(label);
        m_grouping.labelOf[span] = it->second;
    }

private:
    SpanGrouping &m_grouping;
    std::unordered_map<std::string, std::int32_t> m_byText;
};

std::vector<std::uint32_t> allSpans(std::uint32_t recorded)
{
    std::vector<std::uint32_t> spans(recorded);
    std::iota(spans.begin(), spans.end(), 0u);
    return spans;
}

/// Spans that may call something: clients and producers; kinds that nobody set may be either.
std::vector<std::uint32_t> callers(const TraceTable &trace, std::uint32_t recorded)
{
    std::vector<std::uint32_t> spans;
    for (std::uint32_t i = 0; i < recorded; ++i) {
        const auto kind = static_cast<telemetry::SpanKind>(trace.columns().kind[i]);
        if (kind != telemetry::SpanKind::Server && kind != telemetry::SpanKind::Consumer)
            spans.push_back(i);
    }
    return spans;
}

base::Result<SpanGrouping> byTag(sources::Source &source, const TraceTable &trace, std::uint32_t recorded, const std::string &tag,
                                 base::Progress &progress, std::stop_token stop)
{
    SpanGrouping out;
    out.labelOf.assign(trace.spanCount(), SpanGrouping::kNoLabel);
    Labels labels(out);
    const auto done = eachSpansTags(source, trace, allSpans(recorded), {tag},
                                    [&](std::uint32_t span, const Values &values) {
                                        labels.put(span, values[0].empty() ? kNone : values[0]);
                                    },
                                    progress, stop);
    if (!done)
        return done.error();
    return out;
}

base::Result<SpanGrouping> byCallee(sources::Source &source, const TraceTable &trace, std::uint32_t recorded, base::Progress &progress,
                                    std::stop_token stop)
{
    SpanGrouping out;
    out.labelOf.assign(trace.spanCount(), SpanGrouping::kNoLabel);
    Labels labels(out);
    enum { System, Database, Queue, Topic, Peer, Url };
    const Values keys{"db.system.name", "db.namespace", "messaging.system", "messaging.destination.name", "peer", "url.full"};
    const auto done = eachSpansTags(source, trace, callers(trace, recorded), keys,
                                    [&](std::uint32_t span, const Values &v) {
                                        std::string label;
                                        if (!v[System].empty())
                                            label = v[Database].empty() ? v[System] : v[System] + " " + v[Database];
                                        else if (!v[Queue].empty())
                                            label = v[Topic].empty() ? v[Queue] : v[Queue] + " " + v[Topic];
                                        else if (!v[Peer].empty())
                                            label = v[Peer];
                                        else if (const auto host = v[Url].find("://"); host != v[Url].npos)
                                            label = v[Url].substr(host + 3, v[Url].find_first_of("/?#:", host + 3) - host - 3);
                                        if (!label.empty())
                                            labels.put(span, label);
                                    },
                                    progress, stop);
    if (!done)
        return done.error();
    return out;
}

base::Result<SpanGrouping> byCall(sources::Source &source, const TraceTable &trace, std::uint32_t recorded, base::Progress &progress,
                                  std::stop_token stop)
{
    SpanGrouping out = analysis::groupedBy(trace, SpanField::Call, stop);
    if (stop.stop_requested())
        return stopped();
    Labels labels(out);
    std::unordered_map<std::string, std::string> normalised; // statements repeat as they are written
    enum { Statement, Method, Route };
    const Values keys{"db.query.text", "http.request.method", "http.route"};
    const auto done = eachSpansTags(source, trace, callers(trace, recorded), keys,
                                    [&](std::uint32_t span, const Values &v) {
                                        if (!v[Statement].empty()) {
                                            std::string &text = normalised[v[Statement]];
                                            if (text.empty())
                                                text = analysis::normalisedCall(v[Statement]);
                                            labels.put(span, text);
                                        } else if (!v[Route].empty()) {
                                            labels.put(span, v[Method].empty() ? v[Route] : v[Method] + " " + v[Route]);
                                        }
                                    },
                                    progress, stop);
    if (!done)
        return done.error();
    return out;
}

} // namespace

GroupKey GroupKey::parse(std::string_view text)
{
    using enum By;
    for (const auto &[word, by] : {std::pair("service", Service), {"name", Operation}, {"operation", Operation}, {"call", Call},
                                   {"callee", Callee}, {"kind", Kind}, {"status", Status}})
        if (text == word)
            return {by, {}};
    return {Tag, std::string(text)};
}

std::string GroupKey::text() const
{
    switch (by) {
    case By::Service: return "service";
    case By::Operation: return "name";
    case By::Call: return "call";
    case By::Callee: return "callee";
    case By::Kind: return "kind";
    case By::Status: return "status";
    case By::Tag: break;
    }
    return tag;
}

base::Result<SpanGrouping> spanGrouping(sources::Source &source, const TraceTable &trace, std::uint32_t recorded, const GroupKey &key,
                                        base::Progress &progress, std::stop_token stop)
{
    const auto field = [&](SpanField of) -> base::Result<SpanGrouping> {
        SpanGrouping grouping = analysis::groupedBy(trace, of, stop);
        if (stop.stop_requested())
            return stopped();
        return grouping;
    };
    switch (key.by) {
    case GroupKey::By::Service: return field(SpanField::Service);
    case GroupKey::By::Operation: return field(SpanField::Operation);
    case GroupKey::By::Kind: return field(SpanField::Kind);
    case GroupKey::By::Status: return field(SpanField::Status);
    case GroupKey::By::Call: return byCall(source, trace, recorded, progress, stop);
    case GroupKey::By::Callee: return byCallee(source, trace, recorded, progress, stop);
    case GroupKey::By::Tag: break;
    }
    return byTag(source, trace, recorded, key.tag, progress, stop);
}

base::Result<analysis::TraceStatistics> traceStatistics(sources::Source &source, const StatisticsRequest &request, base::Progress &progress,
                                                        std::stop_token stop)
{
    const TraceTable &trace = *request.trace;
    analysis::TraceStatistics out;
    out.title = request.key.text();
    out.criticalTotal = request.critical->total();
    auto calls = spanGrouping(source, trace, request.recorded, {GroupKey::By::Call, {}}, progress, stop);
    if (!calls)
        return calls.error();
    out.calls = std::move(*calls);
    const auto groupingOf = [&](const GroupKey &key) -> base::Result<SpanGrouping> {
        if (key.by == GroupKey::By::Call)
            return out.calls;
        return spanGrouping(source, trace, request.recorded, key, progress, stop);
    };
    auto grouping = groupingOf(request.key);
    if (!grouping)
        return grouping.error();
    out.grouping = std::move(*grouping);
    SpanGrouping within = out.calls;
    for (const GroupStep &step : request.within) {
        const auto outer = groupingOf(step.key);
        if (!outer)
            return outer.error();
        out.grouping.restrictTo(*outer, step.label);
        within.restrictTo(*outer, step.label);
    }
    out.groups = analysis::spanStats(trace, out.grouping, *request.self, *request.critical, stop);
    out.repeated = analysis::repeatedCalls(trace, within, stop);
    if (stop.stop_requested())
        return stopped();
    return out;
}

} // namespace triptych::items
