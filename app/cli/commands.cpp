#include "app/cli/commands.h"

#include "app/cli/context.h"

namespace triptych::cli {

namespace {

constexpr std::size_t kOptionColumn = 26;

const char *const kInputText =
    "PATH is a file, a folder, an archive, or - for standard input; what it holds is found out from its content. A word that is no "
    "existing PATH belongs to the FILTER.";

std::string optionLine(const Option &option)
{
    std::string line = "  ";
    line += option.name == "output" ? "-o, --output" : option.name == "help" ? "-h, --help" : "--" + std::string(option.name);
    if (!option.value.empty())
        line += " " + std::string(option.value);
    line.resize(std::max(line.size() + 2, kOptionColumn), ' ');
    return line + std::string(option.help) + "\n";
}

std::vector<Command> makeCommands()
{
    return {
        {"import", "PATH... --store FILE", "read files, folders and archives into a store",
         "Every PATH is unpacked and recognised by its content. All of it becomes one transaction: stopped or failed, the store is as it "
         "was. A file whose content the store holds already is left out. Exit 1 tells that some input was bad; the report says which.",
         {}, true, &runImport},
        {"info", "[PATH...|--store FILE]", "what is in there: counts, services, time range", kInputText, {}, true, &runInfo},
        {"traces", "[FILTER] [PATH...|--store FILE]", "traces of which a span matches", kInputText,
         {{"sort", "KEY", "start (default), duration, spans or errors; greatest first"}}, true, &runTraces},
        {"spans", "[FILTER] [PATH...|--store FILE]", "spans that match, with their tags", kInputText, {}, true, &runSpans},
        {"trace", "ID [PATH...|--store FILE]", "one trace as a waterfall",
         "ID is the trace's id in any spelling, Datadog's decimal included.", {{"no-adjust", "", "leave times as recorded: no correction of clock skew"},
          {"by", "KEY", "sum the spans up by service, name, call, callee, kind, status or a tag; repeated calls are pointed out"},
          {"csv", "", "with --by: as CSV"},
          {"markdown", "", "to paste into a ticket: figures, slowest path, errors; with --by the table"}}, true, &runTrace},
        {"logs", "[FILTER] [PATH...|--store FILE]", "log lines that match, or the logs of a trace or span", kInputText,
         {{"trace", "ID", "the logs of this trace"},
          {"span", "TRACE:SPAN", "the logs of this span, best matches first, each with the rule that matched it"},
          {"guess", "", "with --span: also lines of the same service and time, marked as guesses"}}, true, &runLogs},
        {"tags", "[FILTER] [PATH...|--store FILE]", "tag keys, or with --key the values of one", kInputText,
         {{"key", "KEY", "list the values of this tag, most frequent first"}}, true, &runTags},
        {"stats", "[FILTER] [PATH...|--store FILE]", "rate, errors and durations by group",
         "Quantiles are exact, with linear interpolation.", {{"by", "KEYS", "comma-separated: intrinsics or tags; default service,name"}}, true, &runStats},
        {"compare", "FILTER_A FILTER_B [PATH...|--store FILE]", "tags by how differently two sets of spans, or of traces, hold them",
         "A and B are filters; '' is everything. The score is the Jensen-Shannon divergence of having the value in A and in B, from 0 (alike) to "
         "1 (all of one, none of the other). Values whose difference may be chance (G-test, p >= 0.01 after Bonferroni's correction) are left out.",
         {{"count", "WHAT", "spans (default): shares of the spans that match; traces: of the traces with such a span, by any span of theirs"}}, true, &runCompare},
        {"patterns", "[FILTER] [PATH...|--store FILE]", "log lines grouped by pattern, most frequent first",
         "Variable parts are shown as <*> (the method is Drain, He et al. 2017). --failing ranks by the log-likelihood ratio of the shares of traces that have such a line.",
         {{"trace", "ID", "of this trace alone"}, {"failing", "", "patterns that failing traces have more often than passing ones"}}, true, &runPatterns},
        {"servicemap", "[FILTER] [PATH...|--store FILE]", "which services call which, with rate, errors and durations",
         "Of the whole traces that match. What only its callers' tags name (a database, a queue, a peer) is a node without spans.",
         {{"trace", "ID", "of this trace alone"}, {"by", "KEY", "a tag whose values stand in place of services, e.g. namespace"}}, true, &runServicemap},
        {"flamegraph", "[FILTER] [PATH...|--store FILE] -o FILE", "merged flame graph of a trace or of all that match", kInputText,
         {{"trace", "ID", "of this trace alone"},
          {"diff", "FILTER", "compare with the traces of this filter; folded then has two counts a line"},
          {"weight", "WEIGHT", "total (default), self, count, errors, or critical: time on the traces' critical paths"},
          {"hide", "TEXT", "merge frames with TEXT in \"service operation\" into their caller; in quotation marks: the whole frame"},
          {"keep", "TEXT", "only stacks with such a frame; several: with all of them"},
          {"collapse-recursion", "", "count a frame below itself in its outermost call"},
          {"format", "FORMAT", "svg (default), png, folded, speedscope, json, or csv: a row an operation (with --diff: a path)"},
          {"output", "FILE", "where to; standard output if absent"}}, true, &runFlamegraph},
        {"sql", "QUERY [PATH...|--store FILE]", "SQL over the store's tables, read only unless --write",
         "The dialect is DuckDB's. The views spans and logs have texts in place of ids; --schema prints all tables.",
         {{"write", "", "allow changes; needs --store"}, {"schema", "", "print the tables and their columns"}}, true, &runSql},
        {"promql", "EXPR --source prometheus=URL", "evaluate a metric query on a server",
         "At one time, or with --from, --to or --step over a range. --json is the server's own answer. With loki= it is a metric query in LogQL.",
         {{"time", "TIME", "at this time; default now"}, {"step", "DURATION", "between the points of a range"}}, true, &runPromql},
        {"metrics", "--source prometheus=URL", "the metrics that a server has, with type and unit; its exemplars",
         "At most the last hour's unless --from and --to say otherwise. With --exemplars the samples that name a trace.",
         {{"exemplars", "EXPR", "samples of these series that name the trace they were taken from"}}, true, &runMetrics},
        {"alerts", "--source prometheus=URL", "the alerting rules of a Prometheus, or the monitors of a Datadog, and what they fire for now", {},
         {{"firing", "", "only what fires or is about to"}}, true, &runAlerts},
        {"slo", "--source datadog=SITE", "the objectives that a server keeps, with what was reached and the error budget left", {}, {}, true, &runSlo},
        {"filter", "EXPR", "check a filter: its syntax tree, what it compiles to, and what would be evaluated here instead", {},
         {{"to", "LANGUAGE", "sql (default): the condition over the store's tables; or a backend's: traceql, logql, promql, jaeger, zipkin, clickhouse, datadog or lucene"}, {"store", "FILE", "compile for the tags of this store"}, {"json", "", "as JSON"}, {"help", "", "this text"}},
         false, &runFilter},
        {"export", "[FILTER] [PATH...|--store FILE] --format FORMAT -o FILE", "write telemetry in another format", kInputText,
         {{"format", "FORMAT", "otlp (JSON lines), otlp-proto (with lengths, as the collector writes files; bare with --what), jaeger, parquet (a folder), csv or bundle (a store)"},
          {"output", "FILE", "where to; - is standard output"},
          {"trace", "ID", "of this trace alone; otlp, jaeger or csv"},
          {"what", "SIGNAL", "spans, logs or metrics only; csv writes spans unless told, or all into a folder (-o DIR/)"}}, true, &runExport},
    };
}

} // namespace

std::span<const Command> commands()
{
    static const std::vector<Command> all = makeCommands();
    return all;
}

const Command *findCommand(std::string_view name)
{
    for (const Command &command : commands())
        if (command.name == name)
            return &command;
    return nullptr;
}

std::string overviewText()
{
    std::string text = "Usage: triptych-cli COMMAND ...\n\nExplores traces, logs and metrics without a display.\n\nCommands:\n";
    for (const Command &command : commands()) {
        std::string line = "  " + std::string(command.name);
        line.resize(14, ' ');
        text += line + std::string(command.summary) + "\n";
    }
    return text + "\ntriptych-cli COMMAND --help tells more of one; --version prints the version.\n"
                  "Exit: 0 done; 1 done, but some input was bad; 2 wrong usage; 3 failed.\n";
}

std::string helpText(const Command &command)
{
    std::string text = "Usage: triptych-cli " + std::string(command.name) + " " + std::string(command.synopsis) + "\n\n" + std::string(command.summary) + "\n";
    if (!command.details.empty())
        text += "\n" + std::string(command.details) + "\n";
    text += "\nOptions:\n";
    for (const Option &option : command.options)
        text += optionLine(option);
    if (command.readsTelemetry)
        for (const Option &option : commonOptions())
            text += optionLine(option);
    return text;
}

} // namespace triptych::cli
