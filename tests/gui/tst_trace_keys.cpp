#include "test_registry.h"
#include "trace_page_fixture.h"

#include "ui/canvas/time_ruler.h"
#include "ui/common/segmented_tabs.h"
#include "ui/trace/clocks_page.h"
#include "ui/trace/details_pane.h"
#include "ui/flame/flame_chips.h"
#include "ui/trace/flame_view.h"
#include "ui/trace/logs_pane.h"
#include "ui/trace/profile_page.h"
#include "ui/trace/span_logs_view.h"
#include "ui/trace/span_summary.h"
#include "ui/trace/trace_notes.h"
#include "ui/trace/trace_state.h"
#include "ui/trace/trace_tabs_bar.h"
#include "ui/trace/waterfall_view.h"

#include <QAccessible>
#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QInputDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTreeView>

using namespace triptych;
using tests::FakeSource;
using tests::clickRow;
using tests::indexOf;
using tests::TracePageFixture;
using tests::treeText;
using telemetry::Nanos;
using telemetry::SpanId;
using telemetry::SpanIndex;
using telemetry::TimeRange;
using ui::SpanLogsModel;

/// The trace page by its keys.
class TraceKeysTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keysZoomAndPanTheSharedWindow()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        auto &window = f.session.window();
        const TimeRange whole = window.window();
        QTest::keyClick(&f.page->waterfall(), Qt::Key_W);
        QVERIFY(window.window().length() < whole.length());
        const TimeRange zoomed = window.window();
        QTest::keyClick(&f.page->waterfall(), Qt::Key_D);
        QVERIFY(window.window().from > zoomed.from);
        QTest::keyClick(&f.page->waterfall(), Qt::Key_A);
        QTest::keyClick(&f.page->waterfall(), Qt::Key_S);
        QTest::keyClick(&f.page->waterfall(), Qt::Key_Plus);
        QVERIFY(window.window().length() < whole.length());
        QTest::keyClick(&f.page->waterfall(), Qt::Key_0);
        QTRY_COMPARE(window.window(), whole);
    }

    void aHeldKeyGoesOnZooming()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        QTest::keyPress(&f.page->waterfall(), Qt::Key_W);
        const auto afterPress = f.session.window().window().length();
        QTRY_VERIFY(f.session.window().window().length() < afterPress / 2);
        QTest::keyRelease(&f.page->waterfall(), Qt::Key_W);
    }

    void fitCentresFirstThenFits()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        auto &window = f.session.window();
        window.setWindow({FakeSource::kStart, FakeSource::kStart + 400 * FakeSource::kMs});
        f.page->state().select(indexOf(f, SpanId{12}));
        const auto middle = FakeSource::kStart + (262 + 48) * FakeSource::kMs;
        QTest::keyClick(&f.page->waterfall(), Qt::Key_F);
        QTRY_COMPARE((window.window().from + window.window().to) / 2, middle);
        QCOMPARE(window.window().length(), 400 * FakeSource::kMs);
        QTest::keyClick(&f.page->waterfall(), Qt::Key_F);
        QTRY_VERIFY(window.window().length() < 130 * FakeSource::kMs);
        QVERIFY(window.window().contains(middle));
    }

    void arrowsWalkFoldAndOpen()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        auto &waterfall = f.page->waterfall();
        auto &state = f.page->state();
        QTest::keyClick(&waterfall, Qt::Key_Down); // from the root, which was chosen when the trace opened
        QTest::keyClick(&waterfall, Qt::Key_Down);
        QCOMPARE(f.session.span()->span, FakeSource::kCart);
        const auto rows = state.rows().rowCount();
        QTest::keyClick(&waterfall, Qt::Key_Left); // folds
        QCOMPARE(state.rows().rowCount(), rows - 3);
        QTest::keyClick(&waterfall, Qt::Key_Left); // parent
        QCOMPARE(f.session.span()->span, FakeSource::kCheckout);
        QTest::keyClick(&waterfall, Qt::Key_Right); // first child
        QCOMPARE(f.session.span()->span, FakeSource::kCart);
        QTest::keyClick(&waterfall, Qt::Key_Right); // opens
        QCOMPARE(state.rows().rowCount(), rows);
        QTest::keyClick(&waterfall, Qt::Key_Up);
        QCOMPARE(f.session.span()->span, FakeSource::kCheckout);
    }

    void theChevronFolds()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        const auto rows = f.page->state().rows().rowCount();
        const QRect row = f.page->waterfall().rowRect(indexOf(f, FakeSource::kCheckout));
        QTest::mouseClick(f.page->waterfall().viewport(), Qt::LeftButton, {}, QPoint(18 + 14, row.center().y()));
        QCOMPARE(f.page->state().rows().rowCount(), 3);
        QTest::mouseClick(f.page->waterfall().viewport(), Qt::LeftButton, {}, QPoint(18 + 14, row.center().y()));
        QCOMPARE(f.page->state().rows().rowCount(), rows);
    }

    void eGoesFromErrorToError()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        QCOMPARE(f.session.span()->span, FakeSource::kRoot);
        QTest::keyClick(&f.page->waterfall(), Qt::Key_E);
        QCOMPARE(f.session.span()->span, FakeSource::kCheckout);
        QTest::keyClick(&f.page->waterfall(), Qt::Key_E);
        QCOMPARE(f.session.span()->span, FakeSource::kPayment);
        QTest::keyClick(&f.page->waterfall(), Qt::Key_E, Qt::ShiftModifier);
        QCOMPARE(f.session.span()->span, FakeSource::kCheckout);
    }

    void bookmarksAreCycled()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        clickRow(f, FakeSource::kCart);
        QTest::keyClick(&f.page->waterfall(), Qt::Key_M);
        clickRow(f, FakeSource::kInsert);
        QTest::keyClick(&f.page->waterfall(), Qt::Key_M);
        QTest::keyClick(&f.page->waterfall(), Qt::Key_BracketRight);
        QCOMPARE(f.session.span()->span, FakeSource::kCart);
        QTest::keyClick(&f.page->waterfall(), Qt::Key_BracketLeft);
        QCOMPARE(f.session.span()->span, FakeSource::kInsert);
    }

    void findCountsAndCyclesAllMatches()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        QTest::keyClick(&f.page->waterfall(), Qt::Key_Slash);
        auto *edit = qobject_cast<QLineEdit *>(QApplication::focusWidget());
        QVERIFY(edit);
        QTest::keyClicks(edit, QStringLiteral("psp.example"));
        QCOMPARE(f.page->state().found().hits.size(), std::size_t(3));
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(f.session.span()->span, FakeSource::kCharge);
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(f.session.span()->span, SpanId{15});
        QTest::keyClick(edit, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(f.session.span()->span, FakeSource::kCharge);
        QTest::keyClick(edit, Qt::Key_Escape);
        QVERIFY(!edit->isVisible());
        QVERIFY(!f.page->state().finding());
    }

    void whatDoesNotMatchIsDimmedAndVHidesItButKeepsAncestors()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        auto &state = f.page->state();
        const auto rows = state.rows().rowCount();
        state.find(QStringLiteral("psp.example"));
        QCOMPARE(state.rows().rowCount(), rows);
        QTest::keyClick(&f.page->waterfall(), Qt::Key_V);
        QCOMPARE(treeText(state), QStringLiteral("POST /api/checkout\n  CheckoutService/PlaceOrder\n    PaymentService/Charge\n"
                                                 "      POST psp.example/charges\n      retry 1 POST psp.example/charges\n"
                                                 "      retry 2 POST psp.example/charges\n"));
        state.find(QStringLiteral("redis"));
        QVERIFY(treeText(state).endsWith(QStringLiteral("redis HGETALL cart:{id}\n")));
        QTest::keyClick(&f.page->waterfall(), Qt::Key_V);
        QCOMPARE(state.rows().rowCount(), rows);
    }

    void xShowsOnlyErrorsAndPOnlyTheCriticalPath()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        auto &state = f.page->state();
        const auto rows = state.rows().rowCount();
        QTest::keyClick(&f.page->waterfall(), Qt::Key_X);
        for (std::int64_t row = 0; row < state.rows().rowCount(); ++row) {
            const auto &table = *state.document()->table;
            const SpanIndex span = state.rows().at(row);
            QVERIFY(table.has(span, analysis::NodeFlag::Error) || table.has(span, analysis::NodeFlag::ErrorBelow));
        }
        QVERIFY(state.rows().rowCount() < rows && state.rows().rowCount() > 0);
        QTest::keyClick(&f.page->waterfall(), Qt::Key_P);
        for (std::int64_t row = 0; row < state.rows().rowCount(); ++row)
            QVERIFY(state.document()->critical.contains(state.rows().at(row)));
        QTest::keyClick(&f.page->waterfall(), Qt::Key_P);
        QCOMPARE(state.rows().rowCount(), rows);
    }

    void shiftArrowsCollapseAndExpandLevels()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        auto &state = f.page->state();
        state.setLevels(2);
        QCOMPARE(state.rows().rowCount(), 3); // root, its child, the derived one
        QTest::keyClick(&f.page->waterfall(), Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(state.rows().rowCount() > 3);
        QTest::keyClick(&f.page->waterfall(), Qt::Key_Left, Qt::ShiftModifier);
        QTest::keyClick(&f.page->waterfall(), Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(state.rows().rowCount(), 1);
    }

    void hLeavesAFrameOutOfTheMergedGraphUntilItsChipGoes()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        auto *graph = f.page->findChild<ui::ProfilePage *>();
        clickRow(f, FakeSource::kPayment);
        QTest::keyClick(&f.page->waterfall(), Qt::Key_H); // goes to the graph, where it can be seen
        const auto has = [graph](const char *operation) { return graph->profile() && graph->profile()->findFrame("payment", operation) != analysis::FrameIndex::None; };
        const auto used = [graph](const char *operation) {
            if (!graph->profile())
                return false;
            const auto frame = graph->profile()->findFrame("payment", operation);
            const auto &nodes = graph->profile()->nodes();
            return std::any_of(nodes.begin(), nodes.end(), [frame](const auto &node) { return node.frame == frame; });
        };
        const std::string hidden = f.page->state().nameOf(indexOf(f, FakeSource::kPayment)).toStdString();
        QTRY_VERIFY(graph->isVisible() && graph->profile() && has(hidden.c_str()) && !used(hidden.c_str()));
        QVERIFY(graph->chips().isVisible());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_C);
        QCOMPARE(graph->chips().filter().recursion(), analysis::Recursion::Collapse);
        graph->chips().setFilter({});
        QTRY_VERIFY(used(hidden.c_str()) && !graph->chips().isVisible());
    }

    void fourHoldsTheTraceAgainstAllOfItsRoot()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        QTest::keyClick(&f.page->waterfall(), Qt::Key_4);
        QCOMPARE(f.session.page(), session::Page::Compare);
        const auto &sides = f.session.comparison();
        QCOMPARE(QString::fromStdString(sides.b.filter.text()), QStringLiteral("trace:") + QString::fromStdString(hex(FakeSource::kTrace)));
        QCOMPARE(QString::fromStdString(sides.a.filter.text()), QStringLiteral("root:true name:\"POST /api/checkout\""));
    }

    void fourKnowsATraceWhoseRootIsMissingByItsFirstSpan()
    {
        TracePageFixture f;
        f.source->columns.parent[0] = 0xdead;
        QVERIFY(f.open());
        QTest::keyClick(&f.page->waterfall(), Qt::Key_4);
        QCOMPARE(QString::fromStdString(f.session.comparison().a.filter.text()), QStringLiteral("name:\"POST /api/checkout\""));
    }
};

TRIPTYCH_TEST(TraceKeysTest)
#include "tst_trace_keys.moc"
