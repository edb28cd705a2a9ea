#include "explore_fixture.h"
#include "test_registry.h"
#include "ui/sql/sql_fault.h"
#include "ui/sql/sql_page.h"

#include <QPlainTextEdit>
#include <QPushButton>

using namespace triptych;
using tests::FakeSource;

namespace {

/// Answers as the engine does to what it cannot read.
struct Refusing : FakeSource {
    base::Result<telemetry::SqlResult> sql(const std::string &, std::size_t, std::stop_token) override
    {
        return base::Error{base::ErrorKind::Rejected, "Parser Error: syntax error at or near \"FORM\"\n\nLINE 2: FORM spans\n        ^", {}, {}, {}};
    }
};

} // namespace

class SqlPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theEnginesDrawingBecomesAPlaceInTheQuery_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("place");
        QTest::newRow("first line") << QStringLiteral("Parser Error: x\n\nLINE 1: SELEC 1\n        ^") << QStringLiteral("SELEC 1") << QStringLiteral("1:1 at 0");
        QTest::newRow("later line") << QStringLiteral("Parser Error: x\n\nLINE 2: FROM spans WHRE a\n                   ^")
                                    << QStringLiteral("SELECT 1\nFROM spans WHRE a") << QStringLiteral("2:12 at 20");
        QTest::newRow("cut at both ends") << QStringLiteral("Binder Error: x\n\nLINE 1: ...bb cc d...\n                  ^") << QStringLiteral("aaaa bb cc dd")
                                          << QStringLiteral("1:13 at 12");
        QTest::newRow("no drawing") << QStringLiteral("Out of memory") << QStringLiteral("SELECT 1") << QStringLiteral("0:0 at -1");
        QTest::newRow("of another query") << QStringLiteral("Parser Error: x\n\nLINE 3: zz\n        ^") << QStringLiteral("SELECT 1") << QStringLiteral("0:0 at -1");
    }
    void theEnginesDrawingBecomesAPlaceInTheQuery()
    {
        QFETCH(QString, message);
        QFETCH(QString, query);
        QFETCH(QString, place);
        const ui::SqlFault fault = ui::sqlFault(message, query);
        QCOMPARE(QStringLiteral("%1:%2 at %3").arg(fault.line).arg(fault.column).arg(fault.at), place);
        QVERIFY(!fault.sentence.contains(u'\n'));
    }
    void aMistakeIsUnderlinedWhereItStandsUntilTheTextChanges()
    {
        tests::ExploreFixture<ui::SqlPage, Refusing> f;
        QVERIFY(f.open());
        QPlainTextEdit &editor = f.page->editor();
        editor.setFocus();
        QTest::keyClicks(&editor, QStringLiteral("SELECT 1")); // over the query that stands there at first
        QTest::keyClick(&editor, Qt::Key_Return);
        QTest::keyClicks(&editor, QStringLiteral("FORM spans"));
        QCOMPARE(editor.toPlainText(), QStringLiteral("SELECT 1\nFORM spans"));
        QTest::keyClick(&editor, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(f.settle());
        QTRY_COMPARE(editor.extraSelections().size(), 1);
        QCOMPARE(editor.extraSelections().front().cursor.selectedText(), QStringLiteral("FORM"));
        QPushButton *there = nullptr;
        const auto offered = [&] {
            const auto buttons = f.page->findChildren<QPushButton *>();
            for (auto *button : buttons)
                if (button->isVisible() && button->text() == QStringLiteral("Go there"))
                    there = button;
            return there != nullptr;
        };
        QTRY_VERIFY(offered());
        QTest::mouseClick(there, Qt::LeftButton);
        QCOMPARE(editor.textCursor().position(), 9);
        QVERIFY(editor.hasFocus());
        QTest::keyClicks(&editor, QStringLiteral("x"));
        QVERIFY(editor.extraSelections().isEmpty());
    }
    void aQueryThatWasEditedBeforeItsAnswerCameIsNotUnderlined()
    {
        tests::ExploreFixture<ui::SqlPage, Refusing> f;
        QVERIFY(f.open());
        QPlainTextEdit &editor = f.page->editor();
        editor.setPlainText(QStringLiteral("SELECT 1\nFORM spans"));
        editor.setFocus();
        QTest::keyClick(&editor, Qt::Key_Return, Qt::ControlModifier);
        editor.clear(); // its answer is taken by the event loop, which has not run yet
        QVERIFY(f.settle());
        QVERIFY(editor.extraSelections().isEmpty());
    }
};

TRIPTYCH_TEST(SqlPageTest)
#include "tst_sql_page.moc"
