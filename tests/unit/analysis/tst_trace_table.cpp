#include "analysis/critical_path.h"
#include "analysis/self_time.h"
#include "analysis/trace_maker.h"
#include "test_registry.h"

#include <QTest>
#include <limits>

using namespace triptych;
using namespace triptych::tests;

class TraceTableTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void childrenAreOrderedByStartBelowTheirParent()
    {
        const auto t = tableFrom("a/root 1 - 100 50\n"
                                 "b/first 3 1 105 10\n"
                                 "c/leaf 4 3 106 2 error\n"
                                 "b/second 2 1 120 10\n");
        QCOMPARE(treeText(*t), std::string("a/root 100+50 error-below\n"
                                           "  b/first 105+10 error-below\n"
                                           "    c/leaf 106+2 error\n"
                                           "  b/second 120+10\n"));
        QCOMPARE(t->maxDepth(), 3u);
        QCOMPARE(t->errorCount(), 1u);
        QCOMPARE(t->services().size(), std::size_t{3});
        QVERIFY(t->warnings().empty());
        QCOMPARE(t->subtreeEnd(t->position(SpanIndex{1})), 3u);
    }

    void orphansStandUnderAPlaceholderPerMissingParent()
    {
        const auto t = tableFrom("a/root 1 - 100 50\n"
                                 "b/x 3 99 105 10\n"
                                 "b/y 4 99 110 20\n"
                                 "b/below 5 4 111 2\n"
                                 "b/z 6 98 140 5\n");
        QCOMPARE(treeText(*t), std::string("a/root 100+50\n"
                                           "missing parent 0000000000000099 105+25\n"
                                           "  b/x 105+10 orphan\n"
                                           "  b/y 110+20 orphan\n"
                                           "    b/below 111+2\n"
                                           "missing parent 0000000000000098 140+5\n"
                                           "  b/z 140+5 orphan\n"));
        QCOMPARE(t->depth(SpanIndex{1}), 1u);
        QCOMPARE(t->depth(SpanIndex{3}), 2u);
        QCOMPARE(t->orphanCount(), 3u);
        QCOMPARE(t->rootCount(), 1u);
        QCOMPARE(t->warnings().front(), std::string("3 spans of this trace name a parent that it does not hold (2 "
                                                    "missing); they are shown under a placeholder."));
    }

    void aServerHalfHangsBelowItsClientAndTakesTheChildren()
    {
        const auto t = tableFrom("web/get 1 - 100 100 client\n"
                                 "shop/get 1 - 110 80 server shared\n"
                                 "shop/query 2 1 120 10\n");
        QCOMPARE(treeText(*t), std::string("web/get 100+100\n"
                                           "  shop/get 110+80\n"
                                           "    shop/query 120+10\n"));
        QCOMPARE(t->rootCount(), 1u);
    }

    void aServerHalfWithoutItsClientIsAnOrdinarySpan()
    {
        const auto t = tableFrom("shop/get 1 77 110 80 server shared\n"
                                 "shop/query 2 1 120 10\n");
        QCOMPARE(treeText(*t), std::string("missing parent 0000000000000077 110+80\n"
                                           "  shop/get 110+80 orphan\n"
                                           "    shop/query 120+10\n"));
    }

    void aCycleIsBrokenAtItsEarliestStart()
    {
        const auto t = tableFrom("a/first 1 2 100 50\n"
                                 "a/second 2 1 110 20\n"
                                 "a/below 3 2 111 5\n");
        QCOMPARE(treeText(*t), std::string("a/first 100+50 cycle\n"
                                           "  a/second 110+20\n"
                                           "    a/below 111+5\n"));
        QCOMPARE(t->warnings().front(), std::string("2 spans name each other as parents; the cycle is broken at "
                                                    "\"first\" (0000000000000001), which starts first."));
        QCOMPARE(toInt(t->mainRoot()), 0u);
    }

    void aSpanThatNamesItselfIsARoot()
    {
        QCOMPARE(treeText(*tableFrom("a/self 5 5 1 2\n")), std::string("a/self 1+2 cycle\n"));
    }

    void spansWithoutIdAreRootsEach()
    {
        const auto t = tableFrom("a/x - - 10 5\na/y - - 11 5\na/child 3 - 12 1\n");
        QCOMPARE(treeText(*t), std::string("a/x 10+5\na/y 11+5\na/child 12+1\n"));
        QCOMPARE(t->warnings().back(), std::string("2 spans have no id."));
    }

    void childrenOfARepeatedIdHangBelowTheEarliest()
    {
        const auto t = tableFrom("a/root 1 - 10 50\na/one 2 1 11 5\na/two 2 1 20 5\na/child 3 2 21 1\n");
        QCOMPARE(treeText(*t), std::string("a/root 10+50\n  a/one 11+5\n    a/child 21+1\n  a/two 20+5 duplicate\n"));
    }

    void aNegativeDurationIsKeptAndDrawnAsAnInstant()
    {
        const auto t = tableFrom("a/root 1 - 100 50\na/odd 2 1 120 -5\n");
        QCOMPARE(t->duration(SpanIndex{1}), Nanos(-5));
        QCOMPARE(t->end(SpanIndex{1}), Nanos(120));
        QVERIFY(t->has(SpanIndex{1}, analysis::NodeFlag::Negative));
        QCOMPARE(t->duration(), Nanos(50));
    }

    void aShorterChildOfAnotherClockIsCentredInItsParentWithAllBelowIt()
    {
        const auto t = tableFrom("b/late 2 1 60 20\n"
                                 "b/inner 3 2 65 5\n"
                                 "a/root 1 - 100 60\n");
        // (60 - 20) / 2 after the parent's start: moved by 60.
        QCOMPARE(treeText(*t), std::string("a/root 100+60\n"
                                           "  b/late 120+20 moved\n"
                                           "    b/inner 125+5 moved\n"));
        QCOMPARE(t->originalStart(SpanIndex{0}), Nanos(60));
        QCOMPARE(t->adjustments().size(), std::size_t{1});
        QCOMPARE(t->adjustments()[0].spans, 2u);
        QCOMPARE(t->adjustments()[0].most, Nanos(60));
        QCOMPARE(t->extent().from, Nanos(100));
        QCOMPARE(t->originalExtent().from, Nanos(60));
        QCOMPARE(t->duration(), Nanos(100));
        const auto kept = tableFrom("b/late 2 1 60 20\na/root 1 - 100 60\n", analysis::Skew::Keep);
        QCOMPARE(treeText(*kept), std::string("a/root 100+60\n  b/late 60+20\n"));
    }

    void childrenOfTheSameClockAreNeverMoved()
    {
        const auto t = tableFrom("a/early 2 1 60 20\na/root 1 - 100 60\n");
        QVERIFY(t->adjustments().empty());
        QCOMPARE(t->start(SpanIndex{0}), Nanos(60));
    }

    void aConsumerMayRunAfterItsProducer()
    {
        const auto t = tableFrom("a/send 1 - 100 10\nb/receive 2 1 500 5 consumer\n");
        QCOMPARE(t->start(SpanIndex{1}), Nanos(500));
    }

    void aSpanWithoutTimeIsPlacedAtItsParentAndCountsNotForTheDuration()
    {
        constexpr Nanos kRoot = 1'700'000'000'000'000'000;
        const auto t = tableFrom("a/unknown 2 1 0 0\na/root 1 - 1700000000000000000 50\n");
        QCOMPARE(t->start(SpanIndex{0}), kRoot);
        QCOMPARE(t->duration(), Nanos(50));
        QCOMPARE(t->extent().from, kRoot);
        QCOMPARE(tableFrom("a/zero 1 - 0 50\na/x 2 1 10 5\n")->start(SpanIndex{0}), Nanos(0));
    }

    void timesAtTheEndsOfTheirRangeDoNotOverflow()
    {
        constexpr Nanos kMost = std::numeric_limits<Nanos>::max(), kLeast = std::numeric_limits<Nanos>::min();
        const auto columns = columnsOf(
            3, [](std::uint32_t i) { return static_cast<int>(i) - 1; },
            [](std::uint32_t i) { return i == 0   ? kLeast
                                         : i == 1 ? -5
                                                  : kMost - 1; },
            [](std::uint32_t) { return kMost; });
        columns->service = {1, 2, 1};
        QCOMPARE(TraceTable::build(columns, analysis::Skew::Keep)->end(SpanIndex{2}), kMost);
        const auto t = TraceTable::build(columns);
        QCOMPARE(t->nodeCount(), 3u);
        QVERIFY(analysis::CriticalPath::of(*t).total() >= 0);
    }

    void anEmptyTraceIsATable()
    {
        const auto t = tableFrom("");
        QCOMPARE(t->nodeCount(), 0u);
        QCOMPARE(t->mainRoot(), SpanIndex::None);
        QCOMPARE(analysis::traceSummary(*t).spans, 0u);
        QVERIFY(analysis::selfTimes(*t).empty());
        QCOMPARE(analysis::CriticalPath::of(*t).total(), Nanos(0));
    }

    void aChainAMillionDeepIsBuilt()
    {
        constexpr std::uint32_t n = 1'000'000;
        const auto columns = columnsOf(
            n, [](std::uint32_t i) { return static_cast<int>(i) - 1; }, [](std::uint32_t i) { return Nanos(i) + 1; },
            [](std::uint32_t i) { return Nanos(2 * (n - i)); });
        const auto t = TraceTable::build(columns);
        QCOMPARE(t->maxDepth(), n);
        QCOMPARE(t->subtreeEnd(0), n);
        const auto self = analysis::selfTimes(*t);
        QCOMPARE(self[0], Nanos(2)); // 1 ns before its child and 1 ns after
        const auto path = analysis::CriticalPath::of(*t);
        QCOMPARE(path.total(), Nanos(2 * n));
        QVERIFY(path.contains(SpanIndex{n - 1}));
    }

    void aMillionSiblingsAreBuilt()
    {
        constexpr std::uint32_t n = 1'000'001;
        const auto columns = columnsOf(
            n, [](std::uint32_t i) { return i == 0 ? -1 : 0; }, [](std::uint32_t i) { return Nanos(10) * i + 1; },
            [](std::uint32_t i) { return i == 0 ? Nanos(10) * n : Nanos(4); });
        const auto t = TraceTable::build(columns);
        QCOMPARE(t->children(SpanIndex{0}).size(), std::size_t{n - 1});
        QCOMPARE(analysis::selfTimes(*t)[0], Nanos(10) * n - 4 * Nanos(n - 1));
        QCOMPARE(analysis::CriticalPath::of(*t).total(), Nanos(10) * n);
    }

    void aStoppedBuildGivesNothing()
    {
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(!TraceTable::build(columnsFrom("a/x 1 - 1 1\n"), analysis::Skew::Adjust, stop.get_token()));
    }
};
TRIPTYCH_TEST(TraceTableTest)
#include "tst_trace_table.moc"
