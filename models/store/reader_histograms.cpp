#include "store/reader_impl.h"

#include <algorithm>

namespace triptych::store {

using base::Result;

namespace {

constexpr int kMostBins = 4096;

/// SQL of the bin that a time falls into.
std::string binOf(const std::string &time, const Histogram &histogram)
{
    return "(" + time + " - " + std::to_string(histogram.range.from) + ") // " + std::to_string(histogram.width);
}

} // namespace

Result<Histogram> Reader::Impl::emptyBins(const std::string &rows, const std::string &time, const Condition &condition, const Selection &selection, int bins, std::stop_token stop)
{
    Histogram out;
    bins = std::clamp(bins, 1, kMostBins);
    if (selection.range)
        out.range = *selection.range;
    else if (auto r = query("SELECT min(" + time + "), max(" + time + ") FROM " + rows + " r" + condition.with(time + " <> 0"), condition.parameters(),
                            [&](const duck::Chunk &c) {
                                if (c.size() > 0 && c.valid(0, 0))
                                    out.range = {c.column<std::int64_t>(0)[0], c.column<std::int64_t>(1)[0] + 1};
                            },
                            stop);
             !r)
        return r.error();
    out.width = std::max<Nanos>(1, (out.range.length() + bins - 1) / bins);
    out.bins.resize(static_cast<std::size_t>(bins));
    return out;
}

Result<Histogram> Reader::Impl::counted(Histogram histogram, const std::string &sql, const duck::Parameters &parameters, std::stop_token stop)
{
    if (histogram.range.empty())
        return histogram;
    const auto done = query(sql, parameters,
                            [&](const duck::Chunk &c) {
                                const auto number = [&c](idx_t column, idx_t row) { return static_cast<std::uint64_t>(c.column<std::int64_t>(column)[row]); };
                                for (idx_t i = 0; i < c.size(); ++i) {
                                    const std::uint64_t bin = number(0, i); // before the range: large
                                    if (bin < histogram.bins.size())
                                        histogram.bins[bin] = {number(1, i), number(2, i), number(3, i)};
                                }
                            },
                            stop);
    if (!done)
        return done.error();
    return histogram;
}

Result<Histogram> Reader::spanHistogram(const Selection &selection, int bins, std::stop_token stop)
{
    const Condition condition(m->db, Table::Spans, selection, "r.start");
    auto empty = m->emptyBins("span_rows", "r.start", condition, selection, bins, stop);
    if (!empty)
        return empty;
    const TimeRange range = empty->range;
    // Traces are counted where they start; with a filter, by their spans that match.
    if (condition.all() || selection.filter.all())
        return m->counted(*empty,
                          "SELECT " + binOf("t.start", *empty) + ", count(*), 0::BIGINT, count(*) FILTER (t.errors > 0) FROM traces t WHERE t.start >= " + std::to_string(range.from) +
                              " AND t.start < " + std::to_string(range.to) + " GROUP BY 1",
                          {}, stop);
    return m->counted(*empty, "SELECT " + binOf("r.start", *empty) + ", count(*), 0::BIGINT, count(*) FILTER (r.status = 2) FROM span_rows r" + condition.with("r.start <> 0") + " GROUP BY 1",
                      condition.parameters(), stop);
}

Result<Histogram> Reader::logHistogram(const Selection &selection, int bins, std::stop_token stop)
{
    const Condition condition(m->db, Table::Logs, selection, "r.time");
    auto empty = m->emptyBins("log_rows", "r.time", condition, selection, bins, stop);
    if (!empty)
        return empty;
    return m->counted(*empty,
                      "SELECT " + binOf("r.time", *empty) + ", count(*), count(*) FILTER (r.level >= 13 AND r.level < 17), count(*) FILTER (r.level >= 17) FROM log_rows r" +
                          condition.with("r.time <> 0") + " GROUP BY 1",
                      condition.parameters(), stop);
}

} // namespace triptych::store
