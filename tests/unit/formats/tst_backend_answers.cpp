#include "formats/datadog_decoder.h"
#include "record_text.h"
#include "test_registry.h"

#include <QTest>

using triptych::tests::decodeTwice;

/// Answers of ClickHouse, Elasticsearch and Datadog, and dumps of them. Shapes: the collector's table definitions and exporter, and
/// Datadog's published API description.
class TestBackendAnswers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsOfClickHouseAreSpans()
    {
        const std::string row =
            R"({"TraceId":"5b8efff798038103d269b633813fc60c","SpanId":"eee19b7ec3c1b174","ParentSpanId":"eee19b7ec3c1b173","TraceState":"","SpanName":"GET /cart","SpanKind":"SPAN_KIND_SERVER","ServiceName":"cart","ResourceAttributes":{"service.name":"cart","host.name":"n1"},"SpanAttributes":{"http.response.status_code":"500","say":"a \u0022b\u0022"},"TimeUnixNano":"1755690000123456789","Duration":"2150000","StatusCode":"Error","StatusMessage":"boom","ScopeName":"http","ScopeVersion":"1.2","EventTimesUnixNano":[1755690000124000001,"1755690000124000002"],"Events.Name":["cache.miss","retry"],"Events.Attributes":[{"key":"k1"},{}],"Links.TraceId":["00000000000000000000000000000001"],"Links.SpanId":["0000000000000002"],"Links.TraceState":[""],"Links.Attributes":[{"a":"b"}]})";
        const std::string text =
            "span 5b8efff798038103d269b633813fc60c eee19b7ec3c1b174 <eee19b7ec3c1b173> 1755690000123456789+2150000 'GET /cart' cart server error 'boom' scope=http@1.2 "
            "{service.name=cart host.name=n1} http.response.status_code=500 say=a \"b\"\n"
            "  event 1755690000124000001 'cache.miss' {\"key\":\"k1\"}\n"
            "  event 1755690000124000002 'retry' \n"
            "  link 00000000000000000000000000000001 0000000000000002 {\"a\":\"b\"}\n";
        const auto lines = decodeTwice(row + "\n" + row + "\n", "rows.jsonl");
        QCOMPARE(lines.format, std::string("clickhouse-rows"));
        COMPARE_TEXT(lines.text, text + text);
        const auto document = decodeTwice(R"({"meta":[{"name":"TraceId","type":"String"}],"data":[)" + row + "," + row + R"(],"rows":2})", "answer.json");
        QCOMPARE(document.format, std::string("clickhouse-rows"));
        COMPARE_TEXT(document.text, text + text);
    }

    void rowsOfClickHouseAreLogRecordsAndMayHoldJsonColumns()
    {
        const auto decoded = decodeTwice(R"({"Timestamp":"2025-08-20 11:40:00.124000000","TraceId":"","SpanId":"","SeverityText":"WARNING","SeverityNumber":13,"ServiceName":"cart","Body":"slow","ResourceAttributes":{"service":{"name":"cart"}},"LogAttributes":{"http":{"status":500},"ok":true}}
{"Timestamp":"2025-08-20 11:40:01","TraceId":"x","ServiceName":"cart"}
)",
                                         "rows.jsonl");
        QCOMPARE(decoded.format, std::string("clickhouse-rows"));
        COMPARE_TEXT(decoded.text, "log 1755690000124000000 warn - - cart 'slow' http.status:int=500 ok:bool=true\n"
                                   "bad line 2 byte 250: neither a span's row nor a log record's\n");
    }

    void documentsOfElasticsearchAreSpansWithTheirEvents()
    {
        const auto decoded = decodeTwice(R"({"took":1,"timed_out":false,"_shards":{"total":1},"hits":{"total":{"value":2},"hits":[
{"_index":"traces-generic.otel-default","_id":"a","_source":{"@timestamp":"1755690000123.0","trace_id":"5b8efff798038103d269b633813fc60c","span_id":"eee19b7ec3c1b174","parent_span_id":"eee19b7ec3c1b173","name":"GET /cart","kind":"Server","duration":2150000,"attributes":{"http.response.status_code":500,"url":{"path":"/cart"}},"resource":{"attributes":{"service.name":"cart"}},"scope":{"name":"http","version":"1.2"},"status":{"code":"Error","message":"boom"},"links":[{"trace_id":"01","span_id":"02","attributes":{"a":1}}],"events":[{"timestamp":"2025-08-20T11:40:00.124Z","name":"cache.miss","attributes":{"key":"k1"}}]},"fields":{"@timestamp":["2025-08-20T11:40:00.123456789Z"]},"sort":[1,2]},
{"_index":"logs-generic.otel-default","_id":"b","_source":{"@timestamp":1755690000124,"trace_id":"5b8efff798038103d269b633813fc60c","severity_number":17,"severity_text":"ERROR","body":{"structured":{"a":1}},"attributes":{"x":"y"},"resource":{"attributes":{"service":{"name":"cart"}}}}}]}})",
                                         "answer.json");
        QCOMPARE(decoded.format, std::string("elastic-otel"));
        COMPARE_TEXT(decoded.text, "span 5b8efff798038103d269b633813fc60c eee19b7ec3c1b174 <eee19b7ec3c1b173> 1755690000123456789+2150000 'GET /cart' cart server error 'boom' scope=http@1.2 "
                                   "{service.name=cart} http.response.status_code:int=500 url.path=/cart\n"
                                   "  event 1755690000124000000 'cache.miss' {\"key\":\"k1\"}\n"
                                   "  link 00000000000000000000000000000001 0000000000000002 {\"a\":1}\n"
                                   "log 1755690000124000000 error 5b8efff798038103d269b633813fc60c - cart '{\"a\":1}' x=y\n");
    }

    void aDocumentWithoutATimeIsBad()
    {
        const auto decoded = decodeTwice("{\"_source\":{\"@timestamp\":\"1755690000123.25\",\"severity_number\":9,\"body\":{\"text\":\"fine\"}}}\n{\"_source\":{\"message\":\"x\"}}\n", "dump.jsonl");
        QCOMPARE(decoded.format, std::string("elastic-otel"));
        COMPARE_TEXT(decoded.text, "log 1755690000123250000 info - -  'fine'\n"
                                   "bad line 2 byte 100: a document without @timestamp: no span and no log record of OpenTelemetry's\n");
    }

    void tagsThatJaegerKeepsAsFieldsAreTags()
    {
        const auto decoded = decodeTwice(
            R"({"data":[{"processes":{},"spans":[{"traceID":"5b8efff798038103d269b633813fc60c","spanID":"eee19b7ec3c1b174","operationName":"GET /cart","references":[],"startTime":1755690000123456,"startTimeMillis":1755690000123,"duration":2150,"tags":[{"key":"a","type":"int64","value":"5"}],"tag":{"span@kind":"server","error":true,"http@status":500},"logs":null,"process":{"serviceName":"cart","tags":[],"tag":{"k8s@pod@name":"p"}}}]}]})",
            "jaeger.json");
        QCOMPARE(decoded.format, std::string("jaeger-json"));
        COMPARE_TEXT(decoded.text, "span 5b8efff798038103d269b633813fc60c eee19b7ec3c1b174 <> 1755690000123456000+2150000 'GET /cart' cart server error "
                                   "{service.name=cart k8s.pod.name=p} a:int=5 http.status:int=500\n");
    }

    void datadogsSpansAndLogsAreRead()
    {
        const auto spans = decodeTwice(
            R"({"data":[{"id":"AwAAA","type":"spans","attributes":{"trace_id":"15161849952847513100","span_id":"17213210219539181940","parent_id":"0","service":"cart","env":"prod","host":"n1","resource_name":"GET /cart","operation_name":"http.request","type":"web","start_timestamp":"2025-08-20T11:40:00.123Z","end_timestamp":"2025-08-20T11:40:00.125Z","tags":["env:prod","version:1.2"],"custom":{"http":{"status_code":"500"},"_dd":{"p":{"tid":"5b8efff798038103"}},"span":{"kind":"server"}},"attributes":{"duration":2150000,"status":"error"}}}],"meta":{"page":{"after":"x"}}})",
            "answer.json");
        QCOMPARE(spans.format, std::string("datadog"));
        COMPARE_TEXT(spans.text, "span 5b8efff798038103d269b633813fc60c eee19b7ec3c1b174 <> 1755690000123000000+2150000 'GET /cart' cart server error "
                                 "{version=1.2 service.name=cart env=prod host=n1} type=web http.status_code=500 operation_name=http.request\n");
        const auto logs = decodeTwice(
            R"({"data":[{"id":"AQAAA","type":"log","attributes":{"timestamp":"2025-08-20T11:40:00.124Z","message":"boom","status":"critical","service":"cart","host":"n1","tags":["env:prod"],"attributes":{"dd":{"trace_id":"15161849952847513100","span_id":"17213210219539181940"},"http":{"status_code":500}}}},{"type":"log"}]})",
            "answer.json");
        QCOMPARE(logs.format, std::string("datadog"));
        COMPARE_TEXT(logs.text, "log 1755690000124000000 fatal 0000000000000000d269b633813fc60c eee19b7ec3c1b174 cart 'boom' http.status_code:int=500 status=critical\n"
                                "bad line 1 byte 293: a record without attributes\n");
    }

    void datadogsIdsAreReadInEverySpelling()
    {
        using namespace triptych::formats;
        using triptych::telemetry::TraceId;
        QCOMPARE(datadogTraceId("15161849952847513100"), (TraceId{0, 0xd269b633813fc60cull}));
        QCOMPARE(datadogTraceId("-3284894120862038516"), (TraceId{0, 0xd269b633813fc60cull})); // of loggers without unsigned numbers
        QCOMPARE(datadogTraceId("5b8efff798038103d269b633813fc60c"), (TraceId{0x5b8efff798038103ull, 0xd269b633813fc60cull}));
        QCOMPARE(datadogTraceId("0xd269b633813fc60c"), (TraceId{0, 0xd269b633813fc60cull}));
        QVERIFY(datadogTraceId("0").empty());
        QVERIFY(datadogTraceId("none").empty());
    }
};
TRIPTYCH_TEST(TestBackendAnswers)
#include "tst_backend_answers.moc"
