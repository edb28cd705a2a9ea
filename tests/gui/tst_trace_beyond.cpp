#include "test_registry.h"
#include "trace_page_fixture.h"

#include "ui/canvas/time_ruler.h"
#include "ui/common/segmented_tabs.h"
#include "ui/trace/clocks_page.h"
#include "ui/common/segmented_tabs.h"
#include "ui/explore/data_table.h"
#include "ui/trace/details_pane.h"
#include "ui/trace/records_view.h"
#include "ui/trace/flame_view.h"
#include "ui/trace/logs_pane.h"
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
#include <QToolButton>
#include <QTreeView>

using namespace triptych;
using tests::clickRow;
using tests::FakeSource;
using tests::indexOf;
using tests::TracePageFixture;
using tests::treeText;
using telemetry::Nanos;
using telemetry::SpanId;
using telemetry::SpanIndex;

namespace {

/// The checkout trace, the trace that its charge links to, and a third whose span links to the charge.
struct LinkedSource : FakeSource {
    static constexpr telemetry::TraceId kLinked{0x77, 0x88}, kFrom{0x55, 0x66};
    base::Result<telemetry::TraceColumns> trace(telemetry::TraceId id, std::stop_token stop) override
    {
        if (id != kLinked)
            return FakeSource::trace(id, stop);
        FakeSource other;
        other.columns.trace = kLinked;
        for (std::size_t row = 0; row < other.columns.size(); ++row) {
            other.columns.start[row] += 3 * 3'600'000 * kMs; // three hours later
            other.columns.span[row] += 1000;
            if (other.columns.parent[row] != 0)
                other.columns.parent[row] += 1000;
        }
        return other.columns;
    }
    base::Result<telemetry::SqlResult> sql(const std::string &query, std::size_t, std::stop_token) override
    {
        telemetry::SqlResult result;
        if (query.find("(136, 153)") != std::string::npos) // the charge's link
            result.rows = {{"119", "136", "153", std::to_string(kStart - 2'000'000'000), "40000000", "ledger", "book"}};
        else if (query.find("span_links") != std::string::npos)
            result.rows = {{"85", "102", "34", "14", "7", std::to_string(kStart + 5), "900", "billing", "settle", "{}"}};
        return result;
    }
};

/// The root as a second input brought it, a millisecond longer and with another name.
struct TwoRecords : FakeSource {
    static constexpr telemetry::RecordId kSecond{999'999};
    base::Result<telemetry::SpanPage> spans(const query::Selection &selection, const telemetry::SpanQuery &query, std::stop_token stop) override
    {
        auto page = FakeSource::spans(selection, query, stop);
        page->rows.push_back(page->rows.front());
        page->rows.back().record = kSecond;
        return page;
    }
    base::Result<telemetry::SpanDetails> span(telemetry::RecordId record, std::stop_token stop) override
    {
        auto details = FakeSource::span(record == kSecond ? columns.record.front() : record, stop);
        if (record == kSecond) {
            details->row.name = "POST /other";
            details->importPath = "/tmp/second.json";
        }
        return details;
    }
};

} // namespace

/// What lies beyond the spans as they were recorded: notes, clocks, other traces, other inputs, spans that are missing.
class TraceBeyondTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNoteOnARangeIsKeptWithTheTrace()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        clickRow(f, FakeSource::kPayment);
        f.actions.find(QStringLiteral("trace.annotate"))->trigger();
        auto *dialog = f.page->findChild<QInputDialog *>();
        QVERIFY(dialog);
        dialog->setTextValue(QStringLiteral("retries begin"));
        dialog->accept();
        const auto notes = f.page->notes().all();
        QCOMPARE(notes.size(), std::size_t{1});
        QCOMPARE(notes[0].text, QStringLiteral("retries begin"));
        QCOMPARE(notes[0].range.from, FakeSource::kStart + 248 * FakeSource::kMs);
        auto &ruler = f.page->ruler();
        const int x = f.page->waterfall().barRect(indexOf(f, FakeSource::kPayment)).center().x() - f.page->waterfall().treeWidth();
        QCOMPARE(ruler.noteAt(QPoint(x, ruler.height() - 8)), 0);
        QCOMPARE(ruler.noteAt(QPoint(2, ruler.height() - 8)), -1);
        ui::TraceNotes again(f.context); // as the next start of the program would read them
        again.setTrace(FakeSource::kTrace);
        QCOMPARE(again.note(notes[0].range), QStringLiteral("retries begin"));
        again.setTrace(LinkedSource::kLinked);
        QVERIFY(again.all().empty());
        f.page->notes().setNote(notes[0].range, QString());
        QVERIFY(f.page->notes().all().empty());
    }

    void theFlameGraphOfARangeIsOfAllTracesInIt()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        clickRow(f, FakeSource::kPayment);
        QTest::keyClick(&f.page->waterfall(), Qt::Key_R);
        QPushButton *verb = nullptr;
        const auto offered = [&] {
            for (auto *button : f.page->waterfall().findChildren<QPushButton *>())
                if (button->isVisible() && button->text() == QStringLiteral("Flame graph of range"))
                    verb = button;
            return verb != nullptr;
        };
        QTRY_VERIFY(offered());
        verb->click();
        QCOMPARE(f.session.page(), session::Page::Flame);
        QCOMPARE(f.session.range()->from, FakeSource::kStart + 248 * FakeSource::kMs);
    }

