#include "telemetry/human_text.h"
#include "telemetry/timestamp.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych::telemetry;

class TestTimestamp : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyUsualFormIsReadToTheNanosecond_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("utc"); // empty: no timestamp
        const auto row = [](const char *text, const char *utc) { QTest::newRow(text) << QByteArray(text) << QByteArray(utc); };
        row("2026-08-20T11:40:00Z", "2026-08-20 11:40:00.000000000");
        row("2026-08-20T11:40:00.310Z", "2026-08-20 11:40:00.310000000");
        row("2026-08-20T11:40:00.123456789Z", "2026-08-20 11:40:00.123456789");
        row("2026-08-20T11:40:00.1234567891234Z", "2026-08-20 11:40:00.123456789");
        row("2026-08-20T11:40:00+02:00", "2026-08-20 09:40:00.000000000");
        row("2026-08-20T11:40:00.5-0530", "2026-08-20 17:10:00.500000000");
        row("2026-08-20 11:40:00,118", "2026-08-20 11:40:00.118000000");
        row("2026-08-20 11:40:00", "2026-08-20 11:40:00.000000000");
        row("2026-08-20 11:40:00.123 UTC", "2026-08-20 11:40:00.123000000");
        row("2026-08-20 11:40:00.123456789 +0200 CEST m=+0.01", "");
        row("2026-08-20 11:40:00.12 +0000 UTC", "2026-08-20 11:40:00.120000000");
        row("2026/08/20 11:40:00", "2026-08-20 11:40:00.000000000");
        row("2026/08/20 11:40:00.118", "2026-08-20 11:40:00.118000000");
        row("2026.08.20 11:40:00", "2026-08-20 11:40:00.000000000");
        row("20260820T114000Z", "2026-08-20 11:40:00.000000000");
        row("20260820-11:40:00:123", "2026-08-20 11:40:00.123000000");
        row("2026-08-20T11:40:00+02:00[Europe/Berlin]", "2026-08-20 09:40:00.000000000");
        row("20/Aug/2026:11:40:00 +0000", "2026-08-20 11:40:00.000000000");
        row("20/Aug/2026:11:40:00 +0200", "2026-08-20 09:40:00.000000000");
        row("20/Aug/2026:11:40:00.127", "2026-08-20 11:40:00.127000000");
        row("20-Aug-2026 11:40:00.127", "2026-08-20 11:40:00.127000000");
        row("20 Aug 2026 11:40:00.127", "2026-08-20 11:40:00.127000000");
        row("Thu, 20 Aug 2026 11:40:00 GMT", "2026-08-20 11:40:00.000000000");
        row("Thu Aug 20 11:40:00 2026", "2026-08-20 11:40:00.000000000");
        row("Thu Aug 20 11:40:00.123456 2026", "2026-08-20 11:40:00.123456000");
        row("Aug 20, 2026 11:40:00 PM", "2026-08-20 23:40:00.000000000");
        row("Aug 20, 2026 12:05:00 AM", "2026-08-20 00:05:00.000000000");
        row("08/20/2026 11:40:00", "2026-08-20 11:40:00.000000000");
        row("20.08.2026 11:40:00", "2026-08-20 11:40:00.000000000");
        row("26/08/20 11:40:00", "2026-08-20 11:40:00.000000000");
        row("Nov 23 14:02:31", "2026-11-23 14:02:31.000000000");
        row("Nov  3 14:02:31", "2026-11-03 14:02:31.000000000");
        row("Dec 31 23:59:59", "2025-12-31 23:59:59.000000000"); // not yet: last year's
        row("I1123 14:02:31.118", "2026-11-23 14:02:31.118000000");
        row("08-20 11:40:00.123", "2026-08-20 11:40:00.123000000");
        row("1755690000", "2025-08-20 11:40:00.000000000");
        row("1755690000.310", "2025-08-20 11:40:00.310000000");
        row("1755690000310", "2025-08-20 11:40:00.310000000");
        row("1755690000310123", "2025-08-20 11:40:00.310123000");
        row("1755690000310123456", "2025-08-20 11:40:00.310123456");
        row("2024-02-29T00:00:00Z", "2024-02-29 00:00:00.000000000");
        row("2026-08-20", "2026-08-20 00:00:00.000000000");
        row("2025-02-29T00:00:00Z", "");
        row("2026-13-20T11:40:00Z", "");
        row("2026-08-20T25:40:00Z", "");
        row("99999999999999999999", "");
        row("hello world, 11:40", "");
        row("", "");
    }
    void everyUsualFormIsReadToTheNanosecond()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, utc);
        TimestampReader reader(dayNs(2026, 11, 23) + Nanos(15) * 3'600'000'000'000);
        const auto time = reader.whole(text.toStdString());
        QCOMPARE(time ? QByteArray::fromStdString(formatDateTime(*time, 9)) : QByteArray(), utc);
    }
    void theCacheOfOneLineDoesNotLeakIntoTheNext()
    {
        TimestampReader reader;
        QCOMPARE(formatDateTime(*reader.whole("2026-08-20T11:40:00Z"), 0), std::string("2026-08-20 11:40:00"));
        QCOMPARE(formatDateTime(*reader.whole("2026-08-20T11:41:59Z"), 0), std::string("2026-08-20 11:41:59"));
        QCOMPARE(formatDateTime(*reader.whole("2026-08-21T11:41:59Z"), 0), std::string("2026-08-21 11:41:59"));
        QCOMPARE(formatDateTime(*reader.commonLog("20/Aug/2026:11:40:00 +0000"), 0), std::string("2026-08-20 11:40:00"));
        QCOMPARE(formatDateTime(*reader.commonLog("20/Aug/2026:11:40:00 +0100"), 0), std::string("2026-08-20 10:40:00"));
        QVERIFY(!reader.commonLog("20/Foo/2026:11:40:00 +0000"));
    }
    void aLeadingTimestampTellsWhereItEnds_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("rest");
        QTest::newRow("log4j") << QByteArray("2026-11-23 14:02:31,118 INFO x") << QByteArray(" INFO x");
        QTest::newRow("no zone") << QByteArray("2026-11-23 14:02:31 -12 items") << QByteArray(" -12 items");
        QTest::newRow("zone") << QByteArray("2026-11-23 14:02:31 -0500 x") << QByteArray(" x");
        QTest::newRow("go") << QByteArray("2026/11/23 14:02:31 main.go") << QByteArray(" main.go");
        QTest::newRow("syslog") << QByteArray("Nov 23 14:02:31 host app: x") << QByteArray(" host app: x");
    }
    void aLeadingTimestampTellsWhereItEnds()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, rest);
        TimestampReader reader;
        const std::string line = text.toStdString();
        const auto found = reader.leading(line);
        QVERIFY(found.has_value());
        QCOMPARE(QByteArray::fromStdString(line.substr(found->length)), rest);
    }
    void epochNumbersTakeTheirUnitFromTheirSize()
    {
        QCOMPARE(timeFromEpoch(std::int64_t(1755690000)), Nanos(1755690000) * 1'000'000'000);
        QCOMPARE(timeFromEpoch(std::int64_t(1755690000310)), Nanos(1755690000310) * 1'000'000);
        QCOMPARE(timeFromEpoch(1755690000.25), Nanos(1755690000250) * 1'000'000);
        QCOMPARE(timeFromEpoch(std::int64_t(20'000'000'000)), Nanos(0)); // year 2603 does not fit
    }
};
TRIPTYCH_TEST(TestTimestamp)
#include "tst_timestamp.moc"
