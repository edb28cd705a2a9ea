#pragma once
#include "analysis/trace_table.h"

namespace triptych::analysis
{

/// Hits of a search within one trace.
struct FindResult {
    std::vector<std::uint64_t> bits; ///< bit per span
    std::vector<std::uint32_t> hits; ///< spans in waterfall order
    bool contains(SpanIndex i) const
    {
        const auto n = toInt(i);
        return n / 64 < bits.size() && (bits[n / 64] >> (n % 64) & 1);
    }
};

/// Spans of which `holds(row)` is true.
template <typename Holds> FindResult spansWhere(const TraceTable &trace, Holds holds)
{
    FindResult out;
    out.bits.assign((trace.spanCount() + std::size_t{63}) / 64, 0);
    for (const std::uint32_t node : trace.order())
        if (trace.isSpan(SpanIndex{node}) && holds(node)) {
            out.bits[node / 64] |= std::uint64_t{1} << (node % 64);
            out.hits.push_back(node);
        }
    return out;
}

/// Spans of which every word of `text` is true, any letter case (ASCII folded; other letters exact).
/// A word: text within the service, operation or span id; `service:x` (`svc:`), `name:x` (`op:`), `kind:client`,
/// `status:error` (`is:error`), `id:hex`, `is:orphan`, `is:root`, `duration:>5ms` (`<`, `>=`, `<=`); `-word`
/// negates; "two words" in quotes. Each distinct text is tested once: 1 M spans in under 100 ms.
/// Keys that are tags of spans are not known here: see unknownKeys.
struct FindQuery {
    explicit FindQuery(std::string_view text);
    enum class Field : std::uint8_t { Any, Service, Name, Kind, Status, Id, Orphan, Root, Duration };
    enum class Compare : std::uint8_t { Contains, Less, LessEqual, Greater, GreaterEqual };
    struct Term {
        Field field{};
        Compare compare{};
        bool negated = false;
        std::string text; ///< lower case
        Nanos duration = 0;
    };
    std::vector<Term> terms;
    std::vector<std::string>
        unknownKeys; ///< `key:` of words that only the store can answer; such words are not in terms
};
/// Empty query: no hits. Empty if stopped.
FindResult find(const TraceTable &trace, const FindQuery &query, std::stop_token stop = {});

} // namespace triptych::analysis
