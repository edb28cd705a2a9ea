#include "fault_server.h"
#include "made_backend.h"
#include "sources/data_reach.h"
#include "test_registry.h"

#include <QElapsedTimer>
#include <QTest>
#include <atomic>
#include <future>

using namespace made;

class TstRemoteSource : public QObject, SourceFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { startWithTwoTraces(); }

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

    void howOldItsDataIsIsFoundThoughTheServerLimitsTheTimeOfAQuestion()
    {
        constexpr Nanos kHourNs = 3600 * kSecond, kDay = 24 * kHourNs;
        const Nanos now = kHour.to;
        for (const Nanos age : {20 * kDay, 10 * kDay, 3 * kDay, Nanos(60 * kSecond)}) {
            const Nanos oldest = now - age;
            m_backend->onSearch = [oldest](const BackendSearch &search, std::stop_token) -> base::Result<Fetched> {
                if (search.range.to - search.range.from > 7 * kDay)
                    return base::Error{ErrorKind::Rejected, "HTTP 400: range specified by start and end exceeds 168h0m0s", {}, {}, {}};
                Fetched out;
                out.count = search.range.from <= oldest && oldest < search.range.to ? 1 : 0;
                return out;
            };
            const auto reach = dataReach(*m_backend, now, {});
            QVERIFY2(reach, reach ? "" : reach.error().text().c_str());
            QCOMPARE(reach->before, std::optional<Nanos>(age > 7 * kDay ? 7 * kDay : age > kDay ? kDay : 0));
        }
        m_backend->onSearch = [](const BackendSearch &, std::stop_token) -> base::Result<Fetched> { return base::Error{ErrorKind::Rejected, "HTTP 400: no", {}, {}, {}}; };
        m_backend->searches = 0;
        QCOMPARE(dataReach(*m_backend, now, {}).error().what, std::string("HTTP 400: no"));
        QVERIFY(m_backend->searches < 10);
    }

    void anAnswerWithoutNewsLeavesNothingInTheStore()
    {
        const auto imports = [this] { return m_source->sql("SELECT count(*) FROM imports", 10, {}).value().rows.front().front().value(); };
        QCOMPARE(traces(""), std::uint64_t(2));
        const std::string before = imports();
        const std::uint64_t version = m_source->version();
        for (int i = 0; i < 3; ++i) {
            m_source->refresh();
            QCOMPARE(traces(""), std::uint64_t(2));
        }
        QCOMPARE(m_backend->searches.load(), 4);
        QCOMPARE(imports(), before);
        QCOMPARE(m_source->version(), version); // nobody has to look again
        // What is known is still known, and what is new still comes.
        m_backend->onSearch = [](const BackendSearch &, std::stop_token) { return fetched({otlp(1), otlp(2, 3, true), otlp(3)}); };
        m_source->refresh();
        QCOMPARE(traces(""), std::uint64_t(3));
        QCOMPARE(m_source->local()->spans({}, {}, {}).value().total, std::uint64_t(7));
        QVERIFY(imports() != before);
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

    void aSlowServerIsToldOfWaitedForAndGivenUpInItsTime()
    {
        // A minute of the two that a server is given, in half a second.
        constexpr int kMinuteMs = 600;
        FaultServer server([](const FaultRequest &request) {
            FaultAnswer answer = FaultAnswer::of(200, request.target.startsWith("/api/v3/traces") ? QByteArray::fromStdString(R"({"result":)" + otlp(1) + "}") : QByteArray(R"({"services":["web"]})"));
            answer.delayMs = request.target.startsWith("/api/v3/traces") ? kMinuteMs : 0;
            return answer;
        });
        BackendAddress address{BackendKind::Jaeger, {}};
        address.endpoint.url = server.url().toStdString();
        const auto ask = [&](const char *filter, std::stop_token stop = {}) { return std::async(std::launch::async, [this, filter, stop] { return m_source->traces(selection(filter), {}, stop); }); };
        const auto isThere = [](auto &answer) { return answer.wait_for(std::chrono::milliseconds(0)) == std::future_status::ready; };
        for (const int patience : {2 * kMinuteMs, kMinuteMs / 4}) {
            address.endpoint.idleTimeout = std::chrono::milliseconds(patience);
            start({{*makeBackend(address, {}, startNetworkThread())}});
            auto answer = ask("");
            QTRY_COMPARE(m_source->asking().servers, std::size_t(1)); // what the window shows progress and Cancel for
            QCOMPARE(m_source->asking().answered, std::size_t(0));
            QTRY_VERIFY(isThere(answer));
            QCOMPARE(m_source->asking().servers, std::size_t(0));
            const auto page = answer.get();
            if (patience > kMinuteMs) {
                QVERIFY2(page, page ? "" : page.error().text().c_str());
                QCOMPARE(page->total, std::uint64_t(1));
                continue;
            }
            QVERIFY(!page);
            QCOMPARE(page.error().kind, ErrorKind::Unreachable);
            QCOMPARE(page.error().what, std::string("no answer within 150 ms"));
            QVERIFY2(page.error().where.file.starts_with(server.url().toStdString()), page.error().where.file.c_str());
        }
        address.endpoint.idleTimeout = std::chrono::milliseconds(2 * kMinuteMs);
        start({{*makeBackend(address, {}, startNetworkThread())}});
        std::stop_source cancel;
        auto answer = ask("", cancel.get_token());
        QTRY_COMPARE(m_source->asking().servers, std::size_t(1));
        QTest::qWait(kMinuteMs / 4);
        QElapsedTimer clock;
        clock.start();
        cancel.request_stop();
        QTRY_VERIFY(isThere(answer));
        QVERIFY2(clock.elapsed() < kMinuteMs / 2, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(answer.get().error().kind, ErrorKind::Stopped);
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
