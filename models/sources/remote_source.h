#pragma once
#include "sources/backend.h"
#include "sources/fetch_once.h"
#include "sources/local_source.h"
#include "sources/profile.h"
#include "sources/tailing.h"

#include <atomic>
#include <chrono>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace triptych::sources {

/// One of the servers of a source.
struct Server {
    std::shared_ptr<Backend> backend;
    std::string profile{}; ///< the connection it belongs to: a tag of all that comes from it; empty: none
    Correlation correlation{}; ///< of that connection
    /// "Tempo", "Tempo of prod-eu".
    std::string label() const;
};

/// Backends seen as one source. What a selection needs is first fetched from all of them at once, through the decoders, into
/// the session's store, and the answer then read there, restricted to the filter: what a backend could not express is so
/// decided here, and what was seen can be saved. The same question is asked of a backend once; see refresh(). Where some
/// servers fail and others answer, the answer stands: see troubles().
class RemoteSource final : public Source, public Tailing
{
public:
    struct Limits {
        std::size_t traces = 200, lines = 5000; ///< from each backend for one question
        Nanos lookback = 3'600'000'000'000;     ///< of a selection without a time range, before now
        std::chrono::milliseconds tailCheck{10'000}; ///< between two comparisons of a tail with what the server counts
        std::chrono::milliseconds tailPatience{30'000}; ///< with one answer, while lines go on coming
    };
    RemoteSource(std::string title, std::vector<Server> servers, std::shared_ptr<store::Store> store, query::AliasTable aliases, Limits limits);
    ~RemoteSource() override;

    /// What has been fetched so far.
    const std::shared_ptr<LocalSource> &local() const { return m_local; }
    bool holds(Table table) const override;
    void askInstead(Table table, const query::Selection &selection, const std::string &address, const std::string &native) override;
    void refresh() override;
    /// Questions asked before are asked anew: they may reach other tags now.
    void setAliases(query::AliasTable aliases) override;
    /// How many new records an answer brought.
    struct Landed {
        std::uint64_t spans = 0, lines = 0;
    };
    /// `tell` is called on the thread that asked whenever new records were stored. Set it before the first question.
    void whenLanded(std::function<void(Landed)> tell) { m_tellLanded = std::move(tell); }
    /// `tell` is called likewise whenever troubles() changed.
    void whenTroubled(std::function<void()> tell) { m_tellTroubled = std::move(tell); }

    /// Brings what the selection needs into the store. Errors: the backends'.
    base::Result<void> fetch(Table table, const query::Selection &selection, std::stop_token stop);
    /// Brings a trace, unless it is there. NotFound is none of its errors.
    base::Result<void> fetchTrace(TraceId id, std::stop_token stop);
    /// Brings the lines that name the trace, which should be there already.
    base::Result<void> fetchLogsOf(TraceId id, std::stop_token stop);

    std::vector<ServerTrouble> troubles() const override;
    Asking asking() const override;

    /// stats() where the one server that is asked computes them itself, over all that matches; nothing: it cannot.
    std::optional<std::vector<Stats>> statsThere(const query::Selection &selection, const std::vector<std::string> &by, std::stop_token stop);

    bool canTail() const override;
    void tail(const query::Filter &filter, Nanos from, const std::function<void(const News &)> &tell, std::stop_token stop) override;

    bool asksServers() const override { return true; }
    Source &stored() override { return *m_local; }
    std::vector<FetchNote> notes(Table table, const query::Selection &selection) const override;
    std::uint64_t version() const override { return m_local->version(); }
    std::string title() const override { return m_title; }
    /// Of what was fetched; the time is that which can be asked for without naming a range.
    base::Result<StoreInfo> info(std::stop_token stop) override;
    base::Result<TracePage> traces(const query::Selection &selection, const TraceQuery &query, std::stop_token stop) override;
    base::Result<SpanPage> spans(const query::Selection &selection, const SpanQuery &query, std::stop_token stop) override;
    base::Result<TraceColumns> trace(TraceId id, std::stop_token stop) override;
    base::Result<std::vector<TraceId>> findTraces(TraceId id, std::stop_token stop) override;
    base::Result<SpanDetails> span(RecordId record, std::stop_token stop) override;
    base::Result<std::vector<SpanDetails>> spanDetails(const std::vector<SpanRow> &rows, std::stop_token stop) override;
    base::Result<void> eachTrace(const query::Selection &selection, const std::function<void(const TraceColumns &)> &visit, std::stop_token stop) override;
    base::Result<ServiceGraph> serviceGraph(const query::Selection &selection, const std::string &groupBy, base::Progress *progress, std::stop_token stop) override;
    base::Result<Histogram> spanHistogram(const query::Selection &selection, int bins, std::stop_token stop) override;
    base::Result<std::vector<ScatterPoint>> scatter(const query::Selection &selection, std::size_t limit, std::stop_token stop) override;
    base::Result<std::vector<Facet>> facets(Table table, const query::Selection &selection, const std::vector<std::string> &keys, std::size_t top, std::stop_token stop) override;
    base::Result<std::vector<TagKey>> tagKeys(const query::Selection &selection, std::stop_token stop) override;
    base::Result<std::vector<TagValue>> tagValues(const std::string &key, const query::Selection &selection, std::size_t limit, std::stop_token stop) override;
    base::Result<std::vector<std::vector<std::string>>> tagValuesOf(Table table, const std::vector<RecordId> &records, const std::vector<std::string> &keys, std::stop_token stop) override;
    base::Result<TagCounts> compareTags(const query::Selection &a, const query::Selection &b, const TagComparisonQuery &query, std::stop_token stop) override;
    base::Result<std::vector<Stats>> stats(const query::Selection &selection, const std::vector<std::string> &by, std::stop_token stop) override;
    base::Result<std::vector<RecordId>> logIds(const query::Selection &selection, Order order, std::stop_token stop) override;
    base::Result<std::uint64_t> logCount(const query::Selection &selection, std::stop_token stop) override;
    base::Result<std::vector<LogRow>> logRows(const std::vector<RecordId> &records, std::stop_token stop) override;
    base::Result<void> eachLog(const query::Selection &selection, const std::function<void(const LogLine &)> &visit, base::Progress *progress, std::stop_token stop) override;
    base::Result<LogDetails> log(RecordId record, std::stop_token stop) override;
    base::Result<Histogram> logHistogram(const query::Selection &selection, int bins, std::stop_token stop) override;
    base::Result<std::vector<MatchedLog>> logsOf(TraceId trace, std::optional<SpanId> span, Guess guess, std::size_t limit, std::stop_token stop) override;
    base::Result<SqlResult> sql(const std::string &query, std::size_t limit, std::stop_token stop) override;

private:
    template <typename Value, typename Ask> base::Result<Value> after(const base::Result<void> &fetched, Ask ask);
    template <typename Value, typename Question> std::vector<Value> told(Question ask);
    /// What each server that is asked counts; nothing where one of them cannot.
    template <typename Value, typename Question> std::optional<std::vector<Value>> counted(Table table, const query::Selection &selection, Question ask);
    std::optional<Histogram> countedHistogram(Table table, const query::Selection &selection, int bins, std::stop_token stop);
    static std::string keyOf(Table table, const query::Selection &selection);
    /// A written query belongs to the filter that it was written for, whatever the time range.
    static std::string insteadKey(Table table, const query::Filter &filter, const std::string &address);
    TimeRange bounded(const query::Selection &selection) const;
    using AskServer = std::function<base::Result<void>(const Server &, std::stop_token)>;
    /// Asks these servers at once and waits for all. Errors: of a stop, or where every one failed.
    base::Result<void> askAll(const std::vector<const Server *> &servers, const AskServer &ask, std::stop_token stop);
    std::vector<const Server *> holders(Table table) const;
    /// What of a filter a server is asked; nothing: its records cannot match.
    std::optional<query::Filter> filterFor(const Server &server, const query::Filter &filter) const;
    base::Result<void> search(const Server &server, Table table, const query::Selection &selection, const std::string &key, std::stop_token stop);
    base::Result<void> fetchTraceFrom(const Server &server, TraceId id, std::stop_token stop);
    /// Whether what a server holds of the trace is here.
    base::Result<bool> hasTraceOf(const Server &server, TraceId id, std::stop_token stop);
    /// Into the store, one import at a time. Adds what was lost to `remarks`.
    base::Result<void> land(const Server &server, Fetched &fetched, std::stop_token stop);
    void tailOne(const Server &server, const query::Filter &filter, Nanos from, const std::function<void(const News &)> &tell, std::stop_token stop);
    /// Whether a running tail brings all that the selection wants.
    bool tailCovers(const query::Selection &selection) const;
    /// Whether a stored trace ended no longer ago than that.
    bool endedWithin(TraceId id, Nanos time, std::stop_token stop);
    /// Lines of a span's service in its time, for guesses.
    base::Result<void> fetchAround(TraceId trace, std::optional<SpanId> span, std::stop_token stop);
    void trouble(const Server &server, std::optional<base::Error> error);

    std::string m_title;
    std::vector<Server> m_servers;
    std::shared_ptr<store::Store> m_store;
    std::shared_ptr<LocalSource> m_local;
    Limits m_limits;
    FetchOnce m_once;
    std::map<std::string, SeenLines> m_seen; ///< of each profile; its keys never change
    std::function<void(Landed)> m_tellLanded;
    std::function<void()> m_tellTroubled;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_landed;
    bool m_landing = false;
    struct Tailed {
        std::string filter;
        Nanos from;
        std::size_t behind; ///< servers of which nothing was heard yet
    };
    std::optional<Tailed> m_tailed; ///< lines that come by themselves
    std::map<std::string, base::Error> m_troubles; ///< by the label of the server
    struct Round {
        std::size_t servers = 0, answered = 0;
        std::map<const Server *, BackendProgress> told; ///< by those that still work
    };
    std::list<Round> m_rounds; ///< of questions under way
    std::atomic<bool> m_refreshed = false; ///< somebody asked for what is newer
    std::map<std::string, std::vector<FetchNote>> m_notes; ///< by the key of the question
    std::map<std::string, std::string> m_instead;          ///< queries that a person wrote: see insteadKey()
};

} // namespace triptych::sources