    void aLinkSaysWhatItLeadsToAndAClickGoesThere()
    {
        TracePageFixture f;
        f.source = std::make_shared<LinkedSource>();
        QVERIFY(f.open());
        clickRow(f, FakeSource::kCharge);
        auto &details = f.page->details();
        QTRY_VERIFY(details.details() && !details.details()->links.empty());
        details.tabs()->setCurrentIndex(2);
        auto *tree = details.findChild<QTreeView *>();
        const auto textOf = [tree](int section) {
            QStringList texts;
            const QModelIndex at = tree->model()->index(section, 0);
            for (int row = 0; row < tree->model()->rowCount(at); ++row)
                texts.append(tree->model()->index(row, 0, at).data().toString());
            return texts;
        };
        QTRY_VERIFY(textOf(0).contains(QStringLiteral("starts: 2.37 s earlier")));
        QVERIFY(textOf(0).contains(QStringLiteral("duration: 40 ms")));
        const QModelIndex id = tree->model()->index(int(textOf(0).indexOf(QStringLiteral("span: 0000000000000099"))), 0, tree->model()->index(0, 0));
        QVERIFY(id.isValid());
        tree->scrollTo(id);
        QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(id).center());
        QCOMPARE(f.session.trace(), std::optional(LinkedSource::kLinked));
    }

