#include "app/cli/file_output.h"
#include "app/cli/rows.h"
#include "formats/record_writer.h"
#include "ingest/demo/demo.h"
#include "sources/record_stream.h"

#include <filesystem>

namespace triptych::cli {

using namespace telemetry;
using base::Result;
using formats::RecordWriter;
namespace fs = std::filesystem;

namespace {

Result<void> writeSpans(Context &context, const Input &input, RecordWriter &writer)
{
    sources::RecordStream stream(*input.source);
    return stream.spans(input.selection, SpanSort::Start, std::numeric_limits<std::int64_t>::max(),
                        [&](const SpanDetails &span) {
                            writer.span(span);
                            return true;
                        },
                        context.stop);
}

Result<void> writeLogs(Context &context, const Input &input, RecordWriter &writer)
{
    const auto records = input.source->logIds(input.selection, Order::Ascending, context.stop);
    if (!records)
        return records.error();
    sources::RecordStream stream(*input.source);
    return stream.logs(*records,
                       [&](const LogDetails &log) {
                           writer.log(log);
                           return true;
                       },
                       context.stop);
}

/// Whole traces, their spans next to each other; details are read for many small traces at once.
Result<void> writeTraces(Context &context, const Input &input, RecordWriter &writer)
{
    sources::RecordStream stream(*input.source);
    std::vector<SpanRow> rows;
    Result<void> outcome;
    const auto flush = [&] {
        for (std::size_t at = 0; at < rows.size() && outcome; at += kRowsAtOnce) {
            const auto end = static_cast<std::ptrdiff_t>(std::min(at + kRowsAtOnce, rows.size()));
            const auto details = stream.details(std::vector<SpanRow>(rows.begin() + static_cast<std::ptrdiff_t>(at), rows.begin() + end), context.stop);
            if (!details) {
                outcome = details.error();
                break;
            }
            for (const SpanDetails &span : *details)
                writer.span(span);
        }
        rows.clear();
    };
    const auto visited = input.source->eachTrace(
        input.selection,
        [&](const TraceColumns &columns) {
            for (std::size_t i = 0; i < columns.size() && outcome; ++i)
                rows.push_back(spanRowOf(columns, i));
            if (rows.size() >= kRowsAtOnce)
                flush();
        },
        context.stop);
    if (!visited)
        return visited;
    flush();
    return outcome;
}

/// Metrics have no spans' or logs' tags to be filtered by: a filter leaves them out, and says so.
Result<void> writeMetrics(Context &context, const Input &input, RecordWriter &writer)
{
    if (!input.selection.filter.empty())
        return {};
    sources::RecordStream stream(*input.source);
    return stream.series(input.selection.range,
                         [&](const SeriesDetails &series) {
                             writer.series(series);
                             return true;
                         },
                         context.stop);
}

/// All spans of one trace, in order of start.
Result<void> writeOneTrace(Context &context, const Input &input, const std::string &id, sources::SpanFormat format, Output &out)
{
    const auto trace = findTrace(input.asked(), id, context.stop);
    if (!trace)
        return trace.error();
    const auto columns = input.source->trace(*trace, context.stop);
    if (!columns)
        return columns.error();
    std::vector<SpanRow> rows;
    rows.reserve(columns->size());
    for (std::size_t i = 0; i < columns->size(); ++i)
        rows.push_back(spanRowOf(*columns, i));
    return input.source->writeSpans(format, rows, [&out](std::string_view bytes) { out.write(bytes); }, context.stop);
}

/// The store, or the part of it that the selection names, as a folder of Parquet files.
Result<void> writeParquet(Context &context, const Input &input, const std::string &folder)
{
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed)
        return base::Error{base::ErrorKind::Unreadable, "the folder cannot be made: " + failed.message(), {folder, {}, {}, {}}, {}, {}};
    for (const auto &[part, name] : {std::pair(ParquetPart::Spans, "spans"), {ParquetPart::Events, "events"}, {ParquetPart::Links, "links"}, {ParquetPart::Logs, "logs"}, {ParquetPart::Metrics, "metrics"}}) {
        if (part == ParquetPart::Metrics && !input.selection.filter.empty())
            continue;
        const auto written = input.source->exportParquet(part, input.selection, (fs::path(folder) / (std::string(name) + ".parquet")).string(), context.stop);
        if (!written)
            return written;
    }
    return {};
}

using Signal = Result<void> (*)(Context &, const Input &, RecordWriter &);
struct NamedSignal {
    const char *name;
    Signal write;
};
constexpr NamedSignal kSignals[] = {{"spans", writeSpans}, {"logs", writeLogs}, {"metrics", writeMetrics}};

/// A table is of one kind of record: a folder gets a file for each.
Result<void> writeCsvFolder(Context &context, const Input &input, const std::string &folder)
{
    for (const NamedSignal &signal : kSignals) {
        auto file = FileOutput::open((fs::path(folder) / (std::string(signal.name) + ".csv")).string(), context.out);
        if (!file)
            return file.error();
        Output &out = (*file)->out();
        const auto writer = formats::csvWriter([&out](std::string_view bytes) { out.write(bytes); });
        auto done = signal.write(context, input, *writer);
        if (done)
            done = (*file)->finish();
        if (!done)
            return done;
    }
    return {};
}

int finish(Context &context, const Input &input, const Result<void> &result)
{
    return result ? input.exit() : context.fail(result.error());
}

} // namespace

