#include "query/aliases.h"
#include "query/evaluate.h"
#include "query/quantity.h"
#include "query/value_test.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych;
using query::Filter;
using telemetry::Tag;

class tst_Values : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTagValueMatches_data();
    void aTagValueMatches();
    void anyScopeHoldsATag();
    void aMissingTagMatchesItsNegation();
    void spanFieldsNeverMatchALog();
    void ids64MatchTheLowHalf();
    void anAliasReachesEverySpelling();
    void aUserTableReplacesAGroup();
    void onlyChangesOfTheTableAreKept();
    void aWrongUserTableSaysWhere();
    void quantitiesReadTheirUnits_data();
    void quantitiesReadTheirUnits();
    void aLiteralIsNamedOnlyIfEveryMatchHoldsIt_data();
    void aLiteralIsNamedOnlyIfEveryMatchHoldsIt();
};

namespace {

bool matches(const std::string &filter, const query::RecordView &record)
{
    const auto parsed = Filter::parse(filter);
    if (!parsed)
        qFatal("%s", parsed.error().text().c_str());
    return query::Evaluator(*parsed, query::AliasTable()).matches(record);
}

} // namespace

void tst_Values::aTagValueMatches_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("test");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char *value, const char *test, bool expected) {
        QTest::addRow("%s against %s", value, test) << QString::fromUtf8(value) << QString::fromUtf8(test) << expected;
    };
    row("prod", "prod", true);
    row("Prod", "prod", false);
    row("production", "prod", false);
    row("production", "prod*", true);
    row("production", "*duct*", true);
    row("production", "*ion", true);
    row("aba", "ab*ba", false);
    row("", "\"\"", true);
    row("a*b", "a\\*b", true);
    row("axb", "a\\*b", false);
    row("503", "/^5\\d\\d$/", true);
    row("1503", "/^5\\d\\d$/", false);
    row("ERROR", "/error/", false);
    row("ERROR", "/error/i", true);
    row("two\nlines", "/two.lines/", true);
    row("503", ">=500", true);
    row("499", ">=500", false);
    row("none", ">=500", false);
    row("503", "[500 TO 599]", true);
    row("600", "[500 TO 599]", false);
    row("599", "[500 TO 599}", false);
    row("700", "[500 TO *]", true);
    row("2.10.0", ">2.9.1", true);
    row("2.9.0", ">2.9.1", false);
    row("300ms", ">250ms", true);
    row("1s", ">250ms", true);
    row("300", ">250ms", false);
    row("20480", ">10KiB", true);
    row("1MiB", ">10KiB", true);
    row("b", "[a TO c]", true);
    row("500", "500", true);
    row("500.0", "500", false);
    row("anything", "*", true);
    row("x", "!=y", true);
    row("y", "!=y", false);
}

void tst_Values::aTagValueMatches()
{
    QFETCH(QString, value);
    QFETCH(QString, test);
    const std::vector<Tag> tags = {{"k", value.toStdString(), telemetry::ValueType::String}};
    query::RecordView record;
    record.tags = tags;
    QTEST(matches("k:" + test.toStdString(), record), "expected");
}

void tst_Values::anyScopeHoldsATag()
{
    const std::vector<Tag> tag = {{"k", "v", {}}};
    query::RecordView span, resource, scope, event;
    span.tags = resource.resourceTags = scope.scopeTags = tag;
    const query::RecordView::Event one{"exception", tag};
    event.eventList = {&one, 1};
    for (const query::RecordView &record : {span, resource, scope, event})
        QVERIFY(matches("k:v", record));
    QVERIFY(matches("resource.k:v", resource));
    QVERIFY(!matches("resource.k:v", span));
    QVERIFY(matches("event.k:v event.name:exception", event));
    QVERIFY(!matches("span.k:v", event));
}

void tst_Values::aMissingTagMatchesItsNegation()
{
    QVERIFY(matches("-k:v", query::RecordView()));
    QVERIFY(!matches("k:v", query::RecordView()));
    QVERIFY(matches("-k:*", query::RecordView()));
}

void tst_Values::spanFieldsNeverMatchALog()
{
    query::RecordView log;
    log.table = telemetry::Table::Logs;
    log.level = telemetry::Level::Error;
    log.body = "Card Declined";
    log.duration = 5;
    QVERIFY(!matches("duration:>0", log));
    QVERIFY(!matches("kind:*", log));
    QVERIFY(matches("level:>=warn \"card declined\"", log));
    query::RecordView span = log;
    span.table = telemetry::Table::Spans;
    QVERIFY(matches("duration:>0", span));
    QVERIFY(!matches("level:*", span));
}

void tst_Values::ids64MatchTheLowHalf()
{
    query::RecordView record;
    record.trace = {0, 0xa3ce929d0e0e4736};
    QVERIFY(matches("trace:4bf92f3577b34da6a3ce929d0e0e4736", record));
    QVERIFY(matches("trace:a3ce929d0e0e4736", record));
    QVERIFY(matches("trace:11803532876627986230", record)); // as Datadog writes it
    record.trace.hi = 1;
    QVERIFY(!matches("trace:4bf92f3577b34da6a3ce929d0e0e4736", record));
}

void tst_Values::anAliasReachesEverySpelling()
{
    for (const char *key : {"deployment.environment.name", "deployment.environment", "env", "dd.env"}) {
        const std::vector<Tag> tags = {{key, "prod", {}}};
        query::RecordView record;
        record.resourceTags = tags;
        QVERIFY2(matches("env:prod", record), key);
    }
    const std::vector<Tag> old = {{"http.status_code", "500", {}}};
    query::RecordView record;
    record.tags = old;
    QVERIFY(matches("http.response.status_code:500", record));
    QVERIFY(matches("status_code:500", record));
    QVERIFY(!matches("\"http.response.status_code\":500", record));
}

