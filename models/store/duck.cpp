#include "store/duck.h"

#include <chrono>
#include <thread>
#include <type_traits>

namespace triptych::store::duck {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

struct Statement {
    duckdb_prepared_statement handle = nullptr;
    ~Statement() { duckdb_destroy_prepare(&handle); }
};

struct Pending {
    duckdb_pending_result handle = nullptr;
    ~Pending() { duckdb_destroy_pending(&handle); }
};

Result<void> prepare(duckdb_connection connection, const std::string &sql, const Parameters &parameters, Statement &out)
{
    if (duckdb_prepare(connection, sql.c_str(), &out.handle) != DuckDBSuccess) {
        const char *text = duckdb_prepare_error(out.handle);
        return errorOf(text ? text : "the statement could not be prepared");
    }
    for (idx_t i = 0; i < parameters.size(); ++i)
        std::visit(
            [&](const auto &value) {
                using T = std::decay_t<decltype(value)>;
                if constexpr (std::is_same_v<T, std::int64_t>)
                    duckdb_bind_int64(out.handle, i + 1, value);
                else if constexpr (std::is_same_v<T, double>)
                    duckdb_bind_double(out.handle, i + 1, value);
                else
                    duckdb_bind_varchar_length(out.handle, i + 1, value.data(), value.size());
            },
            parameters[i]);
    return {};
}

/// Executes what is pending. duckdb_execute_pending() alone spins while the engine's other threads have all the tasks, at
/// the cost of whoever needs the processor: the decoders of an import, or the window.
void execute(duckdb_pending_result pending)
{
    constexpr auto kNap = std::chrono::microseconds(20);
    while (true)
        switch (duckdb_pending_execute_task(pending)) {
        case DUCKDB_PENDING_RESULT_NOT_READY: break;
        case DUCKDB_PENDING_NO_TASKS_AVAILABLE: std::this_thread::sleep_for(kNap); break;
        default: return;
        }
}

} // namespace

Error errorOf(const std::string &message)
{
    Error e;
    e.what = message;
    if (message.find("INTERRUPT") != std::string::npos || message.find("Interrupted") != std::string::npos) {
        e.kind = ErrorKind::Stopped;
        e.what = "stopped";
    } else if (message.find("No space left") != std::string::npos || message.find("disk is full") != std::string::npos ||
               message.find("File too large") != std::string::npos || message.find("Could not write") != std::string::npos) {
        e.kind = ErrorKind::DiskFull;
        e.advice = "free some space or choose another folder";
    } else if (message.find("Parser Error") != std::string::npos || message.find("Binder Error") != std::string::npos ||
               message.find("Catalog Error") != std::string::npos || message.find("Conversion Error") != std::string::npos ||
               message.find("Invalid Input") != std::string::npos) {
        e.kind = ErrorKind::BadQuery;
    }
    return e;
}

Result<void> run(duckdb_connection connection, const std::string &sql, const Parameters &parameters)
{
    return query(connection, sql, parameters, [](const Chunk &) {});
}

Result<void> query(duckdb_connection connection, const std::string &sql, const Parameters &parameters, const Visit &visit,
                   std::stop_token stop)
{
    if (stop.stop_requested())
        return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
    Statement statement;
    if (auto prepared = prepare(connection, sql, parameters, statement); !prepared)
        return prepared;
    Pending pending;
    if (duckdb_pending_prepared(statement.handle, &pending.handle) != DuckDBSuccess) {
        const char *text = duckdb_pending_error(pending.handle);
        return errorOf(text ? text : "the query could not be started");
    }
    // Only now: beginning a query clears an earlier interrupt, and a stop that came in between would be lost.
    const std::stop_callback interrupt(stop, [connection] { duckdb_interrupt(connection); });
    execute(pending.handle);
    duckdb_result result;
    if (duckdb_execute_pending(pending.handle, &result) != DuckDBSuccess) {
        const char *text = duckdb_result_error(&result);
        Error e = errorOf(text ? text : "the query failed");
        duckdb_destroy_result(&result);
        if (stop.stop_requested())
            e = Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
        return e;
    }
    while (duckdb_data_chunk chunk = duckdb_fetch_chunk(result)) {
        visit(Chunk(chunk));
        duckdb_destroy_data_chunk(&chunk);
        if (stop.stop_requested())
            break;
    }
    duckdb_destroy_result(&result);
    if (stop.stop_requested())
        return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
    return {};
}

Result<void> script(duckdb_connection connection, const std::string &sql, std::stop_token stop)
{
    const std::stop_callback interrupt(stop, [connection] { duckdb_interrupt(connection); });
    duckdb_result result;
    Result<void> out;
    if (duckdb_query(connection, sql.c_str(), &result) != DuckDBSuccess) {
        const char *text = duckdb_result_error(&result);
        out = stop.stop_requested() ? Error{ErrorKind::Stopped, "stopped", {}, {}, {}} : errorOf(text ? text : "the statement failed");
    }
    duckdb_destroy_result(&result);
    return out;
}

Result<std::int64_t> number(duckdb_connection connection, const std::string &sql, const Parameters &parameters,
                            std::stop_token stop)
{
    std::int64_t out = 0;
    bool seen = false;
    const auto done = query(
        connection, "SELECT CAST((" + sql + ") AS BIGINT)", parameters,
        [&](const Chunk &chunk) {
            if (!seen && chunk.size() > 0 && chunk.valid(0, 0))
                out = chunk.column<std::int64_t>(0)[0];
            seen = true;
        },
        stop);
    if (!done)
        return done.error();
    return out;
}

std::string quoted(std::string_view identifier)
{
    std::string out = "\"";
    for (const char c : identifier) {
        if (c == '\0')
            continue;
        out += c;
        if (c == '"')
            out += '"';
    }
    out += '"';
    return out;
}

} // namespace triptych::store::duck
