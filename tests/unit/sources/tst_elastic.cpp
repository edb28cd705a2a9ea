#include "fault_server.h"
#include "sources/elastic_query.h"
#include "sources/elastic_search.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych;
using namespace triptych::sources;
using base::ErrorKind;

namespace {

QJsonObject bodyOf(const FaultRequest &request)
{
    return QJsonDocument::fromJson(request.body).object();
}

/// Seven documents, in pages as they are asked for.
FaultAnswer pageOf(const FaultRequest &request)
{
    const QJsonObject body = bodyOf(request);
    const int size = body.value(QStringLiteral("size")).toInt(), from = body.value(QStringLiteral("search_after")).toArray().first().toInt();
    QByteArray hits;
    for (int i = from; i < std::min(7, from + size); ++i)
        hits += QByteArray(hits.isEmpty() ? "" : ",") + "{\"_id\":\"" + QByteArray::number(i) + "\",\"_source\":{},\"sort\":[" + QByteArray::number(i + 1) + ",\"x\"]}";
    return FaultAnswer::of(200, "{\"timed_out\":false,\"_shards\":{\"total\":2,\"failed\":0},\"pit_id\":\"p" + QByteArray::number(from) + "\",\"hits\":{\"hits\":[" + hits + "]}}");
}

} // namespace

class TstElastic : public QObject
{
    Q_OBJECT
    std::shared_ptr<NetworkThread> m_thread = startNetworkThread();

    struct Asked {
        base::Result<ElasticSearch::Outcome> outcome;
        QStringList ids;
        std::vector<std::string> remarks;
    };
    Asked ask(const FaultServer &server, ElasticSearch::Kind kind, std::size_t limit, std::size_t page)
    {
        Endpoint endpoint;
        endpoint.url = server.url().toStdString();
        endpoint.backoff = std::chrono::milliseconds(1);
        const HttpClient client(endpoint, m_thread);
        ElasticSearch::Query query{"logs-*", elastic::all(), elastic::sort("@timestamp", "desc")};
        query.limit = limit;
        query.page = page;
        Asked out{ElasticSearch::Outcome{}, {}, {}};
        out.outcome = ElasticSearch(client).each(query, kind, [&out](const QJsonObject &hit) { out.ids.append(hit.value(QStringLiteral("_id")).toString()); }, out.remarks, {});
        return out;
    }

private Q_SLOTS:
    void pagesAreReadOverOnePointInTime()
    {
        FaultServer server([](const FaultRequest &r) {
            if (r.target.startsWith("/logs-%2A/_pit"))
                return FaultAnswer::of(200, R"({"id":"p"})");
            return r.method == "DELETE" ? FaultAnswer::of(200, "{}") : pageOf(r);
        });
        const Asked all = ask(server, ElasticSearch::Kind::Elasticsearch, 100, 3);
        QVERIFY(all.outcome);
        QCOMPARE(all.ids.join(u' '), QStringLiteral("0 1 2 3 4 5 6"));
        QVERIFY(!all.outcome->more);
        const QList<FaultRequest> requests = server.requests();
        QCOMPARE(requests.size(), 5); // the point, three pages, its end
        QCOMPARE(requests[1].target, QByteArray("/_search")); // no index beside a point
        QCOMPARE(bodyOf(requests[1]).value(QStringLiteral("sort")).toArray().last().toObject().keys(), QStringList{QStringLiteral("_shard_doc")});
        QCOMPARE(bodyOf(requests[2]).value(QStringLiteral("pit")).toObject().value(QStringLiteral("id")).toString(), QStringLiteral("p0")); // the newest
        QCOMPARE(bodyOf(requests[2]).value(QStringLiteral("search_after")).toArray(), (QJsonArray{3, QStringLiteral("x")}));
        QCOMPARE(requests.back().method, QByteArray("DELETE"));
        QCOMPARE(bodyOf(requests.back()).value(QStringLiteral("id")).toString(), QStringLiteral("p6"));
    }

