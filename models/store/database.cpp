#include "store/database.h"

#include <thread>

namespace triptych::store {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

// Compression is named where the choice is known: measured here, letting the engine analyse every method for every
// column costs a third of the import. What is mostly the same from row to row is left as it is: where all of a row group
// is the same the engine keeps it once in any case, and to find that out by packing costs twice as much.
constexpr const char *kTables[] = {
    "CREATE TABLE meta(key VARCHAR, value VARCHAR)",
    "CREATE TABLE imports(id INTEGER, path VARCHAR, format VARCHAR, compression VARCHAR, bytes BIGINT, hash VARCHAR, "
    "spans BIGINT, logs BIGINT, samples BIGINT, duplicates BIGINT, error_count BIGINT, errors VARCHAR, imported BIGINT)",
    "CREATE TABLE strings(id INTEGER, text VARCHAR)",
    "CREATE TABLE resources(id INTEGER, service INTEGER, tags VARCHAR, schema_url VARCHAR)",
    "CREATE TABLE scopes(id INTEGER, name VARCHAR, version VARCHAR, tags VARCHAR)",
    "CREATE TABLE tag_keys(kind UTINYINT, key VARCHAR, col VARCHAR, complete BOOLEAN)",
    "CREATE TABLE span_rows(id BIGINT USING COMPRESSION bitpacking, trace_hi UBIGINT, trace_lo UBIGINT, "
    "span UBIGINT USING COMPRESSION uncompressed, parent UBIGINT USING COMPRESSION uncompressed, "
    "start BIGINT USING COMPRESSION bitpacking, duration BIGINT USING COMPRESSION bitpacking, "
    "name INTEGER USING COMPRESSION bitpacking, service INTEGER USING COMPRESSION bitpacking, "
    "kind UTINYINT USING COMPRESSION uncompressed, status UTINYINT USING COMPRESSION uncompressed, "
    "shared UTINYINT USING COMPRESSION uncompressed, flags UINTEGER USING COMPRESSION uncompressed, "
    "status_message INTEGER USING COMPRESSION uncompressed, trace_state INTEGER USING COMPRESSION uncompressed, "
    "resource INTEGER USING COMPRESSION bitpacking, scope INTEGER USING COMPRESSION uncompressed, "
    "events USMALLINT USING COMPRESSION uncompressed, links USMALLINT USING COMPRESSION uncompressed, "
    "content UBIGINT USING COMPRESSION uncompressed, import INTEGER USING COMPRESSION uncompressed)",
    "CREATE TABLE span_tree(id BIGINT USING COMPRESSION bitpacking, depth INTEGER USING COMPRESSION bitpacking, "
    "self_time BIGINT USING COMPRESSION bitpacking, root UTINYINT USING COMPRESSION bitpacking)",
    "CREATE TABLE traces(trace_hi UBIGINT, trace_lo UBIGINT, start BIGINT, duration BIGINT, root_service INTEGER, "
    "root_name INTEGER, root BIGINT, spans UINTEGER, errors UINTEGER, depth UINTEGER, orphans UINTEGER, roots UINTEGER, "
    "services INTEGER[])",
    "CREATE TABLE log_rows(id BIGINT USING COMPRESSION bitpacking, time BIGINT USING COMPRESSION bitpacking, "
    "level UTINYINT USING COMPRESSION uncompressed, kind UTINYINT USING COMPRESSION uncompressed, "
    "trace_hi UBIGINT, trace_lo UBIGINT, span UBIGINT, service INTEGER USING COMPRESSION bitpacking, "
    "event_name INTEGER USING COMPRESSION uncompressed, resource INTEGER USING COMPRESSION bitpacking, "
    "scope INTEGER USING COMPRESSION uncompressed, import INTEGER USING COMPRESSION uncompressed, "
    "line UINTEGER USING COMPRESSION bitpacking)",
    "CREATE TABLE log_extra(id BIGINT, observed BIGINT, severity UTINYINT)",
    "CREATE TABLE span_blocks(block BIGINT, rows UINTEGER, data BLOB USING COMPRESSION uncompressed)",
    "CREATE TABLE log_blocks(block BIGINT, rows UINTEGER, data BLOB USING COMPRESSION uncompressed)",
    "CREATE TABLE span_events(id BIGINT, time BIGINT, name INTEGER, tags VARCHAR)",
    "CREATE TABLE span_links(id BIGINT, trace_hi UBIGINT, trace_lo UBIGINT, span UBIGINT, trace_state VARCHAR, tags VARCHAR)",
    "CREATE TABLE span_repeats(content UBIGINT, import INTEGER)",
    "CREATE TABLE series(id INTEGER, name VARCHAR, unit VARCHAR, description VARCHAR, type UTINYINT, temporality UTINYINT, "
    "monotonic BOOLEAN, resource INTEGER, scope INTEGER, tags VARCHAR)",
    "CREATE TABLE samples(series INTEGER, time BIGINT, start BIGINT, value DOUBLE, count UBIGINT, detail VARCHAR, import INTEGER)",
    "CREATE TABLE exemplars(series INTEGER, time BIGINT, value DOUBLE, trace_hi UBIGINT, trace_lo UBIGINT, span UBIGINT, tags VARCHAR)",
};

/// Files open in this process. DuckDB's lock keeps other processes out, but not a second opening by the same one, which
/// would corrupt the file.
class OpenFiles
{
public:
    bool claim(const std::filesystem::path &file)
    {
        const std::lock_guard lock(m_mutex);
        return m_files.insert(std::filesystem::weakly_canonical(file)).second;
    }
    void release(const std::filesystem::path &file)
    {
        const std::lock_guard lock(m_mutex);
        m_files.erase(std::filesystem::weakly_canonical(file));
    }

private:
    std::mutex m_mutex;
    std::set<std::filesystem::path> m_files;
};
OpenFiles &openFiles()
{
    static OpenFiles files;
    return files;
}

} // namespace

