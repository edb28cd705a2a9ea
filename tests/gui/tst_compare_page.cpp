#include "explore_fixture.h"
#include "test_registry.h"
#include "items/changes_model.h"
#include "items/roles.h"
#include "ui/common/find_bar.h"
#include "ui/common/flat_button.h"
#include "ui/compare/aligned_view.h"
#include "ui/compare/compare_page.h"
#include "ui/compare/diff_view.h"
#include "ui/compare/new_patterns_pane.h"
#include "ui/explore/data_table.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QWheelEvent>

using namespace triptych;
using items::AlignedModel;
using tests::FakeSource;
using ui::ComparePage;

namespace {

/// Holds eachTrace until it is let go, or stopped; side B lacks the span it is told to.
struct TwoSidedSource : FakeSource {
    std::atomic<bool> hold{false};
    std::atomic<int> merging{0}, atOnce{0};
    int traceCount = 1;
    base::Result<void> eachTrace(const query::Selection &selection, const std::function<void(const telemetry::TraceColumns &)> &visit,
                                 std::stop_token stop) override
    {
        const int now = ++merging;
        if (now > atOnce)
            atOnce = now;
        while (hold && !stop.stop_requested())
            std::this_thread::yield();
        --merging;
        if (stop.stop_requested())
            return base::Error{base::ErrorKind::Stopped, "stopped", {}, {}, {}};
        if (fail)
            return *fail;
        telemetry::TraceColumns trace = columns;
        if (selection.filter.text().find("new") != std::string::npos) {
            trace.trace.lo += 1;
            trace.duration[1] += 50 * kMs;
            trace.name.back() = static_cast<std::int32_t>(trace.strings.size()); // another operation
            trace.strings.push_back("POST push/send");
        }
        for (int i = 0; i < traceCount; ++i, trace.trace.lo += 2)
            visit(trace);
        return {};
    }
};

struct Fixture : tests::ExploreFixture<ComparePage, TwoSidedSource> {
    Fixture()
    {
        session.setComparison({{*query::Filter::parse("old"), std::nullopt}, {*query::Filter::parse("new"), std::nullopt}});
    }
    bool shows(const QString &text) const
    {
        for (const QLabel *label : page->findChildren<QLabel *>())
            if (label->isVisible() && label->text().contains(text))
                return true;
        return false;
    }
    ui::FlatButton *button(const QString &text) const
    {
        ui::FlatButton *found = nullptr;
        (void)QTest::qWaitFor([&] {
            for (ui::FlatButton *b : page->findChildren<ui::FlatButton *>())
                if (b->isVisible() && b->text() == text)
                    found = b;
            return found != nullptr;
        });
        return found;
    }
};

} // namespace

class ComparePageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findCountsInTheSpansOfTwoTracesAndDimsTheOtherFrames()
    {
        Fixture f;
        QVERIFY(f.open());
        auto *aligned = f.page->aligned();
        aligned->setFocus();
        QTest::keyClick(aligned, Qt::Key_Slash);
        auto *edit = f.page->findBar()->findChild<QLineEdit *>();
        auto *count = f.page->findBar()->findChild<QLabel *>();
        QTRY_VERIFY(edit->hasFocus());
        const QImage before = f.page->view()->grab().toImage();
        QTest::keyClicks(edit, QStringLiteral("new in b"));
        QTRY_COMPARE(count->text(), QStringLiteral("1 of 1"));
        QCOMPARE(aligned->currentIndex().siblingAtColumn(AlignedModel::Change).data().toString(), QStringLiteral("new in B"));
        QCOMPARE(aligned->aligned().rowCount(), 21); // nothing is filtered
        edit->selectAll();
        QTest::keyClicks(edit, QStringLiteral("push/send"));
        QTRY_VERIFY(count->text().startsWith(QStringLiteral("1 of ")));
        QVERIFY(f.page->view()->grab().toImage() != before);
        QTest::keyClick(edit, Qt::Key_Escape);
        QTRY_VERIFY(aligned->hasFocus());
        QCOMPARE(f.page->view()->grab().toImage(), before);
    }
    void findGoesRoundTheTableOfChangesFromTheFlameGraphToo()
    {
        Fixture f;
        f.source->traceCount = 2;
        QVERIFY(f.open());
        QVERIFY(f.page->table()->isVisible());
        f.page->view()->setFocus();
        QTest::keyClick(f.page->view(), Qt::Key_F, Qt::ControlModifier);
        auto *edit = f.page->findBar()->findChild<QLineEdit *>();
        QTRY_VERIFY(edit->hasFocus());
        QTest::keyClicks(edit, QStringLiteral("push"));
        QTRY_VERIFY(f.page->findBar()->findChild<QLabel *>()->text().startsWith(QStringLiteral("1 of ")));
        const QModelIndex found = f.page->table()->currentIndex();
        QVERIFY(found.siblingAtColumn(items::ChangesModel::Operation).data().toString().contains(QStringLiteral("push")) ||
                found.siblingAtColumn(items::ChangesModel::Service).data().toString().contains(QStringLiteral("push")));
        QVERIFY(f.page->view()->current() != 0); // the row's frame is chosen above
    }
    void theGraphHasTheKeysOnceTheComparisonIsShown()
    {
        Fixture f;
        f.source->hold = true;
        f.workspace.setSource(f.source);
        f.page = std::make_unique<ComparePage>(f.context);
        f.page->show();
        QVERIFY(QTest::qWaitForWindowActive(f.page.get()));
        f.page->setFocus(); // as the window does with a page that a key asked for
        QVERIFY(!qobject_cast<QLineEdit *>(QApplication::focusWidget()));
        f.source->hold = false;
        QVERIFY(f.settle());
        QTRY_VERIFY(f.page->view()->hasFocus());
        f.session.setPage(session::Page::Compare);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_1);
        QCOMPARE(f.session.page(), session::Page::Trace);
        // A refresh while a filter is typed leaves the keys to it.
        QLineEdit *line = nullptr;
        for (auto *edit : f.page->findChildren<QLineEdit *>())
            if (edit->accessibleName() == QStringLiteral("Filter of side A"))
                line = edit;
        QVERIFY(line);
        line->setFocus();
        f.workspace.announceData();
        QVERIFY(f.settle());
        QTRY_VERIFY(f.page->view()->isVisible());
        QVERIFY(line->hasFocus());
    }
    void theDifferenceZoomsAboutThePointerAndPans()
    {
        Fixture f;
        QVERIFY(f.open());
        auto *view = f.page->view();
        QTRY_VERIFY(view->shown());
        view->setFocus();
        const QPointF at(view->viewport()->width() / 3.0, 20);
        QWheelEvent event(at, view->viewport()->mapToGlobal(at), {}, {0, 240}, Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(view->viewport(), &event);
        QVERIFY(view->zoom().scale > 1.5 && view->zoom().left > 0);
        const double left = view->zoom().left;
        QTest::mousePress(view->viewport(), Qt::LeftButton, {}, at.toPoint());
        QTest::mouseMove(view->viewport(), at.toPoint() + QPoint(20, 0));
        QTest::mouseMove(view->viewport(), at.toPoint() + QPoint(40, 0));
        QTest::mouseRelease(view->viewport(), Qt::LeftButton, {}, at.toPoint() + QPoint(40, 0));
        QVERIFY(view->zoom().left < left);
        QCOMPARE(view->current(), 0u); // a drag is no click
        QTest::keyClick(view, Qt::Key_Left, Qt::AltModifier);
        QTest::keyClick(view, Qt::Key_Left, Qt::AltModifier);
        QVERIFY(view->zoom() == ui::FlameZoom{});
    }
    void textOnAFrameIsBlackOrWhiteByWhatIsReadBetter()
    {
        QCOMPARE(ui::DiffView::inkOn(QColor(217, 119, 26)), QColor(Qt::black)); // orange: luminance 0.29
        QCOMPARE(ui::DiffView::inkOn(QColor(45, 108, 200)), QColor(Qt::white)); // blue: 0.16
        QCOMPARE(ui::DiffView::inkOn(Qt::white), QColor(Qt::black));
        QCOMPARE(ui::DiffView::inkOn(Qt::black), QColor(Qt::white));
    }
    void aServiceOfTheChangesHasItsColourAndItsFilter()
    {
        items::ChangesModel model;
        analysis::OperationChange change;
        change.service = "payment";
        change.operation = "POST charges";
        model.setChanges({change});
        const QModelIndex service = model.index(0, items::ChangesModel::Service), operation = model.index(0, items::ChangesModel::Operation);
        QCOMPARE(service.data(items::TagValueRole).toString(), QStringLiteral("payment")); // without it a cell has no square
        QCOMPARE(service.data(items::TagKeyRole).toString(), QStringLiteral("service"));
        QCOMPARE(operation.data(items::TagKeyRole).toString(), QStringLiteral("name"));
        QCOMPARE(operation.data(items::KindRole).toInt(), int(items::CellKind::Text)); // stands back behind the service
    }
    void twoTracesStandSpanBySpanWithWhatIsMissingAndNew()
    {
        Fixture f;
        QVERIFY(f.open());
        QVERIFY(f.page->aligned()->isVisible());
        const auto &model = f.page->aligned()->aligned();
        QCOMPARE(model.traces()->onlyA, std::size_t{1});
        QCOMPARE(model.traces()->onlyB, std::size_t{1});
        QCOMPARE(model.rowCount(), 21);
        QCOMPARE(model.index(1, AlignedModel::Change).data().toString(), QStringLiteral("+50 ms"));
        QStringList marked;
        for (int row = 0; row < model.rowCount(); ++row)
            if (model.index(row, 0).data(AlignedModel::PresenceRole).toInt() != 0)
                marked.append(model.index(row, AlignedModel::Span).data().toString() + u' ' + model.index(row, AlignedModel::Change).data().toString());
        QCOMPARE(marked, QStringList({QStringLiteral("POST mail/send missing in B"), QStringLiteral("POST push/send new in B")}));
    }

    void whatOnlyTheTracesOfBLogIsListedAndFiltersTheLogs()
    {
        Fixture f;
        f.source->logs.clear();
        telemetry::TraceId inB = FakeSource::kTrace;
        inB.lo += 1;
        const auto log = [&f](telemetry::TraceId trace, const char *body) {
            telemetry::LogRow row;
            row.record = telemetry::RecordId(static_cast<std::int64_t>(f.source->logs.size()));
            row.time = 1 + static_cast<std::int64_t>(f.source->logs.size());
            row.trace = trace;
            row.body = body;
            f.source->logs.push_back(row);
        };
        log(FakeSource::kTrace, "charge 17 accepted");
        log(inB, "charge 18 accepted");
        log(inB, "psp timeout after 300 ms, will retry");
        log(inB, "psp timeout after 301 ms, will retry");
        log({9, 9}, "of a trace that neither side has");
        QVERIFY(f.open());
        ui::NewPatternsPane &pane = *f.page->newPatterns();
        QTRY_COMPARE(pane.patterns().rowCount(), 1);
        const QModelIndex only = pane.patterns().index(0);
        QCOMPARE(only.data().toString(), QStringLiteral("psp timeout after <*> ms, will retry"));
        QCOMPARE(pane.patterns().at(0).pattern.count, std::uint64_t(2));
        QCOMPARE(pane.patterns().at(0).exampleTrace, inB);
        QVERIFY(pane.list()->isVisible());
        pane.list()->setCurrentIndex(only);
        QTest::keyClick(pane.list(), Qt::Key_Return);
        QCOMPARE(f.session.page(), session::Page::Logs);
        const std::string &filter = f.session.filter().text();
        QVERIFY2(filter.find("psp\\s+timeout\\s+after\\s+\\S+\\s+ms,") != std::string::npos, filter.c_str());
    }

    void aRowOpensItsSpan()
    {
        Fixture f;
        QVERIFY(f.open());
        f.page->aligned()->setCurrentIndex(f.page->aligned()->aligned().index(1, 0));
        QTest::keyClick(f.page->aligned(), Qt::Key_Return);
        QCOMPARE(f.session.trace(), std::optional(FakeSource::kTrace));
        QCOMPARE(f.session.span()->span, FakeSource::kCheckout);
    }

    void bothSidesAreMergedAtTheSameTimeWithProgressAndCancel()
    {
        Fixture f;
        f.source->hold = true;
        f.workspace.setSource(f.source);
        f.page = std::make_unique<ComparePage>(f.context);
        f.page->show();
        QVERIFY(QTest::qWaitForWindowExposed(f.page.get()));
        QTRY_VERIFY(f.shows(QStringLiteral(" of ")));
        QTRY_COMPARE(f.source->atOnce.load(), 2);
        QTest::mouseClick(f.button(QStringLiteral("Cancel")), Qt::LeftButton);
        QVERIFY(f.shows(QStringLiteral("Stopped")));
        f.source->hold = false;
        QTest::mouseClick(f.button(QStringLiteral("Compare")), Qt::LeftButton);
        QVERIFY(f.settle());
        QTRY_VERIFY(f.page->aligned()->isVisible());
    }

    void aFailureIsShownWithRetry()
    {
        Fixture f;
        f.source->fail = base::Error{base::ErrorKind::BadInput, "the disk is gone", {}, {}, {}};
        QVERIFY(f.open());
        QTRY_VERIFY(f.shows(QStringLiteral("The disk is gone")));
        f.source->fail.reset();
        QTest::mouseClick(f.button(QStringLiteral("Retry")), Qt::LeftButton);
        QVERIFY(f.settle());
        QTRY_VERIFY(f.page->aligned()->isVisible());
    }
};

TRIPTYCH_TEST(ComparePageTest)
#include "tst_compare_page.moc"
