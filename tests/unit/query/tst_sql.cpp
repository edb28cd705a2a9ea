#include "fake_catalog.h"
#include "query/sql_compiler.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych;
using query::Filter;
using telemetry::Table;

class tst_Sql : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aFilterCompilesToItsCondition_data();
    void aFilterCompilesToItsCondition();
    void hostileTextsNeverReachTheSql_data();
    void hostileTextsNeverReachTheSql();
    void longListsOfIdsTravelAsOneParameter();
    void parametersStandInTheOrderOfTheirMarks();
    void recordPredicatesDecideOnExactValues();
    void bodiesAreSearchedWhateverTheCase();
};

namespace {

tests::FakeCatalog catalog()
{
    tests::FakeCatalog out;
    out.columns["http.response.status_code"] = {"r.\"t3\"", true};
    out.columns["partly"] = {"r.\"t4\"", false};
    out.recordKeys = {"partly", "user.id", "dd.env"};
    out.resourceValues["cloud.region"] = {"eu-west-1", "us-east-1"};
    out.resourceValues["deployment.environment.name"] = {"prod", "prod"};
    out.known = {{"exception.type", telemetry::TagScope::Event}, {"service.name", telemetry::TagScope::Resource},
                 {"http.response.status_code", telemetry::TagScope::Span}, {"partly", telemetry::TagScope::Span},
                 {"user.id", telemetry::TagScope::Span}, {"dd.env", telemetry::TagScope::Span},
                 {"cloud.region", telemetry::TagScope::Resource}};
    return out;
}

telemetry::RowPredicate compiled(const std::string &text, Table table, const tests::FakeCatalog &from)
{
    const auto filter = Filter::parse(text);
    if (!filter)
        qFatal("%s", filter.error().text().c_str());
    return *query::compileToSql(*filter, table, from, query::AliasTable());
}

} // namespace

void tst_Sql::aFilterCompilesToItsCondition_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("spans");
    QTest::addColumn<QString>("logs");
    const auto row = [](const char *text, const char *spans, const char *logs) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(spans) << QString::fromUtf8(logs);
    };
    row("", "", "");
    row("service:checkout", "r.service IN (1)", "r.service IN (1)");
    row("service:nobody", "FALSE", "FALSE");
    row("service:*e*", "r.service IN (1,2,4,5,6)", "r.service IN (1,2,4,5,6)");
    row("service:(checkout OR payment)", "(r.service IN (1) OR r.service IN (2))", "(r.service IN (1) OR r.service IN (2))");
    row("-service:checkout", "NOT (r.service IN (1))", "NOT (r.service IN (1))");
    row("name:/^get/i", "r.name IN (3)", "r.event_name IN (3)");
    row("API", "r.name IN (3,4)", "record_match(r.id, 0)");
    row("duration:>250ms", "r.duration > 250000000", "FALSE");
    row("duration:[1ms TO 2ms}", "(r.duration >= 1000000 AND r.duration < 2000000)", "FALSE");
    row("self_time:>=1s", "r.id IN (SELECT id FROM span_tree WHERE self_time >= 1000000000)", "FALSE");
    row("depth:1", "r.id IN (SELECT id FROM span_tree WHERE (depth >= 1 AND depth <= 1))", "FALSE");
    row("root:true", "r.id IN (SELECT id FROM span_tree WHERE root IN (1))", "FALSE");
    row("status:error", "r.status IN (2)", "FALSE");
    row("kind:*er", "r.kind IN (2,4,5)", "FALSE");
    row("events:>2 links:0", "(r.events > 2 AND (r.links >= 0 AND r.links <= 0))", "(FALSE AND FALSE)");
    row("level:>=warn", "FALSE", "(r.level <> 0 AND r.level >= 13)");
    row("level:error", "FALSE", "r.level IN (17)");
    row("trace:4bf92f3577b34da6a3ce929d0e0e4736",
        "((r.trace_lo = 11803532876627986230::UBIGINT AND r.trace_hi IN (0::UBIGINT, 5474458728733560230::UBIGINT)))",
        "((r.trace_lo = 11803532876627986230::UBIGINT AND r.trace_hi IN (0::UBIGINT, 5474458728733560230::UBIGINT)))");
    // Lines without a trace have the low half 0, too.
    row("trace:4bf92f3577b34da60000000000000000", "((r.trace_lo = 0::UBIGINT AND r.trace_hi IN (5474458728733560230::UBIGINT)))",
        "((r.trace_lo = 0::UBIGINT AND r.trace_hi IN (5474458728733560230::UBIGINT)))");
    row("trace:00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "((r.trace_lo = 11803532876627986230::UBIGINT AND r.trace_hi IN (0::UBIGINT, 5474458728733560230::UBIGINT)))",
        "((r.trace_lo = 11803532876627986230::UBIGINT AND r.trace_hi IN (0::UBIGINT, 5474458728733560230::UBIGINT)))");
    row("span:00f067aa0ba902b7", "r.span IN (67667974448284343::UBIGINT)", "r.span IN (67667974448284343::UBIGINT)");
    row("region:eu-*", "r.resource IN (1)", "r.resource IN (1)");
    row("env:prod", "(record_match(r.id, 0) OR r.resource IN (1,2))", "(record_match(r.id, 0) OR r.resource IN (1,2))");
    row("status_code:>=500", "r.\"t3\" IN (7,8)", "r.\"t3\" IN (7,8)");
    row("-status_code:500", "NOT ((r.\"t3\" IS NOT NULL AND r.\"t3\" IN (7)))", "NOT ((r.\"t3\" IS NOT NULL AND r.\"t3\" IN (7)))");
    row("http.status_code:*", "r.\"t3\" IS NOT NULL", "r.\"t3\" IS NOT NULL");
    row("partly:200", "(r.\"t4\" IN (9) OR record_match(r.id, 0))", "(r.\"t4\" IN (9) OR record_match(r.id, 0))");
    row("resource.region:us-east-1", "r.resource IN (2)", "r.resource IN (2)");
    row("span.user.id:7", "record_match(r.id, 0)", "FALSE");
    row("\"unheard of\":1",
        "r.id IN (SELECT t.id FROM (SELECT id, json_extract_string(tags, ?) AS v FROM span_events) t WHERE coalesce(t.v = ?, FALSE))", "FALSE");
    row("\"service.name\":eu-west-1", "FALSE", "FALSE");
    row("event.name:checkout", "r.id IN (SELECT id FROM span_events WHERE name IN (1))", "FALSE");
    row("exception.type:Timeout",
        "r.id IN (SELECT t.id FROM (SELECT id, json_extract_string(tags, ?) AS v FROM span_events) t WHERE coalesce(t.v = ?, FALSE))", "FALSE");
    row("scope.name:x", "r.scope IN (SELECT id FROM scopes WHERE id <> 0 AND coalesce(name = ?, FALSE))",
        "r.scope IN (SELECT id FROM scopes WHERE id <> 0 AND coalesce(name = ?, FALSE))");
}

