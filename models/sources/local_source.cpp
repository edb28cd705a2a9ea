#include "sources/local_source.h"

#include "query/sql_compiler.h"
#include "sources/tag_spellings.h"
#include "store/reader.h"

#include <algorithm>
#include <map>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr std::size_t kIdleReaders = 4; // a page of the explorer asks about that many questions at once

} // namespace

/// A reader for one question; goes back to the pool unless the store has changed meanwhile.
class LocalSource::Lease
{
public:
    static Result<std::unique_ptr<Lease>> take(LocalSource &source)
    {
        const std::uint64_t now = source.m_store->version();
        {
            const std::lock_guard lock(source.m_mutex);
            std::erase_if(source.m_idle, [now](const Pooled &p) { return p.version != now; });
            if (!source.m_idle.empty()) {
                auto lease = std::unique_ptr<Lease>(new Lease(source, std::move(source.m_idle.back())));
                source.m_idle.pop_back();
                return lease;
            }
        }
        auto reader = source.m_store->read();
        if (!reader)
            return reader.error();
        return std::unique_ptr<Lease>(new Lease(source, Pooled{std::move(*reader), now}));
    }
    ~Lease()
    {
        const std::lock_guard lock(m_source.m_mutex);
        if (m_source.m_idle.size() < kIdleReaders)
            m_source.m_idle.push_back(std::move(m_pooled));
    }
    store::Reader &reader() { return *m_pooled.reader; }

private:
    Lease(LocalSource &source, Pooled pooled) : m_source(source), m_pooled(std::move(pooled)) {}
    LocalSource &m_source;
    Pooled m_pooled;
};

LocalSource::LocalSource(std::shared_ptr<store::Store> store, query::AliasTable aliases, std::string title)
    : m_store(std::move(store)), m_title(std::move(title))
{
    setAliases(std::move(aliases));
}

LocalSource::~LocalSource() = default;

template <typename Value, typename Question> Result<Value> LocalSource::ask(Question question)
{
    const auto lease = Lease::take(*this);
    if (!lease)
        return lease.error();
    return question((*lease)->reader());
}

Result<store::Selection> LocalSource::compile(store::Reader &reader, Table table, const query::Selection &selection) const
{
    store::Selection compiled;
    compiled.range = selection.range;
    if (selection.filter.empty())
        return compiled;
    auto predicate = query::compileToSql(selection.filter, table, *reader.catalog(), *aliases());
    if (!predicate)
        return predicate.error();
    compiled.filter = std::move(*predicate);
    return compiled;
}

template <typename Value, typename Question>
Result<Value> LocalSource::askSelected(Table table, const query::Selection &selection, Question question)
{
    return ask<Value>([&](store::Reader &reader) -> Result<Value> {
        const auto compiled = compile(reader, table, selection);
        return compiled ? question(reader, *compiled) : Result<Value>(compiled.error());
    });
}

/// For questions over spans and logs at once.
template <typename Value, typename Question> Result<Value> LocalSource::askBoth(const query::Selection &selection, Question question)
{
    return ask<Value>([&](store::Reader &reader) -> Result<Value> {
        const auto spans = compile(reader, Table::Spans, selection), logs = compile(reader, Table::Logs, selection);
        if (!spans || !logs)
            return spans ? logs.error() : spans.error();
        return question(reader, *spans, *logs);
    });
}

std::uint64_t LocalSource::version() const
{
    return m_store->version();
}

std::string LocalSource::title() const
{
    return m_title.empty() ? m_store->path().filename().string() : m_title;
}

Result<std::vector<std::vector<Tag>>> LocalSource::tags(Table table, const std::vector<RecordId> &records, std::stop_token stop)
{
    return ask<std::vector<std::vector<Tag>>>([&](store::Reader &r) { return r.tags(table, records, store::Reader::TagsOf::Record, stop); });
}

Result<void> LocalSource::exportParquet(ParquetPart part, const query::Selection &selection, const std::string &file, std::stop_token stop)
{
    const Table table = part == ParquetPart::Logs ? Table::Logs : Table::Spans;
    return askSelected<void>(table, selection, [&](store::Reader &r, const store::Selection &s) { return r.exportParquet(part, s, file, stop); });
}

Result<RowPredicate> LocalSource::compiled(Table table, const query::Filter &filter)
{
    return ask<RowPredicate>([&](store::Reader &r) { return query::compileToSql(filter, table, *r.catalog(), *aliases()); });
}

Result<StoreInfo> LocalSource::info(std::stop_token stop)
{
    return ask<StoreInfo>([&](store::Reader &r) { return r.info(stop); });
}

Result<TracePage> LocalSource::traces(const query::Selection &selection, const TraceQuery &query, std::stop_token stop)
{
    return askSelected<TracePage>(Table::Spans, selection, [&](store::Reader &r, const store::Selection &s) {
        const TagSpellings spellings(*aliases(), *r.catalog(), query.extraTags);
        TraceQuery spelled = query;
        spelled.extraTags = spellings.asked();
        Result<TracePage> page = r.traces(s, spelled, stop);
        if (page)
            for (TraceRow &row : page->rows)
                row.extra = spellings.fold(std::move(row.extra));
        return page;
    });
}

