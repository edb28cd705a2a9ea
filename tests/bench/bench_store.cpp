// Queries over a large store, made here: bench_store [million spans, 3] [million log lines, 10] [runs, 11].
// Prints medians in ms. Nothing is asserted.
#include "analysis/log_patterns.h"
#include "query/aliases.h"
#include "query/filter.h"
#include "query/sql_compiler.h"
#include "store/bulk_writer.h"
#include "store/reader.h"
#include "store/store.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <sys/resource.h>

using namespace triptych;
using namespace triptych::telemetry;

namespace {

double nowMs()
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void report(const char *what, int runs, const std::function<std::uint64_t()> &work)
{
    std::vector<double> times;
    std::uint64_t answer = 0;
    for (int i = 0; i < runs; ++i) {
        const double from = nowMs();
        answer = work();
        times.push_back(nowMs() - from);
    }
    std::sort(times.begin(), times.end());
    std::printf("%-58s median %8.1f ms  min %8.1f  max %8.1f  (answer %llu)\n", what, times[times.size() / 2], times.front(),
                times.back(), static_cast<unsigned long long>(answer));
    std::fflush(stdout);
}

constexpr const char *kServices[] = {"gateway", "checkout", "cart", "payment", "orders", "users", "pricing", "stock", "mail", "search", "fraud", "ledger"};
constexpr const char *kRegions[] = {"eu-west-1", "us-east-1", "ap-south-1"};
constexpr const char *kRoutes[] = {"/api/cart", "/api/checkout", "/api/orders", "/api/items", "/api/users", "/healthz"};
constexpr const char *kCodes[] = {"200", "200", "200", "200", "201", "404", "500", "503"};
constexpr Nanos kT0 = 1'760'000'000'000'000'000;

void writeSpans(store::BulkWriter &writer, std::size_t count)
{
    std::mt19937_64 random(1);
    std::vector<std::string> keys;
    for (int i = 0; i < 14; ++i)
        keys.push_back("tag." + std::to_string(i));
    std::size_t made = 0;
    while (made < count) {
        BatchBuilder b;
        for (int n = 0; n < 40'000 && made < count; ++n, ++made) {
            const std::uint64_t v = random();
            SpanFields f;
            f.trace = {made / 60 * 0x9e3779b97f4a7c15ull, made / 60 + 1};
            f.span = {made + 1};
            f.parent = {made % 60 ? made : 0};
            f.start = kT0 + static_cast<Nanos>(made) * 20'000;
            f.duration = static_cast<Nanos>(v % 900'000'000);
            const std::string pod = "pod-" + std::to_string(v % 48);
            const std::vector<TagView> resource{{"service.name", kServices[v % 12]}, {"cloud.region", kRegions[v % 3]}, {"k8s.pod.name", pod}, {"service.version", v % 7 ? "1.0" : "1.1"}};
            f.resource = b.resource(resource);
            f.service = b.serviceOf(f.resource);
            f.name = b.string(kRoutes[v % 6]);
            f.status = v % 50 == 0 ? StatusCode::Error : StatusCode::Unset;
            const std::string user = "u-" + std::to_string(v >> 40);
            std::vector<TagView> tags{{"http.route", kRoutes[(v >> 8) % 6]}, {"http.response.status_code", kCodes[(v >> 12) % 8], ValueType::Int}, {"user.id", user}};
            for (std::size_t k = 0; k < keys.size(); ++k)
                tags.push_back({keys[k], kRoutes[(v >> (k + 3)) % 6]});
            b.addSpan(f, tags);
        }
        if (const auto r = writer.write(b.take()); !r)
            std::printf("write: %s\n", r.error().text().c_str());
    }
}

void writeLogs(store::BulkWriter &writer, std::size_t count)
{
    std::mt19937_64 random(2);
    std::size_t made = 0;
    while (made < count) {
        BatchBuilder b;
        for (int n = 0; n < 40'000 && made < count; ++n, ++made) {
            const std::uint64_t v = random();
            LogFields f;
            f.time = kT0 + static_cast<Nanos>(made) * 6'000;
            f.level = v % 20 ? Level::Info : Level::Error;
            f.trace = {v % 50'000 * 0x9e3779b97f4a7c15ull, v % 50'000 + 1};
            f.span = {v % 3'000'000 + 1};
            f.service = b.string(kServices[v % 12]);
            b.addLog(f, "order " + std::to_string(v % 1'000'000) + " for user-" + std::to_string(v >> 44) + " reached " + kRoutes[v % 6] + " after " + std::to_string(v % 977) + " ms", {});
        }
        if (const auto r = writer.write(b.take()); !r)
            std::printf("write: %s\n", r.error().text().c_str());
    }
}

store::Selection selection(store::Reader &reader, const char *text, Table table)
{
    store::Selection out;
    const auto filter = query::Filter::parse(text);
    if (!filter) {
        std::printf("filter: %s\n", filter.error().text().c_str());
        return out;
    }
    auto compiled = query::compileToSql(*filter, table, *reader.catalog(), query::AliasTable());
    if (compiled)
        out.filter = *compiled;
    else
        std::printf("filter: %s\n", compiled.error().text().c_str());
    return out;
}

} // namespace

