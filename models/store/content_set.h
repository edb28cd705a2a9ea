#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace triptych::store {

/// Set of 64-bit hashes by open addressing: 8 to 16 bytes an element, for millions of spans.
class ContentSet
{
public:
    ContentSet() : m_slots(64, 0) {}
    /// False if it was there.
    bool insert(std::uint64_t hash)
    {
        hash += hash == 0; // 0 marks a free slot
        if ((m_size + 1) * 2 > m_slots.size())
            grow();
        return place(hash);
    }
    bool contains(std::uint64_t hash) const
    {
        hash += hash == 0;
        for (std::size_t at = hash & (m_slots.size() - 1); m_slots[at] != 0; at = (at + 1) & (m_slots.size() - 1))
            if (m_slots[at] == hash)
                return true;
        return false;
    }
    std::size_t size() const { return m_size; }

private:
    bool place(std::uint64_t hash)
    {
        std::size_t at = hash & (m_slots.size() - 1);
        while (m_slots[at] != 0) {
            if (m_slots[at] == hash)
                return false;
            at = (at + 1) & (m_slots.size() - 1);
        }
        m_slots[at] = hash;
        ++m_size;
        return true;
    }
    void grow()
    {
        std::vector<std::uint64_t> old(m_slots.size() * 2, 0);
        old.swap(m_slots);
        m_size = 0;
        for (const std::uint64_t h : old)
            if (h != 0)
                place(h);
    }
    std::vector<std::uint64_t> m_slots;
    std::size_t m_size = 0;
};

} // namespace triptych::store
