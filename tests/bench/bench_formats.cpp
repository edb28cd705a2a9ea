// Cuts and decodes files without storing anything: bench_formats [--threads N] FILE...
#include "formats/format.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace triptych;
using Clock = std::chrono::steady_clock;

/// Of all threads: says what the work costs on a machine that has other work too.
double cpuSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

double seconds(Clock::time_point from)
{
    return std::chrono::duration<double>(Clock::now() - from).count();
}

struct Counts {
    std::size_t spans = 0, logs = 0, samples = 0, exemplars = 0, events = 0, links = 0, errors = 0, warnings = 0, errorSpans = 0;
    std::vector<telemetry::BadRecord> examples;

    void add(const telemetry::Batch &b)
    {
        spans += b.spans.size();
        logs += b.logs.size();
        samples += b.samples.size();
        exemplars += b.exemplars.size();
        events += b.events.size();
        links += b.links.size();
        errors += b.errorCount;
        for (const auto &s : b.spans)
            errorSpans += s.status == telemetry::StatusCode::Error;
        for (const auto &e : b.errors) {
            warnings += e.warning;
            if (examples.size() < 5)
                examples.push_back(e);
        }
    }
};

void run(const char *path, unsigned threads)
{
    std::ifstream file(path, std::ios::binary);
    const std::string all((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const formats::Sample sample{std::string_view(all).substr(0, 256u << 10), all.size() <= (256u << 10), path};
    const formats::Format *format = formats::recognise(sample);
    std::printf("%s: %s", path, format ? std::string(format->name).c_str() : "unknown");
    if (!format || !format->cutter) {
        std::printf("%s%s\n", format ? ", refused: " : "", format ? std::string(format->refusal).c_str() : "");
        return;
    }
    std::vector<formats::Piece> pieces;
    auto start = Clock::now();
    double cpu = cpuSeconds();
    const auto cutter = format->cutter(sample);
    const auto keep = [&](formats::Piece piece) { pieces.push_back(std::move(piece)); };
    cutter->feed(all, keep);
    cutter->finish(keep);
    const double cutting = seconds(start);
    const double cuttingCpu = cpuSeconds() - cpu;

    start = Clock::now();
    cpu = cpuSeconds();
    std::vector<telemetry::Batch> batches(pieces.size());
    std::atomic<std::size_t> next{0};
    std::vector<std::thread> workers;
    for (unsigned t = 0; t < threads; ++t) {
        workers.emplace_back([&] {
            const auto decoder = format->decoder(sample);
            telemetry::BatchBuilder builder;
            for (std::size_t i; (i = next++) < pieces.size();) {
                decoder->decode(pieces[i], builder);
                batches[i] = builder.take();
            }
        });
    }
    for (auto &w : workers)
        w.join();
    Counts counts;
    const auto count = [&](const telemetry::Batch &b) { counts.add(b); };
    if (format->sequencer) {
        const auto order = format->sequencer();
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            pieces[i].bytes.clear();
            order->next(std::move(batches[i]), pieces[i], count);
        }
        order->finish(count);
    } else {
        for (const auto &b : batches)
            count(b);
    }
    const double decoding = seconds(start);
    const double decodingCpu = cpuSeconds() - cpu;
    const double mb = static_cast<double>(all.size()) / 1e6;
    std::printf(", %zu pieces, %zu spans (%zu errors), %zu events, %zu links, %zu logs, %zu samples, %zu exemplars, %zu bad, "
                "%zu remarks; cut %.0f MB/s (%.0f a CPU second), decoded %.0f MB/s (%.0f a CPU second), %.3f s\n",
                pieces.size(), counts.spans, counts.errorSpans, counts.events, counts.links, counts.logs, counts.samples,
                counts.exemplars, counts.errors, counts.warnings, mb / cutting, mb / cuttingCpu, mb / decoding, mb / decodingCpu, decoding);
    for (const auto &e : counts.examples)
        std::printf("    %s line %llu byte %llu: %s [%s]\n", e.warning ? "remark" : "bad", static_cast<unsigned long long>(e.line),
                    static_cast<unsigned long long>(e.byte), e.what.c_str(), e.excerpt.c_str());
}

} // namespace

int main(int argc, char **argv)
{
    unsigned threads = 1;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--threads") == 0 && i + 1 < argc)
            threads = static_cast<unsigned>(std::atoi(argv[++i]));
        else
            run(argv[i], threads);
    }
}
