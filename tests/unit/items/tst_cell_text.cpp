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
};

TRIPTYCH_TEST(CellTextTest)
#include "tst_cell_text.moc"
