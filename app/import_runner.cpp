#include "app/import_runner.h"

#include "base/heap.h"
#include "ingest/demo/demo.h"
#include "ingest/import_job.h"

#include <chrono>
#include <utility>

namespace triptych::app {

ImportRunner::~ImportRunner() = default; // the jthread asks to stop and waits

ImportRunner::Work ImportRunner::files(const QStringList &paths, const QVector<telemetry::Nanos> &clockOffsets)
{
    std::vector<std::string> names;
    for (const QString &path : paths)
        names.push_back(path.toStdString());
    ingest::ImportOptions options;
    options.clockOffsets.assign(clockOffsets.begin(), clockOffsets.end());
    return [names, options](store::Store &into, std::stop_token stop, const ingest::ImportObserver &observer) {
        return ingest::ImportJob(into, options).run(names, stop, observer);
    };
}

ImportRunner::Work ImportRunner::demo()
{
    return [](store::Store &into, std::stop_token stop, const ingest::ImportObserver &observer) {
        // It takes the way of any bundle: files of ordinary formats, through the decoders.
        const std::vector<ingest::DemoFile> files = ingest::demoFiles();
        std::vector<ingest::MemoryInput> inputs;
        for (const ingest::DemoFile &file : files)
            inputs.push_back({file.name, file.bytes});
        return ingest::ImportJob(into).runInMemory(inputs, stop, observer);
    };
}

void ImportRunner::beginEarly(Work work)
{
    m_early = true;
    launch(nullptr, std::move(work), {});
}

void ImportRunner::start(std::shared_ptr<store::Store> store, Work work)
{
    Q_ASSERT(!m_running);
    m_running = true;
    const bool usual = m_options.memoryLimit == store::Store::Options().memoryLimit && m_options.threads == store::Store::Options().threads;
    if (std::exchange(m_early, false) && !store && usual) {
        const std::lock_guard lock(m_quietMutex);
        m_told = true;
        m_quiet.notify_all();
        return;
    }
    m_thread = {}; // one that was begun in vain ends first
    m_told = true;
    launch(std::move(store), std::move(work), m_options);
}

void ImportRunner::launch(std::shared_ptr<store::Store> store, Work work, store::Store::Options options)
{
    m_thread = std::jthread([this, store = std::move(store), work = std::move(work), options](std::stop_token stop) mutable {
        const auto finish = [this, stop](std::shared_ptr<store::Store> filled, Outcome outcome) {
            {
                std::unique_lock lock(m_quietMutex);
                if (!m_quiet.wait(lock, stop, [this] { return m_told.load(); }))
                    return; // given up before anybody asked for it
            }
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
            auto made = store::Store::temporary(options);
            if (!made) {
                finish(nullptr, made.error());
                return;
            }
            store = std::move(*made);
        }
        Outcome outcome = work(*store, stop, [this](const ingest::ImportProgress &progress) {
            if (m_told)
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
