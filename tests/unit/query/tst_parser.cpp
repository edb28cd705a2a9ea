#include "query/describe.h"
#include "query/filter.h"
#include "query/lexer.h"
#include "query/parser.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych;
using query::Filter;

class tst_Parser : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aFilterParsesToItsTree_data();
    void aFilterParsesToItsTree();
    void aWrongFilterNamesTheColumnAndWhatWasExpected_data();
    void aWrongFilterNamesTheColumnAndWhatWasExpected();
    void deepNestingIsRefusedAndDoesNotOverflow();
    void noPrefixOfAFilterCrashes();
    void tokensKeepEveryByteButWhiteSpace();
    void joiningTwoFiltersParsesToBothTrees_data();
    void joiningTwoFiltersParsesToBothTrees();
};

void tst_Parser::aFilterParsesToItsTree_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("tree");
    const auto row = [](const char *text, const char *tree) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(tree);
    };
    row("", "");
    row("   ", "");
    row("service:checkout", "field service = \"checkout\"\n");
    row("env:prod -status:ok duration:>250ms", "and\n  tag \"env\" = \"prod\"\n  not\n    field status = \"ok\"\n  field duration > \"250ms\"\n");
    row("a:1 OR b:2 c:3", "or\n  tag \"a\" = \"1\"\n  and\n    tag \"b\" = \"2\"\n    tag \"c\" = \"3\"\n");
    row("(a:1 OR b:2) AND c:3", "and\n  or\n    tag \"a\" = \"1\"\n    tag \"b\" = \"2\"\n  tag \"c\" = \"3\"\n");
    row("NOT (a:1 b:2)", "not\n  and\n    tag \"a\" = \"1\"\n    tag \"b\" = \"2\"\n");
    row("NOT(a:1)", "not\n  tag \"a\" = \"1\"\n");
    row("--a:1", "not\n  not\n    tag \"a\" = \"1\"\n");
    row("a:!=1", "not\n  tag \"a\" = \"1\"\n");
    row("@http.status_code:[500 TO 599]", "tag \"http.status_code\" in [500 TO 599]\n");
    row("a:{1 TO *]", "tag \"a\" in {1 TO *]\n");
    row("duration:[1ms TO 1m30s}", "field duration in [1ms TO 1m30s}\n");
    row("region:eu-*", "tag \"region\" like \"eu-*\"\n");
    row("region:eu-\\*", "tag \"region\" = \"eu-*\"\n");
    row("region:*", "tag \"region\" exists\n");
    row("\"card declined\"", "text contains \"card declined\"\n");
    row("timeout", "text contains \"timeout\"\n");
    row("user=42", "text contains \"user=42\"\n");
    row("name:/^GET \\/api/i", "field name matches-any-case \"^GET /api\"\n");
    row("route:/api/checkout", "tag \"route\" = \"/api/checkout\"\n");
    row("route:/ b:1", "and\n  tag \"route\" = \"/\"\n  tag \"b\" = \"1\"\n");
    row("/time(out|r)/", "text matches \"time(out|r)\"\n");
    row("name:foo(bar)", "field name = \"foo(bar)\"\n");
    row("(name:foo)", "field name = \"foo\"\n");
    row("status:(error OR unset)", "or\n  field status = \"error\"\n  field status = \"unset\"\n");
    row("duration:(<1ms OR >1s)", "or\n  field duration < \"1ms\"\n  field duration > \"1s\"\n");
    row("resource.host.name:a", "resource tag \"host.name\" = \"a\"\n");
    row("event.name:exception", "event tag \"name\" = \"exception\"\n");
    row("@event.name:x", "tag \"event.name\" = \"x\"\n");
    row("@service:x", "tag \"service\" = \"x\"\n");
    row("\"a key\":\"a \\\"value\\\"\"", "tag \"a key\" exactly = \"a \\\"value\\\"\"\n");
    row("log.\"a:b\":1", "log tag \"a:b\" exactly = \"1\"\n");
    row("kuma.io/zone:eu-west-1a", "tag \"kuma.io/zone\" = \"eu-west-1a\"\n");
    row("STATUS:x", "tag \"STATUS\" = \"x\"\n");
    row("status:ERROR kind:Server", "and\n  field status = \"error\"\n  field kind = \"server\"\n");
    row("level:>=WARNING", "field level >= \"warn\"\n");
    row("duration:250ms", "field duration in [250ms TO 250ms]\n");
    row("trace:4bf92f3577b34da6a3ce929d0e0e4736", "field trace = \"4bf92f3577b34da6a3ce929d0e0e4736\"\n");
    row("a:\"\"", "tag \"a\" = \"\"\n");
    row("url:http://x:80/y?z=1", "tag \"url\" = \"http://x:80/y?z=1\"\n");
    row("version:>2.14.0", "tag \"version\" > \"2.14.0\"\n");
    row(":x", "text contains \":x\"\n");
    row("or and not", "and\n  text contains \"or\"\n  text contains \"and\"\n  text contains \"not\"\n");
}

