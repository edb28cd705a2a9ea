#include "fault_server.h"
#include "made_backend.h"
#include "test_registry.h"

#include <QDateTime>
#include <QTest>
#include <atomic>
#include <future>

using namespace made;

namespace {

QByteArray timeText(int second)
{
    return QDateTime::fromMSecsSinceEpoch(kHour.from / 1'000'000 + second * 1000, Qt::UTC).toString(Qt::ISODateWithMs).toLatin1();
}

/// `one` for 0 to 4, as elements of a list.
template <typename One> QByteArray five(One one)
{
    QByteArray out;
    for (int i = 0; i < 5; ++i)
        out += (i > 0 ? "," : "") + one(i);
    return out;
}

FaultAnswer slowly(const QByteArray &body)
{
    FaultAnswer answer = FaultAnswer::of(200, body);
    answer.delayMs = 500;
    return answer;
}

FaultAnswer fiveLinesOfLoki(const FaultRequest &request)
{
    if (request.target.startsWith("/loki/api/v1/labels"))
        return FaultAnswer::of(200, R"({"status":"success","data":["service_name"]})");
    return slowly(QByteArray::fromStdString(lokiLines(0, 5)));
}

FaultAnswer fiveRecordsOfDatadog(const FaultRequest &request)
{
    const bool spans = request.target.startsWith("/api/v2/spans");
    return slowly(R"({"data":[)" + five([&](int i) {
        const QByteArray number = QByteArray::number(i);
        if (spans)
            return R"({"id":"S)" + number + R"(","type":"spans","attributes":{"service":"shop","resource_name":"op )" + number + R"(","trace_id":"00000000000000000000000000000007","span_id":"1)" + number +
                   R"(","parent_id":")" + (i == 0 ? "0" : "10") + R"(","start_timestamp":")" + timeText(i) + R"(","end_timestamp":")" + timeText(i + 1) + R"("}})";
        return R"({"id":"L)" + number + R"(","type":"log","attributes":{"timestamp":")" + timeText(i) + R"(","status":"info","service":"shop","message":"line )" + number + R"("}})";
    }) + R"(],"meta":{"page":{}}})");
}

FaultAnswer fiveRecordsOfElasticsearch(const FaultRequest &request)
{
    if (request.target == "/")
        return FaultAnswer::of(200, R"({"version":{"number":"8.13.0"}})");
    if (request.target.contains("_field_caps"))
        return request.target.contains("jaeger") ? FaultAnswer::of(404, "{}") : FaultAnswer::of(200, R"({"indices":["x"],"fields":{"trace_id":{"keyword":{}},"severity_number":{"long":{}}}})");
    if (request.target.endsWith("_pit?keep_alive=2m&ignore_unavailable=true") || request.method == "DELETE") // no point may be opened
        return FaultAnswer::of(403, "{}");
    if (request.body.contains("\"aggs\""))
        return FaultAnswer::of(200, R"({"hits":{"hits":[]},"aggregations":{"traces":{"buckets":[{"key":"00000000000000000000000000000007","doc_count":5}]}}})");
    const bool spans = request.target.startsWith("/traces");
    if (!spans && request.body.contains("\"00000000000000000000000000000007\""))
        return FaultAnswer::of(200, R"({"hits":{"hits":[]}})"); // events of the spans
    return slowly(R"({"hits":{"hits":[)" + five([&](int i) {
        const QByteArray number = QByteArray::number(i);
        return R"({"_index":"x","_id":")" + number + R"(","_source":{"@timestamp":")" + timeText(i) + R"(","resource":{"attributes":{"service.name":"shop"}},)" +
               (spans ? R"("trace_id":"00000000000000000000000000000007","span_id":"000000000000001)" + number + R"(","name":"op )" + number + R"(","kind":"Server","duration":1000)"
                      : R"("severity_number":9,"severity_text":"INFO","body":{"text":"line )" + number + R"("})") +
               R"(},"fields":{"@timestamp":[")" + timeText(i) + R"("]},"sort":[)" + number + "]}";
    }) + "]}}");
}

} // namespace

Q_DECLARE_METATYPE(triptych::sources::BackendKind)

