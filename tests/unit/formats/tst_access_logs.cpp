#include "log_text.h"
#include "test_registry.h"

#include <QTest>

using triptych::tests::logText;

class TestAccessLogs : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void eachLayoutGivesTheLineItsFieldsAndIds_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<QByteArray>("decoded");
        const auto row = [](const char *name, const char *input, const char *format, const char *decoded) {
            QTest::newRow(name) << QByteArray(input) << QByteArray(format) << QByteArray(decoded);
        };
        row("combined with referer and agent",
            "10.0.0.9 - alice [20/Aug/2026:11:40:00 +0000] \"GET /cart?x=1 HTTP/1.1\" 200 512 \"https://shop/\" \"curl/8.5\"\n",
            "access-log",
            "2026-08-20 11:40:00.000 info access | 10.0.0.9 - alice [20/Aug/2026:11:40:00 +0000] \"GET /cart?x=1 HTTP/1.1\" 200 512 \"https://shop/\" \"curl/8.5\"\n"
            "    client.address=10.0.0.9\n"
            "    user.name=alice\n"
            "    http.request.method=GET\n"
            "    url.path=/cart\n"
            "    url.query=x=1\n"
            "    network.protocol.version=1.1\n"
            "    http.response.status_code=200\n"
            "    http.response.body.size=512\n"
            "    http.request.header.referer=https://shop/\n"
            "    user_agent.original=curl/8.5\n");
        row("nginx-proxy-manager, of a proxy host",
            "[24/Jan/2022:16:51:02 +0000] - 404 404 - GET http openresty.local \"/a?b=1\" [Client 1.2.3.4] [Length 192] [Gzip 3.10] [Sent-to 10.0.0.7] \"Mozilla/5.0\" \"-\"\n",
            "access-log",
            "2022-01-24 16:51:02.000 warn access | [24/Jan/2022:16:51:02 +0000] - 404 404 - GET http openresty.local \"/a?b=1\" [Client 1.2.3.4] [Length 192] [Gzip 3.10] [Sent-to 10.0.0.7] \"Mozilla/5.0\" \"-\"\n"
            "    upstream.status=404\n"
            "    http.response.status_code=404\n"
            "    http.request.method=GET\n"
            "    url.scheme=http\n"
            "    server.address=openresty.local\n"
            "    url.path=/a\n"
            "    url.query=b=1\n"
            "    client.address=1.2.3.4\n"
            "    http.response.body.size=192\n"
            "    http.response.gzip_ratio=3.10\n"
            "    upstream.address=10.0.0.7\n"
            "    user_agent.original=Mozilla/5.0\n");
        row("nginx-proxy-manager, of a dead host",
            "[24/Jan/2022:13:40:19 +0000] 444 - GET https 4.3.2.1 \"/.env\" [Client 207.32.219.89] [Length 0] [Gzip -] \"-\" \"-\"\n",
            "access-log",
            "2022-01-24 13:40:19.000 warn access | [24/Jan/2022:13:40:19 +0000] 444 - GET https 4.3.2.1 \"/.env\" [Client 207.32.219.89] [Length 0] [Gzip -] \"-\" \"-\"\n"
            "    http.response.status_code=444\n"
            "    http.request.method=GET\n"
            "    url.scheme=https\n"
            "    server.address=4.3.2.1\n"
            "    url.path=/.env\n"
            "    client.address=207.32.219.89\n"
            "    http.response.body.size=0\n");
        row("Apache's common format",
            "10.0.0.9 - - [20/Aug/2026:11:40:00 +0200] \"POST /pay HTTP/1.0\" 503 -\n",
            "access-log",
            "2026-08-20 09:40:00.000 error access | 10.0.0.9 - - [20/Aug/2026:11:40:00 +0200] \"POST /pay HTTP/1.0\" 503 -\n"
            "    client.address=10.0.0.9\n"
            "    http.request.method=POST\n"
            "    url.path=/pay\n"
            "    network.protocol.version=1.0\n"
            "    http.response.status_code=503\n");
        row("Kong's request id",
            "10.0.0.9 - - [20/Aug/2026:11:40:00 +0000] \"GET / HTTP/2.0\" 404 9 \"-\" \"k6\" kong_request_id: \"a1b2c3d4e5f60718293a4b5c6d7e8f90\"\n",
            "access-log",
            "2026-08-20 11:40:00.000 warn access | 10.0.0.9 - - [20/Aug/2026:11:40:00 +0000] \"GET / HTTP/2.0\" 404 9 \"-\" \"k6\" kong_request_id: \"a1b2c3d4e5f60718293a4b5c6d7e8f90\"\n"
            "    client.address=10.0.0.9\n"
            "    http.request.method=GET\n"
            "    url.path=/\n"
            "    network.protocol.version=2.0\n"
            "    http.response.status_code=404\n"
            "    http.response.body.size=9\n"
            "    user_agent.original=k6\n"
            "    x_request_id=a1b2c3d4e5f60718293a4b5c6d7e8f90\n");
        row("request times and trace header",
            "10.0.0.9 - - [20/Aug/2026:11:40:00 +0000] \"GET / HTTP/1.1\" 200 9 \"-\" \"k6\" 0.012 0.009 traceparent=\"00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01\"\n",
            "access-log",
            "2026-08-20 11:40:00.000 info access 5b8efff798038103d269b633813fc60c/eee19b7ec3c1b173 | 10.0.0.9 - - [20/Aug/2026:11:40:00 +0000] \"GET / HTTP/1.1\" 200 9 \"-\" \"k6\" 0.012 0.009 traceparent=\"00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01\"\n"
            "    client.address=10.0.0.9\n"
            "    http.request.method=GET\n"
            "    url.path=/\n"
            "    network.protocol.version=1.1\n"
            "    http.response.status_code=200\n"
            "    http.response.body.size=9\n"
            "    user_agent.original=k6\n"
            "    http.server.request.duration=0.012\n"
            "    upstream.response.duration=0.009\n"
            "    traceparent=00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01\n");
        row("a custom format with a Datadog id",
            "10.0.0.9 [2026-08-20T11:40:00+00:00] \"GET /a HTTP/1.1\" 200 0.012 0.010 traceparent=\"-\" dd=\"15161849952847513100\" rid=a1b2\n",
            "access-log",
            "2026-08-20 11:40:00.000 info access 0000000000000000d269b633813fc60c | 10.0.0.9 [2026-08-20T11:40:00+00:00] \"GET /a HTTP/1.1\" 200 0.012 0.010 traceparent=\"-\" dd=\"15161849952847513100\" rid=a1b2\n"
            "    client.address=10.0.0.9\n"
            "    http.request.method=GET\n"
            "    url.path=/a\n"
            "    network.protocol.version=1.1\n"
            "    http.response.status_code=200\n"
            "    http.server.request.duration=0.012\n"
            "    upstream.response.duration=0.010\n"
            "    dd=15161849952847513100\n"
            "    rid=a1b2\n");
        row("virtual host first and a quoted quote",
            "shop.example:443 10.0.0.9 - - [20/Aug/2026:11:40:00 +0000] \"GET /\\\"x HTTP/1.1\" 200 9 \"-\" \"a \\\"b\\\"\"\n",
            "access-log",
            "2026-08-20 11:40:00.000 info access | shop.example:443 10.0.0.9 - - [20/Aug/2026:11:40:00 +0000] \"GET /\\\"x HTTP/1.1\" 200 9 \"-\" \"a \\\"b\\\"\"\n"
            "    server.address=shop.example:443\n"
            "    client.address=10.0.0.9\n"
            "    http.request.method=GET\n"
            "    url.path=/\\\"x\n"
            "    network.protocol.version=1.1\n"
            "    http.response.status_code=200\n"
            "    http.response.body.size=9\n"
            "    user_agent.original=a \\\"b\\\"\n");
        row("a garbled request",
            "10.0.0.9 - - [20/Aug/2026:11:40:00 +0000] \"\\x16\\x03\\x01\" 400 157 \"-\" \"-\"\n",
            "access-log",
            "2026-08-20 11:40:00.000 warn access | 10.0.0.9 - - [20/Aug/2026:11:40:00 +0000] \"\\x16\\x03\\x01\" 400 157 \"-\" \"-\"\n"
            "    client.address=10.0.0.9\n"
            "    http.response.status_code=400\n"
            "    http.response.body.size=157\n");
        row("a trace id in the query",
            "10.0.0.9 - - [20/Aug/2026:11:40:00 +0000] \"GET /a?trace=9974d75b333824fe HTTP/1.1\" 200 1 \"-\" \"x\" 1.557\n",
            "access-log",
            "2026-08-20 11:40:00.000 info access 00000000000000009974d75b333824fe | 10.0.0.9 - - [20/Aug/2026:11:40:00 +0000] \"GET /a?trace=9974d75b333824fe HTTP/1.1\" 200 1 \"-\" \"x\" 1.557\n"
            "    client.address=10.0.0.9\n"
            "    http.request.method=GET\n"
            "    url.path=/a\n"
            "    url.query=trace=9974d75b333824fe\n"
            "    network.protocol.version=1.1\n"
            "    http.response.status_code=200\n"
            "    http.response.body.size=1\n"
            "    user_agent.original=x\n"
            "    http.server.request.duration=1.557\n");
        row("Traefik's common format",
            "10.0.0.9 - - [20/Aug/2026:11:40:00 +0000] \"GET / HTTP/1.1\" 200 9 \"-\" \"-\" 190 \"shop@docker\" \"http://10.1.2.3:80\" 12ms\n",
            "access-log",
            "2026-08-20 11:40:00.000 info access | 10.0.0.9 - - [20/Aug/2026:11:40:00 +0000] \"GET / HTTP/1.1\" 200 9 \"-\" \"-\" 190 \"shop@docker\" \"http://10.1.2.3:80\" 12ms\n"
            "    client.address=10.0.0.9\n"
            "    http.request.method=GET\n"
            "    url.path=/\n"
            "    network.protocol.version=1.1\n"
            "    http.response.status_code=200\n"
            "    http.response.body.size=9\n"
            "    http.server.request.duration_ms=12\n");
        row("Envoy",
            "[2026-08-20T11:40:00.310Z] \"GET /cart HTTP/2\" 503 UF,URX 0 91 14 - \"-\" \"agent \"quoted\" 1\" \"b7c3-1\" \"cart:80\" \"10.1.2.3:8080\"\n",
            "envoy-log",
            "2026-08-20 11:40:00.310 error access | [2026-08-20T11:40:00.310Z] \"GET /cart HTTP/2\" 503 UF,URX 0 91 14 - \"-\" \"agent \"quoted\" 1\" \"b7c3-1\" \"cart:80\" \"10.1.2.3:8080\"\n"
            "    http.request.method=GET\n"
            "    url.path=/cart\n"
            "    network.protocol.version=2\n"
            "    http.response.status_code=503\n"
            "    envoy.response_flags=UF,URX\n"
            "    http.request.body.size=0\n"
            "    http.response.body.size=91\n"
            "    http.server.request.duration_ms=14\n"
            "    user_agent.original=agent \"quoted\" 1\n"
            "    x_request_id=b7c3-1\n"
            "    server.address=cart:80\n"
            "    upstream.address=10.1.2.3:8080\n");
        row("Istio",
            "[2026-08-20T11:40:00.310Z] \"GET /r/0 HTTP/1.1\" 200 - via_upstream - \"-\" 0 48 2 1 \"-\" \"Go\" \"980435c4\" \"ratings:9080\" \"10.1.2.3:9080\" outbound|9080||ratings.shop.svc.cluster.local 10.1.1.1:1 10.2.2.2:9080 10.3.3.3:5 - default\n",
            "envoy-log",
            "2026-08-20 11:40:00.310 info access ratings | [2026-08-20T11:40:00.310Z] \"GET /r/0 HTTP/1.1\" 200 - via_upstream - \"-\" 0 48 2 1 \"-\" \"Go\" \"980435c4\" \"ratings:9080\" \"10.1.2.3:9080\" outbound|9080||ratings.shop.svc.cluster.local 10.1.1.1:1 10.2.2.2:9080 10.3.3.3:5 - default\n"
            "    http.request.method=GET\n"
            "    url.path=/r/0\n"
            "    network.protocol.version=1.1\n"
            "    http.response.status_code=200\n"
            "    envoy.response_code_details=via_upstream\n"
            "    http.request.body.size=0\n"
            "    http.response.body.size=48\n"
            "    http.server.request.duration_ms=2\n"
            "    upstream.response.duration_ms=1\n"
            "    user_agent.original=Go\n"
            "    x_request_id=980435c4\n"
            "    server.address=ratings:9080\n"
            "    upstream.address=10.1.2.3:9080\n"
            "    envoy.upstream_cluster=outbound|9080||ratings.shop.svc.cluster.local\n"
            "    upstream.local_address=10.1.1.1:1\n"
            "    server.local_address=10.2.2.2:9080\n"
            "    client.address=10.3.3.3:5\n"
            "    envoy.route_name=default\n");
        row("Kuma over HTTP",
            "[2026-08-20T11:40:00.310Z] default \"GET /cart HTTP/1.1\" 200 - 0 91 14 13 \"-\" \"Go\" \"5b8efff798038103d269b633813fc60c\" \"980435c4-7a97-9b78-96c9-dfa19ef8aacc\" \"cart\" \"web_shop_svc_80\" \"cart_shop_svc_80\" \"10.1.1.1\" \"10.1.2.3:80\"\n",
            "envoy-log",
            "2026-08-20 11:40:00.310 info access cart 5b8efff798038103d269b633813fc60c | [2026-08-20T11:40:00.310Z] default \"GET /cart HTTP/1.1\" 200 - 0 91 14 13 \"-\" \"Go\" \"5b8efff798038103d269b633813fc60c\" \"980435c4-7a97-9b78-96c9-dfa19ef8aacc\" \"cart\" \"web_shop_svc_80\" \"cart_shop_svc_80\" \"10.1.1.1\" \"10.1.2.3:80\"\n"
            "    kuma.mesh=default\n"
            "    http.request.method=GET\n"
            "    url.path=/cart\n"
            "    network.protocol.version=1.1\n"
            "    http.response.status_code=200\n"
            "    http.request.body.size=0\n"
            "    http.response.body.size=91\n"
            "    http.server.request.duration_ms=14\n"
            "    upstream.response.duration_ms=13\n"
            "    user_agent.original=Go\n"
            "    x_request_id=980435c4-7a97-9b78-96c9-dfa19ef8aacc\n"
            "    server.address=cart\n"
            "    kuma.source_service=web_shop_svc_80\n"
            "    kuma.destination_service=cart_shop_svc_80\n"
            "    client.address=10.1.1.1\n"
            "    upstream.address=10.1.2.3:80\n");
        row("Envoy's JSON, which names its cluster and no service",
            "{\"start_time\":\"2026-08-20T11:40:00.310Z\",\"method\":\"GET\",\"path\":\"/cart\",\"response_code\":200,\"upstream_cluster\":\"cart_shop_svc_80\"}\n",
            "json-log",
            "2026-08-20 11:40:00.310 info access cart | GET /cart 200\n"
            "    http.request.method=GET\n"
            "    url.path=/cart\n"
            "    http.response.status_code=200\n"
            "    envoy.upstream_cluster=cart_shop_svc_80\n");
        row("Kuma over TCP",
            "[2026-08-20T11:40:00.310Z] UF default 10.1.1.1(web)->10.1.2.3:6379(redis) took 5ms, sent 10 bytes, received: 20 bytes\n",
            "envoy-log",
            "2026-08-20 11:40:00.310 warn access redis | [2026-08-20T11:40:00.310Z] UF default 10.1.1.1(web)->10.1.2.3:6379(redis) took 5ms, sent 10 bytes, received: 20 bytes\n"
            "    envoy.response_flags=UF\n"
            "    kuma.mesh=default\n"
            "    client.address=10.1.1.1\n"
            "    kuma.source_service=web\n"
            "    upstream.address=10.1.2.3:6379\n"
            "    kuma.destination_service=redis\n"
            "    http.server.request.duration_ms=5\n"
            "    network.bytes_sent=10\n"
            "    network.bytes_received=20\n");
        row("HAProxy behind syslog",
            "Aug 20 11:40:00 lb1 haproxy[7]: 10.0.0.9:5333 [20/Aug/2026:11:40:00.143] in~ shop/web1 0/0/7/14/21 200 113 - - ---- 2/1/0/0/0 0/0 {curl} {} \"GET /a?b=1 HTTP/1.1\"\n",
            "haproxy-log",
            "2026-08-20 11:40:00.143 info access haproxy | 10.0.0.9:5333 [20/Aug/2026:11:40:00.143] in~ shop/web1 0/0/7/14/21 200 113 - - ---- 2/1/0/0/0 0/0 {curl} {} \"GET /a?b=1 HTTP/1.1\"\n"
            "    client.address=10.0.0.9\n"
            "    client.port=5333\n"
            "    haproxy.frontend=in~\n"
            "    haproxy.backend=shop\n"
            "    haproxy.server=web1\n"
            "    haproxy.timers=0/0/7/14\n"
            "    http.server.request.duration_ms=21\n"
            "    http.response.status_code=200\n"
            "    http.response.size=113\n"
            "    http.request.method=GET\n"
            "    url.path=/a\n"
            "    url.query=b=1\n"
            "    network.protocol.version=1.1\n"
            "    host.name=lb1\n"
            "    process.pid=7\n");
        row("HAProxy over TCP",
            "10.0.0.9:5333 [20/Aug/2026:11:40:00.143] db pg/pg1 1/0/5007 212 -- 0/0/0/0/0 0/0\n"
            "10.0.0.9:5334 [20/Aug/2026:11:40:00.200] in/1: SSL handshake failure\n",
            "haproxy-log",
            "2026-08-20 11:40:00.143 info access | 10.0.0.9:5333 [20/Aug/2026:11:40:00.143] db pg/pg1 1/0/5007 212 -- 0/0/0/0/0 0/0\n"
            "    client.address=10.0.0.9\n"
            "    client.port=5333\n"
            "    haproxy.frontend=db\n"
            "    haproxy.backend=pg\n"
            "    haproxy.server=pg1\n"
            "    haproxy.timers=1/0\n"
            "    http.server.request.duration_ms=5007\n"
            "    network.bytes_sent=212\n"
            "    haproxy.termination_state=--\n"
            "2026-08-20 11:40:00.200 error access | 10.0.0.9:5334 [20/Aug/2026:11:40:00.200] in/1: SSL handshake failure\n"
            "    client.address=10.0.0.9\n"
            "    client.port=5334\n"
            "    haproxy.frontend=in/1\n");
        row("IIS",
            "#Software: IIS\n"
            "#Fields: date time cs-method cs-uri-stem cs-uri-query sc-status time-taken cs(User-Agent)\n"
            "2026-08-20 11:40:00 GET /a - 500 283 curl/8\n",
            "w3c-log",
            "- info | #Software: IIS\n"
            "2026-08-20 11:40:00.000 error access | 2026-08-20 11:40:00 GET /a - 500 283 curl/8\n"
            "    http.request.method=GET\n"
            "    url.path=/a\n"
            "    http.response.status_code=500\n"
            "    http.server.request.duration_ms=283\n"
            "    user_agent.original=curl/8\n");
        row("CRI around Envoy's JSON",
            "2026-08-20T11:40:00.500000000Z stdout F {\"start_time\":\"2026-08-20T11:40:00.310Z\",\"method\":\"GET\",\"path\":\"/cart?x=1\",\"response_code\":404,\"duration\":14,\"response_flags\":\"-\",\"user_agent\":null,\"traceparent\":\"00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01\"}\n",
            "json-log",
            "2026-08-20 11:40:00.310 warn access 5b8efff798038103d269b633813fc60c/eee19b7ec3c1b173 | GET /cart?x=1 404\n"
            "    http.request.method=GET\n"
            "    url.path=/cart\n"
            "    url.query=x=1\n"
            "    http.response.status_code=404\n"
            "    http.server.request.duration_ms=14\n"
            "    traceparent=00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01\n"
            "    log.iostream=stdout\n");
        row("Traefik's JSON in nanoseconds",
            "{\"ClientHost\":\"10.0.0.9\",\"DownstreamStatus\":502,\"Duration\":357313,\"RequestMethod\":\"GET\",\"RequestPath\":\"/a\",\"RequestProtocol\":\"HTTP/1.1\",\"ServiceName\":\"shop@docker\",\"StartUTC\":\"2026-08-20T11:40:00.310Z\",\"level\":\"info\",\"msg\":\"\",\"time\":\"2026-08-20T11:40:01Z\"}\n",
            "json-log",
            "2026-08-20 11:40:01.000 error access shop@docker | GET /a 502\n"
            "    client.address=10.0.0.9\n"
            "    http.response.status_code=502\n"
            "    http.server.request.duration_ns=357313\n"
            "    http.request.method=GET\n"
            "    url.path=/a\n"
            "    network.protocol.version=1.1\n"
            "    traefik.service=shop@docker\n"
            "    StartUTC=2026-08-20T11:40:00.310Z\n"
            "    level=info\n"
            "    msg=\n");
        row("Caddy's JSON",
            "{\"level\":\"info\",\"ts\":1755690000.31,\"logger\":\"http.log.access\",\"msg\":\"handled request\",\"request\":{\"client_ip\":\"10.0.0.9\",\"proto\":\"HTTP/2.0\",\"method\":\"GET\",\"host\":\"shop\",\"uri\":\"/a\",\"headers\":{\"User-Agent\":[\"curl/8\"],\"Traceparent\":[\"00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01\"]}},\"duration\":0.0025,\"size\":7,\"status\":200}\n",
            "json-log",
            "2025-08-20 11:40:00.310 info access 5b8efff798038103d269b633813fc60c/eee19b7ec3c1b173 | GET /a 200\n"
            "    level=info\n"
            "    logger=http.log.access\n"
            "    msg=handled request\n"
            "    client.address=10.0.0.9\n"
            "    network.protocol.version=2.0\n"
            "    http.request.method=GET\n"
            "    server.address=shop\n"
            "    url.path=/a\n"
            "    user_agent.original=curl/8\n"
            "    request.headers.Traceparent=[\"00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01\"]\n"
            "    http.server.request.duration=0.0025\n"
            "    http.response.body.size=7\n"
            "    http.response.status_code=200\n");
        row("nginx's own JSON",
            "{\"time_iso8601\":\"2026-08-20T11:40:00+00:00\",\"remote_addr\":\"10.0.0.9\",\"request\":\"GET /a?b=1 HTTP/1.1\",\"status\":\"200\",\"request_time\":\"0.012\",\"http_user_agent\":\"curl\"}\n",
            "json-log",
            "2026-08-20 11:40:00.000 info access | GET /a?b=1 HTTP/1.1 200\n"
            "    client.address=10.0.0.9\n"
            "    http.request.method=GET\n"
            "    url.path=/a\n"
            "    url.query=b=1\n"
            "    network.protocol.version=1.1\n"
            "    http.response.status_code=200\n"
            "    http.server.request.duration=0.012\n"
            "    user_agent.original=curl\n");
        row("nginx error log",
            "2026/08/20 11:40:00 [error] 31#7: *12 connect() failed (111: Connection refused), client: 10.0.0.9, server: shop, request: \"GET /a HTTP/1.1\", upstream: \"http://10.1.2.3:80/a\", host: \"shop\", request_id: \"a1b2\"\n"
            "stack traceback:\n"
            "\t[C]: in function\n",
            "nginx-error-log",
            "2026-08-20 11:40:00.000 error | 2026/08/20 11:40:00 [error] 31#7: *12 connect() failed (111: Connection refused), client: 10.0.0.9, server: shop, request: \"GET /a HTTP/1.1\", upstream: \"http://10.1.2.3:80/a\", host: \"shop\", request_id: \"a1b2\"\n"
            "stack traceback:\n"
            "\t[C]: in function\n"
            "    nginx.level=error\n"
            "    process.pid=31\n"
            "    thread.id=7\n"
            "    nginx.connection=12\n"
            "    client.address=10.0.0.9\n"
            "    server.name=shop\n"
            "    http.request.line=GET /a HTTP/1.1\n"
            "    http.request.method=GET\n"
            "    url.path=/a\n"
            "    upstream.address=http://10.1.2.3:80/a\n"
            "    server.address=shop\n"
            "    x_request_id=a1b2\n");
    }
    void eachLayoutGivesTheLineItsFieldsAndIds()
    {
        QFETCH(QByteArray, input);
        QFETCH(QByteArray, format);
        QFETCH(QByteArray, decoded);
        std::string name;
        QCOMPARE(QByteArray::fromStdString(logText(input.toStdString(), &name)), decoded);
        QCOMPARE(QByteArray::fromStdString(name), format);
    }
    void aLineOfAnotherKindIsKeptWithARemark()
    {
        const std::string text = logText("10.0.0.9 - - [20/Aug/2026:11:40:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"curl\"\n"
                                             "\n"
                                             "what is this?\n");
        QVERIFY(text.find(" | what is this?\n") != std::string::npos);
        QVERIFY(text.find("warning line 3 byte 77: Kept as plain text") != std::string::npos);
        QVERIFY(text.find("error") == std::string::npos);
    }
    void bytesThatAreNoUtf8AreReplacedWithOneRemark()
    {
        const std::string line = "10.0.0.9 - - [20/Aug/2026:11:40:00 +0000] \"GET /caf\xe9 HTTP/1.1\" 200 5 \"-\" \"curl\"\n";
        const std::string text = logText(line + line);
        QVERIFY(text.find("url.path=/caf\uFFFD\n") != std::string::npos);
        QCOMPARE(text.find("warning line 1"), text.rfind("warning line"));
    }
};
TRIPTYCH_TEST(TestAccessLogs)
#include "tst_access_logs.moc"
