#pragma once
#include "sources/backend.h"
#include "sources/fetch_once.h"
#include "sources/local_source.h"
#include "sources/tailing.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace triptych::sources {

/// Backends seen as one source. What a selection needs is first fetched from them, through the decoders, into the
/// session's store, and the answer then read there, restricted to the filter: what a backend could not express is so
/// decided here, and what was seen can be saved. The same question is asked of a backend once; see refresh().
class RemoteSource final : public Source, public Tailing
{
public:
    struct Limits {
        std::size_t traces = 200, lines = 5000; ///< from each backend for one question
        Nanos lookback = 3'600'000'000'000;     ///< of a selection without a time range, before now
    };
    RemoteSource(std::string title, std::vector<std::shared_ptr<Backend>> backends, std::shared_ptr<store::Store> store, query::AliasTable aliases, Limits limits);
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

    /// Brings what the selection needs into the store. Errors: the backends'.
    base::Result<void> fetch(Table table, const query::Selection &selection, std::stop_token stop);
    /// Brings a trace, unless it is there. NotFound is none of its errors.
    base::Result<void> fetchTrace(TraceId id, std::stop_token stop);
    /// Brings the lines that name the trace, which should be there already.
    base::Result<void> fetchLogsOf(TraceId id, std::stop_token stop);

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
    TimeRange bounded(const query::Selection &selection) const;
    base::Result<void> search(Backend &backend, Table table, const query::Selection &selection, const std::string &key, std::stop_token stop);
    /// Into the store, one import at a time. Adds what was lost to `remarks`.
    base::Result<void> land(const Backend &backend, Fetched &fetched, std::stop_token stop);
    void tailOne(Backend &backend, const query::Filter &filter, Nanos from, const std::function<void(const News &)> &tell, std::stop_token stop);
    /// Whether a running tail brings all that the selection wants.
    bool tailCovers(const query::Selection &selection) const;
    /// Whether a stored trace ended no longer ago than that.
    bool endedWithin(TraceId id, Nanos time, std::stop_token stop);
    /// Lines of a span's service in its time, for guesses.
    base::Result<void> fetchAround(TraceId trace, std::optional<SpanId> span, std::stop_token stop);

    std::string m_title;
    std::vector<std::shared_ptr<Backend>> m_backends;
    std::shared_ptr<store::Store> m_store;
    std::shared_ptr<LocalSource> m_local;
    Limits m_limits;
    FetchOnce m_once;
    SeenLines m_seen;
    std::function<void(Landed)> m_tellLanded;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_landed;
    bool m_landing = false;
    struct Tailed {
        std::string filter;
        Nanos from;
    };
    std::optional<Tailed> m_tailed; ///< lines that come by themselves
    std::atomic<bool> m_refreshed = false; ///< somebody asked for what is newer
    std::map<std::string, std::vector<FetchNote>> m_notes; ///< by the key of the question
    std::map<std::string, std::string> m_instead;          ///< queries that a person wrote: see insteadKey()
};

} // namespace triptych::sources
