#include "fault_server.h"
#include "sources/clickhouse_call.h"
#include "sources/clickhouse_schema.h"
#include "sources/unseen_rows.h"
#include "test_registry.h"

#include <QUrl>
#include <QUrlQuery>
#include <QTest>
#include <future>

using namespace triptych;
using namespace triptych::sources;
using base::ErrorKind;
using telemetry::Table;

class TstClickHouse : public QObject
{
    Q_OBJECT
    std::shared_ptr<NetworkThread> m_thread = startNetworkThread();

    Endpoint at(const FaultServer &server) const
    {
        Endpoint endpoint;
        endpoint.url = server.url().toStdString();
        endpoint.backoff = std::chrono::milliseconds(1);
        return endpoint;
    }

private Q_SLOTS:
    void valuesAreBoundNeverWritten()
    {
        FaultServer server([](const FaultRequest &) { return FaultAnswer::of(200, "{}\n", "text/plain", "X-ClickHouse-Summary: {\"read_rows\":\"12\",\"read_bytes\":\"340\",\"elapsed_ns\":\"5\"}\r\n"); });
        ClickHouseCall call(at(server), m_thread);
        const auto answer = call.ask({"SELECT {a:String}", {{"a", "String", "it's a\ttab\\"}}}, "JSONEachRow", {});
        QVERIFY(answer);
        QVERIFY(answer->summary);
        QCOMPARE(answer->summary->readRows, std::uint64_t(12));
        const FaultRequest request = server.requests().front();
        QCOMPARE(request.body, QByteArray("SELECT {a:String}"));
        const QUrlQuery query(QUrl::fromEncoded(request.target));
        QCOMPARE(query.queryItemValue(QStringLiteral("param_a"), QUrl::FullyDecoded), QStringLiteral("it's a\\ttab\\\\"));
        QCOMPARE(query.queryItemValue(QStringLiteral("default_format")), QStringLiteral("JSONEachRow"));
        QCOMPARE(query.queryItemValue(QStringLiteral("replace_running_query")), QStringLiteral("1"));
    }

    void howFarAStatementIsIsToldWhileOneWaits()
    {
        FaultServer server([](const FaultRequest &request) {
            if (request.body.contains("system.processes"))
                return FaultAnswer::of(200, "{\"done\":\"250\",\"total\":\"1000\"}\n", "text/plain");
            FaultAnswer answer = FaultAnswer::of(200, "{}\n", "text/plain");
            answer.delayMs = 1500;
            return answer;
        });
        ClickHouseCall call(at(server), m_thread);
        std::vector<BackendProgress> told;
        QVERIFY(call.ask({"SELECT 1", {}}, "JSONEachRow", {}, [&](BackendProgress progress) { told.push_back(progress); }));
        QVERIFY(!told.empty());
        QCOMPARE(told.front().done, std::uint64_t(250));
        QCOMPARE(told.front().total, std::uint64_t(1000));
        QByteArray main, watched; // the statement that is looked for is the one that runs
        for (const FaultRequest &request : server.requests()) {
            const QUrlQuery query(QUrl::fromEncoded(request.target));
            (request.body.contains("system.processes") ? watched : main) = query.queryItemValue(request.body.contains("system.processes") ? QStringLiteral("param_id") : QStringLiteral("query_id")).toLatin1();
        }
        QCOMPARE(watched, main);
    }

