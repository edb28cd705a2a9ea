#include "explore_fixture.h"
#include "test_registry.h"
#include "ui/common/flat_button.h"
#include "ui/common/segmented_tabs.h"
#include "ui/logs/logs_page.h"
#include "ui/logs/patterns_panel.h"

#include <QListView>

using namespace triptych;
using namespace triptych::ui;
using namespace triptych::tests;

namespace {

/// Three retries and one rejection; the rejection and two retries are of failing traces.
struct PatternSource : FakeSource {
    base::Result<void> eachLog(const query::Selection &, const std::function<void(const LogLine &)> &visit, base::Progress *, std::stop_token) override
    {
        using Outcome = LogLine::Outcome;
        for (int i = 0; i < 20; ++i) {
            const std::string n = std::to_string(100 + i);
            const bool failing = i < 6;
            const auto say = [&](const std::string &body, Level level) {
                visit({RecordId{i}, kStart + i * kMs, level, {1, std::uint64_t(i) + 1}, failing ? Outcome::Failing : Outcome::Passing, body});
            };
            say("took " + n + "ms for /a", Level::Info);
            if (failing)
                say("order " + n + " rejected", Level::Error);
        }
        return {};
    }
};

using Fixture = ExploreFixture<LogsPage, PatternSource>;

} // namespace

class PatternsPanelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aClickOnAPatternFiltersToItsLines()
    {
        Fixture f;
        QVERIFY(f.open());
        PatternsPanel *panel = f.page->patterns();
        QVERIFY(panel->list()->isVisible());
        const auto &patterns = panel->patterns();
        QCOMPARE(patterns.rowCount(), 2);
        QCOMPARE(patterns.index(0).data().toString(), QStringLiteral("took <*> for /a"));
        QCOMPARE(patterns.figures(0), QStringLiteral("20"));
        const QRect row = panel->list()->visualRect(patterns.index(0));
        QTest::mouseClick(panel->list()->viewport(), Qt::LeftButton, {}, row.center());
        QCOMPARE(f.filter(), QStringLiteral(R"(/^\s*took\s+\S+\s+for\s+\/a\s*(\n|$)/)"));
    }

    void failingTracesAreComparedWithPassingOnes()
    {
        Fixture f;
        QVERIFY(f.open());
        PatternsPanel *panel = f.page->patterns();
        FlatButton *failing = nullptr;
        for (auto *button : panel->findChildren<FlatButton *>())
            if (button->text() == QStringLiteral("Failing traces"))
                failing = button;
        QVERIFY(failing);
        QTest::mouseClick(failing, Qt::LeftButton);
        QVERIFY(f.settle());
        QCOMPARE(panel->patterns().rowCount(), 1);
        QCOMPARE(panel->patterns().figures(0), QStringLiteral("6 of 6 failing, 0 of 14 passing"));
    }
};
TRIPTYCH_TEST(PatternsPanelTest)
#include "tst_patterns_panel.moc"
