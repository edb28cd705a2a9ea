#include "explore_fixture.h"
#include "test_registry.h"
#include "ui/common/tag_menu.h"
#include "ui/filter/completion_popup.h"
#include "ui/filter/filter_bar.h"
#include "ui/filter/filter_line.h"
#include "ui/filter/filter_message.h"

#include <QDropEvent>
#include <QLabel>
#include <QMimeData>

using namespace triptych;
using State = query::Diagnosis::State;

class TestFilterEdit : public QObject
{
    Q_OBJECT

    struct Fixture : tests::ExploreFixture<ui::FilterBar> {
        QWidget window;
        ui::FilterLine *line = nullptr;

        ~Fixture() { page.reset(); } // before the window that is its parent

        bool begin()
        {
            workspace.setSource(source);
            window.resize(1000, 500);
            page = std::make_unique<ui::FilterBar>(context);
            page->setParent(&window);
            page->setGeometry(10, 10, 900, 32);
            window.show();
            line = page->findChild<ui::FilterLine *>();
            page->edit();
            return QTest::qWaitForWindowActive(&window) && line->hasFocus();
        }
        ui::CompletionPopup *popup() { return window.findChild<ui::CompletionPopup *>(); }
    };

private Q_SLOTS:
    void aValidTextNarrowsWithoutEnter()
    {
        Fixture f;
        QVERIFY(f.begin());
        QTest::keyClicks(f.line, QStringLiteral("duration:>250ms"));
        QCOMPARE(f.page->state(), State::Valid);
        QTRY_COMPARE(f.filter(), QStringLiteral("duration:>250ms"));
        QVERIFY(f.settle());
    }

    void anInvalidTextChangesNothingAndStays()
    {
        Fixture f;
        QVERIFY(f.begin());
        QTest::keyClicks(f.line, QStringLiteral("duration:>250ms"));
        QTRY_COMPARE(f.filter(), QStringLiteral("duration:>250ms"));
        QTest::keyClicks(f.line, QStringLiteral("s"));
        QCOMPARE(f.page->state(), State::Invalid);
        QVERIFY(f.settle());
        QCOMPARE(f.filter(), QStringLiteral("duration:>250ms"));
        QCOMPARE(f.page->text(), QStringLiteral("duration:>250mss"));
        auto *message = f.window.findChild<ui::FilterMessage *>();
        QVERIFY(message && message->isVisible());
        QVERIFY(message->accessibleName().contains(QStringLiteral("Column")));
    }

    void enterAppliesAtOnceAndRemembers()
    {
        Fixture f;
        QVERIFY(f.begin());
        QTest::keyClicks(f.line, QStringLiteral("status:error"));
        QTest::keyClick(f.line, Qt::Key_Return);
        QCOMPARE(f.filter(), QStringLiteral("status:error"));
        QCOMPARE(f.page->history().recent().front(), std::string("status:error"));
    }

    void escapeClosesCompletionsThenLeavesAndNeverClears()
    {
        Fixture f;
        QVERIFY(f.begin());
        QSignalSpy left(f.page.get(), &ui::FilterBar::leaveRequested);
        QTest::keyClicks(f.line, QStringLiteral("sta"));
        QVERIFY(f.popup() && f.popup()->isVisible());
        QTest::keyClick(f.line, Qt::Key_Escape);
        QVERIFY(!f.popup()->isVisible());
        QCOMPARE(left.count(), 0);
        QTest::keyClick(f.line, Qt::Key_Escape);
        QCOMPARE(left.count(), 1);
        QCOMPARE(f.page->text(), QStringLiteral("sta"));
    }

    void tabTakesTheFirstCompletion()
    {
        Fixture f;
        QVERIFY(f.begin());
        QTest::keyClicks(f.line, QStringLiteral("statu"));
        QVERIFY(f.popup() && f.popup()->isVisible());
        QTest::keyClick(f.line, Qt::Key_Tab);
        QCOMPARE(f.page->text(), QStringLiteral("status:"));
        QVERIFY(f.line->hasFocus());
    }

    void valuesComeWithTheirCounts()
    {
        Fixture f;
        QVERIFY(f.begin());
        QTest::keyClicks(f.line, QStringLiteral("service:pay"));
        QTRY_VERIFY(f.popup() && f.popup()->isVisible() && f.popup()->count() > 0);
        QCOMPARE(QString::fromStdString(f.popup()->first()->text), QStringLiteral("payment"));
        QVERIFY(f.popup()->first()->count > 0);
    }

