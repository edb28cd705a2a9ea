#pragma once
#include "base/progress.h"
#include "base/result.h"
#include "telemetry/answers.h"
#include "telemetry/batch.h"
#include "telemetry/row_predicate.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace triptych::store {

class BulkWriter;
class Reader;
struct Database; // the DuckDB side, private to this room

using telemetry::ImportRecord;

/// One DuckDB file with the telemetry of a session or saved bundle. Any thread. Copies share the database.
class Store
{
public:
    enum class Mode : std::uint8_t { Create, OpenOrCreate, ReadWrite, ReadOnly };
    struct Options {
        std::uint64_t memoryLimit = 700ull << 20; ///< of the engine; beyond it spills beside the file
        int threads = 0;                          ///< 0: all cores
    };
    /// Errors: NotFound, Unreadable, NewerVersion, Busy, BadInput (not a store).
    static base::Result<std::shared_ptr<Store>> open(const std::filesystem::path &file, Mode mode, Options options);
    static base::Result<std::shared_ptr<Store>> open(const std::filesystem::path &file, Mode mode) { return open(file, mode, Options()); }
    /// A store in a new file of the cache folder, removed when the last user lets go. Removes there what
    /// processes that ended without doing so left behind.
    static base::Result<std::shared_ptr<Store>> temporary(Options options);
    static base::Result<std::shared_ptr<Store>> temporary() { return temporary(Options()); }
    ~Store();

    const std::filesystem::path &path() const;
    std::uint64_t fileBytes() const;
    /// Raised by one with each committed import: views reload when it changes.
    std::uint64_t version() const;

    /// Starts an import: one transaction. Only one at a time (Busy).
    base::Result<std::unique_ptr<BulkWriter>> write();
    /// A reader over the state of now. Cheap; each thread takes its own, or one query at a time runs through it.
    base::Result<std::unique_ptr<Reader>> read() const;
    /// Copies the whole store to `target` (save as). Cancellable.
    base::Result<void> saveAs(const std::filesystem::path &target, std::stop_token stop) const;
    /// Sets an entry of the meta table (what a saved session wants to remember with its data).
    base::Result<void> setMeta(const std::string &key, const std::string &value);
    /// Runs one statement that may change the store. A SELECT answers its rows, anything else one row `changed`.
    /// Errors: BadQuery, Busy while an import runs, Stopped.
    base::Result<telemetry::SqlResult> change(const std::string &statement, std::size_t limit, std::stop_token stop);
    /// Content hash and path of what was imported, the first of each content.
    std::vector<std::pair<std::string, std::string>> importedContent() const;

    explicit Store(std::unique_ptr<Database> database);

private:
    std::unique_ptr<Database> m;
};

} // namespace triptych::store
