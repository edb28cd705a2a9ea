#include "analysis/log_patterns.h"
#include "analysis/trace_maker.h"
#include "test_registry.h"

#include <QTest>
#include <numeric>

using namespace triptych;
using namespace triptych::analysis;
using namespace triptych::tests;
using telemetry::Level;

namespace
{

std::string patternsOf(const std::vector<std::string> &lines)
{
    LogPatterns patterns;
    for (const auto &line : lines)
        patterns.add(line, Level::Info, 0);
    std::string out;
    for (const LogPattern &p : patterns.patterns())
        out += std::to_string(p.count) + ' ' + p.text + '\n';
    return out;
}

} // namespace

class LogPatternsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void numbersAddressesAndIdsAreVariable()
    {
        QCOMPARE(patternsOf({"GET /api/v1/users/17 took 12.5ms from 10.0.0.1:8080",
                             "GET /api/v1/users/4 took 3ms from 10.0.0.2:80"}),
                 std::string("2 GET /api/v1/users/<*> took <*> from <*>\n"));
        QCOMPARE(patternsOf({"id=4bf92f3577b34da6 at 2026-11-23T14:02:31.118Z done",
                             "id=00f067aa0ba902b7 at 2026-11-23T14:02:32Z done"}),
                 std::string("2 id=<*> at <*> done\n"));
    }

    void wordsThatDifferBecomeVariable()
    {
        QCOMPARE(patternsOf({"user alice logged in from berlin", "user bob logged in from paris",
                             "user carol logged in from rome", "cache miss for key products"}),
                 std::string("3 user <*> logged in from <*>\n1 cache miss for key products\n"));
    }

    void linesOfDifferentShapeStayApart()
    {
        QCOMPARE(
            patternsOf({"connection closed", "payment failed", "connection closed by peer", "connection refused",
                        "connection closed"}),
            std::string("2 connection closed\n1 connection closed by peer\n1 connection refused\n1 payment failed\n"));
    }

    void onlyTheFirstLineOfABodyCounts()
    {
        QCOMPARE(patternsOf({"boom at f\n  one\n  two", "boom at f\n  three"}), std::string("2 boom at f\n"));
        QCOMPARE(patternsOf({"", "  "}), std::string("2 \n"));
    }

    void countsLevelsTimesAndExamplesBelongToThePattern()
    {
        LogPatterns patterns;
        constexpr Nanos kSecond = 1'000'000'000, kStart = 1'700'000'000 * kSecond;
        for (int i = 0; i < 1000; ++i)
            patterns.add("request " + std::to_string(i) + " served", i == 500 ? Level::Warn : Level::Info,
                         kStart + i * kSecond);
        patterns.add("late start", Level::Error, kStart - 3600 * kSecond);
        const auto all = patterns.patterns();
        QCOMPARE(all.size(), std::size_t{2});
        QCOMPARE(all[0].text, std::string("request <*> served"));
        QCOMPARE(all[0].count, std::uint64_t{1000});
        QCOMPARE(all[0].level, Level::Warn);
        QCOMPARE(all[0].first, kStart);
        QCOMPARE(all[0].last, kStart + 999 * kSecond);
        QCOMPARE(all[0].example, std::string("request 0 served"));
        QCOMPARE(std::accumulate(all[0].bins.begin(), all[0].bins.end(), 0u), 1000u);
        QCOMPARE(all[1].bins.front(), 1u);
        QVERIFY(all[0].bins.size() <= std::size_t(LogPatterns::kMostBins));
        QVERIFY(patterns.binsFrom() <= kStart - 3600 * kSecond);
    }

    void wordsWithoutEndDoNotMakePatternsWithoutEnd()
    {
        LogPatterns patterns;
        Numbers numbers(3);
        for (int i = 0; i < 20'000; ++i) {
            std::string line;
            for (int w = 0; w < 4; ++w) {
                for (int c = 0; c < 6; ++c)
                    line += static_cast<char>('a' + numbers.below(26));
                line += ' ';
            }
            patterns.add(line, Level::Info, 0);
        }
        QCOMPARE(patterns.lineCount(), std::uint64_t{20'000});
        QVERIFY(patterns.patterns().size() <= 20'000 / 2);
    }
};
TRIPTYCH_TEST(LogPatternsTest)
#include "tst_log_patterns.moc"
