#pragma once
#include "telemetry/ids.h"
#include "telemetry/span_kind.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::analysis
{

/// Lines that differ only in their variable parts.
struct LogPattern {
    std::string text; ///< variable parts as `<*>`
    std::uint64_t count = 0;
    telemetry::Level level{};             ///< the highest of its lines
    telemetry::Nanos first = 0, last = 0; ///< 0: no line had a time
    std::string example;                  ///< the first line, at most kMostExample bytes
    std::vector<std::uint32_t>
        bins; ///< lines per LogPatterns::binWidth from LogPatterns::binsFrom on; all patterns alike
    std::vector<std::uint32_t> groups; ///< what add() answered for its lines
};

/// Groups log bodies by pattern while they stream by. Fixed-depth tree of P. He, J. Zhu, Z. Zheng, M. R. Lyu, "Drain:
/// An Online Log Parsing Approach with Fixed Depth Tree", ICWS 2017; words that hold digits are taken as variable
/// first. Only the first line of a body counts, and of it the first 96 words. 1 M lines: about a second. One thread at
/// a time.
class LogPatterns
{
public:
    static constexpr std::size_t kMostExample = 1000;
    static constexpr std::int64_t kMostBins = 64;

    LogPatterns();
    ~LogPatterns();
    LogPatterns(LogPatterns &&) noexcept;

    /// `time` 0: unknown. The answer stands for the pattern until patterns() tells which.
    std::uint32_t add(std::string_view body, telemetry::Level level, telemetry::Nanos time);
    std::uint64_t lineCount() const;
    /// Most frequent first. More lines may be added afterwards.
    std::vector<LogPattern> patterns() const;
    telemetry::Nanos binsFrom() const;
    telemetry::Nanos binWidth() const; ///< a power of two of ns: at most kMostBins cover all lines

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace triptych::analysis
