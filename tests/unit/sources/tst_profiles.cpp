#include "sources/grafana_import.h"
#include "sources/profile.h"
#include "sources/secrets.h"
#include "test_registry.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace triptych;
using namespace triptych::sources;
using base::ErrorKind;

namespace {

Profile made()
{
    Profile profile{"prod-eu", {}};
    ProfileBackend tempo;
    tempo.address = {BackendKind::Tempo, {}};
    tempo.address.endpoint.url = "https://tempo.example/tempo";
    tempo.address.endpoint.tenant = "shop";
    tempo.address.endpoint.caFile = "/etc/ca.pem";
    tempo.address.endpoint.headers = {{"X-Own", "1"}};
    tempo.address.endpoint.credentials = {Credentials::Kind::Basic, "ann", "s3cret"};
    tempo.secret = SecretPlace::File;
    ProfileBackend loki;
    loki.address = {BackendKind::Loki, {}};
    loki.address.endpoint.url = "https://bob:hunter2@loki.example";
    loki.address.endpoint.credentials = {Credentials::Kind::Bearer, {}, {}};
    loki.secret = SecretPlace::Environment;
    loki.variable = "TRIPTYCH_TEST_TOKEN";
    profile.backends = {tempo, loki};
    return profile;
}

std::string textOf(const GrafanaImport &found)
{
    std::string out;
    for (const Profile &profile : found.profiles) {
        out += profile.name + ":";
        for (const ProfileBackend &b : profile.backends) {
            const Endpoint &e = b.address.endpoint;
            out += " " + std::string(name(b.address.kind)) + "=" + e.url;
            if (e.credentials.kind != Credentials::Kind::None)
                out += "(" + e.credentials.name + ":" + e.credentials.secret + b.variable + ")";
            if (!e.tenant.empty())
                out += "[" + e.tenant + "]";
        }
        out += "\n";
    }
    for (const std::string &remark : found.remarks)
        out += "! " + remark + "\n";
    return out;
}

} // namespace