Database::~Database()
{
    blocks.reset();
    if (handle)
        duckdb_close(&handle);
    if (claimed)
        openFiles().release(file);
    if (removeAtEnd) {
        std::error_code ignored;
        std::filesystem::remove(file, ignored);
        std::filesystem::remove(file.string() + ".wal", ignored);
        std::filesystem::remove_all(file.string() + ".spill", ignored);
    }
}

Result<duck::Connection> Database::connect() const
{
    duckdb_connection raw = nullptr;
    if (duckdb_connect(handle, &raw) != DuckDBSuccess)
        return Error{ErrorKind::Internal, "the store takes no more connections", {file.string(), {}, {}, {}}, {}, {}};
    duck::Connection connection(raw);
    if (auto used = duck::script(raw, std::string("USE ") + kCatalog); !used)
        return used.error();
    return connection;
}

Result<void> Database::attach(bool exists)
{
    // A file that is attached, not opened, can be told the size of its row groups. A third of the usual one is compressed
    // while it is still in the processor's cache, and leaves a third as much for the commit.
    std::string sql = "ATTACH '";
    for (const char c : file.string())
        sql += c == '\'' ? std::string("''") : std::string(1, c);
    sql += std::string("' AS ") + kCatalog + " (ROW_GROUP_SIZE " + std::to_string(kRowGroup);
    if (readOnly)
        sql += ", READ_ONLY";
    else if (!exists)
        sql += ", STORAGE_VERSION 'v1.2.0'";
    duckdb_connection raw = nullptr;
    if (duckdb_connect(handle, &raw) != DuckDBSuccess)
        return Error{ErrorKind::Internal, "the store takes no more connections", {}, {}, {}};
    return duck::script(duck::Connection(raw).get(), sql + ")");
}

Result<void> Database::useOneThread(duckdb_connection connection)
{
    return oneThread.exchange(true) ? Result<void>() : duck::run(connection, "SET threads = 1");
}

Result<void> Database::useAllThreads(duckdb_connection connection)
{
    if (largeImport || records < kWorthThreads || !oneThread.exchange(false))
        return {};
    return duck::run(connection, "SET threads = " + std::to_string(threads));
}

std::unique_ptr<FreshTrace> Database::takeFresh(telemetry::TraceId trace)
{
    const std::lock_guard lock(freshMutex);
    return fresh && fresh->trace() == trace ? std::move(fresh) : nullptr;
}

