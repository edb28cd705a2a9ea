#include "app/cli/context.h"
#include "store/store.h"
#include "telemetry/human_text.h"

#include <filesystem>

namespace triptych::cli {

using namespace telemetry;
namespace fs = std::filesystem;

namespace {

std::string_view stateName(ingest::FileState state)
{
    switch (state) {
    case ingest::FileState::Waiting: return "waiting";
    case ingest::FileState::Running: return "running";
    case ingest::FileState::Done: return "done";
    case ingest::FileState::Losses: return "losses";
    case ingest::FileState::Duplicate: return "duplicate";
    case ingest::FileState::Refused: return "refused";
    case ingest::FileState::Failed: return "failed";
    }
    return "failed";
}

void writeErrors(JsonWriter &json, const std::vector<BadRecord> &errors, bool warnings)
{
    json.beginArray();
    for (const BadRecord &bad : errors) {
        if (bad.warning != warnings)
            continue;
        json.beginObject().field("line", bad.line).field("byte", bad.byte).field("message", bad.what);
        if (!bad.excerpt.empty())
            json.field("excerpt", bad.excerpt);
        json.endObject();
    }
    json.endArray();
}

void writeImportJson(Context &context, const ingest::ImportReport &report, std::uint64_t traces)
{
    JsonWriter json(context.out);
    json.beginObject().key("files").beginArray();
    for (const ingest::FileReport &file : report.files) {
        const ImportRecord &r = file.record;
        json.beginObject().field("path", r.path).field("format", r.format).field("compression", r.compression);
        json.field("state", stateName(file.state)).field("bytes", r.bytes);
        json.field("spans", r.spans).field("logs", r.logs).field("samples", r.samples).field("duplicates", r.duplicates);
        if (!file.duplicateOf.empty())
            json.field("duplicateOf", file.duplicateOf);
        json.field("errorCount", r.errorCount).key("errors");
        writeErrors(json, r.errors, false);
        json.key("warnings");
        writeErrors(json, r.errors, true);
        json.endObject();
    }
    json.endArray();
    json.field("spans", report.spans).field("traces", traces).field("logs", report.logs).field("samples", report.samples);
    json.field("duplicates", report.duplicates).field("errorCount", report.errorCount);
    json.field("seconds", report.seconds).field("bytes", report.bytes);
    json.endObject().end();
}

void writeTable(Context &context, const ingest::ImportReport &report, std::uint64_t traces)
{
    TextTable table;
    using Align = TextTable::Align;
    table.column("file");
    table.column("format");
    table.column("bytes", Align::Right);
    table.column("spans", Align::Right);
    table.column("logs", Align::Right);
    table.column("samples", Align::Right);
    table.column("errors", Align::Right);
    table.column("outcome");
    for (const ingest::FileReport &f : report.files)
        table.row({f.record.path, f.formatTitle, formatBytes(f.record.bytes), formatCount(f.record.spans), formatCount(f.record.logs),
                   formatCount(f.record.samples), formatCount(f.record.errorCount), std::string(stateName(f.state))});
    table.print(context.out);
    context.out.write("\n" + formatCount(report.spans) + " spans in " + formatCount(traces) + " traces, " + formatCount(report.logs) + " logs, " +
                      formatCount(report.samples) + " samples, " + formatCount(report.duplicates) + " duplicates, " + formatCount(report.errorCount) +
                      " errors; " + formatBytes(report.bytes) + " in " + formatDuration(static_cast<Nanos>(report.seconds * 1e9)) + "\n");
}

std::uint64_t traceCount(sources::LocalSource &source, std::stop_token stop)
{
    const auto count = source.sql("SELECT count(*) FROM traces", 1, stop);
    return count && !count->rows.empty() ? std::stoull(count->rows[0][0].value_or("0")) : 0;
}

/// A store that this command has made goes again if nothing came into it.
class NewFile
{
public:
    NewFile(const std::string &path, Leftovers &leftovers) : m_path(path), m_leftovers(leftovers), m_new(!fs::exists(path, m_failed))
    {
        if (m_new)
            m_leftovers.add(m_path);
    }
    ~NewFile()
    {
        if (m_new)
            m_leftovers.removeAll();
    }
    void keep()
    {
        m_leftovers.drop(m_path);
        m_new = false;
    }

private:
    std::string m_path;
    Leftovers &m_leftovers;
    std::error_code m_failed;
    bool m_new;
};

} // namespace

int runImport(Context &context)
{
    const auto file = context.arguments.value("store");
    const std::vector<std::string> &paths = context.arguments.words();
    if (!file)
        return context.fail(usageError("import needs --store FILE"));
    const bool demo = context.arguments.has("demo");
    if (paths.empty() != demo)
        return context.fail(usageError(demo ? "--demo excludes PATHs" : "import needs at least one PATH"));
    NewFile made(*file, context.leftovers);
    auto store = store::Store::open(*file, store::Store::Mode::OpenOrCreate);
    if (!store)
        return context.fail(store.error());
    const auto report = demo ? importDemo(context, **store) : importInto(context, **store, paths);
    if (!report)
        return context.fail(report.error());
    if (!report->nothingUsable())
        made.keep();
    sources::LocalSource source(*store);
    const std::uint64_t traces = report->nothingUsable() ? 0 : traceCount(source, context.stop);
    if (context.json)
        writeImportJson(context, *report, traces);
    else
        writeTable(context, *report, traces);
    complainOf(*report);
    if (report->nothingUsable()) {
        complain("nothing in the input could be used; nothing was stored");
        return kFailed;
    }
    return report->losses() ? kSomeInputBad : kDone;
}

} // namespace triptych::cli
