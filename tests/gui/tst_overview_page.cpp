#include "explore_fixture.h"
#include "test_registry.h"
#include "ui/common/state_pane.h"
#include "ui/explore/data_table.h"
#include "ui/overview/figure_card.h"
#include "ui/overview/overview_page.h"

#include <QLabel>
#include <QMessageBox>
#include <QPushButton>

using namespace triptych;
using ui::OverviewPage;

namespace {

struct LossySource : tests::FakeSource {
    base::Result<telemetry::StoreInfo> info(std::stop_token stop) override
    {
        auto info = FakeSource::info(stop);
        if (!info)
            return info;
        telemetry::ImportRecord broken;
        broken.path = "access.log";
        broken.format = "nginx";
        broken.errorCount = 2;
        broken.errors.push_back({"the status is missing", 17, 1234, "GET /", false});
        info->imports.push_back(broken);
        return info;
    }
};

using Fixture = tests::ExploreFixture<OverviewPage, LossySource>;

} // namespace

class OverviewPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theFiguresAreThoseOfTheSource()
    {
        Fixture f;
        QVERIFY(f.open());
        QCOMPARE(f.page->card(OverviewPage::Traces)->figure(), QString::number(f.source->traceRows.size()));
        QCOMPARE(f.page->card(OverviewPage::Logs)->figure(), QString::number(f.source->logs.size()));
        QCOMPARE(f.page->card(OverviewPage::Errors)->figure(), QStringLiteral("100 %"));
        QCOMPARE(f.page->services()->model()->rowCount(), 1);
        QCOMPARE(f.page->imports()->model()->rowCount(), 2);
    }
    void aPressOnAFigureFiltersOrGoesThere()
    {
        Fixture f;
        QVERIFY(f.open());
        QTest::mouseClick(f.page->card(OverviewPage::Errors), Qt::LeftButton);
        QCOMPARE(f.filter(), QStringLiteral("status:error"));
        QVERIFY(f.session.page() == session::Page::Traces);
        f.page->card(OverviewPage::Logs)->setFocus();
        QTest::keyClick(f.page->card(OverviewPage::Logs), Qt::Key_Space);
        QVERIFY(f.session.page() == session::Page::Logs);
        QVERIFY(f.settle());
        QTest::mouseClick(f.page->card(OverviewPage::Slow), Qt::LeftButton);
        QCOMPARE(f.filter(), QStringLiteral("(status:error) duration:>=868000000ns"));
    }
    void enterOnAnOperationFiltersByItAndItsService()
    {
        Fixture f;
        QVERIFY(f.open());
        f.page->operations()->setFocus();
        f.page->operations()->setCurrentIndex(f.page->operations()->model()->index(0, 1));
        QTest::keyClick(f.page->operations(), Qt::Key_Return);
        QCOMPARE(f.filter(), QStringLiteral("service:payment name:payment"));
        QVERIFY(f.session.page() == session::Page::Traces);
    }
    void whatAnImportLostIsToldWithItsPlace()
    {
        Fixture f;
        QVERIFY(f.open());
        f.page->imports()->setFocus();
        f.page->imports()->setCurrentIndex(f.page->imports()->model()->index(1, 0));
        QTest::keyClick(f.page->imports(), Qt::Key_Return);
        auto *box = f.page->findChild<QMessageBox *>();
        QVERIFY(box);
        QVERIFY2(box->informativeText().contains(QStringLiteral("line 17, byte 1,234: the status is missing")), qPrintable(box->informativeText()));
        box->close();
    }
    void aFailureIsShownAndRetried()
    {
        Fixture f;
        f.source->fail = base::Error{base::ErrorKind::Unreachable, "the server is away", {}, {}, {}};
        QVERIFY(f.open());
        QVector<QPushButton *> retries; // of the figures and of both tables
        for (auto *button : f.page->findChildren<QPushButton *>())
            if (button->isVisible() && button->text() == QStringLiteral("Retry"))
                retries.append(button);
        QCOMPARE(retries.size(), 3);
        f.source->fail.reset();
        for (QPushButton *retry : std::as_const(retries))
            QTest::mouseClick(retry, Qt::LeftButton);
        QVERIFY(f.settle());
        QTRY_VERIFY(f.page->card(OverviewPage::Traces)->isVisible());
        QCOMPARE(f.page->card(OverviewPage::Traces)->figure(), QString::number(f.source->traceRows.size()));
    }
};

TRIPTYCH_TEST(OverviewPageTest)
#include "tst_overview_page.moc"
