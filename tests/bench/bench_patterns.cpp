// Groups synthetic log lines by pattern. usage: bench_patterns [lines]   (default 1000000)
#include "analysis/log_patterns.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>

using namespace triptych;

namespace
{

std::uint64_t state = 42;
std::uint64_t below(std::uint64_t bound)
{
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return (state >> 33) % bound;
}

std::string word()
{
    std::string out;
    for (std::uint64_t i = 4 + below(6); i > 0; --i)
        out += static_cast<char>('a' + below(26));
    return out;
}

/// One of 200 shapes; half of their places are fixed words, the rest numbers, names, addresses and durations.
std::string line()
{
    const std::uint64_t shape = below(200);
    std::string out = "component-" + std::string(1, static_cast<char>('a' + shape % 20)) + " event" +
                      std::string(shape / 20 + 1, 'x');
    for (std::uint64_t i = 0; i < 6 + shape % 7; ++i) {
        switch ((shape * 7 + i) % 8) {
        case 0:
            out += " id=" + std::to_string(below(1'000'000));
            break;
        case 1:
            out += " 10.0." + std::to_string(below(256)) + '.' + std::to_string(below(256));
            break;
        case 2:
            out += " user " + word();
            break;
        case 3:
            out += " took " + std::to_string(below(5000)) + "ms";
            break;
        default:
            out += " fixed" + std::string(i + 1, static_cast<char>('a' + shape % 26));
            break;
        }
    }
    return out;
}

double seconds()
{
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

} // namespace

int main(int argc, char **argv)
{
    const std::size_t count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1'000'000;
    std::vector<std::string> lines;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < count; ++i) {
        lines.push_back(line());
        bytes += lines.back().size();
    }
    analysis::LogPatterns patterns;
    const double from = seconds();
    for (std::size_t i = 0; i < count; ++i)
        patterns.add(lines[i], telemetry::Level::Info,
                     static_cast<telemetry::Nanos>(1'700'000'000'000'000'000 + i * 1'000'000));
    const auto found = patterns.patterns();
    std::printf("%zu lines, %.1f MB, %zu patterns: %.2f s of processor time\n", count, static_cast<double>(bytes) / 1e6,
                found.size(), seconds() - from);
    for (std::size_t i = 0; i < found.size() && i < 5; ++i)
        std::printf("  %8llu  %s\n", static_cast<unsigned long long>(found[i].count), found[i].text.c_str());
    return 0;
}
