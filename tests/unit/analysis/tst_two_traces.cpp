#include "analysis/clock_offsets.h"
#include "analysis/stacked_traces.h"
#include "analysis/trace_alignment.h"
#include "test_registry.h"
#include "trace_maker.h"

#include <QTest>

using namespace triptych;
using namespace triptych::analysis;
using namespace triptych::tests;

namespace
{

/// `indent a|b` lines, `-` where a side lacks the span.
std::string text(const TraceTable &a, const TraceTable &b, const std::vector<AlignedSpan> &rows)
{
    std::string out;
    for (const AlignedSpan &row : rows) {
        const auto of = [](const TraceTable &t, SpanIndex i) {
            return i == SpanIndex::None ? std::string("-") : t.nameText(i) + '+' + std::to_string(t.duration(i));
        };
        out += std::string(2 * row.depth, ' ') + of(a, row.a) + " | " + of(b, row.b) + '\n';
    }
    return out;
}

std::string aligned(const char *a, const char *b)
{
    const auto ofA = tableFrom(a), ofB = tableFrom(b);
    return text(*ofA, *ofB, alignedTraces(*ofA, *ofB));
}

} // namespace

/// Two traces beside each other, one under the other, and the clocks of one.
class TwoTracesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void spansArePairedByPathAndOrder()
    {
        QCOMPARE(aligned("a/root 1 - 0 100\nb/q 2 1 10 10\nb/q 3 1 30 20\nc/x 4 1 60 5\nd/in 5 4 61 2\n",
                         "a/root 9 - 500 90\nb/q 8 9 510 11\nd/new 7 9 520 3\nb/q 6 9 530 22\nb/q 5 9 560 25\n"),
                 std::string("root+100 | root+90\n"
                             "  q+10 | q+11\n"
                             "  - | new+3\n"
                             "  q+20 | q+22\n"
                             "  x+5 | -\n"
                             "    in+2 | -\n"
                             "  - | q+25\n"));
    }

    void aTraceOfNothingLikeTheOtherIsAllMissingAndAllNew()
    {
        QCOMPARE(aligned("a/x 1 - 0 1\n", "a/y 1 - 0 1\n"), std::string("x+1 | -\n- | y+1\n"));
        QCOMPARE(aligned("", "a/y 1 - 0 1\n"), std::string("- | y+1\n"));
    }

    void aTraceAlignedWithItselfLacksNothing()
    {
        Numbers numbers(11);
        const auto t = TraceTable::build(columnsOf(
            2000, [&](std::uint32_t i) { return i == 0 ? -1 : std::int64_t(numbers.below(i)); }, [&](std::uint32_t i) { return Nanos(1000 + i); },
            [&](std::uint32_t) { return Nanos(numbers.below(300)); }));
        const auto rows = alignedTraces(*t, *t);
        QCOMPARE(rows.size(), std::size_t(2000));
        for (const AlignedSpan &row : rows)
            QCOMPARE(row.a, row.b);
    }

    void deepAndWideTracesAreAligned()
    {
        constexpr std::uint32_t kSpans = 200'000;
        const auto chain = TraceTable::build(columnsOf(kSpans, [](std::uint32_t i) { return std::int64_t(i) - 1; }, [](std::uint32_t i) { return Nanos(i + 1); },
                                                       [](std::uint32_t) { return Nanos(1); }));
        QCOMPARE(alignedTraces(*chain, *chain).size(), std::size_t(kSpans));
        const auto fan = TraceTable::build(columnsOf(kSpans, [](std::uint32_t i) { return i == 0 ? -1 : std::int64_t(0); },
                                                     [](std::uint32_t i) { return Nanos(i + 1); }, [](std::uint32_t) { return Nanos(1); }));
        QCOMPARE(alignedTraces(*fan, *chain).size(), std::size_t(2 * kSpans - 2)); // the root and its first child are in both
    }

    void aLinkedTraceStandsUnderThisOneHoweverFarApart()
    {
        const Nanos later = 3'600'000'000'000;
        auto columns = *columnsFrom("a/root 1 - 1000 100\nb/q 2 1 1010 30\n");
        const auto below = columnsFrom("b/consume 3 - 3600000001000 50 error\nz/q 4 3 3600000001010 10\n");
        columns.logMarks = {{0, 5000, telemetry::Level::Info}};
        const_cast<telemetry::TraceColumns &>(*below).logMarks = {{1, 1050, telemetry::Level::Error}};
        stackTrace(columns, *below);
        const auto t = TraceTable::build(std::make_shared<const telemetry::TraceColumns>(columns));
        QCOMPARE(treeText(*t), std::string("a/root 1000+100\n  b/q 1010+30\nb/consume 3600000001000+50 error\n  z/q 3600000001010+10\n"));
        QCOMPARE(t->extent().length(), later + 50);
        QCOMPARE(t->mainRoot(), SpanIndex{0});
        QCOMPARE(columns.logMarks[0].row, 3u);
        QCOMPARE(columns.logMarks[0].time, Nanos(1050));
    }

    void clocksTellHowFarTheyWereMovedAndWhy()
    {
        const auto t = tableFrom("pay/charge 2 1 900 40 server res=2\n"
                                 "pay/inner 3 2 910 10 res=2\n"
                                 "web/call 1 - 1000 100 client res=1\n"
                                 "web/other 4 - 2000 10 res=1\n");
        const auto clocks = clockOffsets(*t);
        QCOMPARE(clocks.size(), std::size_t{2});
        QCOMPARE(clocks[0].resource, 2);
        QCOMPARE(clocks[0].moved, 2u);
        QCOMPARE(clocks[0].least, Nanos(130)); // centred: 1000 + (100 - 40) / 2
        QCOMPARE(clocks[0].most, Nanos(130));
        QCOMPARE(clocks[0].evidence, SpanIndex{0});
        QCOMPARE(evidenceText(*t, clocks[0]), std::string("charge starts 100 ns before the call to it (call of web)"));
        QCOMPARE(clocks[1].moved, 0u);
        QCOMPARE(evidenceText(*t, clocks[1]), std::string());
    }

    void aClockThatWasSetIsMovedByThatMuchAlone()
    {
        const auto columns = columnsFrom("pay/charge 2 1 900 40 server res=2\nlog/x 3 2 905 1\nweb/call 1 - 1000 100 client res=1\n");
        const std::vector<ClockSetting> asRecorded{{"pay", 2, 0}}, byHand{{"pay", 2, 105}, {"log", 0, 7}};
        QCOMPARE(TraceTable::build(columns, Skew::Adjust, {}, asRecorded)->start(SpanIndex{0}), Nanos(900));
        const auto t = TraceTable::build(columns, Skew::Adjust, {}, byHand);
        QCOMPARE(t->start(SpanIndex{0}), Nanos(1005));
        QCOMPARE(t->start(SpanIndex{1}), Nanos(912));
        QCOMPARE(t->start(SpanIndex{2}), Nanos(1000));
    }
};

TRIPTYCH_TEST(TwoTracesTest)
#include "tst_two_traces.moc"
