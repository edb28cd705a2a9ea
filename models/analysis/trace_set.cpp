#include "analysis/trace_set.h"

#include "analysis/self_time.h"

#include <algorithm>
#include <cmath>
#include <limits>

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

bool TraceSetBuilder::add(const TraceTable &trace, std::stop_token stop)
{
    const std::vector<Nanos> self = selfTimes(trace, stop);
    if (stop.stop_requested() || !m_profile.add(trace, stop))
        return false;
    std::map<std::pair<std::int32_t, std::int32_t>, double> ofTrace;
    for (std::uint32_t i = 0; i < trace.spanCount(); ++i)
        ofTrace[{trace.service(SpanIndex{i}), trace.name(SpanIndex{i})}] += static_cast<double>(self[i]);
    for (const auto &[operation, time] : ofTrace) {
        SelfTimeSums &sums = m_set.operations[{std::string(trace.text(operation.first)), std::string(trace.text(operation.second))}];
        ++sums.traces;
        sums.sum += time;
        sums.squares += time * time;
    }
    m_set.durations.push_back(std::max<Nanos>(0, trace.duration()));
    m_set.errorTraces += trace.errorCount() > 0;
    return true;
}

TraceSet TraceSetBuilder::take()
{
    m_set.profile = m_profile.profile();
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
