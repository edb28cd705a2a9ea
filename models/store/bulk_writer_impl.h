#pragma once
#include "store/appender.h"
#include "store/bulk_writer.h"
#include "store/database.h"
#include "store/trace_summary.h"

#include <optional>
#include <span>
#include <unordered_map>

namespace triptych::store {

inline constexpr const char *kBlockTables[] = {"span_blocks", "log_blocks"};
inline constexpr const char *kRowTables[] = {"span_rows", "log_rows"};
/// Columns of the row tables before the promoted tags.
inline constexpr idx_t kFixedColumns[] = {21, 13};
/// An import of more records than this is worth the setting up of what makes large ones fast.
inline constexpr std::uint64_t kLarge = 50'000;
/// How many tags may have a column. A column costs about 20 ns a row to write, so logs, which come in many more rows,
/// get fewer.
inline constexpr std::size_t kMostColumns[] = {64, 16};

/// Batch numbers to store numbers.
struct Mapping {
    std::vector<std::int32_t> strings, resources, scopes;
};

/// A span that was written, for the summary of its trace.
struct WrittenSpan {
    telemetry::TraceId trace;
    SummarySpan span;
};

struct BulkWriter::Impl {
    explicit Impl(Database &database) : db(database) {}

    Database &db;
    duck::Connection connection;
    bool active = false;
    struct {
        std::size_t strings = 1, resources = 1, scopes = 1;
    } committed;
    std::map<std::string, KeyState, std::less<>> keys[2];
    std::set<std::string, std::less<>> eventKeys;
    std::vector<std::string> columnKeys[2]; ///< keys of the promoted columns, in the order of the table
    WriterMemory memory; ///< of what was there before, and of this import what the next writer needs
    std::size_t blockBytes[2] = {0, 0}; ///< sent and not flushed
    std::int32_t import = 0, firstImport = 1;
    std::vector<std::pair<std::uint64_t, std::int32_t>> repeats; ///< content and import of what was there already
    bool asked = false; ///< the file or server of this import was read before: what it says again is no news
    std::vector<std::string> newOrigins; ///< of the files of this import
    bool touchesOld = false; ///< a trace that was there before gets more spans
    std::optional<telemetry::TraceId> lastTrace; ///< that was looked up for it
    struct Counts {
        std::uint64_t spans = 0, logs = 0, samples = 0, duplicates = 0;
    } total, file;
    /// While no trace of the store grows, the traces are summarised from these, and not read back: 80 bytes a span.
    std::vector<WrittenSpan> written;
    std::unique_ptr<FreshTrace> fresh = std::make_unique<FreshTrace>(); ///< given to the store when this commits
    std::vector<std::pair<std::string, std::string>> newContent; ///< content hash, path
    bool hadAllThreads = false; ///< before a large import took the engine to one
    std::unordered_multimap<std::uint64_t, std::int32_t> seriesIds;
    std::vector<telemetry::SeriesRow> seriesRows; ///< known ones; resource and scope are the store's numbers
    bool seriesLoaded = false;

    Appender rows[2], blocks[2], events, links, samples, exemplars, series, extras;

    base::Result<void> begin();
    base::Result<void> recall(); ///< fills `memory`
    bool isLarge() const { return total.spans + total.logs + total.samples > kLarge; }
    Mapping mapPools(telemetry::Batch &batch);
    base::Result<void> writeSpans(telemetry::Batch &batch, const Mapping &map);
    base::Result<void> writeLogs(telemetry::Batch &batch, const Mapping &map);
    base::Result<void> writeLogExtras(std::span<const telemetry::LogFields> logs, std::int64_t firstId);
    base::Result<void> writeMetrics(telemetry::Batch &batch, const Mapping &map);
    base::Result<void> writeBlocks(int table, const std::vector<telemetry::RecordBlock> &blocks);
    /// Gives columns to keys of these blocks while there is room, and keeps account of which columns are complete.
    base::Result<void> promote(int table, const std::vector<telemetry::RecordBlock> &blocks);
    /// Per promoted column (in the table's order): the block's values as store strings, and which rows they go to.
    struct ColumnFill {
        const telemetry::BlockColumn *column = nullptr; ///< null: no row of the block has it
        std::vector<std::int32_t> ids;
    };
    std::vector<ColumnFill> fills(int table, const telemetry::RecordBlock &block);
    /// Fills the promoted columns of the current chunk from these rows of the block.
    void fillTags(int table, const std::vector<ColumnFill> &fills, std::span<const std::uint32_t> blockRows);
    base::Result<void> openRows(int table);
    base::Result<void> closeAppenders();
    void discardAppenders();
    base::Result<void> uniteShortIds();
    /// Whether the traces of this import are its own: one id may be half of another, and then only the store can tell.
    bool tracesInHand() const { return !touchesOld && !(memory.hasShortIds && memory.hasLongIds); }
    /// Closes the appenders and writes the tables traces and span_tree.
    base::Result<void> summariseTraces(std::stop_token stop);
    /// The spans of the traces that this import touched; their summaries are removed from the store.
    base::Result<std::vector<WrittenSpan>> touchedSpans(std::stop_token stop);
    base::Result<void> savePools();
    base::Result<void> saveRepeats();
    base::Result<void> beginLarge(); ///< takes the engine to one thread
    void endLarge();
};

} // namespace triptych::store
