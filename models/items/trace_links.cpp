#include "items/trace_links.h"

#include <algorithm>
#include <charconv>

namespace triptych::items {

namespace {

std::uint64_t numberFrom(const std::optional<std::string> &text)
{
    std::uint64_t value = 0;
    if (text)
        std::from_chars(text->data(), text->data() + text->size(), value);
    return value;
}

std::int64_t signedNumber(const std::optional<std::string> &text)
{
    std::int64_t value = 0;
    if (text)
        std::from_chars(text->data(), text->data() + text->size(), value);
    return value;
}

} // namespace

base::Result<std::vector<IncomingLink>> linksTo(sources::Source &source, telemetry::TraceId trace, std::stop_token stop)
{
    const std::string lo = std::to_string(trace.lo), hi = std::to_string(trace.hi);
    // A 64-bit id is its 128-bit one where the low halves agree.
    const std::string sameHigh = trace.hi == 0 ? std::string() : " AND (l.trace_hi = " + hi + (trace.lo == 0 ? ")" : " OR l.trace_hi = 0)");
    const auto answer = source.sql("SELECT r.trace_hi, r.trace_lo, r.span, l.span, r.id, r.start, r.duration, s.text, n.text, l.tags FROM span_links l "
                                   "JOIN span_rows r ON r.id = l.id LEFT JOIN strings s ON s.id = r.service LEFT JOIN strings n ON n.id = r.name "
                                   "WHERE l.trace_lo = " + lo + sameHigh + " AND r.trace_lo <> " + lo + " ORDER BY r.start, r.id",
                                   kMostIncomingLinks, stop);
    if (!answer)
        return answer.error();
    std::vector<IncomingLink> links;
    for (const auto &row : answer->rows) {
        enum { TraceHi, TraceLo, Span, To, Record, Start, Duration, Service, Name, Tags, Columns };
        if (row.size() < Columns)
            continue;
        links.push_back({.trace = {numberFrom(row[TraceHi]), numberFrom(row[TraceLo])},
                         .span = {numberFrom(row[Span])},
                         .to = {numberFrom(row[To])},
                         .record = telemetry::RecordId{signedNumber(row[Record])},
                         .start = signedNumber(row[Start]),
                         .duration = signedNumber(row[Duration]),
                         .service = row[Service].value_or(""),
                         .name = row[Name].value_or(""),
                         .tags = row[Tags].value_or("")});
    }
    return links;
}

base::Result<std::vector<LinkedSpan>> linkedSpans(sources::Source &source, const std::vector<telemetry::SpanDetails::Link> &links, std::stop_token stop)
{
    std::string named;
    for (std::size_t i = 0; i < std::min(links.size(), kMostLinkedSpans); ++i)
        named += (i > 0 ? ", (" : "(") + std::to_string(links[i].trace.lo) + ", " + std::to_string(links[i].span.value) + ')';
    if (named.empty())
        return std::vector<LinkedSpan>();
    const auto answer = source.sql("SELECT r.trace_hi, r.trace_lo, r.span, r.start, r.duration, s.text, n.text FROM span_rows r "
                                   "LEFT JOIN strings s ON s.id = r.service LEFT JOIN strings n ON n.id = r.name "
                                   "WHERE (r.trace_lo, r.span) IN (" + named + ") ORDER BY r.start, r.id",
                                   kMostIncomingLinks, stop);
    if (!answer)
        return answer.error();
    std::vector<LinkedSpan> spans;
    for (const auto &row : answer->rows) {
        enum { TraceHi, TraceLo, Span, Start, Duration, Service, Name, Columns };
        if (row.size() < Columns)
            continue;
        spans.push_back({.trace = {numberFrom(row[TraceHi]), numberFrom(row[TraceLo])},
                         .span = {numberFrom(row[Span])},
                         .start = signedNumber(row[Start]),
                         .duration = signedNumber(row[Duration]),
                         .service = row[Service].value_or(""),
                         .name = row[Name].value_or("")});
    }
    return spans;
}

} // namespace triptych::items