Result<SpanPage> LocalSource::spans(const query::Selection &selection, const SpanQuery &query, std::stop_token stop)
{
    return askSelected<SpanPage>(Table::Spans, selection, [&](store::Reader &r, const store::Selection &s) { return r.spans(s, query, stop); });
}

Result<TraceColumns> LocalSource::trace(TraceId id, std::stop_token stop)
{
    return ask<TraceColumns>([&](store::Reader &r) { return r.trace(id, stop); });
}

Result<std::vector<TraceId>> LocalSource::findTraces(TraceId id, std::stop_token stop)
{
    return ask<std::vector<TraceId>>([&](store::Reader &r) { return r.findTraces(id, stop); });
}

Result<SpanDetails> LocalSource::span(RecordId record, std::stop_token stop)
{
    return ask<SpanDetails>([&](store::Reader &r) { return r.span(record, stop); });
}

Result<void> LocalSource::eachTrace(const query::Selection &selection, const std::function<void(const TraceColumns &)> &visit, std::stop_token stop)
{
    return askSelected<void>(Table::Spans, selection, [&](store::Reader &r, const store::Selection &s) { return r.eachTrace(s, visit, stop); });
}

Result<ServiceGraph> LocalSource::serviceGraph(const query::Selection &selection, const std::string &groupBy, base::Progress *progress, std::stop_token stop)
{
    return askSelected<ServiceGraph>(Table::Spans, selection, [&](store::Reader &r, const store::Selection &s) {
        const std::string key = groupBy.empty() ? groupBy : TagSpellings(*aliases(), *r.catalog(), {groupBy}).first().front();
        return r.serviceGraph(s, key, progress, stop);
    });
}

Result<Histogram> LocalSource::spanHistogram(const query::Selection &selection, int bins, std::stop_token stop)
{
    return askSelected<Histogram>(Table::Spans, selection, [&](store::Reader &r, const store::Selection &s) { return r.spanHistogram(s, bins, stop); });
}

Result<std::vector<ScatterPoint>> LocalSource::scatter(const query::Selection &selection, std::size_t limit, std::stop_token stop)
{
    return askSelected<std::vector<ScatterPoint>>(Table::Spans, selection, [&](store::Reader &r, const store::Selection &s) { return r.scatter(s, limit, stop); });
}

Result<std::vector<Facet>> LocalSource::facets(Table table, const query::Selection &selection, const std::vector<std::string> &keys, std::size_t top, std::stop_token stop)
{
    return askSelected<std::vector<Facet>>(table, selection, [&](store::Reader &r, const store::Selection &s) {
        const TagSpellings spellings(*aliases(), *r.catalog(), keys);
        Result<std::vector<Facet>> facets = r.facets(table, s, spellings.asked(), top, stop);
        return facets ? Result<std::vector<Facet>>(spellings.fold(std::move(*facets), top)) : facets;
    });
}

Result<std::vector<TagKey>> LocalSource::tagKeys(const query::Selection &selection, std::stop_token stop)
{
    const auto askStore = [&] {
        return askBoth<std::vector<TagKey>>(selection, [&](store::Reader &r, const store::Selection &spans, const store::Selection &logs) { return r.tagKeys(spans, logs, stop); });
    };
    if (selection.range || !selection.filter.empty())
        return askStore();
    auto &kept = m_tagKeys;
    std::unique_lock lock(kept.mutex);
    if (!kept.answered.wait(lock, stop, [&] { return !kept.asking; }))
        return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
    if (kept.keys && kept.version == m_store->version())
        return *kept.keys;
    kept.asking = true;
    const std::uint64_t version = m_store->version();
    lock.unlock();
    auto answer = askStore();
    lock.lock();
    kept.asking = false;
    if (answer) {
        kept.keys = *answer;
        kept.version = version;
    }
    kept.answered.notify_all();
    return answer;
}

Result<std::vector<TagValue>> LocalSource::tagValues(const std::string &key, const query::Selection &selection, std::size_t limit, std::stop_token stop)
{
    constexpr std::size_t kEvery = 1'000'000;
    return askBoth<std::vector<TagValue>>(selection, [&](store::Reader &r, const store::Selection &spans, const store::Selection &logs) -> Result<std::vector<TagValue>> {
        const TagSpellings spellings(*aliases(), *r.catalog(), {key});
        std::map<std::string, TagValue> merged;
        for (const Table table : {Table::Spans, Table::Logs}) {
            const auto found = r.facets(table, table == Table::Spans ? spans : logs, spellings.asked(), kEvery, stop);
            if (!found)
                return found.error();
            for (const Facet &facet : spellings.fold(*found, kEvery))
                for (const FacetValue &v : facet.values) {
                    TagValue &to = merged[v.value];
                    to.value = v.value;
                    (table == Table::Spans ? to.spans : to.logs) += v.count;
                }
        }
        std::vector<TagValue> out;
        for (auto &[value, both] : merged)
            out.push_back(std::move(both));
        std::stable_sort(out.begin(), out.end(), [](const TagValue &a, const TagValue &b) { return a.spans + a.logs > b.spans + b.logs; });
        out.resize(std::min(out.size(), limit));
        return out;
    });
}

