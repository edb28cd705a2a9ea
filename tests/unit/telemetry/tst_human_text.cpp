#include "telemetry/human_text.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych::telemetry;

class TestHumanText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void durationsHaveThreeDigitsAndTheUnitThatFits_data()
    {
        QTest::addColumn<qint64>("ns");
        QTest::addColumn<QString>("text");
        const auto row = [](qint64 ns, const char *text) { QTest::newRow(text) << ns << QString::fromUtf8(text); };
        row(0, "0 ns");
        row(7, "7 ns");
        row(999, "999 ns");
        row(1000, "1 µs");
        row(42'000, "42 µs");
        row(999'499, "999 µs");
        row(999'600, "1 ms");
        row(318'000'000, "318 ms");
        row(31'840'000, "31.8 ms");
        row(1'000'000'000, "1.00 s");
        row(2'600'000'000, "2.60 s");
        row(12'000'000'000, "12.0 s");
        row(1'240'000'000, "1.24 s");
        row(59'940'000'000, "59.9 s");
        row(60'000'000'000, "1 min");
        row(125'000'000'000, "2 min 5 s");
        row(119'900'000'000, "2 min");
        row(3'600'000'000'000, "1 h");
        row(11'520'000'000'000, "3 h 12 min");
        row(349'200'000'000'000, "4 d 1 h");
        row(-42'000, "-42 µs");
    }
    void durationsHaveThreeDigitsAndTheUnitThatFits()
    {
        QFETCH(qint64, ns);
        QFETCH(QString, text);
        QCOMPARE(QString::fromStdString(formatDuration(ns)), text);
    }
    void theShortestDurationThatIntHoldsHasAText()
    {
        QVERIFY(formatDuration(std::numeric_limits<Nanos>::min()).starts_with("-106,752 d"));
    }
    void sizesAndCounts()
    {
        QCOMPARE(formatBytes(0), std::string("0 B"));
        QCOMPARE(formatBytes(1023), std::string("1023 B"));
        QCOMPARE(formatBytes(1536), std::string("1.5 KiB"));
        QCOMPARE(formatBytes(1'048'575), std::string("1 MiB"));
        QCOMPARE(formatBytes(3'994'319'585ull), std::string("3.72 GiB"));
        QCOMPARE(formatCount(0), std::string("0"));
        QCOMPARE(formatCount(999), std::string("999"));
        QCOMPARE(formatCount(1'234'567), std::string("1,234,567"));
    }
    void timesAreCutNotRounded()
    {
        const Nanos t = Nanos(1'755'690'000) * 1'000'000'000 + 319'999'999;
        QCOMPARE(formatTimeOfDay(t, 0), std::string("11:40:00"));
        QCOMPARE(formatTimeOfDay(t, 2), std::string("11:40:00.31"));
        QCOMPARE(formatTimeOfDay(t, 9), std::string("11:40:00.319999999"));
        QCOMPARE(formatDateTime(t), std::string("2025-08-20 11:40:00.319"));
        QCOMPARE(formatDateTime(-1, 3), std::string("1969-12-31 23:59:59.999"));
    }
};
TRIPTYCH_TEST(TestHumanText)
#include "tst_human_text.moc"
