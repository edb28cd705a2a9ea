#include "sources/data_reach.h"

#include "sources/clock.h"

namespace triptych::sources {

using base::Result;

namespace {

Result<bool> hasAnything(Backend &backend, const TimeRange &range, std::stop_token stop)
{
    const Capabilities can = backend.capabilities();
    if (can.traces || can.logs) {
        BackendSearch one;
        one.range = range;
        one.limit = 1;
        const auto found = can.traces ? backend.searchTraces(one, stop) : backend.searchLogs(one, SeenLines(), stop);
        return found ? Result<bool>(found->count > 0) : Result<bool>(found.error());
    }
    // What a server of metrics scrapes at all.
    const auto answer = backend.metrics({"count(up)", {range.to, range.to}}, stop);
    return answer ? Result<bool>(answer->find("\"value\"") != std::string::npos) : Result<bool>(answer.error());
}

/// Where a server limits the time that one question may span (Tempo: a week), its halves are asked, the older first.
Result<bool> hasAnywhere(Backend &backend, const TimeRange &range, std::stop_token stop)
{
    auto some = hasAnything(backend, range, stop);
    if (some || some.error().kind != base::ErrorKind::Rejected || range.to - range.from <= kDay)
        return some;
    const Nanos middle = range.from + (range.to - range.from) / 2;
    auto older = hasAnywhere(backend, {range.from, middle}, stop);
    return !older || *older ? older : hasAnywhere(backend, {middle, range.to}, stop);
}

} // namespace

Result<DataReach> dataReach(Backend &backend, Nanos now, std::stop_token stop)
{
    Nanos from = now - DataReach::kFarthest;
    for (const Nanos age : {7 * kDay, kDay, kHour, Nanos(0)}) {
        const auto some = hasAnywhere(backend, {from, now - age}, stop);
        if (!some)
            return some.error();
        if (*some)
            return DataReach{age};
        from = now - age;
    }
    return DataReach();
}

} // namespace triptych::sources
