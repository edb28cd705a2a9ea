#include "items/derived_spans.h"

#include "analysis/derived_spans.h"

namespace triptych::items {

std::vector<telemetry::RecordId> addDerivedSpans(telemetry::TraceColumns &columns, sources::Source &source, std::stop_token stop)
{
    constexpr std::size_t kMostLines = 1000;
    if (columns.size() == 0)
        return {};
    const auto matched = source.logsOf(columns.trace, std::nullopt, telemetry::Guess::No, kMostLines, stop);
    if (!matched)
        return {};
    std::vector<telemetry::LogRow> rows;
    for (const auto &line : *matched)
        rows.push_back(line.row);
    std::vector<analysis::TimedLine> lines;
    std::vector<telemetry::RecordId> records;
    for (const std::size_t i : analysis::derivableLines(columns, rows)) {
        lines.push_back({rows[i], {}, {}});
        records.push_back(rows[i].record);
    }
    if (records.empty())
        return {};
    const auto durations = source.tagValuesOf(telemetry::Table::Logs, records, {"http.server.request.duration_ms", "http.server.request.duration"}, stop);
    if (!durations || durations->size() != lines.size())
        return {};
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto &values = (*durations)[i];
        lines[i].milliseconds = values.empty() ? std::string() : values[0];
        lines[i].seconds = values.size() < 2 ? std::string() : values[1];
    }
    return analysis::addDerivedSpans(columns, lines);
}

} // namespace triptych::items
