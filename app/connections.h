#pragma once
#include "app/connection_forms.h"
#include "base/latest_job.h"
#include "sources/secrets.h"
#include "ui/theme/theme.h"

#include <QObject>
#include <QPointer>
#include <memory>

namespace triptych::ui {
class ConnectionDialog;
}

namespace triptych::app {

/// The saved connections: their dialog, their tests, their secrets. GUI thread; servers, files and keychain are asked in the
/// pool.
class Connections : public QObject
{
    Q_OBJECT
public:
    Connections(base::JobPool &pool, ui::Theme &theme, std::string file = sources::profilesFile(), sources::Secrets secrets = sources::Secrets());
    ~Connections() override;

    /// As of the last read(), which the start does.
    const std::vector<sources::Profile> &profiles() const { return m_profiles; }
    const sources::Profile *find(const QString &name) const;
    base::Result<void> read();
    /// The dialog; `current` is chosen in it, or, if there is no such connection, a new one begun. `ticked`: those that are
    /// open together.
    void showDialog(QWidget *parent, const QString &current = {}, const QStringList &ticked = {});
    const sources::Secrets &secrets() const { return m_secrets; }

Q_SIGNALS:
    void openRequested(const QStringList &profiles); ///< as one
    void changed();

private:
    void test();
    void save(bool thenConnect);
    void remove(const QString &name);
    void importGrafana();
    /// Keeps secrets and profiles; `done` is called with what went wrong, once read() has taken it in.
    void write(std::vector<Draft> drafts, std::vector<sources::Profile> all, std::function<void(const base::Result<void> &)> done);
    /// `written`: the one that was just saved; what else was edited in the dialog stays.
    void fillDialog(const QString &current, const QString &written = {});

    base::JobPool &m_pool;
    ui::Theme &m_theme;
    std::string m_file;
    sources::Secrets m_secrets;
    std::vector<sources::Profile> m_profiles;
    QPointer<ui::ConnectionDialog> m_dialog;
    std::vector<std::unique_ptr<base::LatestJob>> m_tests; ///< of the dialog's rows
    base::LatestJob m_saving, m_importing;
};

} // namespace triptych::app
