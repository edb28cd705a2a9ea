#include "explore_fixture.h"
#include "items/services_model.h"
#include "items/traces_model.h"
#include "test_registry.h"
#include "ui/common/histogram_strip.h"
#include "ui/common/segmented_tabs.h"
#include "ui/explore/data_table.h"
#include "ui/explore/difference_pane.h"
#include "ui/explore/facets_pane.h"
#include "ui/explore/latency_pane.h"
#include "ui/explore/result_pane.h"
#include "ui/explore/results_pane.h"
#include "ui/explore/scatter_canvas.h"
#include "ui/explore/time_strip.h"
#include "ui/explore/traces_page.h"

#include <QContextMenuEvent>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QTreeView>
#include <QWheelEvent>

using namespace triptych;
using items::TracesModel;
using tests::FakeSource;
using ui::ResultsPane;
using ui::TracesPage;

namespace {

/// Finds nothing while the filter names region ap-1, fails on demand.
struct PickySource : FakeSource {
    base::Result<telemetry::TracePage> traces(const query::Selection &selection, const telemetry::TraceQuery &query,
                                              std::stop_token stop) override
    {
        if (selection.filter.text().find("ap-1") != std::string::npos)
            return telemetry::TracePage{};
        return FakeSource::traces(selection, query, stop);
    }
    /// Only the traces inside the box run version 2.
    base::Result<telemetry::TagCounts> compareTags(const query::Selection &, const query::Selection &,
                                                   const telemetry::TagComparisonQuery &query, std::stop_token) override
    {
        box = query.box;
        return telemetry::TagCounts{100, 50, {{"version", telemetry::TagScope::Resource, "2", 0, 50},
                                              {"region", telemetry::TagScope::Resource, "eu", 100, 50}}, {}};
    }
    std::optional<telemetry::TraceBox> box;
};

using Fixture = tests::ExploreFixture<TracesPage, PickySource>;

QModelIndex facetValue(const Fixture &f, const QString &key, const QString &value)
{
    auto *model = f.page->facets()->model();
    for (int group = 0; group < model->rowCount(); ++group) {
        const QModelIndex at = model->index(group, 0);
        for (int row = 0; at.data().toString() == key && row < model->rowCount(at); ++row)
            if (model->index(row, 0, at).data().toString() == value)
                return model->index(row, 0, at);
    }
    return {};
}

void clickFacet(Fixture &f, const QString &key, const QString &value, Qt::KeyboardModifiers modifiers = {})
{
    const QModelIndex index = facetValue(f, key, value);
    QVERIFY(index.isValid());
    auto *view = f.page->facets()->view();
    view->scrollTo(index);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, modifiers, view->visualRect(index).center());
    QVERIFY(f.settle());
}

QPushButton *buttonNamed(const QWidget &in, const QString &text)
{
    for (auto *button : in.findChildren<QPushButton *>())
        if (button->text() == text && button->isVisible())
            return button;
    return nullptr;
}

} // namespace

class TracesPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aFacetIsIncludedThenExcludedThenLetGo()
    {
        Fixture f;
        QVERIFY(f.open());
        clickFacet(f, QStringLiteral("service"), QStringLiteral("checkout"));
        QCOMPARE(f.filter(), QStringLiteral("service:checkout"));
        clickFacet(f, QStringLiteral("service"), QStringLiteral("checkout"));
        QCOMPARE(f.filter(), QStringLiteral("-service:checkout"));
        clickFacet(f, QStringLiteral("service"), QStringLiteral("checkout"));
        QCOMPARE(f.filter(), QString());
    }
    void shiftClickLeavesValuesOut()
    {
        Fixture f;
        QVERIFY(f.open());
        clickFacet(f, QStringLiteral("service"), QStringLiteral("payment"), Qt::ShiftModifier);
        QCOMPARE(f.filter(), QStringLiteral("-service:payment"));
        clickFacet(f, QStringLiteral("service"), QStringLiteral("checkout"), Qt::ShiftModifier);
        QCOMPARE(f.filter(), QStringLiteral("-service:(payment OR checkout)"));
        clickFacet(f, QStringLiteral("service"), QStringLiteral("payment"), Qt::ShiftModifier);
        QCOMPARE(f.filter(), QStringLiteral("-service:checkout"));
    }
    void controlClickTakesMoreValuesIn()
    {
        Fixture f;
        QVERIFY(f.open());
        clickFacet(f, QStringLiteral("service"), QStringLiteral("payment"), Qt::ControlModifier);
        clickFacet(f, QStringLiteral("service"), QStringLiteral("checkout"), Qt::ControlModifier);
        QCOMPARE(f.filter(), QStringLiteral("service:(payment OR checkout)"));
        using State = items::FacetModel::State;
        for (const auto &value : {QStringLiteral("payment"), QStringLiteral("checkout")})
            QCOMPARE(facetValue(f, QStringLiteral("service"), value).data(items::FacetModel::StateRole).toInt(), int(State::Included));
        QVERIFY(facetValue(f, QStringLiteral("service"), QStringLiteral("pricing")).isValid()); // the others stay in reach
        clickFacet(f, QStringLiteral("service"), QStringLiteral("payment"), Qt::ControlModifier);
        QCOMPARE(f.filter(), QStringLiteral("service:checkout"));
        clickFacet(f, QStringLiteral("service"), QStringLiteral("pricing"), Qt::ControlModifier);
        clickFacet(f, QStringLiteral("service"), QStringLiteral("pricing")); // one of several becomes the only one
        QCOMPARE(f.filter(), QStringLiteral("service:pricing"));
    }
    void anotherValueOfTheSameKeyTakesTheFirstOnesPlace()
    {
        Fixture f;
        QVERIFY(f.open());
        clickFacet(f, QStringLiteral("service"), QStringLiteral("checkout"));
        clickFacet(f, QStringLiteral("service"), QStringLiteral("payment"));
        QCOMPARE(f.filter(), QStringLiteral("service:payment"));
    }
    void facetsWorkByKeyboard()
    {
        Fixture f;
        QVERIFY(f.open());
        auto *view = f.page->facets()->view();
        view->setFocus();
        view->setCurrentIndex(facetValue(f, QStringLiteral("service"), QStringLiteral("payment")));
        QTest::keyClick(view, Qt::Key_Return);
        QCOMPARE(f.filter(), QStringLiteral("service:payment"));
    }
    void theBrushIsTheSessionsRange()
    {
        Fixture f;
        QVERIFY(f.open());
        auto *strip = f.page->time()->strip();
        const int y = strip->height() / 3;
        QTest::mousePress(strip, Qt::LeftButton, {}, {300, y});
        QTest::mouseMove(strip, {500, y});
        QTest::mouseRelease(strip, Qt::LeftButton, {}, {700, y});
        QVERIFY(f.session.range().has_value());
        const auto axis = strip->histogram().range;
        QVERIFY(f.session.range()->from > axis.from && f.session.range()->to < axis.to);
        f.session.setRange(std::nullopt);
        QVERIFY(!strip->brush().has_value());
    }
    void aHeaderClickSortsByWhatTheSourceCanSort()
    {
        Fixture f;
        QVERIFY(f.open());
        auto *table = f.page->results()->table(ResultsPane::Traces);
        const auto *model = table->model();
        QCOMPARE(model->index(0, TracesModel::Duration).data().toString(), QStringLiteral("1.24 s"));
        auto *header = table->horizontalHeader();
        const auto click = [&](int column) {
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                              {header->sectionViewportPosition(column) + 20, header->height() / 2});
            QVERIFY(f.settle());
        };
        click(TracesModel::Duration);
        QTRY_COMPARE(model->index(0, TracesModel::Duration).data().toString(), QStringLiteral("103 ms"));
        const int before = f.source->calls;
        click(TracesModel::Service);
        QCOMPARE(f.source->calls.load(), before);
        QCOMPARE(header->sortIndicatorSection(), int(TracesModel::Duration));
    }
    void doubleClickAndEnterOpenTheTrace()
    {
        Fixture f;
        QVERIFY(f.open());
        auto *table = f.page->results()->table(ResultsPane::Traces);
        const QRect cell = table->visualRect(table->model()->index(0, TracesModel::Operation));
        QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, cell.center());
        QVERIFY(f.session.trace() == FakeSource::kTrace);
        QCOMPARE(f.session.page(), session::Page::Trace);
        f.session.reset();
        table->setFocus();
        table->setCurrentIndex(table->model()->index(0, 0));
        QTest::keyClick(table, Qt::Key_Return);
        QVERIFY(f.session.trace() == FakeSource::kTrace);
    }
    void aClickInTheScatterOpensTheNearestTrace()
    {
        Fixture f;
        QVERIFY(f.open());
        auto *canvas = f.page->latency()->canvas();
        const auto point = canvas->points().front();
        QTest::mouseClick(canvas, Qt::LeftButton, {}, canvas->positionOf(point).toPoint() + QPoint(3, 2));
        QVERIFY(f.session.trace() == point.trace);
    }
    void aDragInTheScatterFiltersByTimeAndDuration()
    {
        Fixture f;
        QVERIFY(f.open());
        auto *canvas = f.page->latency()->canvas();
        // The slowest trace stands alone at the top right.
        const QPoint at = canvas->positionOf(canvas->points().front()).toPoint();
        QTest::mousePress(canvas, Qt::LeftButton, {}, at - QPoint(40, 15));
        QTest::mouseMove(canvas, at);
        QTest::mouseMove(canvas, at + QPoint(6, 10));
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, at + QPoint(6, 10));
        QVERIFY(canvas->selection().has_value());
        QCOMPARE(canvas->selection()->points, std::size_t(1));
        auto *filter = buttonNamed(*canvas, QStringLiteral("Filter"));
        QVERIFY(filter);
        QTest::mouseClick(filter, Qt::LeftButton);
        QVERIFY2(f.filter().startsWith(QStringLiteral("duration:>=")), qPrintable(f.filter()));
        QVERIFY(f.session.range()->contains(canvas->points().front().start));
        QVERIFY(!canvas->selection().has_value());
    }
    void theScatterAndTheHistogramShowOneWindowOfTime()
    {
        Fixture f;
        QVERIFY(f.open());
        auto *canvas = f.page->latency()->canvas();
        auto *strip = f.page->time()->strip();
        QSignalSpy axes(f.page->time(), &ui::TimeStrip::axisChanged);
        const auto axis = [&] { return axes.last().first().value<std::optional<telemetry::TimeRange>>(); };
        const auto wheel = [canvas](int x, Qt::KeyboardModifiers modifiers, int delta) {
            const QPointF at(x, 60);
            QWheelEvent event(at, canvas->mapToGlobal(at), {}, {0, delta}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(canvas, &event);
        };
        const auto whole = canvas->shownTime();
        wheel(300, {}, 120);
        QCOMPARE(canvas->shownTime(), whole);
        for (int i = 0; i < 6; ++i)
            wheel(canvas->width() / 2, Qt::ControlModifier, 120);
        QVERIFY(canvas->axis() && canvas->shownTime().length() < whole.length() / 2);
        QCOMPARE(axis(), canvas->axis());
        QVERIFY(!f.session.range()); // zooming is no filter
        auto before = canvas->shownTime();
        wheel(300, Qt::ShiftModifier, 120);
        QVERIFY(canvas->shownTime().from < before.from);
        QCOMPARE(canvas->shownTime().length(), before.length());
        before = canvas->shownTime();
        for (const auto &[button, modifiers] : {std::pair(Qt::MiddleButton, Qt::KeyboardModifiers()), {Qt::LeftButton, Qt::KeyboardModifiers(Qt::ShiftModifier)}}) {
            QTest::mousePress(canvas, button, modifiers, {400, 60});
            QTest::mouseMove(canvas, {380, 60});
            QTest::mouseMove(canvas, {370, 60});
            QTest::mouseRelease(canvas, button, modifiers, {370, 60});
            QVERIFY(!canvas->selection());
            QVERIFY(canvas->shownTime().from > before.from);
            QCOMPARE(axis(), canvas->axis());
            before = canvas->shownTime();
        }
        // And the other way: the wheel of the histogram.
        QVERIFY(f.settle());
        const QPointF at(strip->width() / 2.0, 20);
        QWheelEvent zoom(at, strip->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(strip, &zoom);
        QVERIFY(canvas->shownTime() != before);
        QCOMPARE(axis(), canvas->axis());
    }
    void theScattersMenuZoomsAndFilters()
    {
        Fixture f;
        QVERIFY(f.open());
        auto *canvas = f.page->latency()->canvas();
        const auto choose = [&](const QString &text) {
            QContextMenuEvent event(QContextMenuEvent::Mouse, {50, 50}, canvas->mapToGlobal(QPoint(50, 50)));
            QCoreApplication::sendEvent(canvas, &event);
            auto *menu = f.page->latency()->findChild<QMenu *>();
            QVERIFY(menu);
            QAction *found = nullptr;
            for (QAction *action : menu->actions())
                if (action->text() == text && action->isEnabled())
                    found = action;
            QVERIFY2(found, qPrintable(text));
            found->trigger();
            delete menu;
        };
        const auto drag = [&] {
            const QPoint at = canvas->positionOf(canvas->points().front()).toPoint();
            QTest::mousePress(canvas, Qt::LeftButton, {}, at - QPoint(40, 15));
            QTest::mouseMove(canvas, at);
            QTest::mouseRelease(canvas, Qt::LeftButton, {}, at + QPoint(6, 10));
        };
        const auto whole = canvas->shownTime();
        drag();
        QVERIFY(canvas->selection());
        choose(QStringLiteral("Zoom to selection"));
        QVERIFY(canvas->shownTime().length() < whole.length());
        choose(QStringLiteral("Zoom to the whole"));
        QCOMPARE(canvas->shownTime(), whole);
        drag();
        choose(QStringLiteral("Filter"));
        QVERIFY2(f.filter().startsWith(QStringLiteral("duration:>=")), qPrintable(f.filter()));
    }
    void whatIsDifferentOfADragIsAClickFromAFilter()
    {
        Fixture f;
        QVERIFY(f.open());
        auto *canvas = f.page->latency()->canvas();
        const telemetry::ScatterPoint slowest = canvas->points().front();
        const QPoint at = canvas->positionOf(slowest).toPoint();
        QTest::mousePress(canvas, Qt::LeftButton, {}, at - QPoint(40, 15));
        QTest::mouseMove(canvas, at);
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, at + QPoint(6, 10));
        QVERIFY(f.page->difference()->isHidden());
        auto *ask = buttonNamed(*canvas, QStringLiteral("What is different?"));
        QVERIFY(ask);
        QTest::mouseClick(ask, Qt::LeftButton);
        auto *list = f.page->difference()->list();
        QTRY_VERIFY(list->isVisible());
        QCOMPARE(list->model()->rowCount(), 1); // all have the region: it tells nothing
        const QModelIndex version = list->model()->index(0, 0);
        QVERIFY2(version.data().toString().startsWith(QStringLiteral("version:2")), qPrintable(version.data().toString()));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(version).center());
        QVERIFY2(f.filter().contains(QStringLiteral("version:2")), qPrintable(f.filter()));
        QVERIFY(f.page->difference()->isHidden()); // the answer was about another selection
    }

    void durationsBecomeWordsOfTheFilter_data()
    {
        QTest::addColumn<qint64>("shortest");
        QTest::addColumn<qint64>("longest");
        QTest::addColumn<bool>("shortestOpen");
        QTest::addColumn<bool>("longestOpen");
        QTest::addColumn<QString>("filter");
        QTest::newRow("above") << qint64(251'400'000) << qint64(0) << false << true << "duration:>=251ms";
        QTest::newRow("below") << qint64(0) << qint64(1'234'567) << true << false << "duration:<=1.24ms";
        QTest::newRow("between") << qint64(1'500) << qint64(2'000'000'000) << false << false
                                 << "duration:[1.5us TO 2s]";
        QTest::newRow("all") << qint64(1) << qint64(2) << true << true << "";
    }
    void durationsBecomeWordsOfTheFilter()
    {
        QFETCH(qint64, shortest);
        QFETCH(qint64, longest);
        QFETCH(bool, shortestOpen);
        QFETCH(bool, longestOpen);
        QFETCH(QString, filter);
        ui::ScatterRange range;
        range.shortest = shortest;
        range.longest = longest;
        range.shortestOpen = shortestOpen;
        range.longestOpen = longestOpen;
        const std::string text = ui::durationFilter(range);
        QCOMPARE(QString::fromStdString(text), filter);
        QVERIFY(query::Filter::parse(text).ok());
    }
    void nothingFoundOffersTheWayOut()
    {
        Fixture f;
        QVERIFY(f.open());
        f.session.setFilter(query::Filter::parse("service:checkout region:ap-1").value());
        QTRY_VERIFY(buttonNamed(*f.page->results(), QStringLiteral("Remove region:ap-1")));
        QTest::mouseClick(buttonNamed(*f.page->results(), QStringLiteral("Remove region:ap-1")), Qt::LeftButton);
        QCOMPARE(f.filter(), QStringLiteral("service:checkout"));
        QTRY_VERIFY(f.page->results()->table(ResultsPane::Traces)->isVisible());
    }
    void aFailureSaysWhatFailedAndRetries()
    {
        Fixture f;
        f.source->fail = base::Error{base::ErrorKind::Busy, "The store is held by another program", {}, {}, {}};
        QVERIFY(f.open());
        QTRY_VERIFY(buttonNamed(*f.page->results(), QStringLiteral("Retry")));
        bool said = false;
        for (auto *label : f.page->results()->findChildren<QLabel *>())
            said = said || (label->isVisible() && label->text().contains(QStringLiteral("held by another")));
        QVERIFY(said);
        f.source->fail.reset();
        QTest::mouseClick(buttonNamed(*f.page->results(), QStringLiteral("Retry")), Qt::LeftButton);
        QTRY_VERIFY(f.page->results()->table(ResultsPane::Traces)->isVisible());
    }
    void aServiceInTheServicesTabNarrowsTheFilter()
    {
        Fixture f;
        QVERIFY(f.open());
        f.page->results()->setTab(ResultsPane::Services);
        QVERIFY(f.settle());
        auto *table = f.page->results()->table(ResultsPane::Services);
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(table->model()->index(0, items::ServicesModel::Service)).center());
        QCOMPARE(f.filter(), QStringLiteral("service:payment"));
        QCOMPARE(f.page->results()->tab(), ResultsPane::Traces);
    }
    void hostileNamesAreShownAsText()
    {
        Fixture f;
        f.source->traceRows[0].rootName = "<img src=x><b>bold</b>";
        QVERIFY(f.open());
        auto *table = f.page->results()->table(ResultsPane::Traces);
        const QModelIndex cell = table->model()->index(0, TracesModel::Operation);
        QCOMPARE(cell.data().toString(), QStringLiteral("<img src=x><b>bold</b>"));
        QVERIFY(!cell.data(Qt::ToolTipRole).toString().contains(QStringLiteral("<img")));
    }
};

TRIPTYCH_TEST(TracesPageTest)
#include "tst_traces_page.moc"
