#include "sources/remote_source.h"

#include "base/job_pool.h"
#include "query/compose.h"
#include "query/narrow.h"
#include "sources/clock.h"

#include <algorithm>
#include <chrono>
#include <thread>

/// How RemoteSource asks its servers.
namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr Nanos kStillGrows = 600 * kSecond; // spans of a trace come in one by one, the root last

const Error kStopped{ErrorKind::Stopped, "stopped", {}, {}, {}};

} // namespace

Result<void> RemoteSource::askAll(const std::vector<const Server *> &servers, const AskServer &ask, std::stop_token stop)
{
    if (servers.empty())
        return {};
    std::list<Round>::iterator round;
    {
        const std::lock_guard lock(m_mutex);
        round = m_rounds.insert(m_rounds.end(), Round{servers.size(), 0, {}});
    }
    std::vector<Result<void>> outcomes(servers.size());
    const auto askOne = [&](std::size_t i) {
        outcomes[i] = ask(*servers[i], stop);
        const std::lock_guard lock(m_mutex);
        ++round->answered;
        for (Round &any : m_rounds)
            any.told.erase(servers[i]);
    };
    if (servers.size() == 1) {
        askOne(0);
    } else {
        const base::PoolWait others;
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < servers.size(); ++i)
            threads.emplace_back(askOne, i);
    }
    {
        const std::lock_guard lock(m_mutex);
        m_rounds.erase(round);
    }
    if (stop.stop_requested())
        return kStopped;
    const auto failed = static_cast<std::size_t>(std::count_if(outcomes.begin(), outcomes.end(), [](const Result<void> &one) { return !one; }));
    const bool all = failed == servers.size();
    for (std::size_t i = 0; i < servers.size(); ++i)
        trouble(*servers[i], outcomes[i] || all ? std::nullopt : std::optional(outcomes[i].error()));
    if (!all)
        return {};
    Error whole = outcomes.front().error();
    if (servers.size() == 1)
        return whole;
    whole.what.clear();
    whole.where = {};
    for (std::size_t i = 0; i < servers.size(); ++i)
        whole.what += (i > 0 ? "; " : "") + servers[i]->label() + ": " + outcomes[i].error().what;
    return whole;
}

std::optional<query::Filter> RemoteSource::filterFor(const Server &server, const query::Filter &filter) const
{
    if (server.profile.empty())
        return filter;
    return query::narrowed(filter, *aliases(), {std::string(query::kProfileTag), server.profile});
}

Result<void> RemoteSource::search(const Server &server, Table table, const query::Selection &selection, const std::string &key, std::stop_token stop)
{
    Backend &backend = *server.backend;
    const auto filter = filterFor(server, selection.filter);
    if (!filter)
        return {}; // the filter asks other connections
    BackendSearch wanted{*filter, bounded(selection), table == Table::Spans ? m_limits.traces : m_limits.lines, *this->aliases(), {}, {}};
    if (wanted.range.empty())
        return {};
    if (backend.takesNative()) {
        const std::lock_guard lock(m_mutex);
        if (const auto written = m_instead.find(insteadKey(table, selection.filter, backend.address())); written != m_instead.end())
            wanted.native = written->second;
    }
    const auto named = table == Table::Spans && wanted.native.empty() ? query::requiredTraces(selection.filter) : std::nullopt;
    if (named) {
        for (const TraceId id : *named)
            if (auto fetched = fetchTraceFrom(server, id, stop); !fetched)
                return fetched;
        return {};
    }
    wanted.progress = [this, &server](BackendProgress progress) {
        const std::lock_guard lock(m_mutex);
        if (!m_rounds.empty())
            m_rounds.back().told[&server] = progress;
    };
    auto found = table == Table::Spans ? backend.searchTraces(wanted, stop) : backend.searchLogs(wanted, m_seen.at(server.profile), stop);
    FetchNote note;
    note.backend = server.label();
    note.address = backend.address();
    note.editable = backend.takesNative();
    note.edited = !wanted.native.empty();
    if (!found) {
        if (note.edited) { // so that it can be put right
            note.native = wanted.native;
            note.remarks.push_back(found.error().what);
            const std::lock_guard lock(m_mutex);
            m_notes[key].push_back(std::move(note));
        }
        return found.error();
    }
    if (stop.stop_requested())
        return kStopped;
    if (auto landed = land(server, *found, stop); !landed)
        return landed;
    note.native = std::move(found->asked.native);
    note.here = std::move(found->asked.here);
    note.remarks = std::move(found->remarks);
    note.remarks.insert(note.remarks.end(), found->asked.caveats.begin(), found->asked.caveats.end());
    note.fetched = found->count;
    note.more = found->more;
    note.mayHide = found->more && !found->asked.decidesAll;
    const std::lock_guard lock(m_mutex);
    m_notes[key].push_back(std::move(note));
    return {};
}

