#include "analysis/span_stats.h"
#include "analysis/sub_trace.h"
#include "analysis/trace_markdown.h"
#include "test_registry.h"
#include "trace_maker.h"

#include <QTest>

using namespace triptych;
using namespace triptych::analysis;
using namespace triptych::tests;

/// What leaves the program of one trace: parts of it, its summary, the figures of repeats.
class TraceOutTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aPartOfATraceStandsAlone()
    {
        const auto columns = columnsFrom("a/root 1 - 100 100\n"
                                         "b/child 2 1 110 50 error\n"
                                         "b/leaf 3 2 120 10\n"
                                         "c/lost 4 99 130 10\n");
        const std::vector<std::uint32_t> rows{1, 2, 3};
        const auto part = TraceTable::build(subTrace(*columns, rows));
        QCOMPARE(treeText(*part), std::string("b/child 110+50 error\n"
                                              "  b/leaf 120+10\n"
                                              "missing parent 0000000000000099 130+10\n"
                                              "  c/lost 130+10 orphan\n"));
    }

    void figuresOfRepeatsAreExact()
    {
        const auto trace = tableFrom("a/root 1 - 0 100\n"
                                     "b/q 2 1 1 10\n"
                                     "b/q 3 1 2 40 error\n"
                                     "b/q 4 1 3 20\n"
                                     "b/q 5 1 4 -5\n");
        const std::vector<std::uint32_t> nodes{1, 2, 3, 4};
        const RepeatFigures figures = repeatFigures(*trace, nodes);
        QCOMPARE(figures.count, 4u);
        QCOMPARE(figures.errors, 1u);
        QCOMPARE(figures.total, Nanos{70});
        QCOMPARE(figures.min, Nanos{0});
        QCOMPARE(figures.median, Nanos{10}); // of 0 10 20 40, nearest rank
        QCOMPARE(figures.p95, Nanos{40});
        QCOMPARE(figures.max, Nanos{40});
        QCOMPARE(figures.longest, SpanIndex{2});
        QCOMPARE(repeatFigures(*trace, {}).count, 0u);
    }

    void aTraceIsSummarisedAsMarkdown()
    {
        const auto trace = tableFrom("a/root 1 - 1000000000000000000 100000000\n"
                                     "b/slow_*_<b> 2 1 1000000000010000000 80000000 error\n"
                                     "c/quick 3 1 1000000000011000000 1000000\n");
        QCOMPARE(QString::fromStdString(traceMarkdown(*trace, CriticalPath::of(*trace))),
                 QString::fromUtf8("### a root\n\n| | |\n|---|---|\n"
                             "| trace | `00000000000000000000000000000001` |\n"
                             "| start | 2001-09-09 01:46:40.000 UTC |\n"
                             "| duration | 100 ms |\n| spans | 3 |\n| services | 3 |\n| errors | 1 |\n| depth | 2 |\n"
                             "\nSlowest path (time on it, of its duration)\n\n"
                             "- **a** root — 20 ms of 100 ms\n"
                             "  - **b** slow \\* \\<b\\> — 80 ms of 80 ms ⚠\n"
                             "\nErrors\n\n"
                             "- **b** slow \\* \\<b\\> — 80 ms, at +10 ms, `0000000000000002`\n"));
    }
};

TRIPTYCH_TEST(TraceOutTest)
#include "tst_trace_out.moc"
