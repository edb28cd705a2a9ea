#include "test_registry.h"
#include "ui/shell/merge_dialog.h"

#include <QApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

using namespace triptych;

class MergeDialogTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void enterAfterAnOffsetOpensAndNeverCancels()
    {
        ui::Theme theme;
        QWidget window;
        ui::MergeDialog dialog(theme, {QStringLiteral("/a/one.json"), QStringLiteral("/a/two.json")}, &window);
        QSignalSpy accepted(&dialog, &QDialog::accepted), rejected(&dialog, &QDialog::rejected);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        auto *list = dialog.findChild<QTreeWidget *>();
        list->setFocus();
        QTest::keyClicks(list, QStringLiteral("2"));
        const auto editor = [&] { return list->viewport()->findChild<QLineEdit *>(); };
        QTRY_VERIFY(editor());
        QTest::keyClicks(editor(), QStringLiteral("50 ms"));
        QTest::keyClick(editor(), Qt::Key_Return);
        QTRY_VERIFY(!editor());
        QVERIFY(dialog.isVisible());
        for (auto *button : dialog.findChildren<QPushButton *>())
            QCOMPARE(button->isDefault(), button->text() == QStringLiteral("&Open Together"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(rejected.count(), 0);
        QCOMPARE(accepted.count(), 1);
        QCOMPARE(dialog.offsets().front(), 250'000'000);
    }

    void theTitleCountsTheFilesThatAreLeft()
    {
        ui::Theme theme;
        QWidget window;
        ui::MergeDialog dialog(theme, {QStringLiteral("/a/one.json"), QStringLiteral("/a/two.json"), QStringLiteral("/a/three.json")}, &window);
        QCOMPARE(dialog.windowTitle(), QStringLiteral("Open 3 Files Together"));
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        auto *list = dialog.findChild<QTreeWidget *>();
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Delete);
        QCOMPARE(dialog.windowTitle(), QStringLiteral("Open 2 Files Together"));
        QTest::keyClick(list, Qt::Key_Delete);
        QCOMPARE(dialog.windowTitle(), QStringLiteral("Open 1 File"));
    }
};
TRIPTYCH_TEST(MergeDialogTest)
#include "tst_merge_dialog.moc"