    void aValueOffersItsWholeTerm()
    {
        Fixture f;
        QVERIFY(f.begin());
        QTest::keyClicks(f.line, QStringLiteral("checko"));
        QTRY_VERIFY(f.popup() && f.popup()->isVisible() && f.popup()->count() > 0);
        QTRY_COMPARE(QString::fromStdString(f.popup()->first()->insert), QStringLiteral("service:checkout"));
        QVERIFY(f.popup()->first()->count > 0);
        QTest::keyClick(f.line, Qt::Key_Tab);
        QCOMPARE(f.page->text(), QStringLiteral("service:checkout"));
        QTRY_COMPARE(f.filter(), QStringLiteral("service:checkout"));
    }

    void theStateIsAWord()
    {
        Fixture f;
        QVERIFY(f.begin());
        QVERIFY(f.page->stateWord().isEmpty());
        QTest::keyClicks(f.line, QStringLiteral("service:"));
        QCOMPARE(f.page->stateWord(), QStringLiteral("incomplete"));
        QTest::keyClicks(f.line, QStringLiteral("a duration:>250mss"));
        QCOMPARE(f.page->stateWord(), QStringLiteral("invalid"));
        f.line->setText(QString());
        QTest::keyClicks(f.line, QStringLiteral("nosuchtag:1"));
        QTRY_COMPARE(f.page->stateWord(), QStringLiteral("unknown field"));
        bool said = false;
        for (const QLabel *label : f.page->findChildren<QLabel *>())
            said = said || (label->isVisible() && label->text() == QStringLiteral("unknown field"));
        QVERIFY(said);
    }

    void aPreparedFilterIsShownButNotApplied()
    {
        Fixture f;
        QVERIFY(f.begin());
        f.workspace.prepareFilter(query::Filter::parse("service:payment").value());
        QCOMPARE(f.page->text(), QStringLiteral("service:payment"));
        QVERIFY(f.settle());
        QCOMPARE(f.filter(), QString());
        QVERIFY(!f.page->stateWord().isEmpty());
        QTest::keyClick(f.line, Qt::Key_Return);
        QCOMPARE(f.filter(), QStringLiteral("service:payment"));
        QVERIFY(f.page->stateWord().isEmpty());
    }

    void aTagDroppedOnTheBarJoinsTheFilter()
    {
        Fixture f;
        QVERIFY(f.begin());
        f.session.setFilter(query::Filter::parse("a:1 OR b:2").value());
        QMimeData mime;
        mime.setData(ui::kFilterMime, "service:payment");
        mime.setText(QStringLiteral("service:payment"));
        QDragEnterEvent enter(QPoint(20, 10), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier); // a drop goes to what it entered
        QCoreApplication::sendEvent(f.line, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(20, 10), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(f.line, &drop);
        QCOMPARE(f.filter(), QStringLiteral("(a:1 OR b:2) service:payment"));
    }

    void aFilterFromElsewhereIsShown()
    {
        Fixture f;
        QVERIFY(f.begin());
        f.session.applyTag("service", "payment", session::Session::Combine::Replace);
        QCOMPARE(f.page->text(), QStringLiteral("service:payment"));
        QCOMPARE(f.page->state(), State::Valid);
    }

    void aGreaterThanInTheEmptyBarAsksForThePalette()
    {
        Fixture f;
        QVERIFY(f.begin());
        QSignalSpy palette(f.page.get(), &ui::FilterBar::paletteRequested);
        QTest::keyClicks(f.line, QStringLiteral(">"));
        QCOMPARE(palette.count(), 1);
        QVERIFY(f.page->text().isEmpty());
        // Typed over a filter it leaves the filter standing.
        QTest::keyClicks(f.line, QStringLiteral("service:payment"));
        QTest::keyClick(f.line, Qt::Key_Return);
        f.page->edit();
        QTest::keyClicks(f.line, QStringLiteral(">"));
        QCOMPARE(palette.count(), 2);
        QCOMPARE(f.page->text(), QStringLiteral("service:payment"));
        QCOMPARE(f.filter(), QStringLiteral("service:payment"));
    }

    void colouringTheTextKeepsUndo()
    {
        Fixture f;
        QVERIFY(f.begin());
        QTest::keyClicks(f.line, QStringLiteral("env:prod"));
        f.line->undo();
        QVERIFY(f.page->text() != QStringLiteral("env:prod"));
        f.line->redo();
        QCOMPARE(f.page->text(), QStringLiteral("env:prod"));
    }
};

TRIPTYCH_TEST(TestFilterEdit)
#include "tst_filter_edit.moc"
