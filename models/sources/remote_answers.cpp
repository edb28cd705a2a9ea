#include "sources/remote_source.h"

#include "base/job_pool.h"

#include <algorithm>
#include <set>
#include <thread>

/// The questions of RemoteSource: each fetches what it needs, then asks the store.
namespace triptych::sources {

using base::Result;

template <typename Value, typename Ask> Result<Value> RemoteSource::after(const Result<void> &fetched, Ask ask)
{
    if (!fetched)
        return fetched.error();
    return ask();
}

/// What each server answers, asked at once; of those that fail, nothing.
template <typename Value, typename Question> std::vector<Value> RemoteSource::told(Question ask)
{
    std::vector<Result<Value>> answers(m_servers.size(), Value());
    {
        const base::PoolWait others;
        std::vector<std::jthread> threads;
        for (std::size_t i = 1; i < m_servers.size(); ++i)
            threads.emplace_back([&, i] { answers[i] = ask(*m_servers[i].backend); });
        if (!m_servers.empty())
            answers.front() = ask(*m_servers.front().backend);
    }
    std::vector<Value> out;
    for (auto &answer : answers)
        if (answer)
            out.push_back(std::move(*answer));
    return out;
}

Result<StoreInfo> RemoteSource::info(std::stop_token stop)
{
    auto info = m_local->info(stop);
    if (!info)
        return info;
    const TimeRange recent = bounded({});
    info->time = info->time.empty() ? recent : TimeRange{std::min(info->time.from, recent.from), std::max(info->time.to, recent.to)};
    return info;
}

Result<TracePage> RemoteSource::traces(const query::Selection &selection, const TraceQuery &query, std::stop_token stop)
{
    return after<TracePage>(fetch(Table::Spans, selection, stop), [&] { return m_local->traces(selection, query, stop); });
}

Result<SpanPage> RemoteSource::spans(const query::Selection &selection, const SpanQuery &query, std::stop_token stop)
{
    return after<SpanPage>(fetch(Table::Spans, selection, stop), [&] { return m_local->spans(selection, query, stop); });
}

Result<TraceColumns> RemoteSource::trace(TraceId id, std::stop_token stop)
{
    return after<TraceColumns>(fetchTrace(id, stop), [&] { return m_local->trace(id, stop); });
}

Result<std::vector<TraceId>> RemoteSource::findTraces(TraceId id, std::stop_token stop)
{
    return after<std::vector<TraceId>>(fetchTrace(id, stop), [&] { return m_local->findTraces(id, stop); });
}

Result<SpanDetails> RemoteSource::span(RecordId record, std::stop_token stop)
{
    return m_local->span(record, stop);
}

Result<std::vector<SpanDetails>> RemoteSource::spanDetails(const std::vector<SpanRow> &rows, std::stop_token stop)
{
    return m_local->spanDetails(rows, stop);
}

Result<void> RemoteSource::eachTrace(const query::Selection &selection, const std::function<void(const TraceColumns &)> &visit, std::stop_token stop)
{
    return after<void>(fetch(Table::Spans, selection, stop), [&] { return m_local->eachTrace(selection, visit, stop); });
}

Result<ServiceGraph> RemoteSource::serviceGraph(const query::Selection &selection, const std::string &groupBy, base::Progress *progress, std::stop_token stop)
{
    return after<ServiceGraph>(fetch(Table::Spans, selection, stop), [&] { return m_local->serviceGraph(selection, groupBy, progress, stop); });
}

Result<std::vector<ScatterPoint>> RemoteSource::scatter(const query::Selection &selection, std::size_t limit, std::stop_token stop)
{
    return after<std::vector<ScatterPoint>>(fetch(Table::Spans, selection, stop), [&] { return m_local->scatter(selection, limit, stop); });
}

Result<std::vector<TagKey>> RemoteSource::tagKeys(const query::Selection &selection, std::stop_token stop)
{
    auto keys = m_local->tagKeys(selection, stop);
    if (!keys)
        return keys;
    std::set<std::pair<std::string, TagScope>> known;
    for (const TagKey &key : *keys)
        known.emplace(key.key, key.scope);
    // What servers have beyond that helps typing; where they cannot tell, what is here must do.
    for (const auto &more : told<std::vector<TagKey>>([&](Backend &backend) { return backend.tagKeys(bounded(selection), stop); }))
        for (const TagKey &key : more)
            if (known.emplace(key.key, key.scope).second)
                keys->push_back(key);
    return keys;
}

Result<std::vector<TagValue>> RemoteSource::tagValues(const std::string &key, const query::Selection &selection, std::size_t limit, std::stop_token stop)
{
    auto values = m_local->tagValues(key, selection, limit, stop);
    if (!values)
        return values;
    std::set<std::string> known;
    for (const TagValue &value : *values)
        known.insert(value.value);
    const auto add = [&](const TagValue &value) {
        if (values->size() < limit && known.insert(value.value).second)
            values->push_back(value);
    };
    const auto spellings = aliases()->spellings(key);
    const bool profiles = std::find(spellings.begin(), spellings.end(), query::kProfileTag) != spellings.end();
    for (const Server &server : m_servers)
        if (profiles && !server.profile.empty())
            add({server.profile, 0, 0});
    for (const auto &more : told<std::vector<TagValue>>([&](Backend &backend) { return backend.tagValues(key, bounded(selection), stop); }))
        for (const TagValue &value : more)
            add(value);
    return values;
}

Result<std::vector<std::vector<std::string>>> RemoteSource::tagValuesOf(Table table, const std::vector<RecordId> &records, const std::vector<std::string> &keys, std::stop_token stop)
{
    return m_local->tagValuesOf(table, records, keys, stop);
}

Result<TagCounts> RemoteSource::compareTags(const query::Selection &a, const query::Selection &b, const TagComparisonQuery &query, std::stop_token stop)
{
    auto fetched = fetch(Table::Spans, a, stop);
    if (fetched)
        fetched = fetch(Table::Spans, b, stop);
    return after<TagCounts>(fetched, [&] { return m_local->compareTags(a, b, query, stop); });
}

Result<std::vector<RecordId>> RemoteSource::logIds(const query::Selection &selection, Order order, std::stop_token stop)
{
    return after<std::vector<RecordId>>(fetch(Table::Logs, selection, stop), [&] { return m_local->logIds(selection, order, stop); });
}

Result<std::uint64_t> RemoteSource::logCount(const query::Selection &selection, std::stop_token stop)
{
    return after<std::uint64_t>(fetch(Table::Logs, selection, stop), [&] { return m_local->logCount(selection, stop); });
}

Result<std::vector<LogRow>> RemoteSource::logRows(const std::vector<RecordId> &records, std::stop_token stop)
{
    return m_local->logRows(records, stop);
}

Result<void> RemoteSource::eachLog(const query::Selection &selection, const std::function<void(const LogLine &)> &visit, base::Progress *progress, std::stop_token stop)
{
    return after<void>(fetch(Table::Logs, selection, stop), [&] { return m_local->eachLog(selection, visit, progress, stop); });
}

Result<LogDetails> RemoteSource::log(RecordId record, std::stop_token stop)
{
    return m_local->log(record, stop);
}

Result<std::vector<MatchedLog>> RemoteSource::logsOf(TraceId trace, std::optional<SpanId> span, Guess guess, std::size_t limit, std::stop_token stop)
{
    if (auto fetched = fetchLogsOf(trace, stop); !fetched)
        return fetched.error();
    auto found = m_local->logsOf(trace, span, guess, limit, stop);
    const bool guesses = guess == Guess::Always || (guess == Guess::WhenNoIds && found && found->empty());
    if (!found || !guesses || !span)
        return found;
    return after<std::vector<MatchedLog>>(fetchAround(trace, span, stop), [&] { return m_local->logsOf(trace, span, guess, limit, stop); });
}

Result<SqlResult> RemoteSource::sql(const std::string &query, std::size_t limit, std::stop_token stop)
{
    return m_local->sql(query, limit, stop);
}

} // namespace triptych::sources