/// A source over the servers of several connections.
class TstSeveralServers : public QObject, SourceFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { startWithTwoTraces(); }

    void severalProfilesAreAskedAtOnceAndEachRecordSaysWhoseItIs()
    {
        auto other = std::make_shared<MadeBackend>();
        std::atomic<int> waiting = 0;
        const auto together = [&waiting](std::vector<std::string> answers) {
            ++waiting; // each answers once both were asked
            while (waiting < 2)
                std::this_thread::yield();
            return fetched(std::move(answers));
        };
        m_backend->onSearch = [&](const BackendSearch &, std::stop_token) { return together({otlp(1), otlp(2)}); };
        other->onSearch = [&](const BackendSearch &, std::stop_token) { return together({otlp(2), otlp(3)}); };
        start({{m_backend, "eu"}, {other, "us"}});
        QCOMPARE(traces("service:web"), std::uint64_t(3));
        QCOMPARE(traces("service:web profile:us"), std::uint64_t(2));
        const auto facet = m_source->facets(Table::Spans, selection("service:web"), {"profile"}, 5, {});
        QVERIFY(facet);
        QStringList told;
        for (const auto &value : facet->front().values)
            told.append(QString::fromStdString(value.value) + u'=' + QString::number(value.count));
        told.sort();
        QCOMPARE(told.join(u' '), QStringLiteral("eu=2 us=2")); // the trace that both hold is told by both
        QCOMPARE(m_source->notes(Table::Spans, selection("service:web")).front().backend, std::string("Tempo of eu"));
    }

    void aProfileTermChoosesWhomToAskAndIsNotSent()
    {
        auto other = std::make_shared<MadeBackend>();
        std::vector<std::string> asked;
        std::mutex mutex;
        const auto answer = [&](const BackendSearch &search, std::stop_token) {
            const std::lock_guard lock(mutex);
            asked.push_back(search.filter.text());
            return fetched({});
        };
        m_backend->onSearch = other->onSearch = answer;
        start({{m_backend, "eu"}, {other, "us"}});
        traces("profile:eu service:web");
        QCOMPARE(asked, std::vector<std::string>{"service:web"});
        QCOMPARE(other->searches.load(), 0);
        traces("profile:none");
        QCOMPARE(asked.size(), std::size_t(1));
        const auto values = m_source->tagValues("profile", selection(""), 10, {});
        QVERIFY(values);
        QCOMPARE(values->size(), std::size_t(2)); // offered before anything was fetched
    }

    void whereOneFailsTheRowsOfTheOthersStandAndItIsNamed()
    {
        auto other = std::make_shared<MadeBackend>();
        other->onSearch = [](const BackendSearch &, std::stop_token) -> base::Result<Fetched> { return base::Error{ErrorKind::Unreachable, "connection refused", {"http://us.example", {}, {}, {}}, {}, {}}; };
        start({{m_backend, "eu"}, {other, "us"}});
        int told = 0;
        m_source->whenTroubled([&] { ++told; });
        QCOMPARE(traces(""), std::uint64_t(2));
        QVERIFY(m_source->scatter(selection(""), 100, {}));
        QCOMPARE(other->searches.load(), 1); // a server that is down is not asked by every view
        QCOMPARE(told, 1);
        QCOMPARE(m_source->troubles().size(), std::size_t(1));
        QCOMPARE(m_source->troubles()[0].server, std::string("Tempo of us"));
        QCOMPARE(m_source->troubles()[0].error.kind, ErrorKind::Unreachable);

        other->onSearch = [](const BackendSearch &, std::stop_token) { return fetched({otlp(5)}); };
        m_source->refresh();
        QCOMPARE(traces(""), std::uint64_t(3));
        QVERIFY(m_source->troubles().empty());
        QCOMPARE(told, 2);

        // Where the filter asks it alone, it is the error of all.
        other->onSearch = [](const BackendSearch &, std::stop_token) -> base::Result<Fetched> { return base::Error{ErrorKind::Unauthorised, "HTTP 401", {}, {}, {}}; };
        QCOMPARE(m_source->traces(selection("profile:us"), {}, {}).error().what, std::string("HTTP 401"));
        QVERIFY(m_source->troubles().empty());

        m_backend->onSearch = other->onSearch = [](const BackendSearch &, std::stop_token) -> base::Result<Fetched> { return base::Error{ErrorKind::Unauthorised, "HTTP 401", {}, {}, {}}; };
        m_source->refresh();
        const auto failed = m_source->traces(selection(""), {}, {});
        QVERIFY(!failed);
        QCOMPARE(failed.error().what, std::string("Tempo of eu: HTTP 401; Tempo of us: HTTP 401"));
    }

    void aTraceIsAskedOfEveryProfileAndUnited()
    {
        auto other = std::make_shared<MadeBackend>();
        other->onSearch = [](const BackendSearch &, std::stop_token) { return fetched({}); };
        other->onTrace = [](TraceId id) { return fetched({otlp(id.lo, 5)}); }; // it saw more of it
        start({{m_backend, "eu"}, {other, "us"}});
        QCOMPARE(traces("service:web"), std::uint64_t(2));
        auto trace = m_source->trace(TraceId{0, 1}, {});
        QVERIFY(trace);
        QCOMPARE(m_backend->traces.load(), 0); // its part came with the search
        QCOMPARE(other->traces.load(), 1);
        QCOMPARE(trace->size(), std::size_t(7)); // of five ids: views unite them
        QVERIFY(m_source->trace(TraceId{0, 1}, {}));
        QCOMPARE(other->traces.load(), 1);
    }

    void theCorrelationRuleChoosesTheLogSourceTheFieldsAndTheTime()
    {
        auto lines = std::make_shared<MadeBackend>(), others = std::make_shared<MadeBackend>();
        TimeRange asked;
        lines->onLogs = [](const SeenLines &) {
            return fetched({R"({"status":"success","data":{"resultType":"streams","result":[{"stream":{"service_name":"shop"},"values":[[")" + std::to_string(kHour.from + kSecond) +
                            R"(","paid",{"structuredMetadata":{"request":")" + hex(TraceId{0, 1}) + R"(","hop":"0000000000000002"}}]]}]}})"});
        };
        lines->onRange = [&](const TimeRange &range) { asked = range; };
        others->onLogs = [](const SeenLines &) { return fetched({}); };
        others->saysKind = BackendKind::ClickHouse;
        Correlation rule{"loki", "request", "hop", 5 * kSecond};
        start({{m_backend, "eu", rule}, {lines, "eu", rule}, {others, "eu", rule}});
        QVERIFY(m_source->traces(selection(""), {}, {}));
        const auto found = m_source->logsOf(TraceId{0, 1}, SpanId{2}, Guess::No, 10, {});
        QVERIFY(found);
        QCOMPARE(found->size(), std::size_t(1));
        QVERIFY(found->front().row.trace == (TraceId{0, 1}));
        QVERIFY(found->front().row.span == SpanId{2});
        QCOMPARE(lines->logSearches.load(), 1);
        QCOMPARE(others->logSearches.load(), 0);
        QCOMPARE(asked.from, kHour.from + kSecond - 5 * kSecond); // the trace begins a second into the hour
    }

    void whatAServerCountsIsNotFetched()
    {
        auto counting = std::make_shared<MadeBackend>();
        counting->onSearch = m_backend->onSearch;
        counting->onHistogram = [](const BackendSearch &search, Nanos width) -> base::Result<Histogram> {
            Histogram out{search.range, width, {}};
            out.bins.resize(static_cast<std::size_t>(search.range.length() / width));
            out.bins[2] = {70'000, 0, 5};
            return out;
        };
        start({{counting, "eu"}});
        const auto histogram = m_source->spanHistogram(selection("service:web"), 60, {});
        QVERIFY(histogram);
        QCOMPARE(histogram->bins.size(), std::size_t(60));
        QCOMPARE(histogram->width, 60 * kSecond);
        QCOMPARE(histogram->bins[2].total, std::uint64_t(70'000));
        QCOMPARE(counting->searches.load(), 0);

        auto second = std::make_shared<MadeBackend>();
        second->onHistogram = counting->onHistogram;
        start({{counting, "eu"}, {second, "us"}});
        QCOMPARE(m_source->spanHistogram(selection("service:web"), 60, {}).value().bins[2].total, std::uint64_t(140'000));
        QCOMPARE(m_source->spanHistogram(selection("profile:us"), 60, {}).value().bins[2].total, std::uint64_t(70'000));

        // Where one of them cannot count, what was fetched of both is counted here.
        start({{counting, "eu"}, {m_backend, "us"}});
        QCOMPARE(m_source->spanHistogram(selection("service:web"), 60, {}).value().bins[0].total, std::uint64_t(4));
    }

    void howFarTheServersAreIsTold()
    {
        auto other = std::make_shared<MadeBackend>();
        std::promise<void> go, told;
        const auto going = go.get_future().share();
        other->onSearch = [&, going](const BackendSearch &search, std::stop_token) {
            search.progress({250, 1000});
            told.set_value();
            going.wait();
            return fetched({});
        };
        start({{m_backend, "eu"}, {other, "us"}});
        QCOMPARE(m_source->asking().servers, std::size_t(0));
        auto answer = std::async(std::launch::async, [&] { return traces(""); });
        told.get_future().wait();
        QTRY_COMPARE(m_source->asking().answered, std::size_t(1));
        const Asking asking = m_source->asking();
        QCOMPARE(asking.servers, std::size_t(2));
        QCOMPARE(asking.words, std::vector<std::string>{"Tempo of us has read 250 of 1,000 rows"});
        QCOMPARE(asking.fraction, 0.625);
        go.set_value();
        QCOMPARE(answer.get(), std::uint64_t(2));
        QCOMPARE(m_source->asking().servers, std::size_t(0));
    }

    void stoppingStopsTheQuestionsToAll()
    {
        auto other = std::make_shared<MadeBackend>();
        m_backend->onSearch = other->onSearch = [](const BackendSearch &, std::stop_token stop) -> base::Result<Fetched> {
            while (!stop.stop_requested())
                std::this_thread::yield();
            return base::Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
        };
        start({{m_backend, "eu"}, {other, "us"}});
        std::stop_source stop;
        auto answer = std::async(std::launch::async, [&] { return m_source->traces(selection(""), {}, stop.get_token()); });
        QTRY_VERIFY(m_backend->searches == 1 && other->searches == 1);
        stop.request_stop();
        QCOMPARE(answer.get().error().kind, ErrorKind::Stopped);
        QVERIFY(m_source->troubles().empty());
    }

    void aRecordThatTwoQuestionsBringAtOnceIsStoredOnce_data()
    {
        QTest::addColumn<BackendKind>("kind");
        QTest::newRow("Loki") << BackendKind::Loki;
        QTest::newRow("Datadog") << BackendKind::Datadog;
        QTest::newRow("Elasticsearch") << BackendKind::Elasticsearch;
    }
    void aRecordThatTwoQuestionsBringAtOnceIsStoredOnce()
    {
        QFETCH(const BackendKind, kind);
        FaultServer server(kind == BackendKind::Loki ? fiveLinesOfLoki : kind == BackendKind::Datadog ? fiveRecordsOfDatadog : fiveRecordsOfElasticsearch);
        BackendAddress address{kind, {}};
        address.endpoint.url = server.url().toStdString();
        start({{*makeBackend(address, {}, startNetworkThread())}});
        // Both are asked before either is answered.
        const auto atOnce = [](auto first, auto second) {
            auto one = std::async(std::launch::async, first), other = std::async(std::launch::async, second);
            while (one.wait_for(std::chrono::milliseconds(0)) != std::future_status::ready || other.wait_for(std::chrono::milliseconds(0)) != std::future_status::ready)
                QTest::qWait(10);
            const auto a = one.get(), b = other.get();
            return a && b ? std::string() : (a ? b : a).error().text();
        };
        const std::string lines = atOnce([&] { return m_source->logCount(selection(""), {}); }, [&] { return m_source->logCount(selection("line"), {}); });
        QVERIFY2(lines.empty(), lines.c_str());
        QCOMPARE(m_source->local()->logCount({}, {}).value(), std::uint64_t(5));
        if (kind == BackendKind::Loki)
            return;
        const std::string spans = atOnce([&] { return m_source->traces(selection(""), {}, {}); }, [&] { return m_source->traces(selection("service:shop"), {}, {}); });
        QVERIFY2(spans.empty(), spans.c_str());
        QCOMPARE(m_source->local()->spans({}, {}, {}).value().total, std::uint64_t(5));
        QCOMPARE(m_source->local()->traces({}, {}, {}).value().total, std::uint64_t(1));
    }
};

TRIPTYCH_TEST(TstSeveralServers)
#include "tst_several_servers.moc"
