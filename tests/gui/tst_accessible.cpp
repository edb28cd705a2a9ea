#include "explore_fixture.h"
#include "test_registry.h"
#include "ui/settings/settings_dialog.h"
#include "ui/shell/main_window.h"

#include <QAbstractScrollArea>
#include <QAccessible>
#include <QMenuBar>
#include <QScrollBar>

using namespace triptych;

/// Whoever cannot see the window hears a name for everything that takes the keys.
class TestAccessible : public QObject
{
    Q_OBJECT

    using Fixture = tests::ExploreFixture<ui::MainWindow>;

    static QString nameOf(QWidget *widget)
    {
        QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
        return face ? face->text(QAccessible::Name) : QString();
    }
    static QString pathOf(const QWidget *widget)
    {
        QStringList path;
        for (; widget; widget = widget->parentWidget())
            path.prepend(QLatin1String(widget->metaObject()->className()) + (widget->objectName().isEmpty() ? QString() : u'#' + widget->objectName()));
        return path.join(QStringLiteral(" > "));
    }
    /// Visible controls of `root` that keys or clicks give the focus to and that have no name.
    static QStringList nameless(QWidget *root)
    {
        QStringList found;
        for (QWidget *widget : root->findChildren<QWidget *>()) {
            const bool inner = widget->objectName().startsWith(QStringLiteral("qt_")) || qobject_cast<QScrollBar *>(widget) ||
                               qobject_cast<QMenuBar *>(widget) || widget->window() != root->window();
            if (inner || !widget->isVisible() || !widget->isEnabled() || widget->focusPolicy() == Qt::NoFocus || widget->focusProxy())
                continue;
            if (nameOf(widget).trimmed().isEmpty())
                found.append(pathOf(widget));
        }
        return found;
    }

private Q_SLOTS:
    void everyControlOfEveryPageHasAName_data()
    {
        using session::Page;
        QTest::addColumn<int>("page");
        for (const auto &[name, page] : {std::pair("start", Page::Start), {"traces", Page::Traces}, {"trace", Page::Trace}, {"flame", Page::Flame},
                                         {"compare", Page::Compare}, {"logs", Page::Logs}, {"map", Page::Map}, {"sql", Page::Sql}})
            QTest::newRow(name) << int(page);
    }
    void everyControlOfEveryPageHasAName()
    {
        QFETCH(int, page);
        Fixture f;
        f.page = std::make_unique<ui::MainWindow>(f.context);
        f.page->resize(1540, 900);
        f.page->show();
        QVERIFY(QTest::qWaitForWindowActive(f.page.get()));
        if (session::Page(page) != session::Page::Start)
            f.workspace.setSource(f.source);
        if (session::Page(page) == session::Page::Trace)
            f.session.openTrace(tests::FakeSource::kTrace);
        else
            f.session.setPage(session::Page(page));
        QVERIFY(f.settle());
        QTest::qWait(0); // panes show their content in the next turn
        const QStringList found = nameless(f.page.get());
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
    }

    void everyControlOfTheSettingsHasAName()
    {
        Fixture f;
        f.page = std::make_unique<ui::MainWindow>(f.context);
        f.page->show();
        QVERIFY(QTest::qWaitForWindowActive(f.page.get()));
        for (const char *command : {"tools.settings", "tools.keys", "tools.aliases"}) {
            f.actions.find(QString::fromLatin1(command))->trigger();
            QPointer<ui::SettingsDialog> dialog = f.page->findChild<ui::SettingsDialog *>();
            QVERIFY(dialog);
            QTRY_VERIFY(dialog->isVisible());
            const QStringList found = nameless(dialog);
            QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
            dialog->close();
            QTRY_VERIFY(!dialog);
        }
    }
};

TRIPTYCH_TEST(TestAccessible)
#include "tst_accessible.moc"
