#include "base/job_pool.h"

#include <QThread>
#include <algorithm>

namespace triptych::base {

namespace {
thread_local QThreadPool *t_pool = nullptr; // whose job this thread runs
}

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
    m_pool.start(
        [this, work = std::move(work)] {
            t_pool = &m_pool;
            work();
            t_pool = nullptr;
        },
        priority == Priority::Interactive ? 1 : 0);
}

PoolWait::PoolWait() : m_pool(t_pool)
{
    if (m_pool)
        m_pool->releaseThread();
}

PoolWait::~PoolWait()
{
    if (m_pool)
        m_pool->reserveThread();
}

} // namespace triptych::base
