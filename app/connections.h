#pragma once
#include "base/latest_job.h"
#include "sources/profile.h"
#include "sources/remote_source.h"
#include "sources/secrets.h"
#include "ui/connect/connection_form.h"
#include "ui/theme/theme.h"

#include <QObject>
#include <QPointer>
#include <memory>

namespace triptych::ui {
class ConnectionDialog;
}

namespace triptych::app {

/// The saved connections: making, testing and opening them. GUI thread; servers and keychain are asked in the pool.
class Connections : public QObject
{
    Q_OBJECT
public:
    Connections(base::JobPool &pool, ui::Theme &theme, std::string file = sources::profilesFile(), sources::Secrets secrets = sources::Secrets());
    ~Connections() override;

    /// As of the last read(), which the start does.
    const std::vector<sources::Profile> &profiles() const { return m_profiles; }
    base::Result<void> read();
    void forget(const QString &name);
    /// The dialog of a new connection; accepted, it is saved and openRequested() asks for it.
    void showDialog(QWidget *parent);

    /// For the pool: the servers as a source over `store`. Errors: BadQuery, those of Secrets.
    static base::Result<std::shared_ptr<sources::RemoteSource>> connected(const sources::Profile &profile, const sources::Secrets &secrets, std::shared_ptr<store::Store> store);
    /// A connection of addresses as --source gives them. Errors: BadQuery.
    static base::Result<sources::Profile> profileOf(const QStringList &sources);
    const sources::Secrets &secrets() const { return m_secrets; }

Q_SIGNALS:
    void openRequested(const QString &profile);
    void changed();

private:
    void test();
    void save();
    void importGrafana();

    base::JobPool &m_pool;
    ui::Theme &m_theme;
    std::string m_file;
    sources::Secrets m_secrets;
    std::vector<sources::Profile> m_profiles;
    QPointer<ui::ConnectionDialog> m_dialog;
    std::vector<std::unique_ptr<base::LatestJob>> m_tests; ///< of the dialog's rows
    base::LatestJob m_saving;
};

} // namespace triptych::app
