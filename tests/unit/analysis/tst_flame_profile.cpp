#include "analysis/flame_export.h"
#include "analysis/flame_profile.h"
#include "analysis/flame_set.h"
#include "analysis/flame_text.h"
#include "analysis/trace_maker.h"
#include "test_registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QXmlStreamReader>

using namespace triptych;
using namespace triptych::analysis;
using namespace triptych::tests;

namespace
{

constexpr std::string_view kTrace = "a/root 1 - 0 100\n"
                                    "b/q 2 1 10 30 error\n"
                                    "b/q 3 1 50 10\n"
                                    "c/<x> 4 1 70 20\n"
                                    "b/q 5 4 75 5\n";

FlameProfile profileOf(std::string_view text, Recursion recursion = Recursion::Keep, int times = 1)
{
    FlameProfileBuilder builder(recursion);
    for (int i = 0; i < times; ++i)
        builder.add(*tableFrom(text));
    return builder.profile();
}

} // namespace

class FlameProfileTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pathsAreMergedHeaviestFirst()
    {
        const auto p = profileOf(kTrace);
        QCOMPARE(flameText(p, FlameWeight::Total), std::string("a/root 100\n  b/q 40\n  c/<x> 20\n    b/q 5\n"));
        QCOMPARE(flameText(p, FlameWeight::Self), std::string("a/root 100\n  b/q 40\n  c/<x> 20\n    b/q 5\n"));
        QCOMPARE(flameText(p, FlameWeight::Count), std::string("a/root 5\n  b/q 2\n  c/<x> 2\n    b/q 1\n"));
        QCOMPARE(flameText(p, FlameWeight::Errors), std::string("a/root 1\n  b/q 1\n  c/<x> 0\n    b/q 0\n"));
        QCOMPARE(p.ownWeight(FlameNodeIndex{1}, FlameWeight::Total), std::uint64_t{40});
    }

    void tracesAddUp()
    {
        const auto p = profileOf(kTrace, Recursion::Keep, 3);
        QCOMPARE(p.traceCount(), std::uint64_t{3});
        QCOMPARE(p.spanCount(), std::uint64_t{15});
        QCOMPARE(flameText(p, FlameWeight::Total), std::string("a/root 300\n  b/q 120\n  c/<x> 60\n    b/q 15\n"));
    }

    void buildersUniteToWhatOneWouldHaveCollected()
    {
        constexpr std::string_view kOther = "z/top 1 - 0 9\na/root 2 1 1 7\n";
        FlameProfileBuilder one, other, all;
        one.add(*tableFrom(kTrace));
        other.add(*tableFrom(kOther));
        other.add(*tableFrom(kTrace));
        for (const auto text : {kTrace, kOther, kTrace})
            all.add(*tableFrom(text));
        one.unite(other);
        QCOMPARE(one.traceCount(), std::uint64_t{3});
        for (const auto weight : {FlameWeight::Total, FlameWeight::Self, FlameWeight::Count, FlameWeight::Errors, FlameWeight::Critical})
            QCOMPARE(flameText(one.profile(), weight), flameText(all.profile(), weight));
        const FlameNodeIndex top = one.profile().childrenByWeight(FlameNodeIndex::Root, FlameWeight::Total)[0];
        QCOMPARE(one.profile().examples(top)->longest.duration, all.profile().examples(top)->longest.duration);
    }

    void manyThreadsMergeWhatOneWould()
    {
        FlameProfileBuilder one;
        FlameSetBuilder many({}, 3);
        for (int i = 0; i < 5000; ++i) {
            const auto columns = columnsFrom("a/root 1 - 0 100\nb/q" + std::to_string(i % 37) + " 2 1 10 " + std::to_string(i % 90) + '\n');
            one.add(*TraceTable::build(columns));
            many.add(*columns);
        }
        const auto united = many.profile();
        QVERIFY(united);
        QCOMPARE(united->traceCount(), std::uint64_t{5000});
        for (const auto weight : {FlameWeight::Total, FlameWeight::Self, FlameWeight::Count, FlameWeight::Critical})
            QCOMPARE(flameText(*united, weight), flameText(one.profile(), weight));
    }

    void aStoppedMergeGivesNothing()
    {
        std::stop_source stop;
        FlameSetBuilder builder(stop.get_token());
        for (int i = 0; i < 100; ++i)
            builder.add(*columnsFrom(kTrace));
        stop.request_stop();
        QVERIFY(!builder.profile());
    }

    void theCriticalPathIsAWeight()
    {
        const auto p = profileOf("a/root 1 - 0 100\na/x 2 1 0 80\na/y 3 1 10 80\n");
        // y ends last and began at 10: the root holds the first and the last ten.
        QCOMPARE(flameText(p, FlameWeight::Critical), std::string("a/root 100\n  a/y 80\n  a/x 0\n"));
    }

    void aPathHasExamplesByDuration()
    {
        FlameProfileBuilder builder;
        for (int i = 1; i <= 40; ++i) // 40 durations, fewer than the sample holds: all exact
            builder.add(*tableFrom("a/root 1 - 0 1000\nb/q 2 1 0 " + std::to_string(i * 7 % 41) + "\n"));
        const auto p = builder.profile();
        const auto e = p.examples(FlameNodeIndex{2});
        QVERIFY(e);
        QCOMPARE(e->shortest.duration, Nanos(1));
        QCOMPARE(e->median.duration, Nanos(20));
        QCOMPARE(e->p95.duration, Nanos(38));
        QCOMPARE(e->longest.duration, Nanos(40));
        QCOMPARE(e->longest.span, std::uint64_t{2});
        QVERIFY(!p.examples(FlameNodeIndex::Root));
        const auto callers = p.callers(p.findFrame("b", "q"));
        QCOMPARE(callers.examples(FlameNodeIndex{2})->longest.duration, Nanos(40)); // of q, called by root
        QCOMPARE(p.collapsed().callees(p.findFrame("b", "q")).examples(FlameNodeIndex{1})->shortest.duration, Nanos(1));
    }

    void theExamplesOfManySpansAreNearTheirQuantiles()
    {
        FlameSample sample, reversed;
        constexpr std::uint64_t kSpans = 100'000;
        for (std::uint64_t i = 0; i < kSpans; ++i)
            sample.offer({{1, i}, 1, telemetry::RecordId{static_cast<std::int64_t>(i)}, Nanos(i)});
        for (std::uint64_t i = kSpans; i-- > 0;)
            reversed.offer({{1, i}, 1, telemetry::RecordId{static_cast<std::int64_t>(i)}, Nanos(i)});
        const auto e = sample.examples(), r = reversed.examples();
        QCOMPARE(e->shortest.duration, Nanos(0));
        QCOMPARE(e->longest.duration, Nanos(kSpans - 1));
        QVERIFY(e->median.duration > Nanos(kSpans * 3 / 10) && e->median.duration < Nanos(kSpans * 7 / 10));
        QVERIFY(e->p95.duration > Nanos(kSpans * 85 / 100));
        QCOMPARE(r->median.duration, e->median.duration); // whatever the order
    }

    void concurrentChildrenWidenTheirParentByTotalButNotBySelf()
    {
        const auto p = profileOf("a/root 1 - 0 100\na/x 2 1 0 80\na/y 3 1 10 80\n");
        QCOMPARE(flameText(p, FlameWeight::Total), std::string("a/root 160\n  a/x 80\n  a/y 80\n"));
        QCOMPARE(flameText(p, FlameWeight::Self), std::string("a/root 170\n  a/x 80\n  a/y 80\n"));
    }

    void recursionCollapsesIntoTheOutermostCall()
    {
        constexpr std::string_view kRecursive = "a/f 1 - 0 100\na/g 2 1 10 80\na/f 3 2 20 60\na/h 4 3 30 10\n";
        QCOMPARE(flameText(profileOf(kRecursive, Recursion::Collapse), FlameWeight::Total),
                 std::string("a/f 100\n  a/g 80\n  a/h 10\n"));
        const auto kept = profileOf(kRecursive);
        QCOMPARE(kept.frameSums()[toInt(kept.findFrame("a", "f"))].total, Nanos(100));
        QCOMPARE(kept.frameSums()[toInt(kept.findFrame("a", "f"))].count, std::uint64_t{2});
    }

    void theSandwichHasCalleesBelowAndCallersAbove()
    {
        const auto p = profileOf(kTrace);
        const auto q = p.findFrame("b", "q");
        QCOMPARE(flameText(p.callees(p.findFrame("c", "<x>")), FlameWeight::Total), std::string("c/<x> 20\n  b/q 5\n"));
        QCOMPARE(flameText(p.callees(q), FlameWeight::Total), std::string("b/q 45\n"));
        QCOMPARE(flameText(p.callers(q), FlameWeight::Total), std::string("b/q 45\n  a/root 40\n  c/<x> 5\n    a/root 5\n"));
        QCOMPARE(flameText(p.callers(q), FlameWeight::Count), std::string("b/q 3\n  a/root 2\n  c/<x> 1\n    a/root 1\n"));
    }

    void aDiffComparesShares()
    {
        const auto diff =
            flameDiff(profileOf("a/root 1 - 0 100\na/x 2 1 0 50\n"),
                      profileOf("a/root 1 - 0 10\na/y 2 1 0 5\n", Recursion::Keep, 4), FlameWeight::Total);
        QCOMPARE(diff.nodes.size(), std::size_t{4});
        QCOMPARE(diff.nodes[1].a, 1.0);
        QCOMPARE(diff.nodes[1].b, 1.0);
        QCOMPARE(diff.nodes[2].a, 0.5);
        QCOMPARE(diff.nodes[2].b, 0.0);
        QCOMPARE(diff.nodes[3].b, 0.5);
        QVERIFY(!QJsonDocument::fromJson(QByteArray::fromStdString(flameDiffJson(diff))).isNull());
    }

    void foldedStacksAreOnePathPerLine()
    {
        QCOMPARE(foldedStacks(profileOf(kTrace), FlameWeight::Total), std::string("a: root 40\n"
                                                                                  "a: root;b: q 40\n"
                                                                                  "a: root;c: <x> 15\n"
                                                                                  "a: root;c: <x>;b: q 5\n"));
    }

    void twoSetsAreTwoProfilesOfOneSpeedscopeFile()
    {
        const auto a = profileOf("a/root 1 - 0 10\nb/q 2 1 0 4\n"), b = profileOf("a/root 1 - 0 20\nc/new 2 1 0 5\n");
        const auto file = QJsonDocument::fromJson(QByteArray::fromStdString(speedscopeJson(a, b, FlameWeight::Total, "before", "after"))).object();
        QStringList frames, stacks;
        for (const auto &frame : file[QStringLiteral("shared")].toObject()[QStringLiteral("frames")].toArray())
            frames.append(frame.toObject()[QStringLiteral("name")].toString());
        QCOMPARE(frames.filter(QStringLiteral("a: root")).size(), 1); // shared by both
        for (const auto &profile : file[QStringLiteral("profiles")].toArray()) {
            stacks.append(profile.toObject()[QStringLiteral("name")].toString());
            for (const auto &event : profile.toObject()[QStringLiteral("events")].toArray())
                if (event.toObject()[QStringLiteral("type")].toString() == QStringLiteral("O"))
                    stacks.append(frames.at(event.toObject()[QStringLiteral("frame")].toInt()));
        }
        QCOMPARE(stacks, (QStringList{QStringLiteral("before"), QStringLiteral("a: root"), QStringLiteral("b: q"),
                                      QStringLiteral("after"), QStringLiteral("a: root"), QStringLiteral("c: new")}));
    }

    void speedscopeEventsAreBalancedAndInOrder()
    {
        const auto json = QJsonDocument::fromJson(
            QByteArray::fromStdString(speedscopeJson(profileOf(kTrace), FlameWeight::Total, "t \"x\"")));
        QVERIFY(json.isObject());
        const auto profile = json.object()[QStringLiteral("profiles")].toArray()[0].toObject();
        QCOMPARE(profile[QStringLiteral("endValue")].toInt(), 100);
        std::vector<int> open;
        double at = 0;
        for (const auto &value : profile[QStringLiteral("events")].toArray()) {
            const auto event = value.toObject();
            QVERIFY(event[QStringLiteral("at")].toDouble() >= at);
            at = event[QStringLiteral("at")].toDouble();
            if (event[QStringLiteral("type")].toString() == QStringLiteral("O")) {
                open.push_back(event[QStringLiteral("frame")].toInt());
            } else {
                QCOMPARE(open.back(), event[QStringLiteral("frame")].toInt());
                open.pop_back();
            }
        }
        QVERIFY(open.empty());
        QCOMPARE(at, 100.0);
    }

    void theSvgIsWellFormedWhateverTheNames()
    {
        const auto profile = profileOf("a<&\"/r\x01\xff 1 - 0 100\n");
        QXmlStreamReader xml(QByteArray::fromStdString(flameSvg(profile, FlameWeight::Total, {}, "<t>")));
        int rects = 0;
        while (!xml.atEnd())
            if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == QStringLiteral("rect"))
                ++rects;
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QCOMPARE(rects, 2);
        QVERIFY(!QJsonDocument::fromJson(QByteArray::fromStdString(flameJson(profile, FlameWeight::Total))).isNull());
    }

    void aChainAMillionDeepIsMergedAndWritten()
    {
        constexpr std::uint32_t n = 1'000'000;
        const auto t = TraceTable::build(columnsOf(
            n, [](std::uint32_t i) { return static_cast<int>(i) - 1; }, [](std::uint32_t i) { return Nanos(i) + 1; },
            [](std::uint32_t i) { return Nanos(2 * (n - i)); }));
        FlameProfileBuilder builder;
        QVERIFY(builder.add(*t));
        const auto p = builder.profile();
        QCOMPARE(p.maxDepth(), n);
        QCOMPARE(p.collapsed().maxDepth(), 1u);
        QCOMPARE(p.weight(FlameNodeIndex::Root, FlameWeight::Self), std::uint64_t{2 * n});
        QCOMPARE(p.callers(FrameIndex{0}).weight(FlameNodeIndex::Root, FlameWeight::Count), std::uint64_t{n});
        const std::string folded = foldedStacks(p, FlameWeight::Total);
        QCOMPARE(std::count(folded.begin(), folded.end(), '\n'), kMostFoldedLevels);
        QVERIFY(speedscopeJson(p, FlameWeight::Total, "deep").size() > n);
    }
};
TRIPTYCH_TEST(FlameProfileTest)
#include "tst_flame_profile.moc"
