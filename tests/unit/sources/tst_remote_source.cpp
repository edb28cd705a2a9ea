#include "fault_server.h"
#include "sources/backends.h"
#include "sources/remote_source.h"
#include "test_registry.h"

#include <QTest>
#include <atomic>
#include <future>

using namespace triptych;
using namespace triptych::telemetry;
using namespace triptych::sources;
using base::ErrorKind;

namespace {

constexpr Nanos kSecond = 1'000'000'000;
const TimeRange kHour{1'700'000'000 * kSecond, 1'700'003'600 * kSecond};

/// A trace of `spans` spans as OTLP JSON; the first is the root of the service `web`, the others belong to `shop`.
std::string otlp(std::uint64_t trace, int spans = 2, bool failed = false)
{
    std::string out = R"({"resourceSpans":[)";
    for (int i = 0; i < spans; ++i) {
        const Nanos start = kHour.from + static_cast<Nanos>(trace) * kSecond + i * 1000;
        out += std::string(i > 0 ? "," : "") + R"({"resource":{"attributes":[{"key":"service.name","value":{"stringValue":")" + (i == 0 ? "web" : "shop") +
               R"("}}]},"scopeSpans":[{"spans":[{"traceId":")" + hex(TraceId{0, trace}) + R"(","spanId":")" + hex(SpanId{static_cast<std::uint64_t>(i + 1)}) +
               R"(","name":"op )" + std::to_string(i) + R"(","startTimeUnixNano":")" + std::to_string(start) + R"(","endTimeUnixNano":")" + std::to_string(start + 5000) + "\"" +
               (i > 0 ? R"(,"parentSpanId":"0000000000000001")" : "") + (failed ? R"(,"status":{"code":2})" : "") + "}]}]}";
    }
    return out + "]}";
}

std::string lokiLines(int from, int to)
{
    std::string out = R"({"status":"success","data":{"resultType":"streams","result":[{"stream":{"service_name":"shop"},"values":[)";
    for (int i = from; i < to; ++i)
        out += std::string(i > from ? "," : "") + "[\"" + std::to_string(kHour.from + i * kSecond) + "\",\"line " + std::to_string(i) + R"(",{"structuredMetadata":{"trace_id":")" + hex(TraceId{0, 1}) + R"("}}])";
    return out + "]}]}}";
}

/// A backend of the test's own making.
class MadeBackend final : public Backend
{
public:
    std::function<base::Result<Fetched>(const BackendSearch &, std::stop_token)> onSearch;
    std::function<base::Result<Fetched>(TraceId)> onTrace;
    std::function<base::Result<Fetched>(const SeenLines &)> onLogs;
    std::function<void(const TimeRange &)> onRange;
    std::function<base::Result<Histogram>(const BackendSearch &, Nanos)> onHistogram;
    std::optional<BackendKind> saysKind;
    std::atomic<int> searches = 0, traces = 0, logSearches = 0;

    base::Result<Histogram> histogram(Table table, const BackendSearch &search, Nanos width, std::stop_token stop) override
    {
        return onHistogram ? onHistogram(search, width) : Backend::histogram(table, search, width, stop);
    }
    BackendKind kind() const override { return saysKind ? *saysKind : onLogs ? BackendKind::Loki : BackendKind::Tempo; }
    Capabilities capabilities() const override { return {!onLogs, bool(onLogs), false}; }
    std::string address() const override { return "http://made.example"; }
    base::Result<BackendFacts> test(std::stop_token) override { return BackendFacts(); }
    base::Result<Fetched> searchTraces(const BackendSearch &search, std::stop_token stop) override
    {
        ++searches;
        return onSearch(search, stop);
    }
    base::Result<Fetched> trace(TraceId id, std::stop_token) override
    {
        ++traces;
        return onTrace ? onTrace(id) : base::Result<Fetched>(base::Error{ErrorKind::NotFound, "no", {}, {}, {}});
    }
    base::Result<Fetched> searchLogs(const BackendSearch &, const SeenLines &seen, std::stop_token) override
    {
        ++logSearches;
        return onLogs(seen);
    }
    base::Result<Fetched> logsOfTrace(TraceId, const TimeRange &range, std::size_t, const SeenLines &seen, std::stop_token) override
    {
        if (onRange)
            onRange(range);
        ++logSearches;
        return onLogs(seen);
    }
};

