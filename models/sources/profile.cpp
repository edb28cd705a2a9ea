#include "sources/profile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QStandardPaths>
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr std::array<std::pair<SecretPlace, const char *>, 4> kPlaces{{{SecretPlace::None, "none"}, {SecretPlace::Keychain, "keychain"}, {SecretPlace::File, "file"}, {SecretPlace::Environment, "environment"}}};
constexpr std::array<std::pair<Credentials::Kind, const char *>, 4> kAuth{
    {{Credentials::Kind::None, "none"}, {Credentials::Kind::Basic, "basic"}, {Credentials::Kind::Bearer, "bearer"}, {Credentials::Kind::Header, "header"}}};

template <typename Value, std::size_t n> const char *textOf(const std::array<std::pair<Value, const char *>, n> &table, Value value)
{
    for (const auto &[v, text] : table)
        if (v == value)
            return text;
    return "none";
}

template <typename Value, std::size_t n> std::optional<Value> valueOf(const std::array<std::pair<Value, const char *>, n> &table, const QString &text)
{
    for (const auto &[value, name] : table)
        if (text == QLatin1String(name))
            return value;
    return text.isEmpty() ? std::optional(table[0].first) : std::nullopt;
}

struct TextField {
    const char *key;
    std::string Endpoint::*member;
};
constexpr std::array<TextField, 7> kTexts{{{"url", &Endpoint::url},
                                           {"tenant", &Endpoint::tenant},
                                           {"tenantHeader", &Endpoint::tenantHeader},
                                           {"ca", &Endpoint::caFile},
                                           {"certificate", &Endpoint::certificateFile},
                                           {"key", &Endpoint::keyFile},
                                           {"proxy", &Endpoint::proxy}}};

QJsonObject toJson(const ProfileBackend &backend)
{
    // A password in the address is one in clear.
    const Endpoint endpoint = withoutUserInUrl(backend.address.endpoint);
    const Endpoint usual;
    QJsonObject out{{QStringLiteral("kind"), QString::fromUtf8(name(backend.address.kind).data(), static_cast<qsizetype>(name(backend.address.kind).size()))}};
    for (const TextField &field : kTexts)
        if (endpoint.*field.member != usual.*field.member)
            out.insert(QLatin1String(field.key), QString::fromStdString(endpoint.*field.member));
    if (!endpoint.headers.empty()) {
        QJsonObject headers;
        for (const auto &[key, value] : endpoint.headers)
            headers.insert(QString::fromStdString(key), QString::fromStdString(value));
        out.insert(QStringLiteral("headers"), headers);
    }
    if (endpoint.credentials.kind != Credentials::Kind::None) {
        out.insert(QStringLiteral("auth"), QLatin1String(textOf(kAuth, endpoint.credentials.kind)));
        if (!endpoint.credentials.name.empty())
            out.insert(QStringLiteral("user"), QString::fromStdString(endpoint.credentials.name));
        out.insert(QStringLiteral("secret"), QLatin1String(textOf(kPlaces, backend.secret)));
        if (!backend.variable.empty())
            out.insert(QStringLiteral("variable"), QString::fromStdString(backend.variable));
    }
    if (backend.keySecret != SecretPlace::None) {
        out.insert(QStringLiteral("keySecret"), QLatin1String(textOf(kPlaces, backend.keySecret)));
        if (!backend.keyVariable.empty())
            out.insert(QStringLiteral("keyVariable"), QString::fromStdString(backend.keyVariable));
    }
    return out;
}

QJsonObject aliasesJson(const std::vector<query::AliasTable::Group> &groups)
{
    QJsonObject out;
    for (const query::AliasTable::Group &group : groups) {
        QJsonArray tags;
        for (const std::string &tag : group.keys)
            tags.append(QString::fromStdString(tag));
        out.insert(QString::fromStdString(group.name), tags);
    }
    return out;
}

constexpr double kNanosPerSecond = 1e9;

