#include "log_text.h"
#include "test_registry.h"

#include <QTest>

using triptych::tests::logText;

class TestPlainText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRecordIsALineWithItsContinuation_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<QByteArray>("decoded");
        const auto row = [](const char *name, const char *input, const char *format, const char *decoded) {
            QTest::newRow(name) << QByteArray(input) << QByteArray(format) << QByteArray(decoded);
        };
        row("a stack trace belongs to its line",
            "2026-08-20 11:40:00,310 ERROR [main] cart: failed\n"
            "java.lang.IllegalStateException: no\n"
            "\tat a.B.c(B.java:1)\n"
            "Caused by: x.Y: z\n"
            "\t... 3 more\n"
            "2026-08-20 11:40:01,000 INFO [main] cart: ok\n",
            "text-log",
            "2026-08-20 11:40:00.310 error | 2026-08-20 11:40:00,310 ERROR [main] cart: failed\n"
            "java.lang.IllegalStateException: no\n"
            "\tat a.B.c(B.java:1)\n"
            "Caused by: x.Y: z\n"
            "\t... 3 more\n"
            "2026-08-20 11:40:01.000 info | 2026-08-20 11:40:01,000 INFO [main] cart: ok\n");
        row("colours are taken off",
            "\x1b""[32m2026-08-20 11:40:00\x1b""[0m \x1b""[1;31mERROR\x1b""[0m boom\n",
            "text-log",
            "2026-08-20 11:40:00.000 error | 2026-08-20 11:40:00 ERROR boom\n");
        row("klog takes its year from its neighbours",
            "2024-05-07 11:59:43 INFO start\n"
            "I0507 11:59:44.523502    4727 kubelet.go:187] pod ready\n",
            "text-log",
            "2024-05-07 11:59:43.000 info | 2024-05-07 11:59:43 INFO start\n"
            "2024-05-07 11:59:44.523 info | I0507 11:59:44.523502    4727 kubelet.go:187] pod ready\n");
        row("syslog with a priority",
            "<11>Aug 20 11:40:00 web1 app[7]: it broke\n"
            "<134>1 2026-08-20T11:40:01Z web1 app 7 - - fine, year 2026-08-20T11:40:00Z\n",
            "text-log",
            "2026-08-20 11:40:00.000 error app | <11>Aug 20 11:40:00 web1 app[7]: it broke\n"
            "    host.name=web1\n"
            "    process.pid=7\n"
            "2026-08-20 11:40:01.000 info app | <134>1 2026-08-20T11:40:01Z web1 app 7 - - fine, year 2026-08-20T11:40:00Z\n"
            "    host.name=web1\n"
            "    process.pid=7\n");
        row("Sleuth's brackets",
            "2026-08-20 11:40:00.310  WARN [cart,5b8efff798038103d269b633813fc60c,eee19b7ec3c1b173] 1 --- [main] c.Cart : low\n",
            "text-log",
            "2026-08-20 11:40:00.310 warn 5b8efff798038103d269b633813fc60c/eee19b7ec3c1b173 | 2026-08-20 11:40:00.310  WARN [cart,5b8efff798038103d269b633813fc60c,eee19b7ec3c1b173] 1 --- [main] c.Cart : low\n");
        row("ids by name",
            "[2026-08-20 11:40:00] app.INFO: done TraceID: 5b8efff798038103d269b633813fc60c SpanID: eee19b7ec3c1b173\n",
            "text-log",
            "2026-08-20 11:40:00.000 info 5b8efff798038103d269b633813fc60c/eee19b7ec3c1b173 | [2026-08-20 11:40:00] app.INFO: done TraceID: 5b8efff798038103d269b633813fc60c SpanID: eee19b7ec3c1b173\n");
        row("Apache's error log",
            "[Thu Aug 20 11:40:00.123456 2026] [core:error] [pid 7:tid 9] [client 10.0.0.9:1] AH00124: loop\n",
            "text-log",
            "2026-08-20 11:40:00.123 error | [Thu Aug 20 11:40:00.123456 2026] [core:error] [pid 7:tid 9] [client 10.0.0.9:1] AH00124: loop\n");
        row("CRI around text",
            "2026-08-20T11:40:00.500000000Z stderr F WARN: low on space\n",
            "text-log",
            "2026-08-20 11:40:00.500 warn | WARN: low on space\n"
            "    log.iostream=stderr\n");
        row("lines without a time take the last one",
            "2026-08-20 11:40:00 INFO a\n"
            "ready\n",
            "text-log",
            "2026-08-20 11:40:00.000 info | 2026-08-20 11:40:00 INFO a\n"
            "2026-08-20 11:40:00.000  | ready\n");
        row("a bracket at the start is no JSON",
            "[2026-08-20 11:40:00] local.ERROR: no class {\"a\":1}\n"
            "[stacktrace]\n"
            "#0 x.php(7)\n"
            "[2026-08-20 11:40:01] local.INFO: ok\n",
            "text-log",
            "2026-08-20 11:40:00.000 error | [2026-08-20 11:40:00] local.ERROR: no class {\"a\":1}\n"
            "[stacktrace]\n"
            "#0 x.php(7)\n"
            "2026-08-20 11:40:01.000 info | [2026-08-20 11:40:01] local.INFO: ok\n");
        row("lines that CRI cut, two streams in turn",
            "2026-08-20T11:40:00.000000001Z stdout P 2026-08-20 11:40:00 INFO be\n"
            "2026-08-20T11:40:00.000000001Z stderr F other\n"
            "2026-08-20T11:40:00.000000002Z stdout P gins \n"
            "2026-08-20T11:40:00.000000003Z stdout F here\n"
            "2026-08-20T11:40:01.000000003Z stdout P rotated away\n",
            "text-log",
            "2026-08-20 11:40:00.000  | other\n    log.iostream=stderr\n"
            "2026-08-20 11:40:00.000 info | 2026-08-20 11:40:00 INFO begins here\n    log.iostream=stdout\n"
            "2026-08-20 11:40:01.000  | rotated away\n    log.iostream=stdout\n");
        row("text without any mark",
            "hello\n"
            "\n"
            "world\n",
            "text-log",
            "-  | hello\n"
            "-  | world\n");
    }
    void aRecordIsALineWithItsContinuation()
    {
        QFETCH(QByteArray, input);
        QFETCH(QByteArray, format);
        QFETCH(QByteArray, decoded);
        std::string name;
        QCOMPARE(QByteArray::fromStdString(logText(input.toStdString(), &name)), decoded);
        QCOMPARE(QByteArray::fromStdString(name), format);
    }
};
TRIPTYCH_TEST(TestPlainText)
#include "tst_plain_text.moc"
