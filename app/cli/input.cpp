#include "app/cli/context.h"
#include "app/cli/progress.h"
#include "app/cli/remote.h"
#include "app/user_aliases.h"
#include "ingest/demo/demo.h"
#include "ingest/import_job.h"
#include "query/quantity.h"
#include "store/store.h"
#include "telemetry/timestamp.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <limits>
#include <unistd.h>

namespace triptych::cli {

using base::Error;
using base::ErrorKind;
using base::Result;
using telemetry::Nanos;
using telemetry::TimeRange;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kErrorsShown = 5; // a file, on a terminal; --json has the first 100

Nanos now()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

} // namespace

std::optional<Nanos> durationOf(std::string_view text)
{
    // d and w are common for spans of time; filters do not know them.
    Nanos unit = 0;
    if (text.ends_with('d'))
        unit = 86'400'000'000'000;
    else if (text.ends_with('w'))
        unit = 7 * 86'400'000'000'000;
    if (unit != 0) {
        const query::Quantity q = query::quantity(text.substr(0, text.size() - 1));
        return q.kind == query::Quantity::Kind::Plain ? std::optional(static_cast<Nanos>(q.value * static_cast<double>(unit))) : std::nullopt;
    }
    const query::Quantity q = query::quantity(text);
    return q.kind == query::Quantity::Kind::Time ? std::optional(static_cast<Nanos>(q.value)) : std::nullopt;
}

Result<Nanos> timeOf(std::string_view option, const std::string &text)
{
    if (text == "now")
        return now();
    if (text.starts_with('-') || text.starts_with('+')) {
        if (const auto back = durationOf(std::string_view(text).substr(1)))
            return text[0] == '-' ? now() - *back : now() + *back;
    }
    if (const auto epoch = telemetry::timeFromEpochText(text))
        return *epoch;
    telemetry::TimestampReader reader;
    if (const auto time = reader.whole(text))
        return *time;
    return usageError("--" + std::string(option) + " '" + text + "' is no time", "write 2026-08-20T11:40:00Z, an epoch number, or -15m");
}

void complain(std::string_view line)
{
    Output err(2);
    err.write("triptych-cli: " + terminalLines(line) + "\n");
}

Exit Input::exit() const
{
    const auto troubles = remote ? remote->troubles() : std::vector<sources::ServerTrouble>();
    for (const sources::ServerTrouble &trouble : troubles)
        complain(trouble.server + " could not be asked: " + trouble.error.text() + "; the others were");
    return someBad || !troubles.empty() ? kSomeInputBad : kDone;
}

int Context::fail(const base::Error &error) const
{
    if (error.kind == ErrorKind::Stopped && stop.stop_requested())
        complain("stopped");
    else
        complain(error.text());
    return error.kind == ErrorKind::BadQuery ? kWrongUsage : kFailed;
}

/// The aliases that the user set in the explorer hold here too.
static query::AliasTable aliasesHere()
{
    auto table = app::userAliases();
    if (table)
        return std::move(*table);
    complain("the tag aliases of the settings could not be read, the built-in ones hold: " + table.error().what);
    return {};
}

InputWords splitWords(const Arguments &arguments)
{
    InputWords out;
    std::error_code failed;
    for (const std::string &word : arguments.words()) {
        const bool path = word == "-" || fs::exists(word, failed);
        (path ? out.paths : out.rest).push_back(word);
    }
    return out;
}

Result<query::Selection> selectionOf(const Arguments &arguments, const std::string &filter, sources::Source &source, std::stop_token stop)
{
    query::Selection selection;
    auto parsed = query::Filter::parse(filter);
    if (!parsed)
        return parsed.error();
    selection.filter = std::move(*parsed);
    const auto from = arguments.value("from"), to = arguments.value("to"), last = arguments.value("last");
    if (last && from)
        return usageError("--last and --from exclude each other");
    if (!from && !to && !last)
        return selection;
    TimeRange range{std::numeric_limits<Nanos>::min(), std::numeric_limits<Nanos>::max()};
    if (from) {
        const auto time = timeOf("from", *from);
        if (!time)
            return time.error();
        range.from = *time;
    }
    if (to) {
        const auto time = timeOf("to", *to);
        if (!time)
            return time.error();
        range.to = *time;
    }
    if (last) {
        const auto length = durationOf(*last);
        if (!length)
            return usageError("--last '" + *last + "' is no stretch of time", "write 15m, 1h or 2d");
        const auto info = source.info(stop);
        if (!info)
            return info.error();
        range.to = std::min(range.to, info->time.to);
        range.from = range.to - *length;
    }
    if (range.empty())
        return usageError("the time range is empty: --from is not before --to");
    selection.range = range;
    return selection;
}

namespace {

/// Runs an import with progress as --progress says.
Result<ingest::ImportReport> withProgress(Context &context, const std::function<Result<ingest::ImportReport>(const ingest::ImportObserver &)> &run)
{
    const std::string how = context.arguments.value("progress").value_or("auto");
    if (how != "auto" && how != "json" && how != "none")
        return usageError("--progress is auto, json or none");
    ProgressLine line(how == "json"                        ? ProgressLine::How::Json
                      : how == "auto" && ::isatty(2) != 0 ? ProgressLine::How::Terminal
                                                           : ProgressLine::How::None);
    return run([&line](const ingest::ImportProgress &p) { line.show(p); });
}

} // namespace

