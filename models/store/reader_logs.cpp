#include "store/reader_impl.h"

#include <algorithm>
#include <limits>

namespace triptych::store {

using base::Error;
using base::ErrorKind;
using base::Result;

const char *Reader::Impl::logColumns()
{
    return "r.id, r.time, r.level, r.kind, r.trace_hi, r.trace_lo, r.span, r.service, r.line, r.import";
}

LogRow Reader::Impl::logRow(const duck::Chunk &c, idx_t i) const
{
    LogRow row;
    row.record = RecordId(c.column<std::int64_t>(0)[i]);
    row.time = c.column<std::int64_t>(1)[i];
    row.level = static_cast<Level>(c.column<std::uint8_t>(2)[i]);
    row.kind = static_cast<LogKind>(c.column<std::uint8_t>(3)[i]);
    row.trace = {c.column<std::uint64_t>(4)[i], c.column<std::uint64_t>(5)[i]};
    row.span = {c.column<std::uint64_t>(6)[i]};
    row.service = db.strings.text(c.column<std::int32_t>(7)[i]);
    row.line = c.column<std::uint32_t>(8)[i];
    row.import = c.column<std::int32_t>(9)[i];
    return row;
}

void Reader::Impl::addBody(LogRow &row)
{
    const std::int64_t id = toInt(row.record);
    if (const auto block = db.blocks->get(Table::Logs, id / telemetry::kRecordsPerBlock))
        row.body = block->body(static_cast<std::uint32_t>(id % telemetry::kRecordsPerBlock));
}

Result<std::vector<RecordId>> Reader::logIds(const Selection &selection, Order order, std::stop_token stop)
{
    const Condition condition(m->db, Table::Logs, selection, "r.time");
    std::vector<RecordId> out;
    std::vector<Nanos> times;
    bool sorted = true;
    Nanos last = std::numeric_limits<Nanos>::min();
    const auto done = m->query("SELECT r.id, r.time FROM log_rows r" + condition.where(), condition.parameters(),
                               [&](const duck::Chunk &c) {
                                   const auto *ids = c.column<std::int64_t>(0), *t = c.column<std::int64_t>(1);
                                   for (idx_t i = 0; i < c.size(); ++i) {
                                       out.push_back(RecordId(ids[i]));
                                       times.push_back(t[i]);
                                       sorted = sorted && t[i] >= last;
                                       last = t[i];
                                   }
                               },
                               stop);
    if (!done)
        return done.error();
    if (!sorted) {
        // Most files are in order already; where several mix, a sort of number pairs is cheaper than the engine's.
        std::vector<std::pair<Nanos, RecordId>> pairs(out.size());
        for (std::size_t i = 0; i < out.size(); ++i)
            pairs[i] = {times[i], out[i]};
        std::vector<Nanos>().swap(times);
        std::sort(pairs.begin(), pairs.end());
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = pairs[i].second;
    }
    if (order == Order::Descending)
        std::reverse(out.begin(), out.end());
    return out;
}

Result<std::uint64_t> Reader::logCount(const Selection &selection, std::stop_token stop)
{
    const Condition condition(m->db, Table::Logs, selection, "r.time");
    const auto n = m->number("SELECT count(*) FROM log_rows r" + condition.where(), condition.parameters(), stop);
    if (!n)
        return n.error();
    return static_cast<std::uint64_t>(*n);
}

Result<std::vector<LogRow>> Reader::logRows(const std::vector<RecordId> &records, std::stop_token stop)
{
    if (records.empty())
        return std::vector<LogRow>();
    std::unordered_map<std::int64_t, std::size_t> place;
    std::string list;
    std::int64_t least = toInt(records.front()), most = least;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const std::int64_t id = toInt(records[i]);
        place.emplace(id, i);
        least = std::min(least, id);
        most = std::max(most, id);
        list += (list.empty() ? "" : ",") + std::to_string(id);
    }
    std::vector<LogRow> out(records.size());
    for (std::size_t i = 0; i < records.size(); ++i)
        out[i].record = records[i];
    // The range lets the engine skip row groups; the list picks the rows.
    const auto done = m->query(std::string("SELECT ") + Impl::logColumns() + " FROM log_rows r WHERE r.id >= ? AND r.id <= ? AND r.id IN (" + list + ")", {least, most},
                               [&](const duck::Chunk &c) {
                                   const std::shared_lock lock(m->db.mutex);
                                   for (idx_t i = 0; i < c.size(); ++i)
                                       if (const auto it = place.find(c.column<std::int64_t>(0)[i]); it != place.end())
                                           out[it->second] = m->logRow(c, i);
                               },
                               stop);
    if (!done)
        return done.error();
    for (LogRow &row : out) {
        if (stop.stop_requested())
            return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
        m->addBody(row);
    }
    return out;
}

