#include "fault_server.h"
#include "sources/backends.h"
#include "sources/datadog_backend.h"
#include "test_registry.h"

#include <QUrl>
#include <QUrlQuery>
#include <QTest>

using namespace triptych;
using namespace triptych::sources;
using namespace triptych::telemetry;
using base::ErrorKind;

namespace {

constexpr Nanos kSecond = 1'000'000'000;
constexpr TimeRange kRange{1'755'690'000 * kSecond + 500'000'000, 1'755'693'600 * kSecond + 1};

/// What was asked, as a path and its parameters in order, decoded.
QString asked(const FaultRequest &request)
{
    const QUrl url = QUrl::fromEncoded(request.target);
    QUrlQuery query(request.method == "POST" ? QUrlQuery(QString::fromUtf8(request.body)) : QUrlQuery(url));
    QString out = url.path();
    for (const auto &[name, value] : query.queryItems(QUrl::FullyDecoded))
        out += u' ' + name + u'=' + value;
    return out;
}

const QByteArray kV3 = R"({"result":{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"cart"}}]},"scopeSpans":[{"spans":[
 {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"GET /cart","kind":2,"startTimeUnixNano":"1755690000123456000","endTimeUnixNano":"1755690000125606000"}]}]}]}})";
const QByteArray kLegacy = R"({"data":[{"traceID":"5b8efff798038103d269b633813fc60c","spans":[{"traceID":"5b8efff798038103d269b633813fc60c","spanID":"eee19b7ec3c1b174","operationName":"GET /cart","references":[],"startTime":1755690000123456,"duration":2150,"tags":[],"logs":[],"processID":"p1"}],"processes":{"p1":{"serviceName":"cart","tags":[]}}}],"total":0,"limit":0,"offset":0,"errors":null})";

BackendSearch search(const char *filter, std::size_t limit = 20)
{
    const auto parsed = query::Filter::parse(filter);
    return {parsed ? *parsed : query::Filter(), kRange, limit};
}

} // namespace

class TstBackends : public QObject
{
    Q_OBJECT
    std::shared_ptr<NetworkThread> m_thread = startNetworkThread();

    std::shared_ptr<Backend> backend(BackendKind kind, const FaultServer &server) const
    {
        BackendAddress address{kind, {}};
        address.endpoint.url = server.url().toStdString();
        address.endpoint.backoff = std::chrono::milliseconds(1);
        auto made = makeBackend(address, query::AliasTable(), m_thread);
        return made ? *made : nullptr;
    }
    /// Answers by path; what is not there is 404.
    static FaultServer::Handler answers(QHash<QString, FaultAnswer> table)
    {
        return [table = std::move(table)](const FaultRequest &r) { return table.value(QUrl::fromEncoded(r.target).path(), FaultAnswer::of(404, "404 page not found\n", "text/plain")); };
    }

private Q_SLOTS:
    void addressesAreReadAsTheCommandLineGivesThem()
    {
        const auto good = backendAddress("tempo=https://tempo.example/base");
        QVERIFY(good);
        QCOMPARE(good->kind, BackendKind::Tempo);
        QCOMPARE(good->endpoint.url, std::string("https://tempo.example/base"));
        for (const char *bad : {"", "tempo", "splunk=http://x", "=http://x"})
            QCOMPARE(backendAddress(bad).error().kind, ErrorKind::BadQuery);
    }

    void jaegersNewApiIsAskedForWholeTraces()
    {
        FaultServer server(answers({{QStringLiteral("/api/v3/services"), FaultAnswer::of(200, R"({"services":["cart"]})")}, {QStringLiteral("/api/v3/traces"), FaultAnswer::of(200, kV3)}}));
        const auto jaeger = backend(BackendKind::Jaeger, server);
        const auto found = jaeger->searchTraces(search("service:cart"), {});
        QVERIFY2(found, found ? "" : found.error().text().c_str());
        QCOMPARE(found->count, std::uint64_t(1));
        QVERIFY(!found->more);
        QCOMPARE(asked(server.requests().back()),
                 QStringLiteral("/api/v3/traces query.start_time_min=2025-08-20T11:40:00.500000000Z query.start_time_max=2025-08-20T12:40:00.000000001Z query.raw_traces=true query.num_traces=20 query.search_depth=20 query.service_name=cart"));
    }

