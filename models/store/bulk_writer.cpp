#include "store/bulk_writer.h"

#include "store/bulk_writer_impl.h"
#include "telemetry/hash.h"
#include "telemetry/import_origin.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <chrono>

namespace triptych::store {

using base::Error;
using base::ErrorKind;
using base::Result;
using namespace telemetry;

namespace {

std::string errorsJson(const std::vector<BadRecord> &errors)
{
    QJsonArray all;
    for (const BadRecord &e : errors)
        all.append(QJsonObject{{QStringLiteral("what"), QString::fromStdString(e.what)},
                               {QStringLiteral("line"), static_cast<qint64>(e.line)},
                               {QStringLiteral("byte"), static_cast<qint64>(e.byte)},
                               {QStringLiteral("excerpt"), QString::fromStdString(e.excerpt)},
                               {QStringLiteral("warning"), e.warning}});
    return QJsonDocument(all).toJson(QJsonDocument::Compact).toStdString();
}

} // namespace

BulkWriter::BulkWriter(Database &database) : m(std::make_unique<Impl>(database)) {}

BulkWriter::~BulkWriter()
{
    rollback();
    m->db.writing.unlock();
}

Result<void> BulkWriter::Impl::begin()
{
    if (connection)
        return {};
    auto made = db.connect();
    if (!made)
        return made.error();
    connection = std::move(*made);
    if (auto r = duck::run(connection.get(), "BEGIN TRANSACTION"); !r)
        return r;
    active = true;
    {
        const std::shared_lock lock(db.mutex);
        committed = {db.strings.size(), db.resources.size(), db.scopes.size()};
        for (int t = 0; t < 2; ++t)
            keys[t] = db.keys[t];
        eventKeys = db.eventKeys;
    }
    if (db.writerMemory) {
        memory = std::move(*db.writerMemory);
        db.writerMemory.reset(); // what fails leaves none
    } else if (auto r = recall(); !r) {
        return r;
    }
    import = memory.lastImport;
    firstImport = import + 1;
    return {};
}

Result<void> BulkWriter::Impl::recall()
{
    for (int t = 0; t < 2; ++t) {
        const auto next = duck::number(connection.get(), std::string("SELECT coalesce(max(block) + 1, 0) FROM ") + kBlockTables[t]);
        if (!next)
            return next.error();
        memory.nextBlock[t] = *next;
    }
    const auto lastImport = duck::number(connection.get(), "SELECT coalesce(max(id), 0) FROM imports");
    if (!lastImport)
        return lastImport.error();
    memory.lastImport = static_cast<std::int32_t>(*lastImport);
    auto known = duck::query(connection.get(), "SELECT path FROM imports", {}, [this](const duck::Chunk &chunk) {
        for (idx_t i = 0; i < chunk.size(); ++i)
            memory.origins.emplace(importOrigin(chunk.text(0, i)));
    });
    if (!known)
        return known;
    known = duck::query(connection.get(), "SELECT trace_hi, trace_lo FROM traces", {}, [this](const duck::Chunk &chunk) {
        for (idx_t i = 0; i < chunk.size(); ++i) {
            const TraceId id{chunk.column<std::uint64_t>(0)[i], chunk.column<std::uint64_t>(1)[i]};
            memory.traces.insert(traceKey(id));
            (id.hi == 0 ? memory.hasShortIds : memory.hasLongIds) = true;
        }
    });
    if (!known)
        return known;
    // Repeats of what the store already holds are recognised too.
    return duck::query(connection.get(), "SELECT content FROM span_rows", {}, [this](const duck::Chunk &chunk) {
        for (idx_t i = 0; i < chunk.size(); ++i)
            memory.contents.insert(chunk.column<std::uint64_t>(0)[i]);
        memory.spans += chunk.size();
    });
}

Result<int> BulkWriter::beginFile(const std::string &path)
{
    if (auto r = m->begin(); !r)
        return r.error();
    const auto [origin, isNew] = m->memory.origins.emplace(importOrigin(path));
    m->asked = !isNew;
    if (isNew)
        m->newOrigins.push_back(*origin);
    ++m->import;
    m->file = {};
    return m->import;
}

Result<void> BulkWriter::write(Batch batch)
{
    if (auto r = m->begin(); !r)
        return r;
    if (!m->db.largeImport && m->isLarge())
        if (auto r = m->beginLarge(); !r)
            return r;
    Mapping map = m->mapPools(batch);
    if (!batch.spans.empty())
        if (auto r = m->writeSpans(batch, map); !r)
            return r;
    if (!batch.logs.empty())
        if (auto r = m->writeLogs(batch, map); !r)
            return r;
    m->file.duplicates += batch.duplicates;
    return m->writeMetrics(batch, map);
}

Mapping BulkWriter::Impl::mapPools(Batch &batch)
{
    Mapping map;
    const std::unique_lock lock(db.mutex);
    map.strings.reserve(batch.strings.size());
    for (const std::string &s : batch.strings)
        map.strings.push_back(db.strings.add(s));
    map.resources.reserve(batch.resources.size());
    for (BatchResourceRow &r : batch.resources) {
        ResourceEntry e{map.strings[static_cast<std::size_t>(r.service)], std::move(r.tags), std::move(r.schemaUrl)};
        const std::uint64_t h = hashOf(e);
        map.resources.push_back(e == ResourceEntry() ? 0 : db.resources.add(std::move(e), h));
    }
    for (BatchScopeRow &s : batch.scopes) {
        ScopeEntry e{std::move(s.name), std::move(s.version), std::move(s.tags)};
        const std::uint64_t h = hashOf(e);
        map.scopes.push_back(e == ScopeEntry() ? 0 : db.scopes.add(std::move(e), h));
    }
    return map;
}

Result<ImportRecord> BulkWriter::endFile(ImportRecord record)
{
    if (auto r = m->begin(); !r)
        return r.error();
    record.spans = m->file.spans;
    record.logs = m->file.logs;
    record.samples = m->file.samples;
    record.duplicates = m->file.duplicates;
    if (record.at == 0)
        record.at = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    const auto done = duck::run(
        m->connection.get(), "INSERT INTO imports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {std::int64_t(m->import), record.path, record.format, record.compression, static_cast<std::int64_t>(record.bytes),
         record.hash, static_cast<std::int64_t>(record.spans), static_cast<std::int64_t>(record.logs),
         static_cast<std::int64_t>(record.samples), static_cast<std::int64_t>(record.duplicates),
         static_cast<std::int64_t>(record.errorCount), errorsJson(record.errors), record.at});
    if (!done)
        return done.error();
    if (!record.hash.empty())
        m->newContent.emplace_back(record.hash, record.path);
    return record;
}

