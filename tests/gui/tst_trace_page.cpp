#include "test_registry.h"
#include "trace_page_fixture.h"

#include "ui/canvas/time_ruler.h"
#include "ui/common/chip.h"
#include "ui/common/segmented_tabs.h"
#include "ui/trace/clocks_page.h"
#include "ui/trace/details_pane.h"
#include "ui/trace/flame_view.h"
#include "ui/trace/logs_pane.h"
#include "ui/trace/span_logs_view.h"
#include "ui/trace/span_summary.h"
#include "ui/trace/trace_header.h"
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
#include <QMouseEvent>
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

namespace {

QString logText(const SpanLogsModel &logs)
{
    QString text;
    for (int row = 0; row < logs.rowCount(); ++row)
        text += (logs.row(row).kind == SpanLogsModel::Kind::Tier ? QStringLiteral("# ") + logs.row(row).text
                                                                : QString::fromStdString(logs.lineAt(row)->row.body)) + u'\n';
    return text;
}

} // namespace

class TracePageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutTraceItSaysWhatToDo()
    {
        TracePageFixture f;
        f.page->show();
        QVERIFY(f.page->findChild<QLabel *>());
        QVERIFY(!f.page->state().document());
        QVERIFY(!f.page->waterfall().isVisible());
    }

    void openingATraceListsItsRowsAsTree()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        QVERIFY(f.page->waterfall().isVisible());
        const QString text = treeText(f.page->state());
        QVERIFY2(text.startsWith(QStringLiteral("POST /api/checkout\n  CheckoutService/PlaceOrder\n    CartService/GetCart\n"
                                                "      redis HGETALL cart:{id}\n")), qPrintable(text));
        QCOMPARE(text.count(u'\n'), 20 + 1); // and one derived from an access log
    }

    void aTraceOpensWithItsFirstErrorTold()
    {
        TracePageFixture f;
        f.source->columns.status[0] = f.source->columns.status[1] = 0; // the first error is the payment's
        QVERIFY(f.open());
        QVERIFY(f.session.span());
        QCOMPARE(f.session.span()->span, FakeSource::kPayment);
        QTRY_VERIFY(f.page->details().details());
        QTRY_VERIFY(f.page->logs().logs().lineCount() > 0);
        auto *summary = f.page->details().findChild<ui::SpanSummary *>();
        QVERIFY(summary);
        QCOMPARE(summary->failure(), QStringLiteral("upstream request timeout"));
        QVERIFY(summary->accessibleName().contains(QStringLiteral("upstream request timeout")));
        f.session.back(); // what was chosen for the user is no step to undo
        QVERIFY(f.session.page() != session::Page::Trace || !f.session.trace());
    }

    void aTraceWithoutErrorsOpensWithItsRoot()
    {
        TracePageFixture f;
        std::fill(f.source->columns.status.begin(), f.source->columns.status.end(), 0);
        QVERIFY(f.open());
        QVERIFY(f.session.span());
        QCOMPARE(f.session.span()->span, FakeSource::kRoot);
        auto *summary = f.page->details().findChild<ui::SpanSummary *>();
        QTRY_VERIFY(f.page->details().details());
        QVERIFY(summary->failure().isEmpty());
    }

    void tracesOpenBesideEachOther()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        auto *bar = f.page->findChild<ui::TraceTabsBar *>();
        QVERIFY(bar->isHidden());
        f.session.openTraceBeside({0x77, 0x88});
        QTRY_VERIFY(bar->isVisible());
        QCOMPARE(bar->tabs()->count(), 2);
        bar->step(-1);
        QVERIFY(f.session.trace() == FakeSource::kTrace);
        QTRY_VERIFY(bar->tabs()->tabText(0).contains(QStringLiteral("POST /api/checkout")));
        f.page->setFocus();
        bar->closeCurrent();
        QVERIFY(bar->isHidden());
        QVERIFY((f.session.trace() == telemetry::TraceId{0x77, 0x88}));
    }

    void theSpansLogsHaveTheKeysOfTheLogsPage()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        QTRY_VERIFY(f.page->logs().logs().lineCount() > 5);
        auto &view = f.page->logs().view();
        view.setFocus();
        const auto body = [&] { return f.page->logs().logs().lineAt(view.currentIndex().row())->row.body; };
        QTest::keyClick(&view, Qt::Key_G);
        const std::string first = body();
        QTest::keyClick(&view, Qt::Key_J);
        const std::string second = body();
        QTest::keyClick(&view, Qt::Key_G, Qt::ShiftModifier);
        QVERIFY(body() != first);
        QTest::keyClick(&view, Qt::Key_2);
        QTest::keyClick(&view, Qt::Key_G);
        QCOMPARE(body(), second);
        QTest::keyClick(&view, Qt::Key_M);
        QTest::keyClick(&view, Qt::Key_V);
        QCOMPARE(view.show(), ui::SpanLogsView::Show::Marks);
        QTest::keyClick(&view, Qt::Key_V);
        QCOMPARE(view.show(), ui::SpanLogsView::Show::All);
        QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
        QVERIFY(!view.pickedText().isEmpty());
        const QString word = view.pickedText();
        QTest::keyClick(&view, Qt::Key_4, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(QString::fromStdString(f.session.labels().text(3)), word);
        QTest::keyClick(&view, Qt::Key_Asterisk);
        QTRY_VERIFY(view.matchCount() > 0);
        QTest::keyClick(&view, Qt::Key_W); // a command of the lines, not of the canvas
        QVERIFY(f.page->logs().logs().lineAt(view.currentIndex().row())->row.level == telemetry::Level::Warn);
    }

    void aFailedLoadSaysWhyAndRetryLoads()
    {
        TracePageFixture f;
        f.source->fail = base::Error{base::ErrorKind::Unreadable, "The disk went away.", {}, {}, {}};
        f.workspace.setSource(f.source);
        f.page->show();
        f.session.openTrace(FakeSource::kTrace);
        const auto said = [&f] {
            for (const QLabel *label : f.page->findChildren<QLabel *>())
                if (label->isVisible() && label->text().contains(QStringLiteral("The disk went away")))
                    return true;
            return false;
        };
        QTRY_VERIFY(said());
        f.source->fail.reset();
        QPushButton *retry = nullptr;
        const auto offered = [&] {
            for (QPushButton *button : f.page->findChildren<QPushButton *>())
                if (button->isVisible() && button->text().contains(QStringLiteral("etry")))
                    retry = button;
            return retry != nullptr;
        };
        QTRY_VERIFY(offered());
        retry->click();
        QTRY_VERIFY(f.page->state().document());
        QTRY_VERIFY(f.page->waterfall().isVisible());
    }

    void clickingARowSelectsItsSpanAndItsLogsStandInTiers()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        clickRow(f, FakeSource::kCharge);
        QVERIFY(f.session.span());
        QCOMPARE(f.session.span()->span, FakeSource::kCharge);
        QTRY_COMPARE(f.page->logs().logs().rowCount(), 15 + 3);
        const QString text = logText(f.page->logs().logs());
        QVERIFY2(text.startsWith(QStringLiteral("# This span\ncharge 118.40 EUR attempt=1\npsp timeout after 246ms, will retry\n"
                                                "{\"err\":\"upstream request timeout\",\"attempt\":1,\"ms\":246}\n"
                                                "# Access logs of this request\nPOST /charges 504")), qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("# Same trace\nroute checkout matched\n")));
        QVERIFY(!text.contains(QStringLiteral("gc pause")));
    }

    void guessedLinesComeOnlyWhenAskedForAndAreLabelled()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        clickRow(f, FakeSource::kCharge);
        f.page->logs().setReach(ui::LogsPane::Reach::Nearby);
        QTRY_VERIFY(logText(f.page->logs().logs()).contains(QStringLiteral("# Nearby (guess)\ngc pause 12ms\n")));
    }

    void clickingALogLineSelectsItsSpanAndMarksItsTime()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        QTRY_VERIFY(f.page->logs().logs().lineCount() > 0);
        auto &view = f.page->logs().view();
        const auto &logs = f.page->logs().logs();
        int row = -1;
        for (int i = 0; i < logs.rowCount(); ++i)
            if (logs.lineAt(i) && logs.lineAt(i)->row.body == "charge failed: 3 attempts, last 504")
                row = i;
        QVERIFY(row >= 0);
        view.scrollTo(logs.index(row));
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.visualRect(logs.index(row)).center());
        QTRY_VERIFY(f.session.span());
        QCOMPARE(f.session.span()->span, FakeSource::kPayment);
        QVERIFY(f.session.log());
        QCOMPARE(f.page->state().marker(), std::optional<Nanos>(FakeSource::kStart + 1104 * FakeSource::kMs));
        // The line stays chosen when the tiers are those of its span.
        QTRY_VERIFY(logText(logs).startsWith(QStringLiteral("# This span\ncharge order=5f1c\n")));
        QTRY_VERIFY(logs.lineAt(view.currentIndex().row()));
        QCOMPARE(logs.lineAt(view.currentIndex().row())->row.body, std::string("charge failed: 3 attempts, last 504"));
    }

    void flameAndWaterfallShareSelectionAndHover()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        const QRect frame = f.page->flame().frameRect(indexOf(f, FakeSource::kPayment));
        QVERIFY(frame.width() > 10);
        QTest::mouseMove(f.page->flame().viewport(), frame.center());
        QTRY_COMPARE(f.page->state().hovered(), indexOf(f, FakeSource::kPayment));
        QTest::mouseClick(f.page->flame().viewport(), Qt::LeftButton, {}, frame.center());
        QCOMPARE(f.page->state().selected(), indexOf(f, FakeSource::kPayment));
        QCOMPARE(f.session.span()->span, FakeSource::kPayment);
    }

    void aZeroLengthSpanIsStillClickable()
    {
        TracePageFixture f;
        f.source->addSpan("payment", "instant", FakeSource::kPayment, 500, 0);
        const SpanId instant{f.source->columns.size()};
        QVERIFY(f.open());
        const QRect bar = f.page->waterfall().barRect(indexOf(f, instant));
        QVERIFY(bar.width() >= 1);
        QTest::mouseClick(f.page->waterfall().viewport(), Qt::LeftButton, {}, bar.center());
        QCOMPARE(f.session.span()->span, instant);
        const QRect frame = f.page->flame().frameRect(indexOf(f, instant));
        f.session.setSpan(std::nullopt);
        QTest::mouseClick(f.page->flame().viewport(), Qt::LeftButton, {}, QPoint(frame.left() + 1, frame.center().y()));
        QVERIFY(f.session.span());
        QCOMPARE(f.session.span()->span, instant);
    }

    void aDragSelectsARangeThatSnapsToSpanEdges()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        auto &waterfall = f.page->waterfall();
        const QRect bar = waterfall.barRect(indexOf(f, FakeSource::kPayment));
        const QPoint from(bar.left() + 3, bar.center().y()), to(bar.right() - 2, bar.center().y());
        QTest::mousePress(waterfall.viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(waterfall.viewport(), (from + to) / 2);
        QTest::mouseMove(waterfall.viewport(), to);
        QTest::mouseRelease(waterfall.viewport(), Qt::LeftButton, {}, to);
        const TimeRange payment{FakeSource::kStart + 248 * FakeSource::kMs, FakeSource::kStart + (248 + 868) * FakeSource::kMs};
        QVERIFY(f.page->state().range());
        QCOMPARE(*f.page->state().range(), payment);
        QCOMPARE(f.page->flame().range(), f.page->state().range());
        QCOMPARE(f.session.span()->span, FakeSource::kRoot); // a drag is no click
        QTest::keyClick(&waterfall, Qt::Key_Escape);
        QVERIFY(!f.page->state().range());
    }

    void altThatIsPressedAfterADragBeganKeepsItFromSnapping()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        auto &waterfall = f.page->waterfall();
        QWidget *canvas = waterfall.viewport();
        const QRect bar = waterfall.barRect(indexOf(f, FakeSource::kPayment));
        const QPoint from(bar.left() + 3, bar.center().y()), to(bar.right() - 2, bar.center().y());
        const TimeRange payment{FakeSource::kStart + 248 * FakeSource::kMs, FakeSource::kStart + (248 + 868) * FakeSource::kMs};
        const auto mouse = [&](QEvent::Type type, QPoint at, Qt::KeyboardModifiers modifiers) {
            const bool release = type == QEvent::MouseButtonRelease;
            QMouseEvent event(type, at, canvas->mapToGlobal(at), type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton,
                              release ? Qt::NoButton : Qt::LeftButton, modifiers);
            QCoreApplication::sendEvent(canvas, &event);
        };
        mouse(QEvent::MouseButtonPress, from, {});
        mouse(QEvent::MouseMove, (from + to) / 2, {});
        mouse(QEvent::MouseMove, to, {});
        QCOMPARE(*f.page->state().range(), payment);
        mouse(QEvent::MouseButtonRelease, to, Qt::AltModifier);
        QVERIFY(f.page->state().range());
        QVERIFY(f.page->state().range()->from > payment.from);
        QVERIFY(f.page->state().range()->to < payment.to);
    }

    void theChipsOfTheHeaderStandWhereItsTextEnds()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        ui::TraceHeader header(f.page->state());
        header.resize(1400, header.height());
        header.show();
        QVERIFY(QTest::qWaitForWindowExposed(&header));
        const auto chips = header.findChildren<ui::Chip *>();
        bool hidden = false, shown = false;
        for (int width = 1400; width > 300; width -= 9) {
            header.resize(width, header.height());
            const int before = chips[0]->x(); // where the text was told to end
            QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
            QCOMPARE(chips[0]->x(), before);
            (chips[2]->isHidden() ? hidden : shown) = true;
        }
        QVERIFY(hidden && shown); // the width at which one goes was among them
    }

    void aDoubleClickZoomsToTheSpan()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        const QRect bar = f.page->waterfall().barRect(indexOf(f, FakeSource::kCharge));
        QTest::mouseDClick(f.page->waterfall().viewport(), Qt::LeftButton, {}, bar.center());
        QTRY_VERIFY(f.session.window().window().length() < 320 * FakeSource::kMs);
        QVERIFY(f.session.window().window().contains(FakeSource::kStart + 400 * FakeSource::kMs));
    }

    void whatIsShownIsWrittenOutAndErrorsAreSaid()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        QTemporaryDir folder;
        const auto written = [&](const QString &name, items::TraceExport::Format format, ui::TracePage::Reach reach) {
            const QString path = folder.filePath(name);
            QSignalSpy done(f.page.get(), &ui::TracePage::dataWritten);
            f.page->writeData(path, format, reach);
            if (done.isEmpty() && !done.wait(5000))
                return QByteArray("nothing was written");
            QFile file(path);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        using Format = items::TraceExport::Format;
        const QByteArray jaeger = written(QStringLiteral("all.json"), Format::Jaeger, ui::TracePage::Reach::Shown);
        const auto spans = QJsonDocument::fromJson(jaeger)[QStringLiteral("data")][0][QStringLiteral("spans")].toArray();
        QCOMPARE(spans.size(), 20); // the derived span is no telemetry
        clickRow(f, FakeSource::kCart);
        const QByteArray folded = written(QStringLiteral("cart.folded"), Format::Folded, ui::TracePage::Reach::Subtree);
        QVERIFY2(folded.startsWith("cart: CartService/GetCart"), folded.constData());
        QVERIFY(!folded.contains("payment"));
        QTest::keyClick(&f.page->waterfall(), Qt::Key_X);
        QVERIFY(!written(QStringLiteral("errors.csv"), Format::Csv, ui::TracePage::Reach::Shown).contains("redis"));
        f.page->writeData(folder.filePath(QStringLiteral("absent/x.csv")), Format::Csv, ui::TracePage::Reach::Shown);
        QTRY_VERIFY(f.page->findChild<QMessageBox *>());
        f.page->findChild<QMessageBox *>()->close();
    }

    void aTraceIsCopiedAsMarkdown()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        f.actions.find(QStringLiteral("trace.copyMarkdown"))->trigger();
        const QString text = QGuiApplication::clipboard()->text();
        QVERIFY2(text.contains(QStringLiteral("| trace | `4bf92f3577b34da6a3ce929d0e0e4736` |")), qPrintable(text));
        clickRow(f, FakeSource::kCharge);
        QTRY_VERIFY(f.page->details().details());
        f.actions.find(QStringLiteral("trace.copySpanJson"))->trigger();
        const auto json = QJsonDocument::fromJson(QGuiApplication::clipboard()->text().toUtf8()).object();
        QCOMPARE(json[QStringLiteral("spanId")].toString(), QStringLiteral("000000000000000e"));
    }

    void detailsShowTagsByScope()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        clickRow(f, FakeSource::kCharge);
        QTRY_VERIFY(f.page->details().details());
        const auto *tree = f.page->details().findChild<QTreeView *>();
        QStringList sections;
        for (int i = 0; i < tree->model()->rowCount(); ++i)
            sections.append(tree->model()->index(i, 0).data().toString());
        QCOMPARE(sections, QStringList({QStringLiteral("Span tags"), QStringLiteral("Workload"), QStringLiteral("Mesh"),
                                        QStringLiteral("Infrastructure")}));
    }

    void hostileTextIsShownAsText()
    {
        TracePageFixture f;
        const std::string hostile = "<b>bold</b><img src='x'>\n\x1b[31m\xff";
        f.source->addSpan(hostile, hostile, FakeSource::kPayment, 500, 20);
        const SpanId id{f.source->columns.size()};
        QVERIFY(f.open());
        clickRow(f, id);
        QTRY_VERIFY(f.page->details().details());
        for (const QLabel *label : f.page->findChildren<QLabel *>())
            if (label->text().contains(QStringLiteral("<b>")))
                QCOMPARE(label->textFormat(), Qt::PlainText);
        QVERIFY(f.page->state().nameOf(indexOf(f, id)).startsWith(QStringLiteral("<b>bold</b>")));
        const QImage picture = f.page->grab().toImage();
        QVERIFY(!picture.isNull());
    }

    void everySpanIsReachableByScreenReaders()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        QAccessibleInterface *waterfall = QAccessible::queryAccessibleInterface(&f.page->waterfall());
        QVERIFY(waterfall);
        QCOMPARE(waterfall->childCount(), 21);
        QVERIFY(waterfall->child(1)->text(QAccessible::Name).contains(QStringLiteral("CheckoutService/PlaceOrder")));
        clickRow(f, FakeSource::kCheckout);
        QVERIFY(waterfall->child(1)->state().selected);
    }
};

TRIPTYCH_TEST(TracePageTest)
#include "tst_trace_page.moc"
