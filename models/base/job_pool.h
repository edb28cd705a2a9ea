#pragma once
#include <QThreadPool>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <set>
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

    /// Runs `work` on a pool thread. Interactive jobs (what the user waits for) go before background ones, else the one
    /// asked for first; also when jobs that waited (PoolWait) go on.
    enum class Priority { Background, Interactive };
    void run(std::function<void()> work, Priority priority = Priority::Interactive);
    int threadCount() const { return m_pool.maxThreadCount(); }
    /// Set when the pool is being destroyed; long jobs test it beside their own token.
    std::stop_token closing() const { return m_closing.get_token(); }

private:
    friend class PoolWait;
    /// A job's place: background ones behind, else in the order of asking.
    struct Turn {
        bool background = false;
        std::uint64_t number = 0;
        auto operator<=>(const Turn &) const = default;
    };
    void enter(Turn turn); ///< waits until fewer jobs run than there are threads, and none with an earlier turn waits
    void leave();

    QThreadPool m_pool;
    std::stop_source m_closing;
    std::mutex m_mutex; // guards what follows
    std::condition_variable m_left;
    std::set<Turn> m_waiting;
    int m_running = 0;
    std::uint64_t m_asked = 0;
};

/// While one lives, its thread only waits (for a network): if it is a pool's, the pool runs another job meanwhile, so that
/// slow servers never take the threads that local queries need. When it ends, the thread waits for its turn. On any other
/// thread it does nothing. Hold no lock where it ends: what it waits for may need it.
class PoolWait
{
public:
    PoolWait();
    ~PoolWait();
    PoolWait(const PoolWait &) = delete;
    PoolWait &operator=(const PoolWait &) = delete;

private:
    JobPool *m_pool;
};

} // namespace triptych::base
