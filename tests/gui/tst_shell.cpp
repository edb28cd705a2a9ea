#include "app/open_request.h"
#include "app/settings.h"
#include "explore_fixture.h"
#include "test_registry.h"
#include "ui/common/histogram_strip.h"
#include "ui/filter/filter_bar.h"
#include "ui/shell/fuzzy.h"
#include "ui/shell/import_pane.h"
#include "ui/shell/main_window.h"
#include "ui/shell/picker.h"
#include "ui/shell/time_range_dialog.h"
#include "ui/shell/top_bar.h"
#include "ui/trace/trace_page.h"

#include <QLineEdit>
#include <QListView>
#include <QMenuBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QTemporaryDir>

using namespace triptych;
using telemetry::Nanos;
using telemetry::TimeRange;

class TestShell : public QObject
{
    Q_OBJECT

    struct Fixture : tests::ExploreFixture<ui::MainWindow> {
        bool begin()
        {
            page = std::make_unique<ui::MainWindow>(context);
            page->resize(1280, 800);
            page->show();
            return QTest::qWaitForWindowActive(page.get());
        }
        QWidget *current() { return page->findChild<QStackedWidget *>()->currentWidget(); }
    };

    static telemetry::Histogram tenSeconds()
    {
        telemetry::Histogram histogram;
        constexpr Nanos kSecond = 1'000'000'000;
        histogram.range = {0, 10 * kSecond};
        histogram.width = kSecond;
        histogram.bins.assign(10, {5, 1, 1});
        return histogram;
    }

private Q_SLOTS:
    void withoutDataTheStartPageStands()
    {
        Fixture f;
        QVERIFY(f.begin());
        QVERIFY(qobject_cast<ui::StartPage *>(f.current()));
        f.workspace.setSource(f.source);
        QVERIFY(!qobject_cast<ui::StartPage *>(f.current()));
        QVERIFY(f.settle());
        f.workspace.setSource(nullptr);
        QVERIFY(qobject_cast<ui::StartPage *>(f.current()));
    }

    void theTracePageIsMadeWhileTheFirstImportRuns()
    {
        Fixture f;
        QVERIFY(f.begin());
        QVERIFY(!f.page->findChild<ui::TracePage *>());
        ui::ImportView view;
        view.state = ui::ImportView::State::Running;
        f.page->showImport(view);
        QTRY_VERIFY(f.page->findChild<ui::TracePage *>());
        QVERIFY(qobject_cast<ui::ImportPane *>(f.current()));
    }

    void thePageIsTheSessions()
    {
        Fixture f;
        QVERIFY(f.begin());
        f.workspace.setSource(f.source);
        QWidget *first = f.current();
        f.session.setPage(session::Page::Logs);
        QVERIFY(f.current() != first);
        f.session.back();
        QCOMPARE(f.current(), first);
        QVERIFY(f.settle());
    }

    void aDocumentOpensWithoutAWayBackBeforeIt()
    {
        Fixture f;
        QVERIFY(f.begin());
        f.session.setPage(session::Page::Logs);
        f.session.beginHere();
        QVERIFY(!f.session.canGoBack());
        f.session.back();
        QVERIFY(f.session.page() == session::Page::Logs);
        f.session.setPage(session::Page::Traces);
        QTRY_VERIFY(f.session.canGoBack());
        f.session.back();
        QVERIFY(f.session.page() == session::Page::Logs);
    }

    void everyCommandHasANameAndNoTwoGlobalOnesShareAKey()
    {
        Fixture f;
        QVERIFY(f.begin());
        QHash<QString, QString> keys;
        const auto entries = f.actions.entries();
        for (const auto &entry : entries) {
            QVERIFY2(!entry.text.isEmpty(), qPrintable(entry.id));
            if (!entry.action || entry.scope != ui::KeyScope::Global)
                continue;
            for (const QKeySequence &key : entry.action->shortcuts()) {
                QVERIFY2(!keys.contains(key.toString()), qPrintable(entry.id + u' ' + keys.value(key.toString())));
                keys.insert(key.toString(), entry.id);
            }
        }
        QVERIFY(keys.contains(QStringLiteral("Ctrl+Shift+P")) && keys.contains(QStringLiteral("Ctrl+L")));
    }

