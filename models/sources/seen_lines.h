#pragma once
#include <cstdint>
#include <mutex>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace triptych::sources {

/// Log lines that a session has stored already, by a hash of all that identifies one: where the answers of two questions
/// overlap, a line is stored once. Any thread. 16 to 32 bytes a line; of very many only the last million or two are known.
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
        m_lines.insert(lines.begin(), lines.end());
        if (m_lines.size() < kMost)
            return;
        m_older = std::move(m_lines); // a tail of hours must not fill the memory
        m_lines = {};
    }

private:
    static constexpr std::size_t kMost = 1'000'000;
    mutable std::mutex m_mutex;
    std::unordered_set<std::uint64_t> m_lines, m_older;
};

} // namespace triptych::sources
