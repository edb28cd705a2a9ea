#include "test_registry.h"
#include "trace_page_fixture.h"

#include "ui/common/find_bar.h"
#include "ui/common/table_find.h"
#include "ui/trace/details_pane.h"
#include "ui/trace/span_summary.h"
#include "ui/trace/statistics_model.h"
#include "ui/trace/statistics_page.h"
#include "ui/trace/statistics_view.h"
#include "ui/trace/trace_state.h"
#include "ui/trace/waterfall_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>

using namespace triptych;
using items::GroupKey;
using tests::FakeSource;
using tests::TracePageFixture;
using telemetry::SpanId;
using ui::StatisticsModel;

namespace {

/// The rows as `group service spans` lines.
QString tableText(const StatisticsModel &model)
{
    QString text;
    for (int row = 0; row < model.rowCount(); ++row) {
        for (const int column : {StatisticsModel::Group, StatisticsModel::Service, StatisticsModel::Count})
            text += model.index(row, column).data().toString() + u' ';
        text += u'\n';
    }
    return text;
}

void clickGroup(TracePageFixture &f, int row)
{
    auto &table = f.page->statistics().table();
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(table.model()->index(row, 0)).center());
}

bool openStatistics(TracePageFixture &f)
{
    return f.open() && (QTest::keyClick(&f.page->waterfall(), Qt::Key_T),
                        QTest::qWaitFor([&] { return f.page->statistics().model().rowCount() > 0; }));
}

} // namespace

class TraceStatisticsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findInTheStatisticsFindsGroupsAndLeavesTheSpansAlone()
    {
        TracePageFixture f;
        QVERIFY(openStatistics(f));
        auto &page = f.page->statistics();
        auto &table = page.table();
        table.setFocus();
        QTest::keyClick(&table, Qt::Key_F, Qt::ControlModifier);
        auto *edit = page.findBar().findChild<QLineEdit *>();
        QTRY_VERIFY(edit->hasFocus());
        const QString wanted = page.model().index(page.model().rowCount() - 1, StatisticsModel::Group).data().toString();
        QTest::keyClicks(edit, wanted.toUpper());
        QTRY_VERIFY(!page.find().hits().rows.empty());
        QVERIFY(table.currentIndex().siblingAtColumn(0).data().toString().contains(wanted));
        QVERIFY(page.findBar().findChild<QLabel *>()->text().startsWith(QStringLiteral("1 of ")));
        QCOMPARE(f.page->state().found().hits.size(), std::size_t{0});
        table.setFocus();
        QTest::keyClick(&table, Qt::Key_Escape);
        QVERIFY(!page.findBar().isVisible());
        page.find().find(QStringLiteral(" ms"));
        QTRY_VERIFY(page.find().hits().rows.size() > 1);
        QTRY_VERIFY(!page.find().job().running());
        table.setCurrentIndex(page.model().index(int(page.find().hits().rows.front()), 0));
        QTest::keyClick(&table, Qt::Key_N);
        QCOMPARE(qint64(table.currentIndex().row()), page.find().hits().rows[1]);
        QTest::keyClick(&table, Qt::Key_N, Qt::ShiftModifier);
        QCOMPARE(qint64(table.currentIndex().row()), page.find().hits().rows[0]);
    }
    void operationsAreSummedUpAndSorted()
    {
        TracePageFixture f;
        QVERIFY(openStatistics(f));
        auto &model = f.page->statistics().model();
        QVERIFY2(tableText(model).startsWith(QStringLiteral("POST /api/checkout kong-gateway 1 \n")), qPrintable(tableText(model)));
        f.page->statistics().table().sortByColumn(StatisticsModel::Critical, Qt::DescendingOrder);
        QCOMPARE(model.index(0, StatisticsModel::Group).data().toString(), QStringLiteral("POST psp.example/charges"));
        f.page->statistics().table().sortByColumn(StatisticsModel::Group, Qt::AscendingOrder);
        QCOMPARE(model.index(0, StatisticsModel::Group).data().toString(), QStringLiteral("CartService/GetCart"));
    }

    void aClickMarksTheSpansAndSelectsTheLongest()
    {
        TracePageFixture f;
        QVERIFY(openStatistics(f));
        auto &statistics = f.page->statistics();
        statistics.groupBy({GroupKey::By::Service, {}});
        QTRY_VERIFY(tableText(statistics.model()).contains(QStringLiteral("payment  4 ")) || tableText(statistics.model()).contains(QStringLiteral("payment payment 4 ")));
        int payment = -1;
        for (int row = 0; row < statistics.model().rowCount(); ++row)
            if (statistics.model().label(row) == "payment")
                payment = row;
        clickGroup(f, payment);
        QCOMPARE(f.page->state().found().hits.size(), std::size_t{4});
        QVERIFY(f.session.span());
        QCOMPARE(f.session.span()->span, FakeSource::kPayment);
    }

    void aGroupIsGoneIntoAndLeft()
    {
        TracePageFixture f;
        QVERIFY(openStatistics(f));
        auto &statistics = f.page->statistics();
        statistics.groupBy({GroupKey::By::Service, {}});
        QTRY_COMPARE(statistics.model().label(0), std::string("payment"));
        statistics.table().setCurrentIndex(statistics.model().index(0, 0));
        QTest::keyClick(&statistics.table(), Qt::Key_Return);
        QTRY_COMPARE(statistics.model().rowCount(), 4);
        QCOMPARE(statistics.key(), GroupKey({GroupKey::By::Operation, {}}));
        QCOMPARE(statistics.model().label(0), std::string("PaymentService/Charge"));
        QPushButton *leave = nullptr;
        const auto offered = [&] {
            for (auto *button : statistics.controls()->findChildren<QPushButton *>())
                if (button->accessibleName().startsWith(QStringLiteral("Leave")))
                    leave = button;
            return leave != nullptr;
        };
        QTRY_VERIFY(offered());
        leave->click();
        QTRY_VERIFY(statistics.model().rowCount() > 5);
        QVERIFY(statistics.within().empty());
    }

    void theLastLevelShowsItsSpansInTheWaterfall()
    {
        TracePageFixture f;
        QVERIFY(openStatistics(f));
        auto &statistics = f.page->statistics();
        statistics.table().setCurrentIndex(statistics.model().index(0, 0));
        QTest::keyClick(&statistics.table(), Qt::Key_Return);
        QTRY_VERIFY(f.page->waterfall().isVisible());
        QCOMPARE(f.page->state().rows().rowCount(), 1);
    }

    void callsOneAfterTheOtherArePointedOutAndFound()
    {
        TracePageFixture f;
        for (int i = 0; i < 6; ++i)
            f.source->addSpan("orders-db", "SELECT price WHERE sku = " + std::to_string(i), SpanId{7}, 98 + 10 * i, 8);
        QVERIFY(openStatistics(f));
        auto &repeated = f.page->statistics().repeated();
        QTRY_COMPARE(repeated.count(), 1);
        QCOMPARE(repeated.item(0)->text(), QStringLiteral("pricing PricingService/Quote calls orders-db 6 times, one after the other: "
                                                          "SELECT price WHERE sku = ?. 48 ms in all, 41 % of its own 118 ms."));
        QTest::mouseClick(repeated.viewport(), Qt::LeftButton, {}, repeated.visualItemRect(repeated.item(0)).center());
        QVERIFY(f.page->waterfall().isVisible());
        QCOMPARE(f.page->state().found().hits.size(), std::size_t{6});
        QCOMPARE(f.page->state().serviceOf(f.page->state().selected()), QStringLiteral("orders-db"));
    }

    void theTableIsCopied()
    {
        TracePageFixture f;
        QVERIFY(openStatistics(f));
        for (auto *button : f.page->statistics().controls()->findChildren<QPushButton *>())
            if (button->menu() && button->text() == QStringLiteral("Copy"))
                button->menu()->actions().last()->trigger();
        const QString text = QGuiApplication::clipboard()->text();
        QVERIFY2(text.startsWith(QStringLiteral("name,service,spans,")), qPrintable(text));
        QCOMPARE(text.count(QStringLiteral("\r\n")), f.page->statistics().model().rowCount() + 1);
    }

    void aFailureIsSaidAndRetried()
    {
        TracePageFixture f;
        QVERIFY(f.open());
        QTRY_VERIFY(!f.workspace.busy().busy()); // the pool reads `fail`
        f.source->fail = base::Error{base::ErrorKind::Unreadable, "The disk went away.", {}, {}, {}};
        QTest::keyClick(&f.page->waterfall(), Qt::Key_T);
        QPushButton *retry = nullptr;
        const auto offered = [&] {
            for (auto *button : f.page->statistics().findChildren<QPushButton *>())
                if (button->isVisible() && button->text().contains(QStringLiteral("etry")))
                    retry = button;
            return retry != nullptr;
        };
        QTRY_VERIFY(offered());
        QTRY_VERIFY(!f.workspace.busy().busy());
        f.source->fail.reset();
        retry->click();
        QTRY_VERIFY(f.page->statistics().model().rowCount() > 0);
    }

    void aRowOfRepeatsShowsTheirFigures()
    {
        TracePageFixture f;
        for (int i = 0; i < 10; ++i)
            f.source->addSpan("orders-db", "SELECT price", SpanId{6}, 52 + 2 * i, i + 1, telemetry::SpanKind::Client,
                              i == 3 ? telemetry::StatusCode::Error : telemetry::StatusCode::Unset);
        QVERIFY(f.open());
        const SpanId first{21};
        const auto head = f.page->state().document()->find(first);
        QCOMPARE(f.page->state().rows().groupSize(f.page->state().rows().rowOf(head)), 10u);
        f.page->waterfall().activateRow(head);
        auto *summary = f.page->details().findChild<ui::SpanSummary *>();
        const QString spoken = summary->accessibleName();
        for (const char *figure : {"× 10 SELECT price", "Total 55 ms", "p50 5 ms", "p95 10 ms", "Longest 10 ms", "Errors 1"})
            QVERIFY2(spoken.contains(QString::fromUtf8(figure)), qPrintable(spoken));
        QTest::keyClick(&f.page->waterfall(), Qt::Key_Right); // opened: one by one again
        QVERIFY2(summary->accessibleName().contains(QStringLiteral("Duration 1 ms")), qPrintable(summary->accessibleName()));
    }
};

TRIPTYCH_TEST(TraceStatisticsTest)
#include "tst_trace_statistics.moc"
