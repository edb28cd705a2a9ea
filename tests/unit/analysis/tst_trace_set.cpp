#include "analysis/trace_set.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych::analysis;

namespace
{

/// A set in which operation "op" took these self times, one a trace.
TraceSet setOf(const std::vector<double> &times)
{
    TraceSet set;
    SelfTimeSums &sums = set.operations[{"s", "op"}];
    for (const double time : times) {
        ++sums.traces;
        sums.sum += time;
        sums.squares += time * time;
        set.durations.push_back(static_cast<triptych::telemetry::Nanos>(time));
    }
    return set;
}

} // namespace

class TraceSetTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theIntervalIsWelchs()
    {
        // By hand: means 3 and 8, variances 2.5 and 10, of means 0.5 and 2; df = 2.5² / (0.25/4 + 4/4) = 5.882;
        // t(0.975; 5.882) = 2.459 (tables: 2.447 at 6, 2.571 at 5), half width 2.459 × 1.5811 = 3.888.
        const auto changes = operationChanges(setOf({1, 2, 3, 4, 5}), setOf({4, 6, 8, 10, 12}));
        QCOMPARE(changes.size(), std::size_t(1));
        QCOMPARE(changes[0].change, 5.0);
        QVERIFY2(std::abs(changes[0].high - 5 - 3.888) < 0.02, qPrintable(QString::number(changes[0].high)));
        QVERIFY(changes[0].significant());
    }
    void whatOneSetLacksCountsAsNothing()
    {
        TraceSet without;
        without.durations = {1, 2, 3};
        const auto changes = operationChanges(without, setOf({9, 9, 9}));
        QCOMPARE(changes[0].a, 0.0);
        QCOMPARE(changes[0].change, 9.0);
        QVERIFY(!changes[0].inA && changes[0].inB);
    }
    void oneTraceProvesNothing()
    {
        const auto changes = operationChanges(setOf({1}), setOf({100}));
        QCOMPARE(changes[0].change, 99.0);
        QVERIFY(!changes[0].significant());
    }
    void studentsQuantilesAreThoseOfTheTables()
    {
        for (const auto &[degrees, t] : {std::pair{3.0, 3.182}, std::pair{5.0, 2.571}, std::pair{10.0, 2.228}, std::pair{30.0, 2.042}, std::pair{1e6, 1.960}})
            QVERIFY2(std::abs(studentQuantile95(degrees) / t - 1) < 0.01, qPrintable(QString::number(degrees)));
    }
};

TRIPTYCH_TEST(TraceSetTest)
#include "tst_trace_set.moc"
