#pragma once
#include "analysis/log_patterns.h"
#include "telemetry/answers.h"

#include <unordered_map>

namespace triptych::analysis {

/// A pattern of lines that failing traces have more often than passing ones.
struct FailingPattern {
    LogPattern pattern;
    std::uint64_t failing = 0, passing = 0; ///< traces that have such a line
    double score = 0;                       ///< G²: log-likelihood ratio of the two shares; 10.8 is p = 0.001
    telemetry::RecordId example = telemetry::RecordId::None; ///< its first line of a failing trace
    telemetry::TraceId exampleTrace;
};
struct FailingPatterns {
    std::vector<FailingPattern> patterns;              ///< greatest score first
    std::uint64_t failingTraces = 0, passingTraces = 0; ///< that have any line
};

/// Compares the lines of failing traces (any span has status error) with those of passing ones while they stream by:
/// patterns of LogPatterns, the share of traces that have each, ranked by the log-likelihood ratio G² (T. Dunning,
/// "Accurate Methods for the Statistics of Surprise and Coincidence", 1993). A trace counts once however often it has a
/// line. Lines without a known trace are left out. One thread.
class FailingPatternsBuilder
{
public:
    static constexpr double kLeastScore = 3.84; // p = 0.05

    void add(const telemetry::LogLine &line);
    FailingPatterns result() const;

private:
    struct First {
        telemetry::RecordId record = telemetry::RecordId::None;
        telemetry::TraceId trace;
    };
    LogPatterns m_lines;
    std::vector<std::pair<std::uint32_t, std::uint64_t>> m_pairs; // group, trace (low half): may repeat
    std::unordered_map<std::uint64_t, bool> m_failed;             // by low half
    std::unordered_map<std::uint32_t, First> m_first;             // by group, of failing traces
};

} // namespace triptych::analysis
