#include "session/session.h"
#include "test_registry.h"

#include <QSignalSpy>
#include <QTest>

using namespace triptych;
using session::Page;
using session::Session;

class tst_Session : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void changesOfOneTurnAreOneStep();
    void backRestoresTheWholeView();
    void aChangeAfterGoingBackDropsWhatWasAhead();
    void settingTheSameChangesNothing();
    void goingBackBeforeTheTurnEndsIsNotLost();
    void applyingATagJoinsTheFilter();
    void openingATraceShowsItAndForgetsTheLogLine();
    void aSpanThatAViewChoseIsNoStep();
    void tracesStandBesideEachOther();
    void aTextHasOneLabel();
    void theZoomOfATraceComesBackWithIt();
    void resetForgetsEverything();
    void hoveringIsNoStep();
    void backRestoresTheComparison();
    void aSideNarrowsWhatBothShareButATraceStandsAlone();
    void aSideSurvivesItsText();

private:
    static void turn() { QCoreApplication::processEvents(); }
};

namespace {

query::Filter filter(const char *text) { return *query::Filter::parse(text); }
const telemetry::TraceId kTrace{0x4bf92f3577b34da6, 0xa3ce929d0e0e4736};
const telemetry::TraceId kOther{1, 2};

} // namespace

void tst_Session::changesOfOneTurnAreOneStep()
{
    Session session;
    QSignalSpy history(&session, &Session::historyChanged);
    session.setFilter(filter("a:1"));
    session.setRange(telemetry::TimeRange{1, 9});
    session.setPage(Page::Logs);
    QCOMPARE(history.count(), 0);
    QTRY_COMPARE(history.count(), 1);
    session.back();
    QVERIFY(session.filter().empty());
    QVERIFY(!session.range());
    QCOMPARE(session.page(), Page::Start);
    QVERIFY(!session.canGoBack());
    QVERIFY(session.canGoForward());
}

void tst_Session::backRestoresTheWholeView()
{
    Session session;
    session.setFilter(filter("a:1"));
    turn();
    session.openTrace(kTrace, session::SpanRef{{7}});
    turn();
    session.setLog(telemetry::RecordId(5));
    turn();
    session.back();
    session.back();
    QCOMPARE(session.filter().text(), std::string("a:1"));
    QVERIFY(!session.trace() && !session.span() && !session.log());
    QSignalSpy traceChanged(&session, &Session::traceChanged), filterChanged(&session, &Session::filterChanged);
    session.forward();
    session.forward();
    QCOMPARE(session.trace(), std::optional(kTrace));
    QCOMPARE(session.span()->span.value, std::uint64_t(7));
    QCOMPARE(session.log(), std::optional(telemetry::RecordId(5)));
    QCOMPARE(traceChanged.count(), 1);
    QCOMPARE(filterChanged.count(), 0);
}

void tst_Session::aChangeAfterGoingBackDropsWhatWasAhead()
{
    Session session;
    session.setPage(Page::Traces);
    turn();
    session.setPage(Page::Logs);
    turn();
    session.back();
    session.setPage(Page::Map);
    turn();
    QVERIFY(!session.canGoForward());
    session.back();
    QCOMPARE(session.page(), Page::Traces);
}

void tst_Session::settingTheSameChangesNothing()
{
    Session session;
    session.setFilter(filter("a:1"));
    session.setRange(telemetry::TimeRange{1, 2});
    turn();
    QSignalSpy any(&session, &Session::selectionChanged), history(&session, &Session::historyChanged);
    session.setFilter(filter("a:1"));
    session.setRange(telemetry::TimeRange{1, 2});
    turn();
    QCOMPARE(any.count() + history.count(), 0);
}

void tst_Session::goingBackBeforeTheTurnEndsIsNotLost()
{
    Session session;
    session.setPage(Page::Logs);
    QVERIFY(session.canGoBack());
    session.back();
    QCOMPARE(session.page(), Page::Start);
    session.forward();
    QCOMPARE(session.page(), Page::Logs);
}

void tst_Session::applyingATagJoinsTheFilter()
{
    Session session;
    session.applyTag("region", "eu west", Session::Combine::And);
    session.applyTag("status", "error", Session::Combine::AndNot);
    QCOMPARE(session.filter().text(), std::string("region:\"eu west\" -status:error"));
    session.applyTag("status", "error", Session::Combine::And);
    QCOMPARE(session.filter().text(), std::string("region:\"eu west\" status:error"));
    session.applyTag("a", "b", Session::Combine::Replace);
    QCOMPARE(session.filter().text(), std::string("a:b"));
}

void tst_Session::openingATraceShowsItAndForgetsTheLogLine()
{
    Session session;
    session.setLog(telemetry::RecordId(1));
    session.setSpan(session::SpanRef{{3}});
    session.openTrace(kTrace);
    QCOMPARE(session.page(), Page::Trace);
    QVERIFY(!session.log() && !session.span());
}

void tst_Session::aSpanThatAViewChoseIsNoStep()
{
    Session session;
    session.setPage(Page::Traces);
    turn();
    session.openTrace(kTrace);
    turn();
    session.settleSpan(session::SpanRef{{7}});
    turn();
    QVERIFY(session.span() && session.span()->span.value == 7);
    session.back();
    QCOMPARE(session.page(), Page::Traces);
    session.forward();
    QVERIFY(session.span() && session.span()->span.value == 7);
}

