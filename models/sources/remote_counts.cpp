#include "sources/remote_source.h"

#include "base/job_pool.h"
#include "sources/clock.h"

#include <algorithm>
#include <map>
#include <thread>

/// What servers count themselves, over all that matches and not only over what was fetched. Where one of them cannot, what
/// was fetched is counted here.
namespace triptych::sources {

using base::ErrorKind;
using base::Result;

namespace {

constexpr std::size_t kTopOfMany = 1000; ///< of each of several servers: their most frequent values differ
constexpr int kMostBins = 4096;

} // namespace

template <typename Value, typename Question> std::optional<std::vector<Value>> RemoteSource::counted(Table table, const query::Selection &selection, Question ask)
{
    std::vector<std::pair<const Server *, BackendSearch>> wanted;
    for (const Server *server : holders(table)) {
        auto filter = filterFor(*server, selection.filter);
        if (!filter)
            continue;
        BackendSearch search{std::move(*filter), bounded(selection), 0, *aliases(), {}, {}, server->profile};
        const std::lock_guard lock(m_mutex);
        if (m_instead.contains(insteadKey(table, selection.filter, server->backend->address())))
            return std::nullopt; // a person's own query is counted where its answer is
        wanted.emplace_back(server, std::move(search));
    }
    if (wanted.empty() || wanted.front().second.range.empty() || (table == Table::Logs && tailCovers(selection)))
        return std::nullopt;
    std::vector<Result<Value>> answers(wanted.size(), Value());
    const auto askOne = [&](std::size_t i) { answers[i] = ask(*wanted[i].first->backend, wanted[i].second); };
    if (wanted.size() == 1) {
        askOne(0);
    } else {
        const base::PoolWait others;
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < wanted.size(); ++i)
            threads.emplace_back(askOne, i);
    }
    std::vector<Value> out;
    for (Result<Value> &answer : answers) {
        if (!answer) // whatever it is: the search tells what failed, and whose it is
            return std::nullopt;
        out.push_back(std::move(*answer));
    }
    return out;
}

std::optional<Histogram> RemoteSource::countedHistogram(Table table, const query::Selection &selection, int bins, std::stop_token stop)
{
    const TimeRange range = selection.range ? *selection.range : bounded(selection);
    bins = std::clamp(bins, 1, kMostBins);
    // Whole milliseconds, which every server can say.
    const Nanos width = std::max<Nanos>(1, (range.length() + bins * kMilli - 1) / (bins * kMilli)) * kMilli;
    const auto all = counted<Histogram>(table, selection, [&](Backend &backend, BackendSearch &search) {
        search.range = range;
        return backend.histogram(table, search, width, stop);
    });
    if (!all)
        return std::nullopt;
    Histogram out = all->front();
    for (std::size_t i = 1; i < all->size(); ++i)
        for (std::size_t bin = 0; bin < std::min(out.bins.size(), (*all)[i].bins.size()); ++bin) {
            out.bins[bin].total += (*all)[i].bins[bin].total;
            out.bins[bin].warnings += (*all)[i].bins[bin].warnings;
            out.bins[bin].errors += (*all)[i].bins[bin].errors;
        }
    return out;
}

Result<Histogram> RemoteSource::spanHistogram(const query::Selection &selection, int bins, std::stop_token stop)
{
    if (auto there = countedHistogram(Table::Spans, selection, bins, stop))
        return std::move(*there);
    if (auto fetched = fetch(Table::Spans, selection, stop); !fetched)
        return fetched.error();
    return m_local->spanHistogram(selection, bins, stop);
}

Result<Histogram> RemoteSource::logHistogram(const query::Selection &selection, int bins, std::stop_token stop)
{
    if (auto there = countedHistogram(Table::Logs, selection, bins, stop))
        return std::move(*there);
    if (auto fetched = fetch(Table::Logs, selection, stop); !fetched)
        return fetched.error();
    return m_local->logHistogram(selection, bins, stop);
}

Result<std::vector<Facet>> RemoteSource::facets(Table table, const query::Selection &selection, const std::vector<std::string> &keys, std::size_t top, std::stop_token stop)
{
    const std::size_t each = holders(table).size() > 1 ? std::max(top, kTopOfMany) : top;
    auto there = counted<std::vector<Facet>>(table, selection, [&](Backend &backend, BackendSearch &search) { return backend.facets(table, search, keys, each, stop); });
    if (!there) {
        if (auto fetched = fetch(table, selection, stop); !fetched)
            return fetched.error();
        return m_local->facets(table, selection, keys, top, stop);
    }
    if (there->size() == 1)
        return std::move(there->front());
    std::vector<Facet> out;
    for (std::size_t k = 0; k < keys.size(); ++k) {
        std::map<std::string, std::uint64_t> counts;
        Facet facet{keys[k], {}, 0, 0};
        for (const std::vector<Facet> &one : *there) {
            for (const FacetValue &value : one[k].values)
                counts[value.value] += value.count;
            facet.distinct += one[k].distinct - one[k].values.size();
            facet.other += one[k].other;
        }
        facet.distinct += counts.size();
        for (const auto &[value, count] : counts)
            facet.values.push_back({value, count});
        std::stable_sort(facet.values.begin(), facet.values.end(), [](const FacetValue &a, const FacetValue &b) { return a.count > b.count; });
        for (std::size_t i = top; i < facet.values.size(); ++i)
            facet.other += facet.values[i].count;
        facet.values.resize(std::min(top, facet.values.size()));
        out.push_back(std::move(facet));
    }
    return out;
}

/// Quantiles of several servers cannot be put together: those are computed here.
Result<std::vector<Stats>> RemoteSource::stats(const query::Selection &selection, const std::vector<std::string> &by, std::stop_token stop)
{
    if (auto there = statsThere(selection, by, stop))
        return std::move(*there);
    if (auto fetched = fetch(Table::Spans, selection, stop); !fetched)
        return fetched.error();
    return m_local->stats(selection, by, stop);
}

std::optional<std::vector<Stats>> RemoteSource::statsThere(const query::Selection &selection, const std::vector<std::string> &by, std::stop_token stop)
{
    auto there = counted<std::vector<Stats>>(Table::Spans, selection, [&](Backend &backend, BackendSearch &search) { return backend.stats(search, by, stop); });
    if (!there || there->size() != 1)
        return std::nullopt;
    return std::move(there->front());
}

} // namespace triptych::sources