    void theMenusAreMadeOfTheCatalog()
    {
        Fixture f;
        QVERIFY(f.begin());
        f.actions.add({QStringLiteral("tools.late"), QStringLiteral("Added Late"), QStringLiteral("Tools"), {}}, f.page.get(), [] {});
        const auto has = [&] {
            for (QAction *menu : f.page->menuBar()->actions())
                for (QAction *action : menu->menu()->actions())
                    if (action->text() == QStringLiteral("Added Late"))
                        return true;
            return false;
        };
        QTRY_VERIFY(has());
    }

    void namedLayoutsAreSteppedThroughByKey()
    {
        Fixture f;
        QVERIFY(f.begin());
        f.workspace.setSource(f.source);
        QVERIFY(f.settle());
        QTest::keyClick(f.page.get(), Qt::Key_Right, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(f.preferences.value(ui::preference::kLayout).toString(), QStringLiteral("trace"));
        QVERIFY(f.session.page() == session::Page::Trace);
        QTest::keyClick(f.page.get(), Qt::Key_Left, Qt::ControlModifier | Qt::AltModifier);
        QTest::keyClick(f.page.get(), Qt::Key_Left, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(f.preferences.value(ui::preference::kLayout).toString(), QStringLiteral("compare"));
        QVERIFY(f.settle());
    }

    void ctrlLPutsTheKeysIntoTheFilter()
    {
        Fixture f;
        QVERIFY(f.begin());
        QTest::keyClick(f.page.get(), Qt::Key_L, Qt::ControlModifier);
        QTRY_VERIFY(f.page->topBar().filter().focusProxy()->hasFocus());
    }

    void aRunningImportCanBeCancelledAndItsLossesAreShown()
    {
        Fixture f;
        QVERIFY(f.begin());
        QSignalSpy cancelled(f.page.get(), &ui::MainWindow::cancelImportRequested);
        ui::ImportView view;
        view.title = QStringLiteral("Importing bundle.tar.gz");
        view.fraction = 0.5;
        view.files = {{QStringLiteral("access.log"), QStringLiteral("nginx"), QStringLiteral("1 line"), 0.5, ui::ImportLine::State::Running}};
        f.page->showImport(view);
        auto *pane = qobject_cast<ui::ImportPane *>(f.current());
        QVERIFY(pane);
        QPushButton *cancel = nullptr;
        for (QPushButton *button : pane->findChildren<QPushButton *>())
            if (button->text() == QStringLiteral("Cancel"))
                cancel = button;
        QVERIFY(cancel);
        QTest::mouseClick(cancel, Qt::LeftButton);
        QCOMPARE(cancelled.count(), 1);

        view.state = ui::ImportView::State::Failed;
        view.losses = {{QStringLiteral("1 record could not be read"),
                        {{QStringLiteral("line 4"), QStringLiteral("ends inside a string"), QStringLiteral("{\"a"), QStringLiteral("1")}},
                        QStringLiteral("1")}};
        f.page->showImport(view);
        QCOMPARE(f.current(), pane);
        QVERIFY(!pane->findChildren<QPushButton *>().isEmpty());
    }

    void fuzzyPrefersBeginningsOfWords()
    {
        QVERIFY(ui::fuzzyScore(QStringLiteral("cp"), QStringLiteral("Command Palette")) >
                ui::fuzzyScore(QStringLiteral("cp"), QStringLiteral("Escape")));
        QVERIFY(ui::fuzzyScore(QStringLiteral("xyz"), QStringLiteral("Command Palette")) < 0);
        QCOMPARE(ui::fuzzyScore(QString(), QStringLiteral("anything")), 0);
    }

    void thePickerRunsWhatFitsBest()
    {
        Fixture f;
        QVERIFY(f.begin());
        ui::Picker picker(f.theme, QStringLiteral("t"), QStringLiteral("t"), f.page.get());
        QString ran;
        picker.setItems({{QStringLiteral("Open Files"), {}, [&] { ran = QStringLiteral("open"); }},
                         {QStringLiteral("Command Palette"), {}, [&] { ran = QStringLiteral("palette"); }}});
        picker.setTyped(QStringLiteral("pal"));
        QCOMPARE(picker.shown(), QStringList{QStringLiteral("Command Palette")});
        picker.show();
        QTest::keyClick(picker.findChild<QLineEdit *>(), Qt::Key_Return);
        QCOMPARE(ran, QStringLiteral("palette"));
        // Where nothing fits, the list says so and Enter does nothing.
        ran.clear();
        picker.setNothing(QStringLiteral("Nothing is called that"));
        picker.setTyped(QStringLiteral("xyz"));
        picker.show();
        QVERIFY(picker.shown().isEmpty());
        QCOMPARE(picker.findChild<QListView *>()->model()->index(0, 0).data().toString(), QStringLiteral("Nothing is called that"));
        QTest::keyClick(picker.findChild<QLineEdit *>(), Qt::Key_Return);
        QVERIFY(ran.isEmpty() && picker.isVisible());
        // A long hint is read whole.
        const QString hint = QStringLiteral("Type the number of a row, a time of the data's day or with its date, or the id of a trace or span");
        picker.setNothing(hint);
        picker.setTyped(QStringLiteral("xyzz"));
        const auto *list = picker.findChild<QListView *>();
        const QRect whole = QFontMetrics(f.theme.text()).boundingRect(QRect(0, 0, list->viewport()->width(), 1000), Qt::TextWordWrap, hint);
        QTRY_VERIFY(list->visualRect(list->model()->index(0, 0)).height() >= whole.height());
    }

    void aDragOverTheHistogramSelectsAndEscapeClears()
    {
        ui::Theme theme;
        ui::HistogramStrip strip(theme);
        strip.resize(524, strip.height()); // 500 pixels of axis: 50 a second
        strip.setHistogram(tenSeconds());
        strip.show();
        QVERIFY(QTest::qWaitForWindowExposed(&strip));
        QSignalSpy changed(&strip, &ui::HistogramStrip::brushChanged);
        QTest::mousePress(&strip, Qt::LeftButton, {}, {112, 30});
        QTest::mouseMove(&strip, {212, 30});
        QTest::mouseRelease(&strip, Qt::LeftButton, {}, {212, 30});
        QCOMPARE(changed.count(), 1);
        QVERIFY(strip.brush());
        constexpr Nanos kSecond = 1'000'000'000, kPixel = kSecond / 50;
        QVERIFY(std::abs(strip.brush()->from - 2 * kSecond) <= kPixel);
        QVERIFY(std::abs(strip.brush()->to - 4 * kSecond) <= kPixel);
        QTest::keyClick(&strip, Qt::Key_Right);
        QVERIFY(std::abs(strip.brush()->from - 3 * kSecond) <= kPixel);
        QTest::keyClick(&strip, Qt::Key_Escape);
        QVERIFY(!strip.brush());
        QCOMPARE(changed.count(), 3);
    }

    void timesAreReadAsPeopleWriteThem_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("ns");
        constexpr qint64 kAt = 1'795'442'551; // 2026-11-23 14:02:31 UTC
        QTest::newRow("date and time") << QStringLiteral("2026-11-23 14:02:31") << kAt * 1'000'000'000;
        QTest::newRow("nanoseconds") << QStringLiteral("2026-11-23T14:02:31.118000001Z") << kAt * 1'000'000'000 + 118'000'001;
        QTest::newRow("offset") << QStringLiteral("2026-11-23T16:02:31+02:00") << kAt * 1'000'000'000;
        QTest::newRow("epoch s") << QStringLiteral("1795442551") << kAt * 1'000'000'000;
        QTest::newRow("epoch ms") << QStringLiteral("1795442551118") << kAt * 1'000'000'000 + 118'000'000;
        QTest::newRow("epoch ns") << QStringLiteral("1795442551118000001") << kAt * 1'000'000'000 + 118'000'001;
        QTest::newRow("nonsense") << QStringLiteral("yesterday-ish") << qint64(-1);
    }
    void timesAreReadAsPeopleWriteThem()
    {
        QFETCH(QString, text);
        QFETCH(qint64, ns);
        QCOMPARE(qint64(ui::TimeRangeDialog::parseTime(text).value_or(-1)), ns);
    }

    void argumentsBecomeARequest()
    {
        const auto request = app::requestFromArguments({QStringLiteral("a.json"), QStringLiteral("--filter"), QStringLiteral("status:error"),
                                                        QStringLiteral("--view=logs"), QStringLiteral("--size"), QStringLiteral("1280x800"),
                                                        QStringLiteral("--theme"), QStringLiteral("dark"), QStringLiteral("--"),
                                                        QStringLiteral("--odd name")});
        QVERIFY(request.ok());
        QCOMPARE(request->paths, (QStringList{QStringLiteral("a.json"), QStringLiteral("--odd name")}));
        QCOMPARE(request->filter, QStringLiteral("status:error"));
        QVERIFY(request->page == session::Page::Logs);
        QCOMPARE(request->size, QSize(1280, 800));
        QVERIFY(request->theme == ui::Theme::Mode::Dark);
    }

    void aWrongArgumentIsNamed()
    {
        for (const QString &bad : {QStringLiteral("--nosuch"), QStringLiteral("--size=big"), QStringLiteral("--view=cake"),
                                   QStringLiteral("--filter")}) {
            const auto request = app::requestFromArguments({bad});
            QVERIFY2(!request.ok(), qPrintable(bad));
            QCOMPARE(request.error().kind, base::ErrorKind::BadQuery);
        }
    }

    void aLinkCarriesTheWholeView()
    {
        app::OpenRequest request;
        request.paths = {QStringLiteral("/data/über & mehr.json")};
        request.filter = QStringLiteral("route:\"/a?b=c#d\" duration:>1.5s");
        request.trace = QStringLiteral("4bf92f3577b34da6a3ce929d0e0e4736");
        request.page = session::Page::Trace;
        const auto back = app::requestFromLink(app::linkOf(request));
        QVERIFY(back.ok());
        QCOMPARE(back->paths, request.paths);
        QCOMPARE(back->filter, request.filter);
        QCOMPARE(back->trace, request.trace);
        QVERIFY(back->page == request.page);
        request.page = session::Page::Flame;
        QCOMPARE(app::requestFromLink(app::linkOf(request))->page, request.page);
        QVERIFY(!app::requestFromLink(QStringLiteral("https://example.com/")).ok());
    }

    void whatWasOpenedIsRememberedOnceNewestFirst()
    {
        const QTemporaryDir folder;
        app::Settings settings(folder.filePath(QStringLiteral("settings.ini")));
        const QDateTime now(QDate(2026, 11, 23), QTime(14, 0), Qt::UTC);
        settings.opened(QStringLiteral("/a"), QStringLiteral("1 MB"), now);
        settings.opened(QStringLiteral("/b"), QStringLiteral("2 MB"), now);
        settings.opened(QStringLiteral("/a"), QStringLiteral("3 MB"), now);
        QCOMPARE(settings.recent().size(), 2);
        QCOMPARE(settings.recent().front().path, QStringLiteral("/a"));
        QCOMPARE(settings.recent().front().detail, QStringLiteral("3 MB"));
        settings.forget(QStringLiteral("/a"));
        QCOMPARE(settings.recent().size(), 1);
        QCOMPARE(app::dayText(now.addDays(-1), now), QStringLiteral("yesterday"));
        QCOMPARE(app::dayText(now.addDays(-4), now), QStringLiteral("Thursday"));
        QCOMPARE(app::dayText(now.addDays(-14), now), QStringLiteral("9 Nov"));
    }
};

TRIPTYCH_TEST(TestShell)
#include "tst_shell.moc"
