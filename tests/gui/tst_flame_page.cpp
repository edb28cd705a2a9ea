#include "analysis/flame_profile.h"
#include "analysis/trace_table.h"
#include "explore_fixture.h"
#include "test_registry.h"
#include "ui/common/banner.h"
#include "ui/common/flat_button.h"
#include "ui/common/kept_content.h"
#include "ui/flame/flame_chips.h"
#include "ui/common/file_export.h"
#include "ui/common/picture.h"
#include "ui/flame/flame_page.h"
#include "ui/flame/frame_table.h"
#include "ui/trace/profile_view.h"

#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QTemporaryDir>
#include <QTreeView>
#include <QWheelEvent>
#include <cmath>

using namespace triptych;
using analysis::FlameNodeIndex;
using tests::FakeSource;
using ui::FlamePage;
using ui::FlatButton;

namespace {

/// Answers eachTrace only when it is let go, or stopped.
struct SlowSource : FakeSource {
    std::atomic<bool> hold{false};
    base::Result<void> eachTrace(const query::Selection &selection, const std::function<void(const telemetry::TraceColumns &)> &visit,
                                 std::stop_token stop) override
    {
        if (fail)
            return *fail;
        if (selection.filter.text().find("nothing") != std::string::npos)
            return {};
        while (hold && !stop.stop_requested())
            std::this_thread::yield();
        if (stop.stop_requested())
            return base::Error{base::ErrorKind::Stopped, "stopped", {}, {}, {}};
        return FakeSource::eachTrace(selection, visit, stop);
    }
};

struct Fixture : tests::ExploreFixture<FlamePage, SlowSource> {
    FlameNodeIndex nodeOf(const ui::ProfileView &view, std::string_view service, std::string_view operation) const
    {
        const auto &profile = *view.profile();
        const auto frame = profile.findFrame(service, operation);
        for (std::uint32_t i = 1; i < profile.nodes().size(); ++i)
            if (profile.nodes()[i].frame == frame)
                return FlameNodeIndex{i};
        return FlameNodeIndex::None;
    }
    bool click(ui::ProfileView &view, std::string_view service, std::string_view operation)
    {
        const auto at = view.middleOf(nodeOf(view, service, operation));
        if (!at)
            return false;
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, *at);
        return settle();
    }
    /// Waits for it: a button that a visible pane has just been given is shown by the next turn of the event loop.
    FlatButton *button(const QString &text) const
    {
        FlatButton *found = nullptr;
        (void)QTest::qWaitFor([&] {
            for (FlatButton *b : page->findChildren<FlatButton *>())
                if (b->isVisible() && (b->text() == text || b->accessibleName() == text))
                    found = b;
            return found != nullptr;
        });
        return found;
    }
    bool shows(const QString &text) const
    {
        for (const QLabel *label : page->findChildren<QLabel *>())
            if (label->isVisible() && label->text().contains(text))
                return true;
        return false;
    }
    std::string service(int row) const { return source->columns.strings[std::size_t(source->columns.service[std::size_t(row)])]; }
    std::string name(int row) const { return source->columns.strings[std::size_t(source->columns.name[std::size_t(row)])]; }
};

} // namespace

class FlamePageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void allTracesThatMatchAreMerged()
    {
        Fixture f;
        QVERIFY(f.open());
        QVERIFY(f.page->profile());
        QCOMPARE(f.page->profile()->traceCount(), std::uint64_t{1});
        QCOMPARE(f.page->profile()->spanCount(), std::uint64_t(f.source->columns.size()));
    }

    void aClickOnAFrameLeadsToSpansThatShowIt()
    {
        Fixture f;
        QVERIFY(f.open());
        QVERIFY(f.click(f.page->graph(), f.service(1), f.name(1)));
        FlatButton *open = f.button(FlamePage::tr("Open the trace of the %1 span").arg(QStringLiteral("slowest")));
        QVERIFY(open);
        QTest::mouseClick(open, Qt::LeftButton);
        QCOMPARE(f.session.trace(), std::optional(FakeSource::kTrace));
        QCOMPARE(f.session.page(), session::Page::Trace);
        QCOMPARE(f.session.span()->span, FakeSource::kCheckout);
    }

    void aGraphWhoseRefreshFailsStaysWithWhatFailedOverIt()
    {
        Fixture f;
        QVERIFY(f.open());
        QVERIFY(f.click(f.page->graph(), f.service(1), f.name(1)));
        const QImage before = f.page->graph().grab().toImage();
        f.source->hold = true;
        f.workspace.announceData();
        QVERIFY(f.page->graph().isVisible()); // while it is asked again too
        f.source->hold = false;
        QVERIFY(f.settle());
        QCOMPARE(f.page->graph().grab().toImage(), before);
        f.source->fail = base::Error{base::ErrorKind::Unreachable, "the connection was refused", {}, {}, {}};
        f.workspace.announceData();
        QVERIFY(f.settle());
        ui::Banner *banner = f.page->kept().banner();
        QVERIFY(banner->isVisible());
        QVERIFY(banner->message().contains(QStringLiteral("the connection was refused")));
        QVERIFY(f.page->graph().isVisible());
        QVERIFY(f.page->table().model().rowCount() > 1);
        f.source->fail.reset();
        QTest::mouseClick(f.button(QStringLiteral("Retry")), Qt::LeftButton);
        QVERIFY(f.settle());
        QVERIFY(!banner->isVisible());
        // A graph of another filter does not stay.
        f.source->fail = base::Error{base::ErrorKind::Unreachable, "the connection was refused", {}, {}, {}};
        f.session.setFilter(*query::Filter::parse("service:other"));
        QVERIFY(f.settle());
        QVERIFY(!f.page->graph().isVisible());
        QVERIFY(!banner->isVisible());
        QVERIFY(f.shows(QStringLiteral("onnection was refused")));
    }

    void aRefreshThatIsStoppedLeavesTheGraph()
    {
        Fixture f;
        QVERIFY(f.open());
        f.source->hold = true;
        f.workspace.announceData();
        f.workspace.busy().cancelAll();
        f.source->hold = false;
        QVERIFY(f.page->graph().isVisible());
        f.source->hold = true;
        f.session.setFilter(*query::Filter::parse("service:other"));
        QVERIFY(f.shows(QStringLiteral("Merging traces")));
        f.workspace.busy().cancelAll();
        f.source->hold = false;
        QVERIFY(f.shows(QStringLiteral("Stopped")));
    }

    void theCurrentFrameOfAVeryDeepGraphOutlivesItsRefresh()
    {
        constexpr std::uint32_t kDepth = 400'000;
        FakeSource source;
        source.columns = {};
        source.columns.strings = {{}};
        for (std::uint32_t i = 0; i < kDepth; ++i)
            source.addSpan("s", i + 1 < kDepth ? "call" : "last", telemetry::SpanId{i}, 0, 1);
        const auto table = analysis::TraceTable::build(std::make_shared<const telemetry::TraceColumns>(std::move(source.columns)));
        analysis::FlameProfileBuilder builder;
        QVERIFY(builder.add(*table));
        const auto graph = std::make_shared<const analysis::FlameProfile>(builder.profile());
        QCOMPARE(graph->maxDepth(), kDepth);
        ui::Theme theme;
        ui::ProfileView view(theme, ui::ProfileView::Root::Above);
        view.setProfile(graph, analysis::FlameWeight::Total);
        view.setCurrentFrame(graph->findFrame("s", "last"));
        view.setProfile(std::make_shared<const analysis::FlameProfile>(builder.profile()), analysis::FlameWeight::Total);
        QCOMPARE(view.profile()->node(view.current()).depth, kDepth);
    }

    void hKeyHidesTheFrameAndItsChipBringsItBack()
    {
        Fixture f;
        QVERIFY(f.open());
        const auto before = f.page->profile()->nodes().size();
        QVERIFY(f.click(f.page->graph(), f.service(1), f.name(1)));
        QTest::keyClick(&f.page->graph(), Qt::Key_H);
        QVERIFY(f.settle());
        QCOMPARE(f.nodeOf(f.page->graph(), f.service(1), f.name(1)), FlameNodeIndex::None);
        QCOMPARE(f.page->chips().filter().rules().size(), std::size_t{1});
        FlatButton *chip = f.page->chips().findChild<FlatButton *>();
        QVERIFY(chip && chip->isVisible());
        QTest::mouseClick(chip, Qt::LeftButton);
        QVERIFY(f.settle());
        QCOMPARE(f.page->profile()->nodes().size(), before);
        QVERIFY(!f.page->chips().isVisible());
    }

    void theMergedGraphZoomsAboutThePointerPansAndGoesBack()
    {
        Fixture f;
        QVERIFY(f.open());
        auto &graph = f.page->graph();
        QWidget *canvas = graph.viewport();
        const auto wheel = [canvas](QPointF at, Qt::KeyboardModifiers modifiers) {
            QWheelEvent event(at, canvas->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(canvas, &event);
        };
        graph.setFocus();
        const FlameNodeIndex node = f.nodeOf(graph, f.service(1), f.name(1));
        const QPoint middle = *graph.middleOf(node);
        wheel(middle, Qt::ControlModifier);
        wheel(middle, Qt::ControlModifier);
        QVERIFY(graph.zoom().scale > 1.5);
        QVERIFY(std::abs(graph.middleOf(node)->x() - middle.x()) <= 1);
        const ui::FlameZoom zoomed = graph.zoom();
        QTest::mousePress(canvas, Qt::LeftButton, {}, middle);
        QTest::mouseMove(canvas, middle + QPoint(30, 0));
        QTest::mouseMove(canvas, middle + QPoint(60, 0));
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, middle + QPoint(60, 0));
        QVERIFY(graph.zoom().left < zoomed.left);
        QVERIFY(std::abs(graph.middleOf(node)->x() - middle.x() - 60) <= 1);
        QCOMPARE(graph.current(), FlameNodeIndex::None); // a drag is no click
        wheel(middle, Qt::ShiftModifier);
        QVERIFY(graph.zoom().left < zoomed.left);
        QTest::keyClick(&graph, Qt::Key_Left, Qt::AltModifier);
        QTest::keyClick(&graph, Qt::Key_Left, Qt::AltModifier);
        QVERIFY(graph.zoom() == zoomed); // each gesture is one step
        QTest::keyClick(&graph, Qt::Key_Left, Qt::AltModifier);
        QVERIFY(graph.zoom() == ui::FlameZoom{});
        QTest::keyClick(&graph, Qt::Key_Right, Qt::AltModifier);
        QVERIFY(graph.zoom() == zoomed);
        QTest::mouseDClick(canvas, Qt::LeftButton, {}, *graph.middleOf(node));
        QCOMPARE(graph.zoom().node, toInt(node));
        QTest::keyClick(&graph, Qt::Key_Left, Qt::AltModifier);
        QVERIFY(graph.zoom() == zoomed);
    }

    void aHiddenFrameIsNoLongerSelected()
    {
        Fixture f;
        QVERIFY(f.open());
        QVERIFY(f.click(f.page->graph(), f.service(1), f.name(1)));
        QTest::keyClick(&f.page->graph(), Qt::Key_H);
        QVERIFY(f.settle());
        QCOMPARE(f.page->graph().current(), FlameNodeIndex::None);
        QVERIFY(f.shows(QStringLiteral("No frame selected")));
        QTest::keyClick(&f.page->graph(), Qt::Key_H, Qt::ShiftModifier); // of nothing
        QVERIFY(f.settle());
        QCOMPARE(f.page->chips().filter().rules().size(), std::size_t{1});
        QVERIFY(f.page->graph().isVisible());
    }

    void shiftHKeepsOnlyItsStacks()
    {
        Fixture f;
        QVERIFY(f.open());
        const auto spans = f.page->profile()->weight(FlameNodeIndex::Root, analysis::FlameWeight::Count);
        QVERIFY(f.click(f.page->graph(), f.service(2), f.name(2)));
        QTest::keyClick(&f.page->graph(), Qt::Key_H, Qt::ShiftModifier);
        QVERIFY(f.settle());
        QVERIFY(f.page->profile()->weight(FlameNodeIndex::Root, analysis::FlameWeight::Count) < spans);
        QVERIFY(f.nodeOf(f.page->graph(), f.service(0), f.name(0)) != FlameNodeIndex::None); // the way there stays
    }

    void leavingOutEveryFrameOffersTheWayBack()
    {
        Fixture f;
        QVERIFY(f.open());
        f.page->chips().add(analysis::FlameFilter::Verb::Hide, analysis::FramePattern::parse(""));
        QVERIFY(f.settle());
        FlatButton *all = f.button(QStringLiteral("Remove all"));
        QVERIFY(all);
        QTest::mouseClick(all, Qt::LeftButton);
        QVERIFY(f.settle());
        QVERIFY(f.page->graph().isVisible());
    }

    void theSandwichIsOfTheChosenFrame()
    {
        Fixture f;
        QVERIFY(f.open());
        QTest::keyClick(&f.page->graph(), Qt::Key_3);
        QVERIFY(f.shows(QStringLiteral("No frame selected")));
        f.session.openFlame(session::FlameMode::LeftHeavy);
        QVERIFY(f.click(f.page->graph(), f.service(1), f.name(1)));
        QTest::keyClick(&f.page->graph(), Qt::Key_3);
        QVERIFY(f.page->callees().isVisible() && f.page->callers().isVisible());
        const auto &callers = *f.page->callers().profile();
        QCOMPARE(callers.frame(callers.node(FlameNodeIndex{1}).frame).operation, f.name(1));
        QCOMPARE(callers.frame(callers.node(FlameNodeIndex{2}).frame).operation, f.name(0));
        QTest::keyClick(&f.page->callees(), Qt::Key_2);
        QVERIFY(f.page->graph().isVisible());
    }

    void aChangedFilterMergesAgainAndNothingFoundSaysSo()
    {
        Fixture f;
        QVERIFY(f.open());
        f.session.setFilter(*query::Filter::parse("nothing"));
        QVERIFY(f.settle());
        QVERIFY(f.shows(QStringLiteral("No trace matches")));
        QTest::mouseClick(f.button(QStringLiteral("Clear filter")), Qt::LeftButton);
        QVERIFY(f.settle());
        QVERIFY(f.page->graph().isVisible());
    }

    void aMergeCanBeCancelledAndBegunAgain()
    {
        Fixture f;
        f.source->hold = true;
        f.workspace.setSource(f.source);
        f.page = std::make_unique<FlamePage>(f.context);
        f.page->show();
        QVERIFY(QTest::qWaitForWindowExposed(f.page.get()));
        QTRY_VERIFY(f.shows(QStringLiteral(" of "))); // N of M traces
        QTest::mouseClick(f.button(QStringLiteral("Cancel")), Qt::LeftButton);
        QVERIFY(f.shows(QStringLiteral("Stopped")));
        QVERIFY(!f.workspace.busy().busy());
        f.source->hold = false;
        QTest::mouseClick(f.button(QStringLiteral("Merge again")), Qt::LeftButton);
        QVERIFY(f.settle());
        QVERIFY(f.page->graph().isVisible());
    }

    void aFailureIsShownWithRetry()
    {
        Fixture f;
        f.source->fail = base::Error{base::ErrorKind::BadInput, "the disk is gone", {}, {}, {}};
        QVERIFY(f.open());
        QVERIFY(f.shows(QStringLiteral("The disk is gone")));
        f.source->fail.reset();
        QTest::mouseClick(f.button(QStringLiteral("Retry")), Qt::LeftButton);
        QVERIFY(f.settle());
        QVERIFY(f.page->graph().isVisible());
    }

    void everyOperationIsListedByTheWeightChosen()
    {
        Fixture f;
        QVERIFY(f.open());
        auto &model = f.page->table().model();
        QCOMPARE(model.index(0, ui::FrameTableModel::Operation).data().toString(), QStringLiteral("POST /api/checkout"));
        f.actions.find(QStringLiteral("flame.byCritical"))->trigger();
        // Of 1240 ms: the three tries and the score are what the request waited for longest.
        QCOMPARE(model.index(0, ui::FrameTableModel::Operation).data().toString(), QStringLiteral("POST psp.example/charges"));
        double shares = 0;
        for (int row = 0; row < model.rowCount(); ++row)
            shares += model.index(row, 0).data(ui::FrameTableModel::ShareRole).toDouble();
        QVERIFY(std::abs(shares - 1) < 1e-9); // a critical path has no overlaps
        f.page->table().view().setCurrentIndex(model.index(0, 0));
        QVERIFY(f.settle());
        QVERIFY(f.shows(QStringLiteral("POST psp.example/charges")) || f.page->graph().current() != FlameNodeIndex::None);
    }

    void whatIsShownIsWrittenInEveryFormat()
    {
        Fixture f;
        QVERIFY(f.open());
        QTemporaryDir folder;
        using Format = FlamePage::Format;
        const auto written = [&](const char *name, Format format) {
            const QString path = folder.filePath(QString::fromLatin1(name));
            QSignalSpy done(&f.page->exports(), &ui::FileExport::written);
            f.page->writeData(path, format);
            if (done.isEmpty() && !done.wait(5000))
                return QByteArray("nothing was written");
            QFile file(path);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        QVERIFY(written("a.folded", Format::Folded).startsWith("kong-gateway: POST /api/checkout "));
        QVERIFY(written("a.speedscope.json", Format::Speedscope).contains("speedscope.app/file-format-schema.json"));
        QVERIFY(written("a.csv", Format::Csv).startsWith("service,operation,spans"));
        QVERIFY(written("a.json", Format::Json).startsWith("{\"name\":\"all\""));
        QVERIFY(written("a.svg", Format::Svg).startsWith("<svg "));
        const ui::Picture picture = ui::Picture::of(f.page->graph(), QStringLiteral("x.png"), Qt::white);
        QVERIFY(picture.write(folder.filePath(QStringLiteral("x.png"))).ok());
        QVERIFY(!QImage(folder.filePath(QStringLiteral("x.png"))).isNull());
        QVERIFY(!picture.write(folder.filePath(QStringLiteral("absent/x.png"))).ok());
        f.page->writeData(folder.filePath(QStringLiteral("absent/x.csv")), Format::Csv);
        QTRY_VERIFY(f.page->findChild<QMessageBox *>());
        f.page->findChild<QMessageBox *>()->close();
    }

    void findCountsAndStepsThroughMatchingFrames()
    {
        Fixture f;
        QVERIFY(f.open());
        QTest::keyClick(&f.page->graph(), Qt::Key_F, Qt::ControlModifier);
        auto *edit = f.page->findChild<QLineEdit *>();
        QVERIFY(edit && edit->isVisible());
        QTest::keyClicks(edit, QString::fromStdString(f.name(1)));
        QVERIFY(f.page->graph().matchCount() >= 1);
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(f.page->graph().matchNumber(), 1);
        QTest::keyClick(edit, Qt::Key_Escape);
        QCOMPARE(f.page->graph().matchCount(), std::size_t{0});
        QVERIFY(f.page->graph().hasFocus());
    }
};
TRIPTYCH_TEST(FlamePageTest)
#include "tst_flame_page.moc"
