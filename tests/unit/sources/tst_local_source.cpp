#include "sources/local_source.h"
#include "sources/record_stream.h"
#include "store/bulk_writer.h"
#include "test_registry.h"

#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <thread>

using namespace triptych;
using namespace triptych::telemetry;
using sources::LocalSource;

class TstLocalSource : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    std::shared_ptr<store::Store> m_store;
    std::unique_ptr<LocalSource> m_source;

    static query::Selection selection(const char *filter)
    {
        auto parsed = query::Filter::parse(filter);
        return parsed ? query::Selection{*parsed, std::nullopt} : query::Selection{};
    }

    /// One more trace: a gateway that calls a shop, and a log line of each.
    void addTrace(std::uint64_t id)
    {
        BatchBuilder b;
        for (const bool gateway : {true, false}) {
            const TagView resource[] = {{"service.name", gateway ? "gateway" : "shop"}, {"deployment.environment", "prod"}};
            SpanFields span;
            span.trace = TraceId{7, id};
            span.span = SpanId{gateway ? 1u : 2u};
            span.parent = SpanId{gateway ? 0u : 1u};
            span.start = 1'700'000'000'000'000'000 + static_cast<Nanos>(id) * 1'000'000;
            span.duration = gateway ? 9'000'000 : 5'000'000;
            span.resource = b.resource(resource);
            span.service = b.serviceOf(span.resource);
            span.name = b.string(gateway ? "GET /buy" : "buy");
            span.status = gateway ? StatusCode::Unset : StatusCode::Error;
            const TagView tags[] = {{"http.status_code", gateway ? "200" : "500", ValueType::Int}};
            b.addSpan(span, tags);
            const TagView event[] = {{"what", "card declined"}};
            b.addEvent(span.start + 10, "exception", event);
            LogFields log;
            log.time = span.start + 5;
            log.level = Level::Warn;
            log.trace = span.trace;
            log.span = span.span;
            log.resource = span.resource;
            log.service = span.service;
            const TagView logTags[] = {{"thread", "t1"}};
            b.addLog(log, gateway ? "passed on" : "card declined", logTags);
        }
        auto writer = m_store->write();
        QVERIFY(writer);
        QVERIFY((*writer)->beginFile("made.json"));
        QVERIFY((*writer)->write(b.take()));
        ImportRecord record;
        record.path = "made.json";
        QVERIFY((*writer)->endFile(record));
        QVERIFY((*writer)->commit());
    }

