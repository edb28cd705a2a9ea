#include "explore_fixture.h"
#include "test_registry.h"
#include "ui/common/panes.h"
#include "ui/trace/details_pane.h"
#include "ui/trace/logs_pane.h"
#include "ui/trace/trace_clone.h"
#include "ui/trace/trace_desk.h"
#include "ui/trace/trace_page.h"
#include "ui/trace/trace_state.h"
#include "ui/trace/waterfall_view.h"

using namespace triptych;
using session::SpanRef;
using telemetry::TimeRange;
using tests::FakeSource;
using ui::TraceClone;
using ui::TraceDesk;

namespace {

constexpr telemetry::TraceId kOther{9, 9};

/// A second trace that is an hour later and twice as long.
struct TwoTraces : FakeSource {
    base::Result<telemetry::TraceColumns> trace(telemetry::TraceId id, std::stop_token stop) override
    {
        if (id != kOther)
            return FakeSource::trace(id, stop);
        telemetry::TraceColumns other = columns;
        other.trace = kOther;
        for (auto &start : other.start)
            start += 3'600'000'000'000;
        other.duration.front() *= 2;
        return other;
    }
};

struct Desk : tests::ExploreFixture<TraceDesk, TwoTraces> {
    bool begin()
    {
        if (!open())
            return false;
        session.openTrace(FakeSource::kTrace, SpanRef{FakeSource::kCheckout});
        return QTest::qWaitFor([this] { return page->original().state().document() != nullptr; }) && settle();
    }
    TraceClone *cloned(Qt::Key key = Qt::Key_D, Qt::KeyboardModifiers how = Qt::ControlModifier | Qt::ShiftModifier)
    {
        QTest::keyClick(QApplication::focusWidget(), key, how);
        if (page->clones().empty())
            return nullptr;
        TraceClone *clone = page->clones().back();
        return QTest::qWaitFor([clone] { return clone->page().state().document() != nullptr; }) && settle() ? clone : nullptr;
    }
    /// What a window shows, from its trace's start on.
    static TimeRange shown(session::Session &of)
    {
        const auto &window = of.window();
        return {window.window().from - window.extent().from, window.window().to - window.extent().from};
    }
};

} // namespace

class TraceClonesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aCloneKeepsItsTraceAndSpanWhileTheFirstGoesOn()
    {
        Desk f;
        QVERIFY(f.begin());
        TraceClone *clone = f.cloned();
        QVERIFY(clone && clone->isVisible() && clone->isPinned());
        QCOMPARE(clone->session().span(), std::optional(SpanRef{FakeSource::kCheckout}));
        f.session.openTrace(kOther);
        QTRY_VERIFY(f.page->original().state().document() && f.page->original().state().document()->columns().trace == kOther);
        QVERIFY(f.settle());
        QCOMPARE(clone->session().trace(), std::optional(FakeSource::kTrace));
        QTRY_VERIFY(clone->page().details().details());
        QCOMPARE(clone->page().details().details()->row.span, FakeSource::kCheckout);
        // A span chosen in the clone is the clone's alone.
        clone->page().waterfall().activateRow(clone->page().state().document()->find(FakeSource::kPayment));
        QVERIFY(f.session.span() != clone->session().span());
        clone->setPinned(false); // released, it follows
        QTRY_COMPARE(clone->session().trace(), std::optional(kOther));
    }
    void theStatusLineIsToldOfTheTraceThatIsOpen()
    {
        Desk f;
        QVERIFY(f.begin());
        QSignalSpy told(f.page.get(), &TraceDesk::factsChanged);
        f.session.openTrace(kOther);
        const auto last = [&told] { return told.isEmpty() ? QStringList() : told.last().front().toStringList(); };
        const auto all = QString::number(f.source->columns.size());
        QTRY_VERIFY(last().contains(all + QStringLiteral(" of ") + all + QStringLiteral(" spans")));
        QTRY_VERIFY(!last().filter(QStringLiteral("log line")).isEmpty());
        f.page->original().state().toggleShow(ui::TraceState::Show::Errors);
        QTRY_VERIFY(last().front().endsWith(QStringLiteral(" of ") + all + QStringLiteral(" spans")) && !last().front().startsWith(all));
    }
    void timeAxesGoTogetherFromEachTracesStart()
    {
        Desk f;
        QVERIFY(f.begin());
        TraceClone *clone = f.cloned();
        QVERIFY(clone);
        f.session.openTrace(kOther);
        QTRY_VERIFY(f.page->original().state().document() && f.page->original().state().document()->columns().trace == kOther);
        QVERIFY(f.settle());
        auto &above = f.session.window(), &below = clone->session().window();
        QCOMPARE(above.extent().length(), below.extent().length()); // the longer one's
        QVERIFY(above.extent().from != below.extent().from);
        above.zoomAbout(above.extent().from + above.extent().length() / 3, 4);
        QCOMPARE(Desk::shown(clone->session()), Desk::shown(f.session));
        below.pan(0.3);
        QCOMPARE(Desk::shown(clone->session()), Desk::shown(f.session));
        clone->setFollowsTime(false);
        const TimeRange before = below.window();
        above.zoomAbout(above.extent().from, 3);
        QCOMPARE(below.window(), before);
        QCOMPARE(below.extent(), clone->page().state().document()->table->extent());
        clone->setFollowsTime(true);
        QCOMPARE(Desk::shown(clone->session()), Desk::shown(f.session));
    }
    void detailsAloneAreClonedAndTheKeysReachEachPane()
    {
        Desk f;
        QVERIFY(f.begin());
        f.page->original().details().setFocus();
        TraceClone *clone = f.cloned(Qt::Key_D, Qt::ControlModifier | Qt::AltModifier);
        QVERIFY(clone);
        QVERIFY(clone->page().details().isVisible() && !clone->page().waterfall().isVisible());
        QVERIFY(f.page->original().waterfall().isVisible());
        QCOMPARE(&f.page->focused(), &f.page->original());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_F6, Qt::ControlModifier);
        QCOMPARE(&f.page->focused(), &clone->page());
        QVERIFY(f.cloned()); // a second
        QCOMPARE(f.page->clones().size(), std::size_t(2));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier); // there is room for no more
        QCOMPARE(f.page->clones().size(), TraceDesk::kMostClones);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_F4, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(f.page->clones().size(), std::size_t(1));
        f.page->close(f.page->clones().front());
        QTRY_COMPARE(f.session.window().extent(), f.page->original().state().document()->table->extent());
        QCOMPARE(&f.page->focused(), &f.page->original());
    }
    void marksAndFiltersAreTheWindowsAndOtherPagesOpenThere()
    {
        Desk f;
        QVERIFY(f.begin());
        TraceClone *clone = f.cloned();
        QVERIFY(clone);
        clone->page().state().toggleBookmark();
        QCOMPARE(f.session.marks().count<session::SpanMark>(), std::size_t(1));
        QCOMPARE(f.page->original().state().bookmarks().size(), std::size_t(1));
        // Colours too, those for a while among them.
        f.session.colours().add({{}, "service:cart", 2});
        f.session.colours().setTemporary(4, "service:payment");
        QCOMPARE(clone->session().colours().rules(), f.session.colours().rules());
        clone->session().colours().clearTemporary();
        QCOMPARE(f.session.colours().rules().size(), std::size_t(1));
        clone->session().applyTag("service", "cart", session::Session::Combine::And);
        QCOMPARE(f.filter(), QStringLiteral("service:cart"));
        clone->session().setPage(session::Page::Logs);
        QCOMPARE(f.session.page(), session::Page::Logs);
        QCOMPARE(clone->session().page(), session::Page::Trace);
        f.session.back();
        QVERIFY(f.filter().isEmpty() || f.session.page() != session::Page::Logs);
        QCOMPARE(QString::fromStdString(clone->session().filter().text()), f.filter());
    }
};

TRIPTYCH_TEST(TraceClonesTest)
#include "tst_trace_clones.moc"
