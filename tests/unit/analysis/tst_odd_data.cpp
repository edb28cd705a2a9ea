#include "analysis/clock_offsets.h"
#include "analysis/flame_profile.h"
#include "analysis/self_time.h"
#include "analysis/stats_text.h"
#include "analysis/trace_alignment.h"
#include "test_registry.h"
#include "trace_maker.h"

#include <QTest>
#include <optional>

using namespace triptych;
using namespace triptych::analysis;
using namespace triptych::tests;

namespace
{

constexpr std::uint32_t kMany = 1'000'000;
constexpr Nanos kYear = 31'557'600'000'000'000;

/// Every analysis of one trace; what must be true of any.
struct Analysed {
    std::shared_ptr<const TraceTable> trace;
    std::vector<Nanos> self;
    CriticalPath critical;
    std::vector<SpanGroup> groups;
    std::vector<RepeatedCalls> repeated;

    explicit Analysed(std::shared_ptr<const TraceTable> table) : trace(std::move(table))
    {
        self = selfTimes(*trace);
        critical = CriticalPath::of(*trace);
        groups = spanStats(*trace, groupedBy(*trace, SpanField::Service), self, critical);
        repeated = repeatedCalls(*trace, groupedBy(*trace, SpanField::Call));
        if (trace->maxDepth() > kDeepest) // a node for every span: as tst_flame_profile has it
            return;
        FlameProfileBuilder builder;
        builder.add(*trace);
        spansInProfile = builder.profile().spanCount();
    }
    static constexpr std::uint32_t kDeepest = 100'000;
    std::optional<std::uint64_t> spansInProfile;
    bool agrees() const
    {
        std::uint64_t spans = 0;
        Nanos onPath = 0;
        for (const SpanGroup &group : groups) {
            spans += group.count;
            onPath += group.critical;
        }
        return spans == trace->spanCount() && spansInProfile.value_or(spans) == spans && onPath == critical.total();
    }
};

Analysed analysed(const char *text)
{
    return Analysed(tableFrom(text));
}

} // namespace

/// What telemetry holds that it should not: each oddity is shown, and none loses a span or hangs an analysis.
class OddDataTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void missingParentsStandUnderAPlaceholder()
    {
        const auto of = analysed("a/x 1 77 100 50\na/y 2 77 120 10\na/z 3 88 130 5\n");
        QVERIFY(of.agrees());
        QCOMPARE(treeText(*of.trace), std::string("missing parent 0000000000000077 100+50\n  a/x 100+50 orphan\n  a/y 120+10 orphan\n"
                                                  "missing parent 0000000000000088 130+5\n  a/z 130+5 orphan\n"));
        QVERIFY(of.trace->warnings()[0].find("3 spans of this trace name a parent that it does not hold (2 missing)") == 0);
    }

    void severalRootsAreSaidAndTheFirstIsTheMainOne()
    {
        const auto of = analysed("a/one 1 - 100 50\na/two 2 - 120 500\n");
        QVERIFY(of.agrees());
        QCOMPARE(of.critical.total(), Nanos(50));
        QCOMPARE(of.trace->warnings(), std::vector<std::string>{"The trace has 2 roots."});
    }

    void aCycleOfTwoIsBrokenAtTheEarlier()
    {
        const auto of = analysed("a/x 1 2 100 50\na/y 2 1 110 20\n");
        QVERIFY(of.agrees());
        QCOMPARE(treeText(*of.trace), std::string("a/x 100+50 cycle\n  a/y 110+20\n"));
        QVERIFY(of.trace->warnings()[0].find("2 spans name each other as parents") == 0);
    }

    void duplicateIdsAreKeptAndMarked()
    {
        const auto of = analysed("a/root 1 - 100 50\na/x 2 1 110 10\na/child 3 2 112 2\na/x 2 1 125 10\n");
        QVERIFY(of.agrees());
        QCOMPARE(treeText(*of.trace), std::string("a/root 100+50\n  a/x 110+10\n    a/child 112+2\n  a/x 125+10 duplicate\n"));
    }

    void idsOfZeroAreRootsEach()
    {
        const auto of = analysed("a/x 0 0 100 50\na/y 0 0 110 10\n");
        QVERIFY(of.agrees());
        QCOMPARE(of.trace->rootCount(), 2u);
        QVERIFY(of.trace->warnings().back() == "2 spans have no id.");
    }

    void zeroLengthSpansCountWithoutTakingTime()
    {
        const auto of = analysed("a/root 1 - 100 50\nb/x 2 1 110 0\nb/y 3 1 120 0\n");
        QVERIFY(of.agrees());
        QCOMPARE(of.self, (std::vector<Nanos>{50, 0, 0}));
        QCOMPARE(of.groups[1].count, 2u);
        QCOMPARE(of.groups[1].meanConcurrency(), 0.0);
    }

    void spansYearsApartAreOnOneAxis()
    {
        const auto columns = columnsOf(3, [](std::uint32_t i) { return i == 0 ? -1 : std::int64_t(0); },
                                       [](std::uint32_t i) { return Nanos(kYear * (1 + 10 * i)); }, [](std::uint32_t) { return Nanos(1000); });
        const Analysed of(TraceTable::build(columns, Skew::Keep));
        QVERIFY(of.agrees());
        QCOMPARE(of.trace->extent().length(), 20 * kYear + 1000);
        QCOMPARE(of.groups[0].busy, Nanos(3000));
    }

    void fiveNanosecondsBesideTenHoursAreExact()
    {
        const auto of = analysed("a/long 1 - 1000 36000000000000\na/short 2 1 2000 5\n");
        QVERIFY(of.agrees());
        QCOMPARE(of.self, (std::vector<Nanos>{35'999'999'999'995, 5}));
        QCOMPARE(of.critical.time(SpanIndex{1}), Nanos(5));
    }

    void allSpansAtOneInstantRunAtOnce()
    {
        const auto columns = columnsOf(kMany, [](std::uint32_t i) { return i == 0 ? -1 : std::int64_t(0); }, [](std::uint32_t) { return Nanos(5); },
                                       [](std::uint32_t) { return Nanos(0); });
        const Analysed of(TraceTable::build(columns));
        QVERIFY(of.agrees());
        QCOMPARE(of.groups[0].peak, kMany);
        QVERIFY(!of.repeated.empty()); // an instant does not overlap the next
    }

    void aChainAMillionDeepIsSummedUp()
    {
        const auto columns = columnsOf(kMany, [](std::uint32_t i) { return std::int64_t(i) - 1; }, [](std::uint32_t i) { return Nanos(i + 1); },
                                       [](std::uint32_t i) { return Nanos(2 * (kMany - i)); });
        const Analysed of(TraceTable::build(columns));
        QVERIFY(of.agrees());
        QCOMPARE(of.groups[0].mostDepth, kMany);
        QCOMPARE(of.groups[0].peak, kMany);
    }

    void aMillionSiblingsAreALoop()
    {
        const auto columns = columnsOf(kMany, [](std::uint32_t i) { return i == 0 ? -1 : std::int64_t(0); }, [](std::uint32_t i) { return Nanos(10 * i + 1); },
                                       [](std::uint32_t i) { return Nanos(i == 0 ? 10 * kMany : 9); });
        const Analysed of(TraceTable::build(columns));
        QVERIFY(of.agrees());
        QCOMPARE(of.repeated.size(), std::size_t{1});
        QCOMPARE(of.repeated[0].spans.size(), std::size_t{kMany - 1});
        QCOMPARE(of.groups[0].peak, 2u); // the root and one of them
    }
};

TRIPTYCH_TEST(OddDataTest)
#include "tst_odd_data.moc"
