#pragma once
#include "store/block_cache.h"
#include "store/duck.h"
#include "store/fresh_trace.h"
#include "store/pools.h"
#include "store/store.h"
#include "store/writer_memory.h"

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>

namespace triptych::store {

/// 2: record blocks may hold packed fields (telemetry/packed_values.h).
inline constexpr int kSchemaVersion = 2;

/// Rows that are compressed together. A multiple of the engine's vectors; those of older stores may be larger.
inline constexpr int kRowGroup = 40'960;

/// The store's name among the engine's databases.
inline constexpr const char *kCatalog = "store";

/// The kind of tag_keys that lists keys of events; spans and logs are 0 and 1.
inline constexpr int kEventTagKeys = 2;

/// A tag key of one table: its column, if it has one.
struct KeyState {
    std::string column;     ///< quoted name; empty: records only
    bool complete = false;  ///< every record that has the key has it in the column
};

/// What all readers and the writer of one store share. The pools are guarded by `mutex`: the writer adds under a unique
/// lock, readers look under a shared one.
struct Database {
    duckdb_database handle = nullptr;
    std::filesystem::path file;
    bool removeAtEnd = false;
    bool claimed = false; ///< the file stands in the list of open ones
    bool readOnly = false;
    bool knowsRepeats = true; ///< the table span_repeats is there
    int threads = 1; ///< that the engine may use for reading
    std::atomic<bool> oneThread{true}; ///< it uses one now, until a reader comes or because a large import runs
    std::atomic<bool> largeImport{false};
    /// Records, of spans and logs. To change the number of threads costs 15 ms after an import, which fewer than
    /// kWorthThreads are not worth.
    std::atomic<std::uint64_t> records{0};
    static constexpr std::uint64_t kWorthThreads = 200'000;
    std::atomic<std::uint64_t> version{1};
    std::mutex writing; ///< held while an import runs
    std::optional<WriterMemory> writerMemory; ///< of the last writer, if it committed; guarded by `writing`

    mutable std::shared_mutex mutex;
    StringPool strings;
    EntryPool<ResourceEntry> resources;
    EntryPool<ScopeEntry> scopes;
    std::map<std::string, KeyState, std::less<>> keys[2]; ///< by Table
    std::set<std::string, std::less<>> eventKeys;         ///< of the tags of events
    std::map<std::string, std::string> imported;          ///< content hash to path, of the first import of each

    std::unique_ptr<BlockCache> blocks;

    std::mutex freshMutex;
    std::unique_ptr<FreshTrace> fresh; ///< of the last import
    /// Gives away what is kept of this trace, if anything. Any thread.
    std::unique_ptr<FreshTrace> takeFresh(telemetry::TraceId trace);
    void keepFresh(std::unique_ptr<FreshTrace> trace); ///< null: none

    /// Record predicates of running queries, by the number that record_match() is called with.
    struct Running {
        telemetry::Table table;
        std::shared_ptr<const telemetry::RecordPredicate> predicate;
    };
    std::mutex runningMutex;
    std::map<std::int64_t, Running> running;
    std::int64_t nextRunning = 1;

    Database() = default;
    Database(const Database &) = delete;
    ~Database();

    base::Result<duck::Connection> connect() const;
    base::Result<void> attach(bool exists);
    /// What is written takes one thread; a second one would only wait for it, and waits by spinning.
    base::Result<void> useOneThread(duckdb_connection connection);
    base::Result<void> useAllThreads(duckdb_connection connection);
    /// Opens the file, makes or checks the schema, loads the pools.
    base::Result<void> open(Store::Mode mode, const Store::Options &options);
    base::Result<void> loadPools();
    base::Result<void> loadImported(duckdb_connection connection); ///< with `mutex` held
    /// record_match(id, n), log_body(id), span_tag(id, key), log_tag(id, key): see record_functions.cpp.
    base::Result<void> registerFunctions(duckdb_connection connection);
};

} // namespace triptych::store
