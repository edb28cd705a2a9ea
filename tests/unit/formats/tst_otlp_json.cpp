#include "record_text.h"
#include "test_registry.h"

#include <QTest>

using triptych::tests::decodeText;
using triptych::tests::decodeTwice;

namespace {

const std::string kSpan = R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"cart"}}]},
 "scopeSpans":[{"scope":{"name":"io.http","version":"1.2"},"spans":[{
   "traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","parentSpanId":"eee19b7ec3c1b173",
   "flags":769,"name":"GET /cart","kind":2,"startTimeUnixNano":"1755690000123456789","endTimeUnixNano":"1755690000125606789",
   "attributes":[{"key":"http.response.status_code","value":{"intValue":"500"}},
                 {"key":"ratio","value":{"doubleValue":0.5}},{"key":"ok","value":{"boolValue":false}},
                 {"key":"tags","value":{"arrayValue":{"values":[{"stringValue":"a"},{"intValue":7}]}}},
                 {"key":"map","value":{"kvlistValue":{"values":[{"key":"k","value":{"stringValue":"v"}}]}}},
                 {"key":"raw","value":{"bytesValue":"aGk="}},{"key":"none","value":{}}],
   "events":[{"timeUnixNano":"1755690000124000000","name":"exception","attributes":[{"key":"exception.type","value":{"stringValue":"IOError"}}]}],
   "links":[{"traceId":"aaaabbbbccccddddaaaabbbbccccdddd","spanId":"0123456789abcdef"}],
   "status":{"code":2,"message":"boom"}}]}],"schemaUrl":"https://opentelemetry.io/schemas/1.30.0"}]})";

const std::string kSpanText =
    "span 5b8efff798038103d269b633813fc60c eee19b7ec3c1b174 <eee19b7ec3c1b173> 1755690000123456789+2150000 'GET /cart' cart server error "
    "'boom' scope=io.http@1.2 {service.name=cart} http.response.status_code:int=500 ratio:double=0.5 ok:bool=false tags:array=[\"a\",7] "
    "map:map={\"k\":\"v\"} raw:bytes=aGk= none:null=\n"
    "  event 1755690000124000000 'exception' {\"exception.type\":\"IOError\"}\n"
    "  link aaaabbbbccccddddaaaabbbbccccdddd 0123456789abcdef \n";

std::string line(std::string_view id, std::string_view name)
{
    return std::string(R"({"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[{"traceId":"00000000000000000000000000000001","spanId":")") +
           std::string(id) + R"(","name":")" + std::string(name) + R"(","startTimeUnixNano":"1000","endTimeUnixNano":"1500"}]}]}]})";
}

std::string shortSpan(std::string_view id, std::string_view name)
{
    return "span 00000000000000000000000000000001 " + std::string(id) + " <> 1000+500 '" + std::string(name) + "'  unspecified unset {}\n";
}

std::string paddedSpan(int id, const std::string &padding)
{
    return "{\"traceId\":\"01\",\"spanId\":\"" + QByteArray::number(id, 16).rightJustified(16, '0').toStdString() +
           "\",\"name\":\"n\",\"attributes\":[{\"key\":\"p\",\"value\":{\"stringValue\":\"" + padding + "\"}}]}";
}

} // namespace

class TestOtlpJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFieldOfASpanIsKept()
    {
        const auto decoded = decodeTwice(kSpan, "trace.json");
        QCOMPARE(decoded.format, std::string("otlp-json"));
        COMPARE_TEXT(decoded.text, kSpanText);
    }

    void theOrderOfKeysDoesNotMatter()
    {
        const std::string input =
            R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"events":[{"name":"e","timeUnixNano":5}],"name":"n","spanId":"0000000000000002","traceId":"00000000000000000000000000000001"}],"scope":{"name":"s"}}],"resource":{"attributes":[{"value":{"stringValue":"late"},"key":"service.name"}]}}]})";
        COMPARE_TEXT(decodeTwice(input, "x.json").text,
                     "span 00000000000000000000000000000001 0000000000000002 <> 0+0 'n' late unspecified unset scope=s {service.name=late}\n"
                     "  event 5 'e' \n");
    }

    void tempoAndOldAndSnakeCaseSpellingsAreRead()
    {
        const std::string tempo =
            R"({"batches":[{"resource":{},"instrumentationLibrarySpans":[{"instrumentationLibrary":{"name":"lib"},"spans":[{"traceId":"W47/95gDgQPSabYzgT/GDA==","spanId":"7uGbfsPBsXQ=","name":"a","kind":"SPAN_KIND_CLIENT","startTimeUnixNano":1755690000123456789,"end_time_unix_nano":"1755690000123456799","status":{"code":"STATUS_CODE_OK"}}]}]}]})";
        COMPARE_TEXT(decodeTwice(tempo, "t.json").text,
                     "span 5b8efff798038103d269b633813fc60c eee19b7ec3c1b174 <> 1755690000123456789+10 'a'  client ok scope=lib {}\n");
        const std::string wrapped = R"({"trace":{"resource_spans":[{"scope_spans":[{"spans":[{"trace_id":"01","span_id":"02","name":"b"}]}]}]},"metrics":{}})";
        COMPARE_TEXT(decodeTwice(wrapped, "t.json").text, "span 00000000000000000000000000000001 0000000000000002 <> 0+0 'b'  unspecified unset {}\n");
    }

    void aNegativeDurationStaysNegative()
    {
        const std::string input = R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"01","spanId":"02","startTimeUnixNano":"500","endTimeUnixNano":"200"}]}]}]})";
        QVERIFY(decodeTwice(input, "x").text.find("500+-300") != std::string::npos);
    }

    void logsAndMetricsAndTracesMayShareAFile()
    {
        const std::string input = line("0000000000000002", "a") + "\n" +
            R"({"resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{},"logRecords":[{"observedTimeUnixNano":"7","severityNumber":17,"severityText":"ERROR","body":{"stringValue":"tab\tand \u00e9 \ud83d\ude00"},"attributes":[{"key":"n","value":{"intValue":3}}],"traceId":"01","spanId":"02"},{"timeUnixNano":"8","severityText":"Odd","body":{"kvlistValue":{"values":[{"key":"a","value":{"boolValue":true}}]}}}]}]}]})" "\n" +
            R"({"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"req","histogram":{"aggregationTemporality":2,"dataPoints":[{"timeUnixNano":"9","count":"3","sum":120.5,"bucketCounts":["1","2","0"],"explicitBounds":[50,100],"exemplars":[{"asDouble":70.2,"traceId":"01","spanId":"02"}]}]}},{"gauge":{"dataPoints":[{"timeUnixNano":"9","asInt":"-4","attributes":[{"key":"b","value":{"stringValue":"2"}},{"key":"a","value":{"stringValue":"1"}}]}]},"name":"heap"}]}]}]})";
        const auto decoded = decodeTwice(input, "mixed.jsonl");
        COMPARE_TEXT(decoded.text, shortSpan("0000000000000002", "a") +
                                       "log 7 error 00000000000000000000000000000001 0000000000000002  'tab\tand \xc3\xa9 \xf0\x9f\x98\x80' n:int=3\n"
                                       "log 8  - -  '{\"a\":true}' severity_text=Odd\n"
                                       "sample req @9 = 120.5 n=3 {\"counts\":[1,2,0],\"bounds\":[50,100]}\n"
                                       "sample heap a=1 b=2 @9 = -4\n"
                                       "exemplar 00000000000000000000000000000001 0000000000000002 70.2\n");
    }

    void aBrokenLineCostsOnlyItself()
    {
        const std::string broken = line("0000000000000003", "lost");
        const std::string input = line("0000000000000002", "a") + "\n" + broken.substr(0, broken.size() - 30) + "\nnot json\n" +
                                  line("0000000000000004", "b") + "\n";
        const auto decoded = decodeTwice(input, "x.jsonl");
        QVERIFY2(decoded.text.find(shortSpan("0000000000000002", "a")) != std::string::npos, decoded.text.c_str());
        QVERIFY2(decoded.text.find(shortSpan("0000000000000004", "b")) != std::string::npos, decoded.text.c_str());
        QVERIFY2(decoded.text.find("bad line 2 byte") != std::string::npos, decoded.text.c_str());
        QVERIFY2(decoded.text.find("'lost'") == std::string::npos, decoded.text.c_str());
    }

    void aBrokenSpanCostsOnlyItself()
    {
        const std::string input = R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"01","spanId":"02","name":"a"},{"traceId":"01","name" 5},{"traceId":"01","spanId":"04","name":"c"}]}]}]})";
        const auto decoded = decodeTwice(input, "x.json");
        COMPARE_TEXT(decoded.text, "span 00000000000000000000000000000001 0000000000000002 <> 0+0 'a'  unspecified unset {}\n"
                                   "span 00000000000000000000000000000001 0000000000000004 <> 0+0 'c'  unspecified unset {}\n"
                                   "bad line 1 byte 108: a span: a colon was expected after a key\n");
    }

    void atEveryTruncationCompleteSpansAreKeptAndTheEndIsReported()
    {
        const std::string one = R"({"traceId":"01","spanId":"02","name":"first"})";
        const std::string input = R"({"resourceSpans":[{"resource":{},"scopeSpans":[{"spans":[)" + one + "," + one + "]}]}]}";
        const std::size_t complete = input.find(one) + one.size();
        for (std::size_t n = complete; n + 1 < input.size(); ++n) {
            const std::string text = decodeText(input.substr(0, n), "x").text;
            QVERIFY2(text.find("'first'") != std::string::npos, text.c_str());
            QVERIFY2(text.find("bad line 1 byte ") != std::string::npos, (std::to_string(n) + text).c_str());
            QCOMPARE(text.find("bad", text.find("bad") + 1), std::string::npos);
        }
    }

    void nestingBeyondTheLimitIsAnErrorOfItsRecordAlone()
    {
        const std::string deep = std::string(2000, '[') + std::string(2000, ']');
        const std::string input = R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"01","spanId":"02","name":"deep","extra":)" + deep +
                                  R"(},{"traceId":"01","spanId":"03","name":"flat"}]}]}]})";
        const std::string text = decodeTwice(input, "x").text;
        QVERIFY2(text.find("nested deeper than 512 levels") != std::string::npos, text.c_str());
        QVERIFY2(text.find("'flat'") != std::string::npos, text.c_str());
    }

    void aDocumentOfManyPiecesKeepsResourceAndScopeOfEachSpan()
    {
        std::string input = R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"big"}}]},"scopeSpans":[{"scope":{"name":"s"},"spans":[)";
        const std::string padding(2000, 'p');
        constexpr int kSpans = 9000;
        for (int i = 1; i <= kSpans; ++i)
            input += (i > 1 ? "," : "") + paddedSpan(i, padding);
        input += "]}]}]}";
        const auto decoded = decodeText(input, "big.json");
        QVERIFY(decoded.pieces > 2);
        const QString text = QString::fromStdString(decoded.text);
        QCOMPARE(text.count(QStringLiteral("'n' big unspecified unset scope=s {service.name=big}")), kSpans);
        QCOMPARE(text.count(QStringLiteral("bad line")), 0);
    }

    void bytesThatAreNoUtf8AreShownAndRemarked()
    {
        const std::string input = line("0000000000000002", "a\xff\xc3(") + "\n";
        const auto decoded = decodeTwice(input, "x");
        COMPARE_TEXT(decoded.text, shortSpan("0000000000000002", "a?" "?(") + "remark line 1 byte " + std::to_string(input.find('\xff')) +
                                       ": 2 bytes that are no UTF-8 are shown as ?\n");
    }

    void idsThatAreNoHexAreReplacedAndKeptAsTags()
    {
        const std::string input = R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"trace-1!","spanId":"span-1","name":"a"},{"traceId":"trace-1!","spanId":"span-2","parentSpanId":"span-1","name":"b"}]}]}]})";
        const QString text = QString::fromStdString(decodeTwice(input, "x").text);
        QVERIFY(text.contains(QStringLiteral("original.trace_id=trace-1! original.span_id=span-2")));
        const QString firstId = text.section(QLatin1Char(' '), 2, 2);
        QVERIFY2(text.contains(QLatin1Char('<') + firstId + QLatin1Char('>')), qPrintable(text));
    }
};

TRIPTYCH_TEST(TestOtlpJson)
#include "tst_otlp_json.moc"
