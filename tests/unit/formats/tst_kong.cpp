#include "log_text.h"
#include "test_registry.h"

#include <QTest>

using triptych::tests::logText;

class TestKong : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void objectsListsAndLinesGiveTheSameRecord_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<QByteArray>("decoded");
        const auto row = [](const char *name, const char *input, const char *format, const char *decoded) {
            QTest::newRow(name) << QByteArray(input) << QByteArray(format) << QByteArray(decoded);
        };
        row("one object",
            "{\"started_at\":1755690000123,\"client_ip\":\"10.0.0.9\",\"request\":{\"method\":\"GET\",\"uri\":\"/cart?x=1\",\"url\":\"https://api.shop/cart?x=1\",\"headers\":{\"host\":\"api.shop\",\"traceparent\":\"00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01\"},\"querystring\":{}},\"response\":{\"status\":502,\"size\":1290},\"latencies\":{\"kong\":2,\"proxy\":-1,\"request\":12},\"tries\":[{\"ip\":\"10.1.2.3\",\"balancer_start_ns\":1.755690000124e+18}],\"service\":{\"name\":\"cart\"},\"route\":{\"name\":\"cart-route\"},\"trace_id\":{\"w3c\":\"5b8efff798038103d269b633813fc60c\",\"datadog\":\"15161849952847513100\"}}",
            "kong-json",
            "2025-08-20 11:40:00.123 error access cart 5b8efff798038103d269b633813fc60c/eee19b7ec3c1b173 | GET /cart?x=1 502\n"
            "    client.address=10.0.0.9\n"
            "    http.request.method=GET\n"
            "    url.path=/cart\n"
            "    url.query=x=1\n"
            "    url.full=https://api.shop/cart?x=1\n"
            "    server.address=api.shop\n"
            "    request.headers.traceparent=00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01\n"
            "    request.querystring={}\n"
            "    http.response.status_code=502\n"
            "    http.response.size=1290\n"
            "    latencies.kong=2\n"
            "    latencies.proxy=-1\n"
            "    http.server.request.duration_ms=12\n"
            "    tries=[{\"ip\":\"10.1.2.3\",\"balancer_start_ns\":1.755690000124e+18}]\n"
            "    kong.service=cart\n"
            "    kong.route=cart-route\n"
            "    trace_id.datadog=15161849952847513100\n");
        row("a list",
            "[{\"started_at\":1755690000123,\"client_ip\":\"10.0.0.9\",\"request\":{\"method\":\"GET\",\"uri\":\"/cart?x=1\",\"url\":\"https://api.shop/cart?x=1\",\"headers\":{\"host\":\"api.shop\",\"traceparent\":\"00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01\"},\"querystring\":{}},\"response\":{\"status\":502,\"size\":1290},\"latencies\":{\"kong\":2,\"proxy\":-1,\"request\":12},\"tries\":[{\"ip\":\"10.1.2.3\",\"balancer_start_ns\":1.755690000124e+18}],\"service\":{\"name\":\"cart\"},\"route\":{\"name\":\"cart-route\"},\"trace_id\":{\"w3c\":\"5b8efff798038103d269b633813fc60c\",\"datadog\":\"15161849952847513100\"}},{\"started_at\":1755690000123,\"client_ip\":\"10.0.0.9\",\"request\":{\"method\":\"GET\",\"uri\":\"/cart?x=1\",\"url\":\"https://api.shop/cart?x=1\",\"headers\":{\"host\":\"api.shop\",\"traceparent\":\"00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01\"},\"querystring\":{}},\"response\":{\"status\":200,\"size\":1290},\"latencies\":{\"kong\":2,\"proxy\":-1,\"request\":12},\"tries\":[{\"ip\":\"10.1.2.3\",\"balancer_start_ns\":1.755690000124e+18}],\"service\":{\"name\":\"cart\"},\"route\":{\"name\":\"cart-route\"},\"trace_id\":{\"datadog\":\"15161849952847513100\"}}]",
            "kong-json",
            "2025-08-20 11:40:00.123 error access cart 5b8efff798038103d269b633813fc60c/eee19b7ec3c1b173 | GET /cart?x=1 502\n"
            "    client.address=10.0.0.9\n"
            "    http.request.method=GET\n"
            "    url.path=/cart\n"
            "    url.query=x=1\n"
            "    url.full=https://api.shop/cart?x=1\n"
            "    server.address=api.shop\n"
            "    request.headers.traceparent=00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01\n"
            "    request.querystring={}\n"
            "    http.response.status_code=502\n"
            "    http.response.size=1290\n"
            "    latencies.kong=2\n"
            "    latencies.proxy=-1\n"
            "    http.server.request.duration_ms=12\n"
            "    tries=[{\"ip\":\"10.1.2.3\",\"balancer_start_ns\":1.755690000124e+18}]\n"
            "    kong.service=cart\n"
            "    kong.route=cart-route\n"
            "    trace_id.datadog=15161849952847513100\n"
            "2025-08-20 11:40:00.123 info access cart 5b8efff798038103d269b633813fc60c/eee19b7ec3c1b173 | GET /cart?x=1 200\n"
            "    client.address=10.0.0.9\n"
            "    http.request.method=GET\n"
            "    url.path=/cart\n"
            "    url.query=x=1\n"
            "    url.full=https://api.shop/cart?x=1\n"
            "    server.address=api.shop\n"
            "    request.headers.traceparent=00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01\n"
            "    request.querystring={}\n"
            "    http.response.status_code=200\n"
            "    http.response.size=1290\n"
            "    latencies.kong=2\n"
            "    latencies.proxy=-1\n"
            "    http.server.request.duration_ms=12\n"
            "    tries=[{\"ip\":\"10.1.2.3\",\"balancer_start_ns\":1.755690000124e+18}]\n"
            "    kong.service=cart\n"
            "    kong.route=cart-route\n"
            "    trace_id.datadog=15161849952847513100\n");
        row("lines with a broken one",
            "{\"started_at\":1755690000123,\"client_ip\":\"10.0.0.9\",\"request\":{\"method\":\"GET\",\"uri\":\"/cart?x=1\",\"url\":\"https://api.shop/cart?x=1\",\"headers\":{\"host\":\"api.shop\",\"traceparent\":\"00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01\"},\"querystring\":{}},\"response\":{\"status\":502,\"size\":1290},\"latencies\":{\"kong\":2,\"proxy\":-1,\"request\":12},\"tries\":[{\"ip\":\"10.1.2.3\",\"balancer_start_ns\":1.755690000124e+18}],\"service\":{\"name\":\"cart\"},\"route\":{\"name\":\"cart-route\"},\"trace_id\":{\"w3c\":\"5b8efff798038103d269b633813fc60c\",\"datadog\":\"15161849952847513100\"}}\n"
            "{\"started_at\":17\n"
            "{\"started_at\":1755690000123,\"client_ip\":\"10.0.0.9\",\"request\":{\"method\":\"GET\",\"uri\":\"/cart?x=1\",\"url\":\"https://api.shop/cart?x=1\",\"headers\":{\"host\":\"api.shop\",\"traceparent\":\"00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01\"},\"querystring\":{}},\"response\":{\"status\":404,\"size\":1290},\"latencies\":{\"kong\":2,\"proxy\":-1,\"request\":12},\"tries\":[{\"ip\":\"10.1.2.3\",\"balancer_start_ns\":1.755690000124e+18}],\"service\":{\"name\":\"cart\"},\"route\":{\"name\":\"cart-route\"},\"trace_id\":{\"w3c\":\"5b8efff798038103d269b633813fc60c\",\"datadog\":\"15161849952847513100\"}}\n",
            "kong-json",
            "2025-08-20 11:40:00.123 error access cart 5b8efff798038103d269b633813fc60c/eee19b7ec3c1b173 | GET /cart?x=1 502\n"
            "    client.address=10.0.0.9\n"
            "    http.request.method=GET\n"
            "    url.path=/cart\n"
            "    url.query=x=1\n"
            "    url.full=https://api.shop/cart?x=1\n"
            "    server.address=api.shop\n"
            "    request.headers.traceparent=00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01\n"
            "    request.querystring={}\n"
            "    http.response.status_code=502\n"
            "    http.response.size=1290\n"
            "    latencies.kong=2\n"
            "    latencies.proxy=-1\n"
            "    http.server.request.duration_ms=12\n"
            "    tries=[{\"ip\":\"10.1.2.3\",\"balancer_start_ns\":1.755690000124e+18}]\n"
            "    kong.service=cart\n"
            "    kong.route=cart-route\n"
            "    trace_id.datadog=15161849952847513100\n"
            "2025-08-20 11:40:00.123  | {\"started_at\":17\n"
            "2025-08-20 11:40:00.123 warn access cart 5b8efff798038103d269b633813fc60c/eee19b7ec3c1b173 | GET /cart?x=1 404\n"
            "    client.address=10.0.0.9\n"
            "    http.request.method=GET\n"
            "    url.path=/cart\n"
            "    url.query=x=1\n"
            "    url.full=https://api.shop/cart?x=1\n"
            "    server.address=api.shop\n"
            "    request.headers.traceparent=00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01\n"
            "    request.querystring={}\n"
            "    http.response.status_code=404\n"
            "    http.response.size=1290\n"
            "    latencies.kong=2\n"
            "    latencies.proxy=-1\n"
            "    http.server.request.duration_ms=12\n"
            "    tries=[{\"ip\":\"10.1.2.3\",\"balancer_start_ns\":1.755690000124e+18}]\n"
            "    kong.service=cart\n"
            "    kong.route=cart-route\n"
            "    trace_id.datadog=15161849952847513100\n"
            "warning line 2 byte 545: Kept as plain text: no line of the format JSON lines\n");
        row("a stream record",
            "{\"started_at\":1755690000123,\"client_ip\":\"10.0.0.9\",\"latencies\":{\"kong\":2,\"session\":12},\"session\":{\"received\":5,\"sent\":6,\"status\":200},\"service\":{\"name\":\"db\"}}",
            "kong-json",
            "2025-08-20 11:40:00.123 info access db | {\"started_at\":1755690000123,\"client_ip\":\"10.0.0.9\",\"latencies\":{\"kong\":2,\"session\":12},\"session\":{\"received\":5,\"sent\":6,\"status\":200},\"service\":{\"name\":\"db\"}}\n"
            "    client.address=10.0.0.9\n"
            "    latencies.kong=2\n"
            "    http.server.request.duration_ms=12\n"
            "    session.received=5\n"
            "    session.sent=6\n"
            "    http.response.status_code=200\n"
            "    kong.service=db\n");
    }
    void objectsListsAndLinesGiveTheSameRecord()
    {
        QFETCH(QByteArray, input);
        QFETCH(QByteArray, format);
        QFETCH(QByteArray, decoded);
        std::string name;
        QCOMPARE(QByteArray::fromStdString(logText(input.toStdString(), &name)), decoded);
        QCOMPARE(QByteArray::fromStdString(name), format);
    }
};
TRIPTYCH_TEST(TestKong)
#include "tst_kong.moc"