    void namesOfServicesAreAskedForOnlyWhereAPatternNeedsThem()
    {
        const auto asks = [this](BackendKind kind, const char *filter) {
            FaultServer server([](const FaultRequest &request) {
                if (request.target.startsWith("/api/v3/services"))
                    return FaultAnswer::of(200, R"({"services":["cart","shop"]})");
                if (request.target.startsWith("/api/v2/services"))
                    return FaultAnswer::of(200, R"(["cart","shop"])");
                return FaultAnswer::of(200, request.target.startsWith("/api/v3") ? kV3 : "[]");
            });
            const auto made = backend(kind, server);
            if (kind == BackendKind::Jaeger)
                (void)made->trace(TraceId{1, 2}, {}); // by now it is known which of its APIs it speaks
            const auto before = server.requests().size();
            const auto found = made->searchTraces(search(filter), {});
            const auto requests = server.requests().mid(before);
            return found && std::any_of(requests.begin(), requests.end(), [](const FaultRequest &r) { return r.target.contains("/services"); });
        };
        for (const BackendKind kind : {BackendKind::Jaeger, BackendKind::Zipkin}) {
            for (const char *plain : {"", "duration:>1s", "service:cart status:error"})
                QVERIFY2(!asks(kind, plain), plain);
            for (const char *pattern : {"service:c*", "-service:cart", "NOT (service:cart OR x:1)", "service:/c.*t/"})
                QVERIFY2(asks(kind, pattern), pattern);
        }
    }

    void jaegersNothingFoundIsNoError()
    {
        FaultServer server(answers({{QStringLiteral("/api/v3/services"), FaultAnswer::of(200, R"({"services":["cart"]})")},
                                    {QStringLiteral("/api/v3/traces"), FaultAnswer::of(404, R"({"error":{"httpCode":404,"message":"No traces found"}})", "text/plain")}}));
        const auto found = backend(BackendKind::Jaeger, server)->searchTraces(search("service:cart"), {});
        QVERIFY(found);
        QVERIFY(found->answers.empty());
    }

    void anOldJaegerIsAskedInItsOwnWay()
    {
        FaultServer server(answers({{QStringLiteral("/api/services"), FaultAnswer::of(200, R"({"data":["cart"],"total":1,"limit":0,"offset":0,"errors":null})")},
                                    {QStringLiteral("/api/traces"), FaultAnswer::of(200, kLegacy)},
                                    {QStringLiteral("/api/traces/5b8efff798038103d269b633813fc60c"), FaultAnswer::of(200, kLegacy)}}));
        const auto jaeger = backend(BackendKind::Jaeger, server);
        const auto found = jaeger->searchTraces(search("service:cart"), {});
        QVERIFY2(found, found ? "" : found.error().text().c_str());
        QCOMPARE(found->count, std::uint64_t(1));
        QCOMPARE(asked(server.requests().back()), QStringLiteral("/api/traces start=1755690000500000 end=1755693600000001 limit=20 raw=true service=cart"));
        QVERIFY(jaeger->trace(*traceIdFromHex("5b8efff798038103d269b633813fc60c"), {}));
        const auto facts = jaeger->test({});
        QVERIFY(facts);
        QCOMPARE(facts->services, std::optional<std::uint64_t>(1));
    }

    void aPageInsteadOfJaegerIsNamed()
    {
        FaultServer server([](const FaultRequest &) { return FaultAnswer::of(200, "<html><title>Welcome</title>", "text/html"); });
        const auto facts = backend(BackendKind::Jaeger, server)->test({});
        QVERIFY(!facts);
        QCOMPARE(facts.error().kind, ErrorKind::Rejected);
        QVERIFY(facts.error().what.find("Welcome") != std::string::npos);
    }

    void zipkinsTimesAreMilliseconds()
    {
        FaultServer server(answers({{QStringLiteral("/api/v2/services"), FaultAnswer::of(200, R"(["cart"])")},
                                    {QStringLiteral("/api/v2/traces"), FaultAnswer::of(200, R"([[{"traceId":"5b8efff798038103d269b633813fc60c","id":"eee19b7ec3c1b174","timestamp":1755690000123456,"duration":5}],[{"traceId":"5b8efff798038103","id":"1","timestamp":1755690000123456,"duration":5}]])")}}));
        const auto found = backend(BackendKind::Zipkin, server)->searchTraces(search("service:cart", 2), {});
        QVERIFY(found);
        QCOMPARE(found->count, std::uint64_t(2));
        QVERIFY(found->more);
        QCOMPARE(asked(server.requests().back()), QStringLiteral("/api/v2/traces endTs=1755693600001 lookback=3599501 limit=2 serviceName=cart"));
    }

