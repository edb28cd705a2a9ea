#pragma once
#include "store/database.h"
#include "store/reader.h"

#include <unordered_map>

namespace triptych::store {

/// The WHERE of a selection with its parameters; record predicates are registered while it lives.
class Condition
{
public:
    Condition(Database &database, Table table, const Selection &selection, const char *timeColumn);
    ~Condition();
    Condition(const Condition &) = delete;

    const std::string &where() const { return m_where; } ///< "" or " WHERE …"
    /// Same with a further condition.
    std::string with(const std::string &more) const { return m_where.empty() ? " WHERE " + more : m_where + " AND " + more; }
    const duck::Parameters &parameters() const { return m_parameters; }
    bool all() const { return m_where.empty(); }

private:
    Database &m_database;
    std::string m_where;
    duck::Parameters m_parameters;
    std::vector<std::int64_t> m_running;
};

/// `trace_lo = lo AND …` over columns that `alias` ("r.") leads to, by the rule that a 64-bit id matches on the low half.
/// Ids are numbers, so the text is safe; a bound 64-bit parameter would be signed.
std::string traceCondition(const char *alias, TraceId id);

/// How the values of a tag can be reached.
class Catalogued
{
public:
    explicit Catalogued(const Database &database) : m_db(database) {}
    struct Ways {
        std::string column;     ///< `r."tag.…"`; empty if none
        bool records = false;   ///< the records must be read (no complete column)
        bool resources = false; ///< some resource has it
        bool events = false;    ///< some event of a span has it
    };
    Ways waysTo(Table table, std::string_view key) const;

private:
    const Database &m_db;
};

struct Reader::Impl {
    explicit Impl(Database &database) : db(database) {}
    Database &db;
    duck::Connection connection;

    /// The connection, made on first use.
    base::Result<duckdb_connection> open();
    std::string text(std::int32_t id) const
    {
        const std::shared_lock lock(db.mutex);
        return db.strings.text(id);
    }
    base::Result<void> query(const std::string &sql, const duck::Parameters &parameters, const duck::Visit &visit, std::stop_token stop);
    base::Result<std::int64_t> number(const std::string &sql, const duck::Parameters &parameters, std::stop_token stop);
    /// Values of `keys` of each trace's root span, from its record or else its resource, into TraceRow::extra.
    base::Result<void> addRootTags(std::vector<TraceRow> &rows, const std::vector<std::int64_t> &roots, const std::vector<std::string> &keys, std::stop_token stop);
    /// The spans of a trace, `which` being its condition, in order of start.
    base::Result<void> readSpans(TraceId id, const std::string &which, TraceColumns &out, std::stop_token stop);
    void fillSpanRow(const duck::Chunk &chunk, idx_t row, SpanRow &out) const;
    static const char *spanColumns(); ///< what fillSpanRow() reads

    /// Ids of matching rows grouped by block, as bitmaps.
    using BlockRows = std::map<std::int64_t, std::vector<std::uint64_t>>;
    /// Bins over the selection's range, or the times of what matches where it has none; `time` is a column of the alias r.
    base::Result<Histogram> emptyBins(const std::string &rows, const std::string &time, const Condition &condition, const Selection &selection, int bins, std::stop_token stop);
    /// Filled by a query of bin, total, warnings and errors.
    base::Result<Histogram> counted(Histogram histogram, const std::string &sql, const duck::Parameters &parameters, std::stop_token stop);
    base::Result<BlockRows> matchingRows(Table table, const Condition &condition, std::stop_token stop);
    /// Visits the values of a tag in the record blocks for the rows given.
    base::Result<void> eachRecordTag(Table table, const std::string &key, const BlockRows &rows,
                                     const std::function<void(std::string_view)> &visit, std::stop_token stop);
    /// Visits key and value of the events' tags of matching spans, once a span for each pair.
    base::Result<void> eachEventTag(const Condition &condition, const std::function<void(std::string_view, std::string_view)> &visit, std::stop_token stop);
    static const char *logColumns(); ///< what logRow() reads
    /// A row without its body; `db.mutex` is held by the caller.
    LogRow logRow(const duck::Chunk &chunk, idx_t row) const;
    void addBody(LogRow &row);
    std::vector<Tag> allTags(Table table, std::int64_t record, std::int32_t resource);
    /// Sets MatchedLog::placed of access-log lines that have a trace id and no span id.
    base::Result<void> placeAccessLines(TraceId trace, std::vector<MatchedLog> &lines, const std::unordered_map<std::int64_t, std::int32_t> &resources, std::stop_token stop);
    /// Lines without ids of the span's service, host or pod within its time, at most `room`.
    base::Result<void> addGuesses(TraceId trace, SpanId span, std::size_t room, std::vector<MatchedLog> &out, std::stop_token stop);
    /// An SQL expression (VARCHAR) of a group key over `r`.
    std::string groupExpression(Table table, const std::string &key) const;
};

} // namespace triptych::store
