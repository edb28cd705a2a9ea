#include "analysis/call_text.h"
#include "analysis/self_time.h"
#include "analysis/stats_text.h"
#include "test_registry.h"
#include "trace_maker.h"

#include <QTest>

using namespace triptych;
using namespace triptych::analysis;
using namespace triptych::tests;

namespace
{

TraceStatistics statisticsOf(const TraceTable &trace, SpanField field)
{
    TraceStatistics out;
    out.title = field == SpanField::Service ? "service" : "name";
    const auto critical = CriticalPath::of(trace);
    out.grouping = groupedBy(trace, field);
    out.groups = spanStats(trace, out.grouping, selfTimes(trace), critical);
    out.calls = groupedBy(trace, SpanField::Call);
    out.repeated = repeatedCalls(trace, out.calls);
    out.criticalTotal = critical.total();
    return out;
}

/// `label count/errors total self critical depth-depth busy peak` a line.
std::string text(const TraceStatistics &statistics)
{
    std::string out;
    for (const SpanGroup &g : statistics.groups)
        out += statistics.label(g) + ' ' + std::to_string(g.count) + '/' + std::to_string(g.errors) + ' ' + std::to_string(g.total) +
               ' ' + std::to_string(g.self) + ' ' + std::to_string(g.critical) + ' ' + std::to_string(g.leastDepth) + '-' +
               std::to_string(g.mostDepth) + ' ' + std::to_string(g.busy) + ' ' + std::to_string(g.peak) + '\n';
    return out;
}

std::string loop(int count, Nanos step, Nanos duration, const char *what = "db/SELECT_price_")
{
    std::string out = "web/list 1 - 1000 1000\n";
    for (int i = 0; i < count; ++i)
        out += what + std::to_string(i) + ' ' + std::to_string(i + 2) + " 1 " + std::to_string(1000 + i * step) + ' ' +
               std::to_string(duration) + " client\n";
    return out;
}

} // namespace

class StatisticsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void callsOfOneKindReadAlike_data()
    {
        QTest::addColumn<QString>("call");
        QTest::addColumn<QString>("normalised");
        const auto row = [](const char *call, const char *normalised) {
            QTest::newRow(call) << QString::fromUtf8(call) << QString::fromUtf8(normalised);
        };
        row("SELECT * FROM t2 WHERE id = 17", "SELECT * FROM t2 WHERE id = ?");
        row("SELECT  a\n FROM t WHERE n = 'O''Brien' AND m='x\\'y'", "SELECT a FROM t WHERE n = ? AND m=?");
        row("x IN (1, 2,3 , 'four')", "x IN (?)");
        row("x IN (?, ?, ?)", "x IN (?)");
        row("VALUES (1, 'a'), (2, 'b')", "VALUES (?), (?)");
        row("GET /users/17/orders/4bf92f35-77b3-4da6-a3ce-929d0e0e4736", "GET /users/?/orders/?");
        row("GET /v2/items", "GET /v2/items");
        row("retry 2 POST psp.example/charges", "retry ? POST psp.example/charges");
        row("LIMIT 10.5 OFFSET 0x1F", "LIMIT ? OFFSET ?");
        row("decade added beef", "decade added beef");
        row("deadbeef00", "?");
        row("redis HGETALL cart:{id}", "redis HGETALL cart:{id}");
        row("日本 17", "日本 ?");
        row("'never closed", "?");
        row("", "");
    }
    void callsOfOneKindReadAlike()
    {
        QFETCH(QString, call);
        QFETCH(QString, normalised);
        QCOMPARE(QString::fromStdString(normalisedCall(call.toStdString())), normalised);
    }

    void figuresOfAGroupTellTimeDepthAndConcurrency()
    {
        const auto t = tableFrom("a/root 1 - 0 100 error\n"
                                 "b/q 2 1 10 30\n"
                                 "b/q 3 1 20 30 error\n"
                                 "c/in 5 3 30 10\n"
                                 "b/q 4 1 70 20\n");
        // On the critical path: q 4, q 3 with its child, and the root's own 0..20, 50..70 and 90..100; q 2 ran beside q 3.
        QCOMPARE(text(statisticsOf(*t, SpanField::Service)), std::string("a 1/1 100 40 50 1-1 100 1\n"
                                                                         "b 3/1 80 70 40 2-2 60 2\n"
                                                                         "c 1/0 10 10 10 3-3 10 1\n"));
        const auto byOperation = statisticsOf(*t, SpanField::Operation);
        QCOMPARE(byOperation.label(byOperation.groups[1]), std::string("q"));
        QCOMPARE(byOperation.groups[1].p50, Nanos(30));
        QCOMPARE(byOperation.groups[1].p95, Nanos(30));
        QCOMPARE(byOperation.groups[1].longest, SpanIndex{1});
        QCOMPARE(byOperation.groups[1].meanConcurrency(), 80.0 / 60.0);
    }

    void spansAtOneInstantRunAtOnce()
    {
        const auto t = tableFrom("a/root 1 - 100 0\na/x 2 1 100 0\na/x 3 1 100 0\n");
        const auto of = statisticsOf(*t, SpanField::Service);
        QCOMPARE(of.groups[0].peak, 3u);
        QCOMPARE(of.groups[0].total, Nanos(0));
    }

    void operationsOfOneNameAndTwoServicesStayApart()
    {
        const auto t = tableFrom("a/get 1 - 0 100\nb/get 2 1 10 30\n");
        const auto of = statisticsOf(*t, SpanField::Operation);
        QCOMPARE(of.groups.size(), std::size_t{2});
        QCOMPARE(t->text(of.groups[1].service), std::string_view("b"));
    }

    void aGroupCanBeGoneInto()
    {
        const auto t = tableFrom("a/root 1 - 0 100\nb/x 2 1 10 30\nb/y 3 1 50 10\nc/y 4 1 70 20\n");
        auto grouping = groupedBy(*t, SpanField::Operation);
        grouping.restrictTo(groupedBy(*t, SpanField::Service), "b");
        TraceStatistics of;
        of.grouping = grouping;
        of.groups = spanStats(*t, grouping, selfTimes(*t), {});
        QCOMPARE(of.groups.size(), std::size_t{2});
        QCOMPARE(of.label(of.groups[0]), std::string("x"));
        QCOMPARE(of.label(of.groups[1]), std::string("y"));
        QCOMPARE(of.groups[1].count, 1u);
    }

    void aLoopOfCallsIsPointedOut()
    {
        const auto t = tableFrom(loop(6, 100, 80));
        const auto of = statisticsOf(*t, SpanField::Service);
        QCOMPARE(of.repeated.size(), std::size_t{1});
        QCOMPARE(of.repeated[0].spans.size(), std::size_t{6});
        QCOMPARE(of.repeated[0].parent, SpanIndex{0});
        QCOMPARE(sentenceOf(*t, of.calls, of.repeated[0]),
                 std::string("web list calls db 6 times, one after the other: SELECT price ?. 480 ns in all, 48 % of its own 1 µs."));
    }

    void callsSideBySideOrTooFewAreNoLoop()
    {
        QVERIFY(statisticsOf(*tableFrom(loop(4, 100, 80)), SpanField::Service).repeated.empty());
        QVERIFY(statisticsOf(*tableFrom(loop(9, 10, 80)), SpanField::Service).repeated.empty());
        QVERIFY(statisticsOf(*tableFrom("web/list 1 - 0 100\na/x 2 1 1 1\nb/x 3 1 2 1\nc/x 4 1 3 1\nd/x 5 1 4 1\ne/x 6 1 5 1\n"),
                             SpanField::Service).repeated.empty());
    }

    void tablesLeaveAsMarkdownAndCsv()
    {
        const auto t = tableFrom("a|b/root 1 - 0 100\nb/q 2 1 10 30 error\n");
        const auto of = statisticsOf(*t, SpanField::Service);
        QCOMPARE(QString::fromStdString(statisticsMarkdown(*t, of)),
                 QStringLiteral("| service | service | spans | errors | total | self | critical path | p50 | p95 | longest | depth | at once (mean, peak) |\n"
                                "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
                                "| a\\|b | a\\|b | 1 | 0 | 100 ns | 70 ns | 70.0 % | 100 ns | 100 ns | 100 ns | 1 | 1.00, 1 |\n"
                                "| b | b | 1 | 1 | 30 ns | 30 ns | 30.0 % | 30 ns | 30 ns | 30 ns | 2 | 1.00, 1 |\n"));
        const QString csv = QString::fromStdString(statisticsCsv(*t, of));
        QVERIFY2(csv.contains(QStringLiteral("\r\nb,b,1,1,30,30,30,0.300000,30,30,30,2,2,30,1.000000,1\r\n")), qPrintable(csv));
    }
};

TRIPTYCH_TEST(StatisticsTest)
#include "tst_statistics.moc"
