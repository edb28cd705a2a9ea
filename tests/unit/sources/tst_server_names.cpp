#include "sources/servers.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych::sources;

/// How servers are called that several connections, or several addresses, name.
class TestServerNames : public QObject
{
    Q_OBJECT
    static Profile profile(const std::string &name, const std::vector<std::string> &addresses)
    {
        Profile out{name, {}};
        for (const std::string &address : addresses)
            out.backends.push_back({backendAddress(address).value(), SecretPlace::None, {}});
        return out;
    }
    static QString names(const std::vector<Profile> &profiles)
    {
        QStringList out;
        const auto servers = serversOf(profiles, startNetworkThread());
        for (const Server &server : servers.value())
            out.append(QString::fromStdString(server.label()));
        return out.join(QStringLiteral(", "));
    }

private Q_SLOTS:
    void oneOfEachKindNeedsNoName()
    {
        QCOMPARE(names({profile("", {"tempo=http://a.example", "loki=http://b.example"})}), QStringLiteral("Tempo, Loki"));
    }
    void severalThatHoldTheSameAreCalledByTheirHosts()
    {
        QCOMPARE(names({profile("", {"jaeger=http://a.example:16686", "jaeger=http://b.example:16686"})}), QStringLiteral("Jaeger of a.example:16686, Jaeger of b.example:16686"));
        QCOMPARE(names({profile("", {"jaeger=http://a.example", "zipkin=http://b.example"})}), QStringLiteral("Jaeger of a.example, Zipkin of b.example"));
        QCOMPARE(names({profile("", {"tempo=https://g.example/eu", "tempo=https://g.example/us"})}), QStringLiteral("Tempo of g.example/eu, Tempo of g.example/us"));
    }
    void connectionsGiveTheirOwnName()
    {
        const auto eu = profile("prod-eu", {"tempo=http://a.example", "loki=http://b.example"}), us = profile("prod-us", {"tempo=http://c.example"});
        QCOMPARE(names({eu}), QStringLiteral("Tempo of prod-eu, Loki of prod-eu"));
        QCOMPARE(names({eu, us}), QStringLiteral("Tempo of prod-eu, Loki of prod-eu, Tempo of prod-us"));
        QCOMPARE(names({eu, profile("", {"zipkin=http://user:secret@z.example:9411"})}), QStringLiteral("Tempo of prod-eu, Loki of prod-eu, Zipkin of z.example:9411"));
        QCOMPARE(titleOf({eu, us}), std::string("prod-eu + prod-us"));
    }
    void aConnectionWithoutServersIsRefused()
    {
        const auto servers = serversOf({profile("empty", {})}, startNetworkThread());
        QVERIFY(!servers);
        QCOMPARE(servers.error().what, std::string("\"empty\" names no server"));
    }
};
TRIPTYCH_TEST(TestServerNames)
#include "tst_server_names.moc"