    void temposTracesAreFetchedWholeAndItsIdsArePadded()
    {
        FaultServer server(answers({{QStringLiteral("/api/status/buildinfo"), FaultAnswer::of(200, R"({"version":"2.8.0"})")},
                                    {QStringLiteral("/api/search"), FaultAnswer::of(200, R"({"traces":[{"traceID":"d6e9329d67b6146a","rootServiceName":"web"},{"traceID":"1"}],"metrics":{}})")},
                                    {QStringLiteral("/api/traces/0000000000000000d6e9329d67b6146a"), FaultAnswer::of(200, "\x0a\x02\x12", "application/protobuf")}}));
        const auto tempo = backend(BackendKind::Tempo, server);
        const auto found = tempo->searchTraces(search("service:cart"), {});
        QVERIFY2(found, found ? "" : found.error().text().c_str());
        QCOMPARE(found->count, std::uint64_t(1));
        QCOMPARE(found->remarks, std::vector<std::string>{"1 of the traces found could not be had whole"});
        QVERIFY(found->asked.native.find("cart") != std::string::npos);
        const QList<FaultRequest> requests = server.requests();
        const auto it = std::find_if(requests.begin(), requests.end(), [](const FaultRequest &r) { return r.target.startsWith("/api/search"); });
        QVERIFY(it != requests.end());
        QVERIFY(asked(*it).startsWith(QStringLiteral("/api/search start=1755690000 end=1755693601 q=")));
        QCOMPARE(requests.back().headers.value("accept"), QByteArray("application/protobuf"));
        QCOMPARE(tempo->trace(TraceId{1, 2}, {}).error().kind, ErrorKind::NotFound);
    }

    void aTempoThatHidesItsReleaseIsAskedInOlderWordsUntilItUnderstands()
    {
        FaultServer server([](const FaultRequest &r) {
            const QString target = asked(r);
            if (target.startsWith(QStringLiteral("/api/status/buildinfo")))
                return FaultAnswer::of(200, R"({"version":""})");
            return target.contains(QStringLiteral("event.")) || target.contains(QStringLiteral("nil")) ? FaultAnswer::of(400, "invalid TraceQL query: parse error at line 1, col 3: syntax error", "text/plain") : FaultAnswer::of(200, R"({"traces":[]})");
        });
        const auto tempo = backend(BackendKind::Tempo, server);
        for (int i = 0; i < 2; ++i) {
            const auto found = tempo->searchTraces(search("@shop.id:5"), {});
            QVERIFY2(found, found ? "" : found.error().text().c_str());
        }
        QCOMPARE(server.requests().size(), 5); // its release, three tries, and once more
    }

