#include "../analysis/trace_maker.h"
#include "scene/navigate.h"
#include "scene/row_layout.h"
#include "scene/time_map.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych;
using namespace triptych::scene;
using namespace triptych::tests;

namespace
{

std::string rowsText(const RowLayout &rows)
{
    std::string out;
    for (std::int64_t r = 0; r < rows.rowCount(); ++r) {
        const SpanIndex i = rows.at(r);
        out += std::string(rows.trace().indent(i) * 2, ' ') +
               (rows.hasChildren(i) ? (rows.isFolded(i) ? "+ " : "- ") : "");
        if (rows.groupSize(r) > 1)
            out += "x" + std::to_string(rows.groupSize(r)) + ' ';
        out += rows.trace().nameText(i) + '\n';
    }
    return out;
}

constexpr std::string_view kTrace = "a/root 1 - 100 100\n"
                                    "a/one 2 1 110 20\n"
                                    "a/inner 3 2 111 5\n"
                                    "a/two 4 1 140 20\n"
                                    "b/other 5 4 141 5 error\n";

std::string repeated()
{
    std::string text = "a/root 1 - 100 100\n";
    for (int i = 0; i < 10; ++i)
        text += "b/SELECT " + std::to_string(i + 10) + " 1 " + std::to_string(110 + i) + " 1\n";
    return text + "b/last 2 1 150 1\n";
}

std::string ticksText(TimeRange window, double width)
{
    std::string out;
    for (const TimeTick &tick : timeTicks(TimeMap(window, width), 1'000'000'000'000'000'000))
        out += tick.label + " | ";
    return out;
}

} // namespace

class RowsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void foldingHidesWhatIsBelow()
    {
        RowLayout rows(tableFrom(kTrace));
        QCOMPARE(rowsText(rows), std::string("- root\n  - one\n    inner\n  - two\n    other\n"));
        rows.toggle(SpanIndex{1});
        QCOMPARE(rowsText(rows), std::string("- root\n  + one\n  - two\n    other\n"));
        QCOMPARE(rows.rowOf(SpanIndex{2}), std::int64_t{1}); // hidden: the row that hides it
        QVERIFY(!rows.isShown(SpanIndex{2}));
        QCOMPARE(rows.reveal(SpanIndex{2}), std::int64_t{2});
        rows.foldAll();
        QCOMPARE(rowsText(rows), std::string("+ root\n"));
        QCOMPARE(rows.reveal(SpanIndex{4}), std::int64_t{3});
        rows.openAll();
        QCOMPARE(rows.rowCount(), std::int64_t{5});
    }

    void rowsFoldByDepthServiceAndErrors()
    {
        RowLayout rows(tableFrom(kTrace));
        rows.foldBelowDepth(2);
        QCOMPARE(rowsText(rows), std::string("- root\n  + one\n  + two\n"));
        rows.foldWithinServices();
        QCOMPARE(rowsText(rows), std::string("- root\n  + one\n  - two\n    other\n"));
        rows.foldWithoutErrors();
        QCOMPARE(rowsText(rows), std::string("- root\n  + one\n  - two\n    other\n"));
        rows.foldSubtree(SpanIndex{0}, Fold::Closed);
        rows.setFolded(SpanIndex{0}, Fold::Open);
        QCOMPARE(rowsText(rows), std::string("- root\n  + one\n  + two\n"));
    }

    void whatIsNotWantedIsHiddenButItsAncestorsStay()
    {
        RowLayout rows(tableFrom(kTrace));
        rows.showOnly({false, false, false, false, true}); // the error
        QCOMPARE(rowsText(rows), std::string("- root\n  - two\n    other\n"));
        QCOMPARE(rows.shownSpans(), 3u);
        QVERIFY(rows.hidesSome());
        QCOMPARE(rows.rowOf(SpanIndex{2}), std::int64_t{0}); // its parent is hidden too: the nearest that is shown
        QCOMPARE(rows.reveal(SpanIndex{2}), std::int64_t{2});
        QCOMPARE(rowsText(rows), std::string("- root\n  - one\n    inner\n  - two\n    other\n"));
        rows.showOnly(std::vector<bool>(5, false));
        QCOMPARE(rows.rowCount(), std::int64_t{0});
        QCOMPARE(rows.rowOf(SpanIndex{2}), std::int64_t{-1});
        rows.showOnly({});
        QCOMPARE(rows.rowCount(), std::int64_t{5});
        QVERIFY(!rows.hidesSome());
    }

    void aGroupOfWhichSomeAreHiddenIsShownOneByOne()
    {
        RowLayout rows(tableFrom(repeated()), Repeats::Grouped);
        std::vector<bool> wanted(12, false);
        wanted[3] = wanted[4] = true;
        rows.showOnly(wanted);
        QCOMPARE(rowsText(rows), std::string("- root\n  SELECT\n  SELECT\n"));
        wanted.assign(12, true);
        wanted[11] = false;
        rows.showOnly(wanted);
        QCOMPARE(rowsText(rows), std::string("- root\n  x10 SELECT\n"));
    }

    void repeatedSiblingsAreOneRowUntilOpened()
    {
        RowLayout rows(tableFrom(repeated()), Repeats::Grouped);
        QCOMPARE(rowsText(rows), std::string("- root\n  x10 SELECT\n  last\n"));
        QCOMPARE(rows.members(1).size(), std::size_t{10});
        QCOMPARE(rows.rowOf(SpanIndex{5}), std::int64_t{1});
        QCOMPARE(rows.reveal(SpanIndex{5}), std::int64_t{5});
        QCOMPARE(rows.rowCount(), std::int64_t{12});
        rows.toggle(SpanIndex{1});
        QCOMPARE(rows.rowCount(), std::int64_t{3});
        rows.setRepeats(Repeats::Separate);
        QCOMPARE(rows.rowCount(), std::int64_t{12});
    }

    void aMillionRowsNeedMoreThan32BitsOfHeightAndAnswerBothWays()
    {
        constexpr std::uint32_t n = 1'000'000;
        RowLayout rows(TraceTable::build(columnsOf(
            n, [](std::uint32_t i) { return i == 0 ? -1 : static_cast<int>(i / 2); },
            [](std::uint32_t i) { return Nanos(i) + 1; }, [](std::uint32_t) { return Nanos(5); })));
        QCOMPARE(rows.contentHeight(26), std::int64_t{26'000'000});
        QCOMPARE(rows.contentHeight(2600), std::int64_t{2'600'000'000});
        for (std::uint32_t i = 0; i < n; i += 997)
            QCOMPARE(rows.at(rows.rowOf(SpanIndex{i})), SpanIndex{i});
    }

    void stepsFollowTheTree()
    {
        const auto t = tableFrom(kTrace);
        QCOMPARE(parentOf(*t, SpanIndex{2}), SpanIndex{1});
        QCOMPARE(parentOf(*t, SpanIndex{0}), SpanIndex::None);
        QCOMPARE(firstChild(*t, SpanIndex{0}), SpanIndex{1});
        QCOMPARE(sibling(*t, SpanIndex{1}, Step::Next), SpanIndex{3});
        QCOMPARE(sibling(*t, SpanIndex{1}, Step::Previous), SpanIndex::None);
        QCOMPARE(errorSpan(*t, SpanIndex::None, Step::Next), SpanIndex{4});
        QCOMPARE(errorSpan(*t, SpanIndex{4}, Step::Previous), SpanIndex{4}); // the only one, round again
        QCOMPARE(hit(*t, {1, 4}, SpanIndex{2}, Step::Next), SpanIndex{4});
        QCOMPARE(hit(*t, {1, 4}, SpanIndex{4}, Step::Next), SpanIndex{1});
        QCOMPARE(hit(*t, {1, 4}, SpanIndex{4}, Step::Previous), SpanIndex{1});
        RowLayout rows(t);
        QCOMPARE(row(rows, SpanIndex{0}, 2), SpanIndex{2});
        QCOMPARE(row(rows, SpanIndex{0}, -1), SpanIndex{0});
        QCOMPARE(row(rows, SpanIndex::None, 1), SpanIndex{0});
    }

    void timesAndPixelsAreInverseEvenFiveNanosecondsBesideTenHours()
    {
        constexpr Nanos kEpoch = 1'763'906'551'118'000'000, kHours = 36'000'000'000'000;
        const TimeMap close({kEpoch + kHours, kEpoch + kHours + 5}, 1000);
        QCOMPARE(close.x(kEpoch + kHours + 1), 200.0);
        QCOMPARE(close.time(400), kEpoch + kHours + 2);
        QCOMPARE(close.pixels(5), 1000.0);
        const TimeMap far({kEpoch, kEpoch + kHours}, 1000);
        QCOMPARE(far.x(kEpoch + kHours / 2), 500.0);
        QVERIFY(far.pixels(5) < 1e-6);
        QCOMPARE(TimeMap({5, 5}, 0).x(6), 1.0); // an empty window is 1 ns, no width 1 px
    }

    void ticksHaveRoundStepsAndUnits()
    {
        constexpr Nanos kOrigin = 1'000'000'000'000'000'000, kSecond = 1'000'000'000;
        QCOMPARE(ticksText({kOrigin, kOrigin + 1'240'000'000}, 500),
                 std::string("0 | 200 ms | 400 ms | 600 ms | 800 ms | 1.0 s | 1.2 s | "));
        QCOMPARE(ticksText({kOrigin + 7, kOrigin + 32}, 500), std::string("10 ns | 15 ns | 20 ns | 25 ns | 30 ns | "));
        QCOMPARE(ticksText({kOrigin, kOrigin + 36'000 * kSecond}, 500),
                 std::string("0 | 2 h | 4 h | 6 h | 8 h | 10 h | "));
        QCOMPARE(ticksText({kOrigin - 100, kOrigin + 100}, 300),
                 std::string("-100 ns | -50 ns | 0 | 50 ns | 100 ns | "));
        const auto deep =
            timeTicks(TimeMap({kOrigin + 36'000 * kSecond, kOrigin + 36'000 * kSecond + 20}, 1000), kOrigin);
        QVERIFY(deep.size() >= 2);
        for (std::size_t i = 1; i < deep.size(); ++i)
            QVERIFY(deep[i].label != deep[i - 1].label);
    }
};
TRIPTYCH_TEST(RowsTest)
#include "tst_rows.moc"
