#include "fake_answer.h"
#include "fake_source.h"

#include <algorithm>

namespace triptych::tests {

base::Result<std::vector<RecordId>> FakeSource::logIds(const query::Selection &, Order order, std::stop_token)
{
    TRIPTYCH_FAKE_ANSWER();
    std::vector<RecordId> ids;
    for (const LogRow &log : logs)
        ids.push_back(log.record);
    if (order == Order::Descending)
        std::reverse(ids.begin(), ids.end());
    return ids;
}

base::Result<std::uint64_t> FakeSource::logCount(const query::Selection &, std::stop_token)
{
    TRIPTYCH_FAKE_ANSWER();
    return static_cast<std::uint64_t>(logs.size());
}

base::Result<std::vector<LogRow>> FakeSource::logRows(const std::vector<RecordId> &records, std::stop_token)
{
    TRIPTYCH_FAKE_ANSWER();
    std::vector<LogRow> rows;
    for (const RecordId record : records) {
        const auto found = std::find_if(logs.begin(), logs.end(), [&](const LogRow &l) { return l.record == record; });
        if (found != logs.end())
            rows.push_back(*found);
    }
    return rows;
}

base::Result<void> FakeSource::eachLog(const query::Selection &, const std::function<void(const LogLine &)> &visit, base::Progress *, std::stop_token)
{
    ++calls;
    if (fail)
        return *fail;
    for (const LogRow &row : logs)
        visit({row.record, row.time, row.level, row.trace, LogLine::Outcome::Unknown, row.body});
    return {};
}

base::Result<LogDetails> FakeSource::log(RecordId record, std::stop_token)
{
    TRIPTYCH_FAKE_ANSWER();
    const auto found = std::find_if(logs.begin(), logs.end(), [&](const LogRow &l) { return l.record == record; });
    if (found == logs.end())
        return base::Error{base::ErrorKind::NotFound, "no such log line", {}, {}, {}};
    LogDetails details;
    details.row = *found;
    details.importPath = "bundle.tar.gz!app.log";
    details.importFormat = "json-lines";
    details.severity = static_cast<int>(found->level);
    details.observed = found->time;
    details.logTags = {{"thread", "worker-3", ValueType::String}};
    if (found->service == "mesh")
        details.logTags.push_back({"http.server.request.duration_ms", "1200", ValueType::Int});
    details.resourceTags = {{"service.name", found->service, ValueType::String}};
    return details;
}

base::Result<Histogram> FakeSource::logHistogram(const query::Selection &, int bins, std::stop_token)
{
    TRIPTYCH_FAKE_ANSWER();
    return histogram(bins, true);
}

base::Result<std::vector<MatchedLog>> FakeSource::logsOf(TraceId id, std::optional<SpanId> span, Guess guess, std::size_t,
                                                         std::stop_token)
{
    TRIPTYCH_FAKE_ANSWER();
    std::vector<MatchedLog> matched;
    if (!id.matches(kTrace))
        return matched;
    const auto tier = [&](LogMatch match, auto &&belongs) {
        for (const LogRow &log : logs)
            if (belongs(log))
                matched.push_back({log, match});
    };
    const auto ofSpan = [&](const LogRow &l) { return span && l.span == *span; };
    const auto ofAccess = [&](const LogRow &l) { return !ofSpan(l) && l.kind == LogKind::Access; };
    tier(LogMatch::Span, ofSpan);
    tier(LogMatch::Access, ofAccess);
    tier(LogMatch::Trace, [&](const LogRow &l) { return !ofSpan(l) && !ofAccess(l); });
    if (guess == Guess::Always)
        for (const LogRow &log : nearby)
            matched.push_back({log, LogMatch::Guess});
    return matched;
}

} // namespace triptych::tests
