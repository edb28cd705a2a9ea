#pragma once
#include "base/job_pool.h"

#include <QMetaObject>
#include <QObject>
#include <QPointer>
#include <functional>
#include <memory>
#include <stop_token>
#include <type_traits>

namespace triptych::base {

/// The newest job of one view: starting one cancels the older, destruction cancels, and a late result is dropped on
/// the owner's thread by generation number. Lives on the thread of its owner (the GUI thread for views).
class LatestJob : public QObject
{
    Q_OBJECT
public:
    explicit LatestJob(JobPool &pool, QObject *parent = nullptr) : QObject(parent), m_pool(pool) {}
    ~LatestJob() override { cancel(); }

    /// `work(std::stop_token)` runs in the pool and touches no QObject; `done(value)` runs on this object's thread,
    /// unless a newer start() or cancel() came before.
    template <typename Work, typename Done> void start(Work work, Done done)
    {
        cancel();
        m_stop = std::stop_source();
        const quint64 mine = ++m_generation;
        m_running = true;
        Q_EMIT runningChanged(true);
        QPointer<LatestJob> self(this);
        m_pool.run([self, mine, token = m_stop.get_token(), work = std::move(work), done = std::move(done),
                    context = m_context]() mutable {
            auto value = std::make_shared<std::invoke_result_t<Work, std::stop_token>>(work(token));
            // The context object outlives the pool's jobs (it is reference counted); `self` is only read on its thread.
            QMetaObject::invokeMethod(
                context.get(),
                [self, mine, value, done = std::move(done)]() mutable {
                    if (!self || self->m_generation != mine)
                        return;
                    self->m_running = false;
                    Q_EMIT self->runningChanged(false);
                    done(std::move(*value));
                },
                Qt::QueuedConnection);
        });
    }

    /// Asks the running job to stop; its result will not be delivered.
    void cancel()
    {
        m_stop.request_stop();
        ++m_generation;
        if (m_running) {
            m_running = false;
            Q_EMIT runningChanged(false);
        }
    }
    bool running() const { return m_running; }

Q_SIGNALS:
    void runningChanged(bool running);

private:
    JobPool &m_pool;
    std::stop_source m_stop;
    // Deleted on its own thread, so that a job that ends after this view can still post to it.
    std::shared_ptr<QObject> m_context{new QObject, [](QObject *o) { o->deleteLater(); }};
    quint64 m_generation = 0;
    bool m_running = false;
};

} // namespace triptych::base
