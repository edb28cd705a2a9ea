#include "log_text.h"
#include "test_registry.h"

#include <QTest>

using triptych::tests::logText;

class TestLoki : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void labelsAndMetadataStandBesideTheLine_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<QByteArray>("decoded");
        const auto row = [](const char *name, const char *input, const char *format, const char *decoded) {
            QTest::newRow(name) << QByteArray(input) << QByteArray(format) << QByteArray(decoded);
        };
        row("structured metadata apart",
            "{\"status\":\"success\",\"data\":{\"resultType\":\"streams\",\"encodingFlags\":[\"categorize-labels\"],\"result\":[{\"stream\":{\"service_name\":\"cart\",\"env\":\"prod\"},\"values\":[[\"1755690000310000000\",\"GET /cart 500\",{\"structuredMetadata\":{\"trace_id\":\"5b8efff798038103d269b633813fc60c\",\"span_id\":\"eee19b7ec3c1b173\",\"detected_level\":\"error\"},\"parsed\":{\"status\":\"500\"}}],[\"1755690000300000000\",\"GET /cart 200\",{}]]}],\"stats\":{}}}",
            "loki-json",
            "2025-08-20 11:40:00.310 error cart 5b8efff798038103d269b633813fc60c/eee19b7ec3c1b173 | GET /cart 500\n"
            "    service_name=cart\n"
            "    env=prod\n"
            "    status=500\n"
            "2025-08-20 11:40:00.300  cart | GET /cart 200\n"
            "    service_name=cart\n"
            "    env=prod\n");
        row("metadata merged into the labels",
            "{\"status\":\"success\",\"data\":{\"resultType\":\"streams\",\"result\":[{\"stream\":{\"app\":\"pay\",\"trace_id\":\"d269b633813fc60c\",\"level\":\"warn\"},\"values\":[[\"1755690000310000000\",\"level=info msg=\\\"inner says info\\\" ts=2020-01-01T00:00:00Z\"]]}]}}",
            "loki-json",
            "2025-08-20 11:40:00.310 info pay 0000000000000000d269b633813fc60c | level=info msg=\"inner says info\" ts=2020-01-01T00:00:00Z\n"
            "    msg=inner says info\n"
            "    app=pay\n");
        row("labels behind the values",
            "{\"data\":{\"result\":[{\"values\":[[\"1755690000310000000\",\"x\"]],\"stream\":{\"app\":\"late\"}}],\"resultType\":\"streams\"}}",
            "loki-json",
            "2025-08-20 11:40:00.310  late | x\n"
            "    app=late\n");
        row("a push body",
            "{\"streams\":[{\"stream\":{\"app\":\"demo\"},\"values\":[[\"1755690000310000000\",\"{\\\"msg\\\":\\\"inner\\\",\\\"a\\\":1}\",{\"trace_id\":\"d269b633813fc60c\"}],[\"x\",\"no time\"]]}]}",
            "loki-json",
            "2025-08-20 11:40:00.310  demo 0000000000000000d269b633813fc60c | inner\n"
            "    a=1\n"
            "    app=demo\n"
            "error line 1 byte 133: a log entry has no timestamp\n");
    }
    void labelsAndMetadataStandBesideTheLine()
    {
        QFETCH(QByteArray, input);
        QFETCH(QByteArray, format);
        QFETCH(QByteArray, decoded);
        std::string name;
        QCOMPARE(QByteArray::fromStdString(logText(input.toStdString(), &name)), decoded);
        QCOMPARE(QByteArray::fromStdString(name), format);
    }
};
TRIPTYCH_TEST(TestLoki)
#include "tst_loki.moc"
