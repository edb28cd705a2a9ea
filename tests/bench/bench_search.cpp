// Searches the log lines of a store: bench_search STORE [runs, 7] [FILTER...]. Prints medians in ms of counting the lines
// that each filter matches (by default, for the generated nginx log, a substring, an expression with a literal that many
// lines hold, one with a rare literal, and one without any). Nothing is asserted.
#include "query/aliases.h"
#include "query/filter.h"
#include "query/sql_compiler.h"
#include "store/reader.h"
#include "store/store.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

using namespace triptych;

int main(int argc, char **argv)
{
    if (argc < 2) {
        std::printf("usage: bench_search STORE [runs] [FILTER...]\n");
        return 2;
    }
    const auto opened = store::Store::open(argv[1], store::Store::Mode::ReadOnly);
    if (!opened) {
        std::printf("%s\n", opened.error().text().c_str());
        return 1;
    }
    const int runs = argc > 2 ? std::max(1, std::atoi(argv[2])) : 7;
    std::vector<std::string> filters(argv + std::min(argc, 3), argv + argc);
    if (filters.empty())
        filters = {"\"refunds/619735\"", "/products.[0-9]+.*\" 50[23]/", "/(GET|POST) .api.v1.(refund|coupon)s.12345/", "/(refund|coupon)s.(12345|54321)/"};
    auto reader = (*opened)->read();
    for (const std::string &text : filters) {
        const auto filter = query::Filter::parse(text);
        if (!filter) {
            std::printf("%s: %s\n", text.c_str(), filter.error().text().c_str());
            continue;
        }
        store::Selection selection;
        const auto compiled = query::compileToSql(*filter, telemetry::Table::Logs, *(*reader)->catalog(), query::AliasTable());
        if (compiled)
            selection.filter = *compiled;
        std::vector<double> times;
        std::uint64_t lines = 0;
        for (int i = 0; i < runs; ++i) {
            const auto from = std::chrono::steady_clock::now();
            if (const auto n = (*reader)->logCount(selection))
                lines = *n;
            times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count());
        }
        std::sort(times.begin(), times.end());
        std::printf("%-50s median %8.1f ms  min %8.1f  max %8.1f  (%llu lines)\n", text.c_str(), times[times.size() / 2], times.front(), times.back(),
                    static_cast<unsigned long long>(lines));
    }
    return 0;
}