void Database::keepFresh(std::unique_ptr<FreshTrace> trace)
{
    const std::lock_guard lock(freshMutex);
    fresh.swap(trace);
}

Result<void> Database::open(Store::Mode mode, const Store::Options &options)
{
    const base::Place place{file.string(), {}, {}, {}};
    std::error_code ignored;
    const bool exists = std::filesystem::exists(file, ignored) && std::filesystem::file_size(file, ignored) > 0;
    readOnly = mode == Store::Mode::ReadOnly;
    if (!exists && (mode == Store::Mode::ReadOnly || mode == Store::Mode::ReadWrite))
        return Error{ErrorKind::NotFound, "there is no such store", place, {}, {}};
    if (!openFiles().claim(file))
        return Error{ErrorKind::Busy, "this store is open already", place, {}, {}};
    claimed = true;
    if (exists && mode == Store::Mode::Create)
        std::filesystem::remove(file, ignored);

    duckdb_config config = nullptr;
    duckdb_create_config(&config);
    threads = options.threads > 0 ? options.threads : static_cast<int>(std::max(2u, std::thread::hardware_concurrency()));
    duckdb_set_config(config, "threads", "1");
    duckdb_set_config(config, "memory_limit", (std::to_string(options.memoryLimit >> 20) + "MiB").c_str());
    duckdb_set_config(config, "temp_directory", (file.string() + ".spill").c_str());
    // A commit larger than this goes straight into the file instead of through the write-ahead log: 0.9 s less for 1 GB.
    duckdb_set_config(config, "checkpoint_threshold", "4MB");
    duckdb_set_config(config, "autoinstall_known_extensions", "false");
    duckdb_set_config(config, "autoload_known_extensions", "false");
    char *text = nullptr;
    const auto opened = duckdb_open_ext(nullptr, &handle, config, &text);
    duckdb_destroy_config(&config);
    Result<void> attached;
    if (opened != DuckDBSuccess)
        attached = Error{ErrorKind::Internal, text ? text : "the engine could not be started", {}, {}, {}};
    duckdb_free(text);
    if (attached)
        attached = attach(exists);
    if (!attached) {
        std::string message = attached.error().what; // it names the file, which may be called anything
        if (const std::size_t at = message.find(file.string()); at != std::string::npos)
            message.erase(at, file.string().size());
        if (message.find("lock") != std::string::npos)
            return Error{ErrorKind::Busy, "another program has this store open", place, {}, "close it there, or open a copy"};
        if (message.find("newer") != std::string::npos || message.find("version number") != std::string::npos)
            return Error{ErrorKind::NewerVersion, "this store was written by a newer version", place, {}, "update Triptych"};
        if (message.find("not a valid DuckDB") != std::string::npos || message.find("orrupt") != std::string::npos ||
            message.find("checksum") != std::string::npos)
            return Error{ErrorKind::BadInput, "this is not a Triptych store, or it is damaged", place, {}, {}};
        return Error{ErrorKind::Unreadable, attached.error().what, place, {}, {}};
    }
    auto connection = connect();
    if (!connection)
        return connection.error();
    const auto has = duck::number(connection->get(), "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'meta'");
    if (!has)
        return Error{ErrorKind::BadInput, has.error().what, place, {}, {}};
    if (*has == 0) {
        const auto any = duck::number(connection->get(), "SELECT count(*) FROM duckdb_tables()");
        if (readOnly || (any && *any > 0))
            return Error{ErrorKind::BadInput, "this is a DuckDB file, but not a Triptych store", place, {}, {}};
        // In one transaction: each statement alone would wait for the disk.
        std::string script = "BEGIN TRANSACTION;";
        for (const char *sql : kTables)
            script += std::string(sql) + ";";
        script += "INSERT INTO meta VALUES ('schema_version', '" + std::to_string(kSchemaVersion) + "'), ('application', 'Triptych');";
        script += "COMMIT";
        if (auto made = duck::script(connection->get(), script); !made)
            return made;
    } else {
        const auto found = duck::number(connection->get(), "SELECT max(try_cast(value AS BIGINT)) FROM meta WHERE key = 'schema_version'");
        if (!found || *found <= 0)
            return Error{ErrorKind::BadInput, "this is a DuckDB file, but not a Triptych store", place, {}, {}};
        if (*found > kSchemaVersion)
            return Error{ErrorKind::NewerVersion,
                         "this store has schema version " + std::to_string(*found) + "; this Triptych reads up to " +
                             std::to_string(kSchemaVersion),
                         place, {}, "update Triptych"};
        // Stores of the first releases lack this table.
        if (!readOnly)
            if (auto made = duck::run(connection->get(), "CREATE TABLE IF NOT EXISTS span_repeats(content UBIGINT, import INTEGER)"); !made)
                return made;
        // What is written from now on older programs could not read; what they wrote is read as it is.
        if (!readOnly && *found < kSchemaVersion)
            if (auto raised = duck::run(connection->get(), "UPDATE meta SET value = '" + std::to_string(kSchemaVersion) + "' WHERE key = 'schema_version'"); !raised)
                return raised;
        const auto repeats = duck::number(connection->get(), "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'span_repeats'");
        knowsRepeats = repeats && *repeats > 0;
    }
    blocks = std::make_unique<BlockCache>(handle, options.memoryLimit);
    if (auto made = registerFunctions(connection->get()); !made)
        return made;
    return loadPools();
}

