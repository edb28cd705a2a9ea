#include "fault_server.h"
#include "sources/backends.h"
#include "sources/remote_source.h"
#include "test_registry.h"

#include <QCryptographicHash>
#include <QTest>
#include <QUrlQuery>
#include <atomic>
#include <thread>

using namespace triptych;
using namespace triptych::telemetry;
using namespace triptych::sources;
using namespace std::chrono_literals;

namespace {

Nanos now()
{
    return QDateTime::currentMSecsSinceEpoch() * 1'000'000;
}

QByteArray streams(const QByteArray &line)
{
    return R"([{"stream":{"service_name":"shop"},"values":[[")" + QByteArray::number(now()) + R"(",")" + line + R"(",{}]]}])";
}

/// RFC 6455: a text frame of a server.
QByteArray frame(const QByteArray &text)
{
    QByteArray out("\x81");
    if (text.size() < 126) {
        out += char(text.size());
    } else {
        out += char(126);
        out += char(text.size() >> 8);
        out += char(text.size() & 0xff);
    }
    return out + text;
}

FaultAnswer upgraded(const FaultRequest &request, const QByteArray &frames, FaultAnswer::Then then)
{
    FaultAnswer answer;
    const QByteArray accept = QCryptographicHash::hash(request.headers.value("sec-websocket-key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", QCryptographicHash::Sha1).toBase64();
    answer.bytes = "HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept + "\r\n\r\n" + frames;
    answer.then = then;
    return answer;
}

FaultAnswer labels()
{
    return FaultAnswer::of(200, R"({"status":"success","data":["service_name"]})");
}

FaultAnswer page(const QByteArray &result)
{
    return FaultAnswer::of(200, R"({"status":"success","data":{"resultType":"streams","result":)" + result + "}}");
}

/// The first sends a line and closes, later ones stand and send nothing.
FaultAnswer tailThatEndsOnce(const FaultRequest &request, bool first)
{
    return upgraded(request, first ? frame(R"({"streams":)" + streams("before") + "}") : QByteArray(), first ? FaultAnswer::Then::Close : FaultAnswer::Then::KeepAlive);
}

/// A source over a server, followed in a thread until it goes.
struct Followed {
    std::shared_ptr<RemoteSource> source;
    std::atomic<std::uint64_t> lines = 0;
    std::atomic<Nanos> mostBehind = 0;
    std::mutex mutex;
    std::string trouble;
    std::jthread thread;

    std::atomic<int> portions = 0;
    explicit Followed(const FaultServer &server, std::chrono::milliseconds patience = 30s, RemoteSource::Limits limits = {})
        : Followed(std::vector<const FaultServer *>{&server}, patience, limits)
    {
    }
    explicit Followed(const std::vector<const FaultServer *> &servers, std::chrono::milliseconds patience = 30s, RemoteSource::Limits limits = {})
    {
        std::vector<Server> backends;
        for (const FaultServer *server : servers)
            backends.push_back(backend(server->url().toStdString(), {}, patience));
        follow(std::move(backends), limits);
    }
    Followed(const std::string &url, const std::string &proxy, std::chrono::milliseconds patience, RemoteSource::Limits limits)
    {
        std::vector<Server> backends;
        backends.push_back(backend(url, proxy, patience));
        follow(std::move(backends), limits);
    }
    static Server backend(const std::string &url, const std::string &proxy, std::chrono::milliseconds patience)
    {
        BackendAddress address{BackendKind::Loki, {}};
        address.endpoint.url = url;
        address.endpoint.proxy = proxy;
        address.endpoint.tenant = "shop";
        address.endpoint.attempts = 1;
        address.endpoint.connectTimeout = address.endpoint.pongTimeout = patience;
        return {*makeBackend(address, {}, startNetworkThread())};
    }
    void follow(std::vector<Server> backends, RemoteSource::Limits limits)
    {
        source = std::make_shared<RemoteSource>("made", std::move(backends), *store::Store::temporary(), query::AliasTable(), limits);
        thread = std::jthread([this](std::stop_token stop) {
            source->tail({}, now() - 60'000'000'000, [this](const Tailing::News &news) {
                lines += news.lines;
                portions += news.lines > 0;
                mostBehind = std::max<Nanos>(mostBehind, news.behind);
                const std::lock_guard lock(mutex);
                trouble = news.trouble;
            }, stop);
        });
    }
    bool says(const char *text)
    {
        const std::lock_guard lock(mutex);
        return trouble.find(text) != std::string::npos;
    }
    std::uint64_t stored() { return source->stored().logCount({}, {}).value(); }
};

} // namespace

