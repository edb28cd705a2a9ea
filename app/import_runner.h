#pragma once
#include "base/result.h"
#include "ingest/import_report.h"
#include "store/store.h"

#include <QObject>
#include <QStringList>
#include <QVector>
#include <condition_variable>
#include <functional>
#include <future>
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

    /// A store in the making.
    using EarlyStore = std::future<base::Result<std::shared_ptr<store::Store>>>;

    using QObject::QObject;
    ~ImportRunner() override;

    bool running() const { return m_running; }
    /// For the stores that it makes from now on.
    void setOptions(store::Store::Options options) { m_options = options; }
    /// Begins to make a store, with the usual options, so that it is there when the window is.
    static EarlyStore makeEarly();
    /// For the first import that needs one, if the options are still the usual ones.
    void use(EarlyStore store) { m_early = std::move(store); }
    /// Imports files; the store is made on the import's thread if `store` is null.
    /// `clockOffsets`: see ingest::ImportOptions.
    void start(std::shared_ptr<store::Store> store, const QStringList &paths, const QVector<telemetry::Nanos> &clockOffsets = {});
    void start(std::shared_ptr<store::Store> store, Work work);
    void cancel() { m_thread.request_stop(); }

Q_SIGNALS:
    void progressed(const triptych::ingest::ImportProgress &progress);
    /// `store` is the one that was filled; null if none could be made.
    void ended(const std::shared_ptr<triptych::store::Store> &store, const triptych::app::ImportRunner::Outcome &outcome);

private:
    void giveBackMemoryLater(std::stop_token stop);

    store::Store::Options m_options;
    EarlyStore m_early;
    std::mutex m_quietMutex;
    std::condition_variable_any m_quiet; // only stop requests end waiting for it
    std::jthread m_thread;
    bool m_running = false;
};

} // namespace triptych::app
