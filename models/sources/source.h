#pragma once
#include "base/progress.h"
#include "base/result.h"
#include "query/aliases.h"
#include "query/selection.h"
#include "telemetry/answers.h"
#include "telemetry/service_graph.h"
#include "telemetry/trace_columns.h"

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::sources {

using namespace telemetry; // the values that every question and answer is made of

/// How spans are written out.
enum class SpanFormat : std::uint8_t { Otlp, Jaeger, Csv };

/// What a backend was asked for a selection, for people.
struct FetchNote {
    std::string backend;              ///< "Tempo"
    std::string address;              ///< its URL, without credentials
    std::string native;               ///< in its own language
    std::string here;                 ///< sentences: what it left to be decided here; empty: nothing
    std::vector<std::string> remarks; ///< partial answers, warnings, where it may see less than the filter means
    std::uint64_t fetched = 0;        ///< traces or lines
    bool more = false;                ///< the limit was reached; it may hold more
    bool mayHide = false;             ///< ... and some of those may match although fewer are shown
    bool editable = false;            ///< it takes another query in its own language: see Source::askInstead()
    bool edited = false;              ///< `native` is what a person wrote
};

/// A server that failed where others answered.
struct ServerTrouble {
    std::string server; ///< "Tempo of prod-eu"
    base::Error error;
};

/// How far the servers are that are being asked.
struct Asking {
    std::size_t servers = 0, answered = 0;
    std::vector<std::string> words{}; ///< what those that tell have told, a sentence each
    double fraction = -1;             ///< of all, where all that still work tell; negative: not known
};

/// Where telemetry is asked for. Every call blocks its (pool) thread and is interrupted by `stop` within 100 ms with
/// ErrorKind::Stopped. Any thread, several at once. The meaning of each call is that of store/reader.h.
class Source
{
public:
    virtual ~Source() = default;

    /// Rises when the data changed; views ask again.
    virtual std::uint64_t version() const = 0;
    /// For people: file name, or the backend's.
    virtual std::string title() const = 0;

    /// Which tags a written key reaches. A question keeps the table that stood when it was asked; never null.
    std::shared_ptr<const query::AliasTable> aliases() const;
    virtual void setAliases(query::AliasTable aliases);
    /// Whether asking brings more in: what is here is then not all there is.
    virtual bool asksServers() const { return false; }
    /// Whether such records can be had from it at all.
    virtual bool holds(Table) const { return true; }
    /// From now on the backend at `address` is asked `native` for the selection, not what the filter is compiled to; empty:
    /// the filter again. The filter still decides here over what comes.
    virtual void askInstead(Table, const query::Selection &, const std::string & /*address*/, const std::string & /*native*/) {}
    /// What is here already: asking it asks no server.
    virtual Source &stored() { return *this; }
    /// Servers are asked anew for what is asked next.
    virtual void refresh() {}
    /// How a selection that was asked for was put to backends, or what it is for a store.
    virtual std::vector<FetchNote> notes(Table, const query::Selection &) const { return {}; }

    /// Servers that failed since refresh() while others answered. Any thread.
    virtual std::vector<ServerTrouble> troubles() const { return {}; }
    /// Any thread; cheap.
    virtual Asking asking() const { return {}; }

    virtual base::Result<StoreInfo> info(std::stop_token stop) = 0;
    virtual base::Result<TracePage> traces(const query::Selection &selection, const TraceQuery &query, std::stop_token stop) = 0;
    virtual base::Result<SpanPage> spans(const query::Selection &selection, const SpanQuery &query, std::stop_token stop) = 0;
    virtual base::Result<TraceColumns> trace(TraceId id, std::stop_token stop) = 0;
    virtual base::Result<std::vector<TraceId>> findTraces(TraceId id, std::stop_token stop) = 0;
    virtual base::Result<SpanDetails> span(RecordId record, std::stop_token stop) = 0;
    /// What span() tells of each row, but for its usual duration, in the order asked; at most a few thousand at a time.
    /// The default asks one by one.
    virtual base::Result<std::vector<SpanDetails>> spanDetails(const std::vector<SpanRow> &rows, std::stop_token stop);
    /// Writes whole spans, tags, events and links included; those of one trace should stand together. Bytes come in
    /// portions.
    base::Result<void> writeSpans(SpanFormat format, const std::vector<SpanRow> &rows, const std::function<void(std::string_view)> &write, std::stop_token stop);
    virtual base::Result<void> eachTrace(const query::Selection &selection, const std::function<void(const TraceColumns &)> &visit, std::stop_token stop) = 0;
    /// The default says that the source cannot tell.
    virtual base::Result<ServiceGraph> serviceGraph(const query::Selection &selection, const std::string &groupBy, base::Progress *progress, std::stop_token stop);
    virtual base::Result<Histogram> spanHistogram(const query::Selection &selection, int bins, std::stop_token stop) = 0;
    virtual base::Result<std::vector<ScatterPoint>> scatter(const query::Selection &selection, std::size_t limit, std::stop_token stop) = 0;
    virtual base::Result<std::vector<Facet>> facets(Table table, const query::Selection &selection, const std::vector<std::string> &keys, std::size_t top, std::stop_token stop) = 0;
    virtual base::Result<std::vector<TagKey>> tagKeys(const query::Selection &selection, std::stop_token stop) = 0;
    virtual base::Result<std::vector<TagValue>> tagValues(const std::string &key, const query::Selection &selection, std::size_t limit, std::stop_token stop) = 0;
    /// Values of tag `keys` (any scope, any spelling) of each record, in the order asked; empty where it has none. The
    /// default asks for the records one by one.
    virtual base::Result<std::vector<std::vector<std::string>>> tagValuesOf(Table table, const std::vector<RecordId> &records, const std::vector<std::string> &keys, std::stop_token stop);
    /// How often two sets of spans hold each value of every tag. The default knows no way: NotFound.
    virtual base::Result<TagCounts> compareTags(const query::Selection &a, const query::Selection &b, const TagComparisonQuery &query, std::stop_token stop);
    virtual base::Result<std::vector<Stats>> stats(const query::Selection &selection, const std::vector<std::string> &by, std::stop_token stop) = 0;

    virtual base::Result<std::vector<RecordId>> logIds(const query::Selection &selection, Order order, std::stop_token stop) = 0;
    virtual base::Result<std::uint64_t> logCount(const query::Selection &selection, std::stop_token stop) = 0;
    virtual base::Result<std::vector<LogRow>> logRows(const std::vector<RecordId> &records, std::stop_token stop) = 0;
    /// The default asks for the rows page by page; the outcome of traces stays unknown.
    virtual base::Result<void> eachLog(const query::Selection &selection, const std::function<void(const LogLine &)> &visit, base::Progress *progress, std::stop_token stop);
    virtual base::Result<LogDetails> log(RecordId record, std::stop_token stop) = 0;
    virtual base::Result<Histogram> logHistogram(const query::Selection &selection, int bins, std::stop_token stop) = 0;
    virtual base::Result<std::vector<MatchedLog>> logsOf(TraceId trace, std::optional<SpanId> span, Guess guess, std::size_t limit, std::stop_token stop) = 0;

    virtual base::Result<SqlResult> sql(const std::string &query, std::size_t limit, std::stop_token stop) = 0;

private:
    mutable std::mutex m_aliasesMutex;
    std::shared_ptr<const query::AliasTable> m_aliases = std::make_shared<const query::AliasTable>();
};

} // namespace triptych::sources
