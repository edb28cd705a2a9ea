#include "query/narrow.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych;

/// What a connection called prod-eu is asked of a filter.
class TestNarrow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTermAboutTheTagIsDecidedAndGone_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("left"); // "-": it is not asked at all
        const auto row = [](const char *filter, const char *left) { QTest::newRow(filter) << QString::fromLatin1(filter) << QString::fromLatin1(left); };
        row("", "");
        row("service:shop", "service:shop");
        row("profile:prod-eu", "");
        row("profile:prod-eu service:shop", "service:shop");
        row("profile:prod-us service:shop", "-");
        row("-profile:prod-us service:shop", "service:shop");
        row("-profile:prod-eu", "-");
        row("profile:prod-*", "");
        row("profile:/us$/", "-");
        row("profile:*", "");
        row("profile:(prod-eu OR prod-us) status:error", "status:error");
        row("profile:prod-eu OR service:shop", "");
        row("profile:prod-us OR service:shop", "service:shop");
        row("(profile:prod-us service:a) OR (profile:prod-eu service:b)", "service:b");
        row("-(profile:prod-eu service:a)", "-service:a");
        row("-(profile:prod-us service:a)", "");
        row("resource.profile:prod-us", "-");
        row("triptych.profile:prod-us", "-");
        row("span.profile:prod-us", "span.profile:prod-us"); // a tag of the span's own
        row("\"profile\":prod-us", "\"profile\":prod-us");   // as it is written, no alias
        row("  service:shop   status:error ", "  service:shop   status:error ");
    }

    void aTermAboutTheTagIsDecidedAndGone()
    {
        QFETCH(QString, filter);
        QFETCH(QString, left);
        const auto parsed = query::Filter::parse(filter.toStdString());
        QVERIFY(parsed);
        const auto narrowed = query::narrowed(*parsed, query::AliasTable(), {std::string(query::kProfileTag), "prod-eu"});
        QCOMPARE(narrowed ? QString::fromStdString(narrowed->text()) : QStringLiteral("-"), left);
    }

    void aUsersOwnNameForTheTagIsKnown()
    {
        query::AliasTable aliases;
        aliases.put({"site", {std::string(query::kProfileTag)}});
        QVERIFY(!query::narrowed(query::Filter::parse("site:prod-us").value(), aliases, {std::string(query::kProfileTag), "prod-eu"}));
    }
};
TRIPTYCH_TEST(TestNarrow)
#include "tst_narrow.moc"