QJsonObject correlationJson(const Correlation &correlation)
{
    const Correlation usual;
    QJsonObject out;
    for (const auto &[key, text] : {std::pair("logs", correlation.logs), {"trace", correlation.traceField}, {"span", correlation.spanField}})
        if (!text.empty())
            out.insert(QLatin1String(key), QString::fromStdString(text));
    if (correlation.slack != usual.slack)
        out.insert(QStringLiteral("slackSeconds"), static_cast<double>(correlation.slack) / kNanosPerSecond);
    return out;
}

Error wrong(const QString &profile, const std::string &what)
{
    return {ErrorKind::BadInput, "connection \"" + profile.toStdString() + "\": " + what, {}, {}, {}};
}

Result<ProfileBackend> backendFrom(const QString &profile, const QJsonObject &json)
{
    ProfileBackend out;
    const std::string kindText = json.value(QStringLiteral("kind")).toString().toStdString();
    const auto kind = backendKindFromText(kindText);
    if (!kind)
        return wrong(profile, "'" + kindText + "' is no kind of source");
    out.address.kind = *kind;
    Endpoint &endpoint = out.address.endpoint;
    for (const TextField &field : kTexts)
        if (const QJsonValue value = json.value(QLatin1String(field.key)); value.isString())
            endpoint.*field.member = value.toString().toStdString();
    if (endpoint.url.empty())
        return wrong(profile, kindText + " has no url");
    const QJsonObject headers = json.value(QStringLiteral("headers")).toObject();
    for (auto it = headers.begin(); it != headers.end(); ++it)
        endpoint.headers.emplace_back(it.key().toStdString(), it.value().toString().toStdString());
    const auto auth = valueOf(kAuth, json.value(QStringLiteral("auth")).toString());
    const auto place = valueOf(kPlaces, json.value(QStringLiteral("secret")).toString());
    if (!auth || !place)
        return wrong(profile, kindText + (auth ? ": 'secret' is none, keychain, file or environment" : ": 'auth' is none, basic, bearer or header"));
    endpoint.credentials.kind = *auth;
    endpoint.credentials.name = json.value(QStringLiteral("user")).toString().toStdString();
    out.secret = *place;
    const auto keyPlace = valueOf(kPlaces, json.value(QStringLiteral("keySecret")).toString());
    if (!keyPlace)
        return wrong(profile, kindText + ": 'keySecret' is none, keychain, file or environment");
    out.keySecret = *keyPlace;
    out.keyVariable = json.value(QStringLiteral("keyVariable")).toString().toStdString();
    out.variable = json.value(QStringLiteral("variable")).toString().toStdString();
    return out;
}

} // namespace

query::AliasTable withAliases(query::AliasTable table, const Profile &profile)
{
    for (query::AliasTable::Group group : profile.aliases) {
        const auto &all = table.groups();
        const auto known = std::find_if(all.begin(), all.end(), [&](const auto &other) { return other.name == group.name; });
        if (known != all.end())
            group.keys.insert(group.keys.end(), known->keys.begin(), known->keys.end());
        table.put(std::move(group));
    }
    return table;
}

std::string secretKey(const Profile &profile, const ProfileBackend &backend)
{
    return profile.name + "/" + std::string(name(backend.address.kind)) + "/" + shownUrl(backend.address.endpoint);
}

std::string keySecretKey(const Profile &profile, const ProfileBackend &backend)
{
    return secretKey(profile, backend) + "#key";
}

std::string kindsText(const Profile &profile)
{
    std::string out;
    for (const ProfileBackend &backend : profile.backends)
        out += (out.empty() ? "" : " + ") + std::string(title(backend.address.kind));
    return out;
}

std::string profilesToJson(const std::vector<Profile> &profiles)
{
    QJsonArray list;
    for (const Profile &profile : profiles) {
        QJsonArray backends;
        for (const ProfileBackend &backend : profile.backends)
            backends.append(toJson(backend));
        QJsonObject object{{QStringLiteral("name"), QString::fromStdString(profile.name)}, {QStringLiteral("sources"), backends}};
        if (!profile.aliases.empty())
            object.insert(QStringLiteral("aliases"), aliasesJson(profile.aliases));
        if (profile.correlation != Correlation())
            object.insert(QStringLiteral("correlation"), correlationJson(profile.correlation));
        list.append(object);
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("connections"), list}}).toJson().toStdString();
}

