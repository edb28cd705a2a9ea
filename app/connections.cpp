#include "app/connections.h"

#include "sources/grafana_import.h"
#include "telemetry/human_text.h"
#include "ui/connect/connection_dialog.h"

#include <QFile>
#include <QFileDialog>

namespace triptych::app {

using base::Error;
using base::ErrorKind;
using base::Result;
using sources::Credentials;
using sources::Profile;
using sources::ProfileBackend;
using sources::SecretPlace;
using ui::ConnectionDialog;
using ui::ConnectionForm;

namespace {

QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

std::array<QVector<ui::ServerKind>, 3> serverKinds()
{
    using sources::BackendKind;
    const auto of = [](std::initializer_list<BackendKind> kinds) {
        QVector<ui::ServerKind> out;
        for (const BackendKind kind : kinds)
            out.append({text(std::string(name(kind))), text(std::string(title(kind)))});
        return out;
    };
    return {of({BackendKind::Tempo, BackendKind::Jaeger, BackendKind::Zipkin}), of({BackendKind::Loki}), of({BackendKind::Prometheus})};
}

Profile profileFrom(const ConnectionForm &form)
{
    Profile out{form.name.toStdString(), {}};
    for (const ConnectionForm::Server &server : form.servers) {
        const auto kind = sources::backendKindFromText(server.kind.toStdString());
        if (!kind)
            continue;
        ProfileBackend backend;
        backend.address.kind = *kind;
        sources::Endpoint &endpoint = backend.address.endpoint;
        endpoint.url = server.url.toStdString();
        endpoint.tenant = form.tenant.toStdString();
        endpoint.caFile = form.caFile.toStdString();
        if (form.signIn != ConnectionForm::SignIn::None) {
            const bool variable = form.keep == ConnectionForm::Keep::Environment;
            endpoint.credentials = {form.signIn == ConnectionForm::SignIn::Password ? Credentials::Kind::Basic : form.signIn == ConnectionForm::SignIn::Token ? Credentials::Kind::Bearer : Credentials::Kind::Header,
                                    form.signIn == ConnectionForm::SignIn::Token ? std::string() : form.user.toStdString(), variable ? std::string() : form.secret.toStdString()};
            backend.secret = variable ? SecretPlace::Environment : form.keep == ConnectionForm::Keep::File ? SecretPlace::File : SecretPlace::Keychain;
            backend.variable = variable ? form.secret.toStdString() : std::string();
        }
        out.backends.push_back(std::move(backend));
    }
    return out;
}

QString factsText(const sources::BackendFacts &facts)
{
    QStringList words;
    if (!facts.version.empty())
        words.append(text(facts.version));
    if (facts.services)
        words.append(*facts.services == 1 ? Connections::tr("1 service") : Connections::tr("%1 services").arg(text(telemetry::formatCount(*facts.services))));
    if (facts.oldest)
        words.append(Connections::tr("oldest %1").arg(text(telemetry::formatDateTime(*facts.oldest, 0))));
    for (const std::string &remark : facts.remarks)
        words.append(text(remark));
    words.append(text(telemetry::formatDuration(facts.took)));
    return words.join(QStringLiteral(" · "));
}

/// Keeps the secrets, then the profiles without them.
Result<void> keep(sources::Secrets secrets, const std::string &file, std::vector<Profile> profiles)
{
    for (Profile &profile : profiles)
        for (ProfileBackend &backend : profile.backends) {
            std::string &secret = backend.address.endpoint.credentials.secret;
            if (secret.empty())
                continue;
            if (auto kept = secrets.write(backend.secret, sources::secretKey(profile, backend), secret); !kept)
                return kept;
            secret.clear();
        }
    return sources::writeProfiles(file, profiles);
}

} // namespace

Connections::Connections(base::JobPool &pool, ui::Theme &theme, std::string file, sources::Secrets secrets)
    : m_pool(pool), m_theme(theme), m_file(std::move(file)), m_secrets(std::move(secrets)), m_saving(pool)
{
}

Connections::~Connections() = default;

Result<void> Connections::read()
{
    auto profiles = sources::readProfiles(m_file);
    if (!profiles)
        return profiles.error();
    m_profiles = std::move(*profiles);
    return {};
}

void Connections::forget(const QString &name)
{
    const auto it = std::find_if(m_profiles.begin(), m_profiles.end(), [&](const Profile &p) { return p.name == name.toStdString(); });
    if (it == m_profiles.end())
        return;
    const Profile gone = *it;
    m_profiles.erase(it);
    m_saving.start(
        [secrets = m_secrets, file = m_file, profiles = m_profiles, gone](std::stop_token) mutable {
            for (const ProfileBackend &backend : gone.backends)
                if (const auto removed = secrets.remove(backend.secret, sources::secretKey(gone, backend)); !removed)
                    qWarning("a secret could not be removed: %s", removed.error().what.c_str());
            return sources::writeProfiles(file, profiles);
        },
        [this](const Result<void> &written) {
            if (!written)
                qWarning("connections could not be saved: %s", written.error().text().c_str());
            Q_EMIT changed();
        });
}

void Connections::showDialog(QWidget *parent)
{
    m_tests.clear();
    m_dialog = new ConnectionDialog(m_theme, serverKinds(), parent);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &ConnectionDialog::testRequested, this, &Connections::test);
    connect(m_dialog, &ConnectionDialog::connectRequested, this, &Connections::save);
    connect(m_dialog, &ConnectionDialog::grafanaRequested, this, &Connections::importGrafana);
    connect(m_dialog, &QDialog::finished, this, [this] { m_tests.clear(); });
    m_dialog->open();
}

