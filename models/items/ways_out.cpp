#include "items/ways_out.h"

#include "items/filter_terms.h"

#include <algorithm>

namespace triptych::items {

namespace {

constexpr std::size_t kMostTerms = 8;

base::Result<std::uint64_t> count(sources::Source &source, telemetry::Table table, const query::Selection &selection,
                                  std::stop_token stop)
{
    if (table == telemetry::Table::Logs)
        return source.logCount(selection, stop);
    telemetry::TraceQuery query;
    query.limit = 1;
    auto page = source.traces(selection, query, stop);
    if (!page)
        return page.error();
    return page->total;
}

} // namespace

base::Result<WaysOut> findWaysOut(sources::Source &source, telemetry::Table table, const query::Selection &selection,
                                  std::stop_token stop)
{
    WaysOut ways;
    if (!selection.filter.empty()) {
        auto all = count(source, table, {query::Filter(), selection.range}, stop);
        if (!all)
            return all.error();
        ways.withoutFilter = *all;
    }
    if (selection.range) {
        auto ever = count(source, table, {selection.filter, std::nullopt}, stop);
        if (!ever)
            return ever.error();
        ways.withoutRange = *ever;
    }
    const auto terms = termsOf(selection.filter);
    for (std::size_t i = 0; i < terms.size() && i < kMostTerms; ++i) {
        const auto filter = without(selection.filter, i);
        auto found = count(source, table, {filter, selection.range}, stop);
        if (!found)
            return found.error();
        if (*found > 0)
            ways.terms.push_back({terms[i].text, filter, *found});
    }
    std::stable_sort(ways.terms.begin(), ways.terms.end(),
                     [](const auto &a, const auto &b) { return a.count > b.count; });
    return ways;
}

} // namespace triptych::items
