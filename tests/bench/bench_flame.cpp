// Times the merging of many traces into one flame graph: from memory, and out of a store.
// usage: bench_flame [traces] [spans a trace]   (default 100000 50)
//        bench_flame STORE                      (a .triptych file: reading included)
#include "analysis/flame_filter.h"
#include "analysis/flame_set.h"
#include "analysis/trace_set.h"
#include "sources/local_source.h"
#include "store/store.h"
#include "tests/bench/synthetic_trace.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <thread>

using namespace triptych;

namespace {

double secondsOf(const std::function<void()> &work)
{
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void print(const analysis::FlameProfile &profile, double seconds)
{
    std::printf("%llu traces, %llu spans merged into %zu paths of %zu frames: %.2f s\n",
                static_cast<unsigned long long>(profile.traceCount()), static_cast<unsigned long long>(profile.spanCount()),
                profile.nodes().size(), profile.frames().size(), seconds);
    analysis::FlameFilter filter;
    filter.add({analysis::FlameFilter::Verb::Hide, analysis::FramePattern::parse("3")});
    filter.setRecursion(analysis::Recursion::Collapse);
    std::printf("hiding frames and collapsing recursion: %.1f ms\n", 1e3 * secondsOf([&] { filter.apply(profile); }));
}

void ofStore(const std::filesystem::path &path)
{
    auto store = store::Store::open(path, store::Store::Mode::ReadOnly);
    if (!store) {
        std::fprintf(stderr, "%s\n", store.error().what.c_str());
        return;
    }
    sources::LocalSource source(std::move(*store), query::AliasTable(), {});
    std::shared_ptr<const analysis::FlameProfile> profile;
    std::printf("reading alone: %.2f s\n", secondsOf([&] { (void)source.eachTrace({}, [](const telemetry::TraceColumns &) {}, {}); }));
    const double seconds = secondsOf([&] {
        analysis::FlameSetBuilder builder;
        (void)source.eachTrace({}, [&](const telemetry::TraceColumns &trace) { builder.add(trace); }, {});
        profile = builder.profile();
    });
    print(*profile, seconds);
}

void ofMemory(std::uint32_t traces, std::uint32_t spans)
{
    // A hundred shapes, each again and again, as one endpoint's traces are.
    std::vector<telemetry::TraceColumns> shapes;
    for (std::uint32_t i = 0; i < 100; ++i) {
        shapes.push_back(bench::syntheticTrace(spans + i % 7));
        for (std::size_t row = 0; row < shapes.back().size(); ++row) {
            // Ten kinds of operation a depth: paths repeat.
            shapes.back().service[row] = 1 + static_cast<std::int32_t>(row % 10);
            shapes.back().name[row] = 41 + static_cast<std::int32_t>((row * 7 + i) % 20);
        }
    }
    std::shared_ptr<const analysis::FlameProfile> profile;
    const double seconds = secondsOf([&] {
        analysis::FlameSetBuilder builder;
        for (std::uint32_t i = 0; i < traces; ++i) {
            auto &shape = shapes[i % shapes.size()];
            shape.trace.lo = i;
            builder.add(shape);
        }
        profile = builder.profile();
    });
    print(*profile, seconds);

    // Two such sets against each other: each merged on a thread of its own, as the Compare page does.
    analysis::TraceSet sets[2];
    const auto side = [&](int which) {
        analysis::TraceSetBuilder builder;
        for (std::uint32_t i = 0; i < traces; ++i) {
            auto shape = std::make_shared<telemetry::TraceColumns>(shapes[(i + static_cast<std::uint32_t>(which)) % shapes.size()]);
            shape->trace.lo = i;
            builder.add(*analysis::TraceTable::build(std::move(shape)));
        }
        sets[which] = builder.take();
    };
    const double compared = secondsOf([&] {
        {
            const std::jthread other([&] { side(1); });
            side(0);
        }
        const auto diff = analysis::flameDiff(sets[0].profile, sets[1].profile, analysis::FlameWeight::Total);
        std::printf("%zu paths in either, %zu operations\n", diff.nodes.size(), analysis::operationChanges(sets[0], sets[1]).size());
    });
    std::printf("differential of two sets of %u traces: %.2f s\n", traces, compared);
}

} // namespace

int main(int argc, char **argv)
{
    if (argc == 2 && std::filesystem::exists(argv[1])) {
        ofStore(argv[1]);
        return 0;
    }
    const auto number = [&](int i, std::uint32_t otherwise) {
        return argc > i ? static_cast<std::uint32_t>(std::strtoul(argv[i], nullptr, 10)) : otherwise;
    };
    ofMemory(number(1, 100'000), number(2, 50));
    return 0;
}
