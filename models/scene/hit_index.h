#pragma once
#include "analysis/find.h"
#include "scene/lod_index.h"

namespace triptych::scene
{

/// Where on the flame rows a search's hits begin, so that a rectangle that stands for thousands of spans can tell
/// whether one of them is a hit. Build once per search: O(hits log hits). A value; any thread.
class HitIndex
{
public:
    HitIndex() = default;
    HitIndex(const LodIndex &index, const analysis::FindResult &found);
    /// Whether a hit of the row begins within [from, to).
    bool any(std::uint32_t row, Nanos from, Nanos to) const;

private:
    std::vector<std::uint32_t> m_rowBegin; // into m_starts, one more than rows
    std::vector<Nanos> m_starts;           // by row, then time
};

} // namespace triptych::scene