Fetched fetched(std::vector<std::string> answers)
{
    Fetched out;
    for (std::string &answer : answers)
        out.answers.push_back({"made", std::move(answer)});
    out.count = out.answers.size();
    return out;
}

query::Selection selection(const char *filter, TimeRange range = kHour)
{
    auto parsed = query::Filter::parse(filter);
    return {parsed ? *parsed : query::Filter(), range};
}

} // namespace

class TstRemoteSource : public QObject
{
    Q_OBJECT
    std::shared_ptr<MadeBackend> m_backend;
    std::unique_ptr<RemoteSource> m_source;

    void start(std::vector<Server> backends)
    {
        auto store = store::Store::temporary();
        QVERIFY(store);
        m_source = std::make_unique<RemoteSource>("made", std::move(backends), *store, query::AliasTable(), RemoteSource::Limits());
    }
    std::uint64_t traces(const char *filter)
    {
        const auto page = m_source->traces(selection(filter), {}, {});
        return page ? page->total : 999;
    }

private Q_SLOTS:
    void init()
    {
        m_backend = std::make_shared<MadeBackend>();
        m_backend->onSearch = [](const BackendSearch &, std::stop_token) { return fetched({otlp(1), otlp(2, 3, true)}); };
        start({{m_backend}});
    }

    void whatABackendCannotSayIsDecidedHere()
    {
        QCOMPARE(traces("status:error"), std::uint64_t(1)); // two came
        QCOMPARE(traces(""), std::uint64_t(2));
        const auto spans = m_source->spans(selection("service:shop"), {}, {});
        QVERIFY(spans);
        QCOMPARE(spans->total, std::uint64_t(3));
    }

