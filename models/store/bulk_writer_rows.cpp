#include "store/bulk_writer_impl.h"

#include "store/event_tags.h"
#include "telemetry/hash.h"

#include <algorithm>
#include <numeric>

namespace triptych::store {

using base::Result;
using namespace telemetry;

Result<void> BulkWriter::Impl::openRows(int table)
{
    if (rows[table].isOpen())
        return {};
    if (columnKeys[table].empty()) {
        // The order of promoted columns is the table's.
        std::unordered_map<std::string, std::string> keyOf;
        for (const auto &[key, state] : keys[table])
            if (!state.column.empty())
                keyOf.emplace(state.column, key);
        idx_t at = 0;
        const auto r = duck::query(connection.get(), std::string("SELECT column_name FROM duckdb_columns() WHERE table_name = '") + kRowTables[table] + "' AND NOT internal ORDER BY column_index", {},
                                   [&](const duck::Chunk &c) {
                                       for (idx_t i = 0; i < c.size(); ++i)
                                           if (at++ >= kFixedColumns[table])
                                               columnKeys[table].push_back(keyOf[duck::quoted(c.text(0, i))]);
                                   });
        if (!r)
            return r;
    }
    return rows[table].open(connection.get(), kRowTables[table]);
}

Result<void> BulkWriter::Impl::promote(int table, const std::vector<RecordBlock> &newBlocks)
{
    struct Coverage {
        std::size_t rows = 0;
        bool complete = true;
    };
    std::map<std::string_view, Coverage> candidates;
    for (const RecordBlock &block : newBlocks) {
        for (const BlockColumn &column : block.columns) {
            if (const auto it = keys[table].find(column.key); it != keys[table].end() && !it->second.column.empty())
                continue;
            Coverage &c = candidates[column.key];
            c.rows += static_cast<std::size_t>(std::count_if(column.rows.begin(), column.rows.end(), [](auto v) { return v != BlockColumn::kAbsent; }));
        }
        for (const std::string &key : block.otherKeys) {
            KeyState &state = keys[table][key]; // known, in records
            state.complete = false;
            if (const auto it = candidates.find(key); it != candidates.end())
                it->second.complete = false;
        }
    }
    if (candidates.empty())
        return {};
    std::size_t have = static_cast<std::size_t>(std::count_if(keys[table].begin(), keys[table].end(), [](const auto &k) { return !k.second.column.empty(); }));
    std::vector<std::pair<std::string_view, Coverage>> order(candidates.begin(), candidates.end());
    std::stable_sort(order.begin(), order.end(), [](const auto &a, const auto &b) { return a.second.rows > b.second.rows; });
    for (const auto &[key, coverage] : order) {
        const auto known = keys[table].find(key);
        const bool seenBefore = known != keys[table].end();
        if (have >= kMostColumns[table]) {
            if (!seenBefore)
                keys[table].emplace(std::string(key), KeyState());
            continue;
        }
        // Adding a column closes the appender; keys come with the first batches, so this is rare.
        if (auto r = rows[table].close(); !r)
            return r;
        std::string column = duck::quoted("tag." + std::string(key));
        const auto existing = [&](const std::string &name) {
            return std::any_of(keys[table].begin(), keys[table].end(), [&](const auto &k) { return k.second.column == name; });
        };
        // DuckDB's identifiers fold case: keys that differ in case only get a number.
        for (int n = 2; true; ++n) {
            const auto folded = [](std::string s) {
                std::transform(s.begin(), s.end(), s.begin(), [](unsigned char ch) { return static_cast<char>(std::tolower(ch)); });
                return s;
            };
            if (std::none_of(keys[table].begin(), keys[table].end(), [&](const auto &k) { return folded(k.second.column) == folded(column); }) && !existing(column))
                break;
            column = duck::quoted("tag." + std::string(key) + "#" + std::to_string(n));
        }
        if (auto r = openRows(table); !r) // learns the order of the columns before it changes
            return r;
        if (auto r = rows[table].close(); !r)
            return r;
        if (auto r = duck::run(connection.get(), std::string("ALTER TABLE ") + kRowTables[table] + " ADD COLUMN " + column + " INTEGER USING COMPRESSION bitpacking"); !r)
            return r;
        keys[table][std::string(key)] = {column, coverage.complete && !seenBefore};
        columnKeys[table].emplace_back(key);
        ++have;
    }
    return {};
}

std::vector<BulkWriter::Impl::ColumnFill> BulkWriter::Impl::fills(int table, const RecordBlock &block)
{
    std::vector<ColumnFill> out(columnKeys[table].size());
    const std::unique_lock lock(db.mutex);
    for (std::size_t i = 0; i < out.size(); ++i)
        for (const BlockColumn &column : block.columns)
            if (column.key == columnKeys[table][i]) {
                out[i].column = &column;
                for (const std::string &value : column.values)
                    out[i].ids.push_back(db.strings.add(value));
                break;
            }
    return out;
}

void BulkWriter::Impl::fillTags(int table, const std::vector<ColumnFill> &fills, std::span<const std::uint32_t> blockRows)
{
    Appender &out = rows[table];
    for (std::size_t t = 0; t < fills.size(); ++t) {
        const idx_t column = kFixedColumns[table] + t;
        const BlockColumn *from = fills[t].column;
        std::int32_t *to = out.column<std::int32_t>(column);
        bool absent = from == nullptr;
        if (from)
            for (std::size_t i = 0; i < blockRows.size(); ++i) {
                const std::uint16_t v = from->rows[blockRows[i]];
                absent = absent || v == BlockColumn::kAbsent;
                to[i] = v == BlockColumn::kAbsent ? 0 : fills[t].ids[v];
            }
        if (!absent)
            continue;
        std::uint64_t *mask = out.validity(column);
        for (std::size_t word = 0; word * 64 < blockRows.size(); ++word) {
            std::uint64_t present = 0;
            for (std::size_t i = word * 64; from && i < std::min(blockRows.size(), word * 64 + 64); ++i)
                present |= static_cast<std::uint64_t>(from->rows[blockRows[i]] != BlockColumn::kAbsent) << (i % 64);
            mask[word] = present;
        }
    }
}

Result<void> BulkWriter::Impl::writeBlocks(int table, const std::vector<RecordBlock> &newBlocks)
{
    Appender &out = blocks[table];
    if (!out.isOpen())
        if (auto r = out.open(connection.get(), kBlockTables[table]); !r)
            return r;
    for (const RecordBlock &block : newBlocks) {
        out.begin();
        out.column<std::int64_t>(0)[0] = memory.nextBlock[table]++;
        out.column<std::uint32_t>(1)[0] = block.rows;
        out.setText(2, 0, block.data);
        if (auto r = out.send(1); !r)
            return r;
        blockBytes[table] += block.data.size();
    }
    // These rows are few and large: waiting for the end, they would fill the memory and hold up the commit.
    constexpr std::size_t kBytesHeld = 8u << 20;
    if (blockBytes[table] < kBytesHeld)
        return {};
    blockBytes[table] = 0;
    return out.flush();
}

Result<void> BulkWriter::Impl::writeSpans(Batch &batch, const Mapping &map)
{
    constexpr int kTable = 0;
    if (auto r = promote(kTable, batch.spanBlocks); !r)
        return r;
    if (auto r = openRows(kTable); !r)
        return r;
    std::vector<std::uint16_t> eventCounts(batch.spans.size(), 0), linkCounts(batch.spans.size(), 0);
    for (const EventRow &e : batch.events)
        eventCounts[e.span] = static_cast<std::uint16_t>(std::min(65535, eventCounts[e.span] + 1));
    for (const LinkRow &l : batch.links)
        linkCounts[l.span] = static_cast<std::uint16_t>(std::min(65535, linkCounts[l.span] + 1));
    std::vector<std::int64_t> ids(batch.spans.size(), -1); // -1: dropped as a repeat

    Appender &out = rows[kTable];
    std::size_t at = 0;
    for (std::size_t b = 0; b < batch.spanBlocks.size(); ++b) {
        const RecordBlock &block = batch.spanBlocks[b];
        const std::int64_t base = (memory.nextBlock[kTable] + static_cast<std::int64_t>(b)) * kRecordsPerBlock;
        const std::vector<ColumnFill> tags = fills(kTable, block);
        std::vector<std::uint32_t> kept; // rows of the block in this chunk
        for (std::uint32_t done = 0; done < block.rows;) {
            out.begin();
            idx_t n = 0;
            kept.clear();
            auto *id = out.column<std::int64_t>(0);
            auto *hi = out.column<std::uint64_t>(1), *lo = out.column<std::uint64_t>(2), *span = out.column<std::uint64_t>(3), *parent = out.column<std::uint64_t>(4);
            auto *start = out.column<std::int64_t>(5), *duration = out.column<std::int64_t>(6);
            auto *name = out.column<std::int32_t>(7), *service = out.column<std::int32_t>(8);
            auto *kind = out.column<std::uint8_t>(9), *status = out.column<std::uint8_t>(10), *shared = out.column<std::uint8_t>(11);
            auto *flags = out.column<std::uint32_t>(12);
            auto *message = out.column<std::int32_t>(13), *state = out.column<std::int32_t>(14), *resource = out.column<std::int32_t>(15), *scope = out.column<std::int32_t>(16);
            auto *events16 = out.column<std::uint16_t>(17), *links16 = out.column<std::uint16_t>(18);
            auto *content = out.column<std::uint64_t>(19);
            auto *from = out.column<std::int32_t>(20);
            for (; done < block.rows && n < Appender::kRows; ++done, ++at) {
                const SpanFields &f = batch.spans[at];
                const std::int32_t serviceId = map.strings[static_cast<std::size_t>(f.service)];
                const std::uint64_t hash = mix64(batch.spanContent[at], hashBytes(batch.strings[static_cast<std::size_t>(f.service)]));
                if (!memory.contents.insert(hash)) {
                    if (!asked && (repeats.empty() || repeats.back() != std::pair(hash, import)))
                        repeats.emplace_back(hash, import);
                    ++file.duplicates;
                    ++total.duplicates;
                    continue;
                }
                ids[at] = base + done;
                id[n] = ids[at];
                hi[n] = f.trace.hi;
                lo[n] = f.trace.lo;
                span[n] = f.span.value;
                parent[n] = f.parent.value;
                start[n] = f.start;
                duration[n] = f.duration;
                name[n] = map.strings[static_cast<std::size_t>(f.name)];
                service[n] = serviceId;
                kind[n] = static_cast<std::uint8_t>(f.kind);
                status[n] = static_cast<std::uint8_t>(f.status);
                shared[n] = f.sharedHalf;
                flags[n] = f.flags;
                message[n] = map.strings[static_cast<std::size_t>(f.statusMessage)];
                state[n] = map.strings[static_cast<std::size_t>(f.traceState)];
                resource[n] = map.resources[static_cast<std::size_t>(f.resource)];
                scope[n] = map.scopes[static_cast<std::size_t>(f.scope)];
                events16[n] = eventCounts[at];
                links16[n] = linkCounts[at];
                content[n] = hash;
                from[n] = import;
                if (f.trace != lastTrace) {
                    lastTrace = f.trace;
                    touchesOld = touchesOld || memory.traces.contains(traceKey(f.trace));
                    (f.trace.hi == 0 ? memory.hasShortIds : memory.hasLongIds) = true;
                }
                if (!touchesOld)
                    written.push_back({f.trace, {ids[at], f.span.value, f.parent.value, f.start, f.duration, serviceId, name[n], status[n], shared[n]}});
                kept.push_back(done);
                ++n;
            }
            fillTags(kTable, tags, kept);
            fresh->add(out, n);
            if (n > 0)
                if (auto r = out.send(n); !r)
                    return r;
            file.spans += n;
            total.spans += n;
        }
    }
    if (auto r = writeBlocks(kTable, batch.spanBlocks); !r)
        return r;

    const auto append = [&](Appender &to, const char *table, const auto &items, const auto &fill) -> Result<void> {
        if (items.empty())
            return {};
        if (!to.isOpen())
            if (auto r = to.open(connection.get(), table); !r)
                return r;
        idx_t n = 0;
        to.begin();
        for (const auto &item : items) {
            if (ids[item.span] < 0)
                continue;
            fill(item, n++);
            if (n == Appender::kRows) {
                if (auto r = to.send(n); !r)
                    return r;
                to.begin();
                n = 0;
            }
        }
        return n > 0 ? to.send(n) : Result<void>();
    };
    if (auto r = append(events, "span_events", batch.events, [&](const EventRow &e, idx_t n) {
            events.column<std::int64_t>(0)[n] = ids[e.span];
            events.column<std::int64_t>(1)[n] = e.time;
            events.column<std::int32_t>(2)[n] = map.strings[static_cast<std::size_t>(e.name)];
            events.setText(3, n, e.tags);
            fresh->addEvent(ids[e.span], e.time);
            eachJsonKey(e.tags, [this](std::string_view key) {
                if (eventKeys.find(key) == eventKeys.end())
                    eventKeys.emplace(key);
            });
        }); !r)
        return r;
    return append(links, "span_links", batch.links, [&](const LinkRow &l, idx_t n) {
        links.column<std::int64_t>(0)[n] = ids[l.span];
        links.column<std::uint64_t>(1)[n] = l.trace.hi;
        links.column<std::uint64_t>(2)[n] = l.trace.lo;
        links.column<std::uint64_t>(3)[n] = l.spanId.value;
        links.setText(4, n, l.traceState);
        links.setText(5, n, l.tags);
    });
}

Result<void> BulkWriter::Impl::writeLogs(Batch &batch, const Mapping &map)
{
    constexpr int kTable = 1;
    if (auto r = promote(kTable, batch.logBlocks); !r)
        return r;
    if (auto r = openRows(kTable); !r)
        return r;
    Appender &out = rows[kTable];
    std::size_t at = 0;
    for (std::size_t b = 0; b < batch.logBlocks.size(); ++b) {
        const RecordBlock &block = batch.logBlocks[b];
        const std::int64_t base = (memory.nextBlock[kTable] + static_cast<std::int64_t>(b)) * kRecordsPerBlock;
        const std::vector<ColumnFill> tags = fills(kTable, block);
        std::vector<std::uint32_t> kept;
        for (std::uint32_t done = 0; done < block.rows;) {
            out.begin();
            const idx_t n = std::min<idx_t>(Appender::kRows, block.rows - done);
            const auto fill = [&]<typename T>(idx_t column, T *, const auto &value) {
                T *to = out.column<T>(column);
                for (idx_t i = 0; i < n; ++i)
                    to[i] = static_cast<T>(value(batch.logs[at + i]));
            };
            std::int64_t *id = out.column<std::int64_t>(0);
            for (idx_t i = 0; i < n; ++i)
                id[i] = base + done + static_cast<std::int64_t>(i);
            std::int64_t *i64 = nullptr;
            std::uint64_t *u64 = nullptr;
            std::int32_t *i32 = nullptr;
            std::uint8_t *u8 = nullptr;
            std::uint32_t *u32 = nullptr;
            fill(1, i64, [](const LogFields &f) { return f.time; });
            fill(2, u8, [](const LogFields &f) { return static_cast<std::uint8_t>(f.level); });
            fill(3, u8, [](const LogFields &f) { return static_cast<std::uint8_t>(f.kind); });
            fill(4, u64, [](const LogFields &f) { return f.trace.hi; });
            fill(5, u64, [](const LogFields &f) { return f.trace.lo; });
            fill(6, u64, [](const LogFields &f) { return f.span.value; });
            fill(7, i32, [&](const LogFields &f) { return map.strings[static_cast<std::size_t>(f.service)]; });
            fill(8, i32, [&](const LogFields &f) { return map.strings[static_cast<std::size_t>(f.eventName)]; });
            fill(9, i32, [&](const LogFields &f) { return map.resources[static_cast<std::size_t>(f.resource)]; });
            fill(10, i32, [&](const LogFields &f) { return map.scopes[static_cast<std::size_t>(f.scope)]; });
            fill(11, i32, [&](const LogFields &) { return import; });
            fill(12, u32, [](const LogFields &f) { return f.line; });
            kept.resize(n);
            std::iota(kept.begin(), kept.end(), done);
            fillTags(kTable, tags, kept);
            if (auto r = out.send(n); !r)
                return r;
            if (auto r = writeLogExtras(std::span(batch.logs).subspan(at, n), base + done); !r)
                return r;
            at += n;
            done += static_cast<std::uint32_t>(n);
            file.logs += n;
            total.logs += n;
        }
    }
    return writeBlocks(kTable, batch.logBlocks);
}

Result<void> BulkWriter::Impl::writeLogExtras(std::span<const LogFields> logs, std::int64_t firstId)
{
    const auto has = [](const LogFields &f) { return f.severity != 0 || f.observed != 0; };
    if (std::none_of(logs.begin(), logs.end(), has))
        return {};
    if (!extras.isOpen())
        if (auto r = extras.open(connection.get(), "log_extra"); !r)
            return r;
    extras.begin();
    idx_t n = 0;
    for (std::size_t i = 0; i < logs.size(); ++i)
        if (has(logs[i])) {
            extras.column<std::int64_t>(0)[n] = firstId + static_cast<std::int64_t>(i);
            extras.column<std::int64_t>(1)[n] = logs[i].observed;
            extras.column<std::uint8_t>(2)[n++] = static_cast<std::uint8_t>(logs[i].severity);
        }
    return extras.send(n);
}

Result<void> BulkWriter::Impl::closeAppenders()
{
    for (Appender *a : {&rows[0], &rows[1], &blocks[0], &blocks[1], &events, &links, &series, &samples, &exemplars, &extras})
        if (auto r = a->close(); !r)
            return r;
    return {};
}

void BulkWriter::Impl::discardAppenders()
{
    for (Appender *a : {&rows[0], &rows[1], &blocks[0], &blocks[1], &events, &links, &series, &samples, &exemplars, &extras})
        a->discard();
}

} // namespace triptych::store
