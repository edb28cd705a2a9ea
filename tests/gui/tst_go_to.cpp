#include "explore_fixture.h"
#include "test_registry.h"
#include "ui/explore/data_table.h"
#include "ui/explore/results_pane.h"
#include "ui/explore/traces_page.h"
#include "ui/logs/log_list.h"
#include "ui/shell/main_window.h"
#include "ui/shell/picker.h"
#include "ui/shell/time_range_dialog.h"

#include <QLineEdit>

using namespace triptych;
using tests::FakeSource;

namespace {

/// Lines from a time on are those of that time.
struct TimedSource : FakeSource {
    base::Result<std::vector<telemetry::RecordId>> logIds(const query::Selection &selection, telemetry::Order order, std::stop_token) override
    {
        std::vector<telemetry::RecordId> ids;
        for (const telemetry::LogRow &log : logs)
            if (!selection.range || (log.time >= selection.range->from && log.time < selection.range->to))
                ids.push_back(log.record);
        if (order == telemetry::Order::Descending)
            std::reverse(ids.begin(), ids.end());
        return ids;
    }
};

struct Fixture : tests::ExploreFixture<ui::MainWindow, TimedSource> {
    bool begin(session::Page at)
    {
        page = std::make_unique<ui::MainWindow>(context);
        page->resize(1280, 800);
        page->show();
        if (!QTest::qWaitForWindowActive(page.get()))
            return false;
        workspace.setSource(source);
        session.setPage(at);
        return settle();
    }
    /// Ctrl+G, the words, Enter on the first line that `wanted` begins.
    bool go(const QString &words, const QString &wanted)
    {
        QAction *command = actions.find(QStringLiteral("go.place"));
        if (!command || command->shortcut() != QKeySequence(Qt::CTRL | Qt::Key_G))
            return false;
        command->trigger();
        auto *picker = page->findChild<ui::Picker *>();
        if (!picker)
            return false;
        QTest::keyClicks(picker->findChild<QLineEdit *>(), words);
        const bool offered = QTest::qWaitFor([&] { return !picker->shown().isEmpty() && picker->shown().front().startsWith(wanted); }, 2000);
        if (!offered)
            qWarning() << picker->shown();
        QTest::keyClick(picker->findChild<QLineEdit *>(), offered ? Qt::Key_Return : Qt::Key_Escape);
        return offered && QTest::qWaitFor([&] { return !page->findChild<ui::Picker *>(); }, 2000) && settle();
    }
};

} // namespace

class GoToTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aNumberIsALineOfThePage()
    {
        Fixture f;
        QVERIFY(f.begin(session::Page::Logs));
        QVERIFY(f.go(QStringLiteral("7"), QStringLiteral("Line 7")));
        QCOMPARE(f.page->findChild<ui::LogList *>()->current(), qint64(6));
        f.session.setPage(session::Page::Traces);
        QVERIFY(f.settle());
        QVERIFY(f.go(QStringLiteral("2"), QStringLiteral("Line 2")));
        QCOMPARE(f.page->findChild<ui::TracesPage *>()->results()->table(ui::ResultsPane::Traces)->currentIndex().row(), 1);
    }
    void aTimeIsTheFirstLineFromThenOn()
    {
        Fixture f;
        QVERIFY(f.begin(session::Page::Logs));
        QVERIFY(f.go(QStringLiteral("14:02:31.700"), QStringLiteral("Go to 2026-11-23 14:02:31.700")));
        auto *list = f.page->findChild<ui::LogList *>();
        // 14:02:31.118 and 582 ms: the line after 366 ms is that of 612 ms.
        qint64 wanted = 0;
        while (f.source->logs[std::size_t(wanted)].time < FakeSource::kStart + 582 * FakeSource::kMs)
            ++wanted;
        QTRY_COMPARE(list->current(), wanted);
        QVERIFY(!f.session.range());
    }
    void aPageWithoutAPlaceForTimesOffersTheMinuteAbout()
    {
        Fixture f;
        QVERIFY(f.begin(session::Page::Traces));
        QVERIFY(f.go(QStringLiteral("14:02:31"), QStringLiteral("Only about 2026-11-23 14:02:31")));
        QVERIFY(f.session.range());
    }
    void anIdOpensItsSpan()
    {
        Fixture f;
        QVERIFY(f.begin(session::Page::Logs));
        QVERIFY(f.go(QStringLiteral("000000000000000b"), QStringLiteral("Span ")));
        QVERIFY(f.session.page() == session::Page::Trace);
        QVERIFY(f.session.trace() == FakeSource::kTrace);
    }
    void aClockTimeIsOfTheDayGiven()
    {
        using ui::TimeRangeDialog;
        const auto day = FakeSource::kStart;
        QCOMPARE(TimeRangeDialog::parseClock(QStringLiteral("14:02:31.118"), day), std::optional(day));
        QCOMPARE(TimeRangeDialog::parseClock(QStringLiteral("9:00"), day), TimeRangeDialog::parseTime(QStringLiteral("2026-11-23 09:00")));
        QVERIFY(!TimeRangeDialog::parseClock(QStringLiteral("1204"), day));
        QVERIFY(!TimeRangeDialog::parseClock(QStringLiteral("25:00"), day));
    }
};

TRIPTYCH_TEST(GoToTest)
#include "tst_go_to.moc"
