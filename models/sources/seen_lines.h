#pragma once
#include <cstdint>
#include <mutex>
#include <vector>

namespace triptych::sources {

/// Log lines that a session has stored already, by a hash of all that identifies one: where the answers of two questions
/// overlap, a line is stored once. Any thread. 16 to 32 bytes a line; of very many only the last million is known, in 16 MB.
class SeenLines
{
public:
    bool contains(std::uint64_t line) const
    {
        const std::lock_guard lock(m_mutex);
        return m_lines.contains(line) || m_older.contains(line);
    }
    void add(const std::vector<std::uint64_t> &lines)
    {
        const std::lock_guard lock(m_mutex);
        for (const std::uint64_t line : lines)
            m_lines.insert(line);
        if (m_lines.size() < kMost)
            return;
        m_older = std::move(m_lines); // a tail of hours must not fill the memory
        m_lines = {};
    }

private:
    static constexpr std::size_t kMost = 500'000;

    /// Hashes in a flat table: a node of a set each would take three times the room.
    class Table
    {
    public:
        std::size_t size() const { return m_size; }
        bool contains(std::uint64_t line) const { return !m_slots.empty() && m_slots[slotOf(line)] != 0; }
        void insert(std::uint64_t line)
        {
            if ((m_size + 1) * 2 > m_slots.size())
                grow();
            std::uint64_t &slot = m_slots[slotOf(line)];
            m_size += slot == 0;
            slot = kept(line);
        }

    private:
        static std::uint64_t kept(std::uint64_t line) { return line == 0 ? 1 : line; } // 0 marks a free slot
        std::size_t slotOf(std::uint64_t line) const
        {
            std::size_t at = kept(line) & (m_slots.size() - 1);
            while (m_slots[at] != 0 && m_slots[at] != kept(line))
                at = (at + 1) & (m_slots.size() - 1);
            return at;
        }
        void grow()
        {
            std::vector<std::uint64_t> old(m_slots.empty() ? 1024 : m_slots.size() * 2);
            old.swap(m_slots);
            for (const std::uint64_t line : old)
                if (line != 0)
                    m_slots[slotOf(line)] = line;
        }
        std::vector<std::uint64_t> m_slots; ///< a power of two of them, at most half taken
        std::size_t m_size = 0;
    };
    mutable std::mutex m_mutex;
    Table m_lines, m_older;
};

} // namespace triptych::sources