class TstProfiles : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theCorrelationRuleReadsBack()
    {
        Profile profile = made();
        profile.correlation = {"loki", "request_id", "hop", 90'000'000'000};
        const auto read = profilesFromJson(profilesToJson({profile, made()}));
        QVERIFY(read);
        QVERIFY(read->front().correlation == profile.correlation);
        QVERIFY(read->back().correlation == Correlation());
        QVERIFY(profilesToJson({made()}).find("correlation") == std::string::npos);
        const auto wrong = profilesFromJson(R"({"connections":[{"name":"a","sources":[],"correlation":{"logs":"splunk"}}]})");
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().kind, ErrorKind::BadInput);
        QVERIFY(wrong.error().what.find("splunk") != std::string::npos);
    }

    void thePasswordOfAClientsKeyIsASecret()
    {
        QTemporaryDir folder;
        Secrets secrets(folder.filePath(QStringLiteral("secrets.json")).toStdString());
        Profile profile{"prod-eu", {made().backends.front()}};
        ProfileBackend &tempo = profile.backends.front();
        tempo.secret = SecretPlace::None;
        tempo.address.endpoint.credentials = {};
        tempo.address.endpoint.keyFile = "/home/ann/key.pem";
        tempo.address.endpoint.keyPassword = "0penSesame";
        tempo.keySecret = SecretPlace::File;
        const std::string json = profilesToJson({profile});
        QVERIFY(json.find("0penSesame") == std::string::npos);
        const auto read = profilesFromJson(json);
        QVERIFY(read);
        QVERIFY(read->front().backends.front().keySecret == SecretPlace::File);
        const auto locked = secrets.unlocked(read->front());
        QVERIFY(!locked);
        QVERIFY2(locked.error().what.find("the key's password for Tempo") != std::string::npos, locked.error().what.c_str());
        QVERIFY(secrets.write(SecretPlace::File, keySecretKey(profile, tempo), "0penSesame"));
        QCOMPARE(secrets.unlocked(read->front()).value().backends.front().address.endpoint.keyPassword, std::string("0penSesame"));
    }

    void profilesReadBackAndHoldNoSecret()
    {
        const std::string json = profilesToJson({made()});
        QVERIFY(json.find("s3cret") == std::string::npos);
        QVERIFY(json.find("hunter2") == std::string::npos);
        const auto read = profilesFromJson(json);
        QVERIFY(read);
        QCOMPARE(read->size(), std::size_t(1));
        const Profile &profile = read->front();
        QCOMPARE(profile.name, std::string("prod-eu"));
        QCOMPARE(kindsText(profile), std::string("Tempo + Loki"));
        const Endpoint &tempo = profile.backends[0].address.endpoint;
        QCOMPARE(tempo.url, std::string("https://tempo.example/tempo"));
        QCOMPARE(tempo.tenant, std::string("shop"));
        QCOMPARE(tempo.caFile, std::string("/etc/ca.pem"));
        QCOMPARE(tempo.headers, (HttpFields{{"X-Own", "1"}}));
        QCOMPARE(tempo.credentials.name, std::string("ann"));
        QCOMPARE(profile.backends[1].variable, std::string("TRIPTYCH_TEST_TOKEN"));
        QCOMPARE(profilesToJson(*read), json);
    }

    void whatIsWrongInTheFileIsNamed()
    {
        const std::pair<const char *, const char *> cases[] = {
            {"{\"connections\":[{\"name\":\"a\",\"sources\":[{\"kind\":\"splunk\",\"url\":\"http://x\"}]}]}", "connection \"a\": 'splunk' is no kind of source"},
            {"{\"connections\":[{\"name\":\"a\",\"sources\":[{\"kind\":\"loki\"}]}]}", "connection \"a\": loki has no url"},
            {"{\"connections\":[{\"name\":\"a\",\"sources\":[{\"kind\":\"loki\",\"url\":\"http://x\",\"auth\":\"magic\"}]}]}", "connection \"a\": loki: 'auth' is none, basic, bearer or header"},
            {"{\"connections\":[{\"sources\":[]}]}", "a connection has no name"},
        };
        for (const auto &[json, what] : cases) {
            const auto read = profilesFromJson(json);
            QVERIFY(!read);
            QCOMPARE(read.error().kind, ErrorKind::BadInput);
            QCOMPARE(read.error().what, std::string(what));
        }
        QVERIFY(!profilesFromJson("{"));
        const auto none = readProfiles("/nonexistent/profiles.json");
        QVERIFY(none && none->empty());
    }

    void aSecretFileIsReadableByItsOwnerAlone()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("new/secrets.json"));
        Secrets secrets(file.toStdString());
        QCOMPARE(secrets.read(SecretPlace::File, "a").error().kind, ErrorKind::NotFound);
        QVERIFY(secrets.write(SecretPlace::File, "a", "one"));
        QVERIFY(secrets.write(SecretPlace::File, "b", "two"));
        QCOMPARE(*secrets.read(SecretPlace::File, "a"), std::string("one"));
        QCOMPARE(QFileInfo(file).permissions() & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther), QFile::Permissions());
        QVERIFY(secrets.remove(SecretPlace::File, "a"));
        QVERIFY(!secrets.read(SecretPlace::File, "a"));
        QCOMPARE(*secrets.read(SecretPlace::File, "b"), std::string("two"));
    }

    void aFileOfSecretsThatIsNotInOrderIsNamedAndNeverWrittenOver()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("secrets.json"));
        Secrets secrets(path.toStdString());
        QVERIFY(secrets.read(SecretPlace::File, "a").error().what.find("is gone") != std::string::npos);
        QVERIFY(secrets.write(SecretPlace::File, "a", "one"));
        QFile file(path);
        QVERIFY(file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadOther));
        const auto open = secrets.read(SecretPlace::File, "a");
        QCOMPARE(open.error().kind, ErrorKind::Unreadable);
        QCOMPARE(open.error().where.file, path.toStdString());
        QVERIFY(open.error().advice.find("chmod 600") != std::string::npos);
        QVERIFY(!secrets.write(SecretPlace::File, "b", "two"));
        QVERIFY(file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner));
        QCOMPARE(*secrets.read(SecretPlace::File, "a"), std::string("one"));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Append) && file.write("}") == 1);
        file.close();
        QCOMPARE(secrets.read(SecretPlace::File, "a").error().kind, ErrorKind::BadInput);
        QVERIFY(!secrets.write(SecretPlace::File, "b", "two"));
        QVERIFY(!secrets.remove(SecretPlace::File, "a"));
        QVERIFY(file.open(QIODevice::ReadOnly) && file.readAll().contains("one"));
    }

    void aVariableThatIsNotSetIsNamed()
    {
        const Secrets secrets;
        qunsetenv("TRIPTYCH_TEST_TOKEN");
        QVERIFY(secrets.read(SecretPlace::Environment, "TRIPTYCH_TEST_TOKEN").error().what.find("TRIPTYCH_TEST_TOKEN is not set") != std::string::npos);
        qputenv("TRIPTYCH_TEST_TOKEN", "");
        QVERIFY(secrets.read(SecretPlace::Environment, "TRIPTYCH_TEST_TOKEN").error().what.find("TRIPTYCH_TEST_TOKEN is empty") != std::string::npos);
        qputenv("TRIPTYCH_TEST_TOKEN", "t");
        QCOMPARE(*secrets.read(SecretPlace::Environment, "TRIPTYCH_TEST_TOKEN"), std::string("t"));
        qunsetenv("TRIPTYCH_TEST_TOKEN");
    }

    void aProfileIsUnlockedFromWhereItsSecretsAre()
    {
        QTemporaryDir folder;
        Secrets secrets(folder.filePath(QStringLiteral("secrets.json")).toStdString());
        const Profile profile = made();
        qunsetenv("TRIPTYCH_TEST_TOKEN");
        const auto locked = secrets.unlocked(profile);
        QVERIFY(!locked);
        QVERIFY(locked.error().what.find("the secret for Tempo of \"prod-eu\"") != std::string::npos);
        QVERIFY(secrets.write(SecretPlace::File, secretKey(profile, profile.backends[0]), "p4ss"));
        qputenv("TRIPTYCH_TEST_TOKEN", "t0ken");
        const auto unlocked = secrets.unlocked(profile);
        QVERIFY(unlocked);
        QCOMPARE(unlocked->backends[0].address.endpoint.credentials.secret, std::string("p4ss"));
        QCOMPARE(unlocked->backends[1].address.endpoint.credentials.secret, std::string("t0ken"));
    }

    void grafanasSourcesBecomeConnections()
    {
        QFile yaml(QStringLiteral(TRIPTYCH_FIXTURES "/grafana/datasources.yaml"));
        QVERIFY(yaml.open(QIODevice::ReadOnly));
        const auto found = profilesFromGrafana(yaml.readAll().toStdString());
        QVERIFY2(found, found ? "" : found.error().text().c_str());
        QCOMPARE(QString::fromStdString(textOf(*found)), QStringLiteral("Tempo EU: tempo=https://tempo.eu.example(ann:TEMPO_PASSWORD)[shop] loki=http://loki-b:3100(:abc) prometheus=http://prom:9090\n"
                                                                        "! Old: 'graphite' is no kind of source that is known here\n"));
    }

    void yamlThatIsNoneIsAnErrorWithItsLine()
    {
        const auto broken = profilesFromGrafana("datasources:\n  - {name: x\n  - y: [");
        QVERIFY(!broken);
        QCOMPARE(broken.error().kind, ErrorKind::BadInput);
        QVERIFY(broken.error().where.line.has_value());
        for (const char *other : {"", "a: 1", "- 1", "datasources: 12"})
            QCOMPARE(profilesFromGrafana(other).error().kind, ErrorKind::BadInput);
    }
};
TRIPTYCH_TEST(TstProfiles)
#include "tst_profiles.moc"
