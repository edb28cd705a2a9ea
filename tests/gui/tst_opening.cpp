#include "app/composition.h"
#include "items/traces_model.h"
#include "session/marks.h"
#include "test_registry.h"
#include "ui/explore/results_pane.h"
#include "ui/filter/filter_bar.h"
#include "ui/shell/merge_dialog.h"
#include "ui/shell/top_bar.h"

#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QFile>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

using namespace triptych;

namespace {

/// One span as OTLP JSON; the span's id tells documents apart.
QByteArray otlp(int id, const char *stage)
{
    return QByteArray(R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}},)"
                      R"({"key":"stage.of.life","value":{"stringValue":")") +
           stage + R"("}}]},"scopeSpans":[{"spans":[{"traceId":"4bf92f3577b34da6a3ce929d0e0e473)" + QByteArray::number(id) +
           R"(","spanId":"00f067aa0ba902b)" + QByteArray::number(id) +
           R"(","name":"GET /","kind":2,"startTimeUnixNano":"1795442551118000000","endTimeUnixNano":"1795442551218000000"}]}]}]})";
}

/// The explorer as a user has it, with settings of its own.
struct Explorer {
    QTemporaryDir folder;
    app::Settings settings;
    std::unique_ptr<app::Composition> composition;

    /// `where` the settings of an earlier one lie.
    explicit Explorer(const QString &where = {})
        : settings((where.isEmpty() ? folder.path() : where) + QStringLiteral("/settings.ini")),
          composition(std::make_unique<app::Composition>(settings, ui::Theme::Mode::Light))
    {
    }

    bool begin()
    {
        composition->window().resize(1280, 800);
        composition->window().show();
        return QTest::qWaitForWindowActive(&composition->window());
    }
    QString write(const QString &name, const QByteArray &bytes)
    {
        QFile file(folder.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? file.fileName() : QString();
    }
    void drop(const QStringList &paths)
    {
        QMimeData mime;
        QList<QUrl> urls;
        for (const QString &path : paths)
            urls.append(QUrl::fromLocalFile(path));
        mime.setUrls(urls);
        QDragEnterEvent enter({640, 400}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&composition->window(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event({640, 400}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&composition->window(), &event);
    }
    std::uint64_t spans(const char *filter = "")
    {
        const auto &source = composition->workspace().source();
        if (!source)
            return 0;
        telemetry::SpanQuery query;
        query.limit = 1;
        const auto found = source->spans({query::Filter::parse(filter).value(), std::nullopt}, query, {});
        return found ? found->total : 0;
    }
    ui::MergeDialog *merging() { return composition->window().findChild<ui::MergeDialog *>(); }
    /// Enter in the dialog that several files bring.
    void openTogether()
    {
        QTRY_VERIFY(merging());
        QTest::keyClick(merging(), Qt::Key_Return);
    }
    telemetry::Nanos startOf(const char *filter)
    {
        telemetry::SpanQuery query;
        query.limit = 1;
        const auto found = composition->workspace().source()->spans({query::Filter::parse(filter).value(), std::nullopt}, query, {});
        return found && !found->rows.empty() ? found->rows.front().start : 0;
    }
    QMessageBox *box() { return composition->window().findChild<QMessageBox *>(); }
    /// *Add* in the question that dropping on what is open brings.
    void add()
    {
        QTRY_VERIFY(box());
        QPushButton *add = nullptr;
        for (auto *button : box()->findChildren<QPushButton *>())
            if (button->text() == QStringLiteral("Add"))
                add = button;
        QVERIFY(add);
        add->click();
    }
};

} // namespace

class TestOpening : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aDroppedFileOpens()
    {
        Explorer e;
        QVERIFY(e.begin());
        e.drop({e.write(QStringLiteral("one.json"), otlp(1, "blue"))});
        QTRY_COMPARE(e.spans(), 1u);
        QTRY_VERIFY(e.composition->settled());
        QVERIFY(e.composition->window().windowTitle().startsWith(QStringLiteral("one.json")));
        QCOMPARE(e.settings.recent().size(), 1);
    }

    void escapeLeavesTheFilterAlsoWhereNothingMatches()
    {
        Explorer e;
        QVERIFY(e.begin());
        e.drop({e.write(QStringLiteral("one.json"), otlp(1, "blue"))});
        QTRY_COMPARE(e.spans(), 1u);
        e.composition->session().setPage(session::Page::Traces);
        QTRY_VERIFY(e.composition->settled());
        auto &bar = e.composition->window().topBar().filter();
        QTest::keyClick(&e.composition->window(), Qt::Key_L, Qt::ControlModifier);
        QTRY_VERIFY(bar.hasFocus());
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("service:nobody"));
        QTRY_COMPARE(QString::fromStdString(e.composition->session().filter().text()), QStringLiteral("service:nobody"));
        QTRY_VERIFY(!e.composition->workspace().busy().busy());
        for (int i = 0; i < 2 && bar.hasFocus(); ++i) // the completion first, where there is one
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(!bar.hasFocus());
        QCOMPARE(QString::fromStdString(e.composition->session().filter().text()), QStringLiteral("service:nobody"));
    }

