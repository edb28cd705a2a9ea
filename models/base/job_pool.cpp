#include "base/job_pool.h"

#include <QThread>
#include <algorithm>
#ifdef Q_OS_LINUX
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace triptych::base {

namespace {

thread_local JobPool *t_pool = nullptr;    // whose job this thread runs
thread_local std::uint64_t t_number = 0;   // the job's place
thread_local bool t_background = false;

/// Painting and input go before: on few cores the window would else wait for its own queries.
void standBehindTheWindow()
{
#ifdef Q_OS_LINUX
    thread_local bool done = false;
    if (done)
        return;
    done = true;
    constexpr int kNicer = 4;
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), getpriority(PRIO_PROCESS, 0) + kNicer);
#endif
}

} // namespace

JobPool::JobPool(int threads)
{
    m_pool.setMaxThreadCount(threads > 0 ? threads : std::max(2, QThread::idealThreadCount()));
    m_pool.setExpiryTimeout(-1);
}

JobPool::~JobPool()
{
    m_closing.request_stop();
    m_pool.clear();
    m_pool.waitForDone();
}

void JobPool::run(std::function<void()> work, Priority priority)
{
    Turn turn{priority == Priority::Background, 0};
    {
        const std::lock_guard lock(m_mutex);
        turn.number = m_asked++;
    }
    m_pool.start(
        [this, turn, work = std::move(work)] {
            standBehindTheWindow();
            t_pool = this;
            t_number = turn.number;
            t_background = turn.background;
            enter(turn);
            work();
            leave();
            t_pool = nullptr;
        },
        turn.background ? 0 : 1);
}

void JobPool::enter(Turn turn)
{
    std::unique_lock lock(m_mutex);
    m_waiting.insert(turn);
    m_left.wait(lock, [&] { return m_running < m_pool.maxThreadCount() && *m_waiting.begin() == turn; });
    m_waiting.erase(turn);
    ++m_running;
    m_left.notify_all(); // there may be room for one more
}

void JobPool::leave()
{
    const std::lock_guard lock(m_mutex);
    --m_running;
    m_left.notify_all();
}

PoolWait::PoolWait() : m_pool(t_pool)
{
    if (!m_pool)
        return;
    t_pool = nullptr; // one within this one does nothing
    m_pool->leave();
    m_pool->m_pool.releaseThread();
}

PoolWait::~PoolWait()
{
    if (!m_pool)
        return;
    m_pool->m_pool.reserveThread();
    m_pool->enter({t_background, t_number});
    t_pool = m_pool;
}

} // namespace triptych::base
