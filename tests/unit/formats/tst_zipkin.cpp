#include "record_text.h"
#include "test_registry.h"

#include <QTest>

using triptych::tests::decodeTwice;

class TestZipkin : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFieldOfASpanIsKept()
    {
        const std::string input =
            R"([{"traceId":"5b8efff798038103d269b633813fc60c","parentId":"eee19b7ec3c1b173","id":"eee19b7ec3c1b174",
 "kind":"SERVER","name":"get /cart","timestamp":1755690000123456,"duration":2150,
 "localEndpoint":{"serviceName":"cart","ipv4":"10.0.0.7","port":8080},"remoteEndpoint":{"serviceName":"web","ipv6":"2001:db8::1"},
 "annotations":[{"timestamp":1755690000124000,"value":"cache.miss"}],"tags":{"http.status_code":"500","error":"timeout"},"debug":true}])";
        const auto decoded = decodeTwice(input, "zipkin.json");
        QCOMPARE(decoded.format, std::string("zipkin-json"));
        COMPARE_TEXT(decoded.text,
                     "span 5b8efff798038103d269b633813fc60c eee19b7ec3c1b174 <eee19b7ec3c1b173> 1755690000123456000+2150000 'get /cart' cart server "
                     "error 'timeout' {service.name=cart host.ip=10.0.0.7} http.status_code=500 error=timeout network.local.port:int=8080 "
                     "service.peer.name=web network.peer.address=2001:db8::1\n"
                     "  event 1755690000124000000 'cache.miss' \n");
    }

    void theServerHalfOfASharedIdStaysASpanOfItsOwn()
    {
        const std::string input = R"([[{"traceId":"01","id":"02","kind":"CLIENT","name":"get","timestamp":1,"duration":9},
                                       {"traceId":"01","id":"02","kind":"SERVER","name":"get","timestamp":3,"duration":4,"shared":true}]])";
        COMPARE_TEXT(decodeTwice(input, "x").text,
                     "span 00000000000000000000000000000001 0000000000000002 <> 1000+9000 'get'  client unset {}\n"
                     "span 00000000000000000000000000000001 0000000000000002 <> 3000+4000 'get'  server unset shared {}\n");
    }

    void reportsOfOneSpanAreMerged()
    {
        const std::string input = R"([{"traceId":"01","id":"02","name":"late","timestamp":50,"duration":60,"tags":{"a":"1","b":"2"}},
                                      {"traceId":"01","id":"02","parentId":"09","timestamp":40,"duration":20,"tags":{"b":"3","error":""},"localEndpoint":{"serviceName":"s"}}])";
        COMPARE_TEXT(decodeTwice(input, "x").text,
                     "span 00000000000000000000000000000001 0000000000000002 <0000000000000009> 40000+70000 'late' s unspecified error "
                     "{service.name=s} a=1 b=2 error=\n");
    }

    void aV1SpanOfBothSidesBecomesTwoHalves()
    {
        const std::string input = R"([{"traceId":"01","id":"02","name":"get","annotations":[
            {"timestamp":10,"value":"cs","endpoint":{"serviceName":"web"}},{"timestamp":12,"value":"sr","endpoint":{"serviceName":"cart"}},
            {"timestamp":15,"value":"ss","endpoint":{"serviceName":"cart"}},{"timestamp":20,"value":"cr","endpoint":{"serviceName":"web"}},
            {"timestamp":13,"value":"note","endpoint":{"serviceName":"web"}}],
            "binaryAnnotations":[{"key":"http.path","value":"/a","endpoint":{"serviceName":"web"}},{"key":"sa","value":true,"endpoint":{"serviceName":"cart","port":80}}]}])";
        COMPARE_TEXT(decodeTwice(input, "x").text,
                     "span 00000000000000000000000000000001 0000000000000002 <> 10000+10000 'get' web client unset {service.name=web} http.path=/a "
                     "service.peer.name=cart network.peer.port:int=80\n"
                     "  event 13000 'note' \n"
                     "span 00000000000000000000000000000001 0000000000000002 <> 12000+3000 'get' cart server unset shared {service.name=cart} "
                     "service.peer.name=web\n");
    }

    void aBrokenSpanCostsOnlyItself()
    {
        const std::string input = R"([{"traceId":"01","id":"02","name":"a","kind":"CLIENT"},{"traceId":"01",,,"id":"03"},{"traceId":"01","id":"04","name":"c"},7])";
        const QString text = QString::fromStdString(decodeTwice(input, "x").text);
        QCOMPARE(text.count(QStringLiteral("span 0000")), 2);
        QCOMPARE(text.count(QStringLiteral("bad line 1 byte ")), 2);
    }

    void dependenciesAreRefusedByName()
    {
        QCOMPARE(decodeTwice(R"([{"parent":"web","child":"cart","callCount":9}])", "x").format, std::string("dependencies"));
    }
};

TRIPTYCH_TEST(TestZipkin)
#include "tst_zipkin.moc"
