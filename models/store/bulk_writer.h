#pragma once
#include "store/store.h"

namespace triptych::store {

/// One import into a store: begin, write batches in order, commit or nothing. One thread at a time.
class BulkWriter
{
public:
    explicit BulkWriter(Database &database);
    ~BulkWriter(); ///< rolls back unless committed
    BulkWriter(const BulkWriter &) = delete;

    /// The inputs that follow belong to this file. Returns its import id.
    base::Result<int> beginFile(const std::string &path);
    /// Writes what the batch holds; exact repeats of a span (in this import or the store) are dropped and counted.
    base::Result<void> write(telemetry::Batch batch);
    /// Closes the file: counts are filled in by the writer, the rest by the caller.
    base::Result<ImportRecord> endFile(ImportRecord record);
    /// Builds trace summaries of the touched traces and commits.
    base::Result<void> commit(std::stop_token stop = {});
    void rollback();
    /// Instead of commit(): where nothing was written that the store lacks, nothing is kept, not even the imports. False: there
    /// is something to commit.
    bool dropRepeats();

    std::uint64_t spans() const;
    std::uint64_t logs() const;
    std::uint64_t samples() const;
    std::uint64_t duplicates() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace triptych::store
