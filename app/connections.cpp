#include "app/connections.h"

#include "base/qt_text.h"
#include "sources/data_reach.h"
#include "sources/grafana_import.h"
#include "telemetry/human_text.h"
#include "ui/connect/connection_dialog.h"

#include <QFile>
#include <QFileDialog>
#include <chrono>
#include <set>

namespace triptych::app {

using base::Error;
using base::ErrorKind;
using base::Result;
using base::text;
using sources::Profile;
using sources::ProfileBackend;
using sources::SecretPlace;
using ui::ConnectionDialog;
using ui::ConnectionForm;
using Outcome = ui::ConnectionEditor::Outcome;

namespace {

struct Tested {
    sources::BackendFacts facts;
    Result<sources::DataReach> reach = sources::DataReach();
};

QString factsText(const Tested &tested)
{
    const sources::BackendFacts &facts = tested.facts;
    QStringList words;
    if (!facts.version.empty())
        words.append(text(facts.version));
    if (facts.services)
        words.append(*facts.services == 1 ? Connections::tr("1 service") : Connections::tr("%1 services").arg(text(telemetry::formatCount(*facts.services))));
    if (facts.oldest)
        words.append(Connections::tr("oldest %1").arg(text(telemetry::formatDateTime(*facts.oldest, 0))));
    else if (!tested.reach)
        words.append(Connections::tr("its data could not be asked for: %1").arg(text(tested.reach.error().what)));
    else if (!tested.reach->before)
        words.append(Connections::tr("no data in the last 30 days"));
    else if (*tested.reach->before == 0)
        words.append(Connections::tr("oldest data within the last hour"));
    else
        words.append(Connections::tr("oldest data more than %1 old").arg(text(telemetry::formatDuration(*tested.reach->before))));
    for (const std::string &remark : facts.remarks)
        words.append(text(remark));
    words.append(text(telemetry::formatDuration(facts.took)));
    return words.join(QStringLiteral(" · "));
}

QString errorText(const Error &error)
{
    // A server's address stands beside it already; a file does not.
    const QString place = error.where.file.starts_with('/') ? QStringLiteral(" (") + text(base::placeText(error.where)) + u')' : QString();
    return text(error.what) + place + (error.advice.empty() ? QString() : QStringLiteral("; ") + text(error.advice));
}

/// Variables are read only where a server is asked: whoever saves a connection may not have them.
enum class Variables { Read, Leave };

/// The servers of a draft with their secrets, whether typed, kept or in a variable.
Result<Profile> unlocked(const Draft &draft, const sources::Secrets &secrets, Variables variables)
{
    Profile out = draft.profile;
    for (std::size_t i = 0; i < out.backends.size(); ++i) {
        ProfileBackend &backend = out.backends[i];
        sources::Endpoint &endpoint = backend.address.endpoint;
        const auto fill = [&](SecretPlace place, const std::string &variable, const std::optional<Draft::Kept> &kept, std::string &into) -> Result<void> {
            const bool named = place == SecretPlace::Environment;
            if (named ? variables == Variables::Leave : !kept)
                return {};
            auto secret = named ? secrets.read(place, variable) : secrets.read(kept->place, kept->key);
            if (!secret)
                return secret.error();
            into = std::move(*secret);
            return {};
        };
        if (auto done = fill(backend.secret, backend.variable, draft.kept[i], endpoint.credentials.secret); !done)
            return done.error();
        const auto keyKept = i < draft.keyKept.size() ? draft.keyKept[i] : std::nullopt;
        if (auto done = fill(backend.keySecret, backend.keyVariable, keyKept, endpoint.keyPassword); !done)
            return done.error();
    }
    return out;
}

bool isKept(SecretPlace place)
{
    return place == SecretPlace::Keychain || place == SecretPlace::File;
}

using Keys = std::set<std::pair<SecretPlace, std::string>>;

Keys keysOf(const std::vector<Profile> &profiles)
{
    Keys out;
    for (const Profile &profile : profiles)
        for (const ProfileBackend &backend : profile.backends) {
            if (isKept(backend.secret))
                out.emplace(backend.secret, sources::secretKey(profile, backend));
            if (isKept(backend.keySecret))
                out.emplace(backend.keySecret, sources::keySecretKey(profile, backend));
        }
    return out;
}

/// Secrets first: a profile whose secret could not be kept is not written.
Result<void> keep(sources::Secrets secrets, const std::string &file, const std::vector<Profile> &before, const std::vector<Draft> &drafts, std::vector<Profile> all)
{
    for (const Draft &draft : drafts) {
        const auto whole = unlocked(draft, secrets, Variables::Leave);
        if (!whole)
            return whole.error();
        for (const ProfileBackend &backend : whole->backends) {
            const sources::Endpoint &endpoint = backend.address.endpoint;
            if (isKept(backend.secret) && !endpoint.credentials.secret.empty())
                if (auto kept = secrets.write(backend.secret, sources::secretKey(*whole, backend), endpoint.credentials.secret); !kept)
                    return kept;
            if (isKept(backend.keySecret) && !endpoint.keyPassword.empty())
                if (auto kept = secrets.write(backend.keySecret, sources::keySecretKey(*whole, backend), endpoint.keyPassword); !kept)
                    return kept;
        }
    }
    for (Profile &profile : all)
        for (ProfileBackend &backend : profile.backends)
            backend.address.endpoint.credentials.secret = backend.address.endpoint.keyPassword = {};
    if (auto written = sources::writeProfiles(file, all); !written)
        return written;
    const Keys now = keysOf(all);
    for (const auto &[place, key] : keysOf(before))
        if (!now.contains({place, key}))
            if (const auto removed = secrets.remove(place, key); !removed && removed.error().kind != ErrorKind::NotFound)
                qWarning("a secret could not be removed: %s", removed.error().what.c_str());
    return {};
}

} // namespace

Connections::Connections(base::JobPool &pool, ui::Theme &theme, std::string file, sources::Secrets secrets)
    : m_pool(pool), m_theme(theme), m_file(std::move(file)), m_secrets(std::move(secrets)), m_saving(pool), m_importing(pool)
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

const Profile *Connections::find(const QString &name) const
{
    const auto it = std::find_if(m_profiles.begin(), m_profiles.end(), [&](const Profile &p) { return p.name == name.toStdString(); });
    return it == m_profiles.end() ? nullptr : &*it;
}

void Connections::showDialog(QWidget *parent, const QString &current, const QStringList &ticked)
{
    if (m_dialog) {
        m_dialog->raise();
        m_dialog->activateWindow();
        return;
    }
    m_tests.clear();
    m_dialog = new ConnectionDialog(m_theme, serverKinds(), parent);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    const auto known = read(); // it may have been edited by hand since
    fillDialog(current);
    m_dialog->tick(ticked);
    if (!known)
        m_dialog->setProblem(tr("The connections could not be read: %1").arg(text(known.error().text())));
    connect(m_dialog, &ConnectionDialog::testRequested, this, &Connections::test);
    connect(m_dialog, &ConnectionDialog::saveRequested, this, &Connections::save);
    connect(m_dialog, &ConnectionDialog::removeRequested, this, &Connections::remove);
    connect(m_dialog, &ConnectionDialog::grafanaRequested, this, &Connections::importGrafana);
    connect(m_dialog, &QDialog::finished, this, [this] {
        m_tests.clear();
        m_importing.cancel();
    });
    m_dialog->open();
}

void Connections::fillDialog(const QString &current, const QString &written)
{
    QVector<ConnectionForm> forms;
    for (const Profile &profile : m_profiles)
        forms.append(formOf(profile));
    m_dialog->setConnections(forms, current, written);
}

void Connections::test()
{
    m_tests.clear();
    const Draft all = draftOf(m_dialog->form());
    for (std::size_t i = 0; i < all.profile.backends.size(); ++i) {
        const int row = all.rows[i];
        Draft one{{all.profile.name, {all.profile.backends[i]}, {}}, {all.kept[i]}, {row}, {all.keyKept[i]}};
        m_dialog->editor().setOutcome(row, Outcome::Testing, tr("asking …"));
        auto &job = m_tests.emplace_back(std::make_unique<base::LatestJob>(m_pool));
        job->start(
            [one, secrets = m_secrets](std::stop_token stop) -> Result<Tested> {
                const auto profile = unlocked(one, secrets, Variables::Read);
                if (!profile)
                    return profile.error();
                auto address = profile->backends.front().address;
                address.endpoint.attempts = 1; // the person who waits for it would rather know
                const auto backend = sources::makeBackend(address, query::AliasTable(), sources::startNetworkThread());
                if (!backend)
                    return backend.error();
                Tested out;
                const auto facts = (*backend)->test(stop);
                if (!facts)
                    return facts.error();
                out.facts = *facts;
                const auto now = std::chrono::system_clock::now().time_since_epoch();
                out.reach = sources::dataReach(**backend, std::chrono::duration_cast<std::chrono::nanoseconds>(now).count(), stop);
                return out;
            },
            [this, row](const Result<Tested> &tested) {
                if (m_dialog)
                    m_dialog->editor().setOutcome(row, tested ? Outcome::Good : Outcome::Bad, tested ? factsText(*tested) : errorText(tested.error()));
            });
    }
}

void Connections::write(std::vector<Draft> drafts, std::vector<Profile> all, std::function<void(const Result<void> &)> done)
{
    m_saving.start([secrets = m_secrets, file = m_file, before = m_profiles, drafts = std::move(drafts), all = std::move(all)](
                       std::stop_token) { return keep(secrets, file, before, drafts, all); },
                   [this, done = std::move(done)](const Result<void> &saved) {
                       if (saved)
                           if (const auto again = read(); !again)
                               qWarning("connections could not be read: %s", again.error().text().c_str());
                       done(saved);
                       if (saved)
                           Q_EMIT changed();
                   });
}

void Connections::save(bool thenConnect)
{
    if (m_saving.running()) { // it would be written over by what was known before it
        m_dialog->setNotice(tr("Another connection is being saved. Save this one after it."));
        return;
    }
    const ConnectionForm form = m_dialog->form();
    const Profile *before = form.savedAs.isEmpty() ? nullptr : find(form.savedAs);
    Draft draft = draftOf(form, before);
    std::vector<Profile> all = m_profiles;
    const auto place = std::find_if(all.begin(), all.end(), [&](const Profile &p) { return before && p.name == before->name; });
    if (place != all.end())
        *place = draft.profile;
    else
        all.push_back(draft.profile);
    m_dialog->setNotice(tr("Saving …"));
    write({std::move(draft)}, std::move(all), [this, thenConnect, name = form.name, chosen = m_dialog->chosen()](const Result<void> &saved) {
        if (!saved && m_dialog) {
            m_dialog->setProblem(errorText(saved.error()));
            if (saved.error().kind == ErrorKind::Unreadable && saved.error().where.file.empty())
                m_dialog->offerFile();
        }
        if (!saved)
            return;
        if (m_dialog && thenConnect)
            m_dialog->accept();
        else if (m_dialog) {
            fillDialog(name, name);
            m_dialog->setNotice(tr("Saved"));
        }
        if (thenConnect)
            Q_EMIT openRequested(chosen);
    });
}

void Connections::remove(const QString &name)
{
    std::vector<Profile> all = m_profiles;
    std::erase_if(all, [&](const Profile &p) { return p.name == name.toStdString(); });
    write({}, std::move(all), [this](const Result<void> &saved) {
        if (!saved && m_dialog)
            m_dialog->setProblem(errorText(saved.error()));
    });
}

void Connections::importGrafana()
{
    auto *dialog = new QFileDialog(m_dialog, tr("Grafana's Data Sources"), {}, tr("YAML (*.yaml *.yml);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &name) {
        m_importing.start(
            [name](std::stop_token) -> Result<sources::GrafanaImport> {
                QFile file(name);
                if (!file.open(QIODevice::ReadOnly))
                    return Error{ErrorKind::Unreadable, file.errorString().toStdString(), {name.toStdString(), {}, {}, {}}, {}, {}};
                return sources::profilesFromGrafana(file.readAll().toStdString());
            },
            [this](const Result<sources::GrafanaImport> &found) {
                if (!m_dialog)
                    return;
                if (!found || found->profiles.empty()) {
                    const QString why = found && !found->remarks.empty() ? QStringLiteral(": ") + text(found->remarks.front()) : QString();
                    m_dialog->setProblem(found ? tr("There is no source in it that is known here") + why : text(found.error().text()));
                    return;
                }
                std::vector<Profile> all = m_profiles;
                std::vector<Draft> drafts;
                for (const Profile &profile : found->profiles) {
                    std::erase_if(all, [&](const Profile &p) { return p.name == profile.name; });
                    all.push_back(profile);
                    drafts.push_back({profile, std::vector<std::optional<Draft::Kept>>(profile.backends.size()), {}});
                }
                QStringList told{found->profiles.size() == 1 ? tr("1 connection was imported.") : tr("%1 connections were imported.").arg(found->profiles.size())};
                for (const std::string &remark : found->remarks)
                    told.append(text(remark));
                write(std::move(drafts), std::move(all), [this, told, first = text(found->profiles.front().name)](const Result<void> &saved) {
                    if (!m_dialog)
                        return;
                    if (saved)
                        fillDialog(first);
                    saved ? m_dialog->setNotice(told.join(u'\n')) : m_dialog->setProblem(errorText(saved.error()));
                });
            });
    });
    dialog->open();
}

} // namespace triptych::app
