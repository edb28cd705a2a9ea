#include "items/table_csv.h"

#include "items/save_file.h"
#include "telemetry/human_text.h"

#include <vector>

namespace triptych::items {

namespace {

using Row = std::vector<std::string>;

void append(std::string &out, const Row &row)
{
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0)
            out += ',';
        out += csvField(row[i]);
    }
    out += "\r\n";
}

base::Result<std::string> tracesText(sources::Source &source, const CsvRequest &request, std::stop_token stop)
{
    telemetry::TraceQuery query;
    query.limit = CsvRequest::kMostRows;
    query.sort = telemetry::TraceSort::Duration;
    Row title{"start", "service", "operation", "duration_ns", "spans", "errors", "logs"};
    for (const QString &key : request.tagColumns) {
        query.extraTags.push_back(key.toStdString());
        title.push_back(key.toStdString());
    }
    title.push_back("trace_id");
    auto page = source.traces(request.selection, query, stop);
    if (!page)
        return page.error();
    std::string out;
    append(out, title);
    for (const auto &r : page->rows) {
        Row row{telemetry::formatDateTime(r.start, 9), r.rootService,          r.rootName, std::to_string(r.duration),
                std::to_string(r.spans),               std::to_string(r.errors), std::to_string(r.logs)};
        for (std::size_t i = 0; i < query.extraTags.size(); ++i)
            row.push_back(i < r.extra.size() ? r.extra[i] : std::string());
        row.push_back(telemetry::hex(r.trace));
        append(out, row);
    }
    return out;
}

base::Result<std::string> spansText(sources::Source &source, const CsvRequest &request, std::stop_token stop)
{
    telemetry::SpanQuery query;
    query.limit = CsvRequest::kMostRows;
    auto page = source.spans(request.selection, query, stop);
    if (!page)
        return page.error();
    std::string out;
    append(out, {"start", "service", "operation", "duration_ns", "kind", "status", "trace_id", "span_id", "parent_id"});
    for (const auto &r : page->rows)
        append(out, {telemetry::formatDateTime(r.start, 9), r.service, r.name, std::to_string(r.duration),
                     std::string(telemetry::name(r.kind)), std::string(telemetry::name(r.status)),
                     telemetry::hex(r.trace), telemetry::hex(r.span),
                     r.parent.empty() ? std::string() : telemetry::hex(r.parent)});
    return out;
}

base::Result<std::string> servicesText(sources::Source &source, const CsvRequest &request, std::stop_token stop)
{
    auto stats = source.stats(request.selection, {"service", "name"}, stop);
    if (!stats)
        return stats.error();
    std::string out;
    append(out, {"service", "operation", "spans", "per_second", "errors", "p50_ns", "p95_ns", "p99_ns", "max_ns"});
    for (const auto &s : *stats)
        append(out, {s.group.empty() ? std::string() : s.group[0], s.group.size() < 2 ? std::string() : s.group[1],
                     std::to_string(s.count), std::to_string(s.rate), std::to_string(s.errors), std::to_string(s.p50),
                     std::to_string(s.p95), std::to_string(s.p99), std::to_string(s.max)});
    return out;
}

} // namespace

base::Result<void> writeCsv(sources::Source &source, const CsvRequest &request, const QString &path,
                            std::stop_token stop)
{
    auto text = request.what == CsvRequest::What::Traces  ? tracesText(source, request, stop)
                : request.what == CsvRequest::What::Spans ? spansText(source, request, stop)
                                                          : servicesText(source, request, stop);
    if (!text)
        return text.error();
    return saveFile(path, *text);
}

} // namespace triptych::items
