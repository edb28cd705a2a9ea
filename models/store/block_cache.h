#pragma once
#include "store/duck.h"
#include "telemetry/answers.h"
#include "telemetry/record_block.h"

#include <algorithm>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace triptych::store {

/// Decoded record blocks, least recently used dropped first. Any thread, also from inside a running query: blocks are
/// read through connections of the cache's own.
class BlockCache
{
public:
    using Block = std::shared_ptr<const telemetry::DecodedBlock>;
    /// With that many bytes of memory for the engine, a quarter of it is kept beside; a large store's searches gain nothing
    /// from more than 96 MiB.
    BlockCache(duckdb_database database, std::uint64_t engineMemory) : m_most(std::min<std::uint64_t>(engineMemory / 4, 96u << 20)), m_database(database) {}

    /// The block, or null if the store lacks it or it is corrupt.
    Block get(telemetry::Table table, std::int64_t block);

private:
    using Key = std::int64_t; // block * 2 + table
    struct Entry {
        Block block;
        std::list<Key>::iterator use;
    };
    /// Blocks read ahead, still packed: scans ask for neighbours next.
    std::map<Key, std::string> m_packed;
    std::unordered_map<Key, Entry> m_entries;
    std::list<Key> m_uses;
    std::size_t m_bytes = 0;
    std::size_t m_most;
    std::mutex m_mutex;
    std::vector<duck::Connection> m_idle;
    duckdb_database m_database;
    std::string readPacked(telemetry::Table table, std::int64_t block);
};

} // namespace triptych::store
