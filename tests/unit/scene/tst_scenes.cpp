#include "../analysis/trace_maker.h"
#include "scene/flame_scene.h"
#include "scene/hit_index.h"
#include "scene/minimap.h"
#include "scene/waterfall_scene.h"
#include "test_registry.h"

#include <QTest>
#include <set>

using namespace triptych;
using namespace triptych::scene;
using namespace triptych::tests;

namespace
{

constexpr std::string_view kTrace = "a/root 1 - 1000 1000 error\n"
                                    "b/early 2 1 1100 300\n"
                                    "b/late 3 1 1600 400\n"
                                    "c/instant 4 3 1700 0\n";

std::string barsText(const WaterfallScene &scene)
{
    std::string out;
    for (const auto &bar : scene.bars)
        out += std::to_string(bar.row) + ": " + std::to_string(std::lround(bar.x)) + '+' +
               std::to_string(std::lround(bar.w)) + " slot " + std::to_string(bar.slot) + " marks " +
               std::to_string(bar.marks) + '\n';
    return out;
}

std::string rectsText(const FlameScene &scene)
{
    std::string out;
    for (const auto &r : scene.rects)
        out += std::to_string(r.row) + ": " + std::to_string(std::lround(r.x)) + '+' +
               std::to_string(std::lround(r.w)) + " #" + std::to_string(r.index) +
               (r.count > 1 ? " x" + std::to_string(r.count) : std::string()) + (r.marks & MarkError ? " error" : "") +
               (r.label ? " label" : "") + '\n';
    return out;
}

/// What `row` holds in the window, by looking at every span.
void compareWithBruteForce(const LodIndex &index, std::uint32_t row, const TimeMap &map)
{
    std::vector<LodRun> runs;
    index.runs(row, map, runs);
    const TraceTable &t = index.trace();
    std::set<std::uint32_t> wide;
    std::uint32_t narrow = 0;
    bool narrowError = false;
    for (std::uint32_t i = 0; i < t.spanCount(); ++i) {
        const SpanIndex span{i};
        const bool touches =
            t.start(span) < map.window().to && (t.end(span) > map.window().from || t.start(span) >= map.window().from);
        if (index.rowOf(span) != row || !touches)
            continue;
        if (map.pixels(t.drawnDuration(span)) >= 1)
            wide.insert(i);
        else {
            ++narrow;
            narrowError |= t.has(span, analysis::NodeFlag::Error);
        }
    }
    std::uint32_t narrowSeen = 0;
    bool errorSeen = false;
    double lastNarrow = -1e18;
    for (const LodRun &run : runs) {
        if (run.count == 1) {
            QCOMPARE(run.from, t.start(run.span));
            QCOMPARE(run.to, t.end(run.span));
            QCOMPARE(run.error, t.has(run.span, analysis::NodeFlag::Error));
        }
        if (run.count == 1 && wide.erase(toInt(run.span)) == 1)
            continue;
        narrowSeen += run.count;
        errorSeen |= run.error;
        QVERIFY(map.x(run.from) >= lastNarrow);
        QVERIFY(map.pixels(run.to - run.from) <= 2.0001); // begins in one pixel, each narrower than one
        lastNarrow = map.x(run.from);
    }
    QVERIFY2(wide.empty(), "a span wider than a pixel is missing");
    QCOMPARE(narrowSeen, narrow);
    QCOMPARE(errorSeen, narrowError);
}

} // namespace

class ScenesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void barsCriticalPathAndLabelsLieWhereTheirTimesAre()
    {
        const RowLayout rows(tableFrom(kTrace));
        const auto critical = analysis::CriticalPath::of(rows.trace());
        const std::vector<std::uint8_t> slots{0, 11, 12, 13, 14, 15, 16, 17};
        WaterfallInput input;
        input.rows = &rows;
        input.lastRow = 100;
        input.map = TimeMap({1000, 2000}, 1000);
        input.style.slotOfString = slots;
        input.critical = &critical;
        const auto scene = waterfallScene(input);
        QCOMPARE(barsText(scene), std::string("0: 0+1000 slot 11 marks 129\n"
                                              "1: 100+300 slot 13 marks 128\n"
                                              "2: 600+400 slot 13 marks 128\n"
                                              "3: 700+1 slot 16 marks 0\n"));
        QCOMPARE(scene.lastRow, std::int64_t{4});
        QCOMPARE(scene.labels[1].durationX, 406.f);
        QVERIFY(!scene.labels[1].durationRightAligned);
        QVERIFY(scene.labels[2].durationRightAligned);
        QCOMPARE(scene.labels[2].durationX, 594.f);
        QCOMPARE(scene.labels[3].indent, 2u);
        std::string strips;
        for (const auto &strip : scene.critical)
            strips += std::to_string(strip.row) + ": " + std::to_string(std::lround(strip.x)) + '+' +
                      std::to_string(std::lround(strip.w)) + '\n';
        QCOMPARE(strips, std::string("0: 0+100\n0: 400+200\n1: 100+300\n2: 600+400\n"));
    }

    void barsOutsideTheWindowAreLeftOutAndLongOnesCut()
    {
        const RowLayout rows(tableFrom(kTrace));
        WaterfallInput input;
        input.rows = &rows;
        input.lastRow = 4;
        input.map = TimeMap({1650, 1750}, 100);
        const auto scene = waterfallScene(input);
        QCOMPARE(barsText(scene),
                 std::string("0: -8+116 slot 0 marks 49\n2: -8+116 slot 0 marks 48\n3: 50+1 slot 0 marks 0\n"));
        // A row whose bar lies before the view says so at the left edge, one behind it at the right.
        using Beyond = WaterfallScene::Label::Beyond;
        QCOMPARE(scene.labels[1].beyond, Beyond::Before);
        QCOMPARE(scene.labels[1].durationX, 6.f);
        QVERIFY(!scene.labels[1].durationRightAligned);
        input.map = TimeMap({1100, 1200}, 100);
        const auto earlier = waterfallScene(input);
        QCOMPARE(earlier.labels[2].beyond, Beyond::After);
        QCOMPARE(earlier.labels[2].durationX, 94.f);
        QVERIFY(earlier.labels[2].durationRightAligned);
        QCOMPARE(earlier.labels[1].beyond, Beyond::No);
    }

    void aFoldedRowShowsTheErrorAndThePathBelowIt()
    {
        RowLayout rows(tableFrom("a/root 1 - 1000 100\na/x 2 1 1010 90 error\n"));
        rows.foldAll();
        const auto critical = analysis::CriticalPath::of(rows.trace());
        WaterfallInput input;
        input.rows = &rows;
        input.lastRow = 4;
        input.map = TimeMap({1000, 1100}, 100);
        input.critical = &critical;
        const auto scene = waterfallScene(input);
        QCOMPARE(barsText(scene), std::string("0: 0+100 slot 0 marks 130\n"));
        QCOMPARE(scene.critical.size(), std::size_t{1});
        QCOMPARE(scene.critical[0].w, 100.f);
    }

    void marksOfOneKindShareAPixel()
    {
        auto columns = columnsFrom(kTrace);
        columns->eventMarks = {{1, 1150}, {1, 1150}, {1, 1300}};
        columns->logMarks = {{1, 1150, telemetry::Level::Error},
                             {toInt(SpanIndex::None), 1200, telemetry::Level::Info}};
        const MarkIndex marks(*columns);
        const RowLayout rows(TraceTable::build(columns));
        WaterfallInput input;
        input.rows = &rows;
        input.lastRow = 4;
        input.map = TimeMap({1000, 2000}, 1000);
        input.marks = &marks;
        const auto scene = waterfallScene(input);
        std::string ticks;
        for (const auto &tick : scene.ticks)
            ticks += std::to_string(tick.row) + ": " + std::to_string(std::lround(tick.x)) + " kind " +
                     std::to_string(static_cast<int>(tick.kind)) + " x" + std::to_string(tick.count) + '\n';
        QCOMPARE(ticks, std::string("1: 150 kind 0 x2\n1: 150 kind 3 x1\n1: 300 kind 0 x1\n"));
        QCOMPARE(marks.withoutSpan().size(), std::size_t{1});
    }

    void aZeroLengthSpanIsStillClickable()
    {
        const auto t = tableFrom(kTrace);
        const TimeMap map({1000, 2000}, 1000);
        QVERIFY(barContains(*t, map, SpanIndex{3}, 702));
        QVERIFY(!barContains(*t, map, SpanIndex{3}, 706));
        const auto index = LodIndex::build(t);
        QCOMPARE(spanAt(*index, map, 2, 702), SpanIndex{3});
        QCOMPARE(spanAt(*index, map, 2, 720), SpanIndex::None);
        QCOMPARE(rowAt(RowLayout(t), 26 * 3 + 1, 26), SpanIndex{3});
        QCOMPARE(rowAt(RowLayout(t), 26 * 4, 26), SpanIndex::None);
    }

    void concurrentSpansNeverCoverEachOtherInPackedRows()
    {
        const auto t =
            tableFrom("a/root 1 - 100 100\na/x 2 1 110 50\na/y 3 1 120 50\na/in 5 3 125 5\na/z 4 1 165 20\n");
        QCOMPARE(flameRows(*t, FlameRows::Packed), (std::vector<std::uint32_t>{0, 1, 2, 3, 1}));
        QCOMPARE(flameRows(*t, FlameRows::ByDepth), (std::vector<std::uint32_t>{0, 1, 1, 2, 1}));
    }

    void anythingWiderThanAPixelIsExact_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 12; ++seed)
            QTest::addRow("%d", seed) << seed;
    }
    void anythingWiderThanAPixelIsExact()
    {
        QFETCH(int, seed);
        Numbers numbers(static_cast<std::uint64_t>(seed));
        Nanos clock = 1'700'000'000'000'000'000;
        auto columns = columnsOf(
            3000, [&](std::uint32_t i) { return i == 0 ? -1 : static_cast<int>(numbers.below(std::min(i, 40u))); },
            [&](std::uint32_t) { return clock += Nanos(numbers.below(numbers.below(8) == 0 ? 100'000 : 40)); },
            [&](std::uint32_t) { return Nanos(numbers.below(std::uint64_t{1} << numbers.below(18))); });
        for (auto &status : columns->status)
            status = numbers.below(50) == 0 ? 2 : 0;
        const auto t = TraceTable::build(columns);
        for (const FlameRows rows : {FlameRows::Packed, FlameRows::ByDepth}) {
            const auto index = LodIndex::build(t, rows);
            for (int view = 0; view < 12; ++view) {
                const auto length = static_cast<std::uint64_t>(t->extent().length());
                const Nanos from = t->extent().from + Nanos(numbers.below(length));
                const TimeMap map({from, from + 1 + Nanos(numbers.below(length >> (2 * (view % 8))))},
                                  50.0 + static_cast<double>(numbers.below(900)));
                for (std::uint32_t row = 0; row < std::min(index->rowCount(), 30u); ++row)
                    compareWithBruteForce(*index, row, map);
            }
        }
    }

    void fiveNanosecondsBesideTenHoursAreSeen()
    {
        constexpr Nanos kHours = 36'000'000'000'000;
        const auto t =
            tableFrom("a/long 1 - 1700000000000000000 36000000000000\na/short 2 1 1700000000000000100 5 error\n");
        const auto index = LodIndex::build(t);
        const auto far = flameScene(*index, TimeMap({t->extent().from, t->extent().from + kHours}, 1000), 0, 2, {}, 7);
        QCOMPARE(rectsText(far), std::string("0: 0+1000 #0 label\n1: 0+1 #1 error\n"));
        const auto close =
            flameScene(*index, TimeMap({t->extent().from + 95, t->extent().from + 110}, 150), 0, 2, {}, 7);
        QCOMPARE(rectsText(close), std::string("0: -8+166 #0 label\n1: 50+50 #1 error label\n"));
    }

    void densePixelsAreOneRectangleAndKeepTheirError()
    {
        std::string text = "a/root 1 - 1000 1000000\n";
        for (int i = 0; i < 1000; ++i)
            text += "b/x " + std::to_string(i + 10) + " 1 " + std::to_string(1000 + i * 100) + " 90" +
                    (i == 500 ? " error\n" : "\n");
        const auto index = LodIndex::build(tableFrom(text));
        const auto scene = flameScene(*index, TimeMap({1000, 1'001'000}, 1000), 0, 2, {}, 7);
        std::uint32_t spans = 0, errors = 0;
        for (const auto &rect : scene.rects) {
            spans += rect.count;
            errors += rect.row == 1 && rect.marks & MarkError;
        }
        QCOMPARE(spans, 1001u);
        QCOMPARE(errors, 1u);
        QVERIFY(scene.rects.size() <= 4);
        const auto map = minimap(*index, 100, 8, {});
        QCOMPARE(map.lanes, 2u);
        QCOMPARE(map.pieces.front().w, 100.f);
    }

    void aRectangleOfManySpansTellsOfTheHitWithin()
    {
        const auto columns = columnsOf(
            1000, [](std::uint32_t i) { return i == 0 ? -1 : 0; }, [](std::uint32_t i) { return Nanos{1000} + i; },
            [](std::uint32_t i) { return i == 0 ? Nanos{2000} : Nanos{1}; });
        columns->name[500] = 2; // "b"
        const auto index = LodIndex::build(TraceTable::build(columns));
        const HitIndex hits(*index, analysis::find(index->trace(), analysis::FindQuery("name:b")));
        const std::uint32_t row = index->rowOf(SpanIndex{500});
        QVERIFY(hits.any(row, 1500, 1501));
        QVERIFY(hits.any(row, 1400, 1600));
        QVERIFY(!hits.any(row, 1400, 1500));
        QVERIFY(!hits.any(row, 1501, 3000));
        QVERIFY(!hits.any(0, 1000, 3000));
        QVERIFY(!HitIndex().any(0, 0, 5000));
    }

    void aMergedProfileIsLaidOutLeftHeavyAndZooms()
    {
        analysis::FlameProfileBuilder builder;
        builder.add(*tableFrom("a/root 1 - 100 100\na/small 2 1 110 20\na/big 3 1 140 40\na/leaf 4 3 150 40\n"));
        const FlameLayout layout(std::make_shared<const analysis::FlameProfile>(builder.profile()),
                                 analysis::FlameWeight::Total);
        QCOMPARE(layout.rowCount(), 4u);
        const auto root = analysis::FlameNodeIndex::Root;
        QCOMPARE(
            rectsText(layout.scene(root, 100, 0, 9, {}, 5)),
            std::string("0: 0+100 #0 label\n1: 0+100 #1 label\n2: 0+40 #3 label\n2: 40+20 #2\n3: 0+40 #4 label\n"));
        const auto big = layout.nodeAt(root, 100, 2, 10);
        QCOMPARE(toInt(big), 3u);
        QCOMPARE(layout.nodeAt(root, 100, 2, 70), analysis::FlameNodeIndex::None);
        QCOMPARE(rectsText(layout.scene(big, 100, 2, 9, {}, 5)), std::string("2: 0+100 #3 label\n3: 0+100 #4 label\n"));
        QCOMPARE(toInt(layout.nodeAt(big, 100, 1, 99)), 1u);
    }

    void aChainAMillionDeepIsIndexedAndDrawn()
    {
        constexpr std::uint32_t n = 1'000'000;
        const auto t = TraceTable::build(columnsOf(
            n, [](std::uint32_t i) { return static_cast<int>(i) - 1; }, [](std::uint32_t i) { return Nanos(i) + 1; },
            [](std::uint32_t i) { return Nanos(2 * (n - i)); }));
        const auto index = LodIndex::build(t);
        QCOMPARE(index->rowCount(), n);
        const auto scene = flameScene(*index, TimeMap(t->extent(), 1000), n - 40, n, {}, 7);
        QCOMPARE(scene.rects.size(), std::size_t{40});
    }
};
TRIPTYCH_TEST(ScenesTest)
#include "tst_scenes.moc"
