#include "analysis/trace_set.h"

#include "analysis/self_time.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace triptych::analysis
{

double TraceSet::quantile(double q) const
{
    if (durations.empty())
        return 0;
    const double at = q * static_cast<double>(durations.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const std::size_t above = std::min(below + 1, durations.size() - 1);
    const auto low = static_cast<double>(durations[below]), high = static_cast<double>(durations[above]);
    return low + (at - static_cast<double>(below)) * (high - low);
}

std::uint32_t TraceSetBuilder::operation(std::string_view service, std::string_view name)
{
    m_key = service;
    m_key += '\0';
    m_key += name;
    const auto [it, fresh] = m_byText.try_emplace(m_key, static_cast<std::uint32_t>(m_operations.size()));
    if (fresh)
        m_operations.push_back({.service = std::string(service), .name = std::string(name), .sums = {}});
    return it->second;
}

bool TraceSetBuilder::add(const TraceTable &trace, std::stop_token stop)
{
    selfTimes(trace, m_self, stop);
    if (stop.stop_requested() || !m_profile.add(trace, stop))
        return false;
    const auto &columns = trace.columns();
    m_operationOfName.assign(columns.strings.size(), {-1, 0});
    m_touched.clear();
    for (std::uint32_t i = 0; i < trace.spanCount(); ++i) {
        auto &[service, at] = m_operationOfName[static_cast<std::size_t>(columns.name[i])];
        if (service != columns.service[i]) {
            service = columns.service[i];
            at = operation(trace.text(service), trace.text(columns.name[i]));
        }
        Operation &of = m_operations[at];
        if (!std::exchange(of.touched, true))
            m_touched.push_back(at);
        of.ofTrace += static_cast<double>(m_self[i]);
    }
    for (const std::uint32_t at : m_touched) {
        Operation &of = m_operations[at];
        const double time = std::exchange(of.ofTrace, 0);
        of.touched = false;
        ++of.sums.traces;
        of.sums.sum += time;
        of.sums.squares += time * time;
    }
    m_set.durations.push_back(std::max<Nanos>(0, trace.duration()));
    m_set.errorTraces += trace.errorCount() > 0;
    return true;
}

TraceSet TraceSetBuilder::take()
{
    m_set.profile = m_profile.profile();
    for (const Operation &of : m_operations)
        m_set.operations.emplace(std::pair(of.service, of.name), of.sums);
    std::sort(m_set.durations.begin(), m_set.durations.end());
    return std::move(m_set);
}

double studentQuantile95(double degrees)
{
    constexpr double z = 1.959963984540054;
    if (!(degrees >= 1))
        return std::numeric_limits<double>::infinity();
    if (degrees < 1.5)
        return 12.706;
    if (degrees < 2.5)
        return 4.303;
    const double n = degrees, z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z;
    return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n) +
           (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n);
}

namespace
{

struct Sample {
    double mean = 0, ofMean = 0; ///< variance of the mean
    bool present = false;
};

Sample sampleOf(const TraceSet &set, const std::pair<std::string, std::string> &operation)
{
    const auto it = set.operations.find(operation);
    if (it == set.operations.end() || set.durations.empty())
        return {};
    const auto n = static_cast<double>(set.traceCount());
    const double mean = it->second.sum / n;
    const double variance = n < 2 ? 0 : std::max(0.0, (it->second.squares - n * mean * mean) / (n - 1));
    return {mean, variance / n, true};
}

} // namespace

std::vector<OperationChange> operationChanges(const TraceSet &a, const TraceSet &b)
{
    std::map<std::pair<std::string, std::string>, bool> all;
    for (const TraceSet *set : {&a, &b})
        for (const auto &entry : set->operations)
            all.emplace(entry.first, true);
    const auto nA = static_cast<double>(a.traceCount()), nB = static_cast<double>(b.traceCount());
    std::vector<OperationChange> out;
    out.reserve(all.size());
    for (const auto &entry : all) {
        const Sample inA = sampleOf(a, entry.first), inB = sampleOf(b, entry.first);
        OperationChange c{entry.first.first, entry.first.second, inA.mean, inB.mean, inB.mean - inA.mean, 0, 0, inA.present, inB.present};
        double half = std::numeric_limits<double>::infinity();
        if (nA >= 2 && nB >= 2) {
            const double both = inA.ofMean + inB.ofMean;
            const double degrees = both <= 0 ? 1e9 : both * both / (inA.ofMean * inA.ofMean / (nA - 1) + inB.ofMean * inB.ofMean / (nB - 1));
            half = both <= 0 ? 0 : studentQuantile95(degrees) * std::sqrt(both);
        }
        c.low = c.change - half;
        c.high = c.change + half;
        out.push_back(std::move(c));
    }
    std::stable_sort(out.begin(), out.end(), [](const OperationChange &x, const OperationChange &y) { return x.change > y.change; });
    return out;
}

} // namespace triptych::analysis