    void anExceptionIsFoundWhereverItStands_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("tag");
        QTest::addColumn<QString>("said"); // empty: none
        const auto row = [](const char *name, const char *text, const char *tag, const char *said) { QTest::newRow(name) << QByteArray(text) << QByteArray(tag) << QString::fromLatin1(said); };
        row("an error's body", "Code: 60. DB::Exception: Table otel.x does not exist. (UNKNOWN_TABLE) (version 25.8.1.1)\n", "", "ClickHouse: Table otel.x does not exist. (UNKNOWN_TABLE) [code 60]");
        row("behind rows", "{\"a\":1}\nCode: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED) (version 25.8.1.1)\n", "", "ClickHouse: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED) [code 241]");
        row("in the middle of a row", "{\"a\":1}\n{\"a\":Code: 159. DB::Exception: Timeout exceeded. (TIMEOUT_EXCEEDED)", "", "ClickHouse: Timeout exceeded. (TIMEOUT_EXCEEDED) [code 159]");
        row("marked", "{\"a\":1}\n__exception__\nCode: 394. DB::Exception: Query was cancelled. (QUERY_WAS_CANCELLED) (version 25.9)\n", "", "ClickHouse: Query was cancelled. (QUERY_WAS_CANCELLED) [code 394]");
        row("framed", "{\"a\":1}\n\r\n__exception__\r\nabcdefghijklmnop\r\nCode: 241. DB::Exception: Memory limit. (MEMORY_LIMIT_EXCEEDED)\n61 abcdefghijklmnop\r\n__exception__\r\n", "abcdefghijklmnop", "ClickHouse: Memory limit. (MEMORY_LIMIT_EXCEEDED)");
        row("a log line that quotes one", "{\"Body\":\"Code: 60. DB::Exception: no such table\"}\n{\"Body\":\"x\"}\n", "", "");
        row("a log line that quotes a frame", "{\"Body\":\"__exception__ Code: 60. DB::Exception: x\"}\n", "abcdefghijklmnop", "");
        row("none", "{\"a\":1}\n", "", "");
    }
    void anExceptionIsFoundWhereverItStands()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, tag);
        QFETCH(QString, said);
        const auto error = clickHouseException(text.toStdString(), tag.toStdString());
        QCOMPARE(error.has_value(), !said.isEmpty());
        if (error)
            QVERIFY2(QString::fromStdString(error->what).startsWith(said), error->what.c_str());
    }

    void theCodeDecidesTheKindOfError()
    {
        QCOMPARE(clickHouseException("Code: 516. DB::Exception: reader: Authentication failed", {})->kind, ErrorKind::Unauthorised);
        QCOMPARE(clickHouseException("Code: 202. DB::Exception: Too many simultaneous queries", {})->kind, ErrorKind::RateLimited);
        QCOMPARE(clickHouseException("Code: 62. DB::Exception: Syntax error", {})->kind, ErrorKind::Rejected);
        FaultServer server([](const FaultRequest &) { return FaultAnswer::of(403, "Code: 516. DB::Exception: reader: Authentication failed. (AUTHENTICATION_FAILED) (version 26.1)", "text/plain", "X-ClickHouse-Exception-Code: 516\r\n"); });
        ClickHouseCall call(at(server), m_thread);
        const auto answer = call.ask({"SELECT 1", {}}, "JSONEachRow", {});
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Unauthorised);
        QCOMPARE(answer.error().what, std::string("ClickHouse: reader: Authentication failed. (AUTHENTICATION_FAILED) [code 516]"));
        QVERIFY(answer.error().where.file.starts_with(server.url().toStdString()));
    }

    void aUserWhoMayChangeNoSettingIsAskedWithoutThem()
    {
        FaultServer server([](const FaultRequest &r) {
            return r.target.contains("replace_running_query") ? FaultAnswer::of(500, "Code: 164. DB::Exception: Cannot modify 'replace_running_query' setting in readonly mode. (READONLY)", "text/plain") : FaultAnswer::of(200, "{}\n", "text/plain");
        });
        ClickHouseCall call(at(server), m_thread);
        QVERIFY(call.ask({"SELECT 1", {}}, "JSONEachRow", {}));
        QVERIFY(call.ask({"SELECT 1", {}}, "JSONEachRow", {}));
        QCOMPARE(server.requests().size(), 3); // it is learnt once
    }

    void whatIsStoppedHereIsEndedThere()
    {
        FaultServer server([](const FaultRequest &r) { return r.body.startsWith("KILL") ? FaultAnswer::of(200, "", "text/plain") : FaultAnswer{{}, FaultAnswer::Then::Hang}; });
        ClickHouseCall call(at(server), m_thread);
        std::stop_source stop;
        auto asked = std::async(std::launch::async, [&] { return call.ask({"SELECT sleep(3)", {}}, "JSONEachRow", stop.get_token()); });
        QTRY_VERIFY(!server.requests().isEmpty());
        stop.request_stop();
        QCOMPARE(asked.get().error().kind, ErrorKind::Stopped);
        QTRY_COMPARE(server.requests().size(), 2);
        const QString id = QUrlQuery(QUrl::fromEncoded(server.requests().front().target)).queryItemValue(QStringLiteral("query_id"));
        const FaultRequest kill = server.requests().back();
        QCOMPARE(kill.body, QByteArray("KILL QUERY WHERE query_id = {id:String} ASYNC"));
        QVERIFY(id.startsWith(QStringLiteral("triptych-")));
        QCOMPARE(QUrlQuery(QUrl::fromEncoded(kill.target)).queryItemValue(QStringLiteral("param_id")), id);
    }

    void theSchemaThatIsThereDecidesTheColumns()
    {
        const std::string columns = R"json({"database":"default","table":"otel_traces","name":"Timestamp","type":"DateTime64(9)"}
{"database":"default","table":"otel_traces","name":"ResourceAttributes","type":"Map(LowCardinality(String), String)"}
{"database":"default","table":"otel_traces","name":"Events.Timestamp","type":"Array(DateTime64(9))"}
{"database":"otel","table":"otel_logs","name":"Timestamp","type":"DateTime64(9)"}
{"database":"otel","table":"otel_logs","name":"ResourceAttributes","type":"JSON(max_dynamic_paths=16)"}
{"database":"otel","table":"otel_logs","name":"EventName","type":"String"}
)json";
        const std::string tables = R"({"database":"otel","name":"otel_logs","sorting_key":"toStartOfFiveMinutes(Timestamp), ServiceName, Timestamp"}
)";
        const auto otel = clickHouseSchema(columns, tables, {});
        QVERIFY(otel);
        QCOMPARE(otel->database, std::string("otel"));
        QVERIFY(otel->logs.json && !otel->traces.exists());
        QVERIFY(otel->dialect(Table::Logs).eventNameColumn);
        QVERIFY(otel->within(Table::Logs).find("toStartOfFiveMinutes(Timestamp) >=") != std::string::npos);
        QVERIFY(otel->logColumns().find("EventName") != std::string::npos);
        QVERIFY(otel->logColumns().find("ScopeName") == std::string::npos);
        const auto old = clickHouseSchema(columns, tables, "default");
        QVERIFY(old);
        QVERIFY(!old->dialect(Table::Spans).scopeColumns);
        QVERIFY(old->traceColumns().find("EventTimesUnixNano") != std::string::npos);
        QCOMPARE(old->traceTable(), std::string("`default`.`otel_traces`"));
        QCOMPARE(clickHouseSchema(columns, tables, "nosuch").error().kind, ErrorKind::NotFound);
        QCOMPARE(clickHouseSchema("<html>", "", {}).error().kind, ErrorKind::BadInput);
    }

    void rowsThatWereStoredAreLeftOutAndTwinsAreKept()
    {
        SeenLines seen;
        std::vector<std::uint64_t> first, second;
        std::size_t received = 0;
        QCOMPARE(unseenRows("{\"a\":1}\n{\"a\":1}\n{\"a\":2}\n", seen, first, received), std::string("{\"a\":1}\n{\"a\":1}\n{\"a\":2}\n"));
        QCOMPARE(received, std::size_t(3));
        seen.add(first);
        QCOMPARE(unseenRows("{\"a\":1}\n{\"a\":1}\n{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n", seen, second, received), std::string("{\"a\":1}\n{\"a\":3}\n"));
        QCOMPARE(second.size(), std::size_t(2));
    }
};
TRIPTYCH_TEST(TstClickHouse)
#include "tst_clickhouse.moc"
