#include "app/composition.h"
#include "test_registry.h"
#include "ui/shell/refresher.h"

#include <QAction>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <set>

using namespace triptych;

/// Following the lines of the real Loki that tests/live/run_tail.py has started, writes to, kills and starts again; elsewhere
/// there is none. The two tell each other by files of one folder where they are.
class TestLiveTail : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("needs", "a server")
    QString m_source = qEnvironmentVariable("TRIPTYCH_LIVE_SOURCE"), m_signs = qEnvironmentVariable("TRIPTYCH_LIVE_SIGNS");
    QTemporaryDir m_folder;
    app::Settings m_settings{m_folder.filePath(QStringLiteral("settings.ini"))};
    std::unique_ptr<app::Composition> m_explorer;
    static constexpr int kPatience = 60'000;

    void tell(const char *sign)
    {
        QFile file(m_signs + u'/' + QLatin1String(sign));
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    /// How many lines were written when the other side gave this sign; -1: not yet.
    int told(const char *sign)
    {
        QFile file(m_signs + u'/' + QLatin1String(sign));
        return file.open(QIODevice::ReadOnly) ? file.readAll().toInt() : -1;
    }
    sources::Source &stored() { return m_explorer->workspace().source()->stored(); }
    int count() { return int(stored().logCount({}, {}).value()); }
    /// What a failed wait tells.
    QByteArray state() { return QStringLiteral("%1 lines, trouble \"%2\"").arg(count()).arg(refresher().trouble()).toUtf8(); }
    ui::Refresher &refresher() { return *m_explorer->window().findChild<ui::Refresher *>(); }

private Q_SLOTS:
    void linesComeOnceInOrderAlsoAfterAPauseAndAFall()
    {
        if (m_source.isEmpty())
            return; // tests/live/run_tail.py starts one
        m_explorer = std::make_unique<app::Composition>(m_settings, ui::Theme::Mode::Light);
        m_explorer->window().resize(1280, 800);
        m_explorer->window().show();
        app::OpenRequest request;
        request.sources = {m_source};
        m_explorer->open(request);
        QVERIFY(QTest::qWaitForWindowActive(&m_explorer->window()));
        QTRY_VERIFY_WITH_TIMEOUT(m_explorer->workspace().source(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(m_explorer->settled() && !m_explorer->workspace().busy().busy() && count() > 0, kPatience); // what was there before
        auto *follow = m_explorer->window().findChild<QAction *>(QStringLiteral("view.followLines"));
        QVERIFY(follow && follow->isEnabled());
        QCOMPARE(follow->shortcut().toString(), QStringLiteral("Ctrl+Shift+F9"));
        m_explorer->window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&m_explorer->window()));
        QTest::keyClick(&m_explorer->window(), Qt::Key_F9, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY2(refresher().follows(), qPrintable(QStringLiteral("%1 %2").arg(follow->isChecked()).arg(m_explorer->window().isActiveWindow())));
        tell("following");
        QTRY_VERIFY2_WITH_TIMEOUT(told("first") > 0 && count() >= told("first"), state().constData(), kPatience);
        QCOMPARE(count(), told("first"));

        QTest::keyClick(&m_explorer->window(), Qt::Key_F9);
        QVERIFY(m_explorer->workspace().live() == ui::Workspace::Live::Paused);
        tell("paused");
        QTRY_VERIFY_WITH_TIMEOUT(told("second") > 0, kPatience);
        QTest::qWait(1500);
        QCOMPARE(count(), told("first")); // nothing comes while it is paused
        QTest::keyClick(&m_explorer->window(), Qt::Key_F9);
        QTRY_COMPARE_WITH_TIMEOUT(count(), told("second"), kPatience);
        tell("resumed");

        QTRY_VERIFY_WITH_TIMEOUT(told("killed") > 0, kPatience);
        QTRY_VERIFY2_WITH_TIMEOUT(!refresher().trouble().isEmpty(), state().constData(), kPatience);
        tell("missed");
        QTRY_VERIFY_WITH_TIMEOUT(told("third") > 0, 2 * kPatience); // the server's own start
        QTRY_VERIFY2_WITH_TIMEOUT(count() >= told("third"), state().constData(), kPatience);
        QTRY_VERIFY2_WITH_TIMEOUT(refresher().trouble().isEmpty(), state().constData(), kPatience);
        QTest::qWait(3000); // what comes twice would come now
        QCOMPARE(count(), told("third"));
        const auto ids = stored().logIds({}, telemetry::Order::Ascending, {});
        QVERIFY(ids);
        const auto rows = stored().logRows(*ids, {});
        QVERIFY(rows);
        int expected = 0;
        for (const telemetry::LogRow &row : *rows)
            QCOMPARE(QString::fromStdString(row.body), QStringLiteral("line %1").arg(expected++));
        // Not followed any more, Loki itself counts them for the histogram, by level too.
        QTest::keyClick(&m_explorer->window(), Qt::Key_F9);
        const auto histogram = m_explorer->workspace().source()->logHistogram({{}, m_explorer->session().range()}, 60, {});
        QVERIFY(histogram);
        std::uint64_t counted = 0, errors = 0;
        for (const telemetry::HistogramBin &bin : histogram->bins) {
            counted += bin.total;
            errors += bin.errors;
        }
        QCOMPARE(counted, std::uint64_t(told("third")));
        QCOMPARE(errors, std::uint64_t(told("third") / 10));
    }

    void cleanupTestCase() { m_explorer.reset(); }
};
TRIPTYCH_TEST(TestLiveTail)
#include "tst_live_tail.moc"
