#include "base/job_pool.h"

#include <QThread>
#include <algorithm>

namespace triptych::base {

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
    m_pool.start(std::move(work), priority == Priority::Interactive ? 1 : 0);
}

} // namespace triptych::base
