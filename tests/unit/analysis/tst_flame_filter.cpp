#include "analysis/flame_filter.h"
#include "analysis/flame_text.h"
#include "analysis/trace_maker.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych;
using namespace triptych::analysis;
using namespace triptych::tests;

namespace
{

// gateway 100: checkout 80 { health 10 { db 6 }, pay 40 { db 30 } }, health 5
constexpr std::string_view kTrace = "gw/GET 1 - 0 100\n"
                                    "checkout/Place 2 1 0 80\n"
                                    "gw/health 7 1 90 5 error\n"
                                    "checkout/health 3 2 0 10\n"
                                    "db/SELECT 4 3 2 6\n"
                                    "pay/Charge 5 2 20 40\n"
                                    "db/SELECT 6 5 25 30 error\n";

FlameProfile profile()
{
    FlameProfileBuilder builder;
    builder.add(*tableFrom(kTrace));
    return builder.profile();
}

FlameFilter filter(std::initializer_list<FlameFilter::Rule> rules)
{
    FlameFilter f;
    for (const auto &rule : rules)
        f.add(rule);
    return f;
}

constexpr auto Hide = FlameFilter::Verb::Hide;
constexpr auto Keep = FlameFilter::Verb::Keep;

} // namespace

class FlameFilterTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsHiddenIsMergedIntoItsCaller()
    {
        const auto p = filter({{Hide, FramePattern::parse("HEALTH")}}).apply(profile());
        QCOMPARE(flameText(p, FlameWeight::Self), std::string("gw/GET 100\n"
                                                              "  checkout/Place 80\n"
                                                              "    pay/Charge 40\n"
                                                              "      db/SELECT 30\n"
                                                              "    db/SELECT 6\n"));
        QCOMPARE(p.node(FlameNodeIndex{2}).self, Nanos(34)); // 30 of its own and 4 of health
        QCOMPARE(p.weight(FlameNodeIndex::Root, FlameWeight::Errors), std::uint64_t{1}); // that of health is hidden
        QCOMPARE(p.weight(FlameNodeIndex::Root, FlameWeight::Count), std::uint64_t{5});
        QCOMPARE(p.traceCount(), std::uint64_t{1});
    }

    void aHiddenRootKeepsItsShareOfTheWhole()
    {
        const auto p = filter({{Hide, FramePattern::parse("\"gw GET\"")}}).apply(profile());
        QCOMPARE(flameText(p, FlameWeight::Total).substr(0, 18), std::string("checkout/Place 80\n"));
        QCOMPARE(p.weight(FlameNodeIndex::Root, FlameWeight::Total), std::uint64_t{100});
    }

    void keepingLeavesTheStacksOfAFrameAndTheWayThere()
    {
        const auto p = filter({{Keep, FramePattern::parse("pay")}}).apply(profile());
        QCOMPARE(flameText(p, FlameWeight::Total), std::string("gw/GET 40\n"
                                                               "  checkout/Place 40\n"
                                                               "    pay/Charge 40\n"
                                                               "      db/SELECT 30\n"));
        QCOMPARE(p.weight(FlameNodeIndex::Root, FlameWeight::Count), std::uint64_t{2});
    }

    void severalThatAreKeptMustAllBeInTheStack()
    {
        const auto p = filter({{Keep, FramePattern::parse("health")}, {Keep, FramePattern::parse("SELECT")}}).apply(profile());
        QCOMPARE(flameText(p, FlameWeight::Total), std::string("gw/GET 6\n"
                                                               "  checkout/Place 6\n"
                                                               "    checkout/health 6\n"
                                                               "      db/SELECT 6\n"));
    }

    void hidingIsDoneToWhatIsKeptAndRecursionCollapsesLast()
    {
        FlameFilter f = filter({{Hide, FramePattern::parse("pay")}, {Keep, FramePattern::parse("pay")}});
        f.setRecursion(Recursion::Collapse);
        QCOMPARE(flameText(f.apply(profile()), FlameWeight::Self), std::string("gw/GET 40\n"
                                                                               "  checkout/Place 40\n"
                                                                               "    db/SELECT 30\n"));
        FlameProfileBuilder builder;
        builder.add(*tableFrom("a/f 1 - 0 100\na/g 2 1 10 80\na/f 3 2 20 60\n"));
        FlameFilter hidden = filter({{Hide, FramePattern::parse("\"a g\"")}});
        hidden.setRecursion(Recursion::Collapse);
        QCOMPARE(flameText(hidden.apply(builder.profile()), FlameWeight::Total), std::string("a/f 100\n"));
    }

    void aQuotedPatternIsTheWholeFrame()
    {
        const Frame frame{"gw", "GET /a"}, longer{"gw", "GET /a/b"};
        const FramePattern whole = FramePattern::parse("\"gw GET /a\"");
        QVERIFY(whole.matches(frame) && !whole.matches(longer));
        QVERIFY(FramePattern::parse("get /A").matches(longer));
        QCOMPARE(FramePattern::of(frame), whole);
        QCOMPARE(FramePattern::parse(whole.written()), whole);
    }

    void theSameRuleIsHeldOnce()
    {
        FlameFilter f = filter({{Hide, FramePattern::parse("x")}, {Hide, FramePattern::parse("x")}, {Keep, FramePattern::parse("x")}});
        QCOMPARE(f.rules().size(), std::size_t{2});
        f.remove(0);
        QCOMPARE(f.rules().front().verb, Keep);
        f.remove(0);
        QVERIFY(f.empty());
    }
};
TRIPTYCH_TEST(FlameFilterTest)
#include "tst_flame_filter.moc"
