#pragma once
#include "app/connections.h"
#include "app/import_runner.h"
#include "app/open_request.h"
#include "app/settings.h"
#include "app/view_keeper.h"
#include "sources/remote_source.h"
#include "base/latest_job.h"
#include "session/session.h"
#include "store/store.h"
#include "ui/common/context.h"
#include "ui/shell/action_catalog.h"
#include "ui/shell/main_window.h"

#include <QTemporaryDir>
#include <QTimer>
#include <memory>
#include <optional>

namespace triptych::app {

/// Makes everything the explorer is made of, hands it around by reference, and opens what is asked for. Stores and
/// imports are made only when something is opened. GUI thread.
class Composition : public QObject
{
    Q_OBJECT
public:
    /// `theme` overrides that of the settings for this run.
    /// `runner` may have begun already; see ImportRunner::beginEarly().
    explicit Composition(Settings &settings, std::optional<ui::Theme::Mode> theme = std::nullopt,
                         std::unique_ptr<ImportRunner> runner = std::make_unique<ImportRunner>());
    ~Composition() override;

    ui::MainWindow &window() { return *m_window; }
    ui::Workspace &workspace() { return m_workspace; }
    session::Session &session() { return m_session; }
    ui::Preferences &preferences() { return m_preferences; }
    /// Opens what the request names and shows what it points at. Window size and theme are the caller's.
    void open(const OpenRequest &request);
    /// Nothing is being opened or imported.
    bool settled() const { return !m_runner->running() && !m_opening.running(); }
    /// What the last open() failed with, if it did.
    const std::optional<base::Error> &failure() const { return m_failure; }

private:
    static const QString kProfilePrefix; // of what is opened by name, among paths
    static QStringList profilesOfPath(const QString &path); ///< those that were opened together
    struct FirstView; // what a new source is first asked, to choose the page

    void connectWindow();
    void connectPreferences();
    void connectColours();
    /// What the settings say of the engine; where they say nothing of its memory, `usual` bytes.
    store::Store::Options storeOptions(std::uint64_t usual = store::Store::Options().memoryLimit) const;
    query::AliasTable aliases();
    /// The open connections as they are saved.
    std::vector<sources::Profile> openProfiles() const;
    void openPaths(const QStringList &paths);
    void openTogether(const QStringList &paths, const QVector<telemetry::Nanos> &clockOffsets);
    void openStore(const QString &path);
    void import(const QStringList &paths, const QString &title, bool into);
    void openDemo();
    void startServers();
    /// The servers of --source or --profile: their pages are shown at once and ask by themselves.
    void openServers(const OpenRequest &request);
    void showServers(std::shared_ptr<store::Store> store, std::shared_ptr<sources::RemoteSource> source);
    void findAskedTrace(const std::shared_ptr<sources::Source> &source, const QString &trace, const QString &span);
    void answerLanded(sources::RemoteSource::Landed landed);
    void importEnded(const std::shared_ptr<store::Store> &store, const ImportRunner::Outcome &outcome);
    void show(std::shared_ptr<store::Store> store, const QString &title, bool readOnly);
    void showFirst(const FirstView &first, std::shared_ptr<sources::Source> source);
    void saveAs(const QString &path);
    void closeSource();
    void pasted(const QByteArray &text);
    void remember(const QString &path, const QString &detail);
    void showRecent();
    void fail(const base::Error &error, const QString &title, const QVector<ui::FailureChoice> &choices = {});
    OpenRequest present() const;

    Settings &m_settings;
    // Destroyed from the bottom up: views first, then jobs, then the store they read.
    std::shared_ptr<store::Store> m_store;
    QTimer m_landed; ///< until several answers of servers become one piece of news
    bool m_landedLines = false;
    base::JobPool m_pool;
    ui::Theme m_theme;
    session::Session m_session;
    ViewKeeper m_views; ///< of documents left
    ui::Workspace m_workspace;
    ui::ActionCatalog m_actions;
    ui::Preferences m_preferences;
    ui::Context m_context;
    std::unique_ptr<ui::MainWindow> m_window;
    Connections m_connections;
    std::unique_ptr<ImportRunner> m_runner;
    base::LatestJob m_opening, m_saving;
    OpenRequest m_request; ///< what is being opened
    QStringList m_openPaths;
    QVector<telemetry::Nanos> m_clockOffsets; ///< of the import that comes next
    QString m_title, m_importTitle;
    QStringList m_profiles; ///< the saved connections that are open
    bool m_readOnly = false, m_intoOpen = false, m_demo = false;
    bool m_leavesNoTrace = false; ///< a run for a picture is not remembered
    std::optional<base::Error> m_failure;
    std::unique_ptr<QTemporaryDir> m_pasted;
    int m_pastes = 0;
};

} // namespace triptych::app