void tst_Session::tracesStandBesideEachOther()
{
    Session session;
    session.openTrace(kTrace);
    session.openTraceBeside(kOther, session::SpanRef{{3}});
    QCOMPARE(session.tabs().all(), (std::vector<telemetry::TraceId>{kTrace, kOther}));
    QCOMPARE(session.tabs().current(), std::size_t(1));
    session.openTrace(kTrace); // it has a tab: that one comes forward
    QCOMPARE(session.tabs().current(), std::size_t(0));
    QCOMPARE(session.tabs().all().size(), std::size_t(2));
    const telemetry::TraceId third{5, 6};
    session.openTrace(third); // it takes the current one over
    QCOMPARE(session.tabs().all(), (std::vector<telemetry::TraceId>{third, kOther}));
    session.closeTab(0);
    QVERIFY(session.trace() == kOther);
    session.closeTab(0); // the last stays
    QCOMPARE(session.tabs().all().size(), std::size_t(1));
    session.reset();
    QVERIFY(session.tabs().all().empty());
}

void tst_Session::aTextHasOneLabel()
{
    Session session;
    session::TextLabels &labels = session.labels();
    QSignalSpy changed(&labels, &session::TextLabels::changed);
    labels.set(0, "5f1c");
    labels.set(3, "5f1c");
    QVERIFY(labels.text(0).empty());
    QCOMPARE(labels.text(3), std::string("5f1c"));
    labels.set(3, "5f1c"); // again: away
    QVERIFY(!labels.any());
    labels.set(8, "x");
    labels.clear();
    labels.clear();
    QCOMPARE(changed.count(), 5);
}

void tst_Session::theZoomOfATraceComesBackWithIt()
{
    Session session;
    const telemetry::TimeRange extent{1000, 101000}, zoomed{20000, 40000};
    session.openTrace(kTrace);
    session.window().setExtent(extent);
    turn();
    session.window().setWindow(zoomed);
    session.openTrace(kOther);
    session.window().setExtent({0, 500});
    turn();
    session.back();
    session.window().setExtent(extent); // the view does so when the trace is read again
    QCOMPARE(session.window().window(), zoomed);
    session.window().setWindow(extent);
    QCOMPARE(session.window().window(), extent);
}

void tst_Session::resetForgetsEverything()
{
    Session session;
    session.openTrace(kTrace);
    session.setFilter(filter("a:1"));
    turn();
    session.reset();
    turn();
    QVERIFY(session.filter().empty() && !session.trace());
    QVERIFY(!session.canGoBack() && !session.canGoForward());
}

void tst_Session::hoveringIsNoStep()
{
    Session session;
    QSignalSpy hovered(&session, &Session::hoveredChanged);
    session.setHovered(session::SpanRef{{3}});
    session.setHovered(session::SpanRef{{3}});
    turn();
    QCOMPARE(hovered.count(), 1);
    QVERIFY(!session.canGoBack());
}

void tst_Session::backRestoresTheComparison()
{
    Session session;
    session.setPage(Page::Traces);
    turn();
    session.openComparison({{filter("version:1"), {}}, {filter("version:2"), {}}});
    turn();
    session.openFlame(session::FlameMode::Sandwich);
    turn();
    session.back();
    QCOMPARE(session.page(), Page::Compare);
    QCOMPARE(session.comparison().b.filter.text(), std::string("version:2"));
    QCOMPARE(session.flameMode(), session::FlameMode::LeftHeavy);
    session.back();
    QCOMPARE(session.page(), Page::Traces);
    QVERIFY(session.comparison() == session::Comparison());
}

void tst_Session::aSideNarrowsWhatBothShareButATraceStandsAlone()
{
    const query::Selection common{filter("service:gateway"), telemetry::TimeRange{10, 20}};
    const auto version = session::sideSelection(common, {filter("version:2"), {}});
    QCOMPARE(version.filter.text(), query::Filter(filter("service:gateway").and_(filter("version:2"))).text());
    QVERIFY(version.range == telemetry::TimeRange({10, 20}));
    const auto before = session::sideSelection(common, session::withPreviousPeriod({10, 20}).a);
    QCOMPARE(before.filter.text(), std::string("service:gateway"));
    QVERIFY(before.range == telemetry::TimeRange({0, 10}));
    const auto trace = session::sideSelection(common, session::traceSide(kTrace));
    QVERIFY(session::singleTrace(trace) == kTrace);
    QVERIFY(!trace.range);
    QVERIFY(!session::singleTrace({filter("-trace:4bf92f3577b34da6a3ce929d0e0e4736"), {}}));
}

void tst_Session::aSideSurvivesItsText()
{
    const query::Selection side{filter("version:2 -region:\"eu west\""), telemetry::TimeRange{5, 9}};
    const auto back = session::sideFromText(session::sideText(side));
    QVERIFY(back);
    QCOMPARE(back->filter.text(), side.filter.text());
    QVERIFY(back->range == side.range);
    QVERIFY(session::sideFromText("")->filter.empty());
    for (const char *wrong : {"[5..", "[9..5]", "[a..b]", "version:("})
        QCOMPARE(session::sideFromText(wrong).error().kind, base::ErrorKind::BadQuery);
}

TRIPTYCH_TEST(tst_Session)
#include "tst_session.moc"
