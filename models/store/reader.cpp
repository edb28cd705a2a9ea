#include "store/reader.h"

#include "store/catalog.h"
#include "store/reader_impl.h"
#include "store/sql_values.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace triptych::store {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

/// The compiled filter numbers its record predicates from 0; the running ones have numbers of the store. Text inside
/// quotes (identifiers, which are data) is left alone.
std::string renumber(const std::string &sql, const std::vector<std::int64_t> &numbers)
{
    static const std::string call = "record_match(r.id, ";
    std::string out;
    char quote = 0;
    for (std::size_t i = 0; i < sql.size();) {
        if (quote == 0 && sql.compare(i, call.size(), call) == 0) {
            i += call.size();
            std::size_t n = 0;
            while (i < sql.size() && sql[i] >= '0' && sql[i] <= '9')
                n = n * 10 + static_cast<std::size_t>(sql[i++] - '0');
            out += call + std::to_string(n < numbers.size() ? numbers[n] : -1);
            continue;
        }
        if (quote == 0 && (sql[i] == '"' || sql[i] == '\''))
            quote = sql[i];
        else if (sql[i] == quote)
            quote = 0;
        out += sql[i++];
    }
    return out;
}

} // namespace

Condition::Condition(Database &database, Table table, const Selection &selection, const char *timeColumn) : m_database(database)
{
    {
        const std::lock_guard lock(database.runningMutex);
        for (const auto &predicate : selection.filter.records) {
            m_running.push_back(database.nextRunning++);
            database.running[m_running.back()] = {table, predicate};
        }
    }
    // The range comes first: it is the cheapest test, and whole row groups fall to it.
    if (selection.range) {
        m_where = std::string(timeColumn) + " >= ? AND " + timeColumn + " < ?";
        m_parameters.emplace_back(selection.range->from);
        m_parameters.emplace_back(selection.range->to);
    }
    if (!selection.filter.where.empty()) {
        m_where += std::string(m_where.empty() ? "" : " AND ") + "(" + renumber(selection.filter.where, m_running) + ")";
        m_parameters.insert(m_parameters.end(), selection.filter.parameters.begin(), selection.filter.parameters.end());
    }
    if (!m_where.empty())
        m_where = " WHERE " + m_where;
}

Condition::~Condition()
{
    const std::lock_guard lock(m_database.runningMutex);
    for (const std::int64_t n : m_running)
        m_database.running.erase(n);
}

Reader::Reader(Database &database) : m(std::make_unique<Impl>(database)) {}
Reader::~Reader() = default;

Result<duckdb_connection> Reader::Impl::open()
{
    if (!connection) {
        auto made = db.connect();
        if (!made)
            return made.error();
        connection = std::move(*made);
        if (auto r = db.useAllThreads(connection.get()); !r)
            return r.error();
    }
    return connection.get();
}

Result<void> Reader::Impl::query(const std::string &sql, const duck::Parameters &parameters, const duck::Visit &visit, std::stop_token stop)
{
    auto c = open();
    if (!c)
        return c.error();
    return duck::query(*c, sql, parameters, visit, stop);
}

Result<std::int64_t> Reader::Impl::number(const std::string &sql, const duck::Parameters &parameters, std::stop_token stop)
{
    auto c = open();
    if (!c)
        return c.error();
    return duck::number(*c, sql, parameters, stop);
}

std::shared_ptr<const TagCatalog> Reader::catalog() const
{
    return std::make_shared<Catalog>(m->db);
}

Result<StoreInfo> Reader::info(std::stop_token stop)
{
    StoreInfo out;
    Result<void> failed;
    const auto count = [&](std::uint64_t &to, const char *sql) {
        if (!failed)
            return;
        const auto n = m->number(sql, {}, stop);
        if (n)
            to = static_cast<std::uint64_t>(*n);
        else
            failed = n.error();
    };
    count(out.spans, "SELECT count(*) FROM span_rows");
    count(out.traces, "SELECT count(*) FROM traces");
    count(out.rootSpans, "SELECT coalesce(sum(roots), 0) FROM traces");
    count(out.orphanSpans, "SELECT coalesce(sum(orphans), 0) FROM traces");
    count(out.errorSpans, "SELECT count(*) FROM span_rows WHERE status = 2");
    count(out.logs, "SELECT count(*) FROM log_rows");
    count(out.logsWithTraceId, "SELECT count(*) FROM log_rows WHERE trace_lo <> 0 OR trace_hi <> 0");
    count(out.samples, "SELECT count(*) FROM samples");
    count(out.series, "SELECT count(*) FROM series");
    if (!failed)
        return failed.error();
    if (auto r = m->query("SELECT service, count(*), count(*) FILTER (status = 2) FROM span_rows GROUP BY service ORDER BY 2 DESC, pool_text(service)", {},
                          [&](const duck::Chunk &c) {
                              for (idx_t i = 0; i < c.size(); ++i)
                                  out.services.push_back({m->text(c.column<std::int32_t>(0)[i]), static_cast<std::uint64_t>(c.column<std::int64_t>(1)[i]),
                                                          static_cast<std::uint64_t>(c.column<std::int64_t>(2)[i])});
                          }, stop);
        !r)
        return r.error();
    if (auto r = m->query("SELECT min(a), max(b) FROM (SELECT min(start) AS a, max(start + greatest(duration, 0)) AS b FROM span_rows WHERE start <> 0 "
                          "UNION ALL SELECT min(time), max(time) FROM log_rows WHERE time <> 0)", {},
                          [&](const duck::Chunk &c) {
                              if (c.size() > 0 && c.valid(0, 0))
                                  out.time = {c.column<std::int64_t>(0)[0], c.column<std::int64_t>(1)[0] + 1};
                          }, stop);
        !r)
        return r.error();
    if (auto r = m->query("SELECT path, format, compression, hash, bytes, spans, logs, samples, duplicates, error_count, imported, errors FROM imports ORDER BY id", {},
                          [&](const duck::Chunk &c) {
                              for (idx_t i = 0; i < c.size(); ++i) {
                                  ImportRecord record;
                                  record.path = c.text(0, i);
                                  record.format = c.text(1, i);
                                  record.compression = c.text(2, i);
                                  record.hash = c.text(3, i);
                                  std::uint64_t *const to[] = {&record.bytes, &record.spans, &record.logs, &record.samples, &record.duplicates, &record.errorCount};
                                  for (idx_t k = 0; k < 6; ++k)
                                      *to[k] = static_cast<std::uint64_t>(c.column<std::int64_t>(4 + k)[i]);
                                  record.at = c.column<std::int64_t>(10)[i];
                                  const std::string_view errors = c.text(11, i);
                                  const QJsonArray all = QJsonDocument::fromJson(QByteArray(errors.data(), static_cast<qsizetype>(errors.size()))).array();
                                  for (const auto &e : all) {
                                      const QJsonObject o = e.toObject();
                                      record.errors.push_back({o[QStringLiteral("what")].toString().toStdString(), static_cast<std::uint64_t>(o[QStringLiteral("line")].toInteger()),
                                                          static_cast<std::uint64_t>(o[QStringLiteral("byte")].toInteger()), o[QStringLiteral("excerpt")].toString().toStdString(),
                                                          o[QStringLiteral("warning")].toBool()});
                                  }
                                  out.duplicates += record.duplicates;
                                  out.imports.push_back(std::move(record));
                              }
                          }, stop);
        !r)
        return r.error();
    return out;
}