void tst_Parser::aFilterParsesToItsTree()
{
    QFETCH(QString, text);
    QFETCH(QString, tree);
    const auto filter = Filter::parse(text.toStdString());
    QVERIFY2(filter.ok(), filter ? "" : filter.error().text().c_str());
    QCOMPARE(QString::fromStdString(query::treeText(*filter)), tree);
    QCOMPARE(filter->text(), text.toStdString());
    QCOMPARE(filter->empty(), tree.isEmpty());
}

void tst_Parser::aWrongFilterNamesTheColumnAndWhatWasExpected_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("column");
    QTest::addColumn<bool>("incomplete");
    QTest::addColumn<QString>("what");
    const auto row = [](const char *text, int column, bool incomplete, const char *what) {
        QTest::newRow(text) << QString::fromUtf8(text) << column << incomplete << QString::fromUtf8(what);
    };
    row("service:checkout duration:>250mss", 31, false, "“mss” is no unit of time; ns, µs, ms, s, m or h");
    row("duration:>250", 14, true, "a unit of time is expected after “250”; ns, µs, ms, s, m or h");
    row("duration:>250 a:1", 14, false, "a unit of time is expected after “250”; ns, µs, ms, s, m or h");
    row("duration:>fast", 11, false, "a number is expected");
    row("duration:>10KiB", 11, false, "“10KiB” is a size; a time is expected: ns, µs, ms, s, m or h");
    row("duration:[1ms TO 2x]", 19, false, "“x” is no unit of time; ns, µs, ms, s, m or h");
    row("service:", 9, true, "a value is expected after “service:”");
    row("service: x", 9, false, "a value is expected after “service:”");
    row("duration:>", 11, true, "a value is expected after “>”");
    row("(a:1", 5, true, "“)” is expected for the “(” in column 1");
    row("a:1)", 4, false, "“)” closes nothing; a term is expected");
    row("()", 2, false, "a term is expected before “)”");
    row("a:1 OR", 7, true, "a term is expected after “OR”");
    row("OR a:1", 1, false, "a term is expected before “OR”");
    row("a:1 AND OR b:2", 9, false, "a term is expected before “OR”");
    row("NOT", 4, true, "a term is expected after “NOT”");
    row("\"open", 6, true, "“\"” is expected to close the quote in column 1");
    row("a:\"open", 8, true, "“\"” is expected to close the quote in column 3");
    row("a:[1 TO", 8, true, "an end of the range is expected");
    row("a:[1 2]", 6, false, "“TO” is expected between the ends of a range");
    row("a:[1 TO 2", 10, true, "“]” is expected");
    row("status:500", 8, false, "“500” is no status; ok, error or unset");
    row("kind:srv", 6, false, "“srv” is no kind; server, client, producer, consumer, internal or unspecified");
    row("kind:>server", 7, false, "kind has no order; name one value");
    row("level:loud", 7, false, "“loud” is no level; trace, debug, info, warn, error, fatal or unknown");
    row("depth:deep", 7, false, "“deep” is no count; a whole number is expected");
    row("root:maybe", 6, false, "“maybe” is no value of root; true, false or orphan");
    row("trace:xyz", 7, false, "“xyz” is no trace id; hex digits are expected");
    row("a:/(/", 3, false, "a regular expression is expected: missing ): (");
    row("status:(error OR b:1)", 18, false, "a value of “status” is expected, not another key");
}