Result<void> BulkWriter::Impl::savePools()
{
    const std::shared_lock lock(db.mutex);
    Appender out;
    const auto write = [&](const char *table, std::size_t from, std::size_t to, const auto &fill) -> Result<void> {
        if (from == to)
            return {};
        if (auto r = out.open(connection.get(), table); !r)
            return r;
        for (std::size_t at = from; at < to; at += Appender::kRows) {
            const std::size_t n = std::min<std::size_t>(Appender::kRows, to - at);
            out.begin();
            for (std::size_t i = 0; i < n; ++i)
                fill(i, static_cast<std::int32_t>(at + i));
            if (auto r = out.send(n); !r)
                return r;
        }
        return out.close();
    };
    // Id 0 is the empty entry of every pool; it is written too, so that views can join on it.
    const bool first = firstImport == 1;
    if (auto r = write("strings", first ? 0 : committed.strings, db.strings.size(), [&](std::size_t i, std::int32_t id) {
            out.column<std::int32_t>(0)[i] = id;
            out.setText(1, i, db.strings.text(id));
        }); !r)
        return r;
    if (auto r = write("resources", committed.resources, db.resources.size(), [&](std::size_t i, std::int32_t id) {
            const ResourceEntry &e = db.resources.at(id);
            out.column<std::int32_t>(0)[i] = id;
            out.column<std::int32_t>(1)[i] = e.service;
            out.setText(2, i, packTags(e.tags));
            out.setText(3, i, e.schemaUrl);
        }); !r)
        return r;
    if (auto r = write("scopes", committed.scopes, db.scopes.size(), [&](std::size_t i, std::int32_t id) {
            const ScopeEntry &e = db.scopes.at(id);
            out.column<std::int32_t>(0)[i] = id;
            out.setText(1, i, e.name);
            out.setText(2, i, e.version);
            out.setText(3, i, packTags(e.tags));
        }); !r)
        return r;
    if (auto r = duck::run(connection.get(), "DELETE FROM tag_keys"); !r)
        return r;
    for (int t = 0; t < 2; ++t) {
        std::vector<std::pair<std::string_view, const KeyState *>> all;
        for (const auto &[key, state] : keys[t])
            all.emplace_back(key, &state);
        if (auto r = write("tag_keys", 0, all.size(), [&](std::size_t i, std::int32_t at) {
                const auto &[key, state] = all[static_cast<std::size_t>(at)];
                out.column<std::uint8_t>(0)[i] = static_cast<std::uint8_t>(t);
                out.setText(1, i, key);
                out.setText(2, i, state->column);
                out.column<bool>(3)[i] = state->complete;
            }); !r)
            return r;
    }
    const std::vector<std::string> ofEvents(eventKeys.begin(), eventKeys.end());
    if (auto r = write("tag_keys", 0, ofEvents.size(), [&](std::size_t i, std::int32_t at) {
            out.column<std::uint8_t>(0)[i] = kEventTagKeys;
            out.setText(1, i, ofEvents[static_cast<std::size_t>(at)]);
            out.setText(2, i, {});
            out.column<bool>(3)[i] = false;
        }); !r)
        return r;
    return {};
}

