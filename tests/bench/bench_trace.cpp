// Times what a trace view does: building the table and indices, scenes while panning and zooming, find.
// usage: bench_trace [spans ...]   (default 100000 1000000)
#include "analysis/critical_path.h"
#include "analysis/find.h"
#include "analysis/flame_profile.h"
#include "analysis/repeated_calls.h"
#include "analysis/self_time.h"
#include "analysis/span_stats.h"
#include "scene/flame_scene.h"
#include "scene/minimap.h"
#include "scene/waterfall_scene.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>

using namespace triptych;
using namespace triptych::scene;
using telemetry::Nanos;

namespace
{

/// SplitMix64: the same trace on every machine.
class Numbers
{
public:
    std::uint64_t below(std::uint64_t bound)
    {
        std::uint64_t z = m_state += 0x9e3779b97f4a7c15ull;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        return (z ^ (z >> 31)) % bound;
    }
    double unit() { return static_cast<double>(below(1u << 30)) / (1u << 30); }

private:
    std::uint64_t m_state = 42;
};

/// A call tree as services make it: mostly sequential children, some fan-outs of hundreds, some concurrent, a few
/// errors, durations over six powers of ten, 60 services with 40 operations each.
std::shared_ptr<telemetry::TraceColumns> synthesise(std::uint32_t n)
{
    struct Span {
        Nanos start, duration;
        std::int64_t parent;
        std::int32_t service;
    };
    Numbers numbers;
    std::vector<Span> spans{{1'700'000'000'000'000'000, Nanos(n) * 200'000, -1, 0}};
    // Half of the families continue the newest spans, half begin anywhere: neither a list nor a star.
    while (spans.size() < n) {
        const std::size_t recent = std::min<std::size_t>(spans.size(), 30);
        const std::size_t parentIndex =
            numbers.below(2) == 0 ? spans.size() - 1 - numbers.below(recent) : numbers.below(spans.size());
        const Span parent = spans[parentIndex];
        if (parent.duration < 1000)
            continue;
        const std::uint64_t wish = spans.size() == 1         ? 200
                                   : numbers.below(100) == 0 ? 50 + numbers.below(400)
                                                             : 1 + numbers.below(4);
        const bool concurrent = numbers.below(10) == 0;
        const auto slot = parent.duration / Nanos(wish + 1);
        for (std::uint64_t i = 0; i < wish && spans.size() < n; ++i) {
            const Nanos offset =
                concurrent ? Nanos(numbers.unit() * static_cast<double>(parent.duration) * 0.3) : slot * Nanos(i);
            const Nanos room = concurrent ? parent.duration - offset : slot;
            const auto length = static_cast<Nanos>(static_cast<double>(room) * (0.3 + 0.65 * numbers.unit()));
            const bool remote = numbers.below(3) == 0;
            spans.push_back({parent.start + offset, std::max<Nanos>(length, 1), static_cast<std::int64_t>(parentIndex),
                             remote ? static_cast<std::int32_t>(numbers.below(60)) : parent.service});
        }
    }
    std::vector<std::uint32_t> order(spans.size());
    for (std::uint32_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return spans[a].start != spans[b].start ? spans[a].start < spans[b].start : a < b;
    });
    auto c = std::make_shared<telemetry::TraceColumns>();
    for (int i = 0; i < 60; ++i)
        c->strings.push_back("service-" + std::to_string(i));
    for (int i = 0; i < 2400; ++i)
        c->strings.push_back((i % 3 == 0   ? "GET /api/v1/resource/"
                              : i % 3 == 1 ? "SELECT * FROM table_"
                                           : "Operation.call") +
                             std::to_string(i));
    const auto id = [](std::int64_t i) { return static_cast<std::uint64_t>(i + 1) * 0x9e3779b97f4a7c15ull; };
    c->trace = {1, 1};
    for (std::uint32_t i = 0; i < order.size(); ++i) {
        const Span &s = spans[order[i]];
        c->record.push_back(telemetry::RecordId(i));
        c->span.push_back(id(order[i]));
        c->parent.push_back(s.parent < 0 ? 0 : id(s.parent));
        c->start.push_back(s.start);
        c->duration.push_back(s.duration);
        c->service.push_back(s.service + 1);
        c->name.push_back(
            static_cast<std::int32_t>(61 + s.service * 40 + static_cast<std::int32_t>(numbers.below(40))));
        c->status.push_back(numbers.below(200) == 0 ? 2 : 0);
        c->kind.push_back(static_cast<std::uint8_t>(1 + numbers.below(3)));
        if (numbers.below(4) == 0)
            c->eventMarks.push_back({i, s.start + s.duration / 2});
    }
    for (auto *column : {&c->resource, &c->import})
        column->assign(spans.size(), 0);
    c->sharedHalf.assign(spans.size(), 0);
    c->events.assign(spans.size(), 0);
    c->links.assign(spans.size(), 0);
    return c;
}

/// Processor time of this thread: what else the machine does is left out.
double milliseconds(const std::function<void()> &work)
{
    const auto now = [] {
        timespec t{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
        return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
    };
    const double from = now();
    work();
    return now() - from;
}

void print(const char *what, double ms)
{
    std::printf("  %-34s %9.2f ms\n", what, ms);
}

void frames(const char *what, const std::function<void(int)> &frame)
{
    constexpr int kFrames = 1000;
    std::vector<double> times;
    for (int i = 0; i < kFrames; ++i)
        times.push_back(milliseconds([&] { frame(i); }));
    std::sort(times.begin(), times.end());
    std::printf("  %-34s p50 %7.3f ms  p99 %7.3f ms  worst %7.3f ms\n", what, times[kFrames / 2],
                times[kFrames * 99 / 100], times.back());
}

/// The window of frame i: in from the whole trace to a 100,000th of it and back, while panning.
TimeMap viewOf(int i, const telemetry::TimeRange &extent)
{
    const double zoom = std::pow(10.0, 5 * std::abs(std::sin(i * 0.01)));
    const auto length = static_cast<Nanos>(static_cast<double>(extent.length()) / zoom) + 1;
    const auto from = extent.from + static_cast<Nanos>(static_cast<double>(extent.length() - length) *
                                                       (0.5 + 0.5 * std::sin(i * 0.037)));
    return TimeMap({from, from + length}, 1600);
}

void run(std::uint32_t n)
{
    std::shared_ptr<telemetry::TraceColumns> columns;
    std::shared_ptr<const analysis::TraceTable> table;
    std::vector<Nanos> self;
    analysis::CriticalPath critical;
    std::shared_ptr<const LodIndex> index;
    RowLayout rows;
    std::printf("%u spans\n", n);
    print("(synthesis)", milliseconds([&] { columns = synthesise(n); }));
    print("TraceTable", milliseconds([&] { table = analysis::TraceTable::build(columns); }));
    std::printf("  depth %u, %zu services, %u errors\n", table->maxDepth(), table->services().size(),
                table->errorCount());
    print("self times", milliseconds([&] { self = analysis::selfTimes(*table); }));
    print("critical path", milliseconds([&] { critical = analysis::CriticalPath::of(*table); }));
    for (const auto &[what, field] : {std::pair("statistics by service", analysis::SpanField::Service), {"statistics by operation", analysis::SpanField::Operation}})
        print(what, milliseconds([&, field = field] { analysis::spanStats(*table, analysis::groupedBy(*table, field), self, critical); }));
    print("repeated calls", milliseconds([&] { analysis::repeatedCalls(*table, analysis::groupedBy(*table, analysis::SpanField::Call)); }));
    print("level-of-detail index", milliseconds([&] { index = LodIndex::build(table); }));
    std::printf("  %u flame rows, %u spans in the fullest\n", index->rowCount(), [&] {
        std::uint32_t most = 0;
        for (std::uint32_t row = 0; row < index->rowCount(); ++row)
            most = std::max(most, index->countIn(row));
        return most;
    }());
    print("row layout", milliseconds([&] { rows = RowLayout(table, Repeats::Grouped); }));
    print("fold and open all rows", milliseconds([&] {
              rows.foldAll();
              rows.openAll();
          }));
    std::unique_ptr<MarkIndex> marks;
    print("mark index", milliseconds([&] { marks = std::make_unique<MarkIndex>(*columns); }));
    print("minimap 1600 px, 24 lanes", milliseconds([&] { minimap(*index, 1600, 24, {}); }));
    std::shared_ptr<const analysis::FlameProfile> profile;
    print("merged profile", milliseconds([&] {
              analysis::FlameProfileBuilder builder;
              builder.add(*table);
              profile = std::make_shared<const analysis::FlameProfile>(builder.profile());
          }));
    FlameLayout layout;
    print("left-heavy layout", milliseconds([&] { layout = FlameLayout(profile, analysis::FlameWeight::Total); }));
    for (const char *query : {"select", "service-17", "is:error duration:>1ms", "table_1 kind:client -service-3"}) {
        std::size_t hits = 0;
        const double ms = milliseconds([&] { hits = analysis::find(*table, analysis::FindQuery(query)).hits.size(); });
        std::printf("  find %-29s %9.2f ms  %zu hits\n", query, ms, hits);
    }
    std::size_t rects = 0;
    frames("waterfall, 60 rows", [&](int i) {
        WaterfallInput input;
        input.rows = &rows;
        input.firstRow =
            static_cast<std::int64_t>(static_cast<double>(rows.rowCount() - 60) * (0.5 + 0.5 * std::sin(i * 0.02)));
        input.lastRow = input.firstRow + 60;
        input.map = viewOf(i, table->extent());
        input.critical = &critical;
        input.marks = marks.get();
        rects += waterfallScene(input).bars.size();
    });
    frames("flame graph, top 50 rows", [&](int i) {
        rects += flameScene(*index, viewOf(i, table->extent()), 0, 50, {}, 7, &critical).rects.size();
    });
    frames("flame graph, 50 rows, scrolled", [&](int i) {
        const std::uint32_t first =
            index->rowCount() > 50 ? static_cast<std::uint32_t>(i) % (index->rowCount() - 50) : 0;
        rects += flameScene(*index, viewOf(i, table->extent()), first, first + 50, {}, 7, &critical).rects.size();
    });
    frames("merged flame graph", [&](int i) {
        const auto node = analysis::FlameNodeIndex{static_cast<std::uint32_t>(i) %
                                                   static_cast<std::uint32_t>(profile->nodes().size())};
        rects += layout.scene(i % 2 ? node : analysis::FlameNodeIndex::Root, 1600, 0, 60, {}, 7).rects.size();
    });
    std::printf("  (%zu rectangles in all)\n", rects);
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2) {
        run(100'000);
        run(1'000'000);
    }
    for (int i = 1; i < argc; ++i)
        run(static_cast<std::uint32_t>(std::strtoul(argv[i], nullptr, 10)));
    return 0;
}
