#pragma once
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace triptych::formats {

/// Bytes that live until reset(): what a decoder unescapes or formats for one record. Chunks are kept for reuse.
class TextArena
{
public:
    /// Room for `size` bytes; never moves until reset().
    char *reserve(std::size_t size)
    {
        while (m_chunk < m_chunks.size() && m_chunks[m_chunk].size - m_used < size) {
            ++m_chunk;
            m_used = 0;
        }
        if (m_chunk == m_chunks.size()) {
            const std::size_t room = size > kChunk ? size : kChunk;
            m_chunks.push_back({std::make_unique<char[]>(room), room});
            m_used = 0;
        }
        return m_chunks[m_chunk].bytes.get() + m_used;
    }
    /// Keeps `size` bytes of what reserve() gave last.
    std::string_view commit(std::size_t size)
    {
        const std::string_view kept(m_chunks[m_chunk].bytes.get() + m_used, size);
        m_used += size;
        return kept;
    }
    std::string_view copy(std::string_view text)
    {
        if (text.empty())
            return {};
        std::memcpy(reserve(text.size()), text.data(), text.size());
        return commit(text.size());
    }
    void reset()
    {
        // A giant record must not hold its memory for the rest of the import.
        if (m_chunks.size() > kKeptChunks)
            m_chunks.resize(kKeptChunks);
        m_chunk = 0;
        m_used = 0;
    }

private:
    static constexpr std::size_t kChunk = 64u << 10;
    static constexpr std::size_t kKeptChunks = 16;
    struct Chunk {
        std::unique_ptr<char[]> bytes;
        std::size_t size;
    };
    std::vector<Chunk> m_chunks;
    std::size_t m_chunk = 0, m_used = 0;
};

} // namespace triptych::formats
