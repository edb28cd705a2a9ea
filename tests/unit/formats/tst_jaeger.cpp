#include "record_text.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych;
using triptych::tests::decodeText;
using triptych::tests::decodeTwice;

namespace {

const std::string kTrace = R"({"traceID":"5b8efff798038103d269b633813fc60c","spans":[
 {"traceID":"5b8efff798038103d269b633813fc60c","spanID":"eee19b7ec3c1b174","flags":1,"operationName":"GET /cart",
  "references":[{"refType":"FOLLOWS_FROM","traceID":"5b8efff798038103d269b633813fc60c","spanID":"0000000000000009"},
                {"refType":"CHILD_OF","traceID":"5b8efff798038103d269b633813fc60c","spanID":"eee19b7ec3c1b173"},
                {"refType":"FOLLOWS_FROM","traceID":"00000000000000aa","spanID":"00000000000000bb"}],
  "startTime":1755690000123456,"duration":2150,
  "tags":[{"key":"span.kind","type":"string","value":"server"},{"key":"http.response.status_code","type":"int64","value":500},
          {"key":"error","type":"bool","value":true},{"key":"otel.status_description","type":"string","value":"boom"},
          {"key":"otel.scope.name","type":"string","value":"io.http"},{"key":"big","type":"int64","value":"9007199254740993"},
          {"key":"raw","type":"binary","value":"aGk="},{"key":"f","type":"float64","value":0.5}],
  "logs":[{"timestamp":1755690000124000,"fields":[{"key":"event","type":"string","value":"cache.miss"},{"key":"n","type":"int64","value":3}]}],
  "processID":"p1","warnings":["clock skew"]}],
 "processes":{"p1":{"serviceName":"cart","tags":[{"key":"host.name","type":"string","value":"n1"}]}},"warnings":null})";

const std::string kTraceText =
    "span 5b8efff798038103d269b633813fc60c eee19b7ec3c1b174 <eee19b7ec3c1b173> 1755690000123456000+2150000 'GET /cart' cart server error "
    "'boom' scope=io.http {service.name=cart host.name=n1} http.response.status_code:int=500 big:int=9007199254740993 raw:bytes=aGk= "
    "f:double=0.5 @jaeger@warnings:array=[\"clock skew\"]\n"
    "  event 1755690000124000000 'cache.miss' {\"n\":3}\n"
    "  link 5b8efff798038103d269b633813fc60c 0000000000000009 \n"
    "  link 000000000000000000000000000000aa 00000000000000bb \n";

std::string span(int id, std::string_view process, std::string_view padding = {})
{
    return R"({"traceID":"01","spanID":")" + std::to_string(id) + R"(","operationName":"op","startTime":1,"duration":2,"tags":[{"key":"p","value":")" +
           std::string(padding) + R"("}],"processID":")" + std::string(process) + R"("})";
}

} // namespace