Result<void> Reader::eachLog(const Selection &selection, const std::function<void(const LogLine &)> &visit, base::Progress *progress, std::stop_token stop)
{
    const Condition condition(m->db, Table::Logs, selection, "r.time");
    if (progress && condition.all())
        if (const auto lines = m->number("SELECT count(*) FROM log_rows", {}, stop))
            progress->total = static_cast<std::uint64_t>(*lines);
    // By the low half: a line may spell only that.
    std::unordered_map<std::uint64_t, bool> failed;
    auto done = m->query("SELECT trace_lo, errors > 0 FROM traces", {},
                         [&](const duck::Chunk &c) {
                             for (idx_t i = 0; i < c.size(); ++i)
                                 failed[c.column<std::uint64_t>(0)[i]] |= c.column<bool>(1)[i];
                         },
                         stop);
    if (!done)
        return done;
    std::int64_t number = -1;
    BlockCache::Block block;
    std::string body;
    return m->query("SELECT r.id, r.time, r.level, r.trace_hi, r.trace_lo FROM log_rows r" + condition.where(), condition.parameters(),
                    [&](const duck::Chunk &c) {
                        for (idx_t i = 0; i < c.size(); ++i) {
                            LogLine line;
                            const std::int64_t id = c.column<std::int64_t>(0)[i];
                            line.record = RecordId(id);
                            line.time = c.column<std::int64_t>(1)[i];
                            line.level = static_cast<Level>(c.column<std::uint8_t>(2)[i]);
                            line.trace = {c.column<std::uint64_t>(3)[i], c.column<std::uint64_t>(4)[i]};
                            if (line.trace.lo != 0)
                                if (const auto it = failed.find(line.trace.lo); it != failed.end())
                                    line.outcome = it->second ? LogLine::Outcome::Failing : LogLine::Outcome::Passing;
                            if (id / telemetry::kRecordsPerBlock != number) {
                                number = id / telemetry::kRecordsPerBlock;
                                block = m->db.blocks->get(Table::Logs, number);
                            }
                            body.clear();
                            if (block)
                                block->appendBody(static_cast<std::uint32_t>(id % telemetry::kRecordsPerBlock), body);
                            line.body = body;
                            visit(line);
                        }
                        if (progress)
                            progress->done += c.size();
                    },
                    stop);
}

Result<LogDetails> Reader::log(RecordId record, std::stop_token stop)
{
    LogDetails out;
    bool found = false;
    std::int32_t resource = 0, scope = 0;
    auto done = m->query(std::string("SELECT ") + Impl::logColumns() + ", r.event_name, coalesce(x.severity, 0::UTINYINT), coalesce(x.observed, 0), r.resource, r.scope FROM log_rows r LEFT JOIN (SELECT * FROM log_extra WHERE id = ?) x ON x.id = r.id WHERE r.id = ?", {toInt(record), toInt(record)},
                         [&](const duck::Chunk &c) {
                             const std::shared_lock lock(m->db.mutex);
                             for (idx_t i = 0; i < c.size(); ++i) {
                                 out.row = m->logRow(c, i);
                                 out.eventName = m->db.strings.text(c.column<std::int32_t>(10)[i]);
                                 out.severity = c.column<std::uint8_t>(11)[i];
                                 out.observed = c.column<std::int64_t>(12)[i];
                                 resource = c.column<std::int32_t>(13)[i];
                                 scope = c.column<std::int32_t>(14)[i];
                                 found = true;
                             }
                         },
                         stop);
    if (!done)
        return done.error();
    if (!found)
        return Error{ErrorKind::NotFound, "this line is no longer in the store", {}, {}, {}};
    m->addBody(out.row);
    if (const auto block = m->db.blocks->get(Table::Logs, toInt(record) / telemetry::kRecordsPerBlock))
        for (const TagView &t : block->tags(static_cast<std::uint32_t>(toInt(record) % telemetry::kRecordsPerBlock)))
            out.logTags.push_back({std::string(t.key), std::string(t.value), t.type});
    {
        const std::shared_lock lock(m->db.mutex);
        out.resourceTags = m->db.resources.at(resource).tags;
        out.scopeTags = m->db.scopes.at(scope).tags;
    }
    done = m->query("SELECT path, format FROM imports WHERE id = ?", {std::int64_t(out.row.import)},
                    [&](const duck::Chunk &c) {
                        if (c.size() > 0) {
                            out.importPath = c.text(0, 0);
                            out.importFormat = c.text(1, 0);
                        }
                    },
                    stop);
    if (!done)
        return done.error();
    return out;
}

} // namespace triptych::store
