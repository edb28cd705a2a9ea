#pragma once
#include "base/result.h"
#include "ingest/import_report.h"
#include "store/store.h"

#include <QObject>
#include <QStringList>
#include <QVector>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace triptych::app {

/// Runs one import at a time on a thread of its own (it waits on pipes and disks, which pool threads must not) and
/// tells of it on the GUI thread. Destruction stops it and waits.
class ImportRunner : public QObject
{
    Q_OBJECT
public:
    using Outcome = base::Result<ingest::ImportReport>;
    /// What fills the store; runs on the import's thread.
    using Work = std::function<Outcome(store::Store &, std::stop_token, const ingest::ImportObserver &)>;

    using QObject::QObject;
    ~ImportRunner() override;

    bool running() const { return m_running; }
    /// For the stores that it makes from now on.
    void setOptions(store::Store::Options options) { m_options = options; }
    /// Reads files. `clockOffsets`: see ingest::ImportOptions.
    static Work files(const QStringList &paths, const QVector<telemetry::Nanos> &clockOffsets = {});
    static Work demo();
    /// Begins into a new store with the usual options, so that much is read when the window is there. Nothing is told of it
    /// until it is started; if that asks for other options it was in vain.
    void beginEarly(Work work);
    /// The store is made on the import's thread if `store` is null. Where beginEarly() was called, the same work is asked for.
    void start(std::shared_ptr<store::Store> store, Work work);
    void cancel() { m_thread.request_stop(); }

Q_SIGNALS:
    void progressed(const triptych::ingest::ImportProgress &progress);
    /// `store` is the one that was filled; null if none could be made.
    void ended(const std::shared_ptr<triptych::store::Store> &store, const triptych::app::ImportRunner::Outcome &outcome);

private:
    void launch(std::shared_ptr<store::Store> store, Work work, store::Store::Options options);
    void giveBackMemoryLater(std::stop_token stop);

    store::Store::Options m_options;
    bool m_early = false;           ///< an import runs that nobody has started yet
    std::atomic<bool> m_told{false}; ///< the GUI thread hears of what runs
    std::mutex m_quietMutex;
    std::condition_variable_any m_quiet; // only stop requests end waiting for it
    std::jthread m_thread;
    bool m_running = false;
};

} // namespace triptych::app
