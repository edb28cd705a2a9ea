#pragma once
#include "analysis/flame_profile.h"

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace triptych::analysis
{

/// What one operation's self time in each trace of a set adds up to; traces without it count as 0.
struct SelfTimeSums {
    std::uint64_t traces = 0; ///< that have it
    double sum = 0, squares = 0; ///< of ns a trace
};

/// A set of traces as comparisons need it: merged by path, the traces' durations, and self times by operation.
struct TraceSet {
    FlameProfile profile;
    std::vector<Nanos> durations; ///< of the traces, ascending
    std::uint64_t errorTraces = 0;
    std::map<std::pair<std::string, std::string>, SelfTimeSums> operations; ///< by service and operation
    std::uint64_t traceCount() const { return durations.size(); }
    double quantile(double q) const; ///< of the durations, linear interpolation; 0 without traces
};

/// Collects a TraceSet. Not for several threads at once.
class TraceSetBuilder
{
public:
    /// O(n). False if stopped: the trace may be in part.
    bool add(const TraceTable &trace, std::stop_token stop = {});
    TraceSet take();

private:
    struct Operation {
        std::string service, name;
        SelfTimeSums sums;
        double ofTrace = 0; ///< ns, of the trace that is being added
        bool touched = false; ///< it is in that trace
    };
    std::uint32_t operation(std::string_view service, std::string_view name);

    TraceSet m_set;
    FlameProfileBuilder m_profile;
    std::vector<Operation> m_operations;
    std::unordered_map<std::string, std::uint32_t> m_byText; // service, a zero byte, name
    // Of the trace that is being added; kept as small traces come by the hundred thousand.
    std::vector<Nanos> m_self;
    std::vector<std::pair<std::int32_t, std::uint32_t>> m_operationOfName; // by name: the last service that had it
    std::vector<std::uint32_t> m_touched;
    std::string m_key;
};

/// How the mean self time a trace of one operation differs between two sets, ns, with the 95 % interval of Welch's
/// t-test (unequal variances, degrees of freedom after Welch and Satterthwaite).
struct OperationChange {
    std::string service, operation;
    double a = 0, b = 0; ///< means over all traces of the set
    double change = 0, low = 0, high = 0;
    bool inA = false, inB = false;
    bool significant() const { return low > 0 || high < 0; } ///< the interval leaves out 0
};
/// Every operation of either set, greatest change first. A set of fewer than two traces has no interval: low and high
/// are then infinite.
std::vector<OperationChange> operationChanges(const TraceSet &a, const TraceSet &b);

/// The t of a two-sided 95 % interval, after Hill's expansion about the normal quantile (G. W. Hill, 1970); off by
/// less than 1 % from 3 degrees on. Infinite below 1 degree.
double studentQuantile95(double degrees);

} // namespace triptych::analysis