    void openSearchsPointsHavePathsOfTheirOwn()
    {
        FaultServer server([](const FaultRequest &r) {
            if (r.target.startsWith("/logs-%2A/_search/point_in_time"))
                return FaultAnswer::of(200, R"({"pit_id":"p"})");
            return r.method == "DELETE" ? FaultAnswer::of(200, "{}") : pageOf(r);
        });
        const Asked some = ask(server, ElasticSearch::Kind::OpenSearch, 5, 3);
        QVERIFY(some.outcome);
        QCOMPARE(some.ids.size(), 5);
        QVERIFY(some.outcome->more);
        QCOMPARE(server.requests().back().target, QByteArray("/_search/point_in_time"));
        QCOMPARE(bodyOf(server.requests()[1]).value(QStringLiteral("sort")).toArray().last().toObject().keys(), QStringList{QStringLiteral("_id")});
    }

    void whereNoPointMayBeOpenedPagesAreReadWithoutOne()
    {
        FaultServer server([](const FaultRequest &r) {
            if (r.target.contains("_pit"))
                return FaultAnswer::of(403, R"({"error":{"type":"security_exception","reason":"action [indices:data/read/open_point_in_time] is unauthorized"},"status":403})");
            return pageOf(r);
        });
        const Asked all = ask(server, ElasticSearch::Kind::Elasticsearch, 100, 3);
        QVERIFY(all.outcome);
        QCOMPARE(all.ids.size(), 7);
        QVERIFY(server.requests().back().target.startsWith("/logs-%2A/_search?"));
    }

    void theTimeOfAHitIsReadWhateverItsDigits_data()
    {
        QTest::addColumn<QByteArray>("written");
        QTest::addColumn<qint64>("ns");
        QTest::newRow("none") << QByteArray("2026-08-20T11:40:00Z") << qint64(1'787'226'000'000'000'000);
        QTest::newRow("milliseconds") << QByteArray("2026-08-20T11:40:00.120Z") << qint64(1'787'226'000'120'000'000);
        QTest::newRow("nanoseconds") << QByteArray("2026-08-20T11:40:00.123456789Z") << qint64(1'787'226'000'123'456'789);
        QTest::newRow("beyond what nanoseconds reach") << QByteArray("9999-12-31T23:59:59.999Z") << qint64(0);
        QTest::newRow("no time") << QByteArray("soon") << qint64(0);
    }
    void theTimeOfAHitIsReadWhateverItsDigits()
    {
        QFETCH(QByteArray, written);
        QFETCH(qint64, ns);
        QCOMPARE(qint64(elastic::timeOf(elastic::parsed("{\"fields\":{\"@timestamp\":[\"" + written.toStdString() + "\"]}}"))), ns);
        QCOMPARE(elastic::timeOf({}), telemetry::Nanos(0));
    }

    void aPartialAnswerIsShownAsOne()
    {
        FaultServer server([](const FaultRequest &) {
            return FaultAnswer::of(200, R"({"timed_out":false,"_shards":{"total":5,"failed":2,"failures":[{"reason":{"type":"x","reason":"disk read error"}}]},"hits":{"hits":[]}})");
        });
        const Asked some = ask(server, ElasticSearch::Kind::Elasticsearch, 3, 3);
        QVERIFY(some.outcome);
        QCOMPARE(some.remarks, std::vector<std::string>{"2 of 5 shards did not answer: disk read error"});
    }

    void theServersWordsAreShown()
    {
        FaultServer server([](const FaultRequest &) {
            return FaultAnswer::of(400, R"({"error":{"root_cause":[{"type":"query_shard_exception","reason":"Failed to parse query [a:]"}],"type":"search_phase_execution_exception","reason":"all shards failed"},"status":400})");
        });
        const Asked some = ask(server, ElasticSearch::Kind::Elasticsearch, 3, 3);
        QVERIFY(!some.outcome);
        QCOMPARE(some.outcome.error().kind, ErrorKind::Rejected);
        QVERIFY2(some.outcome.error().what.find("Failed to parse query [a:]") != std::string::npos, some.outcome.error().what.c_str());
    }
};
TRIPTYCH_TEST(TstElastic)
#include "tst_elastic.moc"
