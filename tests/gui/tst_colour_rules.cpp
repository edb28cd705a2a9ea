#include "explore_fixture.h"
#include "test_registry.h"
#include "ui/common/rule_mark.h"
#include "ui/common/tag_menu.h"
#include "ui/logs/log_list.h"
#include "ui/logs/log_record.h"
#include "ui/logs/logs_page.h"
#include "ui/settings/colours_page.h"
#include "ui/shell/main_window.h"
#include "ui/shell/page_commands.h"
#include "ui/trace/details_pane.h"
#include "ui/trace/span_summary.h"
#include "ui/trace/trace_page.h"
#include "ui/trace/trace_state.h"

#include <QPushButton>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QTreeWidget>

using namespace triptych;
using session::ColourRule;
using tests::FakeSource;

namespace {

/// Answers for the services that a filter names, so that rules find something and not everything.
struct RuledSource : FakeSource {
    static bool fits(const std::string &filter, const std::string &service)
    {
        for (const char *name : {"payment", "checkout", "pricing"})
            if (filter.find(std::string("service:") + name) != std::string::npos)
                return service == name;
        return filter.find("nothing") == std::string::npos;
    }
    base::Result<std::vector<telemetry::RecordId>> logIds(const query::Selection &selection, telemetry::Order, std::stop_token) override
    {
        std::vector<telemetry::RecordId> ids;
        for (const telemetry::LogRow &log : logs)
            if (fits(selection.filter.text(), log.service))
                ids.push_back(log.record);
        return ids;
    }
    base::Result<telemetry::SpanPage> spans(const query::Selection &selection, const telemetry::SpanQuery &query, std::stop_token stop) override
    {
        auto page = FakeSource::spans(selection, query, stop);
        std::erase_if(page->rows, [&](const telemetry::SpanRow &row) { return !fits(selection.filter.text(), row.service); });
        page->total = page->rows.size();
        return page;
    }
};

/// The colour at the stripe of a line.
QColor stripeOf(ui::LogList *list, qint64 row)
{
    const QRect rect = list->rowRect(row);
    const QImage image = list->viewport()->grab().toImage();
    return image.pixelColor(QPoint(10, rect.top() + 1) * image.devicePixelRatio());
}

using Fixture = tests::ExploreFixture<ui::LogsPage, RuledSource>;
using Window = tests::ExploreFixture<ui::MainWindow, RuledSource>;

} // namespace

class ColourRulesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theFirstRuleThatMatchesWins()
    {
        Fixture f;
        f.session.colours().add({"pay", "service:payment", 2});
        f.session.colours().add({"all", "level:*", 5});
        QVERIFY(f.open());
        qint64 payment = -1, other = -1;
        for (std::size_t i = 0; i < f.source->logs.size(); ++i)
            (f.source->logs[i].service == "payment" ? payment : other) = qint64(i);
        QTRY_COMPARE(stripeOf(f.page->list(), payment), f.theme.label(2));
        QTRY_COMPARE(stripeOf(f.page->list(), other), f.theme.label(5));
        f.session.colours().move(1, -1);
        QTRY_COMPARE(stripeOf(f.page->list(), payment), f.theme.label(5));
        ColourRule off = f.session.colours().rules()[0];
        off.enabled = false;
        f.session.colours().set(0, off);
        QTRY_COMPARE(stripeOf(f.page->list(), payment), f.theme.label(2));
        QTRY_VERIFY(stripeOf(f.page->list(), other) != f.theme.label(5));
    }
    void theOpenRecordNamesItsRule()
    {
        Fixture f;
        f.session.colours().add({"pay the bill", "service:payment", 2});
        QVERIFY(f.open());
        qint64 payment = -1;
        for (std::size_t i = 0; i < f.source->logs.size(); ++i)
            if (f.source->logs[i].service == "payment")
                payment = qint64(i);
        f.page->list()->setFocus();
        f.page->list()->moveTo(payment);
        QTest::keyClick(f.page->list(), Qt::Key_P);
        const auto named = [&] {
            const auto *record = f.page->list()->findChild<ui::LogRecord *>();
            return record && record->accessibleDescription().contains(QStringLiteral("coloured by the rule pay the bill"));
        };
        QTRY_VERIFY(named());
    }
    void aSpanOfARuleIsNamedInItsDetails()
    {
        tests::ExploreFixture<ui::TracePage, RuledSource> f;
        f.session.colours().add({"slow coach", "service:checkout", 1});
        QVERIFY(f.open());
        f.session.openTrace(FakeSource::kTrace, session::SpanRef{FakeSource::kCheckout});
        QTRY_VERIFY(f.page->state().document());
        QVERIFY(f.settle());
        const auto *summary = f.page->findChild<ui::SpanSummary *>();
        QTRY_VERIFY2(summary->accessibleName().contains(QStringLiteral("slow coach")), qPrintable(summary->accessibleName()));
        const auto *rule = f.page->state().ruleOf(f.page->state().document()->find(FakeSource::kCheckout));
        QVERIFY(rule && rule->colour == 1);
        QVERIFY(!f.page->state().ruleOf(f.page->state().document()->find(FakeSource::kPayment)));
    }
    void aDigitColoursTheTraceOfALineForNow()
    {
        Window f;
        f.page = std::make_unique<ui::MainWindow>(f.context);
        f.page->resize(1280, 800);
        f.page->show();
        QVERIFY(QTest::qWaitForWindowActive(f.page.get()));
        f.workspace.setSource(f.source);
        f.session.setPage(session::Page::Logs);
        QVERIFY(f.settle());
        auto *list = f.page->findChild<ui::LogList *>();
        QTRY_VERIFY(list->rowCount() > 0);
        f.page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(f.page.get()));
        list->setFocus();
        list->moveTo(0);
        QTest::keyClick(list, Qt::Key_3, Qt::AltModifier);
        const auto &rules = f.session.colours().rules();
        QCOMPARE(rules.size(), std::size_t(1));
        QVERIFY(rules[0].temporary);
        QCOMPARE(rules[0].colour, 2);
        QCOMPARE(rules[0].filter, "trace:" + telemetry::hex(FakeSource::kTrace));
        QCOMPARE(f.session.colours().toJson(), std::string("[]")); // not kept
        QTest::keyClick(list, Qt::Key_0, Qt::AltModifier);
        QVERIFY(f.session.colours().rules().empty());
    }
    void anyValuesMenuMakesARule()
    {
        Fixture f;
        QVERIFY(f.open());
        QMenu menu;
        ui::addTagActions(menu, f.context, QStringLiteral("region"), QStringLiteral("eu west"));
        QMenu *colours = nullptr;
        for (QAction *action : menu.actions())
            if (action->text() == QStringLiteral("Colour with Rule"))
                colours = action->menu();
        QVERIFY(colours && colours->actions().size() >= 9);
        colours->actions().at(6)->trigger();
        QCOMPARE(f.session.colours().rules().size(), std::size_t(1));
        QCOMPARE(f.session.colours().rules()[0].filter, std::string("region:\"eu west\""));
        QCOMPARE(f.session.colours().rules()[0].colour, 6);
    }
    void rulesAreEditedInTheSettings()
    {
        tests::ExploreFixture<ui::ColoursPage> f;
        f.session.colours().add({"one", "service:a", 0});
        f.session.colours().add({"two", "service:b", 1});
        QVERIFY(f.open());
        auto *list = f.page->findChild<QTreeWidget *>();
        QCOMPARE(list->topLevelItemCount(), 2);
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Down);
        QLineEdit *filter = nullptr;
        for (auto *edit : f.page->findChildren<QLineEdit *>())
            if (edit->text() == QStringLiteral("service:b"))
                filter = edit;
        QVERIFY(filter);
        QTest::keyClicks(filter, QStringLiteral(" status:error"));
        QCOMPARE(f.session.colours().rules()[1].filter, std::string("service:b status:error"));
        QTest::keyClicks(filter, QStringLiteral(" ("));
        QCOMPARE(f.session.colours().active().size(), std::size_t(1)); // what cannot be read colours nothing
        for (auto *button : f.page->findChildren<QPushButton *>())
            if (button->text() == QStringLiteral("Up"))
                QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(f.session.colours().rules()[0].name, std::string("two"));
    }
    void keptRulesComeBackAndBrokenOnesChangeNothing()
    {
        session::ColourRules rules, again;
        rules.add({"a", "service:x", 3, false});
        rules.add({"", "level:error", 8});
        rules.setTemporary(1, "trace:1");
        QVERIFY(again.fromJson(rules.toJson()).ok());
        QCOMPARE(again.rules().size(), std::size_t(2));
        QVERIFY(again.rules()[0] == rules.rules()[1]);
        const auto bad = again.fromJson("{\"no\": ");
        QVERIFY(!bad.ok());
        QVERIFY(bad.error().kind == base::ErrorKind::BadInput);
        QCOMPARE(again.rules().size(), std::size_t(2));
    }
};

TRIPTYCH_TEST(ColourRulesTest)
#include "tst_colour_rules.moc"
