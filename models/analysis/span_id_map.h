#pragma once
#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace triptych::analysis
{

/// Rows by span id: the first ordinary one and the first server half. Open addressing in one array; a node-based map of
/// 1 M ids costs four times the time and memory.
class SpanIdMap
{
public:
    static constexpr std::uint32_t kNone = 0xffffffffu;
    struct Entry {
        std::uint64_t id = 0; // 0: free; id 0 is never held
        std::uint32_t ordinary = kNone, serverHalf = kNone;
    };

    explicit SpanIdMap(std::size_t ids) : m_slots(std::bit_ceil(std::max<std::size_t>(16, ids * 2))) {}

    /// The entry of `id` (not 0), made if absent. Room for as many ids as the constructor was told.
    Entry &at(std::uint64_t id)
    {
        std::size_t slot = place(id);
        while (m_slots[slot].id != 0 && m_slots[slot].id != id)
            slot = (slot + 1) & (m_slots.size() - 1);
        m_slots[slot].id = id;
        return m_slots[slot];
    }
    const Entry *find(std::uint64_t id) const
    {
        if (id == 0)
            return nullptr;
        for (std::size_t slot = place(id); m_slots[slot].id != 0; slot = (slot + 1) & (m_slots.size() - 1))
            if (m_slots[slot].id == id)
                return &m_slots[slot];
        return nullptr;
    }

private:
    std::size_t place(std::uint64_t id) const
    {
        id ^= id >> 32; // ids may differ in their low or in their high bytes only
        return (id * 0x9e3779b97f4a7c15ull >> 20) & (m_slots.size() - 1);
    }
    std::vector<Entry> m_slots;
};

} // namespace triptych::analysis
