#include "test_registry.h"
#include "trace_page_fixture.h"

#include "ui/trace/flame_view.h"

#include <QLineEdit>
#include <QNativeGestureEvent>
#include <QPointingDevice>
#include <QScrollBar>
#include <QWheelEvent>

using namespace triptych;
using tests::FakeSource;
using tests::indexOf;
using tests::TracePageFixture;
using telemetry::SpanId;
using telemetry::TimeRange;

namespace {

constexpr int kDeep = 40, kFailedAt = 33;

/// A chain of calls deeper than the overview is high; only one far below failed.
void makeDeep(FakeSource &source)
{
    source.columns = {};
    source.columns.trace = FakeSource::kTrace;
    source.columns.strings = {""};
    source.logs.clear();
    for (int i = 0; i < kDeep; ++i)
        source.addSpan("shop", "level " + std::to_string(i), SpanId{static_cast<std::uint64_t>(i)}, i, 200 - 2 * i,
                       telemetry::SpanKind::Server, i == kFailedAt ? telemetry::StatusCode::Error : telemetry::StatusCode::Unset);
}

constexpr SpanId kFailed{kFailedAt + 1};

void scroll(QWidget *viewport, int vertical, Qt::KeyboardModifiers modifiers, Qt::ScrollPhase phase)
{
    const QPointF at(viewport->width() - 200, 40);
    QWheelEvent event(at, viewport->mapToGlobal(at), {0, vertical}, {0, vertical}, Qt::NoButton, modifiers, phase, false);
    QCoreApplication::sendEvent(viewport, &event);
}

} // namespace

