#include "fake_source.h"
#include "items/cell_text.h"
#include "items/filter_terms.h"
#include "items/table_csv.h"
#include "items/ways_out.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych;
using namespace triptych::items;

class FilterTerms : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aServiceIsCalledByItsWorkload_data()
    {
        QTest::addColumn<QString>("called");
        QTest::newRow("checkout_shop_svc_8080") << "checkout";
        QTest::newRow("orders-db_shop_svc") << "orders-db";
        QTest::newRow("checkout") << "checkout";
        QTest::newRow("my_own_service") << "my_own_service";
        QTest::newRow("a_b_svc_port") << "a_b_svc_port";
        QTest::newRow("_shop_svc_80") << "_shop_svc_80";
        QTest::newRow("") << "";
    }
    void aServiceIsCalledByItsWorkload()
    {
        QFETCH(QString, called);
        QCOMPARE(serviceText(QString::fromUtf8(QTest::currentDataTag())), called);
    }

    void termsAreWhatMustHoldTogether_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("terms");
        QTest::newRow("empty") << "" << "";
        QTest::newRow("one") << "service:a" << "service=a";
        QTest::newRow("negated") << "service:a -region:eu" << "service=a, not region=eu";
        QTest::newRow("or stays whole") << "a:1 OR b:2" << "a:1 OR b:2";
        QTest::newRow("group") << "(a:1 OR b:2) status:error" << "(a:1 OR b:2), status=error";
        QTest::newRow("values of one key") << "a:(1 OR 2) -b:(x OR \"y z\")" << "a=1|2, not b=x|y z";
        QTest::newRow("the same key twice") << "(a:1 OR a:2) c:3" << "a=1|2, c=3";
        QTest::newRow("no exact value") << "duration:>250ms region:ap-*" << "duration:>250ms, region:ap-*";
        QTest::newRow("quoted") << "route:\"/api/x y\" \"card declined\"" << "route=/api/x y, \"card declined\"";
    }
    void termsAreWhatMustHoldTogether()
    {
        QFETCH(QString, filter);
        QFETCH(QString, terms);
        QStringList found;
        for (const auto &term : termsOf(query::Filter::parse(filter.toStdString()).value())) {
            QStringList values;
            for (const std::string &value : term.values)
                values.push_back(QString::fromStdString(value));
            found.push_back(term.key.empty() ? QString::fromStdString(term.text)
                                             : (term.negated ? QStringLiteral("not ") : QString()) + QString::fromStdString(term.key) +
                                                   u'=' + values.join(u'|'));
        }
        QCOMPARE(found.join(QStringLiteral(", ")), terms);
    }
    void aRemovedTermLeavesTheOthersAsWritten()
    {
        const auto filter = query::Filter::parse("service:a -region:ap-* duration:>250ms").value();
        QCOMPARE(without(filter, 1).text(), std::string("service:a duration:>250ms"));
        QCOMPARE(withoutIncluded(query::Filter::parse("service:(a OR b) -service:c").value(), "service").text(), std::string("-service:c"));
        QVERIFY(withoutKey(query::Filter::parse("service:a").value(), "service").empty());
    }
    void nothingFoundNamesTheTermThatStandsInTheWay()
    {
        tests::ItemSource source;
        const auto ways = findWaysOut(source, telemetry::Table::Spans,
                                      {query::Filter::parse("service:a region:ap-1").value(), std::nullopt}, {});
        QVERIFY(ways.ok());
        QCOMPARE(ways->terms.size(), std::size_t(1));
        QCOMPARE(ways->terms[0].term, std::string("region:ap-1"));
        QCOMPARE(ways->terms[0].filter.text(), std::string("service:a"));
        QCOMPARE(ways->withoutFilter.value(), 1000u);
    }
    void aCellIsOneHarmlessLine()
    {
        QCOMPARE(textOf("a\nb\tc"), QStringLiteral("a\u21b5b c"));
        QVERIFY(!textOf("x\u202Ey").contains(QChar(0x202e)));
        QVERIFY(textOf(std::string(100'000, 'x')).size() < 5000);
        QCOMPARE(plainToolTip(QStringLiteral("<b>x")).count(QStringLiteral("&lt;b&gt;x")), 1);
    }
    void csvFieldsSurviveSpreadsheets()
    {
        QCOMPARE(csvField("plain"), std::string("plain"));
        QCOMPARE(csvField("a,\"b\""), std::string("\"a,\"\"b\"\"\""));
        QCOMPARE(csvField("=1+1"), std::string("'=1+1"));
    }
};

TRIPTYCH_TEST(FilterTerms)
#include "tst_filter_terms.moc"
