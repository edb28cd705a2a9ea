#include "base/job_pool.h"
#include "fault_server.h"
#include "sources/http_client.h"
#include "test_registry.h"

#include <QElapsedTimer>
#include <QTest>
#include <atomic>
#include <future>
#include <thread>

using namespace triptych;
using namespace triptych::sources;
using base::ErrorKind;
using Then = FaultAnswer::Then;

namespace {

QString pem(const char *name)
{
    return QStringLiteral(TRIPTYCH_FIXTURES "/tls/") + QLatin1String(name) + QStringLiteral(".pem");
}
QString key(const char *name)
{
    return QStringLiteral(TRIPTYCH_FIXTURES "/tls/") + QLatin1String(name) + QStringLiteral(".key");
}

} // namespace

class TstHttp : public QObject
{
    Q_OBJECT
    std::shared_ptr<NetworkThread> m_thread = startNetworkThread();

    static Endpoint at(const FaultServer &server)
    {
        Endpoint endpoint;
        endpoint.url = server.url().toStdString();
        endpoint.backoff = std::chrono::milliseconds(5);
        return endpoint;
    }
    base::Result<HttpResponse> get(const Endpoint &endpoint, HttpRequest request = {}) const
    {
        if (request.path.empty())
            request.path = "/thing";
        return HttpClient(endpoint, m_thread).send(request, {});
    }

private Q_SLOTS:
    void anAnswerComesWhole()
    {
        FaultServer server([](const FaultRequest &) { return FaultAnswer::of(200, "{\"a\":1}", "application/json; charset=utf-8"); });
        Endpoint endpoint = at(server);
        endpoint.url += "/base/";
        endpoint.tenant = "team-a";
        endpoint.headers = {{"X-Own", "yes"}};
        endpoint.credentials = {Credentials::Kind::Basic, "ann", "s3cret"};
        HttpRequest request;
        request.path = "/api/x";
        request.query = {{"q", "{ a = \"b+c & d\" }"}, {"n", "1"}};
        const auto answer = HttpClient(endpoint, m_thread).send(request, {});
        QVERIFY2(answer, answer ? "" : answer.error().text().c_str());
        QCOMPARE(answer->body, std::string("{\"a\":1}"));
        QCOMPARE(answer->contentType, std::string("application/json"));
        const FaultRequest asked = server.requests().front();
        QCOMPARE(asked.target, QByteArray("/base/api/x?q=%7B%20a%20%3D%20%22b%2Bc%20%26%20d%22%20%7D&n=1"));
        QCOMPARE(asked.headers.value("x-scope-orgid"), QByteArray("team-a"));
        QCOMPARE(asked.headers.value("x-own"), QByteArray("yes"));
        QCOMPARE(asked.headers.value("authorization"), QByteArray("Basic ") + QByteArray("ann:s3cret").toBase64());
        QVERIFY(asked.headers.value("accept-encoding").contains("gzip"));
    }

    void userAndPasswordInTheAddressAreCredentialsAndNeverShown()
    {
        Endpoint endpoint;
        endpoint.url = "https://ann:s3cret@traces.example/tempo/";
        QCOMPARE(shownUrl(endpoint), std::string("https://traces.example/tempo"));
        const Endpoint kept = withoutUserInUrl(endpoint);
        QCOMPARE(kept.credentials.secret, std::string("s3cret"));
        QVERIFY(kept.url.find("s3cret") == std::string::npos);
    }

    void connectionsAreKept()
    {
        FaultServer server([](const FaultRequest &) { return FaultAnswer::of(200, "{}"); });
        const HttpClient client(at(server), m_thread);
        HttpRequest request;
        request.path = "/";
        for (int i = 0; i < 5; ++i)
            QVERIFY(client.send(request, {}));
        QCOMPARE(server.connections(), 1);
    }