Result<void> Database::loadPools()
{
    auto connection = connect();
    if (!connection)
        return connection.error();
    const std::unique_lock lock(mutex);
    strings = StringPool();
    resources = EntryPool<ResourceEntry>();
    scopes = EntryPool<ScopeEntry>();
    keys[0].clear();
    keys[1].clear();
    eventKeys.clear();
    const auto load = [&](const char *sql, const duck::Visit &visit) { return duck::query(connection->get(), sql, {}, visit); };
    if (auto r = load("SELECT text FROM strings ORDER BY id", [&](const duck::Chunk &c) {
            for (idx_t i = 0; i < c.size(); ++i)
                strings.add(c.text(0, i));
        }); !r)
        return r;
    if (auto r = load("SELECT service, tags, schema_url FROM resources ORDER BY id", [&](const duck::Chunk &c) {
            for (idx_t i = 0; i < c.size(); ++i) {
                ResourceEntry e{c.column<std::int32_t>(0)[i], unpackTags(c.text(1, i)), std::string(c.text(2, i))};
                const std::uint64_t h = hashOf(e);
                resources.add(std::move(e), h);
            }
        }); !r)
        return r;
    if (auto r = load("SELECT name, version, tags FROM scopes ORDER BY id", [&](const duck::Chunk &c) {
            for (idx_t i = 0; i < c.size(); ++i) {
                ScopeEntry e{std::string(c.text(0, i)), std::string(c.text(1, i)), unpackTags(c.text(2, i))};
                const std::uint64_t h = hashOf(e);
                scopes.add(std::move(e), h);
            }
        }); !r)
        return r;
    if (auto r = load("SELECT kind, key, col, complete FROM tag_keys", [&](const duck::Chunk &c) {
            for (idx_t i = 0; i < c.size(); ++i)
                if (c.column<std::uint8_t>(0)[i] == kEventTagKeys)
                    eventKeys.emplace(c.text(1, i));
                else
                    keys[c.column<std::uint8_t>(0)[i] & 1][std::string(c.text(1, i))] = {std::string(c.text(2, i)), c.column<bool>(3)[i]};
        }); !r)
        return r;
    return loadImported(connection->get());
}

Result<void> Database::loadImported(duckdb_connection connection)
{
    imported.clear();
    if (const auto all = duck::number(connection, "SELECT coalesce(sum(spans + logs), 0) FROM imports"))
        records = static_cast<std::uint64_t>(*all);
    return duck::query(connection, "SELECT hash, path FROM imports WHERE hash <> '' ORDER BY id", {}, [&](const duck::Chunk &c) {
        for (idx_t i = 0; i < c.size(); ++i)
            imported.emplace(c.text(0, i), c.text(1, i));
    });
}

} // namespace triptych::store