class TstTail : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void linesOfAWebSocketAreStoredAsTheyCome()
    {
        std::atomic<int> tails = 0;
        FaultServer server([&](const FaultRequest &request) {
            if (request.target.startsWith("/loki/api/v1/labels"))
                return labels();
            if (request.target.startsWith("/loki/api/v1/tail"))
                return upgraded(request, tails++ > 0 ? QByteArray() : frame(R"({"streams":)" + streams("one") + "}") + frame(R"({"streams":)" + streams("two") + "}"), FaultAnswer::Then::KeepAlive);
            return page("[]");
        });
        Followed followed(server);
        QTRY_COMPARE(followed.stored(), std::uint64_t(2));
        QTRY_COMPARE(followed.lines.load(), std::uint64_t(2));
        bool tenant = false;
        for (const FaultRequest &request : server.requests())
            if (request.target.startsWith("/loki/api/v1/tail"))
                tenant = request.headers.value("x-scope-orgid") == "shop" && request.headers.value("x-loki-response-encoding-flags") == "categorize-labels";
        QVERIFY(tenant);
    }

    void aTailGoesThroughAProxyThatWantsAPassword()
    {
        std::atomic<int> tunnels = 0, refused = 0;
        FaultServer proxy([&](const FaultRequest &request) {
            const bool tunnelled = request.target.startsWith('/'); // behind a CONNECT it is the server that is spoken to
            if (!tunnelled && request.headers.value("proxy-authorization") != "Basic " + QByteArray("ann:s3cret").toBase64()) {
                ++refused;
                return FaultAnswer::of(407, "who?", "text/plain", "Proxy-Authenticate: Basic realm=\"made\"\r\n");
            }
            if (request.method == "CONNECT") {
                ++tunnels;
                FaultAnswer open;
                open.bytes = "HTTP/1.1 200 x\r\n\r\n";
                return open;
            }
            if (request.target.contains("/loki/api/v1/labels"))
                return labels();
            if (!request.target.contains("/loki/api/v1/tail"))
                return page("[]");
            return upgraded(request, tunnelled && !request.headers.contains("proxy-authorization") ? frame(R"({"streams":)" + streams("one") + "}") : QByteArray(), FaultAnswer::Then::KeepAlive);
        });
        QString withPassword = proxy.url();
        withPassword.replace(QStringLiteral("//"), QStringLiteral("//ann:s3cret@"));
        Followed followed("http://logs.example:3100", withPassword.toStdString(), 30s, {});
        QTRY_COMPARE(followed.stored(), std::uint64_t(1));
        QVERIFY(tunnels > 0);
        QString wrong = proxy.url();
        wrong.replace(QStringLiteral("//"), QStringLiteral("//ann:other@"));
        const int before = refused;
        Followed lost("http://logs.example:3100", wrong.toStdString(), 30s, {});
        QTRY_VERIFY(refused > before);
        QTRY_VERIFY2(lost.says("407") || lost.says("proxy"), lost.trouble.c_str());
        QVERIFY2(!lost.says("other"), lost.trouble.c_str());
    }

    void whatTheServerLeftOutIsFetched()
    {
        std::atomic<int> tails = 0;
        FaultServer server([&](const FaultRequest &request) {
            if (request.target.startsWith("/loki/api/v1/labels"))
                return labels();
            if (request.target.startsWith("/loki/api/v1/tail"))
                return upgraded(request, tails++ == 0 ? frame(R"({"streams":)" + streams("one") + R"(,"dropped_entries":[{"labels":{},"timestamp":"1"}]})") : QByteArray(), FaultAnswer::Then::KeepAlive);
            return page(tails == 0 ? "[]" : streams("two"));
        });
        Followed followed(server);
        QTRY_COMPARE(followed.stored(), std::uint64_t(2));
        QTRY_COMPARE(followed.lines.load(), std::uint64_t(2));
    }

    void howeverMuchTheServerLeftOutIsFetchedOldestFirstAndTheLagIsTold()
    {
        // 70,000 lines of the last 3.5 s: more than two portions.
        constexpr int kLines = 70'000, kPage = 5000;
        const Nanos begin = now() - 3'500'000'000;
        std::atomic<int> tails = 0;
        std::mutex mutex;
        QStringList directions;
        FaultServer server([&](const FaultRequest &request) {
            if (request.target.startsWith("/loki/api/v1/labels"))
                return labels();
            if (request.target.startsWith("/loki/api/v1/tail"))
                return upgraded(request, tails++ == 0 ? frame(R"({"streams":[],"dropped_entries":[{"labels":{},"timestamp":"1"}]})") : QByteArray(), FaultAnswer::Then::KeepAlive);
            if (tails == 0)
                return page("[]");
            const QUrlQuery query(QString::fromUtf8(request.body));
            {
                const std::lock_guard lock(mutex);
                directions.append(query.queryItemValue(QStringLiteral("direction")));
            }
            const Nanos from = query.queryItemValue(QStringLiteral("start")).toLongLong(), to = query.queryItemValue(QStringLiteral("end")).toLongLong();
            QByteArray values;
            for (int i = 0, taken = 0; i < kLines && taken < kPage; ++i) {
                const Nanos time = begin + Nanos(i) * 50'000;
                if (time < from || time >= to)
                    continue;
                values += (taken++ > 0 ? ",[\"" : "[\"") + QByteArray::number(time) + "\",\"line " + QByteArray::number(i) + "\",{}]";
            }
            return page(values.isEmpty() ? QByteArray("[]") : R"([{"stream":{"service_name":"shop"},"values":[)" + values + "]}]");
        });
        Followed followed(server);
        QTRY_COMPARE_WITH_TIMEOUT(followed.stored(), std::uint64_t(kLines), 15'000);
        QTRY_COMPARE(followed.lines.load(), std::uint64_t(kLines));
        QVERIFY(followed.mostBehind > 1'000'000'000);
        const std::lock_guard lock(mutex);
        QVERIFY(!directions.contains(QStringLiteral("backward")));
    }

    void whatWasWrittenWhileTheServerWasAwayIsFetched()
    {
        std::atomic<int> tails = 0, down = 0;
        FaultServer server([&](const FaultRequest &request) {
            if (request.target.startsWith("/loki/api/v1/labels"))
                return labels();
            if (request.target.startsWith("/loki/api/v1/tail"))
                return tailThatEndsOnce(request, tails++ == 0);
            if (tails == 1 && down++ == 0)
                return FaultAnswer::of(503, "restarting", "text/plain");
            return page(tails == 1 ? streams("meanwhile") : "[]");
        });
        Followed followed(server);
        QTRY_VERIFY(followed.says("closed the connection") || followed.says("restarting"));
        QTRY_COMPARE_WITH_TIMEOUT(followed.stored(), std::uint64_t(2), 15'000);
        QTRY_COMPARE_WITH_TIMEOUT(tails.load(), 2, 15'000);
        QTRY_VERIFY(followed.says("") && !followed.says("restarting"));
    }

    void aServerThatIsWellDoesNotCoverTheTroubleOfAnother()
    {
        std::atomic<bool> broken = true;
        FaultServer ill([&](const FaultRequest &request) {
            if (broken)
                return FaultAnswer::of(503, "restarting", "text/plain");
            if (request.target.startsWith("/loki/api/v1/tail"))
                return upgraded(request, {}, FaultAnswer::Then::KeepAlive);
            return request.target.startsWith("/loki/api/v1/labels") ? labels() : page("[]");
        });
        std::atomic<int> searches = 0;
        FaultServer well([&](const FaultRequest &request) { // it sends no tail, and is asked each second
            if (request.target.startsWith("/loki/api/v1/labels"))
                return labels();
            if (request.target.startsWith("/loki/api/v1/tail"))
                return FaultAnswer::of(404, "no such thing", "text/plain");
            return page(streams("line " + QByteArray::number(++searches)));
        });
        Followed followed(std::vector<const FaultServer *>{&ill, &well});
        QTRY_VERIFY(followed.says("restarting"));
        const int before = followed.portions;
        QTRY_VERIFY_WITH_TIMEOUT(followed.portions > before, 15'000);
        QVERIFY(followed.says("restarting"));
        broken = false;
        QTRY_VERIFY_WITH_TIMEOUT(!followed.says("restarting"), 15'000);
    }

    void aConnectionThatIsNeverTakenOrFallsSilentIsTriedAgain()
    {
        for (const bool taken : {false, true}) {
            std::atomic<int> tails = 0;
            FaultServer server([&](const FaultRequest &request) {
                if (request.target.startsWith("/loki/api/v1/labels"))
                    return labels();
                if (!request.target.startsWith("/loki/api/v1/tail"))
                    return page(tails == 0 ? "[]" : streams("meanwhile"));
                ++tails;
                FaultAnswer answer = upgraded(request, {}, FaultAnswer::Then::KeepAlive);
                if (!taken)
                    answer.bytes.clear();
                return answer;
            });
            Followed followed(server, 400ms);
            QTRY_VERIFY2(followed.says(taken ? "not even an answer to a ping" : "not taken within"), taken ? "taken" : "not taken");
            QTRY_COMPARE_WITH_TIMEOUT(followed.stored(), std::uint64_t(1), 10'000);
            QTRY_VERIFY_WITH_TIMEOUT(tails >= 2, 10'000);
        }
    }

    void linesThatATailNeverSendsAreFound()
    {
        std::atomic<bool> following = false;
        FaultServer server([&](const FaultRequest &request) {
            if (request.target.startsWith("/loki/api/v1/labels"))
                return labels();
            if (!request.target.startsWith("/loki/api/v1/tail"))
                return page(following ? streams("passed over") : "[]");
            following = true;
            return upgraded(request, {}, FaultAnswer::Then::KeepAlive);
        });
        RemoteSource::Limits limits;
        limits.tailCheck = 500ms;
        Followed followed(server, 30s, limits);
        QTRY_COMPARE(followed.stored(), std::uint64_t(1));
    }

    void linesThatABusyServerDropsWithoutAWordAreMissedByTheirCountAndFetched()
    {
        std::atomic<int> tails = 0, counts = 0;
        FaultServer server([&](const FaultRequest &request) {
            if (request.target.startsWith("/loki/api/v1/labels"))
                return labels();
            if (request.target.startsWith("/loki/api/v1/tail"))
                return upgraded(request, tails++ == 0 ? frame(R"({"streams":)" + streams("sent") + "}") : QByteArray(), FaultAnswer::Then::KeepAlive);
            if (request.body.contains("count_over_time")) {
                ++counts;
                QByteArray end = QUrlQuery(QString::fromUtf8(request.body)).queryItemValue(QStringLiteral("end")).toLatin1();
                return FaultAnswer::of(200, R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[)" + end.insert(end.size() - 9, '.') + R"(,"2"]]}]}})");
            }
            // The newest lines are all here; what is missing lies before them.
            return page(tails > 0 && request.body.contains("direction=forward") ? streams("dropped") : "[]");
        });
        RemoteSource::Limits limits;
        limits.tailCheck = 6000ms; // longer than a line may be late
        Followed followed(server, 30s, limits);
        QTRY_COMPARE_WITH_TIMEOUT(followed.stored(), std::uint64_t(1), 5000);
        QTRY_COMPARE_WITH_TIMEOUT(followed.stored(), std::uint64_t(2), 15'000);
        QVERIFY(counts > 0);
    }

    void anAnswerThatDoesNotComeHoldsNothingUp()
    {
        std::atomic<int> tails = 0, hung = 0;
        FaultServer server([&](const FaultRequest &request) {
            if (request.target.startsWith("/loki/api/v1/labels"))
                return labels();
            if (request.target.startsWith("/loki/api/v1/tail"))
                return tailThatEndsOnce(request, tails++ == 0);
            FaultAnswer answer = page(tails == 1 ? streams("meanwhile") : "[]");
            if (tails == 1 && hung++ == 0)
                answer.bytes.clear();
            return answer;
        });
        RemoteSource::Limits limits;
        limits.tailPatience = 500ms;
        Followed followed(server, 30s, limits);
        QTRY_VERIFY_WITH_TIMEOUT(followed.says("no answer within 500 ms"), 15'000);
        QVERIFY(followed.mostBehind >= 400'000'000); // what is written meanwhile is not here: that is told beside the trouble
        QTRY_COMPARE_WITH_TIMEOUT(followed.stored(), std::uint64_t(2), 15'000);
    }

    void aServerWithoutATailIsAskedAgainAndAgain()
    {
        std::atomic<int> asked = 0;
        FaultServer server([&](const FaultRequest &request) {
            if (request.target.startsWith("/loki/api/v1/labels"))
                return labels();
            if (request.target.startsWith("/loki/api/v1/tail"))
                return FaultAnswer::of(404, "no such page", "text/plain");
            return page(streams("line " + QByteArray::number(++asked)));
        });
        Followed followed(server);
        QTRY_VERIFY_WITH_TIMEOUT(followed.stored() >= 3, 15'000);
    }

    void whatIsFollowedNeedsNoServer()
    {
        std::atomic<int> searches = 0;
        FaultServer server([&](const FaultRequest &request) {
            if (request.target.startsWith("/loki/api/v1/labels"))
                return labels();
            if (request.target.startsWith("/loki/api/v1/tail"))
                return upgraded(request, {}, FaultAnswer::Then::KeepAlive);
            ++searches;
            return page(streams("one"));
        });
        Followed followed(server);
        QTRY_COMPARE(followed.lines.load(), std::uint64_t(1));
        const int before = searches;
        QCOMPARE(followed.source->logCount({{}, TimeRange{now() - 50'000'000'000, now() + 1'000'000'000}}, {}).value(), std::uint64_t(1));
        QCOMPARE(searches.load(), before);
        (void)followed.source->logCount({{}, TimeRange{now() - 3600'000'000'000, now()}}, {}); // reaches farther back
        QCOMPARE(searches.load(), before + 1);
    }

    void stoppingEndsItAtOnce()
    {
        FaultServer server([](const FaultRequest &request) {
            if (request.target.startsWith("/loki/api/v1/labels"))
                return labels();
            return request.target.startsWith("/loki/api/v1/tail") ? upgraded(request, {}, FaultAnswer::Then::KeepAlive) : page("[]");
        });
        Followed followed(server);
        QTest::qWait(300);
        QElapsedTimer clock;
        clock.start();
        followed.thread.request_stop();
        followed.thread.join();
        QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
    }
};
TRIPTYCH_TEST(TstTail)
#include "tst_tail.moc"