    void aQuestionIsPutToTheBackendOnceUntilRefreshed()
    {
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(traces("service:web"), std::uint64_t(2));
            QVERIFY(m_source->scatter(selection("service:web"), 100, {}));
            QVERIFY(m_source->facets(Table::Spans, selection("service:web"), {"service"}, 5, {}));
        }
        QCOMPARE(m_backend->searches.load(), 1);
        QVERIFY(m_source->traces(selection("service:web", {kHour.from, kHour.to - 1}), {}, {}));
        QCOMPARE(m_backend->searches.load(), 2);
        m_source->refresh();
        QCOMPARE(traces("service:web"), std::uint64_t(2)); // what came again is stored once
        QCOMPARE(m_backend->searches.load(), 3);
    }

    void manyWhoAskAtOnceShareOneRequest()
    {
        std::promise<void> go;
        const auto going = go.get_future().share();
        m_backend->onSearch = [going](const BackendSearch &, std::stop_token) {
            going.wait();
            return fetched({otlp(1)});
        };
        std::vector<std::future<std::uint64_t>> asked;
        for (int i = 0; i < 6; ++i)
            asked.push_back(std::async(std::launch::async, [&] { return traces("service:web"); }));
        QTRY_COMPARE(m_backend->searches.load(), 1);
        go.set_value();
        for (auto &answer : asked)
            QCOMPARE(answer.get(), std::uint64_t(1));
        QCOMPARE(m_backend->searches.load(), 1);
    }

    void whoWaitsTakesOverFromWhoWasStopped()
    {
        m_backend->onSearch = [this](const BackendSearch &, std::stop_token stop) -> base::Result<Fetched> {
            if (m_backend->searches == 1) {
                while (!stop.stop_requested())
                    std::this_thread::yield();
                return base::Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
            }
            return fetched({otlp(1)});
        };
        std::stop_source first;
        auto stopped = std::async(std::launch::async, [&] { return m_source->traces(selection(""), {}, first.get_token()); });
        QTRY_COMPARE(m_backend->searches.load(), 1);
        auto waits = std::async(std::launch::async, [&] { return traces(""); });
        first.request_stop();
        QCOMPARE(stopped.get().error().kind, ErrorKind::Stopped);
        QCOMPARE(waits.get(), std::uint64_t(1));
    }

    void ofQueriesThatSupersedeEachOtherTheLastIsAnswered()
    {
        m_backend->onSearch = [](const BackendSearch &search, std::stop_token stop) -> base::Result<Fetched> {
            if (search.filter.text() != "last")
                while (!stop.stop_requested())
                    std::this_thread::yield();
            return stop.stop_requested() ? base::Result<Fetched>(base::Error{ErrorKind::Stopped, "stopped", {}, {}, {}}) : fetched({otlp(7)});
        };
        std::vector<std::future<base::Result<TracePage>>> asked;
        std::vector<std::stop_source> stops(9);
        for (int i = 0; i < 9; ++i)
            asked.push_back(std::async(std::launch::async, [&, i] { return m_source->traces(selection(("q" + std::to_string(i)).c_str()), {}, stops[static_cast<std::size_t>(i)].get_token()); }));
        QTRY_COMPARE(m_backend->searches.load(), 9);
        for (auto &stop : stops)
            stop.request_stop();
        QVERIFY(m_source->traces(selection("last"), {}, {}));
        for (auto &answer : asked)
            QCOMPARE(answer.get().error().kind, ErrorKind::Stopped);
        const auto kept = m_source->local()->traces({}, {}, {});
        QCOMPARE(kept->total, std::uint64_t(1)); // nothing of the others was stored
    }

    void aFailureIsToldAndNotRemembered()
    {
        m_backend->onSearch = [](const BackendSearch &, std::stop_token) -> base::Result<Fetched> { return base::Error{ErrorKind::RateLimited, "HTTP 429: slow down", {}, {}, {}, 12}; };
        const auto failed = m_source->traces(selection(""), {}, {});
        QVERIFY(!failed);
        QCOMPARE(failed.error().kind, ErrorKind::RateLimited);
        QCOMPARE(failed.error().waitSeconds, std::optional(12u));
        m_backend->onSearch = [](const BackendSearch &, std::stop_token) { return fetched({otlp(1)}); };
        QCOMPARE(traces(""), std::uint64_t(1));
    }

    void anAnswerThatIsBrokenIsAnErrorAndOneThatIsCutKeepsWhatCame()
    {
        m_backend->onSearch = [](const BackendSearch &, std::stop_token) { return fetched({"{\"resourceSpans\": 12"}); };
        QVERIFY(!m_source->traces(selection("service:a"), {}, {}));
        m_backend->onSearch = [](const BackendSearch &, std::stop_token) {
            std::string cut = otlp(3, 4);
            cut.resize(cut.size() - 60);
            return fetched({cut});
        };
        QCOMPARE(traces("service:web"), std::uint64_t(1));
        const auto notes = m_source->notes(Table::Spans, selection("service:web"));
        QCOMPARE(notes.size(), std::size_t(1));
        QVERIFY(!notes[0].remarks.empty());
    }

    void whetherTheLimitMayHideMatchesIsTold()
    {
        m_backend->onSearch = [](const BackendSearch &, std::stop_token) {
            Fetched out = fetched({otlp(1)});
            out.more = true;
            out.asked = {"{ }", "Evaluated here: `size:>1KiB`.", {"may see less"}, false};
            return out;
        };
        QVERIFY(m_source->traces(selection("size:>1KiB"), {}, {}));
        const auto notes = m_source->notes(Table::Spans, selection("size:>1KiB"));
        QCOMPARE(notes.size(), std::size_t(1));
        QCOMPARE(notes[0].backend, std::string("Tempo"));
        QCOMPARE(notes[0].native, std::string("{ }"));
        QVERIFY(notes[0].more && notes[0].mayHide);
        QCOMPARE(notes[0].remarks, std::vector<std::string>{"may see less"});
        QVERIFY(m_source->notes(Table::Spans, selection("")).empty());
    }

    void aTraceIsFetchedByItsIdOnceAndOnlyIfItIsNotHere()
    {
        m_backend->onTrace = [](TraceId id) { return fetched({otlp(id.lo, 4)}); };
        const TraceId id{0, 9};
        const auto found = m_source->findTraces(id, {});
        QVERIFY(found && found->size() == 1);
        const auto trace = m_source->trace(id, {});
        QVERIFY(trace);
        QCOMPARE(trace->size(), std::size_t(4));
        QCOMPARE(m_backend->traces.load(), 1);
        QVERIFY(m_source->traces(selection(""), {}, {}));
        QVERIFY(m_source->trace(TraceId{0, 1}, {}));
        QCOMPARE(m_backend->traces.load(), 1);
        QVERIFY(m_source->traces(selection("trace:000000000000000000000000000000ab service:web"), {}, {})); // by its id, not by a search
        QCOMPARE(m_backend->traces.load(), 2);
        QCOMPARE(m_backend->searches.load(), 1);
        m_backend->onTrace = {};
        const auto none = m_source->findTraces(TraceId{0, 77}, {});
        QVERIFY(none && none->empty());
    }

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

    void aLineThatTwoQuestionsBringAtOnceIsStoredOnce()
    {
        // Both are asked before either is answered.
        FaultServer server([](const FaultRequest &request) {
            if (request.target.startsWith("/loki/api/v1/labels"))
                return FaultAnswer::of(200, R"({"status":"success","data":["service_name"]})");
            FaultAnswer answer = FaultAnswer::of(200, QByteArray::fromStdString(lokiLines(0, 5)));
            answer.delayMs = 500;
            return answer;
        });
        BackendAddress address{BackendKind::Loki, {}};
        address.endpoint.url = server.url().toStdString();
        start({{*makeBackend(address, {}, startNetworkThread())}});
        auto one = std::async(std::launch::async, [&] { return m_source->logCount(selection(""), {}); });
        auto other = std::async(std::launch::async, [&] { return m_source->logCount(selection("line"), {}); });
        while (one.wait_for(std::chrono::milliseconds(0)) != std::future_status::ready || other.wait_for(std::chrono::milliseconds(0)) != std::future_status::ready)
            QTest::qWait(10);
        QVERIFY(one.get() && other.get());
        QCOMPARE(m_source->local()->logCount({}, {}).value(), std::uint64_t(5));
    }

    void aTracesLogsComeFromTheBackendBesideItAndEachLineOnce()
    {
        auto logs = std::make_shared<MadeBackend>();
        logs->onLogs = [&, n = 0](const SeenLines &) mutable {
            Fetched out = fetched({lokiLines(0, 4 + n)});
            n += 2;
            return out;
        };
        start({{m_backend}, {logs}});
        QVERIFY(m_source->traces(selection(""), {}, {}));
        const auto lines = m_source->logsOf(TraceId{0, 1}, std::nullopt, Guess::No, 100, {});
        QVERIFY2(lines, lines ? "" : lines.error().text().c_str());
        QCOMPARE(lines->size(), std::size_t(4));
        QVERIFY(m_source->logsOf(TraceId{0, 1}, SpanId{1}, Guess::No, 100, {}));
        QCOMPARE(logs->logSearches.load(), 1);
        QCOMPARE(m_backend->logSearches.load(), 0);
    }
};
TRIPTYCH_TEST(TstRemoteSource)
#include "tst_remote_source.moc"
