#include "analysis/failing_patterns.h"

#include <algorithm>
#include <cmath>

namespace triptych::analysis {

using telemetry::LogLine;

namespace {

/// G² of a in A against b in B.
double logLikelihoodRatio(std::uint64_t a, std::uint64_t wholeA, std::uint64_t b, std::uint64_t wholeB)
{
    const double all = static_cast<double>(wholeA + wholeB), have = static_cast<double>(a + b);
    const auto term = [](double observed, double expected) { return observed > 0 ? observed * std::log(observed / expected) : 0; };
    double sum = 0;
    for (const auto &[part, whole] : {std::pair(a, wholeA), std::pair(b, wholeB)}) {
        const double share = static_cast<double>(whole) / all;
        sum += term(static_cast<double>(part), have * share);
        sum += term(static_cast<double>(whole - part), (all - have) * share);
    }
    return 2 * sum;
}

} // namespace

void FailingPatternsBuilder::add(const LogLine &line)
{
    if (line.outcome == LogLine::Outcome::Unknown)
        return;
    const std::uint32_t group = m_lines.add(line.body, line.level, line.time);
    const bool failing = line.outcome == LogLine::Outcome::Failing;
    m_failed[line.trace.lo] |= failing;
    if (m_pairs.empty() || m_pairs.back() != std::pair(group, line.trace.lo))
        m_pairs.emplace_back(group, line.trace.lo);
    if (failing)
        m_first.try_emplace(group, First{line.record, line.trace});
}

FailingPatterns FailingPatternsBuilder::result() const
{
    FailingPatterns out;
    for (const auto &[trace, failed] : m_failed)
        ++(failed ? out.failingTraces : out.passingTraces);
    std::vector<LogPattern> patterns = m_lines.patterns();
    std::unordered_map<std::uint32_t, std::uint32_t> patternOf;
    for (std::uint32_t i = 0; i < patterns.size(); ++i)
        for (const std::uint32_t group : patterns[i].groups)
            patternOf[group] = i;
    auto pairs = m_pairs;
    for (auto &pair : pairs)
        pair.first = patternOf.at(pair.first);
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    std::vector<std::uint64_t> failing(patterns.size(), 0), passing(patterns.size(), 0);
    for (const auto &[pattern, trace] : pairs)
        ++(m_failed.at(trace) ? failing : passing)[pattern];
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        // More often in failing traces, compared as products: no division by an empty side.
        if (failing[i] * out.passingTraces <= passing[i] * out.failingTraces)
            continue;
        FailingPattern found;
        found.failing = failing[i];
        found.passing = passing[i];
        found.score = logLikelihoodRatio(failing[i], out.failingTraces, passing[i], out.passingTraces);
        if (found.score < kLeastScore)
            continue;
        for (const std::uint32_t group : patterns[i].groups)
            if (const auto it = m_first.find(group); it != m_first.end() && (found.example == telemetry::RecordId::None || it->second.record < found.example)) {
                found.example = it->second.record;
                found.exampleTrace = it->second.trace;
            }
        found.pattern = std::move(patterns[i]);
        out.patterns.push_back(std::move(found));
    }
    std::stable_sort(out.patterns.begin(), out.patterns.end(), [](const auto &a, const auto &b) { return a.score > b.score; });
    return out;
}

} // namespace triptych::analysis
