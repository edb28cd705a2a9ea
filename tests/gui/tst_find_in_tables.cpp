#include "explore_fixture.h"
#include "items/services_model.h"
#include "items/spans_model.h"
#include "items/traces_model.h"
#include "test_registry.h"
#include "ui/common/find_bar.h"
#include "ui/common/segmented_tabs.h"
#include "ui/common/table_find.h"
#include "ui/explore/data_table.h"
#include "ui/explore/results_pane.h"
#include "ui/explore/traces_page.h"
#include "ui/sql/sql_page.h"

#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTableView>

using namespace triptych;
using ui::FindBar;
using ui::ResultsPane;

namespace {

/// 1,000 traces, of which every hundredth is a refund: far more than the pages that the table holds.
struct ManyTraces : tests::FakeSource {
    base::Result<telemetry::TracePage> traces(const query::Selection &, const telemetry::TraceQuery &query, std::stop_token) override
    {
        telemetry::TracePage page;
        page.total = kTraces;
        for (std::uint64_t i = query.offset; i < std::min(kTraces, query.offset + query.limit); ++i) {
            telemetry::TraceRow row = traceRows.front();
            row.trace.lo = i + 1;
            row.rootName = i % 100 == 50 ? "POST /refund" : "GET /item";
            page.rows.push_back(row);
        }
        return page;
    }
    base::Result<telemetry::SqlResult> sql(const std::string &, std::size_t, std::stop_token) override
    {
        telemetry::SqlResult result{{"name", "n"}, {false, true}, {}, false};
        for (int i = 0; i < 30; ++i)
            result.rows.push_back({i % 10 == 3 ? std::optional<std::string>("Needle") : std::nullopt, std::to_string(i)});
        return result;
    }
    static constexpr std::uint64_t kTraces = 1000;
};

QString countOf(const FindBar *bar)
{
    return bar->findChild<QLabel *>()->text();
}

void type(FindBar *bar, const char *text)
{
    QTRY_VERIFY(bar->findChild<QLineEdit *>()->hasFocus());
    QTest::keyClicks(bar->findChild<QLineEdit *>(), QString::fromLatin1(text));
}

} // namespace

class FindInTablesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyRowIsCountedNotOnlyThoseOnScreen()
    {
        tests::ExploreFixture<ui::TracesPage, ManyTraces> f;
        QVERIFY(f.open());
        auto *table = f.page->results()->table(ResultsPane::Traces);
        FindBar *bar = f.page->results()->findBar();
        table->setFocus();
        QTest::keyClick(table, Qt::Key_F, Qt::ControlModifier);
        type(bar, "REFUND");
        QTRY_COMPARE(countOf(bar), QStringLiteral("1 of 10"));
        QCOMPARE(table->currentIndex().row(), 50);
        QVERIFY(f.filter().isEmpty());
        QCOMPARE(table->model()->rowCount(), 1000);
        auto *edit = bar->findChild<QLineEdit *>();
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(table->currentIndex().row(), 150);
        QTest::keyClick(edit, Qt::Key_F3, Qt::ShiftModifier);
        QTest::keyClick(edit, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(table->currentIndex().row(), 950); // round the top
        QCOMPARE(countOf(bar), QStringLiteral("10 of 10"));
    }
    void afterEscTheMatchesStayForNAndShiftN()
    {
        tests::ExploreFixture<ui::TracesPage, ManyTraces> f;
        QVERIFY(f.open());
        auto *table = f.page->results()->table(ResultsPane::Traces);
        FindBar *bar = f.page->results()->findBar();
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Slash);
        type(bar, "refund");
        QTRY_COMPARE(table->currentIndex().row(), 50);
        QTest::keyClick(bar->findChild<QLineEdit *>(), Qt::Key_Escape);
        QVERIFY(!bar->isVisible());
        QTRY_VERIFY(table->hasFocus());
        QTest::keyClick(table, Qt::Key_N);
        QCOMPARE(table->currentIndex().row(), 150);
        QTest::keyClick(table, Qt::Key_N, Qt::ShiftModifier);
        QCOMPARE(table->currentIndex().row(), 50);
    }
    void anotherTabIsLookedThroughInItsTurn()
    {
        tests::ExploreFixture<ui::TracesPage, ManyTraces> f;
        QVERIFY(f.open());
        ResultsPane *results = f.page->results();
        results->setTab(ResultsPane::Services);
        QVERIFY(f.settle());
        auto *table = results->table(ResultsPane::Services);
        table->setFocus();
        QTest::keyClick(table, Qt::Key_F, Qt::ControlModifier);
        type(results->findBar(), "payment");
        QTRY_COMPARE(int(results->find()->hits().rows.size()), 1);
        results->setTab(ResultsPane::Spans);
        QVERIFY(f.settle());
        QTRY_VERIFY(!results->find()->hits().rows.empty());
        const auto *spans = results->table(ResultsPane::Spans)->model();
        for (const qint64 row : results->find()->hits().rows) {
            QString cells;
            for (int column = 0; column < spans->columnCount(); ++column)
                cells += spans->index(int(row), column).data().toString() + u' ';
            QVERIFY2(cells.contains(QStringLiteral("payment"), Qt::CaseInsensitive), qPrintable(cells));
        }
    }
    void aPinnedResultStaysWhenAnotherQueryRuns()
    {
        tests::ExploreFixture<ui::SqlPage, ManyTraces> f;
        QVERIFY(f.open());
        f.page->editor().setFocus();
        f.page->editor().setPlainText(QStringLiteral("SELECT 1"));
        QTest::keyClick(&f.page->editor(), Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(f.settle());
        QCOMPARE(f.page->tabs()->count(), 2);
        QCOMPARE(f.page->tabs()->currentIndex(), 1);
        f.page->editor().setPlainText(QStringLiteral("SELECT 2"));
        QTest::keyClick(&f.page->editor(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(f.settle());
        QCOMPARE(f.page->tabs()->currentIndex(), 0);
        QVERIFY(f.page->tabs()->tabText(1).contains(QStringLiteral("SELECT 1")));
        f.page->tabs()->setCurrentIndex(1);
        QCOMPARE(f.page->table().model()->rowCount(), 30);
        QTest::keyClick(&f.page->editor(), Qt::Key_F4, Qt::ControlModifier); // unpinned, it goes
        QCOMPARE(f.page->tabs()->count(), 1);
        QVERIFY(!f.page->tabs()->isVisible());
        QCOMPARE(f.page->table().model()->rowCount(), 30); // the last result is shown
    }
    void theRowsOfAQueryAreFoundToo()
    {
        tests::ExploreFixture<ui::SqlPage, ManyTraces> f;
        QVERIFY(f.open());
        f.page->run();
        QVERIFY(f.settle());
        QTableView &table = f.page->table();
        table.setFocus();
        QTest::keyClick(&table, Qt::Key_F, Qt::ControlModifier);
        auto *bar = f.page->findChild<FindBar *>();
        type(bar, "needle");
        QTRY_COMPARE(countOf(bar), QStringLiteral("1 of 3"));
        QCOMPARE(table.currentIndex().row(), 3);
        QVERIFY(table.currentIndex().siblingAtColumn(0).data(Qt::BackgroundRole).isValid());
        QVERIFY(!table.model()->index(4, 0).data(Qt::BackgroundRole).isValid());
        QTest::keyClick(bar->findChild<QLineEdit *>(), Qt::Key_F3);
        QCOMPARE(table.currentIndex().row(), 13);
    }
};

TRIPTYCH_TEST(FindInTablesTest)
#include "tst_find_in_tables.moc"
