#include "log_text.h"
#include "test_registry.h"

#include <QTest>

using triptych::tests::logText;

class TestLogfmt : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pairsAreTagsAndTheLineStaysWhole_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<QByteArray>("decoded");
        const auto row = [](const char *name, const char *input, const char *format, const char *decoded) {
            QTest::newRow(name) << QByteArray(input) << QByteArray(format) << QByteArray(decoded);
        };
        row("a Go service",
            "ts=2026-08-20T11:40:00.310Z caller=http.go:194 level=debug traceID=d269b633813fc60c msg=\"POST /push (200) 33ms\" took=0.033 n=5 ok=true\n",
            "logfmt",
            "2026-08-20 11:40:00.310 debug 0000000000000000d269b633813fc60c | ts=2026-08-20T11:40:00.310Z caller=http.go:194 level=debug traceID=d269b633813fc60c msg=\"POST /push (200) 33ms\" took=0.033 n=5 ok=true\n"
            "    caller=http.go:194\n"
            "    msg=POST /push (200) 33ms\n"
            "    took=0.033\n"
            "    n=5\n"
            "    ok=true\n");
        row("escaped quotes and empty values",
            "time=\"2026-08-20T11:40:00Z\" level=warning msg=\"say \\\"hi\\\"\" reason= pod=cart-1\n",
            "logfmt",
            "2026-08-20 11:40:00.000 warn | time=\"2026-08-20T11:40:00Z\" level=warning msg=\"say \\\"hi\\\"\" reason= pod=cart-1\n"
            "    level=warning\n"
            "    msg=say \"hi\"\n"
            "    pod=cart-1\n");
        row("bare words between pairs",
            "level=info ts=2026-08-20T11:40:00Z msg=\"x y\" done span_id=eee19b7ec3c1b173 trace_id=5b8efff798038103d269b633813fc60c\n"
            "level=info ts=2026-08-20T11:40:01Z msg=z service=cart\n",
            "logfmt",
            "2026-08-20 11:40:00.000 info 5b8efff798038103d269b633813fc60c/eee19b7ec3c1b173 | level=info ts=2026-08-20T11:40:00Z msg=\"x y\" done span_id=eee19b7ec3c1b173 trace_id=5b8efff798038103d269b633813fc60c\n"
            "    msg=x y\n"
            "2026-08-20 11:40:01.000 info cart | level=info ts=2026-08-20T11:40:01Z msg=z service=cart\n"
            "    msg=z\n"
            "    service=cart\n");
    }
    void pairsAreTagsAndTheLineStaysWhole()
    {
        QFETCH(QByteArray, input);
        QFETCH(QByteArray, format);
        QFETCH(QByteArray, decoded);
        std::string name;
        QCOMPARE(QByteArray::fromStdString(logText(input.toStdString(), &name)), decoded);
        QCOMPARE(QByteArray::fromStdString(name), format);
    }
};
TRIPTYCH_TEST(TestLogfmt)
#include "tst_logfmt.moc"
