#pragma once
#include "analysis/flame_profile.h"
#include "base/bounded_queue.h"

#include <memory>
#include <thread>
#include <vector>

namespace triptych::analysis
{

/// Merges many traces on several threads: whoever reads them hands them over and merges one itself whenever the others
/// are busy. add() and profile() from one thread. Stopped by `stop`; what comes after is dropped.
class FlameSetBuilder
{
public:
    /// `threads` beside the caller's; by default one for every core but the caller's, at least one.
    explicit FlameSetBuilder(std::stop_token stop = {}, unsigned threads = helpers());
    ~FlameSetBuilder();
    static unsigned helpers();

    /// Copies the columns: they are free when it returns.
    void add(const TraceColumns &trace);
    /// Waits for what is being merged and unites it. Once; null if stopped.
    std::shared_ptr<const FlameProfile> profile();

private:
    using Block = std::vector<std::shared_ptr<const TraceColumns>>;
    void merge(FlameProfileBuilder &into, const Block &block) const;
    void hand(Block block);

    std::stop_token m_stop;
    base::BoundedQueue<Block> m_queue;
    Block m_block;
    std::size_t m_blockSpans = 0;
    FlameProfileBuilder m_own;
    std::vector<FlameProfileBuilder> m_builders; // one per thread
    std::vector<std::jthread> m_threads;         // last: they use all of the above
};

} // namespace triptych::analysis
