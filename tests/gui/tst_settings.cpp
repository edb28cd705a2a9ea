#include "app/settings.h"
#include "explore_fixture.h"
#include "test_registry.h"
#include "ui/settings/aliases_page.h"
#include "ui/settings/key_recorder.h"
#include "ui/settings/keys_page.h"
#include "ui/settings/settings_dialog.h"
#include "ui/shell/main_window.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTreeWidget>

using namespace triptych;
using tests::FakeSource;

class TestSettings : public QObject
{
    Q_OBJECT

    struct Fixture : tests::ExploreFixture<ui::MainWindow> {
        ui::SettingsDialog *dialog = nullptr;

        bool begin(const char *command)
        {
            page = std::make_unique<ui::MainWindow>(context);
            page->resize(1280, 800);
            page->show();
            workspace.setSource(source);
            if (!QTest::qWaitForWindowActive(page.get()) || !settle())
                return false;
            actions.find(QString::fromLatin1(command))->trigger();
            dialog = page->findChild<ui::SettingsDialog *>();
            return dialog && QTest::qWaitForWindowActive(dialog);
        }
        void press(const QString &text)
        {
            for (auto *button : dialog->findChildren<QPushButton *>())
                if (button->isVisible() && button->text() == text)
                    return QTest::mouseClick(button, Qt::LeftButton);
            QFAIL(qPrintable(QStringLiteral("no button ") + text));
        }
        QStringList keysOf(const char *command)
        {
            QStringList keys;
            for (const QKeySequence &key : actions.find(QString::fromLatin1(command))->shortcuts())
                keys.append(key.toString());
            return keys;
        }
        bool says(const QString &text)
        {
            for (const auto *label : dialog->findChildren<QLabel *>())
                if (label->isVisible() && label->text().contains(text))
                    return true;
            return false;
        }
    };

private Q_SLOTS:
    void everyCommandIsListedWithItsKeys()
    {
        Fixture f;
        QVERIFY(f.begin("tools.keys"));
        const QTreeWidget *table = f.dialog->keys()->table();
        QStringList commands;
        for (int row = 0; row < table->topLevelItemCount(); ++row)
            commands.append(table->topLevelItem(row)->text(0) + u'|' + table->topLevelItem(row)->text(2));
        QVERIFY(commands.contains(QStringLiteral("View: Refresh|F5")));
        QVERIFY2(commands.filter(QStringLiteral("Find in lines")).size() == 1, qPrintable(commands.join(u'\n'))); // of pages not yet seen, too, and once
        QVERIFY(commands.filter(QStringLiteral("Bookmark span")).size() == 1);
    }