void tst_Values::aUserTableReplacesAGroup()
{
    const auto table = query::AliasTable::fromJson(R"({"env": ["stage"], "shop": ["store.id", "shop_id"]})");
    QVERIFY(table.ok());
    QCOMPARE(table->spellings("env"), (std::vector<std::string>{"env", "stage"}));
    QCOMPARE(table->spellings("shop"), (std::vector<std::string>{"shop", "store.id", "shop_id"}));
    QVERIFY(table->spellings("region").size() > 1);
    QCOMPARE(table->spellings("unheard-of"), std::vector<std::string>{"unheard-of"});
    const auto again = query::AliasTable::fromJson(table->toJson());
    QVERIFY(again.ok());
    QCOMPARE(again->toJson(), table->toJson());
}

void tst_Values::onlyChangesOfTheTableAreKept()
{
    query::AliasTable table;
    QCOMPARE(query::AliasTable::fromJson(table.changesToJson())->groups(), table.groups());
    QVERIFY(QByteArray::fromStdString(table.changesToJson()).trimmed() == "{\n}" || QByteArray::fromStdString(table.changesToJson()).trimmed() == "{}");
    table.put({"env", {"stage"}});
    table.put({"shop", {"store.id"}});
    table.put({"zone", {}}); // taken away
    const auto again = query::AliasTable::fromJson(table.changesToJson());
    QVERIFY(again.ok());
    QCOMPARE(again->groups(), table.groups());
    QCOMPARE(again->spellings("zone"), std::vector<std::string>{"zone"});
    const auto names = again->names();
    QVERIFY(std::find(names.begin(), names.end(), "zone") == names.end());
    QVERIFY(table.changesToJson().find("region") == std::string::npos);
    table.reset("env");
    table.reset("shop");
    table.reset("zone");
    QCOMPARE(table.groups(), query::AliasTable().groups());
}

void tst_Values::aWrongUserTableSaysWhere()
{
    const auto broken = query::AliasTable::fromJson("{\"env\": [");
    QVERIFY(!broken.ok());
    QVERIFY(broken.error().where.byte.has_value());
    const auto wrong = query::AliasTable::fromJson("{\"env\": \"x\"}");
    QVERIFY(!wrong.ok());
    QVERIFY(wrong.error().what.find("env") != std::string::npos);
}

void tst_Values::quantitiesReadTheirUnits_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("kind");
    QTest::addColumn<double>("value");
    using Kind = query::Quantity::Kind;
    const auto row = [](const char *text, Kind kind, double value) {
        QTest::newRow(text) << QString::fromUtf8(text) << static_cast<int>(kind) << value;
    };
    row("250ms", Kind::Time, 250e6);
    row("1.5s", Kind::Time, 1.5e9);
    row("1m30s", Kind::Time, 90e9);
    row("3µs", Kind::Time, 3e3);
    row("2h", Kind::Time, 7200e9);
    row("10KiB", Kind::Bytes, 10240);
    row("3MB", Kind::Bytes, 3e6);
    row("-5", Kind::Plain, -5);
    row("1e3", Kind::Plain, 1000);
    row("2.14.1", Kind::Text, 0);
    row("2026-11-23", Kind::Text, 0);
    row("4bf92f", Kind::Text, 0);
    row("", Kind::Text, 0);
    row("nan", Kind::Text, 0);
    row("inf", Kind::Text, 0);
    row("1m3", Kind::Text, 0);
}

void tst_Values::quantitiesReadTheirUnits()
{
    QFETCH(QString, text);
    QFETCH(int, kind);
    QFETCH(double, value);
    const query::Quantity q = query::quantity(text.toStdString());
    QCOMPARE(static_cast<int>(q.kind), kind);
    QCOMPARE(q.value, value);
}

void tst_Values::aLiteralIsNamedOnlyIfEveryMatchHoldsIt_data()
{
    QTest::addColumn<QString>("literal");
    const auto row = [](const char *pattern, const char *literal) { QTest::newRow(pattern) << QString::fromLatin1(literal); };
    row("refund", "refund");
    row("/products.[0-9]+.*\" 50[23]/", "/products");
    row("(GET|POST) .api.v1.(refund|coupon)s.12345", "12345");
    row("error|warning", "");
    row("(error|warning)", "");
    row("(?:GET|(a|[)]b)) checkout", " checkout");
    row("(?i)checkout", "");
    row("colou?r scheme", "r scheme");
    row("ab*cd", "cd");
    row("ab+cd", "ab");
    row("ab{2}cde", "cde");
    row("a{x} b", "x} b");
    row("10\\.0\\.0\\.1", "10.0.0.1");
    row("code\\d+ of", "code");
    row("\\x41bcd", "");
    row("\\Qa.b\\E", "");
    row("[^]abc]def", "def");
    row("[[:alpha:]x]yz", "yz");
    row("ends with \\", "");
    row("(never closed", "");
    row("[never closed", "");
    row("stra\xc3\x9f" "e 12", "stra");
}

void tst_Values::aLiteralIsNamedOnlyIfEveryMatchHoldsIt()
{
    QFETCH(QString, literal);
    const query::Needle found = query::needle(query::Regex{QTest::currentDataTag(), false}, query::Where::Anywhere);
    QCOMPARE(QString::fromStdString(found.text), literal);
    QVERIFY(!found.decides);
}

TRIPTYCH_TEST(tst_Values)
#include "tst_values.moc"