void tst_Parser::aWrongFilterNamesTheColumnAndWhatWasExpected()
{
    QFETCH(QString, text);
    const auto filter = Filter::parse(text.toStdString());
    QVERIFY(!filter.ok());
    QCOMPARE(filter.error().kind, base::ErrorKind::BadQuery);
    QTEST(QString::fromStdString(filter.error().what), "what");
    QTEST(static_cast<int>(*filter.error().where.column), "column");
    const query::Parsed parsed = query::parse(text.toStdString());
    QTEST(parsed.fault->incomplete, "incomplete");
}

void tst_Parser::deepNestingIsRefusedAndDoesNotOverflow()
{
    for (const std::string &open : {std::string("("), std::string("-"), std::string("NOT "), std::string("a:(")}) {
        std::string text;
        for (int i = 0; i < 100000; ++i)
            text += open;
        const auto filter = Filter::parse(text);
        QVERIFY(!filter.ok());
        QVERIFY(filter.error().what.find("nesting") != std::string::npos || open == "a:(");
    }
}

void tst_Parser::noPrefixOfAFilterCrashes()
{
    const std::string text = "service:checkout env:prod -status:ok duration:>250ms @http.status_code:[500 TO 599] (region:eu-* OR "
                             "region:us-west-2) \"card declined\" name:/a b/i log.\"k y\":(1 OR >2)";
    QVERIFY(Filter::parse(text).ok());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto prefix = query::parse(std::string_view(text).substr(0, i));
        QVERIFY(prefix.fault || prefix.root || i == 0);
        query::parse(std::string_view(text).substr(i));
    }
}

void tst_Parser::tokensKeepEveryByteButWhiteSpace()
{
    const std::string text = " a:>=1  OR  -(b:[1 TO 2} \"x\\\"y\" /r\\/x/i) @k.\"q\":v(w) ]";
    std::uint32_t at = 0;
    for (const query::Token &token : query::tokens(text)) {
        for (; at < token.where.begin; ++at)
            QCOMPARE(text[at], ' ');
        QVERIFY(token.where.end > token.where.begin);
        at = token.where.end;
    }
    QCOMPARE(static_cast<std::size_t>(at), text.size());
}

void tst_Parser::joiningTwoFiltersParsesToBothTrees_data()
{
    QTest::addColumn<QString>("a");
    QTest::addColumn<QString>("b");
    QTest::addColumn<QString>("text");
    QTest::newRow("and") << "a:1 b:2" << "c:3" << "a:1 b:2 c:3";
    QTest::newRow("or") << "a:1 OR b:2" << "c:3" << "(a:1 OR b:2) c:3";
    QTest::newRow("parenthesised") << "(a:1 OR b:2)" << "-c:3" << "(a:1 OR b:2) -c:3";
    QTest::newRow("left empty") << "" << "c:3" << "c:3";
    QTest::newRow("right empty") << "c:3" << "" << "c:3";
}

void tst_Parser::joiningTwoFiltersParsesToBothTrees()
{
    QFETCH(QString, a);
    QFETCH(QString, b);
    const Filter joined = Filter::parse(a.toStdString())->and_(*Filter::parse(b.toStdString()));
    QTEST(QString::fromStdString(joined.text()), "text");
    QCOMPARE(query::treeText(joined), query::treeText(*Filter::parse(joined.text())));
}

TRIPTYCH_TEST(tst_Parser)
#include "tst_parser.moc"