Result<std::vector<std::vector<std::string>>> LocalSource::tagValuesOf(Table table, const std::vector<RecordId> &records, const std::vector<std::string> &keys, std::stop_token stop)
{
    const auto found = ask<std::vector<std::vector<Tag>>>([&](store::Reader &r) { return r.tags(table, records, store::Reader::TagsOf::WithResource, stop); });
    if (!found)
        return found.error();
    std::vector<std::vector<std::string>> all, spellings;
    all.reserve(found->size());
    const auto names = aliases();
    for (const std::string &key : keys)
        spellings.push_back(names->spellings(key));
    for (const std::vector<Tag> &own : *found) {
        std::vector<std::string> &values = all.emplace_back(keys.size());
        for (std::size_t k = 0; k < keys.size(); ++k) {
            for (const std::string &spelling : spellings[k]) {
                const auto it = std::find_if(own.begin(), own.end(), [&](const Tag &t) { return t.key == spelling; });
                if (it == own.end())
                    continue;
                values[k] = it->value;
                break;
            }
        }
    }
    return all;
}

Result<TagCounts> LocalSource::compareTags(const query::Selection &a, const query::Selection &b, const TagComparisonQuery &query, std::stop_token stop)
{
    return ask<TagCounts>([&](store::Reader &r) -> Result<TagCounts> {
        const auto first = compile(r, Table::Spans, a), second = compile(r, Table::Spans, b);
        if (!first || !second)
            return first ? second.error() : first.error();
        return r.compareTags(*first, *second, query, stop);
    });
}

Result<std::vector<Stats>> LocalSource::stats(const query::Selection &selection, const std::vector<std::string> &by, std::stop_token stop)
{
    return askSelected<std::vector<Stats>>(Table::Spans, selection, [&](store::Reader &r, const store::Selection &s) {
        // Groups cannot be folded afterwards, so each key is asked by the first spelling that spans have.
        const auto catalog = r.catalog();
        const auto aliases = this->aliases();
        const auto ofSpans = [&catalog](const std::string &key) {
            const auto any = [](std::string_view) { return true; };
            return !catalog->column(Table::Spans, key).sql.empty() || catalog->inRecords(Table::Spans, key) || !catalog->resources(key, any).empty();
        };
        std::vector<std::string> keys = TagSpellings(*aliases, *catalog, by).first();
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (keys[i] == "service" || keys[i] == "name" || ofSpans(keys[i]))
                continue;
            for (const std::string &spelling : aliases->spellings(by[i]))
                if (ofSpans(spelling)) {
                    keys[i] = spelling;
                    break;
                }
        }
        return r.stats(s, keys, stop);
    });
}

Result<std::vector<RecordId>> LocalSource::logIds(const query::Selection &selection, Order order, std::stop_token stop)
{
    return askSelected<std::vector<RecordId>>(Table::Logs, selection, [&](store::Reader &r, const store::Selection &s) { return r.logIds(s, order, stop); });
}

Result<std::uint64_t> LocalSource::logCount(const query::Selection &selection, std::stop_token stop)
{
    return askSelected<std::uint64_t>(Table::Logs, selection, [&](store::Reader &r, const store::Selection &s) { return r.logCount(s, stop); });
}

Result<std::vector<LogRow>> LocalSource::logRows(const std::vector<RecordId> &records, std::stop_token stop)
{
    return ask<std::vector<LogRow>>([&](store::Reader &r) { return r.logRows(records, stop); });
}

Result<void> LocalSource::eachLog(const query::Selection &selection, const std::function<void(const LogLine &)> &visit, base::Progress *progress, std::stop_token stop)
{
    return askSelected<void>(Table::Logs, selection, [&](store::Reader &r, const store::Selection &s) { return r.eachLog(s, visit, progress, stop); });
}

Result<LogDetails> LocalSource::log(RecordId record, std::stop_token stop)
{
    return ask<LogDetails>([&](store::Reader &r) { return r.log(record, stop); });
}

Result<Histogram> LocalSource::logHistogram(const query::Selection &selection, int bins, std::stop_token stop)
{
    return askSelected<Histogram>(Table::Logs, selection, [&](store::Reader &r, const store::Selection &s) { return r.logHistogram(s, bins, stop); });
}

Result<std::vector<MatchedLog>> LocalSource::logsOf(TraceId trace, std::optional<SpanId> span, Guess guess, std::size_t limit, std::stop_token stop)
{
    return ask<std::vector<MatchedLog>>([&](store::Reader &r) { return r.logsOf(trace, span, guess, limit, stop); });
}

Result<SqlResult> LocalSource::sql(const std::string &query, std::size_t limit, std::stop_token stop)
{
    return ask<SqlResult>([&](store::Reader &r) { return r.sql(query, limit, stop); });
}

} // namespace triptych::sources
