#pragma once
#include "app/cli/arguments.h"
#include "app/cli/leftovers.h"
#include "app/cli/output.h"
#include "ingest/import_report.h"
#include "query/selection.h"
#include "sources/local_source.h"
#include "sources/remote_source.h"

#include <memory>
#include <stop_token>

namespace triptych::cli {

/// Exit codes of CLI.md.
enum Exit : int { kDone = 0, kSomeInputBad = 1, kWrongUsage = 2, kFailed = 3 };

/// One run of a command: what it was told, where it writes, and whether it shall stop.
struct Context {
    const Command &command;
    Arguments arguments;
    std::stop_token stop;
    Output &out;
    Leftovers &leftovers;
    bool json = false;

    /// Says what went wrong on standard error; the exit code that fits.
    int fail(const base::Error &error) const;
};

/// A line on standard error, prefixed with the program's name; what it quotes is made harmless for terminals.
void complain(std::string_view line);

/// What a command over telemetry asks: a source and a selection of it.
struct Input {
    std::shared_ptr<sources::LocalSource> source;  ///< the store
    std::shared_ptr<sources::RemoteSource> remote; ///< what fills it on demand; null for PATHs and stores
    query::Selection selection;
    bool someBad = false; ///< some of the PATHs could not be read in full
    /// Whom to ask: the backends, or the store itself.
    sources::Source &asked() const { return remote ? static_cast<sources::Source &>(*remote) : *source; }
    /// The exit code of a command that could be done; tells which servers failed where others answered.
    Exit exit() const;
};
/// Opens --store, asks the backends of --source, or imports the PATHs among the words into a temporary store; the other words are the filter.
/// `wordsAreFilters`: false where words have another meaning to the command and were taken by it.
struct InputWords {
    std::vector<std::string> paths, rest;
};
InputWords splitWords(const Arguments &arguments);
base::Result<Input> openInput(Context &context, const InputWords &words);
/// Both in one, the rest of the words being the filter.
base::Result<Input> openInput(Context &context);

/// The filter and times of the arguments. `source` answers where the data ends, for --last.
base::Result<query::Selection> selectionOf(const Arguments &arguments, const std::string &filter, sources::Source &source, std::stop_token stop);

/// A time as --from takes it. Errors: BadQuery.
base::Result<telemetry::Nanos> timeOf(std::string_view option, const std::string &text);
/// A stretch of time: 15m, 2d.
std::optional<telemetry::Nanos> durationOf(std::string_view text);

/// Runs an import with progress as --progress says.
base::Result<ingest::ImportReport> importInto(Context &context, store::Store &store, const std::vector<std::string> &paths);
/// Imports the built-in demo.
base::Result<ingest::ImportReport> importDemo(Context &context, store::Store &store);
/// Tells the bad inputs of a report on standard error, a few lines a file.
void complainOf(const ingest::ImportReport &report);

int runImport(Context &context);
int runInfo(Context &context);
int runTraces(Context &context);
int runSpans(Context &context);
int runTrace(Context &context);
int runLogs(Context &context);
int runTags(Context &context);
int runStats(Context &context);
int runCompare(Context &context);
int runPatterns(Context &context);
int runServicemap(Context &context);
int runFlamegraph(Context &context);
int runSql(Context &context);
int runPromql(Context &context);
int runMetrics(Context &context);
int runAlerts(Context &context);
int runSlo(Context &context);
int runFilter(Context &context);
int runExport(Context &context);

} // namespace triptych::cli
