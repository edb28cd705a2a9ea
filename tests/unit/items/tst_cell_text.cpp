#include "items/cell_text.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych;

class CellTextTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ratesAreThreeDigitsAndNeverAPowerOfTen_data()
    {
        QTest::addColumn<double>("perSecond");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << 0.0 << QStringLiteral("0/s");
        QTest::newRow("many") << 121385.4 << QStringLiteral("121,385/s");
        QTest::newRow("some") << 7.466 << QStringLiteral("7.47/s");
        QTest::newRow("few") << 0.0123 << QStringLiteral("0.0123/s");
        QTest::newRow("over years") << 2.76e-6 << QStringLiteral("< 0.001/s");
    }
    void ratesAreThreeDigitsAndNeverAPowerOfTen()
    {
        QFETCH(double, perSecond);
        QTEST(items::rateText(perSecond), "text");
    }

    void timesAreOfUtcWithTheirDayWhereWanted()
    {
        const telemetry::Nanos time = 1'661'145'594'198'765'432; // date -u -d @1661145594
        QCOMPARE(items::timeText(time), QStringLiteral("05:19:54.198"));
        QCOMPARE(items::timeText(time, items::Days::Shown), QStringLiteral("22 Aug 05:19:54.198"));
        QCOMPARE(items::timeText(time, items::Days::WithYear), QStringLiteral("22 Aug 2022 05:19:54.198"));
        QCOMPARE(items::asOfText(time, time + 3'600'000'000'000), QStringLiteral("05:19:54"));
        QCOMPARE(items::asOfText(time, time + 86'400'000'000'000), QStringLiteral("22 Aug 2022 05:19:54"));
        QCOMPARE(items::timeText(-1'000'000, items::Days::Shown), QStringLiteral("31 Dec 23:59:59.999"));
        QCOMPARE(items::timeText(0, items::Days::Shown), QString()); // no time
    }
};

TRIPTYCH_TEST(CellTextTest)
#include "tst_cell_text.moc"
