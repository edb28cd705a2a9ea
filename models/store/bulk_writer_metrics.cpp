#include "store/bulk_writer_impl.h"

namespace triptych::store {

using base::Result;
using namespace telemetry;

Result<void> BulkWriter::Impl::writeMetrics(Batch &batch, const Mapping &map)
{
    if (batch.series.empty())
        return {};
    if (!seriesLoaded) {
        seriesLoaded = true;
        const auto r = duck::query(connection.get(), "SELECT name, unit, description, type, temporality, monotonic, resource, scope, tags FROM series ORDER BY id", {},
                                   [this](const duck::Chunk &c) {
                                       for (idx_t i = 0; i < c.size(); ++i) {
                                           SeriesRow s;
                                           s.name = c.text(0, i);
                                           s.unit = c.text(1, i);
                                           s.description = c.text(2, i);
                                           s.type = static_cast<MetricType>(c.column<std::uint8_t>(3)[i]);
                                           s.temporality = static_cast<Temporality>(c.column<std::uint8_t>(4)[i]);
                                           s.monotonic = c.column<bool>(5)[i];
                                           s.resource = c.column<std::int32_t>(6)[i];
                                           s.scope = c.column<std::int32_t>(7)[i];
                                           s.tags = unpackTags(c.text(8, i));
                                           seriesIds.emplace(hashOf(s), static_cast<std::int32_t>(seriesRows.size()));
                                           seriesRows.push_back(std::move(s));
                                       }
                                   });
        if (!r)
            return r;
    }
    std::vector<std::int32_t> ids;
    for (SeriesRow &s : batch.series) {
        s.resource = map.resources[static_cast<std::size_t>(s.resource)];
        s.scope = map.scopes[static_cast<std::size_t>(s.scope)];
        const std::uint64_t h = hashOf(s);
        std::int32_t id = -1;
        const auto [from, to] = seriesIds.equal_range(h);
        for (auto it = from; it != to && id < 0; ++it)
            if (seriesRows[static_cast<std::size_t>(it->second)] == s)
                id = it->second;
        if (id < 0) {
            id = static_cast<std::int32_t>(seriesRows.size());
            seriesIds.emplace(h, id);
            if (!series.isOpen())
                if (auto r = series.open(connection.get(), "series"); !r)
                    return r;
            series.begin();
            series.column<std::int32_t>(0)[0] = id;
            series.setText(1, 0, s.name);
            series.setText(2, 0, s.unit);
            series.setText(3, 0, s.description);
            series.column<std::uint8_t>(4)[0] = static_cast<std::uint8_t>(s.type);
            series.column<std::uint8_t>(5)[0] = static_cast<std::uint8_t>(s.temporality);
            series.column<bool>(6)[0] = s.monotonic;
            series.column<std::int32_t>(7)[0] = s.resource;
            series.column<std::int32_t>(8)[0] = s.scope;
            series.setText(9, 0, packTags(s.tags));
            if (auto r = series.send(1); !r)
                return r;
            seriesRows.push_back(std::move(s));
        }
        ids.push_back(id);
    }
    const auto append = [&](Appender &to, const char *table, const auto &items, const auto &fill) -> Result<void> {
        if (items.empty())
            return {};
        if (!to.isOpen())
            if (auto r = to.open(connection.get(), table); !r)
                return r;
        for (std::size_t at = 0; at < items.size(); at += Appender::kRows) {
            const std::size_t n = std::min<std::size_t>(Appender::kRows, items.size() - at);
            to.begin();
            for (std::size_t i = 0; i < n; ++i)
                fill(items[at + i], i);
            if (auto r = to.send(n); !r)
                return r;
        }
        return {};
    };
    if (auto r = append(samples, "samples", batch.samples, [&](const SampleRow &s, idx_t n) {
            samples.column<std::int32_t>(0)[n] = ids[s.series];
            samples.column<std::int64_t>(1)[n] = s.time;
            samples.column<std::int64_t>(2)[n] = s.start;
            samples.column<double>(3)[n] = s.value;
            samples.column<std::uint64_t>(4)[n] = s.count;
            samples.setText(5, n, s.detail);
            samples.column<std::int32_t>(6)[n] = import;
        }); !r)
        return r;
    file.samples += batch.samples.size();
    total.samples += batch.samples.size();
    return append(exemplars, "exemplars", batch.exemplars, [&](const ExemplarRow &e, idx_t n) {
        exemplars.column<std::int32_t>(0)[n] = ids[e.series];
        exemplars.column<std::int64_t>(1)[n] = e.time;
        exemplars.column<double>(2)[n] = e.value;
        exemplars.column<std::uint64_t>(3)[n] = e.trace.hi;
        exemplars.column<std::uint64_t>(4)[n] = e.trace.lo;
        exemplars.column<std::uint64_t>(5)[n] = e.span.value;
        exemplars.setText(6, n, e.tags);
    });
}

} // namespace triptych::store