int runExport(Context &context)
{
    const Arguments &arguments = context.arguments;
    const std::string format = arguments.value("format").value_or(std::string());
    const auto chosen = arguments.value("what");
    const auto target = arguments.value("output");
    if (arguments.has("demo") && format.empty()) {
        if (!target || *target == "-")
            return context.fail(usageError("export --demo needs -o FOLDER", "with --format it writes the demo like any other input"));
        const auto written = ingest::writeDemo(*target);
        return written ? kDone : context.fail(written.error());
    }
    const bool known = format == "otlp" || format == "otlp-proto" || format == "jaeger" || format == "parquet" || format == "csv" || format == "bundle";
    if (!known)
        return context.fail(usageError("--format is otlp, otlp-proto, jaeger, parquet, csv or bundle"));
    if (!target)
        return context.fail(usageError("export needs -o FILE", "- is standard output"));
    if (chosen && *chosen != "spans" && *chosen != "logs" && *chosen != "metrics")
        return context.fail(usageError("--what is spans, logs or metrics"));
    if (*target == "-" && (format == "parquet" || format == "bundle"))
        return context.fail(usageError("--format " + format + " needs a file: it cannot go to standard output"));
    const auto one = arguments.value("trace");
    if (one && format != "otlp" && format != "jaeger" && format != "csv")
        return context.fail(usageError("--trace goes with --format otlp, jaeger or csv"));
    const auto input = openInput(context);
    if (!input)
        return context.fail(input.error());
    if (format == "parquet")
        return finish(context, *input, writeParquet(context, *input, *target));
    if (format == "bundle") {
        // Of a server's telemetry everything is what was fetched.
        if (!input->remote && (!input->selection.filter.empty() || input->selection.range))
            return context.fail(usageError("a bundle holds everything: it takes no filter and no time range"));
        return finish(context, *input, input->source->store().saveAs(*target, context.stop));
    }

    if (!input->selection.filter.empty() && format != "jaeger" && (!chosen || *chosen == "metrics"))
        complain("metrics are left out: the filter is one of spans and logs");
    std::error_code ignored;
    if (format == "csv" && !chosen && (target->ends_with('/') || fs::is_directory(*target, ignored))) {
        fs::create_directories(*target, ignored);
        return finish(context, *input, writeCsvFolder(context, *input, *target));
    }

    auto file = FileOutput::open(*target, context.out);
    if (!file)
        return context.fail(file.error());
    Output &out = (*file)->out();
    const RecordWriter::Write write = [&out](std::string_view bytes) { out.write(bytes); };
    Result<void> done;
    if (one) {
        const auto as = format == "otlp" ? sources::SpanFormat::Otlp : format == "jaeger" ? sources::SpanFormat::Jaeger : sources::SpanFormat::Csv;
        done = writeOneTrace(context, *input, *one, as, out);
    } else if (format == "jaeger") {
        const auto writer = formats::jaegerJsonWriter(write);
        done = writeTraces(context, *input, *writer);
        writer->finish();
    } else {
        const auto writer = format == "csv"    ? formats::csvWriter(write)
                            : format == "otlp" ? formats::otlpJsonWriter(write)
                                               : formats::otlpProtoWriter(write, chosen ? formats::WrittenFraming::Bare : formats::WrittenFraming::Lengths);
        const std::string what = chosen.value_or(format == "csv" ? "spans" : "");
        for (const NamedSignal &signal : kSignals)
            if (done && (what.empty() || what == signal.name))
                done = signal.write(context, *input, *writer);
        writer->finish();
    }
    if (done)
        done = (*file)->finish();
    return finish(context, *input, done);
}

} // namespace triptych::cli
