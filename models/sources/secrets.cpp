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
            failed = Error{job.error() == QKeychain::EntryNotFound ? ErrorKind::NotFound : ErrorKind::Unreadable, "the keychain: " + job.errorString().toStdString(), {}, {},
                           job.error() == QKeychain::NoBackendAvailable ? "no keychain runs here; the secret can be kept in a file, or in an environment variable" : ""};
    }));
    thread->start();
    thread->wait();
    return failed ? Result<void>(*failed) : Result<void>();
}

QJsonObject inFile(const std::string &file)
{
    QFile in(QString::fromStdString(file));
    return in.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(in.readAll()).object() : QJsonObject();
}

Result<void> toFile(const std::string &file, const QJsonObject &all)
{
    QDir().mkpath(QFileInfo(QString::fromStdString(file)).path());
    QSaveFile out(QString::fromStdString(file));
    const QByteArray json = QJsonDocument(all).toJson();
    // Nobody else may read it, not even for the moment before the last line.
    if (out.open(QIODevice::WriteOnly) && out.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) && out.write(json) == json.size() && out.commit())
        return {};
    return Error{ErrorKind::Unreadable, out.errorString().toStdString(), {file, {}, {}, {}}, {}, {}};
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
        if (const char *value = std::getenv(key.c_str()))
            return std::string(value);
        return Error{ErrorKind::NotFound, "the environment has no variable " + key, {}, {}, {}};
    case SecretPlace::File: {
        const QJsonValue value = inFile(m_file).value(name);
        if (!value.isString())
            return Error{ErrorKind::NotFound, "no secret is kept for it", {m_file, {}, {}, {}}, {}, {}};
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
        QJsonObject all = inFile(m_file);
        all.insert(name, QString::fromStdString(secret));
        return toFile(m_file, all);
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
        QJsonObject all = inFile(m_file);
        all.remove(name);
        return toFile(m_file, all);
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