    void aStatusIsAnErrorInTheServersWords_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("words");
        const auto row = [](int status, const char *body, ErrorKind kind, const char *words) {
            QTest::newRow(QByteArray::number(status) + body) << status << QByteArray(body) << int(kind) << QString::fromUtf8(words);
        };
        row(400, "{\"data\":null,\"errors\":[{\"code\":400,\"msg\":\"parameter 'service' is required\"}]}\n", ErrorKind::Rejected, "HTTP 400: parameter 'service' is required");
        row(400, "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"1:5: parse error\"}", ErrorKind::Rejected, "HTTP 400: 1:5: parse error");
        row(400, "{\"error\":{\"root_cause\":[],\"type\":\"x\",\"reason\":\"no such index\"},\"status\":400}", ErrorKind::Rejected, "HTTP 400: no such index");
        row(400, "{\"errors\":[\"Invalid query\"]}", ErrorKind::Rejected, "HTTP 400: Invalid query");
        row(401, "no org id", ErrorKind::Unauthorised, "HTTP 401: no org id");
        row(403, "", ErrorKind::Unauthorised, "HTTP 403");
        row(404, "404 page not found\n", ErrorKind::NotFound, "HTTP 404: 404 page not found");
        row(413, "too\n  large", ErrorKind::Rejected, "HTTP 413: too large");
        row(429, "slow down", ErrorKind::RateLimited, "HTTP 429: slow down");
        row(500, "{\"error\":{\"httpCode\":500,\"message\":\"disk on fire\"}}", ErrorKind::Rejected, "HTTP 500: disk on fire");
    }
    void aStatusIsAnErrorInTheServersWords()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(int, kind);
        QFETCH(QString, words);
        FaultServer server([&](const FaultRequest &) { return FaultAnswer::of(status, body, "text/plain"); });
        const auto answer = get(at(server));
        QVERIFY(!answer);
        QCOMPARE(int(answer.error().kind), kind);
        QCOMPARE(QString::fromStdString(answer.error().what), words);
        QCOMPARE(QString::fromStdString(answer.error().where.file), server.url() + QStringLiteral("/thing"));
    }

    void aStatusThatIsAnAnswerIsNone()
    {
        FaultServer server([](const FaultRequest &) { return FaultAnswer::of(404, "nothing"); });
        HttpRequest request;
        request.alsoGood = {404};
        const auto answer = get(at(server), request);
        QVERIFY(answer);
        QCOMPARE(answer->status, 404);
    }

    void aWebPageIsNoData()
    {
        FaultServer server([](const FaultRequest &) { return FaultAnswer::of(200, "<html><head><title>Jaeger UI</title></head></html>", "text/html; charset=utf-8"); });
        const auto answer = get(at(server));
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Rejected);
        QCOMPARE(answer.error().what, std::string("a web page came instead of data: Jaeger UI"));
    }

    void aServerThatIsDownIsUnreachable()
    {
        QString url;
        {
            FaultServer server([](const FaultRequest &) { return FaultAnswer(); });
            url = server.url();
        }
        Endpoint endpoint;
        endpoint.url = url.toStdString();
        endpoint.backoff = std::chrono::milliseconds(1);
        const auto answer = get(endpoint);
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Unreachable);
        QVERIFY(answer.error().what.find("refused") != std::string::npos);
        for (const char *wrong : {"", "localhost:16686", "ftp://x", "http://"}) {
            endpoint.url = wrong;
            const auto none = get(endpoint);
            QVERIFY(!none);
            QCOMPARE(none.error().kind, ErrorKind::BadQuery);
        }
    }

    void aHangAfterTheHeadersEndsAtTheIdleTimeout()
    {
        FaultServer server([](const FaultRequest &) { return FaultAnswer{"HTTP/1.1 200 x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"a", Then::Hang}; });
        Endpoint endpoint = at(server);
        endpoint.idleTimeout = std::chrono::milliseconds(150);
        const auto answer = get(endpoint);
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Unreachable);
        QCOMPARE(answer.error().what, std::string("the answer stopped coming: nothing for 150 ms"));
        QCOMPARE(server.requests().size(), 1); // what took that long is not asked again
    }

    void silenceEndsAtTheIdleTimeoutAndDribbleAtTheWhole()
    {
        FaultServer silent([](const FaultRequest &) { return FaultAnswer{{}, Then::Hang}; });
        Endpoint endpoint = at(silent);
        endpoint.idleTimeout = std::chrono::milliseconds(100);
        const auto none = get(endpoint);
        QVERIFY(!none);
        QCOMPARE(none.error().what, std::string("no answer within 100 ms"));
        FaultServer slow([](const FaultRequest &) { return FaultAnswer{{}, Then::Hang}; });
        endpoint = at(slow);
        endpoint.wholeTimeout = std::chrono::milliseconds(120);
        const auto late = get(endpoint);
        QVERIFY(!late);
        QCOMPARE(late.error().kind, ErrorKind::Unreachable);
        QCOMPARE(late.error().what, std::string("the answer was not there whole after 120 ms"));
    }

    void aSlowServerIsWaitedFor()
    {
        FaultServer server([](const FaultRequest &) {
            FaultAnswer answer = FaultAnswer::of(200, "{}");
            answer.delayMs = 400;
            return answer;
        });
        QVERIFY(get(at(server)));
    }

    void aCloseInMidBodyIsTriedAgainThenToldOf()
    {
        std::atomic<int> asked = 0;
        FaultServer server([&](const FaultRequest &) {
            if (++asked < 3)
                return FaultAnswer{"HTTP/1.1 200 x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"a", Then::Close};
            return FaultAnswer::of(200, "{}");
        });
        QVERIFY(get(at(server)));
        QCOMPARE(asked.load(), 3);
        FaultServer worse([](const FaultRequest &) { return FaultAnswer{"HTTP/1.1 200 x\r\nContent-Length: 100\r\n\r\n{\"a", Then::Close}; });
        const auto answer = get(at(worse));
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Unreachable);
        QCOMPARE(worse.requests().size(), 3);
    }

    void whatMustNotBeRepeatedIsAskedOnce()
    {
        FaultServer server([](const FaultRequest &) { return FaultAnswer::of(503, "later"); });
        HttpRequest request;
        request.method = HttpRequest::Method::Post;
        request.repeat = HttpRequest::Repeat::Never;
        request.body = "x";
        QVERIFY(!get(at(server), request));
        QCOMPARE(server.requests().size(), 1);
    }

    void aShortRetryAfterIsObeyedAndALongOneIsShown()
    {
        std::atomic<int> asked = 0;
        FaultServer server([&](const FaultRequest &) { return ++asked == 1 ? FaultAnswer::of(429, "slow down", "text/plain", "Retry-After: 1\r\n") : FaultAnswer::of(200, "{}"); });
        QElapsedTimer time;
        time.start();
        QVERIFY(get(at(server)));
        QCOMPARE(asked.load(), 2);
        QVERIFY(time.elapsed() >= 900); // a coarse timer may fire a twentieth early
        FaultServer busy([](const FaultRequest &) { return FaultAnswer::of(429, "slow down", "text/plain", "Retry-After: 120\r\n"); });
        const auto answer = get(at(busy));
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::RateLimited);
        QCOMPARE(answer.error().waitSeconds, std::optional(120u));
        QCOMPARE(busy.requests().size(), 1);
    }

    void anAnswerIsBoundedInSize()
    {
        FaultServer server([](const FaultRequest &) {
            FaultAnswer answer{"HTTP/1.1 200 x\r\nContent-Type: application/json\r\nContent-Length: 209715200\r\n\r\n"};
            answer.padding = 209715200;
            return answer;
        });
        Endpoint endpoint = at(server);
        const auto whole = get(endpoint);
        QVERIFY(whole);
        QCOMPARE(whole->body.size(), std::size_t(209715200));
        endpoint.maxBody = 8 << 20;
        const auto answer = get(endpoint);
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::TooLarge);
    }

    void credentialsNeverFollowARedirectElsewhere()
    {
        FaultServer elsewhere([](const FaultRequest &) { return FaultAnswer::of(200, "{}"); });
        FaultServer server([&](const FaultRequest &) { return FaultAnswer::of(302, {}, "text/plain", "Location: " + elsewhere.url().toUtf8() + "/steal\r\n"); });
        for (int what = 0; what < 4; ++what) {
            Endpoint endpoint = at(server);
            if (what == 0)
                endpoint.credentials = {Credentials::Kind::Bearer, {}, "t0ken"};
            else if (what == 1)
                endpoint.tenant = "a";
            else if (what == 2)
                endpoint.headers = {{"Cookie", "x"}};
            else
                endpoint.credentials = {Credentials::Kind::Header, "DD-API-KEY", "k"};
            const auto answer = get(endpoint);
            QVERIFY(!answer);
            QCOMPARE(answer.error().kind, ErrorKind::Rejected);
            QVERIFY(answer.error().text().find("t0ken") == std::string::npos);
        }
        QVERIFY(elsewhere.requests().isEmpty());
        QVERIFY(get(at(server))); // nothing to lose
        QCOMPARE(elsewhere.requests().front().target, QByteArray("/steal"));
    }

    void aRedirectWithinTheServerIsFollowedAndACircleIsNot()
    {
        FaultServer server([](const FaultRequest &r) { return r.target == "/thing" ? FaultAnswer::of(307, {}, "text/plain", "Location: /there\r\n") : FaultAnswer::of(200, "{}"); });
        Endpoint endpoint = at(server);
        endpoint.credentials = {Credentials::Kind::Bearer, {}, "t0ken"};
        QVERIFY(get(endpoint));
        QCOMPARE(server.requests().back().headers.value("authorization"), QByteArray("Bearer t0ken"));
        FaultServer circle([](const FaultRequest &) { return FaultAnswer::of(302, {}, "text/plain", "Location: /thing\r\n"); });
        const auto answer = get(at(circle));
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Rejected);
    }

    void certificatesAreChecked()
    {
        const auto ok = [](const FaultRequest &) { return FaultAnswer::of(200, "{}"); };
        const auto ask = [&](const char *certificate, bool ca, const QString &host = QStringLiteral("localhost")) {
            FaultServer server(ok, pem(certificate), key(certificate));
            Endpoint endpoint;
            endpoint.url = server.url(host).toStdString();
            if (ca)
                endpoint.caFile = pem("ca").toStdString();
            const auto answer = get(endpoint);
            return answer ? std::string("ok") : (answer.error().kind == ErrorKind::Untrusted ? "untrusted: " : "other: ") + answer.error().what;
        };
        QCOMPARE(ask("good", true), std::string("ok"));
        QVERIFY(ask("good", false).starts_with("untrusted: its certificate cannot be trusted"));
        QVERIFY(ask("expired", true).starts_with("untrusted: its certificate has expired (2020-02-01"));
        QVERIFY(ask("notyet", true).starts_with("untrusted: its certificate is not valid yet"));
        QCOMPARE(ask("elsewhere", true), std::string("untrusted: its certificate is for another name: elsewhere.example"));
    }

    void aClientShowsItsCertificate()
    {
        FaultServer server([](const FaultRequest &) { return FaultAnswer::of(200, "{}"); }, pem("good"), key("good"), pem("ca"));
        Endpoint endpoint;
        endpoint.url = server.url(QStringLiteral("localhost")).toStdString();
        endpoint.caFile = pem("ca").toStdString();
        QVERIFY(!get(endpoint));
        endpoint.certificateFile = pem("client").toStdString();
        endpoint.keyFile = key("client").toStdString();
        const auto answer = get(endpoint);
        QVERIFY2(answer, answer ? "" : answer.error().text().c_str());
    }

    void aProxyIsAskedInItsPlaceAndGetsItsOwnPassword()
    {
        FaultServer proxy([](const FaultRequest &request) {
            if (request.headers.value("proxy-authorization") == "Basic " + QByteArray("ann:s3cret").toBase64())
                return FaultAnswer::of(200, request.target == "http://traces.example/thing" ? "{}" : "[]");
            FaultAnswer asks = FaultAnswer::of(407, "who?", "text/plain");
            asks.bytes.replace("\r\n\r\n", "\r\nProxy-Authenticate: Basic realm=\"made\"\r\n\r\n");
            return asks;
        });
        Endpoint endpoint;
        endpoint.url = "http://traces.example";
        endpoint.attempts = 1;
        endpoint.proxy = proxy.url().replace(QStringLiteral("http://"), QStringLiteral("http://ann:s3cret@")).toStdString();
        const auto answer = get(endpoint);
        QVERIFY2(answer, answer ? "" : answer.error().text().c_str());
        QCOMPARE(answer->body, std::string("{}"));
        endpoint.proxy = proxy.url().toStdString();
        const auto refused = get(endpoint);
        QVERIFY(!refused);
        QVERIFY2(refused.error().text().find("s3cret") == std::string::npos, refused.error().text().c_str());
    }

    void aServersClockIsToldOf()
    {
        FaultServer server([](const FaultRequest &) {
            const QByteArray date = QLocale::c().toString(QDateTime::currentDateTimeUtc().addSecs(3600), QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'")).toLatin1();
            return FaultAnswer::of(200, "{}", "application/json", "Date: " + date + "\r\n");
        });
        const auto answer = get(at(server));
        QVERIFY(answer && answer->clockAhead);
        QVERIFY(std::abs(answer->clockAhead->count() - 3600) <= 60);
    }

    void stoppingEndsACallWhereverItIs()
    {
        FaultServer hangs([](const FaultRequest &) { return FaultAnswer{{}, Then::Hang}; });
        FaultServer busy([](const FaultRequest &) { return FaultAnswer::of(503, "later", "text/plain", "Retry-After: 4\r\n"); });
        for (FaultServer *server : {&hangs, &busy}) {
            const HttpClient client(at(*server), m_thread);
            HttpRequest request;
            request.path = "/";
            std::stop_source stop;
            auto call = std::async(std::launch::async, [&] { return client.send(request, stop.get_token()); });
            QTRY_VERIFY(!server->requests().isEmpty());
            stop.request_stop();
            const auto answer = call.get();
            QVERIFY(!answer);
            QCOMPARE(answer.error().kind, ErrorKind::Stopped);
            QCOMPARE(client.send(request, stop.get_token()).error().kind, ErrorKind::Stopped);
        }
    }

    void waitingForAServerLeavesThePoolToOthers()
    {
        FaultServer hangs([](const FaultRequest &) { return FaultAnswer{{}, Then::Hang}; });
        const HttpClient client(at(hangs), m_thread);
        HttpRequest request;
        request.path = "/";
        std::stop_source stop;
        std::atomic<int> ended = 0;
        {
            base::JobPool pool(1);
            for (int i = 0; i < 3; ++i)
                pool.run([&] {
                    (void)client.send(request, stop.get_token());
                    ++ended;
                });
            QTRY_COMPARE(hangs.requests().size(), 3);
            std::promise<void> local;
            pool.run([&] { local.set_value(); });
            local.get_future().wait(); // a pool of one thread with three jobs that wait still runs it
            stop.request_stop();
            QTRY_COMPARE(ended.load(), 3);
        }
    }
};
TRIPTYCH_TEST(TstHttp)
#include "tst_http.moc"
