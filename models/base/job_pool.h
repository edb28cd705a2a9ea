#pragma once
#include <QThreadPool>
#include <functional>
#include <stop_token>

namespace triptych::base {

/// The pool all background work of one process runs in. Owned by the composition; passed by reference.
/// Destruction asks every job to stop and waits for it.
class JobPool
{
public:
    explicit JobPool(int threads = 0); ///< 0: one per core, at least 2
    ~JobPool();
    JobPool(const JobPool &) = delete;
    JobPool &operator=(const JobPool &) = delete;

    /// Runs `work` on a pool thread. Interactive jobs (what the user waits for) go before background ones.
    enum class Priority { Background, Interactive };
    void run(std::function<void()> work, Priority priority = Priority::Interactive);
    int threadCount() const { return m_pool.maxThreadCount(); }
    /// Set when the pool is being destroyed; long jobs test it beside their own token.
    std::stop_token closing() const { return m_closing.get_token(); }

private:
    QThreadPool m_pool;
    std::stop_source m_closing;
};

/// While one lives, its thread only waits (for a network): if it is a pool's, the pool runs another job meanwhile, so that
/// slow servers never take the threads that local queries need. On any other thread it does nothing.
class PoolWait
{
public:
    PoolWait();
    ~PoolWait();
    PoolWait(const PoolWait &) = delete;
    PoolWait &operator=(const PoolWait &) = delete;

private:
    QThreadPool *m_pool;
};

} // namespace triptych::base