Result<SqlResult> Reader::sql(const std::string &text, std::size_t limit, std::stop_token stop)
{
    auto c = m->open();
    if (!c)
        return c.error();
    if (auto r = createViews(m->db, *c); !r)
        return r.error();
    duckdb_extracted_statements statements = nullptr;
    const idx_t count = duckdb_extract_statements(*c, text.c_str(), &statements);
    Error bad{ErrorKind::BadQuery, {}, {}, {}, {}};
    if (count == 0) {
        const char *e = duckdb_extract_statements_error(statements);
        bad.what = e ? e : "there is no statement";
    } else if (count > 1) {
        bad.what = "one statement at a time";
    }
    duckdb_prepared_statement prepared = nullptr;
    if (bad.what.empty() && duckdb_prepare_extracted_statement(*c, statements, 0, &prepared) != DuckDBSuccess) {
        const char *e = duckdb_prepare_error(prepared);
        bad.what = e ? e : "the statement could not be prepared";
    }
    duckdb_destroy_extracted(&statements);
    if (bad.what.empty()) {
        const auto type = duckdb_prepared_statement_type(prepared);
        if (type != DUCKDB_STATEMENT_TYPE_SELECT && type != DUCKDB_STATEMENT_TYPE_EXPLAIN)
            bad.what = "only SELECT and EXPLAIN are run here; the store stays as it is";
    }
    if (!bad.what.empty()) {
        duckdb_destroy_prepare(&prepared);
        return bad;
    }
    SqlResult out;
    duckdb_result result;
    duckdb_pending_result pending = nullptr;
    if (duckdb_pending_prepared_streaming(prepared, &pending) != DuckDBSuccess) {
        const char *e = duckdb_pending_error(pending);
        const Error error = duck::errorOf(e ? e : "the query could not be started");
        duckdb_destroy_pending(&pending);
        duckdb_destroy_prepare(&prepared);
        return error;
    }
    // Only now: beginning a query clears an earlier interrupt, and a stop that came in between would be lost.
    const std::stop_callback interrupt(stop, [connection = *c] { duckdb_interrupt(connection); });
    const bool ok = duckdb_execute_pending(pending, &result) == DuckDBSuccess;
    duckdb_destroy_pending(&pending);
    if (!ok) {
        const char *e = duckdb_result_error(&result);
        const Error error = duck::errorOf(e ? e : "the query failed");
        duckdb_destroy_result(&result);
        duckdb_destroy_prepare(&prepared);
        return stop.stop_requested() ? Error{ErrorKind::Stopped, "stopped", {}, {}, {}} : error;
    }
    const idx_t columns = duckdb_column_count(&result);
    for (idx_t i = 0; i < columns; ++i) {
        out.columns.emplace_back(duckdb_column_name(&result, i));
        const auto t = duckdb_column_type(&result, i);
        out.numeric.push_back((t >= DUCKDB_TYPE_TINYINT && t <= DUCKDB_TYPE_DOUBLE) || t == DUCKDB_TYPE_HUGEINT || t == DUCKDB_TYPE_UHUGEINT || t == DUCKDB_TYPE_DECIMAL);
    }
    bool more = true;
    while (more && !stop.stop_requested()) {
        duckdb_data_chunk chunk = duckdb_fetch_chunk(result);
        if (!chunk)
            break;
        const idx_t rows = duckdb_data_chunk_get_size(chunk);
        for (idx_t i = 0; i < rows; ++i) {
            if (out.rows.size() >= limit) {
                out.truncated = true;
                more = false;
                break;
            }
            out.rows.push_back(rowTexts(chunk, i));
        }
        duckdb_destroy_data_chunk(&chunk);
    }
    const char *late = duckdb_result_error(&result);
    const std::string failure = late ? late : "";
    duckdb_destroy_result(&result);
    duckdb_destroy_prepare(&prepared);
    if (stop.stop_requested())
        return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
    if (!failure.empty())
        return duck::errorOf(failure);
    return out;
}

} // namespace triptych::store