Result<void> BulkWriter::Impl::saveRepeats()
{
    if (repeats.empty())
        return {};
    Appender out;
    if (auto r = out.open(connection.get(), "span_repeats"); !r)
        return r;
    for (std::size_t at = 0; at < repeats.size(); at += Appender::kRows) {
        const std::size_t n = std::min<std::size_t>(Appender::kRows, repeats.size() - at);
        out.begin();
        for (std::size_t i = 0; i < n; ++i) {
            out.column<std::uint64_t>(0)[i] = repeats[at + i].first;
            out.column<std::int32_t>(1)[i] = repeats[at + i].second;
        }
        if (auto r = out.send(n); !r)
            return r;
    }
    repeats.clear();
    return out.close();
}

Result<void> BulkWriter::Impl::beginLarge()
{
    db.largeImport = true;
    hadAllThreads = !db.oneThread;
    return db.useOneThread(connection.get());
}

void BulkWriter::Impl::endLarge()
{
    if (!db.largeImport.exchange(false) || !hadAllThreads)
        return;
    if (const auto r = db.useAllThreads(connection.get()); !r) { // what was committed stays so
    }
}

Result<void> BulkWriter::commit(std::stop_token stop)
{
    if (auto r = m->begin(); !r)
        return r;
    if (auto r = m->total.spans > 0 ? m->summariseTraces(stop) : m->closeAppenders(); !r)
        return r;
    if (stop.stop_requested())
        return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
    if (auto r = m->savePools(); !r)
        return r;
    if (auto r = m->saveRepeats(); !r)
        return r;
    if (auto r = duck::run(m->connection.get(), "COMMIT"); !r)
        return r;
    m->active = false;
    m->db.records += m->total.spans + m->total.logs;
    m->endLarge();
    {
        const std::unique_lock lock(m->db.mutex);
        for (int t = 0; t < 2; ++t)
            m->db.keys[t] = m->keys[t];
        m->db.eventKeys = m->eventKeys;
        m->db.imported.insert(m->newContent.begin(), m->newContent.end());
    }
    m->db.keepFresh(m->fresh->usable() && m->tracesInHand() ? std::move(m->fresh) : nullptr);
    ++m->db.version;
    m->memory.lastImport = m->import;
    m->memory.spans += m->total.spans;
    // United ids changed what the store holds.
    if (m->memory.spans <= WriterMemory::kMostSpans && !(m->memory.hasShortIds && m->memory.hasLongIds))
        m->db.writerMemory = std::move(m->memory);
    // What was committed is safe in the write-ahead log, and a failing checkpoint (readers may hold it off) is no loss.
    // Little is left there until the engine finds that it is more, or the store is closed: a checkpoint waits for the disk.
    if (m->isLarge())
        if (const auto r = duck::run(m->connection.get(), "CHECKPOINT"); !r) {
        }
    m->connection.reset();
    return {};
}

void BulkWriter::rollback()
{
    m->discardAppenders();
    if (m->active) {
        m->active = false;
        if (const auto r = duck::run(m->connection.get(), "ROLLBACK"); !r) {
        }
        m->endLarge();
        const std::unique_lock lock(m->db.mutex);
        m->db.strings.truncate(m->committed.strings);
        m->db.resources.truncate(m->committed.resources);
        m->db.scopes.truncate(m->committed.scopes);
    }
    m->connection.reset();
}

bool BulkWriter::dropRepeats()
{
    if (m->total.spans + m->total.logs + m->total.samples > 0 || !m->repeats.empty())
        return false;
    if (!m->active) // whole inputs that were known: nothing was begun
        return true;
    for (const std::string &origin : m->newOrigins)
        m->memory.origins.erase(origin);
    m->memory.lastImport = m->firstImport - 1;
    rollback();
    m->db.writerMemory = std::move(m->memory); // still true
    return true;
}

std::uint64_t BulkWriter::spans() const { return m->total.spans; }
std::uint64_t BulkWriter::logs() const { return m->total.logs; }
std::uint64_t BulkWriter::samples() const { return m->total.samples; }
std::uint64_t BulkWriter::duplicates() const { return m->total.duplicates; }

} // namespace triptych::store
