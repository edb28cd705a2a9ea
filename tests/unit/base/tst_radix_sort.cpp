#include "base/radix_sort.h"
#include "test_registry.h"

#include <QTest>
#include <limits>
#include <random>

using namespace triptych::base;

class RadixSortTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sortsAsAComparisonWouldAndKeepsTheOrderOfEquals_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<qint64>("least");
        QTest::addColumn<qint64>("most");
        constexpr qint64 kLeast = std::numeric_limits<qint64>::min(), kMost = std::numeric_limits<qint64>::max();
        QTest::newRow("nothing") << 0 << qint64(0) << qint64(1);
        QTest::newRow("few") << 100 << qint64(-5) << qint64(5);
        QTest::newRow("many of few values") << 20'000 << qint64(-5) << qint64(5);
        QTest::newRow("one value") << 20'000 << qint64(7) << qint64(7);
        QTest::newRow("times of a day") << 20'000 << qint64(1'760'000'000'000'000'000) << qint64(1'760'086'400'000'000'000);
        QTest::newRow("every number") << 20'000 << kLeast << kMost;
    }

    void sortsAsAComparisonWouldAndKeepsTheOrderOfEquals()
    {
        QFETCH(int, count);
        QFETCH(qint64, least);
        QFETCH(qint64, most);
        std::mt19937_64 random(7);
        std::uniform_int_distribution<std::int64_t> between(least, most);
        std::vector<std::pair<std::int64_t, int>> items;
        for (int i = 0; i < count; ++i)
            items.emplace_back(between(random), i);
        auto expected = items;
        std::sort(expected.begin(), expected.end());
        radixSort(items, [](const auto &item) { return orderedKey(item.first); });
        QVERIFY(items == expected);
    }
};

TRIPTYCH_TEST(RadixSortTest)
#include "tst_radix_sort.moc"
