#include "store/bulk_writer_impl.h"

namespace triptych::store {

using base::Result;

/// Spans with a 64-bit trace id move to the 128-bit id that ends in it, where exactly one does: half of a request's
/// tracers cut ids (B3 with 16 digits, Datadog's headers), and its spans are one trace all the same. With two candidates
/// nobody can tell: the short id stays a trace of its own.
Result<void> BulkWriter::Impl::uniteShortIds()
{
    const auto any = [this](const char *condition) -> Result<bool> {
        const auto n = duck::number(connection.get(), std::string("SELECT count(*) FROM (SELECT 1 FROM span_rows WHERE trace_lo <> 0 AND ") + condition + " LIMIT 1)");
        return n ? Result<bool>(*n > 0) : Result<bool>(n.error());
    };
    for (const char *condition : {"trace_hi = 0", "trace_hi <> 0"}) {
        const auto there = any(condition);
        if (!there)
            return there.error();
        if (!*there)
            return {};
    }
    auto done = duck::run(connection.get(),
                          "CREATE OR REPLACE TEMP TABLE united AS SELECT s.trace_lo AS lo, max(s.trace_hi) AS hi FROM span_rows s "
                          "SEMI JOIN (SELECT DISTINCT trace_lo FROM span_rows WHERE trace_hi = 0 AND trace_lo <> 0) x ON s.trace_lo = x.trace_lo "
                          "WHERE s.trace_hi <> 0 GROUP BY s.trace_lo HAVING min(s.trace_hi) = max(s.trace_hi)");
    if (done)
        done = duck::run(connection.get(), "DELETE FROM traces WHERE trace_hi = 0 AND trace_lo IN (SELECT lo FROM united)");
    if (done)
        done = duck::run(connection.get(), "UPDATE span_rows SET trace_hi = united.hi FROM united WHERE span_rows.trace_hi = 0 AND span_rows.trace_lo = united.lo");
    if (done)
        done = duck::run(connection.get(), "DROP TABLE united");
    return done;
}

} // namespace triptych::store
