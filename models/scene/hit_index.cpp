#include "scene/hit_index.h"

#include <numeric>

namespace triptych::scene
{

HitIndex::HitIndex(const LodIndex &index, const analysis::FindResult &found)
    : m_rowBegin(index.rowCount() + std::size_t{1}, 0), m_starts(found.hits.size())
{
    for (const std::uint32_t hit : found.hits)
        ++m_rowBegin[index.rowOf(SpanIndex{hit}) + std::size_t{1}];
    std::partial_sum(m_rowBegin.begin(), m_rowBegin.end(), m_rowBegin.begin());
    std::vector<std::uint32_t> next(m_rowBegin.begin(), m_rowBegin.end() - 1);
    for (const std::uint32_t hit : found.hits)
        m_starts[next[index.rowOf(SpanIndex{hit})]++] = index.trace().start(SpanIndex{hit});
    for (std::size_t row = 0; row + 1 < m_rowBegin.size(); ++row)
        std::sort(m_starts.begin() + m_rowBegin[row], m_starts.begin() + m_rowBegin[row + 1]);
}

bool HitIndex::any(std::uint32_t row, Nanos from, Nanos to) const
{
    if (row + std::size_t{1} >= m_rowBegin.size())
        return false;
    const auto last = m_starts.begin() + m_rowBegin[row + 1];
    const auto at = std::lower_bound(m_starts.begin() + m_rowBegin[row], last, from);
    return at != last && *at < to;
}

} // namespace triptych::scene