Result<std::vector<Profile>> profilesFromJson(std::string_view json)
{
    QJsonParseError failed;
    const auto document = QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size())), &failed);
    if (failed.error != QJsonParseError::NoError)
        return Error{ErrorKind::BadInput, "it is no JSON: " + failed.errorString().toStdString(), {{}, {}, static_cast<std::uint64_t>(failed.offset), {}}, {}, {}};
    std::vector<Profile> out;
    for (const QJsonValue &value : document.object().value(QStringLiteral("connections")).toArray()) {
        const QJsonObject object = value.toObject();
        const QString name = object.value(QStringLiteral("name")).toString();
        if (name.isEmpty())
            return Error{ErrorKind::BadInput, "a connection has no name", {}, {}, {}};
        Profile profile{name.toStdString(), {}};
        for (const QJsonValue &source : object.value(QStringLiteral("sources")).toArray()) {
            auto backend = backendFrom(name, source.toObject());
            if (!backend)
                return backend.error();
            profile.backends.push_back(std::move(*backend));
        }
        const QJsonObject aliases = object.value(QStringLiteral("aliases")).toObject();
        for (auto it = aliases.begin(); it != aliases.end(); ++it) {
            if (!it.value().isArray())
                return wrong(name, "the alias '" + it.key().toStdString() + "' is no list of tags");
            query::AliasTable::Group group{it.key().toStdString(), {}};
            for (const QJsonValue &tag : it.value().toArray())
                group.keys.push_back(tag.toString().toStdString());
            profile.aliases.push_back(std::move(group));
        }
        const QJsonObject rule = object.value(QStringLiteral("correlation")).toObject();
        Correlation &correlation = profile.correlation;
        correlation.logs = rule.value(QStringLiteral("logs")).toString().toStdString();
        correlation.traceField = rule.value(QStringLiteral("trace")).toString().toStdString();
        correlation.spanField = rule.value(QStringLiteral("span")).toString().toStdString();
        if (const QJsonValue slack = rule.value(QStringLiteral("slackSeconds")); slack.isDouble())
            correlation.slack = static_cast<Nanos>(slack.toDouble() * kNanosPerSecond);
        if (!correlation.logs.empty() && !backendKindFromText(correlation.logs))
            return wrong(name, "its correlation names '" + correlation.logs + "', which is no kind of source");
        if (correlation.slack < 0)
            return wrong(name, "its correlation's slackSeconds is below 0");
        out.push_back(std::move(profile));
    }
    return out;
}

std::string profilesFile()
{
    return (QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + QStringLiteral("/triptych/profiles.json")).toStdString();
}

Result<std::vector<Profile>> readProfiles(const std::string &file)
{
    QFile in(QString::fromStdString(file));
    if (!in.exists())
        return std::vector<Profile>();
    if (!in.open(QIODevice::ReadOnly))
        return Error{ErrorKind::Unreadable, in.errorString().toStdString(), {file, {}, {}, {}}, {}, {}};
    auto profiles = profilesFromJson(in.readAll().toStdString());
    if (profiles)
        return profiles;
    Error error = profiles.error();
    error.where.file = file;
    return error;
}

Result<void> writeProfiles(const std::string &file, const std::vector<Profile> &profiles)
{
    QDir().mkpath(QFileInfo(QString::fromStdString(file)).path());
    QSaveFile out(QString::fromStdString(file));
    const std::string json = profilesToJson(profiles);
    if (out.open(QIODevice::WriteOnly) && out.write(json.data(), static_cast<qint64>(json.size())) == static_cast<qint64>(json.size()) && out.commit())
        return {};
    return Error{ErrorKind::Unreadable, out.errorString().toStdString(), {file, {}, {}, {}}, {}, {}};
}

} // namespace triptych::sources
