#include "analysis/flame_set.h"

#include <utility>

namespace triptych::analysis
{

namespace
{

constexpr std::size_t kBlockSpans = 4096; // a lock is taken once for so many spans
constexpr std::size_t kMostWaiting = 8;   // blocks: some ten megabytes

} // namespace

unsigned FlameSetBuilder::helpers()
{
    const unsigned cores = std::thread::hardware_concurrency();
    return cores > 2 ? cores - 1 : 1;
}

FlameSetBuilder::FlameSetBuilder(std::stop_token stop, unsigned threads)
    : m_stop(std::move(stop)), m_queue(kMostWaiting), m_builders(threads)
{
    for (FlameProfileBuilder &builder : m_builders)
        m_threads.emplace_back([this, &builder] {
            while (const auto block = m_queue.pop(m_stop))
                merge(builder, *block);
        });
}

FlameSetBuilder::~FlameSetBuilder()
{
    m_queue.close();
}

void FlameSetBuilder::merge(FlameProfileBuilder &into, const Block &block) const
{
    for (const auto &columns : block)
        if (const auto table = TraceTable::build(columns, Skew::Adjust, m_stop))
            into.add(*table, m_stop);
}

void FlameSetBuilder::add(const TraceColumns &trace)
{
    m_block.push_back(std::make_shared<const TraceColumns>(trace));
    m_blockSpans += trace.size();
    if (m_blockSpans < kBlockSpans)
        return;
    m_blockSpans = 0;
    hand(std::exchange(m_block, {}));
}

void FlameSetBuilder::hand(Block block)
{
    if (m_builders.empty() || !m_queue.tryPush(block))
        merge(m_own, block);
}

std::shared_ptr<const FlameProfile> FlameSetBuilder::profile()
{
    hand(std::exchange(m_block, {}));
    m_queue.close();
    while (const auto block = m_queue.pop(m_stop))
        merge(m_own, *block);
    for (std::jthread &thread : m_threads)
        thread.join();
    m_threads.clear();
    if (m_stop.stop_requested())
        return nullptr;
    for (const FlameProfileBuilder &builder : m_builders)
        m_own.unite(builder);
    return std::make_shared<const FlameProfile>(m_own.profile());
}

} // namespace triptych::analysis