    void everyMenuStandsInItsPlaceFromTheStart()
    {
        Explorer e;
        QVERIFY(e.begin());
        const auto titles = [&e] {
            QStringList all;
            for (const QAction *menu : e.composition->window().menuBar()->actions())
                all.append(menu->text());
            return all;
        };
        const QStringList before = titles();
        QCOMPARE(before.size(), 8);
        QMenu *trace = e.composition->window().menuBar()->actions().at(4)->menu();
        QPointer<QMenu> open = trace;
        trace->popup({0, 0}); // fills itself, though its page was never shown
        QVERIFY(trace->actions().size() > 5);
        int commands = 0;
        for (const QAction *action : trace->actions())
            commands += action->menu() ? int(action->menu()->actions().size()) : 1;
        QVERIFY(commands > 40);
        QVERIFY2(trace->sizeHint().height() < 740, qPrintable(QString::number(trace->sizeHint().height()))); // of a window of 800
        QVERIFY(trace->isVisible());
        trace->close();
        QTRY_VERIFY(!open); // made again with all of them
        QCOMPARE(titles(), before);
    }

    void aDocumentOpensAsItWasLeft()
    {
        QTemporaryDir folder;
        const QString bundle = folder.filePath(QStringLiteral("bundle.json")), moved = folder.filePath(QStringLiteral("moved.json"));
        QFile file(bundle);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(otlp(1, "blue") + '\n' + otlp(2, "green")) > 0);
        file.close();
        const auto begin = [&folder](const QString &path, const app::OpenRequest &more = {}) {
            auto e = std::make_unique<Explorer>(folder.path());
            if (!e->begin())
                return e;
            app::OpenRequest request = more;
            request.paths = {path};
            e->composition->open(request);
            return e;
        };
        const telemetry::TraceId trace{0x4bf92f3577b34da6ull, 0xa3ce929d0e0e4732ull};
        const session::SpanRef span{telemetry::SpanId{0x00f067aa0ba902b2ull}};
        {
            const auto e = begin(bundle);
            QTRY_COMPARE(e->spans(), 2u);
            QTRY_VERIFY(e->composition->settled());
            auto &session = e->composition->session();
            session.setFilter(query::Filter::parse("stage.of.life:green").value());
            session.openTrace(trace, span);
            QTRY_VERIFY(!session.window().extent().empty());
            const auto whole = session.window().extent();
            QTRY_VERIFY(!e->composition->workspace().busy().busy());
            session.window().setWindow({whole.from + whole.length() / 4, whole.from + whole.length() / 2});
            session.marks().toggle(session::TraceMark{trace}, whole.from);
        }
        QVERIFY(QFile::rename(bundle, moved)); // known by its content
        {
            const auto e = begin(moved);
            QTRY_COMPARE(e->spans(), 2u);
            auto &session = e->composition->session();
            QTRY_COMPARE(session.page(), session::Page::Trace);
            QCOMPARE(QString::fromStdString(session.filter().text()), QStringLiteral("stage.of.life:green"));
            QVERIFY(session.trace() == trace);
            QCOMPARE(session.span()->span, span.span);
            QTRY_VERIFY(!session.window().extent().empty());
            QTRY_COMPARE(session.window().window().length(), session.window().extent().length() / 4);
            QVERIFY(session.marks().contains(session::TraceMark{trace}));
            QVERIFY(!session.canGoBack());
        }
        {
            app::OpenRequest asked;
            asked.page = session::Page::Logs; // whoever asks for something gets that; marks are there all the same
            const auto e = begin(moved, asked);
            QTRY_COMPARE(e->spans(), 2u);
            QTRY_COMPARE(e->composition->session().page(), session::Page::Logs);
            QVERIFY(e->composition->session().filter().text().empty());
            QVERIFY(e->composition->session().marks().contains(session::TraceMark{trace}));
        }
    }

    void aDropThatOffersToMoveIsTakenAsACopy()
    {
        Explorer e;
        QVERIFY(e.begin());
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(e.write(QStringLiteral("one.json"), otlp(1, "blue")))});
        QDragEnterEvent enter({640, 400}, Qt::CopyAction | Qt::MoveAction, &mime, Qt::LeftButton, Qt::ShiftModifier);
        QCoreApplication::sendEvent(&e.composition->window(), &enter);
        QCOMPARE(enter.dropAction(), Qt::CopyAction);
        QDropEvent event({640, 400}, Qt::CopyAction | Qt::MoveAction, &mime, Qt::LeftButton, Qt::ShiftModifier);
        QCOMPARE(event.proposedAction(), Qt::MoveAction);
        QCoreApplication::sendEvent(&e.composition->window(), &event);
        QVERIFY(event.isAccepted());
        QCOMPARE(event.dropAction(), Qt::CopyAction);
        QTRY_COMPARE(e.spans(), 1u);
    }

    void severalDroppedFilesStandTogether()
    {
        Explorer e;
        QVERIFY(e.begin());
        e.drop({e.write(QStringLiteral("one.json"), otlp(1, "blue")), e.write(QStringLiteral("two.json"), otlp(2, "green"))});
        e.openTogether();
        QTRY_COMPARE(e.spans(), 2u);
    }

    void aClockThatWasWrongIsSetRightWhenSeveralFilesOpen()
    {
        Explorer e;
        QVERIFY(e.begin());
        e.drop({e.write(QStringLiteral("one.json"), otlp(1, "blue")), e.write(QStringLiteral("two.json"), otlp(2, "green"))});
        QTRY_VERIFY(e.merging());
        QVERIFY(QTest::qWaitForWindowActive(e.merging()));
        auto *list = e.merging()->findChild<QTreeWidget *>();
        QCOMPARE(list->topLevelItemCount(), 2);
        QPushButton *open = nullptr;
        for (auto *button : e.merging()->findChildren<QPushButton *>())
            if (button->text() == QStringLiteral("&Open Together"))
                open = button;
        QVERIFY(open);
        constexpr int kOffset = 2;
        list->topLevelItem(1)->setText(kOffset, QStringLiteral("soon"));
        QVERIFY(!open->isEnabled()); // no duration
        list->topLevelItem(1)->setText(kOffset, QStringLiteral("-1.5 s"));
        QVERIFY(open->isEnabled());
        QTest::mouseClick(open, Qt::LeftButton);
        QTRY_COMPARE(e.spans(), 2u);
        constexpr telemetry::Nanos kStart = 1'795'442'551'118'000'000;
        QCOMPARE(e.startOf("stage.of.life:blue"), kStart);
        QCOMPARE(e.startOf("stage.of.life:green"), kStart - 1'500'000'000);
        const auto info = e.composition->workspace().source()->info({});
        QVERIFY(info.ok() && info->imports.size() == 2);
        QVERIFY(info->imports[0].errors.empty());
        QCOMPARE(QString::fromStdString(info->imports[1].errors.at(0).what), QStringLiteral("every time was moved by -1.50 s, as asked when it was opened"));
        QCOMPARE(info->imports[1].errorCount, std::uint64_t(0));
    }

    void offsetsAreTypedIntoTheirCells()
    {
        constexpr int kOffset = 2;
        ui::Theme theme;
        QWidget window;
        ui::MergeDialog dialog(theme, {QStringLiteral("/a/one.json"), QStringLiteral("/a/two.json")}, &window);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        auto *list = dialog.findChild<QTreeWidget *>();
        const auto editor = [&] { return list->viewport()->findChild<QLineEdit *>(); };
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->topLevelItem(1)).center() + QPoint(list->header()->sectionViewportPosition(kOffset) - list->visualItemRect(list->topLevelItem(1)).center().x() + 8, 0));
        QTRY_VERIFY(editor() && editor()->hasFocus());
        QTest::keyClicks(editor(), QStringLiteral("-1.5 s"));
        QTest::keyClick(editor(), Qt::Key_Return);
        QTRY_VERIFY(!editor());
        QVERIFY(dialog.isVisible()); // Enter ended the editing, not the dialog
        QCOMPARE(dialog.offsets(), (QVector<telemetry::Nanos>{0, -1'500'000'000}));
        list->setFocus();
        list->setCurrentItem(list->topLevelItem(0));
        QTest::keyClick(list, Qt::Key_F2);
        QTRY_VERIFY(editor() && editor()->hasFocus());
        QTest::keyClicks(editor(), QStringLiteral("250 ms"));
        QTest::keyClick(editor(), Qt::Key_Escape); // takes it back, and leaves the dialog open
        QTRY_VERIFY(!editor());
        QVERIFY(dialog.isVisible());
        QCOMPARE(dialog.offsets().front(), 0);
        QTest::keyClick(list, Qt::Key_2); // typing begins to edit
        QTRY_VERIFY(editor());
        QTest::keyClicks(editor(), QStringLiteral("50 ms"));
        QTest::keyClick(editor(), Qt::Key_Tab);
        QTRY_COMPARE(dialog.offsets().front(), 250'000'000);
        QTRY_VERIFY(editor() && editor()->hasFocus() && editor()->text() == QStringLiteral("-1.5 s")); // the next offset
        QTest::keyClicks(editor(), QStringLiteral("soon"));
        QPushButton *open = nullptr;
        for (auto *button : dialog.findChildren<QPushButton *>())
            if (button->text() == QStringLiteral("&Open Together"))
                open = button;
        QTest::mouseClick(open, Qt::LeftButton); // with the editor still open
        QTRY_VERIFY(!open->isEnabled());
        QVERIFY(dialog.isVisible());
    }

    void offsetsAreWrittenAsDurations()
    {
        using ui::MergeDialog;
        QCOMPARE(MergeDialog::parseOffset(QStringLiteral("+250ms")), std::optional<telemetry::Nanos>(250'000'000));
        QCOMPARE(MergeDialog::parseOffset(QStringLiteral("-1h")), std::optional<telemetry::Nanos>(-3'600'000'000'000));
        QCOMPARE(MergeDialog::parseOffset(QStringLiteral("2")), std::optional<telemetry::Nanos>(2'000'000'000));
        QCOMPARE(MergeDialog::parseOffset(QString()), std::optional<telemetry::Nanos>(0));
        QVERIFY(!MergeDialog::parseOffset(QStringLiteral("1 fortnight")));
        QVERIFY(!MergeDialog::parseOffset(QStringLiteral("99999999999 d")));
    }

    void aFileDroppedOnAnOpenOneIsAddedIfWanted()
    {
        Explorer e;
        QVERIFY(e.begin());
        e.drop({e.write(QStringLiteral("one.json"), otlp(1, "blue"))});
        QTRY_COMPARE(e.spans(), 1u);
        QTRY_VERIFY(e.composition->settled());
        e.drop({e.write(QStringLiteral("two.json"), otlp(2, "green"))});
        e.add();
        QTRY_COMPARE(e.spans(), 2u);
    }

    void pastedTextOpensAsAFileWould()
    {
        Explorer e;
        QVERIFY(e.begin());
        QGuiApplication::clipboard()->setText(QString::fromUtf8(otlp(3, "blue")));
        QTest::keyClick(&e.composition->window(), Qt::Key_V, Qt::ControlModifier);
        QTRY_COMPARE(e.spans(), 1u);
        QVERIFY(e.settings.recent().isEmpty()); // it has no path to come back to
    }

    void timesTellTheirDayOnlyWhereThereAreSeveral()
    {
        Explorer e;
        QVERIFY(e.begin());
        e.drop({e.write(QStringLiteral("one.json"), otlp(1, "blue"))});
        QTRY_COMPARE(e.spans(), 1u);
        QTRY_VERIFY(e.composition->settled());
        QTest::keyClick(&e.composition->window(), Qt::Key_2, Qt::ControlModifier);
        const auto starts = [&] {
            QStringList texts;
            if (const auto *pane = e.composition->window().findChild<ui::ResultsPane *>())
                for (int row = 0; row < pane->traces()->rowCount(); ++row)
                    texts.append(pane->traces()->index(row, items::TracesModel::Start).data().toString());
            texts.sort();
            return texts;
        };
        QTRY_COMPARE(starts(), QStringList{QStringLiteral("14:02:31.118")});
        e.drop({e.write(QStringLiteral("other.json"), otlp(2, "blue").replace("179544", "179560"))});
        e.add();
        QTRY_COMPARE(e.spans(), 2u);
        QTRY_COMPARE(starts(), (QStringList{QStringLiteral("23 Nov 14:02:31.118"), QStringLiteral("25 Nov 10:29:11.118")}));
    }

    void whatIsSavedOpensAgain()
    {
        Explorer e;
        QVERIFY(e.begin());
        e.drop({e.write(QStringLiteral("one.json"), otlp(1, "blue"))});
        QTRY_COMPARE(e.spans(), 1u);
        const QString path = e.folder.filePath(QStringLiteral("kept.triptych"));
        Q_EMIT e.composition->window().saveRequested(path);
        QTRY_COMPARE(e.settings.recent().front().path, path); // remembered once it is whole
        Explorer again;
        QVERIFY(again.begin());
        again.drop({path});
        QTRY_COMPARE(again.spans(), 1u);
        QVERIFY(again.composition->window().windowTitle().startsWith(QStringLiteral("kept.triptych")));
    }

    void anAliasHoldsAtOnceAndIsRemembered()
    {
        Explorer e;
        QVERIFY(e.begin());
        e.drop({e.write(QStringLiteral("one.json"), otlp(1, "blue")), e.write(QStringLiteral("two.json"), otlp(2, "green"))});
        e.openTogether();
        QTRY_COMPARE(e.spans(), 2u);
        QCOMPARE(e.spans("env:blue"), 0u);
        e.composition->preferences().set(ui::preference::kAliases, QStringLiteral("{\"env\": [\"stage.of.life\"]}"));
        QCOMPARE(e.spans("env:blue"), 1u);
        const auto values = e.composition->workspace().source()->tagValues("env", {}, 10, {});
        QVERIFY(values.ok());
        QCOMPARE(values->size(), std::size_t(2));
        QTRY_VERIFY(!e.composition->workspace().busy().busy());
        e.composition.reset();
        e.composition = std::make_unique<app::Composition>(e.settings, ui::Theme::Mode::Light);
        QVERIFY(e.begin());
        e.drop({e.folder.filePath(QStringLiteral("one.json"))});
        QTRY_COMPARE(e.spans("env:blue"), 1u);
    }

    void aFollowedTraceHasAWayBack()
    {
        Explorer e;
        QVERIFY(e.begin());
        e.drop({e.write(QStringLiteral("one.json"), otlp(1, "blue")), e.write(QStringLiteral("two.json"), otlp(2, "green"))});
        e.openTogether();
        QTRY_COMPARE(e.spans(), 2u);
        QTRY_VERIFY(e.composition->settled());
        const auto trace = *telemetry::traceIdFromHex("4bf92f3577b34da6a3ce929d0e0e4731");
        const auto filter = [&] { return e.composition->window().topBar().filter().text(); };
        const auto press = [&](const QString &text) {
            for (auto *button : e.composition->window().findChildren<QPushButton *>())
                if (button->isVisible() && button->text() == text)
                    return button->click();
            QFAIL(qPrintable(text));
        };
        e.composition->workspace().followTrace(trace);
        QTRY_COMPARE(filter(), QStringLiteral("trace:4bf92f3577b34da6a3ce929d0e0e4731"));
        press(QStringLiteral("Back"));
        QTRY_COMPARE(filter(), QString());
        e.composition->workspace().followTrace(trace);
        press(QStringLiteral("Exclude"));
        QTRY_COMPARE(filter(), QStringLiteral("-trace:4bf92f3577b34da6a3ce929d0e0e4731"));
        for (auto *button : e.composition->window().findChildren<QPushButton *>())
            QVERIFY(!button->isVisible() || button->text() != QStringLiteral("Exclude"));
    }
};

TRIPTYCH_TEST(TestOpening)
#include "tst_opening.moc"
