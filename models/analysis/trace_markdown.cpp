#include "analysis/trace_markdown.h"

#include "telemetry/human_text.h"

namespace triptych::analysis
{

namespace
{

using telemetry::formatCount;
using telemetry::formatDuration;

std::string spanText(const TraceTable &trace, SpanIndex span)
{
    const std::string service = markdownText(trace.serviceText(span)), name = markdownText(trace.nameText(span));
    return (service.empty() ? std::string() : "**" + service + "** ") + name;
}

void addRow(std::string &out, std::string_view key, const std::string &value)
{
    out.append("| ").append(key).append(" | ").append(value).append(" |\n");
}

void addMore(std::string &out, std::size_t shown, std::size_t all)
{
    if (shown < all)
        out += "- … and " + formatCount(all - shown) + " more\n";
}

} // namespace

std::string markdownText(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20) {
            out += ' ';
            continue;
        }
        if (std::string_view("\\`*_{}[]()<>#|~&!").find(c) != std::string_view::npos)
            out += '\\';
        out += c;
    }
    return out;
}

std::string traceMarkdown(const TraceTable &trace, const CriticalPath &critical)
{
    const TraceSummary summary = traceSummary(trace);
    std::string out = "### " + markdownText(summary.rootService) + ' ' + markdownText(summary.rootName) + "\n\n| | |\n|---|---|\n";
    addRow(out, "trace", '`' + hex(trace.columns().trace) + '`');
    addRow(out, "start", telemetry::formatDateTime(summary.start) + " UTC");
    addRow(out, "duration", formatDuration(summary.duration));
    addRow(out, "spans", formatCount(summary.spans));
    addRow(out, "services", formatCount(summary.services));
    addRow(out, "errors", formatCount(summary.errors));
    addRow(out, "depth", formatCount(summary.depth));

    std::vector<SpanIndex> slow, errors;
    for (const std::uint32_t node : trace.order()) {
        const SpanIndex span{node};
        if (critical.contains(span))
            slow.push_back(span);
        if (trace.has(span, NodeFlag::Error))
            errors.push_back(span);
    }
    if (!slow.empty()) {
        out += "\nSlowest path (time on it, of its duration)\n\n";
        // Lists of Markdown nest by indentation; a deep trace must not run off the page.
        constexpr std::uint32_t kMostIndent = 12;
        for (std::size_t i = 0; i < slow.size() && i < kMostMarkdownLines; ++i)
            out += std::string(2 * std::size_t{std::min(trace.indent(slow[i]), kMostIndent)}, ' ') + "- " + spanText(trace, slow[i]) + " — " +
                   formatDuration(critical.time(slow[i])) + " of " + formatDuration(trace.duration(slow[i])) +
                   (trace.has(slow[i], NodeFlag::Error) ? " ⚠" : "") + '\n';
        addMore(out, std::min(slow.size(), kMostMarkdownLines), slow.size());
    }
    if (!errors.empty()) {
        out += "\nErrors\n\n";
        for (std::size_t i = 0; i < errors.size() && i < kMostMarkdownLines; ++i)
            out += "- " + spanText(trace, errors[i]) + " — " + formatDuration(trace.duration(errors[i])) + ", at +" +
                   formatDuration(trace.start(errors[i]) - trace.extent().from) + ", `" +
                   hex(telemetry::SpanId{trace.columns().span[toInt(errors[i])]}) + "`\n";
        addMore(out, std::min(errors.size(), kMostMarkdownLines), errors.size());
    }
    return out;
}

} // namespace triptych::analysis
