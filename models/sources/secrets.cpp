#include "sources/secrets.h"

#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QStandardPaths>
#include <QThread>
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <qt6keychain/keychain.h>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

const QString kService = QStringLiteral("triptych");

Error keychainError(QKeychain::Error why, const QString &words)
{
    if (why == QKeychain::EntryNotFound)
        return {ErrorKind::NotFound, "the keychain holds no such secret", {}, {}, "type the secret once more in the connection"};
    if (why == QKeychain::AccessDeniedByUser || why == QKeychain::AccessDenied)
        return {ErrorKind::Unreadable, "the keychain was not unlocked", {}, {}, "try again, or keep the secret in a file or an environment variable"};
    // What a missing one calls an unknown error says nothing.
    const std::string said = why == QKeychain::NoBackendAvailable || why == QKeychain::OtherError ? "" : " (" + words.toStdString() + ")";
    return {ErrorKind::Unreadable, "no keychain answers here" + said, {}, {}, "keep the secret in a file or an environment variable instead"};
}

/// Runs a keychain's job to its end in a thread of its own, whose event loop it needs. `take` reads what it gave.
template <typename Job, typename Prepare, typename Take> Result<void> runJob(Prepare prepare, Take take)
{
    std::optional<Error> failed;
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        Job job(kService);
        job.setAutoDelete(false);
        job.setInsecureFallback(false);
        prepare(job);
        QEventLoop loop;
        QObject::connect(&job, &QKeychain::Job::finished, &loop, &QEventLoop::quit);
        job.start();
        loop.exec();
        if (job.error() == QKeychain::NoError)
            take(job);
        else
            failed = keychainError(job.error(), job.errorString());
    }));
    thread->start();
    thread->wait();
    return failed ? Result<void>(*failed) : Result<void>();
}

/// All secrets of the file; none where there is no file. What cannot be read is not taken for empty: it would be written over.
Result<QJsonObject> inFile(const std::string &file)
{
    QFile in(QString::fromStdString(file));
    if (!in.exists())
        return QJsonObject();
    constexpr auto kOthers = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther | QFileDevice::WriteOther;
    if (in.permissions() & kOthers)
        return Error{ErrorKind::Unreadable, "the file of secrets can be read or changed by others", {file, {}, {}, {}}, {}, "chmod 600 makes it yours alone; secrets that others may have seen should be replaced"};
    if (!in.open(QIODevice::ReadOnly))
        return Error{ErrorKind::Unreadable, "the file of secrets cannot be read: " + in.errorString().toStdString(), {file, {}, {}, {}}, {}, {}};
    QJsonParseError wrong;
    const QJsonDocument document = QJsonDocument::fromJson(in.readAll(), &wrong);
    if (!document.isObject())
        return Error{ErrorKind::BadInput, "the file of secrets is no JSON object: " + wrong.errorString().toStdString(), {file, {}, static_cast<std::uint64_t>(std::max(0, wrong.offset)), {}}, {},
                     "put it right, or move it away and type the secrets once more"};
    return document.object();
}

Result<void> toFile(const std::string &file, const QJsonObject &all)
{
    QDir().mkpath(QFileInfo(QString::fromStdString(file)).path());
    QSaveFile out(QString::fromStdString(file));
    const QByteArray json = QJsonDocument(all).toJson();
    // Nobody else may read it, not even for the moment before the last line.
    if (out.open(QIODevice::WriteOnly) && out.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) && out.write(json) == json.size() && out.commit())
        return {};
    return Error{ErrorKind::Unreadable, "the file of secrets cannot be written: " + out.errorString().toStdString(), {file, {}, {}, {}}, {}, {}};
}

} // namespace

std::string Secrets::defaultFile()
{
    return (QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + QStringLiteral("/triptych/secrets.json")).toStdString();
}

Result<std::string> Secrets::read(SecretPlace place, const std::string &key) const
{
    const QString name = QString::fromStdString(key);
    switch (place) {
    case SecretPlace::None: return std::string();
    case SecretPlace::Environment:
        if (const char *value = std::getenv(key.c_str()); value && *value)
            return std::string(value);
        return Error{ErrorKind::NotFound, std::string("the environment variable ") + key + (std::getenv(key.c_str()) ? " is empty" : " is not set"), {}, {}, "set it before Triptych is started, or keep the secret elsewhere"};
    case SecretPlace::File: {
        const auto all = inFile(m_file);
        if (!all)
            return all.error();
        const QJsonValue value = all->value(name);
        if (!value.isString())
            return Error{ErrorKind::NotFound, QFile::exists(QString::fromStdString(m_file)) ? "the file of secrets holds none for it" : "the file of secrets is gone", {m_file, {}, {}, {}}, {}, "type the secret once more in the connection"};
        return value.toString().toStdString();
    }
    case SecretPlace::Keychain: break;
    }
    std::string secret;
    const auto done = runJob<QKeychain::ReadPasswordJob>([&](auto &job) { job.setKey(name); }, [&](auto &job) { secret = job.textData().toStdString(); });
    return done ? Result<std::string>(secret) : Result<std::string>(done.error());
}

Result<void> Secrets::write(SecretPlace place, const std::string &key, const std::string &secret)
{
    const QString name = QString::fromStdString(key);
    if (place == SecretPlace::File) {
        auto all = inFile(m_file);
        if (!all)
            return all.error();
        all->insert(name, QString::fromStdString(secret));
        return toFile(m_file, *all);
    }
    if (place != SecretPlace::Keychain)
        return {};
    return runJob<QKeychain::WritePasswordJob>(
        [&](auto &job) {
            job.setKey(name);
            job.setTextData(QString::fromStdString(secret));
        },
        [](auto &) {});
}

Result<void> Secrets::remove(SecretPlace place, const std::string &key)
{
    const QString name = QString::fromStdString(key);
    if (place == SecretPlace::File) {
        auto all = inFile(m_file);
        if (!all)
            return all.error();
        if (!all->contains(name))
            return {};
        all->remove(name);
        return toFile(m_file, *all);
    }
    if (place != SecretPlace::Keychain)
        return {};
    return runJob<QKeychain::DeletePasswordJob>([&](auto &job) { job.setKey(name); }, [](auto &) {});
}

Result<Profile> Secrets::unlocked(Profile profile) const
{
    const auto unlock = [&](const ProfileBackend &backend, SecretPlace place, const std::string &variable, const std::string &key, const char *what) -> Result<std::string> {
        const auto secret = read(place, place == SecretPlace::Environment ? variable : key);
        if (secret)
            return *secret;
        Error error = secret.error();
        error.what = std::string(what) + " for " + std::string(title(backend.address.kind)) + " of \"" + profile.name + "\" cannot be had: " + error.what;
        return error;
    };
    for (ProfileBackend &backend : profile.backends) {
        Endpoint &endpoint = backend.address.endpoint;
        if (backend.secret != SecretPlace::None && endpoint.credentials.kind != Credentials::Kind::None) {
            auto secret = unlock(backend, backend.secret, backend.variable, secretKey(profile, backend), "the secret");
            if (!secret)
                return secret.error();
            endpoint.credentials.secret = std::move(*secret);
        }
        if (backend.keySecret != SecretPlace::None) {
            auto secret = unlock(backend, backend.keySecret, backend.keyVariable, keySecretKey(profile, backend), "the key's password");
            if (!secret)
                return secret.error();
            endpoint.keyPassword = std::move(*secret);
        }
    }
    return profile;
}

} // namespace triptych::sources