void Connections::test()
{
    m_tests.clear();
    const ConnectionForm form = m_dialog->form();
    for (int row = 0; row < int(form.servers.size()); ++row) {
        m_dialog->setOutcome(row, ConnectionDialog::Outcome::Testing, {});
        if (form.servers[row].kind.isEmpty())
            continue;
        ConnectionForm one = form;
        for (int other = 0; other < int(one.servers.size()); ++other)
            if (other != row)
                one.servers[other] = {};
        m_dialog->setOutcome(row, ConnectionDialog::Outcome::Testing, tr("asking …"));
        auto &job = m_tests.emplace_back(std::make_unique<base::LatestJob>(m_pool));
        job->start(
            [profile = profileFrom(one)](std::stop_token stop) -> Result<sources::BackendFacts> {
                // The secret is the one that was typed; a variable is read.
                sources::BackendAddress address = profile.backends.front().address;
                if (profile.backends.front().secret == SecretPlace::Environment) {
                    const auto unlocked = sources::Secrets().unlocked(profile);
                    if (!unlocked)
                        return unlocked.error();
                    address = unlocked->backends.front().address;
                }
                const auto backend = sources::makeBackend(address, query::AliasTable(), sources::startNetworkThread());
                return backend ? (*backend)->test(stop) : Result<sources::BackendFacts>(backend.error());
            },
            [this, row](const Result<sources::BackendFacts> &facts) {
                if (!m_dialog)
                    return;
                if (facts)
                    m_dialog->setOutcome(row, ConnectionDialog::Outcome::Good, factsText(*facts));
                else
                    m_dialog->setOutcome(row, ConnectionDialog::Outcome::Bad, text(facts.error().what) + (facts.error().advice.empty() ? QString() : QStringLiteral("; ") + text(facts.error().advice)));
            });
    }
}

void Connections::save()
{
    const Profile profile = profileFrom(m_dialog->form());
    std::vector<Profile> all = m_profiles;
    std::erase_if(all, [&](const Profile &p) { return p.name == profile.name; });
    all.push_back(profile);
    m_saving.start([secrets = m_secrets, file = m_file, all](std::stop_token) { return keep(secrets, file, all); },
                   [this, name = text(profile.name)](const Result<void> &saved) {
                       if (!saved) {
                           if (m_dialog)
                               m_dialog->setProblem(text(saved.error().text()));
                           return;
                       }
                       if (const auto again = read(); !again)
                           qWarning("connections could not be read: %s", again.error().text().c_str());
                       if (m_dialog)
                           m_dialog->accept();
                       Q_EMIT changed();
                       Q_EMIT openRequested(name);
                   });
}

void Connections::importGrafana()
{
    const QString name = QFileDialog::getOpenFileName(m_dialog, tr("Grafana's Data Sources"), {}, tr("YAML (*.yaml *.yml);;All files (*)"));
    if (name.isEmpty())
        return;
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly)) {
        m_dialog->setProblem(file.errorString());
        return;
    }
    const auto found = sources::profilesFromGrafana(file.readAll().toStdString());
    if (!found || found->profiles.empty()) {
        m_dialog->setProblem(found ? tr("There is no source in it that is known here") : text(found.error().text()));
        return;
    }
    std::vector<Profile> all = m_profiles;
    for (const Profile &profile : found->profiles) {
        std::erase_if(all, [&](const Profile &p) { return p.name == profile.name; });
        all.push_back(profile);
    }
    m_saving.start([secrets = m_secrets, path = m_file, all](std::stop_token) { return keep(secrets, path, all); },
                   [this, remarks = found->remarks, count = found->profiles.size()](const Result<void> &saved) {
                       if (saved)
                           (void)read();
                       if (saved && remarks.empty() && m_dialog)
                           m_dialog->accept();
                       else if (m_dialog)
                           m_dialog->setProblem(saved ? tr("%1 connections were imported. %2").arg(int(count)).arg(text(remarks.front())) : text(saved.error().text()));
                       Q_EMIT changed();
                   });
}

Result<std::shared_ptr<sources::RemoteSource>> Connections::connected(const Profile &profile, const sources::Secrets &secrets, std::shared_ptr<store::Store> store)
{
    const auto unlocked = secrets.unlocked(profile);
    if (!unlocked)
        return unlocked.error();
    const auto network = sources::startNetworkThread();
    const query::AliasTable aliases;
    std::vector<std::shared_ptr<sources::Backend>> backends;
    for (const ProfileBackend &backend : unlocked->backends) {
        auto made = sources::makeBackend(backend.address, aliases, network);
        if (!made)
            return made.error();
        backends.push_back(std::move(*made));
    }
    if (backends.empty())
        return Error{ErrorKind::BadQuery, "\"" + profile.name + "\" names no server", {}, {}, {}};
    return std::make_shared<sources::RemoteSource>(profile.name, std::move(backends), std::move(store), aliases, sources::RemoteSource::Limits());
}

Result<Profile> Connections::profileOf(const QStringList &addresses)
{
    Profile out;
    for (const QString &source : addresses) {
        auto address = sources::backendAddress(source.toStdString());
        if (!address)
            return address.error();
        ProfileBackend backend;
        backend.address = std::move(*address);
        out.backends.push_back(std::move(backend));
    }
    out.name = sources::kindsText(out);
    return out;
}

} // namespace triptych::app
