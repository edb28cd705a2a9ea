#include "analysis/united_spans.h"
#include "test_registry.h"
#include "trace_maker.h"

#include <QTest>

using namespace triptych;
using namespace triptych::analysis;
using namespace triptych::tests;
using Repeats = std::vector<telemetry::TraceColumns::Repeat>;

class TestUnitedSpans : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aSpanOfTwoInputsIsOneSpanOfBoth()
    {
        const auto c = columnsFrom("gateway/GET 1 - 0 100 server in=2\n"
                                   "gateway/GET 1 - 0 101 in=1\n" // a format without kinds
                                   "cart/get 2 1 10 20 in=2\n"
                                   "cart/add 3 1 40 20 in=1\n");
        c->eventMarks = {{0, 5}, {1, 5}, {2, 12}};
        c->logMarks = {{0, 6, telemetry::Level::Info}, {telemetry::toInt(SpanIndex::None), 7, telemetry::Level::Info}};
        QCOMPARE(uniteSpans(*c), std::size_t(1));
        QCOMPARE(c->span, (std::vector<std::uint64_t>{1, 2, 3}));
        QCOMPARE(c->import, (std::vector<std::int32_t>{1, 2, 1}));
        QCOMPARE(c->duration[0], Nanos(101)); // of the input that came first
        QVERIFY(c->repeats == (Repeats{{0, 2}}));
        QCOMPARE(c->eventMarks.size(), std::size_t(2));
        QCOMPARE(c->eventMarks[1].row, 1u);
        QCOMPARE(c->logMarks[0].row, 0u); // named by the row that went
        QCOMPARE(c->logMarks[1].row, telemetry::toInt(SpanIndex::None));
        QCOMPARE(TraceTable::build(c)->spanCount(), 3u);
    }

    void whatARowThatGoesWasRepeatedByIsKept()
    {
        const auto c = columnsFrom("a/x 1 - 0 10 in=3\na/x 1 - 0 11 in=1\n");
        c->repeats = {{0, 4}, {0, 1}};
        QCOMPARE(uniteSpans(*c), std::size_t(1));
        QVERIFY(c->repeats == (Repeats{{0, 3}, {0, 4}}));
    }

    void oddDataOfOneInputStaysOdd()
    {
        const auto one = columnsFrom("a/x 1 - 0 10\na/y 1 - 2 10\n");
        QCOMPARE(uniteSpans(*one), std::size_t(0));
        // Halves of a Zipkin span, and a client and a server that share an id, are two spans wherever they come from.
        const auto halves = columnsFrom("a/x 1 - 0 10 client in=1\nb/x 1 - 2 8 shared server in=2\n"
                                        "c/y 2 1 3 5 client in=1\nd/y 2 1 4 2 server in=2\n-/- - - 0 1 in=1\n-/- - - 0 1 in=2\n");
        QCOMPARE(uniteSpans(*halves), std::size_t(0));
        QCOMPARE(halves->size(), std::size_t(6));
    }
};

TRIPTYCH_TEST(TestUnitedSpans)
#include "tst_united_spans.moc"
