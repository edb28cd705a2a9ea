#pragma once
#include "store/appender.h"
#include "telemetry/trace_columns.h"

namespace triptych::store {

struct Database;

/// The spans of an import that brought one trace and no other, kept as they were written: whoever opens that trace next
/// need not read them back. 70 bytes a span, until it is opened or the next import ends.
class FreshTrace
{
public:
    /// Rows of span_rows that are about to be sent. A second trace, or too many spans, empty it for good.
    void add(Appender &rows, idx_t count);
    void addEvent(std::int64_t record, telemetry::Nanos time)
    {
        if (!m_tooMuch)
            m_events.push_back({record, time});
    }
    bool usable() const { return !m_tooMuch && m_columns.size() > 0; }
    telemetry::TraceId trace() const { return m_columns.trace; }
    /// As Reader::trace() gives it, without marks of logs and without repeats. Strings are looked up under the database's lock.
    telemetry::TraceColumns columns(const Database &database) &&;

private:
    static constexpr std::size_t kMostSpans = 2'000'000;
    struct Event {
        std::int64_t record;
        telemetry::Nanos time;
    };
    telemetry::TraceColumns m_columns; ///< name and service are numbers of the store's strings still
    std::vector<Event> m_events;
    bool m_tooMuch = false;
};

/// Rows by start, then id; returns where each row stood before, empty if all stay.
std::vector<std::uint32_t> sortByStart(telemetry::TraceColumns &columns);

} // namespace triptych::store
