#include "explore_fixture.h"
#include "items/traces_model.h"
#include "test_registry.h"
#include "ui/common/rule_mark.h"
#include "ui/explore/data_table.h"
#include "ui/explore/results_pane.h"
#include "ui/explore/traces_page.h"
#include "ui/logs/log_list.h"
#include "ui/logs/logs_page.h"
#include "ui/shell/session_facts.h"

using namespace triptych;
using session::SpanMark;
using session::TraceMark;
using tests::FakeSource;
using ui::ResultsPane;

namespace {

/// 1,000 traces; those with an even number are of payment, as a rule would find them.
struct ManyTraces : FakeSource {
    base::Result<telemetry::TracePage> traces(const query::Selection &selection, const telemetry::TraceQuery &query, std::stop_token) override
    {
        const std::string text = selection.filter.text();
        const bool ruled = text.find("service:payment") != std::string::npos;
        telemetry::TracePage page;
        for (std::uint64_t i = 0; i < 1000; ++i) {
            telemetry::TraceRow row = traceRows.front();
            row.trace = {1, i + 1};
            if (ruled && (i % 2 == 1 || text.find(telemetry::hex(row.trace)) == std::string::npos))
                continue;
            page.rows.push_back(row);
        }
        page.total = page.rows.size();
        if (ruled)
            asked = page.total;
        const auto from = std::min<std::size_t>(page.rows.size(), query.offset), to = std::min<std::size_t>(page.rows.size(), from + query.limit);
        page.rows = {page.rows.begin() + std::ptrdiff_t(from), page.rows.begin() + std::ptrdiff_t(to)};
        return page;
    }
    std::atomic<std::uint64_t> asked{0}; ///< rows that a rule's question found
};

using Fixture = tests::ExploreFixture<ui::TracesPage, ManyTraces>;

/// The colour at a row's left edge, where a rule has its stripe.
QColor stripeOf(ui::DataTable *table, int row)
{
    const QRect rect = table->visualRect(table->model()->index(row, 0));
    const QImage image = table->viewport()->grab().toImage();
    return image.pixelColor(QPoint(rect.left() + 2, rect.top() + 1) * image.devicePixelRatio());
}
QColor markOf(ui::DataTable *table, int row)
{
    const QRect rect = table->visualRect(table->model()->index(row, 0));
    const QImage image = table->viewport()->grab().toImage();
    return image.pixelColor(QPoint(rect.left() + 6, rect.center().y()) * image.devicePixelRatio());
}

} // namespace

class MarksTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRowIsMarkedAndMarksAreSteppedThroughAmongAllRows()
    {
        Fixture f;
        QVERIFY(f.open());
        auto *table = f.page->results()->table(ResultsPane::Traces);
        QTRY_COMPARE(table->model()->rowCount(), 1000);
        table->setFocus();
        table->setCurrentIndex(table->model()->index(2, 0));
        QTest::keyClick(table, Qt::Key_M);
        QVERIFY(f.session.marks().contains(TraceMark{{1, 3}}));
        QTRY_COMPARE(markOf(table, 2), f.theme.color(ui::Role::Accent));
        QVERIFY(markOf(table, 3) != f.theme.color(ui::Role::Accent));
        f.session.marks().toggle(TraceMark{{1, 801}}, 0); // a row whose page is not here
        QTest::keyClick(table, Qt::Key_BracketRight);
        QTRY_COMPARE(table->currentIndex().row(), 800);
        QTest::keyClick(table, Qt::Key_BracketRight); // round the end
        QTRY_COMPARE(table->currentIndex().row(), 2);
        QTest::keyClick(table, Qt::Key_BracketLeft);
        QTRY_COMPARE(table->currentIndex().row(), 800);
        QVERIFY(f.settle());
        QVERIFY(f.page->toggleMark()); // what Ctrl+M asks of the page
        QVERIFY(!f.session.marks().contains(TraceMark{{1, 801}}));
        f.page->results()->setTab(ResultsPane::Spans);
        QVERIFY(f.settle());
        QVERIFY(!f.page->stepMark(1)); // no span is marked
        f.page->results()->table(ResultsPane::Spans)->setFocus();
        QTest::keyClick(f.page->results()->table(ResultsPane::Spans), Qt::Key_M);
        QCOMPARE(f.session.marks().count<SpanMark>(), std::size_t(1));
        f.page->results()->setTab(ResultsPane::Services);
        QVERIFY(!f.page->toggleMark());
    }
    void theStatusLineCountsWhatIsMarked()
    {
        Fixture f;
        ui::SessionFacts facts(f.context);
        QVERIFY(f.open());
        const auto tells = [&](const QString &text) { return facts.status().contains(text); };
        QTRY_VERIFY(!facts.status().isEmpty());
        QVERIFY(facts.status().filter(QStringLiteral("marked")).isEmpty());
        f.session.marks().toggle(TraceMark{{1, 3}}, 0);
        f.session.marks().toggle(SpanMark{{1, 3}, {7}}, 0);
        QTRY_VERIFY(tells(QStringLiteral("2 marked")));
        f.session.marks().toggle(session::LogMark{telemetry::RecordId{5}}, 0);
        QVERIFY(tells(QStringLiteral("2 marked")));
        f.session.setPage(session::Page::Logs);
        QTRY_VERIFY(tells(QStringLiteral("1 marked")));
        f.session.marks().clear();
        QTRY_VERIFY(facts.status().filter(QStringLiteral("marked")).isEmpty());
    }
    void aMarkedLineIsTheSessionsToo()
    {
        tests::ExploreFixture<ui::LogsPage> f;
        QVERIFY(f.open());
        f.page->list()->setFocus();
        f.page->list()->moveTo(1);
        QTest::keyClick(f.page->list(), Qt::Key_M);
        QCOMPARE(f.session.marks().count<session::LogMark>(), std::size_t(1));
        QTest::keyClick(f.page->list(), Qt::Key_M);
        QCOMPARE(f.session.marks().count<session::LogMark>(), std::size_t(0));
    }
    void marksOfAllKindsComeBackFromTheirText()
    {
        session::Marks marks, again;
        marks.toggle(TraceMark{{1, 2}}, 5);
        marks.toggle(SpanMark{{1, 2}, {3}}, 6);
        marks.toggle(session::LogMark{telemetry::RecordId{4}}, 7);
        marks.setNote(session::RangeMark{{1, 2}, {8, 9}}, 8, "here");
        QVERIFY(again.fromJson(marks.toJson()).ok());
        for (const session::Mark &mark : marks.all())
            QVERIFY(again.contains(mark.target));
        QCOMPARE(again.all().size(), std::size_t(4));
    }
    void rulesColourTheRowsOfTracesThatAreShown()
    {
        Fixture f;
        f.session.colours().add({"pay", "service:payment", 3});
        QVERIFY(f.open());
        auto *table = f.page->results()->table(ResultsPane::Traces);
        QTRY_COMPARE(stripeOf(table, 2), f.theme.label(3));
        QVERIFY(stripeOf(table, 3) != f.theme.label(3));
        QVERIFY(f.source->asked.load() <= 100); // of a thousand rows those on screen were asked about
        table->setCurrentIndex(table->model()->index(900, 0));
        table->scrollTo(table->currentIndex());
        QTRY_COMPARE(stripeOf(table, 898), f.theme.label(3));
        f.session.colours().remove(0);
        QTRY_VERIFY(stripeOf(table, 898) != f.theme.label(3));
    }
    void rulesColourTheRowsOfSpans()
    {
        tests::ExploreFixture<ui::TracesPage> f;
        f.session.colours().add({"all", "service:*", 6});
        QVERIFY(f.open());
        f.page->results()->setTab(ResultsPane::Spans);
        QVERIFY(f.settle());
        auto *table = f.page->results()->table(ResultsPane::Spans);
        QTRY_VERIFY(table->model()->rowCount() > 1);
        QTRY_COMPARE(stripeOf(table, 1), f.theme.label(6));
    }
};

TRIPTYCH_TEST(MarksTest)
#include "tst_marks.moc"