    void aRecordedKeyRunsItsCommandAndIsKept()
    {
        Fixture f;
        QVERIFY(f.begin("tools.keys"));
        f.dialog->keys()->choose(QStringLiteral("view.refresh"));
        f.dialog->keys()->recorder()->setFocus();
        QTest::keyClick(f.dialog->keys()->recorder(), Qt::Key_R, Qt::ControlModifier | Qt::AltModifier);
        f.press(QStringLiteral("Add Key"));
        QCOMPARE(f.keysOf("view.refresh"), (QStringList{QStringLiteral("F5"), QStringLiteral("Ctrl+Alt+R")}));
        QCOMPARE(f.preferences.value(ui::preference::kKeys + QStringLiteral("view.refresh")).toStringList(),
                 (QStringList{QStringLiteral("F5"), QStringLiteral("Ctrl+Alt+R")}));
        f.dialog->close();
        QVERIFY(QTest::qWaitForWindowActive(f.page.get()));
        QSignalSpy refreshed(&f.workspace, &ui::Workspace::dataChanged);
        QTest::keyClick(f.page.get(), Qt::Key_R, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(refreshed.count(), 1);
        QVERIFY(f.settle());
    }

    void aKeyThatIsTakenSaysWhoseAndCanBeTaken()
    {
        Fixture f;
        QVERIFY(f.begin("tools.keys"));
        f.dialog->keys()->choose(QStringLiteral("view.refresh"));
        f.dialog->keys()->recorder()->setFocus();
        QTest::keyClick(f.dialog->keys()->recorder(), Qt::Key_L, Qt::ControlModifier);
        QVERIFY(f.says(QStringLiteral("“Filter”")));
        QVERIFY(f.keysOf("edit.filter").contains(QStringLiteral("Ctrl+L")));
        f.press(QStringLiteral("Take It"));
        QVERIFY(!f.keysOf("edit.filter").contains(QStringLiteral("Ctrl+L")));
        QVERIFY(f.keysOf("view.refresh").contains(QStringLiteral("Ctrl+L")));
        QVERIFY(!f.says(QStringLiteral("“Filter”")));
        f.press(QStringLiteral("Reset All Keys"));
        QVERIFY(f.keysOf("edit.filter").contains(QStringLiteral("Ctrl+L")));
        QCOMPARE(f.keysOf("view.refresh"), QStringList{QStringLiteral("F5")});
    }

    void keysOfAPaneMeetOnlyThoseOfTheSamePane()
    {
        Fixture f;
        QVERIFY(f.begin("tools.keys"));
        QVERIFY(!f.actions.conflict(QStringLiteral("logs.wrap"), QKeySequence(QStringLiteral("X")))); // the trace page's
        const auto same = f.actions.conflict(QStringLiteral("logs.wrap"), QKeySequence(QStringLiteral("E")));
        QVERIFY(same && same->id == QStringLiteral("logs.nextError"));
        QVERIFY(f.actions.conflict(QStringLiteral("logs.wrap"), QKeySequence(QStringLiteral("F5"))));
    }

    void aSharedCommandChangesInEveryPane()
    {
        Fixture f;
        QVERIFY(f.begin("tools.keys"));
        f.actions.setKeys(QStringLiteral("logs.nextError"), {QKeySequence(QStringLiteral("X"))});
        QCOMPARE(f.keysOf("spanLogs.nextError"), QStringList{QStringLiteral("X")});
        f.actions.setKeys(QStringLiteral("logs.nextError"), {});
        QVERIFY(f.keysOf("logs.nextError").isEmpty());
        f.dialog->keys()->choose(QStringLiteral("logs.nextError"));
        f.press(QStringLiteral("Reset"));
        QCOMPARE(f.keysOf("logs.nextError"), QStringList{QStringLiteral("E")});
        QCOMPARE(f.keysOf("spanLogs.nextError"), QStringList{QStringLiteral("E")});
    }

    void keysAndSwitchesSurviveTheSettingsFile()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("settings.ini"));
        {
            app::Settings settings(file);
            Fixture f;
            QVERIFY(f.begin("tools.settings"));
            connect(&f.preferences, &ui::Preferences::changed, &f.preferences,
                    [&](const QString &name) { settings.setPreference(name, f.preferences.value(name)); });
            f.actions.setKeys(QStringLiteral("view.refresh"), {QKeySequence(QStringLiteral("Ctrl+,")), QKeySequence(QStringLiteral("Ctrl+;"))});
            f.actions.setKeys(QStringLiteral("view.drawer"), {});
            auto *wheel = f.dialog->findChild<QCheckBox *>(ui::preference::kWheelZooms);
            QVERIFY(wheel && wheel->isVisible());
            QTest::mouseClick(wheel, Qt::LeftButton, {}, {8, wheel->height() / 2});
            QVERIFY(wheel->isChecked());
            f.preferences.set(ui::preference::kAliases, QStringLiteral("{\"env\": [\"stage\", \"a,b; c\"]}"));
        }
        Fixture again;
        again.preferences.start(app::Settings(file).preferences());
        QVERIFY(again.begin("tools.settings"));
        QCOMPARE(again.keysOf("view.refresh"), (QStringList{QStringLiteral("Ctrl+,"), QStringLiteral("Ctrl+;")}));
        QVERIFY(again.keysOf("view.drawer").isEmpty());
        QVERIFY(again.dialog->findChild<QCheckBox *>(ui::preference::kWheelZooms)->isChecked());
        QCOMPARE(again.dialog->aliases()->names()->currentItem()->text().startsWith(QStringLiteral("env")), true);
        QCOMPARE(again.dialog->aliases()->tags()->item(1)->text(), QStringLiteral("a,b; c"));
    }

    void theThemeIsChosenAtOnce()
    {
        Fixture f;
        QVERIFY(f.begin("tools.settings"));
        QSignalSpy chosen(f.page.get(), &ui::MainWindow::themeChosen);
        QComboBox *theme = nullptr;
        for (auto *one : f.dialog->findChildren<QComboBox *>())
            if (one->accessibleName() == QStringLiteral("Theme"))
                theme = one;
        QVERIFY(theme);
        theme->setFocus();
        QTest::keyClick(theme, Qt::Key_End);
        Q_EMIT theme->activated(theme->currentIndex());
        QVERIFY(f.theme.dark());
        QVERIFY(!chosen.isEmpty());
        f.theme.setMode(ui::Theme::Mode::Light);
    }

    void reducedMotionHoldsEverywhere()
    {
        Fixture f;
        QVERIFY(f.begin("tools.settings"));
        const auto duration = [] { return QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration); };
        const int usual = duration();
        f.preferences.set(ui::preference::kReducedMotion, true);
        QCOMPARE(duration(), 0);
        f.preferences.remove(ui::preference::kReducedMotion);
        QCOMPARE(duration(), usual);
    }

    void aliasesAreAddedRemovedAndReset()
    {
        Fixture f;
        QVERIFY(f.begin("tools.aliases"));
        ui::AliasesPage &page = *f.dialog->aliases();
        const auto kept = [&] { return f.preferences.value(ui::preference::kAliases).toString(); };
        QTest::keyClicks(page.newName(), QStringLiteral("shop"));
        QTest::keyClick(page.newName(), Qt::Key_Return);
        QVERIFY(page.names()->currentItem()->text().startsWith(QStringLiteral("shop")));
        QTest::keyClicks(page.newTag(), QStringLiteral("store.id"));
        QTest::keyClick(page.newTag(), Qt::Key_Return);
        QCOMPARE(query::AliasTable::fromJson(kept().toStdString())->spellings("shop"), (std::vector<std::string>{"shop", "store.id"}));
        page.tags()->setCurrentRow(0);
        f.press(QStringLiteral("Remove"));
        QTest::keyClicks(page.newName(), QStringLiteral("duration")); // a field is no tag
        QTest::keyClick(page.newName(), Qt::Key_Return);
        QVERIFY(!kept().contains(QStringLiteral("duration")));
        f.press(QStringLiteral("Reset All"));
        QVERIFY(kept().isEmpty());
    }
};

TRIPTYCH_TEST(TestSettings)
#include "tst_settings.moc"