    void aPartOfTheDetailsWithoutAnythingSaysSo()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        clickRow(f, FakeSource::kPayment);
        auto &details = f.page->details();
        QTRY_VERIFY(details.details());
        details.tabs()->setCurrentIndex(2);
        const auto says = [&details] {
            const auto labels = details.findChildren<QLabel *>();
            return std::any_of(labels.begin(), labels.end(), [](const QLabel *label) { return label->isVisible() && label->text() == QStringLiteral("No links"); });
        };
        QTRY_VERIFY(says());
    }

    void aClockIsSetByHandAndLeftToTheRuleAgain()
    {
        TracePageFixture f;
        f.source->addSpan("far", "slow clock", FakeSource::kPayment, 20, 10); // 228 ms before its parent
        for (std::size_t row = 0; row < f.source->columns.size(); ++row)
            f.source->columns.resource[row] = 1 + f.source->columns.service[row];
        const SpanId odd{f.source->columns.size()};
        QVERIFY(f.open());
        f.page->setMode(ui::TracePage::Mode::Clocks);
        auto &model = f.page->clocks().model();
        QTRY_VERIFY(model.rowCount() > 1);
        QVERIFY2(model.index(0, ui::ClocksModel::Clock).data().toString().startsWith(QStringLiteral("far")), qPrintable(model.index(0, 0).data().toString()));
        QVERIFY(model.index(0, ui::ClocksModel::Evidence).data().toString().startsWith(QStringLiteral("slow clock starts 228 ms before")));
        QVERIFY(!model.setData(model.index(0, ui::ClocksModel::Offset), QStringLiteral("soon"), Qt::EditRole));
        QVERIFY(model.setData(model.index(0, ui::ClocksModel::Offset), QStringLiteral("300 ms"), Qt::EditRole));
        QTRY_COMPARE(f.page->state().document()->table->start(indexOf(f, odd)), FakeSource::kStart + 320 * FakeSource::kMs);
        QTRY_VERIFY(model.rowCount() > 1 && model.isSet(0));
        f.page->clocks().setClock(0, ui::ClocksPage::How::AsRecorded);
        QTRY_COMPARE(f.page->state().document()->table->start(indexOf(f, odd)), FakeSource::kStart + 20 * FakeSource::kMs);
    }

    void openingTheClocksCutsNoTabOff()
    {
        TracePageFixture f; // no clock was wrong: the tab comes when it is asked for
        QVERIFY(f.open());
        ui::SegmentedTabs *tabs = nullptr;
        for (auto *each : f.page->findChildren<ui::SegmentedTabs *>())
            if (each->accessibleName() == QStringLiteral("Views of the trace"))
                tabs = each;
        QVERIFY(tabs);
        const int before = tabs->sizeHint().width();
        f.page->setMode(ui::TracePage::Mode::Clocks);
        QVERIFY(tabs->sizeHint().width() > before);
        QTRY_VERIFY(tabs->width() >= tabs->sizeHint().width());
        QCOMPARE(tabs->tabRect(0).left(), 0);
        for (const auto *arrow : tabs->findChildren<QToolButton *>())
            QVERIFY(!arrow->isVisible());
    }

    void clocksStandOnOneLineAndEvidenceHasRoomWhereThereIsSome()
    {
        TracePageFixture f;
        f.source->addSpan("far", "slow clock", FakeSource::kPayment, 20, 10);
        for (std::size_t row = 0; row < f.source->columns.size(); ++row)
            f.source->columns.resource[row] = 1 + f.source->columns.service[row];
        QVERIFY(f.open());
        f.page->setMode(ui::TracePage::Mode::Clocks);
        auto &model = f.page->clocks().model();
        QTRY_VERIFY(model.rowCount() > 1);
        QVERIFY(f.settle());
        QTreeView &table = f.page->clocks().table();
        const int wide = table.columnWidth(ui::ClocksModel::Evidence);
        QVERIFY(wide > 100);
        const QString place = QStringLiteral("eu west ").repeated(60);
        model.setPlaces({place, place});
        QCOMPARE(table.visualRect(model.index(1, 0)).height(), table.visualRect(model.index(2, 0)).height());
        model.setTrace(nullptr, {}, {});
        QTRY_VERIFY(table.columnWidth(ui::ClocksModel::Evidence) < wide);
    }

    void linksLeadBothWaysAndGoRound()
    {
        TracePageFixture f;
        f.source = std::make_shared<LinkedSource>();
        QVERIFY(f.open());
        clickRow(f, FakeSource::kCharge);
        QTRY_VERIFY(f.page->details().details());
        QTRY_COMPARE(f.page->details().incoming().size(), std::size_t{1});
        QCOMPARE(f.page->details().incoming()[0].service, std::string("billing"));
        QCOMPARE(f.page->details().incoming()[0].span, SpanId{34});
        f.actions.find(QStringLiteral("trace.previousLink"))->trigger(); // the last one: that from elsewhere
        QCOMPARE(f.session.trace(), std::optional(LinkedSource::kFrom));
        f.session.openTrace(FakeSource::kTrace, session::SpanRef{FakeSource::kCharge, FakeSource::recordOf(FakeSource::kCharge)});
        QTRY_VERIFY(f.page->details().details() && f.page->details().details()->row.span == FakeSource::kCharge);
        f.actions.find(QStringLiteral("trace.nextLink"))->trigger();
        QCOMPARE(f.session.trace(), std::optional(LinkedSource::kLinked));
    }

    void aLinkedTraceIsStackedUnderThisOneHoweverFarApart()
    {
        TracePageFixture f;
        f.source = std::make_shared<LinkedSource>();
        QVERIFY(f.open());
        clickRow(f, FakeSource::kCharge);
        QTRY_VERIFY(f.page->details().details());
        f.actions.find(QStringLiteral("trace.stackLink"))->trigger();
        QTRY_VERIFY(!f.page->state().document()->stacked.empty());
        const auto &document = *f.page->state().document();
        QCOMPARE(document.table->spanCount(), 41u); // twice 20 and one derived
        QCOMPARE(document.traceOf(SpanIndex{20}), LinkedSource::kLinked);
        QCOMPARE(document.traceOf(SpanIndex{0}), FakeSource::kTrace);
        QVERIFY(f.session.window().extent().length() > 3 * 3'600'000 * FakeSource::kMs);
        f.actions.find(QStringLiteral("trace.unstack"))->trigger();
        QTRY_COMPARE(f.page->state().document()->table->spanCount(), 21u);
    }

    void aLinkedTraceThatIsNotHereIsSaidToBeMissing()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        clickRow(f, FakeSource::kCharge);
        QTRY_VERIFY(f.page->details().details());
        f.actions.find(QStringLiteral("trace.stackLink"))->trigger();
        QTRY_VERIFY(f.page->findChild<QMessageBox *>());
        f.page->findChild<QMessageBox *>()->close();
        QVERIFY(f.page->state().document());
        QVERIFY(f.page->waterfall().isVisible());
    }

    void spansOfOneInputAloneAreShown()
    {
        TracePageFixture f;
        f.source->columns.import.assign(f.source->columns.size(), 1);
        f.source->columns.import.back() = 2;
        QVERIFY(f.open());
        const auto &origins = f.page->state().document()->origins;
        QCOMPARE(origins.size(), std::size_t{2});
        QCOMPARE(origins[0].spans, 19u);
        f.page->state().showImport(2);
        QCOMPARE(treeText(f.page->state()), QStringLiteral("POST /api/checkout\n  CheckoutService/PlaceOrder\n    NotifyService/Send\n      POST mail/send\n"));
    }

    void whatOneOfTwoInputsAloneHasIsMarked()
    {
        TracePageFixture f;
        auto &columns = f.source->columns;
        columns.import.assign(columns.size(), 1);
        const auto last = static_cast<std::uint32_t>(columns.size() - 1);
        for (std::uint32_t row = 0; row < last; ++row)
            columns.repeats.push_back({row, 2});
        QVERIFY(f.open());
        auto &state = f.page->state();
        QCOMPARE(state.document()->origins.size(), std::size_t(2));
        QVERIFY(state.describe(SpanIndex{last}).endsWith(QStringLiteral("only in input 1")));
        QVERIFY(!state.describe(SpanIndex{0}).contains(QStringLiteral("only in")));
        state.showImport(1, ui::TraceState::Alone::Yes);
        QCOMPARE(treeText(state), QStringLiteral("POST /api/checkout\n  CheckoutService/PlaceOrder\n    NotifyService/Send\n      POST mail/send\n"));
        state.showImport(2); // all that it brought, though another brought it first
        QVERIFY(!treeText(state).contains(QStringLiteral("POST mail/send")));
        QVERIFY(treeText(state).contains(QStringLiteral("NotifyService/Send")));
    }

    void whatTheRecordsOfTwoInputsDifferInStandsSideBySide()
    {
        TracePageFixture f;
        f.source = std::make_shared<TwoRecords>();
        f.source->columns.import.assign(f.source->columns.size(), 1);
        f.source->columns.repeats.push_back({0, 2});
        QVERIFY(f.open());
        auto &details = f.page->details();
        f.page->waterfall().activateRow(SpanIndex{1});
        QTRY_VERIFY(details.details() && details.details()->row.span.value == f.source->columns.span[1]);
        auto *tabs = details.tabs();
        const int inputs = tabs->count() - 1;
        QVERIFY(!tabs->isTabVisible(inputs)); // one input alone brought this one
        f.page->waterfall().activateRow(SpanIndex{0});
        QTRY_VERIFY(tabs->isTabVisible(inputs));
        tabs->setCurrentIndex(inputs);
        const auto &model = details.records().model();
        QTRY_VERIFY(model.rowCount() > 0);
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("≠ name"));
        QCOMPARE(model.index(0, 2).data().toString(), QStringLiteral("POST /other"));
        QCOMPARE(model.headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("second.json"));
        auto *table = details.records().table();
        QVERIFY(table->isVisible());
        // What differs is read whole, however narrow its column; what is the same takes one line.
        table->setColumnWidth(2, 60);
        QTRY_VERIFY(table->rowHeight(0) > ui::metrics::kTableRow);
        QCOMPARE(table->rowHeight(model.rowCount() - 1), ui::metrics::kTableRow);
        QVERIFY(model.index(0, 2).data(Qt::ToolTipRole).toString().contains(QStringLiteral("POST /other")));
        f.page->waterfall().activateRow(SpanIndex{1}); // and of another span the tab is gone again
        QTRY_VERIFY(!tabs->isTabVisible(inputs));
    }

    void aTraceOfOddSpansStillOpens()
    {
        TracePageFixture f;
        f.source->addSpan("lost", "orphan", SpanId{0xdead}, 100, 50);
        f.source->addSpan("lost", "negative", FakeSource::kRoot, 200, -5);
        f.source->addSpan("lost", "second root", {}, 300, 10);
        QVERIFY(f.open());
        const QString text = treeText(f.page->state());
        QVERIFY2(text.contains(QStringLiteral("missing parent 000000000000dead\n  orphan\n")), qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("\nsecond root\n")));
    }

    void anAccessLogStandsInForAMissingSpan()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        const auto &document = *f.page->state().document();
        QCOMPARE(document.derivedLogs.size(), std::size_t(1));
        const SpanIndex derived{document.recordedCount()};
        QCOMPARE(f.page->state().serviceOf(derived), QStringLiteral("mesh"));
        QCOMPARE(document.table->duration(derived), 1200 * FakeSource::kMs);
        QCOMPARE(document.table->start(derived), FakeSource::kStart + 40 * FakeSource::kMs);
        QVERIFY(document.table->warnings().empty()); // rounding is no clock skew
        QCOMPARE(document.summary.spans, 20u); // it is not counted as a span
        QCOMPARE(document.critical.time(derived), Nanos(0));
        f.page->waterfall().activateRow(derived);
        QCOMPARE(f.page->state().selected(), derived);
        QTRY_VERIFY(f.page->details().details());
        QTRY_COMPARE(f.page->details().details()->row.service, std::string("mesh"));
    }
};

TRIPTYCH_TEST(TraceBeyondTest)
#include "tst_trace_beyond.moc"
