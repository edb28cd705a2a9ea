#include "explore_fixture.h"
#include "test_registry.h"
#include "ui/common/banner.h"
#include "ui/common/find_bar.h"
#include "ui/common/kept_content.h"
#include "ui/common/progress_line.h"
#include "ui/common/state_pane.h"
#include "ui/map/map_canvas.h"
#include "ui/map/map_page.h"
#include "ui/map/map_side.h"

#include <QAccessible>
#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QTemporaryDir>

using namespace triptych;
using namespace triptych::ui;
using namespace triptych::tests;

namespace {

/// gateway calls checkout, which calls payment (half fail) and a database without spans.
class MapSource : public FakeSource
{
public:
    query::Selection asked;
    std::string grouped;
    bool none = false;
    base::Result<ServiceGraph> serviceGraph(const query::Selection &selection, const std::string &groupBy, base::Progress *, std::stop_token) override
    {
        asked = selection;
        grouped = groupBy;
        if (fail)
            return *fail;
        ServiceGraph graph;
        if (none)
            return graph;
        for (const char *name : {"checkout", "gateway", "orders", "payment"}) {
            graph.nodes.emplace_back();
            graph.nodes.back().name = name;
            graph.nodes.back().requests = {100, name == std::string("payment") ? 50u : 0u, 1.5, 10 * kMs, 90 * kMs};
        }
        graph.nodes[2].kind = ServiceNode::Kind::Database;
        graph.nodes[3].operations.push_back({"Charge", graph.nodes[3].requests});
        graph.edges = {{0, 2, {100, 0, 1.5, kMs, 2 * kMs}}, {0, 3, {100, 50, 1.5, 10 * kMs, 90 * kMs}}, {1, 0, {100, 0, 1.5, kMs, 2 * kMs}}};
        graph.traces = 100;
        return graph;
    }
};

using Fixture = ExploreFixture<MapPage, MapSource>;

QPoint middle(const MapCanvas *canvas, MapItem item)
{
    return canvas->itemRect(item).center().toPoint();
}
constexpr MapItem kCheckout{MapItem::Kind::Node, 0}, kGateway{MapItem::Kind::Node, 1}, kPayment{MapItem::Kind::Node, 3};

} // namespace

class MapPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findMarksCountsAndStepsThroughServicesWithoutFiltering()
    {
        Fixture f;
        QVERIFY(f.open());
        MapCanvas *canvas = f.page->canvas();
        canvas->setFocus();
        QTest::keyClick(canvas, Qt::Key_Slash);
        auto *edit = f.page->findBar()->findChild<QLineEdit *>();
        QTRY_VERIFY(edit->hasFocus());
        const QImage before = canvas->grab().toImage();
        QTest::keyClicks(edit, QStringLiteral("PAY"));
        QCOMPARE(canvas->selected(), kPayment);
        QCOMPARE(f.page->findBar()->findChild<QLabel *>()->text(), QStringLiteral("1 of 1"));
        QVERIFY(canvas->grab().toImage() != before);
        edit->selectAll();
        QTest::keyClicks(edit, QStringLiteral("e")); // checkout, gateway, orders, payment; payment stays
        QCOMPARE(canvas->matchCount(), std::size_t{4});
        QTest::keyClick(edit, Qt::Key_Escape);
        QVERIFY(!f.page->findBar()->isVisible());
        QTRY_VERIFY(canvas->hasFocus());
        QVERIFY(f.filter().isEmpty());
        QTest::keyClick(canvas, Qt::Key_N); // they stay for N, by column: gateway, checkout, orders, payment
        QCOMPARE(canvas->selected(), kGateway);
        QTest::keyClick(canvas, Qt::Key_N);
        QCOMPARE(canvas->selected(), kCheckout);
        canvas->select(kPayment);
        QTest::keyClick(canvas, Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(edit->hasFocus());
        QTest::keyClicks(edit, QStringLiteral("ay"));
        QCOMPARE(canvas->matchCount(), std::size_t{2}); // gateway left of payment
        QCOMPARE(canvas->selected(), kPayment);
        canvas->setFocus();
        QTest::keyClick(canvas, Qt::Key_N); // round the end
        QCOMPARE(canvas->selected(), kGateway);
        QTest::keyClick(canvas, Qt::Key_N, Qt::ShiftModifier);
        QCOMPARE(canvas->selected(), kPayment);
        QTest::keyClick(canvas, Qt::Key_Escape); // the ladder: the bar before the selection
        QVERIFY(!f.page->findBar()->isVisible());
        QCOMPARE(canvas->selected(), kPayment);
        QTest::keyClick(canvas, Qt::Key_Escape);
        QCOMPARE(canvas->selected(), MapItem());
    }
    void aClickShowsTheServiceAndItsVerbsFilterToIt()
    {
        Fixture f;
        QVERIFY(f.open());
        MapCanvas *canvas = f.page->canvas();
        QTest::mouseClick(canvas, Qt::LeftButton, {}, middle(canvas, kPayment));
        QCOMPARE(canvas->selected(), kPayment);
        const auto buttons = f.page->side()->findChildren<QAbstractButton *>();
        const auto named = [&](const QString &text) {
            for (auto *button : buttons)
                if (button->text() == text)
                    return button;
            return static_cast<QAbstractButton *>(nullptr);
        };
        QVERIFY(named(QStringLiteral("Charge")));   // an operation
        QVERIFY(named(QStringLiteral("checkout"))); // a caller
        QVERIFY(named(QStringLiteral("Failing traces")));
        QTest::mouseClick(named(QStringLiteral("Failing traces")), Qt::LeftButton);
        QCOMPARE(f.filter(), QStringLiteral("service:payment status:error"));
        QCOMPARE(f.session.page(), session::Page::Traces);
    }

    void arrowsWalkAlongTheCalls()
    {
        Fixture f;
        QVERIFY(f.open());
        MapCanvas *canvas = f.page->canvas();
        canvas->setFocus();
        QTest::keyClick(canvas, Qt::Key_Right); // nothing chosen: the entrance
        QCOMPARE(canvas->selected(), kGateway);
        QTest::keyClick(canvas, Qt::Key_Right);
        QCOMPARE(canvas->selected(), kCheckout);
        QTest::keyClick(canvas, Qt::Key_Right);
        QVERIFY(canvas->selected().isNode() && canvas->selected() != kCheckout);
        QTest::keyClick(canvas, Qt::Key_Left);
        QCOMPARE(canvas->selected(), kCheckout);
        QTest::keyClick(canvas, Qt::Key_Escape);
        QCOMPARE(canvas->selected().kind, MapItem::Kind::None);
    }

    void keysAndTheWheelZoomAndZeroFits()
    {
        Fixture f;
        QVERIFY(f.open());
        MapCanvas *canvas = f.page->canvas();
        const double fitted = canvas->scale();
        canvas->setFocus();
        QTest::keyClick(canvas, Qt::Key_W);
        QVERIFY(canvas->scale() > fitted);
        QTest::keyClick(canvas, Qt::Key_S);
        QTest::keyClick(canvas, Qt::Key_S);
        QVERIFY(canvas->scale() < fitted);
        QTest::keyClick(canvas, Qt::Key_0);
        QCOMPARE(canvas->scale(), fitted);
    }

    void anEdgeCanBeChosen()
    {
        Fixture f;
        QVERIFY(f.open());
        MapCanvas *canvas = f.page->canvas();
        const QRectF from = canvas->itemRect(kGateway), to = canvas->itemRect(kCheckout);
        QTest::mouseClick(canvas, Qt::LeftButton, {}, ((from.center() + to.center()) / 2).toPoint());
        QCOMPARE(canvas->selected(), (MapItem{MapItem::Kind::Edge, 2}));
    }

    void readersSeeEveryNodeWithItsFigures()
    {
        Fixture f;
        QVERIFY(f.open());
        auto *interface = QAccessible::queryAccessibleInterface(f.page->canvas());
        QVERIFY(interface);
        QCOMPARE(interface->childCount(), 4);
        QVERIFY(interface->child(3)->text(QAccessible::Name).startsWith(QStringLiteral("payment: ")));
        QVERIFY(interface->child(3)->text(QAccessible::Name).contains(QStringLiteral("50 errors")));
        QVERIFY(interface->child(2)->text(QAccessible::Name).contains(QStringLiteral("no spans of its own")));
    }

    void theOpenTraceAloneIsAskedForByItsId()
    {
        Fixture f;
        f.session.openTrace(FakeSource::kTrace);
        QVERIFY(f.open());
        f.page->setReach(MapPage::Reach::Trace);
        QVERIFY(f.settle());
        QVERIFY(f.source->asked.filter.text().starts_with("trace:"));
        f.page->groupBy(QStringLiteral("namespace"));
        QVERIFY(f.settle());
        QCOMPARE(f.source->grouped, std::string("namespace"));
    }

    void nothingAndFailuresAreSaid()
    {
        Fixture f;
        f.source->none = true;
        QVERIFY(f.open());
        QVERIFY(f.page->state()->isVisible());
        f.source->fail = base::Error{base::ErrorKind::Internal, "the disk is gone", {}, {}, {}};
        f.workspace.announceData();
        QVERIFY(f.settle());
        QVERIFY(f.page->state()->isVisible());
    }

    void theWayOutNamesWhatIsSet()
    {
        Fixture f;
        f.source->none = true;
        QVERIFY(f.open());
        const auto offered = [&] {
            QStringList words;
            for (const auto *button : f.page->state()->findChildren<QAbstractButton *>())
                if (button->isVisible())
                    words.append(button->text());
            return words.join(u',');
        };
        f.session.setFilter(query::Filter::parse("service:none").value());
        QTRY_COMPARE(offered(), QStringLiteral("Remove filter"));
        f.session.setRange(TimeRange{FakeSource::kStart, FakeSource::kStart + FakeSource::kMs});
        QTRY_COMPARE(offered(), QStringLiteral("Remove filter and range"));
        f.session.setFilter({});
        QTRY_COMPARE(offered(), QStringLiteral("Remove range"));
        for (auto *button : f.page->state()->findChildren<QAbstractButton *>())
            if (button->isVisible())
                button->click();
        QVERIFY(!f.session.range());
        QTRY_COMPARE(offered(), QString());
    }

    void noLineStaysOverAMapThatClosedWhileItWasAskedFor()
    {
        Fixture f;
        QVERIFY(f.open());
        QVERIFY(f.page->canvas()->isVisible());
        f.page->kept()->setAsking(true); // as it is where the answer takes its time
        const auto *line = f.page->kept()->findChild<ProgressLine *>();
        QTRY_VERIFY(line->isVisible());
        f.workspace.setSource(nullptr);
        QVERIFY(f.page->state()->isVisible());
        QVERIFY(!line->isVisible());
    }

    void aMapWhoseRefreshFailsStaysWithWhatFailedOverIt()
    {
        Fixture f;
        QVERIFY(f.open());
        f.page->canvas()->select(kPayment);
        f.source->fail = base::Error{base::ErrorKind::Unreachable, "the connection was refused", {}, {}, {}};
        f.workspace.announceData();
        QVERIFY(f.settle());
        Banner *banner = f.page->kept()->banner();
        QVERIFY(banner->isVisible());
        QVERIFY(banner->message().contains(QStringLiteral("the connection was refused")));
        QVERIFY(f.page->canvas()->isVisible());
        QCOMPARE(f.page->canvas()->selected(), kPayment);
        f.source->fail.reset();
        for (auto *button : banner->findChildren<QAbstractButton *>())
            if (button->text() == QStringLiteral("Retry"))
                QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(f.settle());
        QVERIFY(!banner->isVisible());
        QCOMPARE(f.page->canvas()->selected(), kPayment);
        // What belongs to another question does not stay.
        f.source->fail = base::Error{base::ErrorKind::Unreachable, "the connection was refused", {}, {}, {}};
        f.page->groupBy(QStringLiteral("namespace"));
        QVERIFY(f.settle());
        QVERIFY(f.page->state()->isVisible());
        QVERIFY(!banner->isVisible());
    }

    void theMapIsWrittenAsPictureDrawingAndTable()
    {
        Fixture f;
        QVERIFY(f.open());
        QTemporaryDir folder;
        for (const char *name : {"/m.png", "/m.svg", "/m.csv"}) {
            QSignalSpy written(&f.page->exports(), &FileExport::written);
            f.page->writeTo(folder.path() + QString::fromLatin1(name));
            QVERIFY2(!written.isEmpty() || written.wait(5000), name);
        }
        QFile csv(folder.path() + QStringLiteral("/m.csv"));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QVERIFY(csv.readAll().contains("checkout,payment,100,50,"));
        QVERIFY(QImage(folder.path() + QStringLiteral("/m.png")).width() > 100);
        QFile svg(folder.path() + QStringLiteral("/m.svg"));
        QVERIFY(svg.open(QIODevice::ReadOnly));
        QVERIFY(svg.readAll().contains("payment"));
        f.page->writeTo(folder.path() + QStringLiteral("/absent/m.csv"));
        QTRY_VERIFY(f.page->findChild<QMessageBox *>());
        f.page->findChild<QMessageBox *>()->close();
    }
};
TRIPTYCH_TEST(MapPageTest)
#include "tst_map_page.moc"
