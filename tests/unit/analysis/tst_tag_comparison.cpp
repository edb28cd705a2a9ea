#include "analysis/tag_comparison.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych;
using namespace triptych::analysis;
using telemetry::TagCounts;
using telemetry::TagScope;

class TagComparisonTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theMostDifferentValueComesFirst()
    {
        const TagCounts counts{8455, 190, {
            {"route", TagScope::Span, "/api/checkout", 3466, 150},
            {"version", TagScope::Resource, "2.14.1", 507, 179},
            {"service", TagScope::Any, "gateway", 8455, 190},
            {"retry.count", TagScope::Span, "2", 85, 160},
        }, {}};
        // By hand, in bits: version 0.677, retry.count 0.629, route about 0.11; the service is everywhere.
        std::string order;
        for (const TagDifference &d : tagDifferences(counts))
            order += d.key + ' ';
        QCOMPARE(order, std::string("version retry.count route "));
    }
    void whatChanceExplainsIsLeftOut()
    {
        // 6 of 10 against 4 of 10 is nothing; 600 of 1000 against 400 of 1000 is something.
        QVERIFY(tagDifferences({10, 10, {{"pod", TagScope::Span, "a", 4, 6}}, {}}).empty());
        const auto many = tagDifferences({1000, 1000, {{"pod", TagScope::Span, "a", 400, 600}}, {}});
        QCOMPARE(many.size(), std::size_t(1));
        // By hand: H(0.5) - (H(0.4) + H(0.6)) / 2 = 1 - 0.970951 bits.
        QVERIFY(std::abs(many[0].score - 0.029049) < 1e-6);
    }
    void allAgainstNoneScoresOne()
    {
        const auto found = tagDifferences({500, 300, {{"version", TagScope::Resource, "2", 0, 300}}, {}});
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].score, 1.0);
        QCOMPARE(found[0].a, 0.0);
        QCOMPARE(found[0].b, 1.0);
    }
    void anEmptySetDiffersInNothing()
    {
        QVERIFY(tagDifferences({0, 9, {{"version", TagScope::Resource, "2", 0, 9}}, {}}).empty());
    }
    void aTagNamedLikeAFieldIsStillATag()
    {
        const auto found = tagDifferences({100, 100, {{"status", TagScope::Span, "bad", 0, 100}}, {}});
        QCOMPARE(found[0].key, std::string("@status"));
    }
};

TRIPTYCH_TEST(TagComparisonTest)
#include "tst_tag_comparison.moc"