class TestJaeger : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anAnswerADownloadABareTraceAndAListReadAlike()
    {
        COMPARE_TEXT(decodeTwice(kTrace, "trace.json").text, kTraceText);
        COMPARE_TEXT(decodeTwice("[" + kTrace + "]", "x").text, kTraceText);
        COMPARE_TEXT(decodeTwice("{\"data\":" + kTrace + "}", "x").text, kTraceText);
        const auto answer = decodeTwice("{\"data\":[" + kTrace + "],\"total\":0,\"limit\":0,\"offset\":0,\"errors\":null}", "x");
        QCOMPARE(answer.format, std::string("jaeger-json"));
        COMPARE_TEXT(answer.text, kTraceText);
    }

    void processesThatFollowSeveralPiecesOfSpansReachEachOfThem()
    {
        const std::string padding(3000, 'p');
        std::string input = R"({"data":[{"traceID":"01","spans":[)";
        constexpr int kSpans = 6000;
        for (int i = 1; i <= kSpans; ++i)
            input += (i > 1 ? "," : "") + span(i, i % 2 == 0 ? "p1" : "p2", padding);
        // A small trace behind it uses the same process ids for other services.
        input += R"(],"processes":{"p1":{"serviceName":"even"},"p2":{"serviceName":"odd"}}},{"traceID":"02","spans":[)" + span(1, "p1") +
                 R"(],"processes":{"p1":{"serviceName":"other"}}}]})";
        const auto decoded = decodeText(input, "big.json");
        QVERIFY(decoded.pieces > 3);
        const QString text = QString::fromStdString(decoded.text);
        QCOMPARE(text.count(QStringLiteral("'op' even unspecified unset {service.name=even}")), kSpans / 2);
        QCOMPARE(text.count(QStringLiteral("'op' odd unspecified unset {service.name=odd}")), kSpans / 2);
        QCOMPARE(text.count(QStringLiteral("'op' other ")), 1);
        QCOMPARE(text.count(QStringLiteral("unknown-service")), 0);
    }

    void aTraceWhoseEndIsKnownBeforehandIsNotHeld()
    {
        // Reads the input in pieces after a look at its end, as an import of a large file does.
        struct Read {
            std::size_t firstEmitted = 0; // pieces that had been read when the first batch was let go
            bool misled = false;
            QString text;
        };
        const auto read = [](const std::string &input) {
            Read out;
            const formats::Sample sample{std::string_view(input).substr(0, 256u << 10), false, "big.json"};
            const formats::Format *format = formats::recognise(sample);
            const auto cutter = format->cutter(sample);
            const auto decoder = format->decoder(sample);
            const auto order = format->sequencer();
            order->foresee(std::string_view(input).substr(input.size() - std::min(input.size(), formats::Sequencer::kTailBytes)));
            telemetry::BatchBuilder builder;
            std::size_t pieces = 0;
            const auto write = [&](const telemetry::Batch &batch) {
                out.firstEmitted = out.firstEmitted == 0 ? pieces : out.firstEmitted;
                out.text += QString::fromStdString(tests::batchText(batch));
            };
            const auto emit = [&](formats::Piece piece) {
                ++pieces;
                decoder->decode(piece, builder);
                order->next(builder.take(), piece, write);
                out.misled = out.misled || order->misled();
            };
            cutter->feed(input, emit);
            cutter->finish(emit);
            order->finish(write);
            out.misled = out.misled || order->misled();
            return out;
        };
        const std::string padding(3000, 'p');
        std::string spans = R"({"data":[{"traceID":"01","spans":[)";
        constexpr int kSpans = 6000;
        for (int i = 1; i <= kSpans; ++i)
            spans += (i > 1 ? "," : "") + span(i, i % 2 == 0 ? "p1" : "p2", padding);
        const std::string own = R"(],"processes":{"p1":{"serviceName":"even"},"p2":{"serviceName":"odd"}}})";
        const Read one = read(spans + own + R"(],"total":0,"errors":null})");
        QVERIFY(!one.misled);
        QCOMPARE(one.firstEmitted, std::size_t(1));
        QCOMPARE(one.text.count(QStringLiteral("'op' even unspecified unset {service.name=even}")), kSpans / 2);
        QCOMPARE(one.text.count(QStringLiteral("'op' odd unspecified unset {service.name=odd}")), kSpans / 2);
        // Another trace ends the input, with other processes of the same ids; or none ends it.
        QVERIFY(read(spans + own + R"(,{"traceID":"02","spans":[)" + span(1, "p1") + R"(],"processes":{"p1":{"serviceName":"other"}}}]})").misled);
        QVERIFY(read(spans + R"(]},{"traceID":"02","spans":[)" + span(1, "p1") + R"(],"processes":{"p1":{"serviceName":"other"}}}]})").misled);
        // A small first trace contradicts before anything went out by what was foreseen.
        const Read small = read(R"({"data":[{"traceID":"02","spans":[)" + span(1, "p1") + R"(],"processes":{"p1":{"serviceName":"first"}}},)" + spans.substr(9) + own + "]}");
        QVERIFY(!small.misled);
        QCOMPARE(small.text.count(QStringLiteral("'op' first ")), 1);
        QCOMPARE(small.text.count(QStringLiteral("'op' odd ")), kSpans / 2);
        const Read cut = read(spans + "]");
        QVERIFY(!cut.misled);
        QCOMPARE(cut.text.count(QStringLiteral("'op' unknown-service ")), kSpans);
    }

    void spansWhoseProcessNeverComesAreKeptAsUnknownService()
    {
        const std::string padding(3000, 'p');
        std::string input = R"({"data":[{"traceID":"01","spans":[)";
        constexpr int kSpans = 3000;
        for (int i = 1; i <= kSpans; ++i)
            input += (i > 1 ? "," : "") + span(i, "p1", padding);
        const QString text = QString::fromStdString(decodeText(input, "cut.json").text);
        QCOMPARE(text.count(QStringLiteral("'op' unknown-service ")), kSpans);
        QCOMPARE(text.count(QStringLiteral("bad line 1 byte ")), 1);
    }

    void tracesWithProcessesBeforeBehindAndWithoutStandTogether()
    {
        std::string input = "{\"data\":[";
        const auto add = [&input](int id, bool before, bool behind) {
            const std::string processes = "\"processes\":{\"p1\":{\"serviceName\":\"s" + std::to_string(id) + "\"}}";
            input += (id > 1 ? ",{" : "{") + (before ? processes + "," : std::string()) + "\"spans\":[" + span(id, "p1") + "]" + (behind ? "," + processes : std::string()) + "}";
        };
        add(1, false, false);
        add(2, false, true);
        add(3, true, false);
        add(4, false, false);
        add(5, false, true);
        add(6, false, false);
        add(7, false, false);
        input += "]}";
        const QString text = QString::fromStdString(decodeTwice(input, "x").text);
        QStringList services;
        for (const QString &line : text.split(u'\n'))
            if (line.startsWith(QStringLiteral("span ")))
                services.append(line.section(QStringLiteral("'op' "), 1).section(u' ', 0, 0));
        QCOMPARE(services.join(u' '), QStringLiteral("unknown-service s2 s3 unknown-service s5 unknown-service unknown-service"));
    }

    void jaegersModelAsProtobufJsonIsRead()
    {
        const std::string input = R"({"spans":[{"traceId":"AAAAAAAAAAAAAAAAAAAAAQ==","spanId":"AAAAAAAAAAI=","operationName":"op",
          "references":[{"traceId":"AAAAAAAAAAAAAAAAAAAAAQ==","spanId":"AAAAAAAAAAM="}],"startTime":"2025-08-20T11:40:00.123456789Z","duration":"0.002150s",
          "tags":[{"key":"error","vType":"BOOL","vBool":true},{"key":"n","vType":"INT64","vInt64":"7"}],"process":{"serviceName":"cart"}}]})";
        COMPARE_TEXT(decodeTwice(input, "x").text,
                     "span 00000000000000000000000000000001 0000000000000002 <0000000000000003> 1755690000123456789+2150000 'op' cart unspecified "
                     "error {service.name=cart} n:int=7\n");
    }

    void aBrokenSpanCostsOnlyItself()
    {
        const std::string input = R"({"data":[{"traceID":"01","spans":[)" + span(1, "p1") + R"(,{"traceID":"01","spanID" "2"},)" + span(3, "p1") +
                                  R"(],"processes":{"p1":{"serviceName":"s"}}}]})";
        const QString text = QString::fromStdString(decodeTwice(input, "x").text);
        QCOMPARE(text.count(QStringLiteral("span 0000")), 2);
        QVERIFY2(text.contains(QStringLiteral("a span: a colon was expected")), qPrintable(text));
    }

    void listsOfNamesAndDependenciesAreNoEmptyTraces()
    {
        const auto names = decodeTwice(R"({"data":["checkout","cart"],"total":2,"limit":0,"offset":0,"errors":null})", "x");
        QVERIFY2(names.text.find("bad line 1 byte 9: no Jaeger trace") != std::string::npos, names.text.c_str());
        const auto edges = decodeTwice(R"({"data":[{"parent":"web","child":"cart","callCount":42}],"total":0,"limit":0,"offset":0,"errors":null})", "x");
        QCOMPARE(edges.format, std::string("dependencies"));
    }
};

TRIPTYCH_TEST(TestJaeger)
#include "tst_jaeger.moc"
