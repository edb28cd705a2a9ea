#pragma once
#include "sources/source.h"
#include "store/store.h"
#include "telemetry/row_predicate.h"

#include <memory>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

namespace triptych::store {
class Reader;
struct Selection;
}

namespace triptych::sources {

/// The telemetry of one store. Filters are compiled to its SQL; several questions at once each have a reader of their own.
class LocalSource final : public Source
{
public:
    explicit LocalSource(std::shared_ptr<store::Store> store, query::AliasTable aliases = {}, std::string title = {});
    ~LocalSource() override;

    store::Store &store() { return *m_store; }
    /// The records' own tags (not the resource's), in the order asked.
    base::Result<std::vector<std::vector<Tag>>> tags(Table table, const std::vector<RecordId> &records, std::stop_token stop);
    /// Writes the matching records as one Parquet file.
    base::Result<void> exportParquet(ParquetPart part, const query::Selection &selection, const std::string &file, std::stop_token stop);
    /// The filter as the store's SQL, for showing.
    base::Result<RowPredicate> compiled(Table table, const query::Filter &filter);

    std::uint64_t version() const override;
    /// The filter as SQL over the store.
    std::vector<FetchNote> notes(Table table, const query::Selection &selection) const override;
    std::string title() const override;

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
    class Lease;
    template <typename Value, typename Question> base::Result<Value> ask(Question question);
    template <typename Value, typename Question>
    base::Result<Value> askSelected(Table table, const query::Selection &selection, Question question);
    template <typename Value, typename Question> base::Result<Value> askBoth(const query::Selection &selection, Question question);
    base::Result<store::Selection> compile(store::Reader &reader, Table table, const query::Selection &selection) const;

    struct Pooled {
        std::unique_ptr<store::Reader> reader;
        std::uint64_t version = 0;
    };
    std::shared_ptr<store::Store> m_store;
    std::string m_title;
    std::mutex m_mutex;
    std::vector<Pooled> m_idle;

    /// The answer to "which tags are there at all?", which facets and completion ask of every new source at the same
    /// time, and which reads every record: the second waits for the first.
    struct {
        std::mutex mutex;
        std::condition_variable_any answered;
        bool asking = false;
        std::uint64_t version = 0;
        std::optional<std::vector<TagKey>> keys;
    } m_tagKeys;
};

} // namespace triptych::sources
