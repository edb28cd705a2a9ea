#include "store/block_cache.h"

#include "store/database.h"

namespace triptych::store {

namespace {
// Blocks of about 80 kB packed. A row group of the engine, which one of its threads scans, has ten full blocks or a few
// more partly filled ones: three of them are read ahead, so that threads seldom read the same.
constexpr std::int64_t kReadAhead = 34;
constexpr std::size_t kMostPacked = 192;
} // namespace

std::string BlockCache::readPacked(telemetry::Table table, std::int64_t block)
{
    const Key key = block * 2 + static_cast<Key>(table);
    duck::Connection connection;
    {
        const std::lock_guard lock(m_mutex);
        if (const auto it = m_packed.find(key); it != m_packed.end()) {
            std::string out = std::move(it->second);
            m_packed.erase(it);
            return out;
        }
        if (!m_idle.empty()) {
            connection = std::move(m_idle.back());
            m_idle.pop_back();
        }
    }
    if (!connection) {
        duckdb_connection raw = nullptr;
        if (duckdb_connect(m_database, &raw) != DuckDBSuccess)
            return {};
        connection.reset(raw);
    }
    std::string wanted;
    std::vector<std::pair<Key, std::string>> ahead;
    const std::string sql = std::string("SELECT block, data FROM ") + kCatalog + '.' +
                            (table == telemetry::Table::Spans ? "span_blocks" : "log_blocks") + " WHERE block >= ? AND block < ?";
    const auto done = duck::query(connection.get(), sql, {block, block + kReadAhead}, [&](const duck::Chunk &chunk) {
        for (idx_t i = 0; i < chunk.size(); ++i) {
            const std::int64_t number = chunk.column<std::int64_t>(0)[i];
            if (number == block)
                wanted = std::string(chunk.text(1, i));
            else
                ahead.emplace_back(number * 2 + static_cast<Key>(table), chunk.text(1, i));
        }
    });
    const std::lock_guard lock(m_mutex);
    m_idle.push_back(std::move(connection));
    if (!done)
        return {};
    while (m_packed.size() + ahead.size() > kMostPacked && !m_packed.empty())
        m_packed.erase(m_packed.begin());
    for (auto &[k, data] : ahead)
        if (!m_entries.contains(k))
            m_packed.insert_or_assign(k, std::move(data));
    return wanted;
}

BlockCache::Block BlockCache::get(telemetry::Table table, std::int64_t block)
{
    const Key key = block * 2 + static_cast<Key>(table);
    {
        const std::lock_guard lock(m_mutex);
        if (const auto it = m_entries.find(key); it != m_entries.end()) {
            m_uses.splice(m_uses.begin(), m_uses, it->second.use);
            return it->second.block;
        }
    }
    const std::string packed = readPacked(table, block);
    Block decoded = packed.empty() ? nullptr : telemetry::DecodedBlock::decode(packed);
    if (!decoded)
        return nullptr;
    const std::lock_guard lock(m_mutex);
    if (m_entries.contains(key))
        return decoded;
    m_uses.push_front(key);
    m_entries.emplace(key, Entry{decoded, m_uses.begin()});
    m_bytes += decoded->memoryBytes();
    while (m_bytes > m_most && m_uses.size() > 1) {
        const auto old = m_entries.find(m_uses.back());
        m_bytes -= old->second.block->memoryBytes();
        m_entries.erase(old);
        m_uses.pop_back();
    }
    return decoded;
}

} // namespace triptych::store