private Q_SLOTS:
    void init()
    {
        static int count = 0;
        auto store = store::Store::open(m_folder.filePath(QStringLiteral("s%1").arg(++count)).toStdString(), store::Store::Mode::Create);
        QVERIFY(store);
        m_store = std::move(*store);
        m_source = std::make_unique<LocalSource>(m_store);
        addTrace(1);
    }

    void aFilterReachesSpansAndLogsEachInTheirTable()
    {
        const auto spans = m_source->spans(selection("service:shop"), {}, {});
        QVERIFY(spans);
        QCOMPARE(spans->total, 1u);
        QCOMPARE(spans->rows[0].name, std::string("buy"));
        QCOMPARE(*m_source->logCount(selection("service:shop"), {}), 1u);
        QCOMPARE(*m_source->logCount(selection("\"card declined\""), {}), 1u);
        QCOMPARE(m_source->traces(selection("@http.status_code:500"), {}, {})->total, 1u);
        QCOMPARE(m_source->traces(selection("@http.status_code:404"), {}, {})->total, 0u);
    }

    void aliasesReachEverySpelling() { QCOMPARE(m_source->spans(selection("env:prod"), {}, {})->total, 2u); }

    void tagsOfAFilterCountSpansAndLogs()
    {
        const auto values = m_source->tagValues("service", selection("service:shop"), 10, {});
        QVERIFY2(values, values ? "" : values.error().text().c_str());
        QCOMPARE(values->size(), 1u);
        QCOMPARE((*values)[0].spans, 1u);
        QCOMPARE((*values)[0].logs, 1u);
        const auto keys = m_source->tagKeys(selection("service:shop"), {});
        QVERIFY(keys);
        const auto threads = std::find_if(keys->begin(), keys->end(), [](const TagKey &k) { return k.key == "thread"; });
        QVERIFY(threads != keys->end());
        QCOMPARE(threads->logs, 1u);
    }

    void anImportRaisesTheVersionAndIsSeenAtOnce()
    {
        QCOMPARE(m_source->traces({}, {}, {})->total, 1u);
        const auto before = m_source->version();
        addTrace(2);
        QVERIFY(m_source->version() > before);
        QCOMPARE(m_source->traces({}, {}, {})->total, 2u);
    }

    void manyThreadsMayAskAtOnce()
    {
        std::atomic<int> right{0};
        std::vector<std::thread> threads;
        for (int t = 0; t < 6; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 10; ++i) {
                    const auto page = m_source->spans(selection("status:error"), {}, {});
                    right += page && page->total == 1 ? 1 : 0;
                }
            });
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(right.load(), 60);
    }

    void aStoppedQuestionAnswersStopped()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto result = m_source->sql("SELECT count(*) FROM range(100000000000) a", 1, stop.get_token());
        QVERIFY(!result);
        QCOMPARE(result.error().kind, base::ErrorKind::Stopped);
    }

    void recordsStreamWithTagsOfEveryScope()
    {
        sources::RecordStream stream(*m_source);
        QStringList lines;
        QVERIFY(stream.spans({}, SpanSort::Start, 100, [&](const SpanDetails &d) {
            lines << QString::fromStdString(d.row.name + " " + tagsToJson(d.spanTags) + " " + tagsToJson(d.resourceTags) + " " + d.events.at(0).name + " " + d.events.at(0).tags);
            return true;
        }, {}));
        lines.sort();
        QCOMPARE(lines, (QStringList{
            QStringLiteral(R"(GET /buy {"http.status_code":200} {"service.name":"gateway","deployment.environment":"prod"} exception {"what":"card declined"})"),
            QStringLiteral(R"(buy {"http.status_code":500} {"service.name":"shop","deployment.environment":"prod"} exception {"what":"card declined"})")}));
        const auto records = m_source->logIds({}, Order::Ascending, {});
        QVERIFY(records);
        int logs = 0;
        QVERIFY(stream.logs(*records, [&](const LogDetails &d) {
            logs += d.importPath == "made.json" && d.logTags.size() == 1 && d.resourceTags.size() == 2 ? 1 : 0;
            return true;
        }, {}));
        QCOMPARE(logs, 2);
    }

    void theKeysOfAllRecordsAreThoseOfTheStoreAsItIsNow()
    {
        const auto spansWith = [this](const std::string &key) {
            const auto keys = m_source->tagKeys({}, {});
            if (!keys)
                return std::uint64_t(0);
            const auto it = std::find_if(keys->begin(), keys->end(), [&](const TagKey &k) { return k.key == key; });
            return it == keys->end() ? std::uint64_t(0) : it->spans;
        };
        QCOMPARE(spansWith("http.status_code"), 2u);
        QCOMPARE(spansWith("http.status_code"), 2u);
        addTrace(2);
        QCOMPARE(spansWith("http.status_code"), 4u);
    }

    void thoseWhoAskForTheKeysAtOnceGetTheSame()
    {
        // One who has given up takes the answer from nobody.
        std::stop_source gone;
        gone.request_stop();
        QCOMPARE(m_source->tagKeys({}, gone.get_token()).error().kind, base::ErrorKind::Stopped);
        std::array<std::size_t, 4> found{};
        {
            std::vector<std::jthread> threads;
            for (std::size_t &n : found)
                threads.emplace_back([this, &n] {
                    const auto keys = m_source->tagKeys({}, {});
                    n = keys ? keys->size() : 0;
                });
        }
        const std::size_t all = m_source->tagKeys({}, {})->size();
        QVERIFY(all > 0);
        QCOMPARE(found, (std::array<std::size_t, 4>{all, all, all, all}));
    }
};

TRIPTYCH_TEST(TstLocalSource)
#include "tst_local_source.moc"
