#include "log_text.h"
#include "test_registry.h"

#include <QTest>

using triptych::tests::logText;

class TestJsonLines : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anObjectGivesItsMessageTimeLevelIdsAndTheRestAsTags_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<QByteArray>("decoded");
        const auto row = [](const char *name, const char *input, const char *format, const char *decoded) {
            QTest::newRow(name) << QByteArray(input) << QByteArray(format) << QByteArray(decoded);
        };
        row("zap",
            "{\"level\":\"info\",\"ts\":1755690000.31,\"logger\":\"cart\",\"msg\":\"loaded\",\"trace_id\":\"5b8efff798038103d269b633813fc60c\",\"span_id\":\"eee19b7ec3c1b173\",\"items\":3,\"ok\":true,\"none\":null}\n",
            "json-log",
            "2025-08-20 11:40:00.310 info 5b8efff798038103d269b633813fc60c/eee19b7ec3c1b173 | loaded\n"
            "    logger=cart\n"
            "    items=3\n"
            "    ok=true\n");
        row("pino and bunyan numbers",
            "{\"level\":50,\"time\":1755690000310,\"pid\":7,\"hostname\":\"web\",\"msg\":\"failed\",\"err\":{\"type\":\"E\",\"stack\":\"a\\nb\"}}\n",
            "json-log",
            "2025-08-20 11:40:00.310 error | failed\n"
            "    pid=7\n"
            "    hostname=web\n"
            "    err.type=E\n"
            "    err.stack=a\n"
            "b\n");
        row("ECS with nested names",
            "{\"@timestamp\":\"2026-08-20T11:40:00.310Z\",\"log\":{\"level\":\"warning\"},\"message\":\"slow\",\"trace\":{\"id\":\"5b8efff798038103d269b633813fc60c\"},\"span\":{\"id\":\"eee19b7ec3c1b173\"},\"service\":{\"name\":\"cart\"},\"list\":[1,\"a\"]}\n",
            "json-log",
            "2026-08-20 11:40:00.310 warn cart 5b8efff798038103d269b633813fc60c/eee19b7ec3c1b173 | slow\n"
            "    log.level=warning\n"
            "    list=[1,\"a\"]\n");
        row("Datadog's decimal ids",
            "{\"timestamp\":\"2026-08-20T11:40:00Z\",\"status\":\"error\",\"message\":\"x\",\"dd\":{\"trace_id\":\"15161849952847513100\",\"span_id\":\"17213614410846679411\",\"service\":\"pay\"}}\n",
            "json-log",
            "2026-08-20 11:40:00.000 error pay 0000000000000000d269b633813fc60c/eee30b1ae30fb173 | x\n"
            "    dd.trace_id=15161849952847513100\n"
            "    dd.span_id=17213614410846679411\n");
        row("Google Cloud",
            "{\"severity\":\"CRITICAL\",\"timestamp\":\"2026-08-20T11:40:00Z\",\"textPayload\":\"down\",\"logging.googleapis.com/trace\":\"projects/shop/traces/5b8efff798038103d269b633813fc60c\"}\n",
            "json-log",
            "2026-08-20 11:40:00.000 fatal 5b8efff798038103d269b633813fc60c | down\n"
            "    severity=CRITICAL\n");
        row("wrapped fields",
            "{\"ts\":\"2026-08-20T11:40:00Z\",\"@fields\":{\"lvl\":\"DEBUG5\",\"msg\":\"deep\",\"traceId\":\"d269b633813fc60c\"}}\n",
            "json-log",
            "2026-08-20 11:40:00.000 debug 0000000000000000d269b633813fc60c | deep\n"
            "    @fields.lvl=DEBUG5\n"
            "    @fields.traceId=d269b633813fc60c\n");
        row("journald",
            "{\"__REALTIME_TIMESTAMP\":\"1755690000310000\",\"PRIORITY\":\"3\",\"MESSAGE\":\"oom\",\"SYSLOG_IDENTIFIER\":\"kernel\"}\n",
            "json-log",
            "2025-08-20 11:40:00.310 error kernel | oom\n"
            "    PRIORITY=3\n");
        row("docker's json-file around logfmt",
            "{\"log\":\"level=warn msg=\\\"disk full\\\"\\n\",\"stream\":\"stderr\",\"time\":\"2026-08-20T11:40:00.31Z\"}\n",
            "logfmt",
            "2026-08-20 11:40:00.310 warn | level=warn msg=\"disk full\"\n"
            "    msg=disk full\n"
            "    log.iostream=stderr\n");
        row("docker compose around JSON",
            "web-1  | {\"level\":\"error\",\"msg\":\"boom\",\"time\":\"2026-08-20T11:40:00Z\"}\n",
            "json-log",
            "2026-08-20 11:40:00.000 error web-1 | boom\n"
            "    container.name=web-1\n");
        row("an object without a message",
            "{\"time\":\"2026-08-20T11:40:00Z\",\"a\":1.50,\"b\":\"\\u00e9\\ud83d\\ude00\\ud800\"}\n",
            "json-log",
            "2026-08-20 11:40:00.000  | {\"time\":\"2026-08-20T11:40:00Z\",\"a\":1.50,\"b\":\"\\u00e9\\ud83d\\ude00\\ud800\"}\n"
            "    a=1.5\n"
            "    b=é😀�\n");
        row("ids in the message",
            "{\"time\":\"2026-08-20T11:40:00Z\",\"level\":\"info\",\"message\":\"done trace_id=5b8efff798038103d269b633813fc60c span_id=eee19b7ec3c1b173\"}\n",
            "json-log",
            "2026-08-20 11:40:00.000 info 5b8efff798038103d269b633813fc60c/eee19b7ec3c1b173 | done trace_id=5b8efff798038103d269b633813fc60c span_id=eee19b7ec3c1b173\n");
        row("a broken line among good ones",
            "{\"time\":\"2026-08-20T11:40:00Z\",\"msg\":\"a\"}\n"
            "{\"time\":\"2026-08-20T11:40:01Z\",\"msg\":\"b\n"
            "{\"time\":\"2026-08-20T11:40:02Z\",\"msg\":\"c\"}\n"
            "stdout:\n",
            "json-log",
            "2026-08-20 11:40:00.000  | a\n"
            "2026-08-20 11:40:00.000  | {\"time\":\"2026-08-20T11:40:01Z\",\"msg\":\"b\n"
            "2026-08-20 11:40:02.000  | c\n"
            "2026-08-20 11:40:02.000  | stdout:\n"
            "warning line 2 byte 42: Kept as plain text: no line of the format JSON lines\n"
            "warning line 4 byte 124: Kept as plain text: no line of the format JSON lines\n");
        row("records in a list",
            "[{\"time\":\"2026-08-20T11:40:00Z\",\"level\":\"info\",\"msg\":\"a\"},\n"
            " {\"time\":\"2026-08-20T11:40:01Z\",\"level\":\"info\",\"msg\":\"b\"}]",
            "json-records",
            "2026-08-20 11:40:00.000 info | a\n"
            "2026-08-20 11:40:01.000 info | b\n");
        row("pretty-printed records",
            "{\n"
            "  \"time\": \"2026-08-20T11:40:00Z\",\n"
            "  \"level\": \"info\",\n"
            "  \"msg\": \"a\"\n"
            "}\n"
            "{\n"
            "  \"time\": \"2026-08-20T11:40:01Z\",\n"
            "  \"level\": \"info\",\n"
            "  \"msg\": \"b\"\n"
            "}\n",
            "json-records",
            "2026-08-20 11:40:00.000 info | a\n"
            "2026-08-20 11:40:01.000 info | b\n");
    }
    void anObjectGivesItsMessageTimeLevelIdsAndTheRestAsTags()
    {
        QFETCH(QByteArray, input);
        QFETCH(QByteArray, format);
        QFETCH(QByteArray, decoded);
        std::string name;
        QCOMPARE(QByteArray::fromStdString(logText(input.toStdString(), &name)), decoded);
        QCOMPARE(QByteArray::fromStdString(name), format);
    }
};
TRIPTYCH_TEST(TestJsonLines)
#include "tst_json_lines.moc"