/// What is in sight of a trace: when it opens, when its page takes its size, under wheel and touchpad.
class TraceRevealTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTraceThatOpensOnADeepErrorKeepsItsRootInSight()
    {
        TracePageFixture f;
        makeDeep(*f.source);
        QVERIFY(f.open());
        QCOMPARE(f.session.span()->span, kFailed);
        auto *flame = f.page->findChild<ui::FlameView *>();
        QTRY_VERIFY(flame->viewport()->rect().contains(flame->frameRect(indexOf(f, kFailed))));
        const QRect root = flame->frameRect(indexOf(f, FakeSource::kRoot));
        QVERIFY(flame->viewport()->rect().contains(root));
        QVERIFY(root.bottom() < flame->frameRect(indexOf(f, kFailed)).top());
        QCOMPARE(flame->spanAtPoint(root.center()), indexOf(f, FakeSource::kRoot));
        QTest::mouseClick(flame->viewport(), Qt::LeftButton, {}, root.center());
        QCOMPARE(f.session.span()->span, FakeSource::kRoot);
        QVERIFY(!flame->viewport()->rect().contains(flame->frameRect(indexOf(f, SpanId{2})))); // no jump: what one looked at stays
    }

    void aFlameGraphTurnedOverKeepsItsRootInSightBelow()
    {
        TracePageFixture f;
        makeDeep(*f.source);
        QVERIFY(f.open());
        auto *flame = f.page->findChild<ui::FlameView *>();
        flame->setFocus();
        QTest::keyClick(flame, Qt::Key_I);
        const QRect failed = flame->frameRect(indexOf(f, kFailed)), root = flame->frameRect(indexOf(f, FakeSource::kRoot));
        QVERIFY(flame->viewport()->rect().contains(failed));
        QVERIFY(flame->viewport()->rect().contains(root));
        QVERIFY(failed.bottom() < root.top());
        QCOMPARE(flame->spanAtPoint(root.center()), indexOf(f, FakeSource::kRoot));
    }

    void rowsUnderTheRootsAreNotClickedThroughIt()
    {
        TracePageFixture f;
        makeDeep(*f.source);
        QVERIFY(f.open());
        auto *flame = f.page->findChild<ui::FlameView *>();
        flame->verticalScrollBar()->setValue(57);
        const QRect root = flame->frameRect(indexOf(f, FakeSource::kRoot));
        for (int y = 0; y < root.bottom(); ++y) {
            const auto span = flame->spanAtPoint({root.center().x(), y});
            QVERIFY(span == telemetry::SpanIndex::None || span == indexOf(f, FakeSource::kRoot));
        }
        QCOMPARE(flame->spanAtPoint({root.center().x(), root.bottom() + 30}), indexOf(f, SpanId{6}));
    }

    void whatWasRevealedInASmallWindowIsNotScrolledAwayInALargeOne()
    {
        TracePageFixture f;
        f.page->resize(1540, 240); // rows of the waterfall: hardly any
        QVERIFY(f.open());
        f.page->state().select(indexOf(f, SpanId{12}), ui::TraceState::Reveal::Yes);
        QVERIFY(f.page->waterfall().verticalScrollBar()->value() > 0);
        f.page->resize(1540, 1000);
        QTRY_VERIFY(f.page->waterfall().viewport()->height() > 300);
        QTRY_COMPARE(f.page->waterfall().verticalScrollBar()->value(), 0);
        f.page->resize(1540, 240);
        QTRY_VERIFY(f.page->waterfall().viewport()->rect().contains(f.page->waterfall().rowRect(indexOf(f, SpanId{12}))));
    }

    void whereTheUserScrolledIsKeptThroughAResize()
    {
        TracePageFixture f;
        makeDeep(*f.source);
        QVERIFY(f.open());
        auto *bar = f.page->waterfall().verticalScrollBar();
        scroll(f.page->waterfall().viewport(), 120, {}, Qt::NoScrollPhase);
        const int stood = bar->value();
        f.page->resize(1540, 860);
        QTest::qWait(0);
        QCOMPARE(bar->value(), stood);
    }

    void aTreeMadeWiderBeforeThePageHasItsSizeIsAsWide()
    {
        TracePageFixture f;
        f.page->waterfall().setTreeWidth(420); // as the tab Clocks does when its trace arrives
        QVERIFY(f.open());
        QCOMPARE(f.page->waterfall().treeWidth(), 420);
        f.page->resize(700, 900);
        QTRY_VERIFY(f.page->waterfall().treeWidth() < f.page->waterfall().viewport()->width());
    }

    void aTraceThatComesLateDoesNotTakeTheKeysFromWhoeverTypes()
    {
        TracePageFixture f;
        f.workspace.setSource(f.source);
        f.page->show();
        QVERIFY(QTest::qWaitForWindowActive(f.page.get()));
        QLineEdit filter(f.page.get());
        filter.show();
        f.session.openTrace(FakeSource::kTrace);
        filter.setFocus();
        QTRY_VERIFY(f.page->state().document());
        QTRY_VERIFY(f.page->waterfall().isVisible());
        QVERIFY(filter.hasFocus());
    }

    void controlAndWheelZoomWhereTheCursorIs()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        auto &window = f.session.window();
        const TimeRange whole = window.window();
        scroll(f.page->waterfall().viewport(), 120, Qt::ControlModifier, Qt::NoScrollPhase);
        QVERIFY(window.window().length() < whole.length());
        QVERIFY(window.window().from - whole.from > whole.to - window.window().to); // the cursor is in the right half
        scroll(f.page->waterfall().viewport(), -120, Qt::ControlModifier, Qt::NoScrollPhase);
        QCOMPARE(window.window(), whole);
    }

    void aTouchpadsGestureDoesOneThingUntilItEnds()
    {
        TracePageFixture f;
        makeDeep(*f.source);
        QVERIFY(f.open());
        auto *viewport = f.page->waterfall().viewport();
        auto *bar = f.page->waterfall().verticalScrollBar();
        const int stood = bar->value();
        auto &window = f.session.window();
        scroll(viewport, 20, Qt::ControlModifier, Qt::ScrollBegin);
        const auto begun = window.window().length();
        scroll(viewport, 20, {}, Qt::ScrollUpdate); // Ctrl let go in mid-gesture
        QVERIFY(window.window().length() < begun);
        QCOMPARE(bar->value(), stood);
        scroll(viewport, 0, {}, Qt::ScrollEnd);
        const TimeRange zoomed = window.window();
        scroll(viewport, 60, {}, Qt::ScrollBegin); // the next one scrolls
        scroll(viewport, 60, Qt::ControlModifier, Qt::ScrollUpdate);
        QCOMPARE(window.window(), zoomed);
        QVERIFY(bar->value() < stood);
    }

    void aPinchZoomsBetweenTheFingers()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        auto &window = f.session.window();
        for (QWidget *viewport : {f.page->waterfall().viewport(), f.page->findChild<ui::FlameView *>()->viewport()}) {
            window.setWindow(window.extent());
            const TimeRange whole = window.window();
            const QPointF at(viewport->width() - 200, 40), global = viewport->mapToGlobal(at);
            QNativeGestureEvent event(Qt::ZoomNativeGesture, QPointingDevice::primaryPointingDevice(), 2, at, at, global, 0.5, {});
            QCoreApplication::sendEvent(viewport, &event);
            QVERIFY(window.window().length() < whole.length());
            QVERIFY(window.window().from - whole.from > whole.to - window.window().to);
        }
    }
};

TRIPTYCH_TEST(TraceRevealTest)
#include "tst_trace_reveal.moc"
