#include "app/settings.h"
#include "explore_fixture.h"
#include "test_registry.h"
#include "ui/common/panes.h"
#include "ui/explore/data_table.h"
#include "ui/explore/facets_pane.h"
#include "ui/explore/latency_pane.h"
#include "ui/explore/results_pane.h"
#include "ui/explore/traces_page.h"
#include "ui/shell/main_window.h"
#include "ui/shell/shortcut_sheet.h"
#include "ui/trace/details_pane.h"
#include "ui/trace/flame_view.h"
#include "ui/trace/logs_pane.h"
#include "ui/trace/trace_page.h"
#include "ui/trace/waterfall_view.h"

#include <QDialog>
#include <QSplitter>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTreeView>
#include <QTreeWidget>

using namespace triptych;
using session::Page;
using tests::FakeSource;

namespace {

struct Fixture : tests::ExploreFixture<ui::MainWindow> {
    bool begin(QSize size = {1440, 900})
    {
        workspace.setSource(source);
        page = std::make_unique<ui::MainWindow>(context);
        page->resize(size);
        page->show();
        return QTest::qWaitForWindowActive(page.get()) && settle();
    }
    template <typename View> View *view() { return page->findChild<View *>(); }
    void press(int key, Qt::KeyboardModifiers modifiers = {})
    {
        QWidget *focus = QApplication::focusWidget();
        QTest::keyClick(focus ? focus : page.get(), Qt::Key(key), modifiers);
    }
    ui::TracePage *openTrace()
    {
        session.openTrace(FakeSource::kTrace);
        auto *trace = view<ui::TracePage>();
        return QTest::qWaitFor([&] { return trace && trace->state().document() && trace->waterfall().isVisible(); }) ? trace : nullptr;
    }
};

} // namespace

class PanesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anotherLayoutLeavesTheOverviewAsHighAsTheTraceIsDeep()
    {
        Fixture f;
        QVERIFY(f.begin());
        ui::TracePage *trace = f.openTrace();
        QVERIFY(trace);
        auto *flame = trace->findChild<ui::FlameView *>();
        QVERIFY(flame->isVisible());
        const int height = flame->height();
        f.actions.find(QStringLiteral("layout.trace"))->trigger();
        QVERIFY(f.settle());
        QTRY_VERIFY(flame->isVisible());
        QTRY_COMPARE(flame->height(), height);
    }
    void qHidesTheSidePanesAndBringsThemBack()
    {
        Fixture f;
        QVERIFY(f.begin());
        auto *trace = f.openTrace();
        QVERIFY(trace);
        trace->waterfall().setFocus();
        f.press(Qt::Key_Q);
        QVERIFY(!trace->details().isVisible() && !trace->logs().isVisible());
        QVERIFY(trace->waterfall().isVisible());
        f.press(Qt::Key_Q);
        QVERIFY(trace->details().isVisible() && trace->logs().isVisible());
    }
    void onePaneFillsThePageUntilTheSameKeyBringsTheOthersBack()
    {
        Fixture f;
        QVERIFY(f.begin());
        auto *traces = f.view<ui::TracesPage>();
        auto *table = traces->results()->table(ui::ResultsPane::Traces);
        table->setFocus();
        f.press(Qt::Key_F12);
        QVERIFY(table->isVisible());
        QVERIFY(!traces->facets()->isVisible() && !traces->latency()->isVisible());
        QTRY_COMPARE(traces->results()->width(), traces->width());
        QCOMPARE(traces->results()->height(), traces->height());
        f.press(Qt::Key_F12);
        QVERIFY(traces->facets()->isVisible() && traces->latency()->isVisible());
    }
    void f6GoesRoundThePanes()
    {
        Fixture f;
        QVERIFY(f.begin());
        auto *traces = f.view<ui::TracesPage>();
        traces->results()->table(ui::ResultsPane::Traces)->setFocus();
        f.press(Qt::Key_F6);
        QVERIFY(traces->facets()->view()->hasFocus());
        f.press(Qt::Key_F6, Qt::ShiftModifier);
        QVERIFY(traces->results()->table(ui::ResultsPane::Traces)->hasFocus());
    }
    void thePaneThatTheKeysWentToBearsALineUntilTheMouseTakesOver()
    {
        Fixture f;
        QVERIFY(f.begin());
        auto *traces = f.view<ui::TracesPage>();
        auto *table = traces->results()->table(ui::ResultsPane::Traces);
        table->setFocus();
        const auto line = [&] { return traces->findChild<QWidget *>(QStringLiteral("paneFocus")); };
        QVERIFY(!line());
        f.press(Qt::Key_F6);
        QTRY_VERIFY(line() && line()->isVisible());
        QWidget *facets = traces->panes()->current()->widget;
        QCOMPARE(line()->mapTo(traces, QPoint()), facets->mapTo(traces, QPoint()));
        QCOMPARE(line()->width(), facets->width());
        f.press(Qt::Key_Q); // its pane goes
        QTRY_VERIFY(!line()->isVisible() || line()->mapTo(traces, QPoint()) != facets->mapTo(traces, QPoint()));
        f.press(Qt::Key_Q);
        table->setFocus();
        f.press(Qt::Key_F6);
        QTRY_VERIFY(line()->isVisible());
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, QPoint(40, 40));
        QTRY_VERIFY(!line()->isVisible());
    }
    void aHiddenPaneStaysHiddenInTheNextWindow()
    {
        Fixture f;
        QVERIFY(f.begin());
        f.view<ui::TracesPage>()->facets()->view()->setFocus();
        f.press(Qt::Key_F12, Qt::ShiftModifier);
        QVERIFY(!f.view<ui::TracesPage>()->facets()->isVisible());
        f.page.reset();
        QVERIFY(f.begin());
        QVERIFY(!f.view<ui::TracesPage>()->facets()->isVisible());
        f.actions.find(QStringLiteral("layout.restore"))->trigger();
        QVERIFY(f.view<ui::TracesPage>()->facets()->isVisible());
    }
    void aNamedLayoutGoesToItsPageWithItsPanes()
    {
        Fixture f;
        QVERIFY(f.begin());
        QVERIFY(f.openTrace());
        f.actions.find(QStringLiteral("layout.logs"))->trigger();
        QVERIFY(f.session.page() == Page::Logs);
        f.session.setPage(Page::Trace);
        auto *trace = f.view<ui::TracePage>();
        QTRY_VERIFY(trace->logs().isVisible());
        QVERIFY(!trace->details().isVisible() && !trace->flame().isVisible());
        f.actions.find(QStringLiteral("layout.triage"))->trigger();
        f.session.setPage(Page::Trace);
        QTRY_VERIFY(trace->details().isVisible());
    }
    void logsStandBesideTheWaterfallOrUnderItAsThereIsRoom()
    {
        Fixture f;
        QVERIFY(f.begin());
        auto *trace = f.openTrace();
        QVERIFY(trace);
        const auto left = [&](QWidget &pane) { return pane.mapTo(f.page.get(), QPoint(0, 0)); };
        QVERIFY(left(trace->logs()).x() > left(trace->waterfall()).x() + trace->waterfall().width() / 2);
        f.page->resize(1000, 800);
        QTRY_VERIFY(left(trace->logs()).y() >= left(trace->waterfall()).y() + trace->waterfall().height());
        QVERIFY(trace->logs().isVisible());
        f.page->resize(1440, 900);
        QTRY_VERIFY(left(trace->logs()).y() < left(trace->waterfall()).y() + trace->waterfall().height());
    }
    void theMainListMovesWithoutTheFocus()
    {
        Fixture f;
        QVERIFY(f.begin());
        auto *traces = f.view<ui::TracesPage>();
        auto *table = traces->results()->table(ui::ResultsPane::Traces);
        traces->facets()->view()->setFocus();
        const int row = table->currentIndex().row();
        f.press(Qt::Key_Down, Qt::ControlModifier);
        QCOMPARE(table->currentIndex().row(), row + 1);
        f.press(Qt::Key_F7);
        QCOMPARE(table->currentIndex().row(), row);
    }
    void helpSpeaksOfThePaneWithTheFocus()
    {
        Fixture f;
        QVERIFY(f.begin());
        f.view<ui::TracesPage>()->facets()->view()->setFocus();
        f.press(Qt::Key_F1);
        auto *sheet = f.page->findChild<ui::ShortcutSheet *>();
        QVERIFY(sheet && sheet->windowTitle().contains(QStringLiteral("Facets")));
        const auto groups = [](ui::ShortcutSheet *of) {
            QStringList titles;
            for (int g = 0; g < of->findChild<QTreeWidget *>()->topLevelItemCount(); ++g)
                titles.append(of->findChild<QTreeWidget *>()->topLevelItem(g)->text(0));
            return titles;
        };
        QVERIFY(groups(sheet).indexOf(QStringLiteral("Tables")) < groups(sheet).indexOf(QStringLiteral("Everywhere")));
        sheet->reject();
        QTRY_VERIFY(!f.page->findChild<ui::ShortcutSheet *>());
        f.page->activateWindow();
        QTRY_VERIFY(f.page->isActiveWindow());
        // Commands of the pane itself stand over those of other tables.
        f.view<ui::TracesPage>()->results()->table(ui::ResultsPane::Traces)->setFocus();
        f.press(Qt::Key_F1);
        sheet = f.page->findChild<ui::ShortcutSheet *>();
        QVERIFY(sheet);
        QCOMPARE(groups(sheet).mid(0, 2), (QStringList{QStringLiteral("Results"), QStringLiteral("Tables")}));
        const auto *own = sheet->findChild<QTreeWidget *>()->topLevelItem(0);
        for (int row = 0; row < own->childCount(); ++row)
            QVERIFY2(!own->child(row)->text(1).contains(QStringLiteral("SQL")), qPrintable(own->child(row)->text(1)));
        sheet->reject();
    }
    void pausingSaysWhyItCannot()
    {
        Fixture f;
        QVERIFY(f.begin());
        QAction *pause = f.actions.find(QStringLiteral("view.pause"));
        QVERIFY(!pause->isEnabled() && pause->text().contains(QStringLiteral("nothing live")));
        f.workspace.setLive(ui::Workspace::Live::Running);
        QVERIFY(pause->isEnabled());
        f.press(Qt::Key_F9);
        QVERIFY(f.workspace.live() == ui::Workspace::Live::Paused);
    }
    void resettingTheLayoutForgetsPanesButNotKeys()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("s.ini"));
        app::Settings settings(file);
        settings.setPreference(QStringLiteral("panes/triage/traces"), QVariantMap{{QStringLiteral("hidden"), QStringList{QStringLiteral("facets")}}});
        settings.setPreference(QStringLiteral("keys/view.drawer"), QStringList{QStringLiteral("F4")});
        QCOMPARE(settings.preferences().size(), 2);
        settings.resetLayout();
        QCOMPARE(settings.preferences().keys(), QStringList{QStringLiteral("keys/view.drawer")});
    }
};

TRIPTYCH_TEST(PanesTest)
#include "tst_panes.moc"
