#include "sources/fetch_once.h"

#include "base/job_pool.h"

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

Result<void> FetchOnce::run(const std::string &key, const Work &work, std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        const auto found = m_attempts.find(key);
        if (found == m_attempts.end())
            break;
        const std::shared_ptr<Attempt> other = found->second;
        if (!other->done) {
            lock.unlock(); // where PoolWait ends
            bool ended = false;
            {
                const base::PoolWait others;
                lock.lock();
                ended = m_ended.wait(lock, stop, [&] { return other->done; });
                lock.unlock();
            }
            if (!ended)
                return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
            lock.lock();
        }
        if (!other->error)
            return {};
        if (other->error->kind != ErrorKind::Stopped)
            return *other->error;
    }
    const auto mine = m_attempts[key] = std::make_shared<Attempt>();
    lock.unlock();
    const Result<void> result = work(stop);
    lock.lock();
    mine->done = true;
    if (!result) {
        mine->error = result.error();
        // Failure is not remembered: who asks later asks the server again.
        if (const auto found = m_attempts.find(key); found != m_attempts.end() && found->second == mine)
            m_attempts.erase(found);
    }
    m_ended.notify_all();
    return result;
}

void FetchOnce::forget()
{
    const std::lock_guard lock(m_mutex);
    m_attempts.clear();
}

} // namespace triptych::sources