Result<void> RemoteSource::fetch(Table table, const query::Selection &selection, std::stop_token stop)
{
    if (!holds(table) || (table == Table::Logs && tailCovers(selection)))
        return {};
    const std::string key = keyOf(table, selection);
    return m_once.run(
        key,
        [&](std::stop_token running) -> Result<void> {
            {
                const std::lock_guard lock(m_mutex);
                m_notes[key].clear();
            }
            std::vector<const Server *> asked = holders(table);
            std::erase_if(asked, [&](const Server *server) { return !filterFor(*server, selection.filter); });
            const auto done = askAll(asked, [&](const Server &server, std::stop_token asking) { return search(server, table, selection, key, asking); }, running);
            // However they came in, they are told in the order of the servers.
            const std::lock_guard lock(m_mutex);
            std::vector<FetchNote> &notes = m_notes[key];
            const auto place = [this](const FetchNote &note) {
                return std::find_if(m_servers.begin(), m_servers.end(), [&](const Server &s) { return s.label() == note.backend && s.backend->address() == note.address; });
            };
            std::stable_sort(notes.begin(), notes.end(), [&](const FetchNote &a, const FetchNote &b) { return place(a) < place(b); });
            return done;
        },
        stop);
}

Result<bool> RemoteSource::hasTraceOf(const Server &server, TraceId id, std::stop_token stop)
{
    const auto here = m_local->findTraces(id, stop);
    if (!here)
        return here.error();
    // Backends answer with whole traces. One of just now may have grown since it was fetched.
    if (here->empty() || (m_refreshed && endedWithin(id, kStillGrows, stop)))
        return false;
    if (holders(Table::Spans).size() == 1)
        return true;
    const auto filter = query::Filter::parse(query::termText("trace", hex(id)));
    if (!filter)
        return filter.error();
    const auto profiles = m_local->tagValues(std::string(query::kProfileTag), {*filter, {}}, m_servers.size(), stop);
    if (!profiles)
        return profiles.error();
    return std::any_of(profiles->begin(), profiles->end(), [&](const TagValue &value) { return value.value == server.profile; });
}

Result<void> RemoteSource::fetchTraceFrom(const Server &server, TraceId id, std::stop_token stop)
{
    const auto has = hasTraceOf(server, id, stop);
    if (!has || *has)
        return has ? Result<void>() : Result<void>(has.error());
    return m_once.run(
        "trace " + hex(id) + " of " + server.backend->address() + " " + server.profile,
        [&](std::stop_token running) -> Result<void> {
            auto found = server.backend->trace(id, running);
            if (!found)
                return found.error().kind == ErrorKind::NotFound ? Result<void>() : Result<void>(found.error());
            return land(server, *found, running);
        },
        stop);
}

Result<void> RemoteSource::fetchTrace(TraceId id, std::stop_token stop)
{
    const auto here = m_local->findTraces(id, stop);
    if (!here)
        return here.error();
    const auto again = askAll(holders(Table::Spans), [&](const Server &server, std::stop_token asking) { return fetchTraceFrom(server, id, asking); }, stop);
    const bool stopped = !again && again.error().kind == ErrorKind::Stopped;
    return here->empty() || stopped ? again : Result<void>(); // what is here is better than an error
}

bool RemoteSource::endedWithin(TraceId id, Nanos time, std::stop_token stop)
{
    const auto trace = m_local->trace(id, stop);
    Nanos end = 0;
    for (std::size_t i = 0; trace && i < trace->start.size(); ++i)
        end = std::max(end, trace->start[i] + trace->duration[i]);
    return end > now() - time;
}

Result<void> RemoteSource::fetchLogsOf(TraceId id, std::stop_token stop)
{
    if (!holds(Table::Logs))
        return {};
    return m_once.run(
        "logs of " + hex(id),
        [&](std::stop_token running) -> Result<void> {
            const auto trace = m_local->trace(id, running);
            TimeRange range;
            if (trace && !trace->start.empty()) {
                range = {trace->start.front(), trace->start.front()};
                for (std::size_t i = 0; i < trace->start.size(); ++i) {
                    range.from = std::min(range.from, trace->start[i]);
                    range.to = std::max(range.to, trace->start[i] + trace->duration[i]);
                }
            }
            std::vector<const Server *> asked = holders(Table::Logs);
            std::erase_if(asked, [](const Server *server) { return !server->correlation.logs.empty() && server->correlation.logs != name(server->backend->kind()); });
            return askAll(
                asked,
                [&](const Server &server, std::stop_token asking) -> Result<void> {
                    const Nanos slack = server.correlation.slack;
                    const TimeRange around = range.from == 0 ? bounded({}) : TimeRange{range.from - slack, range.to + slack};
                    auto found = server.backend->logsOfTrace(id, around, m_limits.lines, m_seen.at(server.profile), asking);
                    return found ? land(server, *found, asking) : Result<void>(found.error());
                },
                running);
        },
        stop);
}

Result<void> RemoteSource::fetchAround(TraceId trace, std::optional<SpanId> span, std::stop_token stop)
{
    const auto columns = m_local->trace(trace, stop);
    if (!columns || !span)
        return columns ? Result<void>() : Result<void>(columns.error());
    for (std::size_t i = 0; i < columns->span.size(); ++i) {
        if (columns->span[i] != span->value)
            continue;
        const std::string &service = columns->strings[static_cast<std::size_t>(columns->service[i])];
        auto filter = query::Filter::parse(query::termText("service", service));
        if (!filter)
            return filter.error();
        return fetch(Table::Logs, {*filter, TimeRange{columns->start[i] - kSecond, columns->start[i] + columns->duration[i] + kSecond}}, stop);
    }
    return {};
}

} // namespace triptych::sources
