#pragma once
#include "base/result.h"
#include "formats/archive_walker.h"
#include "ingest/import_report.h"
#include "store/store.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::ingest {

struct ImportOptions {
    int threads = 0; ///< that decode; 0: one per core
    formats::ArchiveWalker::Limits limits;
    /// For each of the paths, in their order: ns that are added to every time of it, and of what it holds if it is an
    /// archive or a folder. Shorter: the others are taken as they are.
    std::vector<telemetry::Nanos> clockOffsets = {};
    /// Put on the resource of every record, in place of one of its key. The same bytes with another tag are other records.
    std::optional<telemetry::Tag> resourceTag = {};
    /// Tags that name the trace and the span of log lines whose decoder found none; empty: no such tag.
    std::string logTraceField = {}, logSpanField = {};
    bool onlyNews = false; ///< inputs that hold nothing new leave no import in the store
};

/// An input that is in memory already: the built-in demo, or something pasted. The views must outlive the run.
struct MemoryInput {
    std::string_view name, bytes;
};

class LeafReader;

/// Brings files, folders, archives and standard input into a store: sniffed, decoded in parallel, written in order, all in
/// one transaction. A reader thread, the workers and the calling thread, which writes. Memory stays below about 300 MB
/// beyond the store's own, however large the input.
class ImportJob
{
public:
    explicit ImportJob(store::Store &store, ImportOptions options = {}) : m_store(store), m_options(options) {}

    /// Blocks until done. Bad input is no error: it is in the report. Errors: Stopped, Busy, DiskFull, Unreadable (of the
    /// store); then nothing was kept. A report that is nothingUsable() left the store as it was.
    base::Result<ImportReport> run(const std::vector<std::string> &paths, std::stop_token stop, const ImportObserver &observer = {});

    /// The same for inputs in memory; they are taken as they are, not unpacked.
    base::Result<ImportReport> runInMemory(const std::vector<MemoryInput> &inputs, std::stop_token stop, const ImportObserver &observer = {});

private:
    using Feed = std::function<void(LeafReader &)>;
    /// Sets `misled` where an input has to be read again without foresight; then nothing was kept.
    base::Result<ImportReport> runFeed(const std::vector<std::string> &names, const base::Progress &outer, const Feed &feed, std::stop_token stop, const ImportObserver &observer, bool &misled);
    store::Store &m_store;
    ImportOptions m_options;
};

} // namespace triptych::ingest
