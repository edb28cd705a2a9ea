#pragma once
#include "analysis/critical_path.h"

#include <string>

namespace triptych::analysis
{

/// A trace for a chat or a ticket, as Markdown: its figures as a table, the spans of the critical path as an indented
/// list with their time on it, and the error spans, at most kMostMarkdownLines each. Text of spans is escaped.
inline constexpr std::size_t kMostMarkdownLines = 40;
std::string traceMarkdown(const TraceTable &trace, const CriticalPath &critical);
/// Text that Markdown shows as it is: no markup, no line break, no HTML.
std::string markdownText(std::string_view text);

} // namespace triptych::analysis
