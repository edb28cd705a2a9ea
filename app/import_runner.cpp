#include "app/import_runner.h"

#include "base/heap.h"
#include "ingest/import_job.h"

#include <chrono>
#include <utility>

namespace triptych::app {

ImportRunner::~ImportRunner() = default; // the jthread asks to stop and waits

ImportRunner::EarlyStore ImportRunner::makeEarly()
{
    return std::async(std::launch::async, [] { return store::Store::temporary(); });
}

void ImportRunner::start(std::shared_ptr<store::Store> store, const QStringList &paths, const QVector<telemetry::Nanos> &clockOffsets)
{
    std::vector<std::string> names;
    for (const QString &path : paths)
        names.push_back(path.toStdString());
    ingest::ImportOptions options;
    options.clockOffsets.assign(clockOffsets.begin(), clockOffsets.end());
    start(std::move(store), [names, options](store::Store &into, std::stop_token stop, const ingest::ImportObserver &observer) {
        return ingest::ImportJob(into, options).run(names, stop, observer);
    });
}

void ImportRunner::start(std::shared_ptr<store::Store> store, Work work)
{
    Q_ASSERT(!m_running);
    m_running = true;
    m_thread = std::jthread([this, store = std::move(store), work = std::move(work), options = m_options, early = std::exchange(m_early, {})](std::stop_token stop) mutable {
        const auto finish = [this](std::shared_ptr<store::Store> filled, Outcome outcome) {
            // Queued calls to a destroyed runner are dropped by Qt; its destructor waits for this thread.
            QMetaObject::invokeMethod(
                this,
                [this, filled = std::move(filled), outcome = std::move(outcome)] {
                    m_running = false;
                    Q_EMIT ended(filled, outcome);
                },
                Qt::QueuedConnection);
        };
        if (!store) {
            const bool usual = options.memoryLimit == store::Store::Options().memoryLimit && options.threads == store::Store::Options().threads;
            auto made = early.valid() && usual ? early.get() : store::Store::temporary(options);
            if (!made) {
                finish(nullptr, made.error());
                return;
            }
            store = std::move(*made);
        }
        Outcome outcome = work(*store, stop, [this](const ingest::ImportProgress &progress) {
            QMetaObject::invokeMethod(this, [this, progress] { Q_EMIT progressed(progress); }, Qt::QueuedConnection);
        });
        finish(std::move(store), std::move(outcome));
        giveBackMemoryLater(stop);
    });
}

void ImportRunner::giveBackMemoryLater(std::stop_token stop)
{
    // What is shown now takes memory too: it had better take what is free already than wait for it to be given back.
    constexpr auto kShowing = std::chrono::seconds(3);
    std::unique_lock lock(m_quietMutex);
    m_quiet.wait_for(lock, stop, kShowing, [] { return false; });
    base::giveBackFreedMemory();
}

} // namespace triptych::app
