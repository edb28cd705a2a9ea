#include "session/comparison.h"
#include "session/marks.h"
#include "session/time_window.h"
#include "session/view_state.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych;
using session::Page;
using session::Session;
using session::ViewState;

namespace {
constexpr telemetry::TraceId kTrace{0x4bf92f3577b34da6, 0xa3ce929d0e0e4736};
constexpr telemetry::Nanos kLate = 1'795'442'551'118'000'001; // beyond a double's 53 bits
}

class tst_ViewState : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aSessionComesBackFromItsJson();
    void whatIsNotUnderstoodIsLeftOut();
    void brokenJsonSaysWhere();
};

void tst_ViewState::aSessionComesBackFromItsJson()
{
    Session left;
    left.setFilter(*query::Filter::parse("service:checkout -status:ok"));
    left.setRange(telemetry::TimeRange{kLate, kLate + 7});
    left.openTrace(kTrace, session::SpanRef{telemetry::SpanId{0xf067aa0ba902b7}, telemetry::RecordId(9007199254740993)});
    left.setLog(telemetry::RecordId(12));
    left.setComparison({*session::sideFromText("version:1"), *session::sideFromText("[1..9]version:2")});
    left.window().setExtent({kLate, kLate + 5'000'000});
    left.window().setWindow({kLate + 1'000'000, kLate + 2'000'000});
    left.marks().setNote(session::TraceMark{kTrace}, kLate, "this one");
    left.setPage(Page::Logs);

    const auto read = session::viewFromJson(viewToJson(viewOf(left)));
    QVERIFY(read.ok());
    QCOMPARE(read->window, left.window().window());
    QCOMPARE(read->extent, left.window().extent());
    Session again;
    showView(again, *read);
    QCOMPARE(again.page(), Page::Logs);
    QCOMPARE(again.filter().text(), left.filter().text());
    QVERIFY(again.range() == left.range());
    QVERIFY(again.trace() == left.trace());
    QVERIFY(again.span() == left.span());
    QVERIFY(again.log() == left.log());
    QVERIFY(again.comparison() == left.comparison());
    QCOMPARE(again.marks().note(session::TraceMark{kTrace}), std::string("this one"));
}

void tst_ViewState::whatIsNotUnderstoodIsLeftOut()
{
    const auto read = session::viewFromJson(R"({"page":"holograms","filter":"service:(","trace":"xyz","range":{"from":"9","to":"1"},"a":"[","marks":7})");
    QVERIFY(read.ok());
    Session session;
    showView(session, *read);
    QCOMPARE(session.page(), Page::Traces);
    QVERIFY(session.filter().text().empty());
    QVERIFY(!session.range() && !session.trace() && !session.span());
    QVERIFY(session.marks().all().empty());
}

void tst_ViewState::brokenJsonSaysWhere()
{
    const auto read = session::viewFromJson("{\"page\": ");
    QVERIFY(!read.ok());
    QCOMPARE(read.error().kind, base::ErrorKind::BadInput);
    QVERIFY(read.error().where.byte);
}

TRIPTYCH_TEST(tst_ViewState)
#include "tst_view_state.moc"