int main(int argc, char **argv)
{
    const double millionSpans = argc > 1 ? std::atof(argv[1]) : 3, millionLogs = argc > 2 ? std::atof(argv[2]) : 10;
    const int runs = argc > 3 ? std::atoi(argv[3]) : 11;
    auto opened = store::Store::temporary();
    if (!opened) {
        std::printf("%s\n", opened.error().text().c_str());
        return 1;
    }
    const auto &s = *opened;
    {
        const double from = nowMs();
        auto writer = s->write();
        (void)(*writer)->beginFile("bench").ok();
        writeSpans(**writer, static_cast<std::size_t>(millionSpans * 1e6));
        const double spans = nowMs();
        writeLogs(**writer, static_cast<std::size_t>(millionLogs * 1e6));
        const double logs = nowMs();
        (void)(*writer)->endFile({}).ok();
        if (const auto r = (*writer)->commit(); !r)
            std::printf("commit: %s\n", r.error().text().c_str());
        std::printf("made %.1f M spans in %.1f s, %.1f M lines in %.1f s, commit %.1f s, store %.0f MB\n", millionSpans, (spans - from) / 1e3, millionLogs,
                    (logs - spans) / 1e3, (nowMs() - logs) / 1e3, static_cast<double>(s->fileBytes()) / 1e6);
    }
    auto readerOr = s->read();
    store::Reader &reader = **readerOr;
    TraceQuery page;
    page.limit = 100;
    report("two tags: first page of traces", runs, [&] { return reader.traces(selection(reader, "http.route:/api/cart status:error", Table::Spans), page)->total; });
    SpanQuery spanPage;
    spanPage.limit = 100;
    report("two tags: first page of spans", runs, [&] { return reader.spans(selection(reader, "http.route:/api/cart http.response.status_code:500", Table::Spans), spanPage)->total; });
    report("no filter: first page of traces", runs, [&] { return reader.traces({}, page)->total; });
    report("a tag that is in the records only: traces", std::min(runs, 5), [&] { return reader.traces(selection(reader, "user.id:u-123*", Table::Spans), page)->total; });
    std::vector<std::string> keys{"service", "name", "status", "cloud.region", "k8s.pod.name", "service.version", "http.route", "http.response.status_code"};
    for (int i = 0; i < 12; ++i)
        keys.push_back("tag." + std::to_string(i));
    report("facets of 20 keys", runs, [&] { return reader.facets(Table::Spans, {}, keys, 10)->size(); });
    report("facets of 20 keys, filtered", runs, [&] { return reader.facets(Table::Spans, selection(reader, "status:error", Table::Spans), keys, 10)->size(); });
    report("figures by service and operation", std::min(runs, 5), [&] { return reader.stats({}, {"service", "name"})->size(); });
    report("what is different about errors: every tag counted", 3, [&] {
        return reader.compareTags(selection(reader, "status:error", Table::Spans), selection(reader, "-status:error", Table::Spans), {})->values.size();
    });
    report("substring in all log lines", runs, [&] { return *reader.logCount(selection(reader, "\"reached /healthz after 976\"", Table::Logs)); });
    report("word in all log lines", runs, [&] { return *reader.logCount(selection(reader, "user-77777", Table::Logs)); });
    report("regex in all log lines", runs, [&] { return *reader.logCount(selection(reader, "/user-7+ reached/", Table::Logs)); });
    report("logs of one span", runs, [&] { return reader.logsOf({25'000 * 0x9e3779b97f4a7c15ull, 25'001}, SpanId{1'525'001}, Guess::No, 1000)->size(); });
    report("service map: calls counted", 3, [&] { return reader.serviceGraph({}, {})->edges.size(); });
    report("all log lines read", 3, [&] {
        std::uint64_t bytes = 0;
        (void)reader.eachLog({}, [&](const LogLine &line) { bytes += line.body.size(); }).ok();
        return bytes;
    });
    report("all log lines grouped by pattern", 3, [&] {
        analysis::LogPatterns patterns;
        (void)reader.eachLog({}, [&](const LogLine &line) { patterns.add(line.body, line.level, line.time); }).ok();
        return patterns.patterns().size();
    });
    report("all log ids in order of time", 3, [&] { return reader.logIds({}, Order::Ascending)->size(); });
    report("histogram of log levels", runs, [&] { return reader.logHistogram({}, 160)->bins.size(); });
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("peak memory %.0f MB\n", static_cast<double>(usage.ru_maxrss) / 1024);
    return 0;
}