    void temposMetricsComeAsPrometheusTellsThem()
    {
        FaultServer server(answers({{QStringLiteral("/api/metrics/query_range"), FaultAnswer::of(200, R"({"series":[{"labels":[{"key":"resource.service.name","value":{"stringValue":"cart"}},{"key":"p","value":{"doubleValue":0.99}}],"samples":[{"timestampMs":"1755690000000","value":1.25},{"timestampMs":"1755690030000"},{"timestampMs":"1755690060000","value":"NaN"}]}],"message":"too many series","metrics":{}})")},
                                    {QStringLiteral("/api/metrics/query"), FaultAnswer::of(200, R"({"series":[{"labels":[],"value":12}],"metrics":{}})")}}));
        const auto tempo = backend(BackendKind::Tempo, server);
        const auto range = tempo->metrics({"{} | rate()", {1'755'690'000'000'000'000, 1'755'690'060'000'000'000}, 30'000'000'000}, {});
        QVERIFY2(range, range ? "" : range.error().text().c_str());
        QCOMPARE(QString::fromStdString(*range), QStringLiteral(R"({"data":{"result":[{"metric":{"p":"0.99","resource.service.name":"cart"},"values":[[1755690000,"1.25"],[1755690030,"0"],[1755690060,"NaN"]]}],"resultType":"matrix"},"status":"success","warnings":["too many series"]})"));
        QCOMPARE(asked(server.requests().back()), QStringLiteral("/api/metrics/query_range q={} | rate() start=1755690000000000000 end=1755690060000000000 step=30.000000"));
        const auto instant = tempo->metrics({"{} | rate()", {1'755'690'060'000'000'000, 1'755'690'060'000'000'000}, 1}, {});
        QVERIFY(instant);
        QCOMPARE(QString::fromStdString(*instant), QStringLiteral(R"({"data":{"result":[{"metric":{},"value":[1755690060,"12"]}],"resultType":"vector"},"status":"success"})"));
    }

    void aTempoThatHidesItsReleaseGetsNoTimesWithAQuestionForTags()
    {
        const auto release = [](const char *answer) {
            return answers({{QStringLiteral("/api/status/buildinfo"), FaultAnswer::of(200, answer)}, {QStringLiteral("/api/v2/search/tags"), FaultAnswer::of(200, R"({"scopes":[{"name":"resource","tags":["service.name"]}]})")}});
        };
        for (const auto &[answer, asks] : {std::pair(R"({"version":""})", "/api/v2/search/tags"), {R"({"version":"2.1.0"})", "/api/v2/search/tags"}, {R"({"version":"v2.8.1"})", "/api/v2/search/tags start=1755690000 end=1755693601"}}) {
            FaultServer server(release(answer));
            const auto keys = backend(BackendKind::Tempo, server)->tagKeys(search("").range, {});
            QVERIFY(keys && keys->size() == 1);
            QCOMPARE(asked(server.requests().back()).trimmed(), QLatin1String(asks));
        }
    }

    void temposWordsAreShown()
    {
        FaultServer server(answers({{QStringLiteral("/api/search"), FaultAnswer::of(400, "invalid TraceQL query: parse error at line 1, col 3", "text/plain")}}));
        const auto found = backend(BackendKind::Tempo, server)->searchTraces(search("service:cart"), {});
        QVERIFY(!found);
        QCOMPARE(found.error().kind, ErrorKind::Rejected);
        QCOMPARE(found.error().what, std::string("HTTP 400: invalid TraceQL query: parse error at line 1, col 3"));
    }

    void lokisPagesAreFollowedUntilTheLimitAndNoLineComesTwice()
    {
        // 6,000 lines, a millisecond apart, the newest first.
        FaultServer server([](const FaultRequest &r) {
            if (r.target.startsWith("/loki/api/v1/labels"))
                return FaultAnswer::of(200, R"({"status":"success","data":["service_name"]})");
            const QUrlQuery query(QString::fromUtf8(r.body));
            const qint64 end = query.queryItemValue(QStringLiteral("end")).toLongLong(), limit = query.queryItemValue(QStringLiteral("limit")).toLongLong();
            QByteArray out = R"({"status":"success","data":{"resultType":"streams","result":[{"stream":{"service_name":"cart"},"values":[)";
            qint64 sent = 0;
            for (qint64 i = 5999; i >= 0 && sent < limit; --i) {
                const qint64 time = kRange.from + i * 1'000'000;
                if (time < end)
                    out += QByteArray(sent++ > 0 ? "," : "") + "[\"" + QByteArray::number(time) + "\",\"line " + QByteArray::number(i) + "\",{}]";
            }
            return FaultAnswer::of(200, out + "]}]}}");
        });
        const auto loki = backend(BackendKind::Loki, server);
        SeenLines seen;
        const auto all = loki->searchLogs(search("", 20000), seen, {});
        QVERIFY2(all, all ? "" : all.error().text().c_str());
        QCOMPARE(all->lines.size(), std::size_t(6000));
        QVERIFY(!all->more);
        QCOMPARE(all->answers.size(), std::size_t(2));
        const FaultRequest last = server.requests().back();
        QCOMPARE(last.headers.value("x-loki-response-encoding-flags"), QByteArray("categorize-labels"));
        QVERIFY(asked(last).contains(QStringLiteral(" limit=5000 direction=backward")));
        seen.add(all->lines);
        const auto again = loki->searchLogs(search("", 100), seen, {});
        QVERIFY(again);
        QVERIFY(again->more);
        QVERIFY(again->answers.empty());
    }

    void prometheusAnswersAreHandedOnAndItsErrorsNamed()
    {
        const QByteArray answer = R"({"status":"success","data":{"resultType":"vector","result":[]}})";
        FaultServer server([&](const FaultRequest &r) {
            if (r.method == "POST")
                return r.body.contains("sum%28") ? FaultAnswer::of(400, R"({"status":"error","errorType":"bad_data","error":"1:5: parse error"})") : FaultAnswer::of(405, "GET only", "text/plain");
            return FaultAnswer::of(200, answer);
        });
        const auto prometheus = backend(BackendKind::Prometheus, server);
        const auto instant = prometheus->metrics({"up", {kRange.from, kRange.from}, kSecond}, {});
        QVERIFY(instant);
        QCOMPARE(*instant, answer.toStdString());
        QCOMPARE(asked(server.requests().back()), QStringLiteral("/api/v1/query query=up time=1755690000.500"));
        QVERIFY(prometheus->metrics({"up", {kRange.from, kRange.from + 110'000 * kSecond}, kSecond}, {}));
        QVERIFY(asked(server.requests().back()).endsWith(QStringLiteral(" step=10.000"))); // no more than 11,000 points
        const auto wrong = prometheus->metrics({"sum(", {kRange.from, kRange.from}, kSecond}, {});
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().what, std::string("HTTP 400: 1:5: parse error"));
        QCOMPARE(prometheus->searchTraces(search(""), {}).error().kind, ErrorKind::NotFound);
    }

    void datadogsKeysAreHeadersAndItsSitesAreKnown()
    {
        QCOMPARE(DatadogBackend::siteUrl("datadoghq.eu"), std::string("https://api.datadoghq.eu"));
        QCOMPARE(DatadogBackend::siteUrl("key:app@us5.datadoghq.com"), std::string("https://key:app@api.us5.datadoghq.com"));
        QCOMPARE(DatadogBackend::siteUrl("http://127.0.0.1:1"), std::string("http://127.0.0.1:1"));
        const auto site = makeBackend(*backendAddress("datadog=key:app@ap1.datadoghq.com"), query::AliasTable(), m_thread);
        QVERIFY(site);
        QCOMPARE((*site)->address(), std::string("https://api.ap1.datadoghq.com")); // without its keys
        FaultServer server([](const FaultRequest &) { return FaultAnswer::of(200, R"({"data":[],"meta":{"status":"timeout","page":{}}})", "application/json", "X-RateLimit-Limit: 300\r\nX-RateLimit-Remaining: 7\r\nX-RateLimit-Reset: 900\r\n"); });
        BackendAddress address{BackendKind::Datadog, {}};
        address.endpoint.url = server.url().replace(QStringLiteral("//"), QStringLiteral("//key:app@")).toStdString();
        const auto datadog = makeBackend(address, query::AliasTable(), m_thread);
        QVERIFY(datadog);
        const auto found = (*datadog)->searchTraces(search("service:cart"), {});
        QVERIFY2(found, found ? "" : found.error().text().c_str());
        QCOMPARE(found->remarks, (std::vector<std::string>{"7 of 300 searches are left for the next 900 s", "its time for the search ran out; what it had found by then is shown"}));
        const FaultRequest asked = server.requests().front();
        QCOMPARE(asked.headers.value("dd-api-key"), QByteArray("key"));
        QCOMPARE(asked.headers.value("dd-application-key"), QByteArray("app"));
        QVERIFY(!asked.headers.contains("authorization"));
        const QJsonObject attributes = QJsonDocument::fromJson(asked.body).object().value(QStringLiteral("data")).toObject().value(QStringLiteral("attributes")).toObject();
        QCOMPARE(attributes.value(QStringLiteral("filter")).toObject().value(QStringLiteral("query")).toString(), QStringLiteral("service:cart"));
        QCOMPARE(attributes.value(QStringLiteral("filter")).toObject().value(QStringLiteral("from")).toString(), QStringLiteral("1755690000500"));
    }

    void theRestThatDatadogWantsIsTold()
    {
        FaultServer server([](const FaultRequest &) { return FaultAnswer::of(429, R"({"errors":["Rate limit of spans_search exceeded"]})", "application/json", "X-RateLimit-Reset: 900\r\n"); });
        const auto found = backend(BackendKind::Datadog, server)->searchTraces(search(""), {});
        QVERIFY(!found);
        QCOMPARE(found.error().kind, ErrorKind::RateLimited);
        QCOMPARE(found.error().waitSeconds, std::optional(900u));
        QVERIFY(found.error().what.find("Rate limit of spans_search exceeded") != std::string::npos);
        QCOMPARE(server.requests().size(), 1); // such patience nobody has
    }

    void brokenAnswersAreErrorsOfEveryBackend()
    {
        FaultServer server([](const FaultRequest &) { return FaultAnswer::of(200, "{\"data\": [1, "); });
        for (const BackendKind kind : {BackendKind::Jaeger, BackendKind::Zipkin, BackendKind::Tempo, BackendKind::Loki, BackendKind::Prometheus, BackendKind::ClickHouse, BackendKind::Elasticsearch, BackendKind::Datadog}) {
            const auto made = backend(kind, server);
            QVERIFY2(!made->test({}), std::string(name(kind)).c_str());
            if (made->capabilities().traces)
                QCOMPARE(made->searchTraces(search(""), {}).error().kind, ErrorKind::BadInput);
            if (made->capabilities().logs)
                QCOMPARE(made->searchLogs(search(""), {}, {}).error().kind, ErrorKind::BadInput);
        }
    }
};
TRIPTYCH_TEST(TstBackends)
#include "tst_backends.moc"
