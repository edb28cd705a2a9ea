#include "explore_fixture.h"
#include "test_registry.h"
#include "ui/logs/log_list.h"
#include "ui/logs/log_record.h"
#include "ui/logs/logs_page.h"
#include "ui/common/find_bar.h"

#include <QAccessible>
#include <QClipboard>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <algorithm>

using namespace triptych;
using telemetry::LogRow;
using telemetry::RecordId;
using tests::FakeSource;
using ui::LogList;
using ui::LogsPage;

namespace {

/// `count` lines: every tenth an error, every hundredth says timeout, one in three has a trace.
struct ManyLines : FakeSource {
    std::int64_t count = 10'000'000;
    std::int64_t asked = 0;
    std::string body;

    static bool says(std::int64_t n, const std::string &filter)
    {
        if (filter.find("level:>=error") != std::string::npos)
            return n % 10 == 0;
        if (filter.find("level:warn") != std::string::npos)
            return n % 10 == 5;
        return filter.find("imeout") == std::string::npos || n % 100 == 42; // whatever the case of its first letter
    }
    base::Result<std::vector<RecordId>> logIds(const query::Selection &selection, telemetry::Order order,
                                               std::stop_token) override
    {
        std::vector<RecordId> ids;
        for (std::int64_t n = 0; n < count; ++n)
            if (selection.filter.empty() || says(n, selection.filter.text()))
                ids.push_back(RecordId{n});
        if (order == telemetry::Order::Descending)
            std::reverse(ids.begin(), ids.end());
        return ids;
    }
    base::Result<std::vector<LogRow>> logRows(const std::vector<RecordId> &records, std::stop_token) override
    {
        std::vector<LogRow> rows;
        for (const RecordId record : records) {
            const auto n = toInt(record);
            LogRow row;
            row.record = record;
            row.time = kStart + n * kMs;
            row.level = n % 10 == 0   ? telemetry::Level::Error
                        : n % 10 == 5 ? telemetry::Level::Warn
                                      : telemetry::Level::Info;
            row.service = "payment";
            row.body = !body.empty() ? body : (n % 100 == 42 ? "psp Timeout " : "line ") + std::to_string(n);
            if (n % 3 == 0) {
                row.trace = kTrace;
                row.span = kCharge;
            }
            rows.push_back(row);
        }
        return rows;
    }
    base::Result<telemetry::LogDetails> log(RecordId record, std::stop_token stop) override
    {
        telemetry::LogDetails details;
        details.row = logRows({record}, stop).value().front();
        details.logTags = {{"thread", "worker-3", telemetry::ValueType::String}};
        return details;
    }
};

using Fixture = tests::ExploreFixture<LogsPage, ManyLines>;

bool openSmall(Fixture &f, std::int64_t lines = 5000)
{
    f.source->count = lines;
    if (!f.open() || !QTest::qWaitFor([&] { return f.page->lines()->total() == lines; }))
        return false;
    f.page->list()->setFocus();
    f.page->list()->setCurrent(0);
    return f.settle();
}

} // namespace

class LogsPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theEndOfTenMillionLinesCostsOnePage()
    {
        Fixture f;
        QVERIFY(f.open());
        QTRY_COMPARE_WITH_TIMEOUT(f.page->lines()->total(), qint64(10'000'000), 20'000);
        auto *list = f.page->list();
        list->setFocus();
        QTest::keyClick(list, Qt::Key_End);
        QCOMPARE(list->current(), qint64(9'999'999));
        QTRY_VERIFY(f.page->lines()->peek(9'999'999));
        QCOMPARE(f.page->lines()->peek(9'999'999)->row.body, std::string("line 9999999"));
        const QRect last = list->rowRect(9'999'999);
        QVERIFY(last.isValid() && last.bottom() < list->viewport()->height());
        list->verticalScrollBar()->setValue(list->verticalScrollBar()->maximum() / 2);
        QTRY_VERIFY(f.page->lines()->peek(list->firstVisible()));
        QVERIFY(std::abs(list->firstVisible() - 5'000'000) < 100);
    }
    void keysMoveLikeThoseOfLogReaders()
    {
        Fixture f;
        QVERIFY(openSmall(f));
        auto *list = f.page->list();
        QTest::keyClick(list, Qt::Key_J);
        QTest::keyClick(list, Qt::Key_J);
        QTest::keyClick(list, Qt::Key_K);
        QCOMPARE(list->current(), qint64(1));
        QTest::keyClick(list, Qt::Key_G, Qt::ShiftModifier);
        QCOMPARE(list->current(), qint64(4999));
        QTest::keyClick(list, Qt::Key_G);
        QCOMPARE(list->current(), qint64(0));
        QTest::keyClick(list, Qt::Key_Space);
        QVERIFY(list->current() > 10);
    }
    void errorsAndWarningsAreOneKeyAway()
    {
        Fixture f;
        QVERIFY(openSmall(f));
        QTRY_COMPARE(f.page->places()->errors().size(), std::size_t(500));
        auto *list = f.page->list();
        QTest::keyClick(list, Qt::Key_E);
        QCOMPARE(list->current(), qint64(10));
        QTest::keyClick(list, Qt::Key_W);
        QCOMPARE(list->current(), qint64(15));
        QTest::keyClick(list, Qt::Key_E, Qt::ShiftModifier);
        QCOMPARE(list->current(), qint64(10));
    }
    void findCountsAllMatchesAndGoesAround()
    {
        Fixture f;
        QVERIFY(openSmall(f));
        auto *list = f.page->list();
        QTest::keyClick(list, Qt::Key_Slash);
        auto *edit = f.page->findBar()->findChild<QLineEdit *>();
        QTRY_VERIFY(edit->hasFocus());
        QTest::keyClicks(edit, QStringLiteral("timeout"));
        QTRY_COMPARE(f.page->places()->matches().size(), std::size_t(50));
        QTRY_COMPARE(list->current(), qint64(42));
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(list->current(), qint64(142));
        QTest::keyClick(edit, Qt::Key_Escape);
        QTRY_VERIFY(list->hasFocus());
        QTest::keyClick(list, Qt::Key_N);
        QCOMPARE(list->current(), qint64(242));
        list->setCurrent(4999);
        QTest::keyClick(list, Qt::Key_N);
        QCOMPARE(list->current(), qint64(42));
        QCOMPARE(f.page->lines()->total(), qint64(5000));
    }
    void marksAreKeptByRecordAndJumpedTo()
    {
        Fixture f;
        QVERIFY(openSmall(f));
        auto *list = f.page->list();
        list->setCurrent(7);
        QTest::keyClick(list, Qt::Key_M);
        list->setCurrent(1242);
        QTest::keyClick(list, Qt::Key_M);
        list->setCurrent(0);
        QTest::keyClick(list, Qt::Key_BracketRight);
        QCOMPARE(list->current(), qint64(7));
        QTest::keyClick(list, Qt::Key_BracketLeft);
        QCOMPARE(list->current(), qint64(1242));
        // Under a filter the marked record stands on another row.
        f.session.setFilter(query::Filter::parse("timeout").value());
        QTRY_COMPARE(f.page->lines()->total(), qint64(50));
        QTRY_COMPARE(f.page->places()->marks(), (items::LogPlaces::Rows{12}));
    }
    void enterLeadsToTheSpanOfTheLine()
    {
        Fixture f;
        QVERIFY(openSmall(f));
        f.page->list()->setCurrent(3);
        QTest::keyClick(f.page->list(), Qt::Key_Return);
        QVERIFY(f.session.trace() == FakeSource::kTrace);
        QVERIFY(f.session.span() && f.session.span()->span == FakeSource::kCharge);
        QCOMPARE(f.session.page(), session::Page::Trace);
    }
    void theTraceIdIsALink()
    {
        Fixture f;
        QVERIFY(openSmall(f));
        auto *list = f.page->list();
        const QRect row = list->rowRect(6);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, {row.right() - 30, row.center().y()});
        QVERIFY(f.session.trace() == FakeSource::kTrace);
    }
    void aRecordOpensInPlaceWithItsVerbs()
    {
        Fixture f;
        QVERIFY(openSmall(f));
        auto *list = f.page->list();
        list->setCurrent(3);
        const int before = list->rowRect(4).top();
        QTest::keyClick(list, Qt::Key_P);
        QVERIFY(f.settle());
        QTRY_VERIFY(list->rowRect(4).top() > before + 60);
        QPushButton *open = nullptr;
        for (auto *button : list->findChildren<QPushButton *>())
            if (button->text().startsWith(QStringLiteral("Open trace 4bf92f35 at this span")))
                open = button;
        QVERIFY(open && open->isVisible());
        QTest::mouseClick(open, Qt::LeftButton);
        QVERIFY(f.session.trace() == FakeSource::kTrace);
        QTest::keyClick(list, Qt::Key_P);
        QCOMPARE(list->rowRect(4).top(), before);
    }
    void theVerbsOfARecordAreWholeInANarrowWindowToo()
    {
        Fixture f;
        QVERIFY(openSmall(f));
        auto *list = f.page->list();
        list->setCurrent(3);
        QTest::keyClick(list, Qt::Key_P);
        QVERIFY(f.settle());
        auto *record = list->findChild<ui::LogRecord *>();
        QTRY_VERIFY(record->findChildren<QPushButton *>().size() == 6);
        for (const int width : {1540, 1060, 900}) {
            f.page->resize(width, 800);
            QTRY_COMPARE(record->width(), list->viewport()->width());
            QTRY_COMPARE(record->height(), record->heightFor(record->width()));
            QRect before;
            for (const auto *button : record->findChildren<QPushButton *>()) {
                QVERIFY(button->width() >= button->sizeHint().width());
                QVERIFY2(record->rect().contains(button->geometry()), qPrintable(button->text()));
                QVERIFY(!button->geometry().intersects(before));
                before = button->geometry();
            }
        }
    }
    void timesCountFromTheReference()
    {
        Fixture f;
        QVERIFY(openSmall(f));
        auto *list = f.page->list();
        list->setCurrent(3);
        QTest::keyClick(list, Qt::Key_T, Qt::ControlModifier);
        QCOMPARE(list->times(), LogList::Times::Relative);
        QCOMPARE(list->reference().value(), FakeSource::kStart + 3 * FakeSource::kMs);
        QTest::keyClick(list, Qt::Key_T, Qt::ShiftModifier);
        QCOMPARE(list->times(), LogList::Times::Delta);
    }
    void aNumberBeforeGGoesToThatLine()
    {
        Fixture f;
        QVERIFY(openSmall(f));
        auto *list = f.page->list();
        for (const auto digit : {Qt::Key_1, Qt::Key_2, Qt::Key_0})
            QTest::keyClick(list, digit);
        QTest::keyClick(list, Qt::Key_G);
        QCOMPARE(list->current(), qint64(119));
        QTest::keyClick(list, Qt::Key_5);
        QTest::keyClick(list, Qt::Key_J);
        QCOMPARE(list->current(), qint64(124));
        QTest::keyClick(list, Qt::Key_9);
        QTest::keyClick(list, Qt::Key_Down); // any other key forgets the number
        QTest::keyClick(list, Qt::Key_G);
        QCOMPARE(list->current(), qint64(0));
    }
    void theSelectedWordIsFoundAndColoured()
    {
        Fixture f;
        QVERIFY(openSmall(f));
        auto *list = f.page->list();
        list->setCurrent(42);
        QTRY_VERIFY(f.page->lines()->peek(42));
        QTest::keyClick(list, Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(list->pickedText(), QStringLiteral("psp"));
        QTest::keyClick(list, Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(list->pickedText(), QStringLiteral("Timeout"));
        QTest::keyClick(list, Qt::Key_Asterisk);
        QTRY_COMPARE(f.page->places()->matches().size(), std::size_t(50));
        QCOMPARE(list->current(), qint64(42));
        QTRY_VERIFY(list->hasFocus());
        QTest::keyClick(list, Qt::Key_Asterisk);
        QCOMPARE(list->current(), qint64(142));
        list->setCurrent(42);
        QTest::keyClick(list, Qt::Key_Right, Qt::ControlModifier);
        QTest::keyClick(list, Qt::Key_3, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(f.session.labels().text(2), std::string("psp"));
        QTest::keyClick(list, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("psp"));
        QTest::keyClick(list, Qt::Key_0, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!f.session.labels().any());
    }
    void textIsSelectedByMouse()
    {
        Fixture f;
        QVERIFY(openSmall(f));
        auto *list = f.page->list();
        list->showRow(42);
        QTRY_VERIFY(f.page->lines()->peek(42));
        list->setCurrent(42);
        QTest::keyClick(list, Qt::Key_Right, Qt::ControlModifier); // lights up "psp": its middle is where a mouse would point
        const QRect row = list->rowRect(42);
        int hit = -1;
        for (int x = 0; x < row.width() && hit < 0; x += 4) {
            QTest::mouseDClick(list->viewport(), Qt::LeftButton, {}, {x, row.center().y()});
            if (list->openRow() >= 0)
                list->toggleRecord(list->openRow());
            if (list->pickedText() == QStringLiteral("Timeout"))
                hit = x;
        }
        QVERIFY(hit > 0);
        QTest::mousePress(list->viewport(), Qt::LeftButton, {}, {hit, row.center().y()});
        QTest::mouseMove(list->viewport(), {hit + 20, row.center().y()});
        QTest::mouseRelease(list->viewport(), Qt::LeftButton, {}, {hit + 20, row.center().y()});
        QVERIFY(!list->pickedText().isEmpty());
        QVERIFY(QStringLiteral("Timeout 42").contains(list->pickedText()));
    }
    void vShowsMarksAndMatchesAlone()
    {
        using Show = items::LogPlaces::Show;
        Fixture f;
        QVERIFY(openSmall(f));
        auto *list = f.page->list();
        list->setCurrent(7);
        QTest::keyClick(list, Qt::Key_V); // nothing to show alone yet
        QCOMPARE(f.page->places()->show(), Show::All);
        QTest::keyClick(list, Qt::Key_M);
        f.page->places()->find(QStringLiteral("timeout"));
        QTRY_COMPARE(f.page->places()->matches().size(), std::size_t(50));
        QTest::keyClick(list, Qt::Key_V);
        QCOMPARE(f.page->places()->show(), Show::MarksAndMatches);
        QTRY_COMPARE(f.page->lines()->total(), qint64(51));
        QTRY_COMPARE(list->current(), qint64(0)); // still the marked line
        QTest::keyClick(list, Qt::Key_V);
        QCOMPARE(f.page->places()->show(), Show::Marks);
        QTRY_COMPARE(f.page->lines()->total(), qint64(1));
        QTest::keyClick(list, Qt::Key_V);
        QTRY_COMPARE(f.page->lines()->total(), qint64(50));
        QTest::keyClick(list, Qt::Key_V);
        QTRY_COMPARE(f.page->lines()->total(), qint64(5000));
    }
    void shiftEnterOpensTheTraceInATabOfItsOwn()
    {
        Fixture f;
        QVERIFY(openSmall(f));
        f.session.openTrace({1, 2});
        f.session.setPage(session::Page::Logs);
        f.page->list()->setCurrent(3);
        f.page->list()->setFocus();
        QTest::keyClick(f.page->list(), Qt::Key_Return, Qt::ShiftModifier);
        QVERIFY(f.session.trace() == FakeSource::kTrace);
        QCOMPARE(f.session.tabs().all().size(), std::size_t(2));
    }
    void everyLineIsReachableByScreenReaders()
    {
        Fixture f;
        QVERIFY(openSmall(f));
        QAccessibleInterface *list = QAccessible::queryAccessibleInterface(f.page->list());
        QVERIFY(list);
        QCOMPARE(list->childCount(), 5000);
        const QString text = list->child(2)->text(QAccessible::Name);
        QVERIFY2(text.contains(QStringLiteral("payment")) && text.contains(QStringLiteral("line 2")), qPrintable(text));
        list->child(4)->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(f.page->list()->current(), qint64(4));
        QVERIFY(list->child(4)->state().selected);
        QVERIFY(list->child(4000)->state().invisible);
    }
    void wrappedLinesShowAllTheirText()
    {
        Fixture f;
        f.source->body = std::string(900, 'x');
        QVERIFY(openSmall(f, 200));
        auto *list = f.page->list();
        const int line = list->rowRect(0).height();
        QTest::keyClick(list, Qt::Key_Z, Qt::AltModifier);
        QVERIFY(list->wraps());
        QVERIFY(list->rowRect(0).height() >= 5 * line);
        QTest::keyClick(list, Qt::Key_End);
        QTRY_VERIFY(list->rowRect(199).isValid());
        QCOMPARE(list->rowRect(199).bottom() + 1, list->viewport()->height());
    }
    void theWheelScrollsAndWithControlResizesTheText()
    {
        Fixture f;
        QVERIFY(openSmall(f));
        auto *list = f.page->list();
        const auto wheel = [&](int delta, Qt::KeyboardModifiers modifiers) {
            QWheelEvent event(QPointF(50, 50), list->viewport()->mapToGlobal(QPointF(50, 50)), {}, {0, delta}, {},
                              modifiers, Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(list->viewport(), &event);
        };
        wheel(-1200, {});
        QVERIFY(list->firstVisible() > 10);
        const int height = list->rowRect(list->firstVisible()).height();
        wheel(480, Qt::ControlModifier);
        QVERIFY(list->rowRect(list->firstVisible() + 1).height() > height - list->rowRect(list->firstVisible()).top());
    }
    void followingStaysAtTheEndUntilOneScrollsUp()
    {
        Fixture f;
        QVERIFY(openSmall(f));
        auto *list = f.page->list();
        QTest::keyClick(list, Qt::Key_F);
        QVERIFY(list->follows());
        f.source->count = 6000;
        f.workspace.announceData();
        QTRY_COMPARE(list->current(), qint64(5999));
        QTest::keyClick(list, Qt::Key_Up);
        QVERIFY(!list->follows());
        QTest::keyClick(list, Qt::Key_End);
        QVERIFY(list->follows());
        f.source->count = 7000;
        f.workspace.announceData();
        QTRY_COMPARE(list->current(), qint64(6999));
        QVERIFY(list->rowRect(6999).isValid());
        list->verticalScrollBar()->setValue(100);
        QVERIFY(!list->follows());
        list->verticalScrollBar()->setValue(list->verticalScrollBar()->maximum());
        QVERIFY(list->follows());
        f.page->setFollows(false);
        QTest::keyClick(list, Qt::Key_Home);
        QTest::keyClick(list, Qt::Key_End);
        QVERIFY(!list->follows()); // ended, not suspended
    }
    void newestFirstFollowingStaysAtTheTopAndWhatIsReadStays()
    {
        Fixture f;
        f.source->count = 5000;
        QVERIFY(f.open());
        auto *list = f.page->list();
        list->findChild<QHeaderView *>()->setSortIndicator(0, Qt::DescendingOrder);
        QVERIFY(f.settle());
        f.page->setFollows(true);
        QCOMPARE(list->current(), qint64(0));
        f.source->count = 6000;
        f.workspace.announceData();
        QTRY_COMPARE(list->rowCount(), qint64(6000));
        QCOMPARE(list->current(), qint64(0));
        QCOMPARE(f.page->lines()->recordAt(list->current()), RecordId{5999});
        list->verticalScrollBar()->setValue(500);
        QVERIFY(!list->follows());
        const RecordId top = f.page->lines()->recordAt(list->firstVisible());
        f.source->count = 6100;
        f.workspace.announceData();
        QTRY_COMPARE(list->rowCount(), qint64(6100));
        QCOMPARE(f.page->lines()->recordAt(list->firstVisible()), top);
        QTest::keyClick(list, Qt::Key_Home);
        QVERIFY(list->follows());
    }
    void copyTakesTheWholeLine()
    {
        Fixture f;
        f.source->body = "<b>not bold</b> & \"so\"";
        QVERIFY(openSmall(f));
        f.page->list()->setCurrent(2);
        QTest::keyClick(f.page->list(), Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QGuiApplication::clipboard()->text().endsWith(QStringLiteral("payment\t<b>not bold</b> & \"so\"")));
    }
};

TRIPTYCH_TEST(LogsPageTest)
#include "tst_logs_page.moc"
