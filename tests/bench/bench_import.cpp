// Imports files into a new store and prints what it took: bench_import [--threads N] [--store FILE] PATH...
// All paths are one import; run it once for each input that is to be measured.
#include "ingest/import_job.h"
#include "store/store.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <sys/resource.h>
#include <vector>

using namespace triptych;

int main(int argc, char **argv)
{
    std::vector<std::string> paths;
    std::string file;
    ingest::ImportOptions options;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--threads") == 0 && i + 1 < argc)
            options.threads = std::atoi(argv[++i]);
        else if (std::strcmp(argv[i], "--store") == 0 && i + 1 < argc)
            file = argv[++i];
        else
            paths.emplace_back(argv[i]);
    }
    if (paths.empty()) {
        std::puts("usage: bench_import [--threads N] [--store FILE] PATH...");
        return 0;
    }
    auto store = file.empty() ? store::Store::temporary() : store::Store::open(file, store::Store::Mode::Create);
    if (!store) {
        std::puts(store.error().text().c_str());
        return 1;
    }
    const auto report = ingest::ImportJob(**store, options).run(paths, {});
    if (!report) {
        std::puts(report.error().text().c_str());
        return 1;
    }
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const double mb = static_cast<double>(report->bytes) / 1e6;
    const auto seconds = [](const timeval &t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
    const double size = static_cast<double>((*store)->fileBytes()) / 1e6;
    std::printf("%.0f MB in %.2f s: %.0f MB/s; %llu spans, %llu logs, %llu samples\n", mb, report->seconds, mb / report->seconds, static_cast<unsigned long long>(report->spans),
                static_cast<unsigned long long>(report->logs), static_cast<unsigned long long>(report->samples));
    std::printf("processor %.2f s user, %.2f s system; peak memory %.0f MB; store %.1f MB, %.1f %% of the input\n", seconds(used.ru_utime), seconds(used.ru_stime),
                static_cast<double>(used.ru_maxrss) / 1000, size, 100 * size / mb);
    return 0;
}
