#include "app/composition.h"
#include "explore_fixture.h"
#include "fake_source.h"
#include "sources/tailing.h"
#include "test_registry.h"
#include "ui/logs/log_list.h"
#include "ui/shell/refresher.h"

#include <QAction>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace triptych;

namespace {

constexpr telemetry::Nanos kBehind = 40'000'000'000;

/// Has stored a portion, and works on the next for as long as anybody follows.
struct SlowTail : tests::FakeSource, sources::Tailing {
    bool canTail() const override { return true; }
    bool asksServers() const override { return true; }
    void tail(const query::Filter &, telemetry::Nanos, const std::function<void(const News &)> &tell, std::stop_token stop) override
    {
        tell({5000, kBehind, {}});
        while (!stop.stop_requested())
            QThread::msleep(5);
    }
};

} // namespace

/// Following lines, as the window tells of it.
class TestRefresher : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTailIsBehindUntilItSaysOtherwise()
    {
        tests::ContextFixture window;
        ui::Refresher refresher(window.context);
        window.workspace.setSource(std::make_shared<SlowTail>());
        refresher.setFollows(true);
        QTRY_COMPARE(refresher.behind(), kBehind);
        QTest::qWait(1600); // news are taken each half second
        QCOMPARE(refresher.behind(), kBehind);
        refresher.setFollows(false);
    }

    void theLogsPageFollowsTooWheneverItIsMade()
    {
        QTemporaryDir folder;
        app::Settings settings(folder.filePath(QStringLiteral("settings.ini")));
        app::Composition explorer(settings, ui::Theme::Mode::Light);
        explorer.window().resize(1280, 800);
        explorer.window().show();
        QVERIFY(QTest::qWaitForWindowActive(&explorer.window()));
        explorer.workspace().setSource(std::make_shared<SlowTail>());
        auto *follow = explorer.window().findChild<QAction *>(QStringLiteral("view.followLines"));
        QTRY_VERIFY(follow->isEnabled());
        follow->trigger();
        QVERIFY(follow->isChecked());
        explorer.session().setPage(session::Page::Logs);
        auto *list = explorer.window().findChild<ui::LogList *>();
        QVERIFY(list);
        QVERIFY(list->follows());
        QTRY_VERIFY(list->rowCount() > 0);
        QTRY_COMPARE(list->current(), list->rowCount() - 1);
        follow->trigger();
        QVERIFY(!list->follows());
        follow->trigger();
        QVERIFY(list->follows());
        explorer.workspace().setSource(nullptr);
        QVERIFY(!list->follows());
    }
};

TRIPTYCH_TEST(TestRefresher)
#include "tst_refresher.moc"
