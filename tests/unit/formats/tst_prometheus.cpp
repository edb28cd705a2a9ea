#include "log_text.h"
#include "test_registry.h"

#include <QTest>

using triptych::tests::logText;

class TestPrometheus : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everySampleLineIsOneSample_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<QByteArray>("decoded");
        const auto row = [](const char *name, const char *input, const char *format, const char *decoded) {
            QTest::newRow(name) << QByteArray(input) << QByteArray(format) << QByteArray(decoded);
        };
        row("types, escapes and special values",
            "# HELP http_requests_total Requests.\n"
            "# TYPE http_requests_total counter\n"
            "http_requests_total{code=\"200\",path=\"a\\\"b\\\\c\\n\"} 1027 1755690000310\n"
            "http_requests_total{code=\"500\"} NaN\n"
            "# TYPE up gauge\n"
            "up 1\n"
            "up{job=\"x\",} +Inf 1755690000\n",
            "prometheus-text",
            "sample http_requests_total code=200 path=a\"b\\c\n"
            " = 1027.000000\n"
            "sample http_requests_total code=500 = nan\n"
            "sample up = 1.000000\n"
            "sample up job=x = inf\n");
        row("OpenMetrics with an exemplar",
            "# TYPE lat histogram\n"
            "# UNIT lat seconds\n"
            "lat_bucket{le=\"0.1\"} 8 1755690000.310 # {trace_id=\"5b8efff798038103d269b633813fc60c\",user=\"u\"} 0.067 1755690000.3\n"
            "lat_count 9\n"
            "# EOF\n",
            "prometheus-text",
            "sample lat_bucket le=0.1 = 8.000000\n"
            "sample lat_count = 9.000000\n"
            "exemplar 5b8efff798038103d269b633813fc60c {\"user\":\"u\"}\n");
        row("broken lines cost only themselves",
            "# TYPE a gauge\n"
            "a 1\n"
            "a 2\n"
            "a 3\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "# HELP a x\n"
            "a 4\n"
            "a{b=\"c\" 2\n"
            "a\n"
            "a{b=\"c\"} x\n"
            "a 5 y\n"
            "a 6\n",
            "prometheus-text",
            "sample a = 1.000000\n"
            "sample a = 2.000000\n"
            "sample a = 3.000000\n"
            "sample a = 4.000000\n"
            "sample a = 6.000000\n"
            "error line 42 byte 427: Not a sample: labels that do not end or are no name=\"value\" pairs\n"
            "error line 43 byte 437: Not a sample: no number as value\n"
            "error line 44 byte 439: Not a sample: no number as value\n"
            "error line 45 byte 450: Not a sample: no timestamp behind the value\n");
        row("names in quotes",
            "# TYPE \"a.b\" gauge\n"
            "{\"a.b\",x=\"1\"} 4\n",
            "prometheus-text",
            "sample a.b x=1 = 4.000000\n");
    }
    void everySampleLineIsOneSample()
    {
        QFETCH(QByteArray, input);
        QFETCH(QByteArray, format);
        QFETCH(QByteArray, decoded);
        std::string name;
        QCOMPARE(QByteArray::fromStdString(logText(input.toStdString(), &name)), decoded);
        QCOMPARE(QByteArray::fromStdString(name), format);
    }
};
TRIPTYCH_TEST(TestPrometheus)
#include "tst_prometheus.moc"