Result<ingest::ImportReport> importInto(Context &context, store::Store &store, const std::vector<std::string> &paths)
{
    return withProgress(context, [&](const ingest::ImportObserver &observer) { return ingest::ImportJob(store).run(paths, context.stop, observer); });
}

Result<ingest::ImportReport> importDemo(Context &context, store::Store &store)
{
    const std::vector<ingest::DemoFile> files = ingest::demoFiles();
    std::vector<ingest::MemoryInput> inputs;
    for (const ingest::DemoFile &file : files)
        inputs.push_back({file.name, file.bytes});
    return withProgress(context, [&](const ingest::ImportObserver &observer) { return ingest::ImportJob(store).runInMemory(inputs, context.stop, observer); });
}

void complainOf(const ingest::ImportReport &report)
{
    for (const ingest::FileReport &file : report.files) {
        if (file.state == ingest::FileState::Duplicate && !file.duplicateOf.empty() && file.duplicateOf != file.record.path)
            complain(file.record.path + ": left out, its content was imported before as " + file.duplicateOf);
        else if (file.state == ingest::FileState::Duplicate)
            complain(file.record.path + ": left out, its content was imported before");
        std::size_t shown = 0;
        for (const telemetry::BadRecord &bad : file.record.errors) {
            if (shown++ == kErrorsShown)
                break;
            base::Place place{file.record.path, {}, {}, {}};
            if (bad.line > 0)
                place.line = bad.line;
            if (bad.line > 0 || bad.byte > 0)
                place.byte = bad.byte;
            complain(base::placeText(place) + (bad.warning ? ": remark: " : ": ") + bad.what);
        }
        if (file.record.errorCount > shown)
            complain(file.record.path + ": " + std::to_string(file.record.errorCount) + " errors in all");
    }
}

namespace {

/// A word that can only be meant for a path, so that a slip of the pen is not taken for a filter. A regex ends in a slash too.
bool looksLikePath(std::string_view word)
{
    const bool regex = word.size() > 1 && word.front() == '/' && (word.back() == '/' || word.ends_with("/i"));
    return !regex && (word.starts_with('/') || word.starts_with("./") || word.starts_with("../"));
}

} // namespace

Result<Input> openInput(Context &context, const InputWords &words)
{
    for (const std::string &word : words.rest)
        if (looksLikePath(word))
            return Error{ErrorKind::NotFound, "there is no such file or folder", {word, {}, {}, {}}, {}, {}};
    Input input;
    const auto file = context.arguments.value("store");
    const bool demo = context.arguments.has("demo");
    const bool remote = context.arguments.has("source") || context.arguments.has("profile");
    if (demo && (file || remote || !words.paths.empty()))
        return usageError("--demo excludes PATHs, --store and --source");
    if (remote && (file || !words.paths.empty()))
        return usageError("--source excludes PATHs and --store");
    if (file && !words.paths.empty())
        return usageError("give PATHs or --store, not both", "triptych-cli import PATH... --store FILE adds to a store");
    if (file) {
        auto store = store::Store::open(*file, store::Store::Mode::ReadOnly);
        if (!store)
            return store.error();
        input.source = std::make_shared<sources::LocalSource>(std::move(*store), aliasesHere());
    } else if (remote) {
        auto store = store::Store::temporary();
        if (!store)
            return store.error();
        context.leftovers.add((*store)->path().string());
        auto opened = openRemote(context, std::move(*store), aliasesHere());
        if (!opened)
            return opened.error();
        input.remote = std::move(*opened);
        input.source = input.remote->local();
    } else if (words.paths.empty() && !demo) {
        const std::string what = words.rest.empty() ? std::string() : " ('" + words.rest.back() + "' is no file)";
        return usageError("there is no input" + what, "give PATH..., --store FILE, --source KIND=URL or --demo");
    } else {
        auto store = store::Store::temporary();
        if (!store)
            return store.error();
        context.leftovers.add((*store)->path().string());
        const auto report = demo ? importDemo(context, **store) : importInto(context, **store, words.paths);
        if (!report)
            return report.error();
        complainOf(*report);
        if (report->nothingUsable())
            return Error{ErrorKind::BadInput, "nothing in the input could be used", {}, {}, {}};
        input.someBad = report->losses();
        input.source = std::make_shared<sources::LocalSource>(std::move(*store), aliasesHere());
    }
    std::string filter = context.arguments.value("filter").value_or(std::string());
    for (const std::string &word : words.rest)
        filter += (filter.empty() ? "" : " ") + word;
    auto selection = selectionOf(context.arguments, filter, input.asked(), context.stop);
    if (!selection)
        return selection.error();
    input.selection = std::move(*selection);
    if (auto brought = bring(context, input); !brought)
        return brought.error();
    return input;
}

Result<Input> openInput(Context &context)
{
    return openInput(context, splitWords(context.arguments));
}

} // namespace triptych::cli