void tst_Sql::aFilterCompilesToItsCondition()
{
    QFETCH(QString, text);
    QFETCH(QString, spans);
    QFETCH(QString, logs);
    const tests::FakeCatalog from = catalog();
    QCOMPARE(QString::fromStdString(compiled(text.toStdString(), Table::Spans, from).where), spans);
    QCOMPARE(QString::fromStdString(compiled(text.toStdString(), Table::Logs, from).where), logs);
}

void tst_Sql::hostileTextsNeverReachTheSql_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"service:\"'; DROP TABLE spans; --\"", "\"k'; DROP TABLE spans; --\":x", "\"'; DROP TABLE spans; --\"",
                             "exception.type:\"'; DROP TABLE spans; --\"", "scope.name:/'; DROP TABLE spans; --/", "name:*DROP*"})
        QTest::newRow(text) << QString::fromUtf8(text);
}

void tst_Sql::hostileTextsNeverReachTheSql()
{
    QFETCH(QString, text);
    tests::FakeCatalog from = catalog();
    from.recordKeys.push_back("k'; DROP TABLE spans; --");
    for (const Table table : {Table::Spans, Table::Logs}) {
        const std::string where = compiled(text.toStdString(), table, from).where;
        QVERIFY2(where.find("DROP") == std::string::npos && where.find('\'') == std::string::npos, where.c_str());
    }
}

void tst_Sql::longListsOfIdsTravelAsOneParameter()
{
    tests::FakeCatalog from = catalog();
    for (int i = 0; i < 50000; ++i)
        from.pool.push_back("op-" + std::to_string(i));
    const auto predicate = compiled("name:op-*", Table::Spans, from);
    QVERIFY(predicate.where.size() < 200);
    QCOMPARE(predicate.parameters.size(), std::size_t(1));
}

void tst_Sql::parametersStandInTheOrderOfTheirMarks()
{
    const auto predicate = compiled("exception.type:a (scope.name:b OR exception.type:c)", Table::Spans, catalog());
    std::vector<std::string> texts;
    for (const telemetry::SqlValue &value : predicate.parameters)
        texts.push_back(std::get<std::string>(value));
    const std::vector<std::string> expected = {"/exception.type", "a", "b", "/exception.type", "c"};
    QCOMPARE(texts, expected);
    QCOMPARE(static_cast<std::size_t>(std::count(predicate.where.begin(), predicate.where.end(), '?')), expected.size());
}

void tst_Sql::recordPredicatesDecideOnExactValues()
{
    const auto predicate = compiled("user.id:Seven", Table::Spans, catalog());
    QCOMPARE(predicate.records.size(), std::size_t(1));
    const telemetry::RecordPredicate &one = *predicate.records.front();
    QCOMPARE(one.keys, std::vector<std::string>{"user.id"});
    QVERIFY(one.test("Seven"));
    QVERIFY(!one.test("seven"));
    QVERIFY(!one.test("Seventy"));
}

void tst_Sql::bodiesAreSearchedWhateverTheCase()
{
    const auto plain = compiled("\"Card Declined\"", Table::Logs, catalog());
    QVERIFY(plain.records.front()->foldCase);
    QCOMPARE(plain.records.front()->needle, std::string("Card Declined"));
    const auto wildcard = compiled("card*declined", Table::Logs, catalog());
    QVERIFY(wildcard.records.front()->test("the CARD was Declined, sorry"));
    QVERIFY(!wildcard.records.front()->test("declined card"));
}

TRIPTYCH_TEST(tst_Sql)
#include "tst_sql.moc"
