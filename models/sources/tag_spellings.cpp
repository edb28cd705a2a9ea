#include "sources/tag_spellings.h"

#include "query/syntax.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace triptych::sources {

using telemetry::Facet;

namespace {

/// Names that an operator gave stand in for a route's template where nothing tells that: both in one list would count a
/// request twice, once as `/api/orders/{id}` and once as `orders`.
bool isStandIn(std::string_view spelling)
{
    constexpr std::string_view kNames[] = {"kong.route.name", "kong.route", "kong.route_name", "route.name", "route_name"};
    return std::find(std::begin(kNames), std::end(kNames), spelling) != std::end(kNames);
}

} // namespace

TagSpellings::TagSpellings(const query::AliasTable &aliases, const telemetry::TagCatalog &catalog,
                           const std::vector<std::string> &keys)
{
    std::unordered_set<std::string> known;
    for (const auto &key : catalog.keys())
        known.insert(key.key);
    for (const std::string &key : keys) {
        Run run{key, m_asked.size(), 0};
        if (!query::intrinsicFromText(key))
            for (const std::string &spelling : aliases.spellings(key))
                if (known.contains(spelling))
                    m_asked.push_back(spelling);
        if (m_asked.size() == run.begin)
            m_asked.push_back(key);
        run.count = m_asked.size() - run.begin;
        m_runs.push_back(run);
    }
}

std::vector<Facet> TagSpellings::fold(std::vector<Facet> facets, std::size_t top) const
{
    std::vector<Facet> folded;
    for (const Run &run : m_runs) {
        Facet one{run.key, {}, 0, 0};
        std::unordered_map<std::string, std::uint64_t> counts;
        bool told = false; // by a spelling that is no stand-in
        for (std::size_t i = run.begin; i < run.begin + run.count && i < facets.size(); ++i)
            told = told || (!isStandIn(m_asked[i]) && !facets[i].values.empty());
        for (std::size_t i = run.begin; i < run.begin + run.count && i < facets.size(); ++i) {
            if (told && isStandIn(m_asked[i]) && run.key != m_asked[i]) // who asks for a name gets it
                continue;
            // Values beyond the top of one spelling may be listed by another: distinct is then an upper bound.
            one.distinct += facets[i].distinct - std::min<std::uint64_t>(facets[i].distinct, facets[i].values.size());
            one.other += facets[i].other;
            for (const auto &value : facets[i].values)
                counts[value.value] += value.count;
        }
        one.distinct += counts.size();
        for (auto &[value, count] : counts)
            one.values.push_back({value, count});
        std::sort(one.values.begin(), one.values.end(), [](const auto &a, const auto &b) {
            return a.count != b.count ? a.count > b.count : a.value < b.value;
        });
        for (; one.values.size() > top; one.values.pop_back())
            one.other += one.values.back().count;
        folded.push_back(std::move(one));
    }
    return folded;
}

std::vector<std::string> TagSpellings::fold(std::vector<std::string> values) const
{
    std::vector<std::string> folded;
    for (const Run &run : m_runs) {
        std::string &one = folded.emplace_back();
        for (std::size_t i = run.begin; i < run.begin + run.count && i < values.size() && one.empty(); ++i)
            one = std::move(values[i]);
    }
    return folded;
}

std::vector<std::string> TagSpellings::first() const
{
    std::vector<std::string> keys;
    for (const Run &run : m_runs)
        keys.push_back(m_asked[run.begin]);
    return keys;
}

} // namespace triptych::sources
