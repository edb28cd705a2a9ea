#pragma once
#include "base/result.h"
#include "query/aliases.h"
#include "query/backend_query.h"
#include "sources/monitoring.h"
#include "sources/seen_lines.h"
#include "telemetry/answers.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::sources {

using namespace telemetry;

enum class BackendKind : std::uint8_t { Jaeger, Tempo, Loki, Prometheus, Zipkin, ClickHouse, Datadog, Elasticsearch };
/// As the command line spells it: `jaeger`.
std::string_view name(BackendKind kind);
/// For people: `Jaeger`.
std::string_view title(BackendKind kind);
std::optional<BackendKind> backendKindFromText(std::string_view text);

struct Capabilities {
    bool traces = false, logs = false, metrics = false;
};

/// What a test of the connection found. Empty fields are unknown.
struct BackendFacts {
    std::string version;
    std::optional<std::uint64_t> services; ///< that it knows of
    std::optional<Nanos> oldest;           ///< of its data
    std::vector<std::string> remarks;      ///< "its clock is 1 h ahead", "tenant shop"
    Nanos took = 0;                        ///< of the first answer
};

/// How far a server is with a question.
struct BackendProgress {
    std::uint64_t done = 0, total = 0; ///< rows it has read, and will read; 0: not known
};

/// Records with this filter within this range, newest first.
struct BackendSearch {
    query::Filter filter;
    TimeRange range; ///< bounded on both sides
    std::size_t limit = 200; ///< traces or log lines
    query::AliasTable aliases{}; ///< what the filter's keys reach
    std::string native{};        ///< asked instead of what the filter is compiled to, where takesNative()
    std::function<void(BackendProgress)> progress{}; ///< told by servers that tell; any thread
    std::string profile{};       ///< what counts the records by their connection says of all of them
    bool oldestFirst = false;    ///< of log lines: those at the range's beginning, where the limit leaves some out
};

/// One of a backend's answers.
struct Answer {
    std::string name; ///< of the import, for people
    std::string bytes; ///< of log lines that stand in `lines` of the fetch: a record a line, but where the backend says otherwise
    std::string head{}, tail{}; ///< what makes these lines one document, as elements of an array; empty: they are one by themselves
    /// As its decoder reads it.
    std::string text() const;
};
/// Records that are elements of one document.
Answer recordsAnswer(std::string name, std::string head, std::string records, std::string tail);

/// What a backend was asked in its own words, and what it left to be decided here.
struct Asked {
    std::string native;
    std::string here;                 ///< sentences; empty: the backend decided all
    std::vector<std::string> caveats; ///< where it may see less than the filter means
    bool decidesAll = true;
};

struct Fetched {
    std::vector<Answer> answers; ///< in the order of reading; none if nothing was found
    std::uint64_t count = 0;     ///< traces or lines in them, at least as many as match
    bool more = false;           ///< the limit was reached: the backend may hold more
    std::vector<std::string> remarks; ///< partial results, warnings: the server's words
    Asked asked;
    std::vector<std::uint64_t> lines; ///< of log lines, for SeenLines once they are stored; in the order of the answers
    Nanos reached = 0; ///< of a search with oldestFirst that left lines out: all before this time came; of a tail: the newest line's time
    bool leftOut = false;             ///< of a tail: there were more lines than it could send
};

struct MetricQuery {
    std::string expression;
    TimeRange range;              ///< from == to: one instant
    Nanos step = 60'000'000'000;  ///< between the points of a range
};

/// One server of telemetry. Every call blocks its thread and is ended by `stop` at once with ErrorKind::Stopped; any
/// thread, several at once. Errors are those of HttpClient::send, BadInput for an answer that breaks the contract, and
/// NotFound for what this kind of server does not hold (the default of each call).
class Backend
{
public:
    virtual ~Backend() = default;
    virtual BackendKind kind() const = 0;
    virtual Capabilities capabilities() const = 0;
    virtual std::string address() const = 0; ///< for people: no credentials in it
    /// Whether it can be asked a query that a person wrote in its own language.
    virtual bool takesNative() const { return false; }

    virtual base::Result<BackendFacts> test(std::stop_token stop) = 0;
    /// Whole traces of which a span matches what the backend can express of the filter.
    virtual base::Result<Fetched> searchTraces(const BackendSearch &search, std::stop_token stop);
    /// A whole trace. Errors: NotFound.
    virtual base::Result<Fetched> trace(TraceId id, std::stop_token stop);
    /// Lines that match what the backend can express of the filter, but for those `seen` before.
    virtual base::Result<Fetched> searchLogs(const BackendSearch &search, const SeenLines &seen, std::stop_token stop);
    /// Lines that name the trace, as a field or in their text, in any spelling of its id.
    virtual base::Result<Fetched> logsOfTrace(TraceId id, const TimeRange &range, std::size_t limit, const SeenLines &seen, std::stop_token stop);
    /// Lines as they are written, from `search.range.from` on, until `stop`; blocks. `take` gets them in portions and ends it with
    /// an error. NotFound: it cannot, and is to be asked again and again instead.
    virtual base::Result<void> tail(const BackendSearch &search, const SeenLines &seen, const std::function<base::Result<void>(Fetched)> &take, std::stop_token stop);
    /// Takes out of an answer of its own the lines that were stored since it was asked, by another question under way at the
    /// same time.
    virtual void dropSeen(Fetched &fetched, const SeenLines &seen) const;
    /// Counted there over all that matches, whatever the limit of a search: `search.limit` is not looked at. NotFound: it
    /// cannot count, or not what this filter means. Bins are `width` long, from `search.range.from` on.
    virtual base::Result<Histogram> histogram(Table table, const BackendSearch &search, Nanos width, std::stop_token stop);
    virtual base::Result<std::vector<Facet>> facets(Table table, const BackendSearch &search, const std::vector<std::string> &keys, std::size_t top, std::stop_token stop);
    virtual base::Result<std::vector<Stats>> stats(const BackendSearch &search, const std::vector<std::string> &by, std::stop_token stop);
    /// Counts are 0: unknown.
    virtual base::Result<std::vector<TagKey>> tagKeys(const TimeRange &range, std::stop_token stop);
    virtual base::Result<std::vector<TagValue>> tagValues(const std::string &key, const TimeRange &range, std::stop_token stop);
    /// The answer of Prometheus' API, as JSON text.
    virtual base::Result<std::string> metrics(const MetricQuery &query, std::stop_token stop);
    /// Metrics that have samples in the range.
    virtual base::Result<std::vector<MetricInfo>> metricInfos(const TimeRange &range, std::stop_token stop);
    virtual base::Result<std::vector<TracedSample>> exemplars(const std::string &expression, const TimeRange &range, std::stop_token stop);
    virtual base::Result<std::vector<AlertRule>> alertRules(std::stop_token stop);
    virtual base::Result<std::vector<Objective>> objectives(std::stop_token stop);

    /// The field or label of its lines that names their trace, besides the usual ones; empty: none. Before the first question.
    void setTraceField(std::string field) { m_traceField = std::move(field); }

protected:
    base::Error holdsNo(std::string_view what) const;
    const std::string &traceField() const { return m_traceField; }

private:
    std::string m_traceField;
};

} // namespace triptych::sources
